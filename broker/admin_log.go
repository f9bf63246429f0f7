package broker

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sluis/broker/admin"
	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/broker/trace"
	"sluis/internal/refusal"
	"sluis/web"
)

// How much one page of the log shows, and how many pages there are.
const (
	logPageRows = 100
	logPages    = 50
	looksShown  = 100
)

// school is whose log is asked for: that of a school's role, or the one that was chosen.
// false: none was.
func (d *desk) school(asked string) (*registry.School, bool, error) {
	if d.v.Account.Role.OfSchool() && asked == "" {
		asked = d.v.Account.School
	}
	if asked == "" {
		return nil, false, nil
	}
	s, ok := d.s.Registry().School(asked)
	if !ok || !d.v.Reaches(asked) {
		return nil, false, admin.ErrUnknown
	}
	return s, true, nil
}

// schools are those that the visitor may choose from.
func (d *desk) schools() (out []web.AdminSchool) {
	for _, s := range d.s.Registry().Schools() {
		if d.v.Reaches(s.ID) {
			out = append(out, web.AdminSchool{ID: s.ID, Name: s.Name})
		}
	}
	return out
}

// logPage is a school's login log: by days and by outcome, the last first.
func (d *desk) logPage() error {
	s, ok, err := d.school(queryValue(d.r, "school"))
	if err != nil {
		return err
	}
	v := web.AdminLog{AdminFrame: d.frame("home"), Choose: d.schools(), MaySearch: d.v.May(admin.SearchLogs)}
	if !ok {
		return d.html(http.StatusOK, v)
	}
	v.School, v.LogAll, v.Term = web.AdminSchool{ID: s.ID, Name: s.Name}, s.LogAll, s.LogDays
	today := ledger.DayOf(d.s.Now())
	from, to, ok := daysFrom(queryValue(d.r, "from"), queryValue(d.r, "to"), today, today)
	v.Outcome = queryValue(d.r, "outcome")
	keep, known := d.outcomes(&v)
	page, _ := strconv.Atoi(queryValue(d.r, "page"))
	if !ok || !known || page < 0 || page >= logPages {
		return admin.ErrInput
	}
	v.From, v.To, v.Zone = from.Time(), to.Time(), d.zone()
	rows, more, err := d.desk.Attempts(d.r.Context(), d.v, s.ID, from, to, keep, page*logPageRows, logPageRows)
	if err != nil {
		return err
	}
	for _, a := range rows {
		v.Rows = append(v.Rows, d.attempt(a, s.Sector))
	}
	if more && page+1 < logPages {
		v.Older = d.logURL(v, page+1)
	}
	return d.html(http.StatusOK, v)
}

// outcomes gives what a page keeps: all, one kind, or what one refusal refused.
func (d *desk) outcomes(v *web.AdminLog) (keep func(ledger.Attempt) bool, ok bool) {
	name := v.Outcome
	switch name {
	case "":
		return func(ledger.Attempt) bool { return true }, true
	case "refused":
		return func(a ledger.Attempt) bool { return !a.Released() }, true
	case "released":
		return ledger.Attempt.Released, true
	}
	e, ok := refusal.Named(name)
	v.Code = e.Code.String()
	return func(a ledger.Attempt) bool { return a.Outcome == name }, ok
}

func (d *desk) logURL(v web.AdminLog, page int) string {
	q := url.Values{"school": {v.School.ID}, "from": {v.From.Format(time.DateOnly)}, "to": {v.To.Format(time.DateOnly)},
		"outcome": {v.Outcome}, "page": {strconv.Itoa(page)}, "lang": {string(d.lang)}}
	return admin.PathLog + "?" + q.Encode()
}

// daysFrom reads two days; what is empty is the usual one.
func daysFrom(from, to string, usualFrom, usualTo ledger.Day) (first, last ledger.Day, ok bool) {
	read := func(text string, usual ledger.Day) ledger.Day {
		if text == "" {
			return usual
		}
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return -1
		}
		return ledger.DayOf(t)
	}
	first, last = read(from, usualFrom), read(to, usualTo)
	return first, last, first >= 0 && last >= first && last-first < ledger.MaxSearchDays
}

