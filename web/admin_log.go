package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// AdminLog is a school's login log. Without School one is chosen first.
type AdminLog struct {
	AdminFrame
	Choose    []AdminSchool // that the visitor may know of
	School    AdminSchool
	LogAll    bool
	Term      int // days
	From, To  time.Time
	Outcome   string // "", refused, released, or the name of a refusal
	Code      string // of that refusal
	Rows      []AdminAttempt
	Older     string // path of the rows before these
	MaySearch bool
	Zone      string // of the clock
}

// Few reports that the schools can be listed.
func (v AdminLog) Few() bool { return len(v.Choose) <= 60 }

// AdminAttempt is one login that came to an end. Nothing in it says whose it was.
type AdminAttempt struct {
	At       time.Time
	App      string
	Released bool
	Name     string // of the refusal
	Code     string
	Title    string // what the pupil read
	Owner    string // who must act
}

// AdminLogSearch asks for a pupil's number, and shows what was found.
type AdminLogSearch struct {
	AdminFrame
	School   AdminSchool
	Sector   string
	LogAll   bool
	Reasons  []string
	From, To time.Time
	Zone     string
	Asked    bool
	Rows     []AdminAttempt
}

// AdminWeek is a school's week in numbers.
type AdminWeek struct {
	AdminFrame
	School              AdminSchool
	LogAll              bool
	Week, Before, After string // as 2026-W48; After is empty for the last whole one
	From, To            time.Time
	Released, Refused   int
	Days, Apps, Reasons []AdminTally
	Countries           []AdminTally // from where what was refused came
	Hour, Most          int          // in which most was refused, of UTC
}

// AdminTally is a row of numbers.
type AdminTally struct {
	At          time.Time // of a day
	Name        string
	Code, Owner string
	Released    string // "-": nobody keeps it
	Refused     int
	Average     float64 // in the four weeks before
}

// AdminLooks is who looked at what is kept of a school's pupils.
type AdminLooks struct {
	AdminFrame
	School AdminSchool
	Rows   []AdminLook
	Zone   string
}

// AdminLook is one look. The number that was looked for stands nowhere.
type AdminLook struct {
	At             time.Time
	Verb           string
	Who, Role      string
	About          string
	Reason, Ticket string
}

// Never is no day: that of the page it leads to is used.
func (AdminFrame) Never() time.Time { return time.Time{} }

// ISO writes a day as a date field reads it.
func (AdminFrame) ISO(t time.Time) string { return t.Format(time.DateOnly) }

// Of is a page of a school's log.
func (c *common) Of(path, school string) string {
	return path + "?" + url.Values{"school": {school}, "lang": {string(c.Lang)}}.Encode()
}

// OfWeek is one of its weeks.
func (c *common) OfWeek(path, school, week string) string {
	return path + "?" + url.Values{"school": {school}, "week": {week}, "lang": {string(c.Lang)}}.Encode()
}

// Decimal writes a number with one digit after the mark of the language.
func (c *common) Decimal(n float64) string {
	s := strconv.FormatFloat(n, 'f', 1, 64)
	if c.Lang == NL {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Outcomes is its attempts of one outcome, of today where there are no days.
func (c *common) Outcomes(school, outcome string, from, to time.Time) string {
	q := url.Values{"outcome": {outcome}, "lang": {string(c.Lang)}}
	if school != "" {
		q.Set("school", school)
	}
	if !from.IsZero() {
		q.Set("from", from.Format(time.DateOnly))
		q.Set("to", to.Format(time.DateOnly))
	}
	return "/admin/log?" + q.Encode()
}

func (AdminLog) layout() layout       { return layout{"desk", "admin-log", "admin-parts"} }
func (AdminLogSearch) layout() layout { return layout{"desk", "admin-log-search", "admin-parts"} }
func (AdminWeek) layout() layout      { return layout{"desk", "admin-week", "admin-parts"} }
func (AdminLooks) layout() layout     { return layout{"desk", "admin-looks", "admin-parts"} }

func (AdminLog) title(t texts) string       { return t.LogTitle() }
func (AdminLogSearch) title(t texts) string { return t.LogSearchTitle() }
func (AdminWeek) title(t texts) string      { return t.LogWeekTitle() }
func (AdminLooks) title(t texts) string     { return t.LogLooksTitle() }

// logTexts are the sentences of the login log.
type logTexts interface {
	LogTitle() string
	LogLead(all bool, days int) string
	LogChoose() string
	LogSchool() string
	LogFrom() string
	LogTo() string
	LogOutcome() string
	LogOutcomes() [3]string
	LogShow() string
	LogHead() [4]string
	LogReleased() string
	LogRefused() string
	LogTurn(owner string) string
	LogNone() string
	LogZone(zone string) string
	LogWhy() string
	LogWhyHint() string
	LogWhyButton() string
	LogMore() string
	LogToSearch(sector string) string
	LogToWeek() string
	LogToLooks() string
	LogToday() string
	LogSearchTitle() string
	LogSearchLead(sector string) string
	LogNumber(sector string) string
	LogReason(reason string) string
	LogSearchButton() string
	LogFound(n int) string
	LogFoundNone(all bool) string
	LogWeekTitle() string
	LogWeekOf(week, from, to string) string
	LogWeekFailedOnly() string
	LogWeekDays() string
	LogWeekHead() [3]string
	LogWeekApps() string
	LogWeekReasons() string
	LogWeekReasonHead() [4]string
	LogWeekBusiest(hour, most int) string
	LogWeekCountries() string
	LogWeekCountryHead() [3]string
	LogWeekNoCountry() string
	LogWeekSheet() string
	LogWeekBefore() string
	LogWeekAfter() string
	LogLooksTitle() string
	LogLooksLead() string
	LogLooksHead() [4]string
	LogLooksNone() string
	LogLookVerb(verb string) string
}
