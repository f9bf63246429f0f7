package broker

import (
	"net/http"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/internal/refusal"
	"sluis/web"
)

// checkPage offers the schools at which the visitor may make a test login.
func (d *desk) checkPage() error {
	v := web.AdminCheck{AdminFrame: d.frame(d.checkSection()), School: queryValue(d.r, "school")}
	for _, s := range d.s.Registry().Schools() {
		if d.desk.MayCheck(d.v, s.ID) {
			v.Schools = append(v.Schools, web.AdminSchool{ID: s.ID, Name: s.Name})
		}
	}
	return d.html(http.StatusOK, v)
}

// checkSection is where in the menu the test login is found: at the federations, or, for a
// school's admin who has none, at the school.
func (d *desk) checkSection() string {
	if d.v.May(admin.SeeFeds) {
		return "feds"
	}
	return "schools"
}

func (d *desk) checkBegin() error {
	school, err := d.field("school")
	if err != nil {
		return err
	}
	if err := d.desk.BeginCheck(d.r.Context(), d.v, school); err != nil {
		return err
	}
	return d.reply(d.s.Flow.Check(d.r.Context(), school, d.v.Seat(), string(d.lang), d.browser()))
}

// checkResult is where the hub's answer leads. It is judged once more whether the visitor
// may see the school.
func (d *desk) checkResult() error {
	reply := d.s.Flow.Checked(d.r.Context(), queryValue(d.r, "h"), d.v.Seat(), d.browser())
	c, ok := reply.(flow.Checked)
	if !ok {
		return d.reply(reply)
	}
	if !d.desk.MayCheck(d.v, c.School.ID) {
		return admin.ErrUnknown
	}
	return d.html(http.StatusOK, d.checkedView(c))
}

func (d *desk) checkedView(c flow.Checked) web.AdminChecked {
	v := web.AdminChecked{AdminFrame: d.frame(d.checkSection()), ID: c.School.ID, School: c.School.Name, Sector: c.School.Sector, At: c.At, Names: c.Names, Others: c.Others}
	facts := refusal.Facts{School: c.School.Name}
	if c.Connection != nil {
		facts.Federation = federationNames[c.Connection.Federation]
	}
	v.Refused = d.whyRefused(c.Refused, facts, v.Sector)
	for _, a := range c.Apps {
		facts.App = in(d.lang, a.App.Name)
		row := web.CheckedApp{Name: facts.App, Version: a.App.Contract.Version, Refused: d.whyRefused(a.Refused, facts, v.Sector)}
		for _, r := range a.Rows {
			row.Items = append(row.Items, web.CheckedItem{Item: r.Item.String(), Came: string(r.Came), Masked: r.Masked})
		}
		v.Apps = append(v.Apps, row)
	}
	return v
}

// whyRefused tells a refusal as the page of a refused login tells the help desk.
func (d *desk) whyRefused(e *refusal.Error, facts refusal.Facts, sector string) *web.CheckedRefusal {
	if e == nil {
		return nil
	}
	entry := refusal.Lookup(e.Code)
	m, lang := entry.NL, "nl"
	if d.lang == web.EN {
		m, lang = entry.EN, "en"
	}
	facts.Item = refusal.ItemWord(e.Item, sector, lang)
	m = m.Fill(facts)
	return &web.CheckedRefusal{Code: entry.Code.String(), Title: m.Title, Helpdesk: m.Helpdesk, Owner: string(entry.Owner), Federation: facts.Federation, App: facts.App}
}
