package broker

import (
	"sluis/broker/guard"
	"sluis/web"
)

// kind says how a route is wrapped.
type kind uint8

const (
	page     kind = iota // GET, HTML
	act                  // POST of a form of ours
	protocol             // what hubs, apps and browsers in between call
	asset                // style, script and picture
	text                 // robots.txt, security.txt
)

// route is one address, its methods and who handles it.
type route struct {
	path    string
	methods []string
	kind    kind
	handle  func(*exchange) error
	cors    bool        // answers registered origins (contract 20); never on authorize
	open    bool        // answers whatever country it is asked from (L-05)
	class   guard.Class // how often one network may call it; a page, where nothing is said
	stream  bool        // its answer goes on
	admin   bool        // asks the admins' border, which lies within the EEA (L-01)
	travel  bool        // takes browsers from a country that some school has opened, and asks that school (L-04)
}

// RouteInfo is what a test may know of a route.
type RouteInfo struct {
	Path    string // {name} stands for one segment
	Methods []string
}

// Routes lists the surface, so that a test that must try every route can hold its
// own list against it.
func Routes() []RouteInfo {
	var out []RouteInfo
	for _, r := range new(Server).routes() {
		out = append(out, RouteInfo{Path: r.path, Methods: r.methods})
	}
	return out
}

var (
	get     = []string{"GET", "HEAD"}
	post    = []string{"POST"}
	getPost = []string{"GET", "HEAD", "POST"}
)

// routes is the whole surface. What a browser does a login with, and every page that
// somebody adds without a thought for it, asks the border (P13). Open are the calls of
// apps' and hubs' servers, which hold no pupil and stand where their suppliers rent, and
// what is no page: robots.txt, security.txt and what a page of refusal is drawn with. So
// is logging out: who took a session along on a journey must be able to end it. Those of
// travel are the steps of a login at an app, each of which asks the school it knows, and the
// pages that those steps link to.
func (s *Server) routes() []route { return append(s.publicRoutes(), s.adminRoutes()...) }

func (s *Server) publicRoutes() []route {
	return []route{
		{path: web.PathHome, methods: get, kind: page, handle: s.home},

		{path: "/.well-known/openid-configuration", methods: get, kind: protocol, handle: s.discovery, class: guard.Public, cors: true, open: true},
		{path: "/.well-known/oauth-authorization-server", methods: get, kind: protocol, handle: s.discovery, class: guard.Public, cors: true, open: true},
		{path: "/oauth/jwks", methods: get, kind: protocol, handle: s.jwks, class: guard.Public, cors: true, open: true},
		{path: "/oauth/authorize", methods: getPost, kind: protocol, handle: s.authorize, class: guard.Step, travel: true},
		{path: "/oauth/par", methods: post, kind: protocol, handle: s.par, class: guard.BackChannel, cors: true, open: true},
		{path: "/oauth/token", methods: post, kind: protocol, handle: s.token, class: guard.BackChannel, cors: true, open: true},
		{path: "/oauth/logout", methods: getPost, kind: protocol, handle: s.endSession, class: guard.Step, open: true},
		{path: "/oauth/userinfo", methods: getPost, kind: protocol, handle: s.userinfo, class: guard.BackChannel, cors: true, open: true},
		{path: "/oauth/introspect", methods: post, kind: protocol, handle: s.introspect, class: guard.BackChannel, open: true},
		{path: "/oauth/revoke", methods: post, kind: protocol, handle: s.revoke, class: guard.BackChannel, open: true},

		{path: "/saml/{connection}/metadata", methods: get, kind: protocol, handle: s.metadata, class: guard.Public, open: true},
		{path: "/saml/{connection}/acs", methods: post, kind: protocol, handle: s.acs, class: guard.Step, travel: true},

		{path: "/login/start", methods: get, kind: page, handle: s.start, class: guard.Step, travel: true},
		{path: web.PathSchool, methods: get, kind: page, handle: s.picker, class: guard.Search, travel: true},
		{path: web.PathSchools, methods: get, kind: page, handle: s.pickerResults, class: guard.Search, travel: true},
		{path: "/login/school", methods: post, kind: act, handle: s.choose, class: guard.Search, travel: true},
		{path: "/login/continue", methods: get, kind: page, handle: s.resume, class: guard.Step, travel: true},
		{path: web.PathAnswer, methods: post, kind: act, handle: s.answer, class: guard.Step, travel: true},

		{path: web.PathStepUp, methods: get, kind: page, handle: s.stepUp, class: guard.Step, travel: true},
		{path: web.PathStepUp, methods: post, kind: act, handle: s.prove, class: guard.Step, travel: true},

		{path: web.PathLogout, methods: get, kind: page, handle: s.logout, class: guard.Step, open: true},
		{path: web.PathLogout, methods: post, kind: act, handle: s.left, class: guard.Step, open: true},
		{path: web.PathGoodbye, methods: get, kind: page, handle: s.goodbye, class: guard.Step, open: true},

		{path: web.PathExplain, methods: get, kind: page, handle: s.explain},

		{path: "/me", methods: get, kind: page, handle: s.me},
		{path: web.PathWithdraw, methods: post, kind: act, handle: s.withdraw},
		{path: web.PathLeaveMe, methods: post, kind: act, handle: s.leaveMe},
		{path: web.PathFactors, methods: post, kind: act, handle: s.ownFactors},
		{path: web.PathFactorApp, methods: get, kind: page, handle: s.seed},

		{path: web.PathPrivacy, methods: get, kind: page, handle: s.privacy, travel: true},
		{path: web.PathCookies, methods: get, kind: page, handle: s.cookies, travel: true},
		{path: web.PathAccessibility, methods: get, kind: page, handle: s.accessibility, travel: true},
		{path: "/robots.txt", methods: get, kind: text, handle: s.robots, class: guard.Public, open: true},
		{path: "/.well-known/security.txt", methods: get, kind: text, handle: s.securityTxt, class: guard.Public, open: true},
		{path: web.AssetPath + "{file}", methods: get, kind: asset, handle: s.asset, class: guard.Asset, open: true},
	}
}
