package broker

import (
	"net/http"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/keys"
)

// The cookies, at most three in all; none holds who somebody is.
const (
	browserCookie = "sluis"  // a random half that binds a login to the browser that began it, and a session half
	schoolCookie  = "school" // our id of the school, where the person asked us to remember it
	deviceCookie  = "device" // somebody once logged in with this browser (package guard)
)

const rememberSeconds = 180 * 24 * 3600

// cookieName has the prefix that pins a cookie to this host and to TLS; an http
// loopback issuer can have neither (contract 9).
func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: maxAge,
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// browser gives who is asking. The first half is stable: five tabs at once share it. The
// session half, after a dot, is made anew at each login (design §5.3); a cookie of one
// half is a browser that is not logged in.
func (x *exchange) browser() flow.Browser {
	b := flow.Browser{Address: x.s.address(x.r), Device: x.device().String(), Abroad: x.abroad}
	b.Half, b.Session, _ = x.halves()
	return b
}

// halves takes the cookie apart: the browser's own half, a person's session, an admin's.
// The last two may be empty, and are not sent where nothing comes after them.
func (x *exchange) halves() (half, session, admin string) {
	c, err := x.r.Cookie(x.s.cookieName(browserCookie))
	if err != nil {
		return "", "", ""
	}
	parts := strings.Split(c.Value, ".")
	if len(parts) > 3 || !isHandle(parts[0]) {
		return "", "", ""
	}
	for i, p := range parts[1:] {
		if !isHandle(p) && (p != "" || i > 0 || len(parts) < 3) {
			return "", "", ""
		}
	}
	parts = append(parts, "", "")
	return parts[0], parts[1], parts[2]
}

func joinHalves(half, session, admin string) string {
	return strings.TrimRight(half+"."+session+"."+admin, ".")
}

// logIn gives the browser the session half of a login that has ended well.
func (x *exchange) logIn(session string) {
	if half, _, admin := x.halves(); half != "" && session != "" {
		x.s.setCookie(x.w, browserCookie, joinHalves(half, session, admin), 0)
	}
}

// logOut takes the cookie away, the stable half too: at a shared computer the steps of
// the one before, which its history still names, belong to nobody any more. A browser that
// is not logged in keeps its half: a link of another site must not break the login that
// it is about to end.
func (x *exchange) logOut() {
	if x.browser().Session != "" {
		x.s.setCookie(x.w, browserCookie, "", -1)
	}
	x.clear()
}

// clear drops what the browser keeps of our pages. Clear-Site-Data says nothing of
// cookies: those it would clear for the whole registrable domain, and with them the
// logins of the operator's other sites.
func (x *exchange) clear() { x.w.Header().Set("Clear-Site-Data", `"cache", "storage"`) }

// bind gives a browser that has no half a new one. It is never replaced while the
// browser sends it, so a second tab cannot end the login of the first.
func (x *exchange) bind(b flow.Browser) {
	if b.Half == "" {
		x.s.setCookie(x.w, browserCookie, keys.NewHandle(), 0)
	}
}

func (x *exchange) rememberedSchool() string {
	c, err := x.r.Cookie(x.s.cookieName(schoolCookie))
	if err != nil || len(c.Value) > 64 {
		return ""
	}
	return c.Value
}

// isHandle: 43 characters of base64url, as keys.NewHandle makes them.
func isHandle(s string) bool {
	if len(s) != 43 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
