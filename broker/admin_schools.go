package broker

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sluis/broker/admin"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/web"

	"github.com/gorilla/mux"
)

// why is what a change asks for, and whether there can be one. problems is why the last one
// was refused.
func (d *desk) why(problems string) web.AdminWhy {
	return web.AdminWhy{Reasons: admin.ChangeReasons, Locked: d.desk.Keeper.Locked(), Problems: problems}
}

// changed answers a change: where it waits for a second admin, with what waits. page is the
// form again, with what the check found.
func (d *desk) changed(c admin.Change, to string, page func(problems string) error) error {
	f, err := d.fields("reason", "ticket")
	if err != nil {
		return err
	}
	c.Reason, c.Ticket = f["reason"], strings.TrimSpace(f["ticket"])
	second, err := d.desk.ChangeRegistry(d.r.Context(), d.v, c)
	if why, refused := admin.WhyRefused(err); refused {
		return page(why)
	}
	switch {
	case err != nil:
		return err
	case second != "":
		return d.to(admin.PathSecond)
	}
	return d.to(to)
}

func (d *desk) schoolsPage() error {
	v := web.AdminSchools{AdminFrame: d.frame("schools")}
	snap := d.s.Registry()
	apps := map[string]int{}
	for _, a := range snap.Apps() {
		for _, s := range a.Named {
			apps[s.ID]++
		}
	}
	for _, s := range snap.Schools() {
		if d.v.Account.SeesSchool(s.ID) {
			v.Schools = append(v.Schools, web.AdminSchoolRow{ID: s.ID, Name: s.Name, Sector: s.Sector, Apps: apps[s.ID], All: s.LogAll})
		}
	}
	return d.html(http.StatusOK, v)
}

// theSchool is the school of the address; another one than the visitor's does not exist.
func (d *desk) theSchool() (*registry.School, error) {
	s, ok := d.s.Registry().School(mux.Vars(d.r)["id"])
	if !ok || !d.v.Account.SeesSchool(s.ID) {
		return nil, admin.ErrUnknown
	}
	return s, nil
}

func (d *desk) schoolPage() error { return d.schoolAgain("") }

func (d *desk) schoolAgain(problems string) error {
	s, err := d.theSchool()
	if err != nil {
		return err
	}
	v := web.AdminSchoolPage{AdminFrame: d.frame("schools"), AdminWhy: d.why(problems), ID: s.ID, Name: s.Name, Sector: s.Sector, Connection: s.Connection.ID, Organisation: s.Organisation,
		LoginLog: "failed_only", Reauthenticate: s.Reauthenticate, Approval: "none", LogDays: s.LogDays, ICT: s.Contact.ICT, Privacy: s.Contact.Privacy, May: d.v.May(admin.ChangeSchools),
		MayStop: d.v.May(admin.ChangeSwitch)}
	v.Factor, v.FactorRoles = s.SecondFactor.Class, rolesText(s.SecondFactor.Roles)
	if s.LogAll {
		v.LoginLog = "all"
	}
	if s.Approves {
		v.Approval = "required"
	}
	for _, t := range s.Travel {
		v.Travel = append(v.Travel, web.AdminJourney{Countries: strings.Join(t.Countries, " "), Until: t.Until.AddDate(0, 0, -1).Format(time.DateOnly)})
	}
	if len(v.Travel) < maxJourneys {
		v.Travel = append(v.Travel, web.AdminJourney{})
	}
	for _, a := range d.s.Registry().Apps() {
		if a.Names(s.ID) && d.v.Account.SeesApp(a) {
			v.Apps = append(v.Apps, web.AdminSchool{ID: a.ID, Name: in(d.lang, a.Name)})
		}
	}
	if d.v.May(admin.SeeAdmins) {
		people, err := d.desk.Admins(d.r.Context(), d.v)
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.School == s.ID {
				v.People = append(v.People, web.AdminPerson{ID: p.ID, Name: p.Name, Role: string(p.Role)})
			}
		}
	}
	return d.html(statusOf(problems), v)
}

