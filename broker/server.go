package broker

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/broker/guard"
	"sluis/broker/monitor"
	"sluis/broker/op"
	"sluis/broker/registry"
	"sluis/broker/trace"
	"sluis/internal/metric"
	"sluis/web"
)

// Config is what a Server is made of. Every field but TrustedProxies and Contact
// is required.
type Config struct {
	Issuer         string // an origin, without a final slash
	Pages          *web.Pages
	Flow           *flow.Flow
	Provider       *op.Provider
	Registry       func() *registry.Snapshot
	Traces         *trace.Book
	SPMetadata     func(connection string) ([]byte, bool)
	TrustedProxies []netip.Prefix // who may say whom they forward for (L-03)
	Certificates   Certificates   // from where those of clients come (RFC 8705)
	Border         guard.Border   // from where browsers may come (L-01)
	AdminBorder    guard.Border   // from where admins' may
	Admin          *admin.Desk
	Monitor        *monitor.Monitor
	Blocks         *guard.Blocks
	Counter        *guard.Counter
	Throttle       *guard.Throttle
	Devices        guard.Devices
	Now            func() time.Time
	Logger         *slog.Logger
	Metrics        *metric.Set
	Demo           bool
}

// Server is the HTTP surface.
type Server struct {
	Config
	secure   bool   // the issuer is https
	host     string // of the issuer
	cross    *http.CrossOriginProtection
	finders  finderCache
	requests *metric.Counter
	refusals *metric.Counter
	foreign  *metric.Counter
	blocked  *metric.Counter
	slowed   *metric.Counter
	streams  *streams
}

// New makes a Server.
func New(c Config) *Server {
	s := &Server{Config: c, secure: strings.HasPrefix(c.Issuer, "https://"), cross: http.NewCrossOriginProtection(), streams: newStreams()}
	if u, err := url.Parse(c.Issuer); err == nil {
		s.host = u.Host
	}
	// The issuer's own origin posts our forms. A browser behind a proxy may show us
	// another Host than the issuer's; naming the origin keeps that from counting as
	// foreign. An origin that does not parse was refused by configuration.
	if err := s.cross.AddTrustedOrigin(c.Issuer); err != nil {
		c.Logger.Error("issuer is no origin", "error", err.Error())
	}
	s.requests = c.Metrics.Counter("sluis_http_requests_total", "Requests by route and status class.", "route", "status")
	s.refusals = c.Metrics.Counter("sluis_refusals_total", "Refusal pages by code.", "code")
	s.foreign = c.Metrics.Counter("sluis_border_refusals_total", "Browsers that were refused for the country of their address; unknown is none that the table has.", "country")
	s.blocked = c.Metrics.Counter("sluis_blocked_total", "Networks and devices that were blocked by themselves, by reason.", "reason")
	s.slowed = c.Metrics.Counter("sluis_throttled_total", "Requests beyond what one network or device may send to a route in a minute, by route.", "route")
	return s
}

// Handler gives the public surface.
func (s *Server) Handler() http.Handler {
	m := mux.NewRouter().UseEncodedPath()
	byPath := map[string][]route{}
	var order []string
	for _, r := range s.routes() {
		if _, seen := byPath[r.path]; !seen {
			order = append(order, r.path)
		}
		byPath[r.path] = append(byPath[r.path], r)
	}
	for _, p := range order {
		m.Handle(p, s.wrap(p, byPath[p]))
	}
	m.NotFoundHandler = s.wrap("", []route{{methods: nil, kind: page, handle: s.notFound}})
	return m
}