// zone names the zone of the clock on the page.
func (d *desk) zone() string { return d.s.Now().Format("MST") }

// attempt puts words to one row.
func (d *desk) attempt(a ledger.Attempt, sector string) web.AdminAttempt {
	row := web.AdminAttempt{At: time.Unix(a.At, 0).In(d.s.Now().Location()), App: d.appName(a.App), Released: a.Released()}
	if e, ok := refusal.Named(a.Outcome); ok {
		row.Name, row.Code, row.Title, row.Owner = e.Name, e.Code.String(), d.titleOf(e, sector), string(e.Owner)
	}
	return row
}

// titleOf is what the pupil read above a refusal.
func (d *desk) titleOf(e refusal.Entry, sector string) string {
	m := e.NL
	if d.lang == web.EN {
		m = e.EN
	}
	item := strings.ReplaceAll(strings.TrimSuffix(e.Name, "-missing"), "-", "_")
	return m.Fill(refusal.Facts{Item: refusal.ItemWord(item, sector, m.Lang)}).Title
}

func (d *desk) appName(id string) string {
	if a, ok := d.s.Registry().App(id); ok {
		return in(d.lang, a.Name)
	}
	return id
}

// logWhy leads to what explains one login: the trace of three words, or the rows of a code.
func (d *desk) logWhy() error {
	q := strings.TrimSpace(queryValue(d.r, "q"))
	if n, err := strconv.Atoi(strings.TrimPrefix(strings.ToUpper(q), "SLUIS-")); err == nil {
		if e := refusal.Lookup(refusal.Code(n)); int(e.Code) == n {
			return d.to(admin.PathLog + "?outcome=" + e.Name + "&school=" + url.QueryEscape(queryValue(d.r, "school")))
		}
		return admin.ErrInput
	}
	words := trace.Spoken(q)
	if words == "" {
		return admin.ErrInput
	}
	return d.to(traceURL(words))
}

// logSearch asks for a pupil's number, on a page of its own.
func (d *desk) logSearch() error {
	s, ok, err := d.school(queryValue(d.r, "school"))
	if err != nil {
		return err
	}
	if !ok {
		return d.to(admin.PathLog)
	}
	return d.html(http.StatusOK, d.searchView(s))
}

func (d *desk) searchView(s *registry.School) web.AdminLogSearch {
	now := d.s.Now().UTC()
	return web.AdminLogSearch{AdminFrame: d.frame("home"), School: web.AdminSchool{ID: s.ID, Name: s.Name}, Sector: s.Sector, LogAll: s.LogAll,
		Reasons: ledger.Reasons, From: now.AddDate(0, 0, -6), To: now, Zone: d.zone()}
}

// logFind answers the form with a page: the number stands in no address and no row.
func (d *desk) logFind() error {
	f, err := d.fields("school", "number", "from", "to", "reason", "ticket")
	if err != nil {
		return err
	}
	s, ok, err := d.school(f["school"])
	if err != nil || !ok {
		return admin.ErrUnknown
	}
	today := ledger.DayOf(d.s.Now())
	from, to, ok := daysFrom(f["from"], f["to"], today-6, today)
	if !ok {
		return admin.ErrInput
	}
	found, err := d.desk.Search(d.r.Context(), d.v, ledger.Search{School: s.ID, Number: strings.TrimSpace(f["number"]), From: from, To: to,
		Reason: f["reason"], Ticket: strings.TrimSpace(f["ticket"])})
	if err != nil {
		return err
	}
	v := d.searchView(s)
	v.Asked, v.From, v.To = true, from.Time(), to.Time()
	for _, a := range found {
		v.Rows = append(v.Rows, d.attempt(a, s.Sector))
	}
	return d.html(http.StatusOK, v)
}

