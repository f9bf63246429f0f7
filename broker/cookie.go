package broker

import (
	"net/http"

	"sluis/broker/flow"
	"sluis/broker/keys"
)

// The cookies, at most three in all; none holds who somebody is.
const (
	browserCookie = "sluis"  // a random half that binds a login to the browser that began it
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

// browser gives who is asking. The half is stable: five tabs at once share it.
func (x *exchange) browser() flow.Browser {
	b := flow.Browser{Address: x.s.address(x.r), Device: deviceID(x.device())}
	if c, err := x.r.Cookie(x.s.cookieName(browserCookie)); err == nil && isHandle(c.Value) {
		b.Half = c.Value
	}
	return b
}

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
