package broker

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"sluis/broker/op"
	"sluis/internal/refusal"
)

// discovery may be kept for a while by who asks: it changes with the registry.
func (s *Server) discovery(x *exchange) error {
	x.w.Header().Set("Cache-Control", "public, max-age=300")
	return x.json(s.Provider.Discovery())
}

func (s *Server) jwks(x *exchange) error {
	x.w.Header().Set("Cache-Control", "public, max-age=300")
	return x.json(s.Provider.JWKS())
}

func (s *Server) token(x *exchange) error {
	c, err := x.call()
	if err != nil {
		return err
	}
	return x.json(s.Provider.Token(x.r.Context(), c))
}

func (s *Server) par(x *exchange) error {
	c, err := x.call()
	if err != nil {
		return err
	}
	return x.json(s.Provider.Push(x.r.Context(), c))
}

func (s *Server) userinfo(x *exchange) error {
	c, err := x.call()
	if err != nil {
		return err
	}
	return x.json(s.Provider.UserInfo(x.r.Context(), c))
}

func (s *Server) introspect(x *exchange) error {
	c, err := x.call()
	if err != nil {
		return err
	}
	return x.json(s.Provider.Introspect(x.r.Context(), c))
}

func (s *Server) revoke(x *exchange) error {
	c, err := x.call()
	if err != nil {
		return err
	}
	return x.json(s.Provider.Revoke(x.r.Context(), c))
}

// call reads what of a request matters to an endpoint for apps. It never looks at
// a cookie.
func (x *exchange) call() (op.Call, error) {
	body, err := x.body()
	if err != nil {
		return op.Call{}, err
	}
	media, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil {
		media = ""
	}
	return op.Call{ContentType: media, Query: x.r.URL.RawQuery, Body: body,
		Authorization: x.r.Header.Values("Authorization"), DPoP: x.r.Header.Values("DPoP"), Certificates: x.s.certificates(x.r),
		Method: x.r.Method, Path: x.r.URL.EscapedPath(), Post: x.r.Method == http.MethodPost, Address: x.s.address(x.r)}, nil
}

func (x *exchange) body() (string, error) {
	var b strings.Builder
	if x.r.ContentLength > 0 {
		b.Grow(int(x.r.ContentLength))
	}
	_, err := io.Copy(&b, x.r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return "", refusal.New(refusal.RequestTooLarge, err)
	}
	if err != nil {
		return "", refusal.New(refusal.RequestTooLarge, err)
	}
	return b.String(), nil
}

func (x *exchange) json(j op.JSON) error {
	h := x.w.Header()
	h.Set("Content-Type", cmp.Or(j.Type, "application/json"))
	if h.Get("Cache-Control") == "no-store" {
		h.Set("Pragma", "no-cache") // RFC 6749 §5.1
	}
	for _, f := range j.Headers {
		h.Set(f.Name, f.Value)
	}
	x.write(j.Status, j.Body)
	return nil
}
