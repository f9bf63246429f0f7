package demo

import (
	"net/http"

	"sluis/providers/hub"
	"sluis/web"
)

// loginForm is the page of a demo school: it looks like the rest and lists who can
// log in.
func (d *Demo) loginForm(f *federation) func(w http.ResponseWriter, p hub.LoginPage) {
	return func(w http.ResponseWriter, p hub.LoginPage) {
		v := web.DemoHub{Frame: web.Frame{School: p.School.Name, Sector: p.School.Sector}, Federation: f.name, Action: p.Action,
			Wrong: p.Wrong, Username: p.Username}
		for _, h := range p.Hidden {
			v.Hidden = append(v.Hidden, web.Field{Name: h.Name, Value: h.Value})
		}
		for _, someone := range d.pupils(f) {
			if someone.School == p.School.Name {
				v.Pupils = append(v.Pupils, someone)
			}
		}
		d.write(w, http.StatusOK, web.NL, v)
	}
}
