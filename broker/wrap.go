package broker

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"sluis/internal/refusal"
	"sluis/web"
)

// Limits of one request. The largest thing anybody sends us is a hub's Response:
// 256 KiB of XML in base64, form-encoded.
const (
	maxBody     = 64 << 10
	maxACSBody  = 512 << 10
	requestTime = 15 * time.Second
)

// exchange is one request and the way to answer it.
type exchange struct {
	w    http.ResponseWriter
	r    *http.Request
	s    *Server
	lang web.Lang
	// abroad is the country of a browser that is let in for the schools that opened it
	// alone; "" for all others.
	abroad string
}

// statusWriter remembers the status for the counter.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController find what is below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// wrap serves one path: method, limits, guard, headers, errors. No handler runs
// outside it.
func (s *Server) wrap(path string, routes []route) http.Handler {
	allow := allowed(routes)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		ctx, cancel := context.WithCancel(r.Context())
		if !routes[0].stream { // what is written bit by bit sets a time for each bit
			ctx, cancel = context.WithTimeout(r.Context(), requestTime)
		}
		defer cancel()
		x := &exchange{w: sw, r: r.WithContext(ctx), s: s,
			lang: web.ParseLang(queryValue(r, "lang"), r.Header.Get("Accept-Language"))}
		defer func() {
			if e := recover(); e != nil {
				s.Logger.Error("panic", "route", path, "value", fmt.Sprintf("%T", e), "stack", string(debug.Stack()))
				x.refuse(refusal.New(refusal.Internal, fmt.Errorf("broker: panic of type %T", e)))
			}
			s.requests.Inc(path, strconv.Itoa(sw.status/100)+"xx")
		}()
		x.base()
		if err := s.run(x, routes, allow); err != nil {
			x.refuse(err)
		}
	})
}

func (s *Server) run(x *exchange, routes []route, allow string) error {
	if !routes[0].open {
		if err := x.admit(routes[0]); err != nil {
			return err
		}
	}
	if err := x.inTurn(routes[0]); err != nil {
		return err
	}
	if routes[0].methods == nil {
		if err := x.unblocked(); err != nil {
			return err
		}
		return routes[0].handle(x)
	}
	if routes[0].cors && x.cors(allow) {
		return nil
	}
	i := slices.IndexFunc(routes, func(r route) bool { return slices.Contains(r.methods, x.r.Method) })
	if i < 0 {
		x.w.Header().Set("Allow", allow)
		return refusal.New(refusal.MethodNotAllowed, nil)
	}
	rt := routes[i]
	limit := int64(maxBody)
	if strings.HasSuffix(rt.path, "/acs") {
		limit = maxACSBody
	}
	if x.r.ContentLength > limit { // refused unread
		x.w.Header().Set("Connection", "close")
		if limit == maxACSBody {
			return refusal.New(refusal.AnswerTooLarge, nil)
		}
		return refusal.New(refusal.RequestTooLarge, nil)
	}
	if rt.showsCookies(x.r.Method) {
		if err := x.unblocked(); err != nil {
			return err
		}
	}
	x.r.Body = http.MaxBytesReader(x.w, x.r.Body, limit)
	if rt.kind == act {
		if err := s.cross.Check(x.r); err != nil {
			return refusal.New(refusal.CrossOrigin, err)
		}
	}
	return rt.handle(x)
}

func allowed(routes []route) string {
	var all []string
	for _, r := range routes {
		all = append(all, r.methods...)
		if r.cors {
			all = append(all, "OPTIONS")
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}

// queryValue reads one value of the query without parsing the rest: most routes
// have none.
func queryValue(r *http.Request, name string) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return r.URL.Query().Get(name)
}
