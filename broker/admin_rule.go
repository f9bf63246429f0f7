package broker

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/web"
)

func (d *desk) blocksPage() error {
	v := web.AdminBlocks{AdminFrame: d.frame("blocks"), May: d.v.May(admin.ChangeBlocks), Own: d.s.address(d.r).String(), Reasons: guard.Reasons}
	for _, b := range d.s.Blocks.List() {
		row := web.AdminBlock{ID: b.ID, By: b.By, Reason: b.Reason, Ticket: b.Ticket, Until: b.Until}
		if b.Network.IsValid() {
			row.Network = b.Network.String()
		}
		v.Blocks = append(v.Blocks, row)
	}
	return d.html(http.StatusOK, v)
}

func (d *desk) block() error {
	f, err := d.fields("network", "reason", "ticket", "for")
	if err != nil {
		return err
	}
	life, err := time.ParseDuration(f["for"])
	if err != nil {
		return admin.ErrInput
	}
	m := guard.Manual{Network: network(f["network"]), Reason: f["reason"], Ticket: strings.TrimSpace(f["ticket"]), For: life}
	if err := d.desk.Block(d.r.Context(), d.v, m, d.s.address(d.r)); err != nil {
		return err
	}
	return d.to(admin.PathBlocks)
}

// network reads a network, or one address as its household; invalid: it is neither.
func network(s string) netip.Prefix {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(s); err == nil {
		return guard.NetworkOf(a)
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}
	}
	return p.Masked()
}

func (d *desk) lift() error {
	id, err := d.field("id")
	if err != nil {
		return err
	}
	if err := d.desk.Lift(d.r.Context(), d.v, id); err != nil {
		return err
	}
	return d.to(admin.PathBlocks)
}

func (d *desk) peoplePage() error {
	v, err := d.people()
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, v)
}

func (d *desk) people() (web.AdminPeople, error) {
	v := web.AdminPeople{AdminFrame: d.frame("people"), May: d.v.May(admin.ChangeAdmins)}
	all, err := d.desk.Admins(d.r.Context(), d.v)
	if err != nil {
		return v, err
	}
	for _, p := range all {
		v.People = append(v.People, web.AdminPerson{ID: p.ID, Name: p.Name, Role: string(p.Role), School: d.schoolName(p.School), App: d.appName(p.App), Ready: p.Ready, Mine: p.Mine, Lost: p.Lost, AtSchool: p.AtSchool, May: v.May && p.MayTake, Keys: p.Keys})
	}
	open, err := d.desk.Invitations(d.r.Context(), d.v)
	if err != nil {
		return v, err
	}
	for _, i := range open {
		v.Invited = append(v.Invited, web.AdminInvited{Name: i.Name, Role: string(i.Role), School: d.schoolName(i.School), App: d.appName(i.App), Until: i.Ends})
	}
	d.grants(&v)
	return v, nil
}

// grants fills in which roles, at which schools, the visitor may give.
func (d *desk) grants(v *web.AdminPeople) {
	if !v.May {
		return
	}
	for _, s := range d.s.Registry().Schools() {
		if d.v.Account.MayGrant(admin.Helpdesk, s.ID) {
			v.Schools = append(v.Schools, web.AdminSchool{ID: s.ID, Name: s.Name})
		}
	}
	if d.v.Account.MayGrant(admin.Developer, "") {
		for _, a := range d.s.Registry().Apps() {
			v.Apps = append(v.Apps, web.AdminSchool{ID: a.ID, Name: in(d.lang, a.Name)})
		}
	}
	for _, r := range admin.Roles() {
		if d.v.Account.MayGrant(r, "") || r.OfSchool() && len(v.Schools) > 0 {
			v.Roles = append(v.Roles, string(r))
		}
	}
}

func (d *desk) schoolName(id string) string {
	if s, ok := d.s.Registry().School(id); ok {
		return s.Name
	}
	return id
}

// invite shows the code on the page that answers the form, and never again.
func (d *desk) invite() error {
	f, err := d.fields("name", "role", "school", "app", "at_school")
	if err != nil {
		return err
	}
	code, until, err := d.desk.Invites(d.r.Context(), d.v, wish(f))
	if err != nil {
		return err
	}
	v, err := d.people()
	if err != nil {
		return err
	}
	v.Code, v.Until, v.URL = code.Reveal(), until, d.s.Issuer+admin.PathInvite
	return d.html(http.StatusOK, v)
}

// wish is who somebody is to be. A form has a field for the school and one for the app,
// whichever the role takes.
func wish(f map[string]string) admin.Wish {
	w := admin.Wish{Name: f["name"], Role: admin.Role(f["role"]), AtSchool: f["at_school"] != ""}
	if w.Role.OfSchool() {
		w.School = f["school"]
	}
	if w.Role.OfApp() {
		w.App = f["app"]
	}
	return w
}

func (d *desk) role() error {
	f, err := d.fields("id", "role", "school", "app")
	if err != nil {
		return err
	}
	if err := d.desk.ChangeRole(d.r.Context(), d.v, f["id"], wish(f)); err != nil {
		return err
	}
	return d.to(admin.PathPeople)
}

func (d *desk) removePerson() error {
	id, err := d.field("id")
	if err != nil {
		return err
	}
	if err := d.desk.RemovePerson(d.r.Context(), d.v, id); err != nil {
		return err
	}
	return d.to(admin.PathPeople)
}

func (d *desk) auditPage() error {
	before, err := strconv.ParseInt(queryValue(d.r, "before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	v := web.AdminAudit{AdminFrame: d.frame("audit")}
	entries, more, err := d.desk.Trail(d.r.Context(), adminAuditPage, before)
	if err != nil {
		d.s.Logger.Error("the audit chain does not hold", "error", err.Error())
		v.Broken = true
		return d.html(http.StatusOK, v)
	}
	for _, e := range entries {
		v.Entries = append(v.Entries, web.AdminEntry{Number: int(e.Number), At: time.Unix(e.At, 0).UTC(), By: e.By, Verb: e.Verb, Lines: e.Lines})
	}
	if more {
		v.Older = admin.PathAudit + "?before=" + strconv.FormatInt(entries[len(entries)-1].Number, 10) + "&lang=" + string(d.lang)
	}
	return d.html(http.StatusOK, v)
}