// week reads which week of which school is asked for.
func (d *desk) week() (*registry.School, ledger.Week, error) {
	s, ok, err := d.school(queryValue(d.r, "school"))
	if err != nil || !ok {
		return nil, ledger.Week{}, admin.ErrUnknown
	}
	monday, ok := ledger.ParseWeek(queryValue(d.r, "week"), d.s.Now())
	if !ok {
		return nil, ledger.Week{}, admin.ErrInput
	}
	w, err := d.desk.Week(d.r.Context(), d.v, s.ID, monday)
	if err == nil {
		err = d.s.Monitor.Whence(d.r.Context(), &w)
	}
	return s, w, err
}

// logWeek is the weekly report (L-18).
func (d *desk) logWeek() error {
	s, w, err := d.week()
	if err != nil {
		return err
	}
	v := web.AdminWeek{AdminFrame: d.frame("home"), School: web.AdminSchool{ID: s.ID, Name: s.Name}, LogAll: s.LogAll, Week: ledger.WeekName(w.Monday),
		Before: ledger.WeekName(w.Monday - 7), From: w.Monday.Time(), To: (w.Monday + 6).Time(), Released: w.Released, Refused: w.Failed}
	if w.Monday+14 <= ledger.DayOf(d.s.Now()) {
		v.After = ledger.WeekName(w.Monday + 7)
	}
	for i, day := range w.Days {
		v.Days = append(v.Days, web.AdminTally{At: (w.Monday + ledger.Day(i)).Time(), Released: ledger.WentWell(day.Released, s.LogAll), Refused: day.Refused})
	}
	for _, a := range w.Apps {
		v.Apps = append(v.Apps, web.AdminTally{Name: d.appName(a.Name), Released: ledger.WentWell(a.Released, s.LogAll), Refused: a.Tally.Refused})
	}
	for _, r := range w.Reasons() {
		e, _ := refusal.Named(r.Name)
		v.Reasons = append(v.Reasons, web.AdminTally{Name: d.titleOf(e, s.Sector), Code: e.Code.String(), Owner: string(e.Owner), Refused: r.Tally.Refused, Average: w.Average(r.Name)})
	}
	for _, o := range w.Origins() {
		v.Countries = append(v.Countries, web.AdminTally{Name: o.Name, Refused: o.Tally.Refused, Average: float64(w.CountriesBefore[o.Name]) / float64(w.WeeksBefore())})
	}
	v.Hour, v.Most = w.Busiest()
	return d.html(http.StatusOK, v)
}

// logWeekSheet is the same as a file for a spreadsheet: numbers, and no person.
func (d *desk) logWeekSheet() error {
	s, w, err := d.week()
	if err != nil {
		return err
	}
	var sheet bytes.Buffer
	if err := w.WriteCSV(&sheet, s.LogAll); err != nil {
		return err
	}
	h := d.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="sluis-`+s.ID+"-"+ledger.WeekName(w.Monday)+`.csv"`)
	d.write(http.StatusOK, sheet.Bytes())
	return nil
}

// logLooks shows the school who looked at its pupils (G-02).
func (d *desk) logLooks() error {
	s, ok, err := d.school(queryValue(d.r, "school"))
	if err != nil || !ok {
		return admin.ErrUnknown
	}
	all, err := d.desk.Looks(d.r.Context(), d.v, s.ID, looksShown)
	if err != nil {
		return err
	}
	v := web.AdminLooks{AdminFrame: d.frame("home"), School: web.AdminSchool{ID: s.ID, Name: s.Name}, Zone: d.zone()}
	for _, l := range all {
		v.Rows = append(v.Rows, looked(l, d.s.Now().Location()))
	}
	return d.html(http.StatusOK, v)
}

// looked puts a look in a row: its lines are the school, the days, the reason, the ticket.
func looked(l admin.Looked, zone *time.Location) web.AdminLook {
	row := web.AdminLook{At: time.Unix(l.At, 0).In(zone), Verb: l.Verb, Who: l.Name, Role: string(l.Role)}
	if row.Who == "" {
		row.Who = l.By
	}
	if n := len(l.Lines); n > 2 {
		row.Reason, row.Ticket = l.Lines[n-2], l.Lines[n-1]
		row.About = strings.Join(l.Lines[1:n-2], " – ")
	}
	return row
}
