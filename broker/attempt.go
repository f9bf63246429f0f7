package broker

import (
	"slices"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/guard"
	"sluis/broker/monitor"
	"sluis/internal/refusal"
	"sluis/web"
)

// noteGranted notes a login that the app got something of. A school that keeps failed
// logins alone is shown a number and nothing else (P14).
func (x *exchange) noteGranted(r flow.Granted) {
	if !x.s.Monitor.Once(r.Code) {
		return // the same login: its last step was loaded again
	}
	x.s.Monitor.Note(monitor.Attempt{School: r.School.ID, App: r.Request.App, Address: x.s.address(x.r),
		Device: x.device() != (guard.Device{}), Counted: !r.School.LogAll, Late: true})
}

// noteRefused notes a login that ended on a page of a refusal. What is shown of it is what
// stands on that page.
func (x *exchange) noteRefused(r flow.Refused, words string) {
	if !isLogin(x.r.URL.Path) || slices.Contains([]refusal.Code{refusal.NotFound, refusal.MethodNotAllowed, refusal.CrossOrigin}, r.Err.Code) {
		return
	}
	if step := queryValue(x.r, "h"); step != "" && !x.s.Monitor.Once(step+r.Err.Code.String()) {
		return
	}
	a := monitor.Attempt{School: schoolID(r.School), App: appID(r.App), Code: r.Err.Code, Words: words, Address: x.s.address(x.r),
		Device: x.device() != (guard.Device{}) || r.Device != "", Late: !r.Trail.Asked.IsZero()}
	if a.School == "" {
		a.School = schoolID(r.Chosen)
	}
	x.s.Monitor.Note(a)
}

// isLogin reports whether an address is a step of a login.
func isLogin(path string) bool {
	return path == "/oauth/authorize" || strings.HasPrefix(path, "/login/") && path != web.PathExplain ||
		strings.HasPrefix(path, "/saml/") && strings.HasSuffix(path, "/acs")
}
