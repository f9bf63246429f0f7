package web

import (
	"net/url"
	"time"
)

// Today is what the first page shows of logins; both are nil for who may see none.
type Today struct {
	Chart *Chart
	Live  *Live
}

// Live is the table of attempts as they come.
type Live struct {
	Rows      []LiveRow
	Choose    []AdminSchool // empty: there is one school, the visitor's own
	School    string        // what is chosen, by the name that a form sends
	Outcome   string
	Country   string
	Countries []string
	Query     string
	Stream    string // path of what comes after these rows
	Quiet     bool   // some of these schools keep failed logins alone
	Missed    int    // attempts of which there were too many to show
	Zone      string
}

// LiveRow is one attempt. It has the network and no address, and nothing of a person.
type LiveRow struct {
	At          time.Time
	School, App string
	Released    bool
	Code, Title string
	Words       string // that explain it
	Network     string
	Country     string
	Device      bool
	Block       string // the row's name, where the visitor may block; else empty
	Reveal      string // the same, where they may be shown the address
}

// AdminAttempts is a fragment: rows for the table of a page that is open.
type AdminAttempts struct {
	AdminFrame
	Rows []LiveRow
	Lost int
}

// AdminBlockRow asks for a block of a row's network.
type AdminBlockRow struct {
	AdminFrame
	Row     LiveRow
	Reasons []string
}

// Term is as in AdminBlocks.
func (AdminBlockRow) Term(i int) string { return AdminBlocks{}.Term(i) }

// AdminReveal asks why an address is to be shown, and shows it.
type AdminReveal struct {
	AdminFrame
	ID      string
	Row     LiveRow
	Reasons []string
	Address string
}

// liveRow is a row with the page around it.
type liveRow struct {
	*common
	R LiveRow
}

// LiveRow gives the row's template what it needs.
func (c *common) LiveRow(r LiveRow) liveRow { return liveRow{c, r} }

// Second is a moment of today, to the second.
func (common) Second(t time.Time) string { return t.Format(time.TimeOnly) }

// LanguageOf is this page again, in its own language.
func (c *common) LanguageOf() string { return languageLink(c.F.Path, c.Lang) }

// Explain is the page of the three words of a refusal.
func (c *common) Explain(words string) string {
	return PathExplain + "?" + url.Values{"w": {words}, "lang": {string(c.Lang)}}.Encode()
}

// RowPage is a page about one row.
func (c *common) RowPage(path, id string) string {
	return path + "?" + url.Values{"row": {id}, "lang": {string(c.Lang)}}.Encode()
}

func (AdminAttempts) layout() layout {
	return layout{"bare", "admin-attempts", "admin-parts admin-live-parts"}
}
func (AdminBlockRow) layout() layout { return layout{"desk", "admin-block-row", "admin-parts"} }
func (AdminReveal) layout() layout   { return layout{"desk", "admin-reveal", "admin-parts"} }

func (AdminAttempts) title(t texts) string { return t.LiveTitle() }
func (AdminBlockRow) title(t texts) string { return t.LiveBlockTitle() }
func (AdminReveal) title(t texts) string   { return t.LiveRevealTitle() }

// liveTexts are the sentences of the first page about logins.
type liveTexts interface {
	TodayTitle() string
	TodaySums(released, refused string) string
	TodayReleased() string
	TodayRefused() string
	TodayPeak(n string, at time.Time) string
	TodayNone() string
	TodayUsual() string
	TodayOwnScale() string
	TodayLabel(refused bool) string
	LiveTitle() string
	LiveTag() string
	LiveStill() string
	LivePause() string
	LiveGoOn() string
	LiveReload() string
	LiveWaiting() string
	LiveEnded() string
	LiveLost() string
	LiveHead() [7]string
	LiveAllSchools() string
	LiveCountry() string
	LiveAllCountries() string
	LiveElsewhere() string
	LiveQuery() string
	LiveNoSchool() string
	LiveNoApp() string
	LiveDevice(known bool) string
	LiveBlock() string
	LiveReveal() string
	LiveNone() string
	LiveHint() string
	LiveQuiet() string
	LiveMissed(n string) string
	LiveBlockTitle() string
	LiveBlockLead() string
	LiveRevealTitle() string
	LiveRevealLead() string
	LiveRevealButton() string
	LiveRevealed() string
}