// statusOf is that of a form: one that was refused is no success.
func statusOf(problems string) int {
	if problems != "" {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// rolesText writes roles as a form sends them.
func rolesText(roles []claims.Role) string {
	var out []string
	for _, r := range []claims.Role{claims.Student, claims.Staff} {
		if slices.Contains(roles, r) {
			out = append(out, string(r))
		}
	}
	return strings.Join(out, " ")
}

// maxJourneys is how many a school has at a time.
const maxJourneys = 10

func (d *desk) saveSchool() error {
	s, err := d.theSchool()
	if err != nil {
		return err
	}
	f, err := d.fields("login_log", "log_days", "reauthenticate", "approval", "ict", "privacy", "factor", "factor_roles")
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(f["log_days"])
	if err != nil {
		return admin.ErrInput
	}
	p := admin.Policy{LoginLog: f["login_log"], LogDays: days, Reauthenticate: f["reauthenticate"], Approval: f["approval"],
		ICT: strings.TrimSpace(f["ict"]), Privacy: strings.TrimSpace(f["privacy"])}
	if f["factor"] != "" {
		p.Factor, p.FactorRoles = f["factor"], strings.Fields(f["factor_roles"])
	}
	for i := range maxJourneys {
		n := strconv.Itoa(i)
		j, err := d.fields("countries_"+n, "until_"+n)
		if err != nil {
			return err
		}
		if strings.TrimSpace(j["countries_"+n]) != "" {
			p.Travel = append(p.Travel, admin.Journey{Countries: strings.Fields(j["countries_"+n]), Until: strings.TrimSpace(j["until_"+n])})
		}
	}
	return d.changed(admin.Change{School: s.ID, Policy: &p}, admin.PathSchools+"/"+s.ID, d.schoolAgain)
}

func (d *desk) changePage() error { return d.changeAgain("") }

func (d *desk) changeAgain(problems string) error {
	a, err := d.theApp()
	if err != nil {
		return err
	}
	v := web.AdminAppChange{AdminFrame: d.frame("apps"), AdminWhy: d.why(problems), ID: a.ID, Name: in(d.lang, a.Name), Redirects: strings.Join(a.RedirectURIs, "\n")}
	for _, i := range claims.AllItems() {
		t := a.Contract.Terms[i]
		v.Items = append(v.Items, web.AdminItemForm{Item: i.String(), NL: t.Purpose.NL, EN: t.Purpose.EN, Optional: t.Optional, On: a.Contract.Released.Has(i)})
	}
	for _, r := range []claims.Role{claims.Student, claims.Staff} {
		v.Roles = append(v.Roles, web.AdminTick{Key: string(r), On: slices.Contains(a.Contract.Roles, r)})
	}
	var schools []string
	for _, s := range a.Named {
		schools = append(schools, s.ID)
	}
	v.Schools = strings.Join(schools, "\n")
	return d.html(statusOf(problems), v)
}

func (d *desk) changeApp() error {
	a, err := d.theApp()
	if err != nil {
		return err
	}
	f, err := d.fields("schools", "redirects", "role_student", "role_staff")
	if err != nil {
		return err
	}
	t := admin.Terms{Schools: strings.Fields(f["schools"]), Redirects: strings.Fields(f["redirects"])}
	for _, r := range rolesOf(a) { // in the order that they have
		if f["role_"+r] != "" {
			t.Roles = append(t.Roles, r)
		}
	}
	for _, i := range claims.AllItems() {
		k := i.String()
		x, err := d.fields("on_"+k, "nl_"+k, "en_"+k, "optional_"+k)
		if err != nil {
			return err
		}
		if x["on_"+k] != "" {
			t.Items = append(t.Items, admin.Item{Item: k, NL: strings.TrimSpace(x["nl_"+k]), EN: strings.TrimSpace(x["en_"+k]), Optional: x["optional_"+k] != ""})
		}
	}
	return d.changed(admin.Change{App: a.ID, Terms: &t}, admin.PathApps+"/"+a.ID, d.changeAgain)
}

// rolesOf gives the roles of a contract in their order, and then those that it has not.
func rolesOf(a *registry.App) (out []string) {
	for _, r := range append(slices.Clone(a.Contract.Roles), claims.Student, claims.Staff) {
		if !slices.Contains(out, string(r)) {
			out = append(out, string(r))
		}
	}
	return out
}

// back makes an older version the registry again.
func (d *desk) back() error {
	a, err := d.theApp()
	if err != nil {
		return err
	}
	n, err := d.field("version")
	if err != nil {
		return err
	}
	return d.changed(admin.Change{Back: number(n)}, admin.PathApps+"/"+a.ID, d.changeAgain)
}
