package hub

import (
	"bytes"
	"embed"
	"net/http"
)

//go:embed page.html hub.js hub.css
var files embed.FS

// Field is a hidden field of a form, which goes back as it is.
type Field struct{ Name, Value string }

// LoginPage is the login form of a school. The form posts "username" and
// "password" beside Hidden to Action.
type LoginPage struct {
	Style    Style
	School   School
	People   []Person // with an account there
	Action   string
	Hidden   []Field
	Username string // as it was filled in
	Wrong    bool   // the pair was not right
}

// SchoolPage is the choice of a school ("Where are you from"). The form gets
// Action with Hidden and "school", the ID of one of Schools.
type SchoolPage struct {
	Style   Style
	Schools []School
	Action  string
	Hidden  []Field
}

// page is what the hub's own plain pages are made of.
type page struct {
	Title    string
	Hub      string
	Action   string
	Hidden   []Field
	Schools  []School
	Username string
	Wrong    bool
	Reason   string
	Auto     bool
}

func (h *Hub) showLogin(w http.ResponseWriter, a asked, s School, username string, wrong bool) {
	p := LoginPage{
		Style: h.style, School: s, Action: h.base + "/login", Username: username, Wrong: wrong,
		Hidden: []Field{{"request", a.raw}, {"school", s.ID}},
	}
	for _, person := range h.people {
		if person.School == s.ID {
			p.People = append(p.People, person)
		}
	}
	status := http.StatusOK
	if wrong {
		status = http.StatusForbidden
	}
	if h.render != nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if wrong {
			w = &statusOnce{ResponseWriter: w, status: status}
		}
		h.render(w, p)
		return
	}
	h.show(w, status, "login", page{Title: "Inloggen bij " + s.Name, Action: p.Action, Hidden: p.Hidden, Username: username, Wrong: wrong})
}

// statusOnce gives a page of the caller's the status that belongs to it, where the
// caller leaves the default.
type statusOnce struct {
	http.ResponseWriter
	status  int
	written bool
}

func (s *statusOnce) WriteHeader(status int) {
	if s.written {
		return
	}
	s.written = true
	if status == http.StatusOK {
		status = s.status
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusOnce) Write(b []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	return s.ResponseWriter.Write(b)
}

func (h *Hub) showSchools(w http.ResponseWriter, a asked) {
	p := SchoolPage{Style: h.style, Schools: a.schools, Action: h.base + "/login", Hidden: []Field{{"request", a.raw}}}
	if h.renderSchools != nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		h.renderSchools(w, p)
		return
	}
	h.show(w, http.StatusOK, "schools", page{Title: "Kies je school", Action: p.Action, Hidden: p.Hidden, Schools: p.Schools})
}

// refuse is EngineBlock's feedback page: the service provider hears nothing
// (federations §2.6).
func (h *Hub) refuse(w http.ResponseWriter, status int, reason string) {
	h.show(w, status, "refused", page{Title: "Inloggen lukt niet", Reason: reason})
}

func (h *Hub) show(w http.ResponseWriter, status int, name string, p page) {
	p.Hub = h.name("nl")
	var b bytes.Buffer
	if err := h.pages.ExecuteTemplate(&b, name, p); err != nil {
		http.Error(w, "hub: page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

func serveScript(w http.ResponseWriter, _ *http.Request) {
	serveFile(w, "hub.js", "text/javascript; charset=utf-8")
}
func serveStyle(w http.ResponseWriter, _ *http.Request) {
	serveFile(w, "hub.css", "text/css; charset=utf-8")
}

func serveFile(w http.ResponseWriter, name, kind string) {
	b, err := files.ReadFile(name)
	if err != nil {
		http.Error(w, "hub: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Write(b)
}
