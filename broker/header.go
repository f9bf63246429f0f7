package broker

import (
	"net/http"
	"net/url"
	"strings"

	"sluis/web"
)

// base sets what every answer has.
func (x *exchange) base() {
	h := x.w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if x.s.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// html writes a rendered page. sources are origins that a form on it may lead to
// beside our own and https.
func (x *exchange) html(status int, v web.View, sources ...string) error {
	p, err := x.s.Pages.Render(v, x.lang)
	if err != nil {
		return err
	}
	h := x.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(x.lang))
	h.Set("Content-Security-Policy", x.s.policy(p, sources))
	if p.HasForm {
		// The Origin header of a form's POST is null under no-referrer, and our own
		// forms would count as foreign.
		h.Set("Referrer-Policy", "same-origin")
	}
	x.write(status, p.Body)
	return nil
}

// policy is the Content-Security-Policy of a page (contract 9, design §5.7). A
// browser applies form-action to every redirect after the POST as well, so a form
// of ours must be allowed to end at a hub or an app.
func (s *Server) policy(p *web.Rendered, sources []string) string {
	var b strings.Builder
	b.WriteString("default-src 'none'; style-src 'self'; img-src 'self'; ")
	if p.HasScript {
		b.WriteString("script-src 'self'; ")
	}
	if p.HasFetch {
		b.WriteString("connect-src 'self'; ")
	}
	b.WriteString("form-action ")
	if p.HasForm {
		b.WriteString("'self' https:")
		if !s.secure {
			b.WriteString(" http:")
		}
		for _, src := range sources {
			b.WriteString(" " + src)
		}
	} else {
		b.WriteString("'none'")
	}
	b.WriteString("; base-uri 'none'; frame-ancestors 'none'")
	return b.String()
}

// loopbackOrigin gives the origin of a registered http URL: apps on the person's
// own machine. https URLs are allowed as they are.
func loopbackOrigin(raw string) []string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" {
		return nil
	}
	return []string{"http://" + u.Host}
}

func (x *exchange) write(status int, body []byte) {
	x.w.WriteHeader(status)
	if x.r.Method == http.MethodHead {
		return
	}
	// A client that is gone has nobody to be told.
	_, _ = x.w.Write(body)
}

// redirect is 303, always: 307 and 308 would send a form's body on to a stranger
// (RFC 9700 §4.12, O-24).
func (x *exchange) redirect(to string) error {
	x.w.Header().Set("Location", to)
	x.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// cors answers registered origins alone, and preflights whole (contract 20). true:
// nothing is left to do.
func (x *exchange) cors(allow string) bool {
	origin := x.r.Header.Get("Origin")
	x.w.Header().Add("Vary", "Origin")
	known := origin != "" && x.s.Registry().Origin(origin)
	if known {
		x.w.Header().Set("Access-Control-Allow-Origin", origin)
		// What browser code must read to go on (RFC 9449 §8).
		x.w.Header().Set("Access-Control-Expose-Headers", "DPoP-Nonce, WWW-Authenticate")
	}
	if x.r.Method != http.MethodOptions {
		return false
	}
	if known {
		x.w.Header().Set("Access-Control-Allow-Methods", allow)
		x.w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP")
		x.w.Header().Set("Access-Control-Max-Age", "600")
	}
	x.w.Header().Set("Allow", allow)
	x.w.WriteHeader(http.StatusNoContent)
	return true
}
