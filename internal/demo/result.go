package demo

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"sluis/providers/hub"
	"sluis/web"
)

// personCookie tells the demo app who logged in at a demo hub, so that it can show
// what the hub sent. Hubs and app share the host 127.0.0.1, and cookies do not
// keep ports apart; a real app has no such thing.
const personCookie = "demo-person"

// remember notes who logged in at this hub.
func (f *federation) remember(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.ParseForm() == nil {
			if p, ok := f.hub.Person(r.PostForm.Get("username")); ok && p.Password == r.PostForm.Get("password") {
				http.SetCookie(w, &http.Cookie{Name: personCookie, Value: url.QueryEscape(p.Login), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (d *Demo) whoWas(r *http.Request) (*federation, hub.Person, bool) {
	c, err := r.Cookie(personCookie)
	if err != nil {
		return nil, hub.Person{}, false
	}
	login, err := url.QueryUnescape(c.Value)
	if err != nil {
		return nil, hub.Person{}, false
	}
	for _, f := range d.hubs {
		if p, ok := f.hub.Person(login); ok {
			return f, p, true
		}
	}
	return nil, hub.Person{}, false
}

// show is the last page: what the hub sent beside what the app got.
func (d *Demo) show(w http.ResponseWriter, r *http.Request, a *app, id *oidc.IDTokenClaims, info *oidc.UserInfo) {
	l := d.lang(r)
	got := arrived(info)
	v := web.DemoResult{Frame: web.Frame{App: in(l, a.name), Path: ""}, Nav: d.nav(l, a.id), Tries: d.tries(l), Person: one(got["given_name"]), LogoutURL: a.at + "/" + a.id + "/logout"}
	f, p, known := d.whoWas(r)
	if known {
		v.Federation = f.name
		school := f.school(p.School)
		v.Frame.School, v.Frame.Sector = school.Name, school.Sector
		v.Rows = rows(l, a, f, p, got, info.Subject)
		v.Received = len(f.hub.Sends(p))
		if v.Person == "" {
			v.Person = cmp.Or(nameOf(p), p.Login)
		}
	}
	for _, key := range []string{"name", "student_number", "class"} {
		if len(got[key]) > 0 {
			v.Passing++
		}
	}
	v.Token = token(id, info, got)
	d.write(w, http.StatusOK, l, v)
}

// arrived gives the released claims by name.
func arrived(info *oidc.UserInfo) map[string][]string {
	out := map[string][]string{}
	put := func(key, value string) {
		if value != "" {
			out[key] = []string{value}
		}
	}
	put("name", info.Name)
	put("given_name", info.GivenName)
	put("family_name", info.FamilyName)
	for _, key := range []string{"student_number", "school", "role"} {
		if s, ok := info.Claims[key].(string); ok {
			put(key, s)
		}
	}
	if list, ok := info.Claims["class"].([]any); ok {
		for _, c := range list {
			if s, ok := c.(string); ok {
				out["class"] = append(out["class"], s)
			}
		}
	}
	return out
}

func one(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// made are the attributes that make an item, in each federation's short names.
var made = []struct {
	key   string
	names []string
}{
	{"name", []string{"givenName", "nlEduPersonTussenvoegsels", "sn", "displayName"}},
	{"student_number", []string{"nlEduPersonProfileId", "schacPersonalUniqueCode"}},
	{"class", []string{"nlEduPersonUnit"}},
	{"school", []string{"nlEduPersonHomeOrganizationId", "schacHomeOrganization"}},
	{"role", []string{"eduPersonAffiliation"}},
}

// rows puts every attribute the hub sent beside what became of it.
func rows(l web.Lang, a *app, f *federation, p hub.Person, got map[string][]string, sub string) []web.DemoRow {
	var out []web.DemoRow
	used := map[string]bool{}
	sent := f.hub.Sends(p)
	for _, m := range made {
		row := web.DemoRow{Got: got[m.key], Claim: m.key, Marked: len(got[m.key]) > 0 && m.key != "school" && m.key != "role"}
		for _, s := range sent {
			if slices.Contains(m.names, s.Name) {
				used[s.Name] = true
				row.Names = append(row.Names, s.Name)
				row.Sent = append(row.Sent, s.Values...)
			}
		}
		if len(row.Names) > 0 {
			row.Why = in(l, why(a, m.key, p, len(row.Got) > 0))
			out = append(out, row)
		}
	}
	for _, s := range sent {
		if used[s.Name] {
			continue
		}
		row := web.DemoRow{Names: []string{s.Name}, Sent: s.Values, Why: in(l, text{"Staat niet in de afspraak.", "Is not in the agreement."})}
		if s.Name == "uid" && f.name == "Entree" {
			row.Got, row.Claim = []string{sub}, "sub"
			row.Why = in(l, text{"Wordt een eigen nummer voor deze app. Terugrekenen kan niet.", "Becomes a number of its own for this app. It cannot be traced back."})
		}
		out = append(out, row)
	}
	return out
}

// why says in a sentence what happened to an item.
func why(a *app, key string, p hub.Person, went bool) text {
	switch it := a.has(key); {
	case it == nil:
		return text{"Staat niet in de afspraak.", "Is not in the agreement."}
	case went && it.optional:
		return text{"Staat in de afspraak. Je mag dit uitzetten.", "Is in the agreement. You may switch it off."}
	case went:
		return text{"Staat in de afspraak.", "Is in the agreement."}
	case staff(p) && (key == "student_number" || key == "class"):
		return text{"Hoort alleen bij leerlingen, niet bij medewerkers.", "Belongs to pupils only, not to staff."}
	case it.optional:
		return text{"Uitgezet, of de school stuurt het niet.", "Switched off, or the school does not send it."}
	}
	return text{"De school stuurt het niet.", "The school does not send it."}
}

func staff(p hub.Person) bool {
	for _, a := range p.Attributes {
		if a.Name == "eduPersonAffiliation" && slices.Contains(a.Values, "student") {
			return false
		}
	}
	return true
}

func nameOf(p hub.Person) string {
	parts := map[string]string{}
	for _, a := range p.Attributes {
		if len(a.Values) > 0 {
			parts[a.Name] = a.Values[0]
		}
	}
	if n := parts["displayName"]; n != "" {
		return n
	}
	return strings.Join(strings.Fields(parts["givenName"]+" "+parts["nlEduPersonTussenvoegsels"]+" "+parts["sn"]), " ")
}

// token lists what the app holds, as it holds it.
func token(id *oidc.IDTokenClaims, info *oidc.UserInfo, got map[string][]string) []web.TokenLine {
	lines := []web.TokenLine{{Claim: "iss", Value: quote(id.Issuer)}, {Claim: "sub", Value: quote(info.Subject)}}
	for _, key := range []string{"name", "given_name", "family_name", "student_number", "class", "school", "role"} {
		values, ok := got[key]
		if !ok {
			continue
		}
		var v any = values
		if key != "class" {
			v = values[0]
		}
		if b, err := json.Marshal(v); err == nil {
			lines = append(lines, web.TokenLine{Claim: key, Value: string(b), Marked: key != "school" && key != "role"})
		}
	}
	return lines
}
