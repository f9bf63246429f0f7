package broker

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sluis/broker/admin"
	"sluis/broker/history"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/web"

	"github.com/gorilla/mux"
)

// appsPage lists the apps that the visitor may know of.
func (d *desk) appsPage() error {
	v := web.AdminApps{AdminFrame: d.frame("apps")}
	for _, a := range d.s.Registry().Apps() {
		if !d.v.Account.SeesApp(a) {
			continue
		}
		row := web.AdminAppRow{ID: a.ID, Name: in(d.lang, a.Name), Supplier: a.Supplier, Schools: len(d.schoolsOf(a)), Waits: slices.ContainsFunc(d.schoolsOf(a), func(s *registry.School) bool { return a.Waits(s.ID) })}
		for _, i := range a.Contract.Released.List() {
			row.Items = append(row.Items, i.String())
		}
		v.Apps = append(v.Apps, row)
	}
	slices.SortFunc(v.Apps, func(x, y web.AdminAppRow) int {
		return strings.Compare(strings.ToLower(x.Name)+x.ID, strings.ToLower(y.Name)+y.ID)
	})
	return d.html(http.StatusOK, v)
}

// theApp is the app of the address; one that the visitor may not know of does not exist.
func (d *desk) theApp() (*registry.App, error) {
	a, ok := d.s.Registry().App(mux.Vars(d.r)["id"])
	if !ok || !d.v.Account.SeesApp(a) {
		return nil, admin.ErrUnknown
	}
	return a, nil
}

// schoolsOf are the schools of an app's contract that the visitor may know of.
func (d *desk) schoolsOf(a *registry.App) (out []*registry.School) {
	for _, s := range a.Named {
		if d.v.Account.SeesSchoolOf(s.ID) {
			out = append(out, s)
		}
	}
	return out
}

// oneApp answers "what does this app get?".
func (d *desk) oneApp() error {
	a, err := d.theApp()
	if err != nil {
		return err
	}
	v := web.AdminAppPage{AdminFrame: d.frame("apps"), Contract: d.contractOf(a), Pending: d.pending(a), Authors: d.v.Account.SeesAuthors(),
		May: d.v.May(admin.ChangeApps), MayStop: d.v.May(admin.ChangeSwitch), AdminWhy: d.why("")}
	if v.Preview, err = d.preview(a); err != nil {
		return err
	}
	touched, err := d.versionsOf(a.ID)
	if err != nil {
		return err
	}
	for _, t := range touched {
		row := web.AdminVersion{Number: int(t.Number), At: t.At, State: t.State.String()}
		if v.Authors {
			row.Author, row.Reason = t.Author, t.Reason
		}
		v.Versions = append(v.Versions, row)
	}
	if v.Diff, err = d.difference(a, touched); err != nil {
		return err
	}
	return d.html(http.StatusOK, v)
}

// contractOf spells what an app is and gets.
func (d *desk) contractOf(a *registry.App) web.AdminContract {
	c := &a.Contract
	v := web.AdminContract{ID: a.ID, Name: in(d.lang, a.Name), Supplier: a.Supplier, Profile: a.Profile.Name(), Method: a.ClientAuth.Method,
		Version: c.Version, Approved: c.Approved, Basis: string(c.Basis), Inform: string(c.Inform), Redirects: a.RedirectURIs, PrivacyURL: a.PrivacyURL,
		InIDToken: a.ClaimsInIDToken}
	for _, i := range c.Released.List() {
		v.Terms = append(v.Terms, web.AdminTerm{Item: i.String(), Purpose: in(d.lang, c.Terms[i].Purpose), Optional: c.Terms[i].Optional})
	}
	for _, r := range c.Roles {
		v.Roles = append(v.Roles, string(r))
	}
	for _, s := range d.schoolsOf(a) {
		v.Schools = append(v.Schools, web.AdminSchool{ID: s.ID, Name: s.Name})
	}
	return v
}

// preview is the token of a pupil who does not exist, at the school and in the role that were
// asked for, or the first of each (M-17).
func (d *desk) preview(a *registry.App) (*web.AdminPreview, error) {
	schools := d.schoolsOf(a)
	if len(schools) == 0 || len(a.Contract.Roles) == 0 {
		return nil, nil
	}
	s, role := schools[0], a.Contract.Roles[0]
	for _, other := range schools {
		if other.ID == queryValue(d.r, "school") {
			s = other
		}
	}
	if r := claims.Role(queryValue(d.r, "role")); slices.Contains(a.Contract.Roles, r) {
		role = r
	}
	return d.imagined(a, s, role)
}

// difference is what two versions say of an app: of those asked for, or of the last one that
// touched it and the one before.
func (d *desk) difference(a *registry.App, touched []history.Version) (*web.AdminDiff, error) {
	from, to := number(queryValue(d.r, "from")), number(queryValue(d.r, "to"))
	accepted := slices.DeleteFunc(slices.Clone(touched), func(v history.Version) bool { return v.State != history.Accepted })
	if from == 0 && len(accepted) > 1 {
		from = accepted[1].Number
	}
	if to == 0 && len(accepted) > 0 {
		to = accepted[0].Number
	}
	if from == 0 || to == 0 {
		return nil, nil
	}
	v := &web.AdminDiff{From: int(from), To: int(to)}
	was, err := d.appAt(from, a.ID)
	if err != nil {
		return nil, err
	}
	is, err := d.appAt(to, a.ID)
	if err != nil {
		return nil, err
	}
	v.Lines = d.lines(registry.Contrast(was, is))
	return v, nil
}

// number reads a version's number; 0: there is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// appAt is the app as a version had it; nil: it was not there.
func (d *desk) appAt(version int64, app string) (*registry.App, error) {
	snap, err := d.desk.RegistryAt(d.r.Context(), version)
	if err != nil {
		return nil, err
	}
	a, ok := snap.App(app)
	if !ok || !d.v.Account.SeesApp(a) && !d.v.Account.Role.OfSchool() {
		return nil, nil
	}
	return a, nil
}

// lines are a contrast as the visitor may see it: other schools are not named to a school.
func (d *desk) lines(all []registry.Line) (out []web.AdminLine) {
	for _, l := range all {
		row := web.AdminLine{Aspect: string(l.Aspect), Value: l.Value, Purpose: in(d.lang, l.Purpose), Optional: l.Optional, Added: l.Is && !l.Was, Removed: l.Was && !l.Is}
		if l.Aspect == registry.OfSchool {
			if !d.v.Account.SeesSchoolOf(l.Value) {
				continue
			}
			row.Value = d.schoolName(l.Value)
		}
		out = append(out, row)
	}
	return out
}

// versionsOf are the versions that changed something of an app, the newest first, and the
// oldest there is.
func (d *desk) versionsOf(app string) (out []history.Version, err error) {
	all, err := d.desk.RegistryVersions(d.r.Context())
	if err != nil {
		return nil, err
	}
	for i, v := range all {
		touches := slices.ContainsFunc(v.Diff, func(line string) bool { return strings.HasPrefix(line, "app "+app+" ") })
		if touches || i == len(all)-1 {
			out = append(out, v)
		}
	}
	return out, nil
}
