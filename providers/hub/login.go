package hub

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxForm is more than any form of ours holds: a request is the largest part.
const maxForm = 128 << 10

// Handler serves /metadata, /sso, the forms of the login and /logout.
//
// Nothing is kept between the steps but the session: each form carries the request
// as it came, which is verified again, so that tabs, reloads and Back do as they do
// at a real hub.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metadata", h.serveMetadata)
	mux.HandleFunc("GET /sso", h.serveSSO)
	mux.HandleFunc("GET /sso/{key}", h.serveSSO)
	mux.HandleFunc("GET /login", h.serveForm)
	mux.HandleFunc("POST /login", h.serveLogin)
	mux.HandleFunc("GET /logout", h.serveLogout)
	mux.HandleFunc("GET /hub.js", serveScript)
	mux.HandleFunc("GET /hub.css", serveStyle)
	return headers(mux)
}

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		set := w.Header().Set
		set("Cache-Control", "no-store")
		set("X-Content-Type-Options", "nosniff")
		set("X-Robots-Tag", "noindex, nofollow")
		// No form-action: browsers hold it against every redirect after a POST, and the
		// service provider's are not ours to know.
		set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

func (h *Hub) serveMetadata(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	w.Write(h.Metadata())
}

// asked is a request under way: as it came, and as it was understood.
type asked struct {
	raw     string // path and query
	info    RequestInfo
	schools []School // that may still answer
}

// ask reads a request again at every step.
func (h *Hub) ask(w http.ResponseWriter, raw string) (asked, bool) {
	path, query, _ := strings.Cut(raw, "?")
	info, err := h.parse(path, query)
	if err != nil {
		h.refuse(w, http.StatusBadRequest, err.Error())
		return asked{}, false
	}
	a := asked{raw: raw, info: info}
	for _, s := range h.schools {
		if len(info.IDPList) == 0 || slices.Contains(info.IDPList, s.IdP) {
			a.schools = append(a.schools, s)
		}
	}
	return a, true
}

// serveSSO is where service providers send browsers (federations §2.2, §2.6).
func (h *Hub) serveSSO(w http.ResponseWriter, r *http.Request) {
	a, ok := h.ask(w, r.URL.EscapedPath()+"?"+r.URL.RawQuery)
	if !ok {
		return
	}
	if a.info.ProxyCount == "0" { // we are a proxy ourselves
		h.postStatus(w, a.info, "ProxyCountExceeded")
		return
	}
	if len(a.info.Classes) > 0 && !slices.Contains(h.assurance, a.info.Classes[0]) {
		h.postStatus(w, a.info, "NoAuthnContext")
		return
	}
	if !a.info.ForceAuthn {
		if s, p, ok := h.sessionOf(r); ok && a.may(p.School) {
			h.post(w, a.info, &p, s.authenticated)
			return
		}
	}
	switch {
	case a.info.IsPassive:
		h.postStatus(w, a.info, "NoPassive")
	case len(a.schools) == 0:
		h.refuse(w, http.StatusForbidden, "no school of the IDPList is here")
	case len(a.schools) == 1:
		h.showLogin(w, a, a.schools[0], "", false)
	default:
		h.showSchools(w, a)
	}
}

func (a asked) may(school string) bool {
	return slices.ContainsFunc(a.schools, func(s School) bool { return s.ID == school })
}

// serveForm shows the login form of the school that was chosen.
func (h *Hub) serveForm(w http.ResponseWriter, r *http.Request) {
	if a, s, ok := h.chosen(w, r.URL.Query()); ok {
		h.showLogin(w, a, s, "", false)
	}
}

func (h *Hub) chosen(w http.ResponseWriter, form url.Values) (asked, School, bool) {
	a, ok := h.ask(w, form.Get("request"))
	if !ok {
		return asked{}, School{}, false
	}
	s, known := h.school(form.Get("school"))
	if !known || !a.may(s.ID) {
		h.refuse(w, http.StatusForbidden, "this school may not answer this request")
		return asked{}, School{}, false
	}
	return a, s, true
}

// serveLogin checks the password, begins the session and answers.
func (h *Hub) serveLogin(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		h.refuse(w, http.StatusBadRequest, "the form cannot be read")
		return
	}
	a, s, ok := h.chosen(w, r.PostForm)
	if !ok {
		return
	}
	login := strings.TrimSpace(r.PostForm.Get("username"))
	p, known := h.Person(login)
	right := subtle.ConstantTimeCompare([]byte(p.Password), []byte(r.PostForm.Get("password"))) == 1
	if !known || !right || p.School != s.ID {
		h.showLogin(w, a, s, login, true)
		return
	}
	now := h.now()
	h.setCookie(w, h.sessions.put(session{login: login, authenticated: now}), 0)
	h.post(w, a.info, &p, now)
}

// serveLogout ends the hub's session and nothing else: neither federation has
// single logout (federations §2.6).
func (h *Hub) serveLogout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(h.cookieName()); err == nil {
		h.sessions.end(c.Value)
	}
	h.setCookie(w, "", -1)
	h.show(w, http.StatusOK, "logout", page{Title: "Je bent uitgelogd bij " + h.name("nl")})
}

func (h *Hub) postStatus(w http.ResponseWriter, info RequestInfo, sub string) {
	h.postAnswer(w, info, nil, h.now(), &Misbehaviour{Status: "Responder", SubStatus: sub})
}

func (h *Hub) post(w http.ResponseWriter, info RequestInfo, p *Person, authenticated time.Time) {
	h.postAnswer(w, info, p, authenticated, h.misbehaviour.Load())
}

// postAnswer hands the answer to the browser, which posts it (saml-bindings §3.5).
func (h *Hub) postAnswer(w http.ResponseWriter, info RequestInfo, p *Person, authenticated time.Time, m *Misbehaviour) {
	b, err := h.answer(info, p, authenticated, h.now(), m)
	if err != nil {
		h.refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	field := Field{"SAMLResponse", encoded(b, m)}
	fields := []Field{field}
	if m.FormTwice {
		fields = append(fields, field)
	}
	state := info.RelayState
	if state != "" || m.RelayState != "" {
		if state, there := written(m.RelayState.edit(state)); there {
			fields = append(fields, Field{"RelayState", state})
		}
	}
	h.show(w, http.StatusOK, "post", page{Title: "Je bent ingelogd bij je school", Action: info.ACS, Hidden: fields, Auto: true})
}
