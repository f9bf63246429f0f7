package broker

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/broker/ledger"
	"sluis/broker/monitor"
	"sluis/broker/trace"
	"sluis/internal/refusal"
	"sluis/web"
)

// liveRows is how many attempts the first page shows.
const liveRows = 50

// today is what the first page shows of logins, to whoever may see logs.
func (d *desk) today() (v web.Today, err error) {
	if !d.v.May(admin.SeeLogs) {
		return v, nil
	}
	f, err := d.filter()
	if err != nil {
		return v, err
	}
	if v.Chart, err = d.chart(f.School); err != nil {
		return v, err
	}
	v.Live = d.live(f)
	return v, nil
}

// filter reads what is chosen. A school's role has its own school's alone, whatever it asks.
func (d *desk) filter() (f monitor.Filter, err error) {
	s, ok, err := d.school(queryValue(d.r, "school"))
	if err != nil {
		return f, err
	}
	if ok {
		f.School = s.ID
	}
	switch queryValue(d.r, "outcome") {
	case "":
	case "refused":
		f.Refused = true
	case "released":
		f.Let = true
	default:
		return f, admin.ErrInput
	}
	f.Country, f.Home = queryValue(d.r, "country"), d.s.Border.Countries
	if f.Country != "" && f.Country != monitor.Elsewhere && !slices.Contains(f.Home, f.Country) {
		return f, admin.ErrInput
	}
	if q := strings.TrimSpace(queryValue(d.r, "q")); q != "" {
		if n, err := strconv.Atoi(strings.TrimPrefix(strings.ToUpper(q), "SLUIS-")); err == nil && n > 0 {
			f.Code = refusal.Code(n)
		} else if f.Words = trace.Spoken(q); f.Words == "" {
			return f, admin.ErrInput
		}
	}
	return f, nil
}

// live is the table of attempts.
func (d *desk) live(f monitor.Filter) *web.Live {
	v := &web.Live{School: f.School, Outcome: queryValue(d.r, "outcome"), Country: f.Country, Countries: f.Home, Query: queryValue(d.r, "q"),
		Missed: int(d.s.Monitor.Missed()), Zone: d.zone()}
	if !d.v.Account.Role.OfSchool() {
		v.Choose = d.schools()
	}
	for _, s := range d.s.Registry().Schools() {
		v.Quiet = v.Quiet || !s.LogAll && (f.School == "" || f.School == s.ID)
	}
	rows, _ := d.s.Monitor.Last(f, liveRows)
	for _, r := range rows {
		v.Rows = append(v.Rows, d.liveRow(r))
	}
	after := ""
	if newest, _ := d.s.Monitor.Last(monitor.Filter{}, 1); len(newest) > 0 {
		after = newest[0].ID
	}
	q := url.Values{"school": {f.School}, "outcome": {v.Outcome}, "country": {f.Country}, "q": {v.Query}, "after": {after}, "lang": {string(d.lang)}}
	v.Stream = admin.PathMonitor + "/stream?" + q.Encode()
	return v
}

// liveRow puts names to a row, and what the visitor may do about it.
func (d *desk) liveRow(r monitor.Row) web.LiveRow {
	v := web.LiveRow{At: r.At.In(d.s.Now().Location()), School: d.schoolName(r.School), App: d.appName(r.App), Released: r.Released(), Country: r.Country, Device: r.Device}
	if r.Network.IsValid() {
		v.Network = r.Network.String()
	}
	if !r.Released() {
		e := refusal.Lookup(r.Code)
		m := e.NL
		if d.lang == web.EN {
			m = e.EN
		}
		v.Code, v.Title, v.Words = e.Code.String(), m.Fill(refusal.Facts{App: v.App, School: v.School}).Title, r.Words
		if d.v.May(admin.SearchLogs) && r.Network.IsValid() {
			v.Reveal = r.ID
		}
	}
	if d.v.May(admin.ChangeBlocks) && r.Network.IsValid() {
		v.Block = r.ID
	}
	return v
}

// chart draws the logins of today, of one school or of all.
func (d *desk) chart(school string) (*web.Chart, error) {
	now := d.s.Now()
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	const day = int(24 * time.Hour / monitor.Slot)
	counts, err := d.s.Monitor.Counts(d.r.Context(), school, midnight, day)
	if err != nil {
		return nil, err
	}
	usual, err := d.s.Monitor.Usual(d.r.Context(), school, midnight, day)
	if err != nil {
		return nil, err
	}
	c := &web.Chart{Midnight: midnight, Now: now, Usual: usual}
	for _, t := range counts {
		c.Released, c.Refused = append(c.Released, t.Released), append(c.Refused, t.Refused)
	}
	return c, nil
}

// row is the attempt that an address names, where the visitor may know of it.
func (d *desk) row(id string) (monitor.Row, string, error) {
	r, a, err := d.s.Monitor.Find(d.r.Context(), id)
	switch {
	case err != nil:
		return r, "", errNoRow(err)
	case r.School == "" && d.v.Account.Role.OfSchool(), r.School != "" && !d.v.Reaches(r.School):
		return r, "", admin.ErrUnknown
	case !a.IsValid():
		return r, "", nil
	}
	return r, a.String(), nil
}

// errNoRow: a row that is over is one that does not exist.
func errNoRow(err error) error {
	if monitor.Gone(err) {
		return admin.ErrUnknown
	}
	return err
}

// blockRow asks for a block of the network of a row.
func (d *desk) blockRow() error {
	r, _, err := d.row(queryValue(d.r, "row"))
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminBlockRow{AdminFrame: d.frame("blocks"), Row: d.liveRow(r), Reasons: guard.Reasons})
}

// revealPage asks why an address is to be shown.
func (d *desk) revealPage() error {
	r, address, err := d.row(queryValue(d.r, "row"))
	if err != nil {
		return err
	}
	if address == "" { // the login went well: none is kept
		return admin.ErrUnknown
	}
	return d.html(http.StatusOK, web.AdminReveal{AdminFrame: d.frame("home"), ID: r.ID, Row: d.liveRow(r), Reasons: ledger.Reasons})
}

// reveal shows it, on the page that answers the form, after it was written down.
func (d *desk) reveal() error {
	f, err := d.fields("row", "reason", "ticket")
	if err != nil {
		return err
	}
	r, address, err := d.row(f["row"])
	if err != nil {
		return err
	}
	if address == "" {
		return admin.ErrUnknown
	}
	if err := d.desk.Addresses(d.r.Context(), d.v, r.School, r.At, f["reason"], strings.TrimSpace(f["ticket"])); err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminReveal{AdminFrame: d.frame("home"), ID: r.ID, Row: d.liveRow(r), Address: address})
}
