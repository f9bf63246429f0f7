package web

import "time"

// Level is a card with a gauge of water: how many days are left until something ends.
type Level struct {
	Name  string
	Kind  string // of what ends: hub, metadata, own, token
	Days  int    // below 0: it has ended
	Known bool   // there is such a day at all
	URL   string // of the page that tells more
	Facts []Fact
}

// Fact is a line below the days.
type Fact struct {
	Kind string    // metadata, login, schools, countries
	At   time.Time // when it happened; zero: never, as far as is known
	Now  time.Time
	N    int
}

// The gauge: full is a year, and its last tenth or so is a month (ui, .card.lv).
const (
	gaugeFull   = 365
	gaugeBottom = 152
	gaugeHeight = 150
	lowDays     = 30
)

// gauge is what the card of a level is drawn with.
type gauge struct {
	*common
	L Level
}

// Gauge gives the card's template what it needs: {{template "level" ($.Gauge .)}}.
func (c *common) Gauge(l Level) gauge { return gauge{c, l} }

// Machine is a moment as a machine reads it.
func (common) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Between is how long before now a moment was.
func (common) Between(t, now time.Time) time.Duration { return now.Sub(t) }

// stage is where a key stands in its calendar.
type stage struct {
	*common
	Stage string
}

// KeyStage gives the tag's template what it needs.
func (c *common) KeyStage(s string) stage { return stage{c, s} }

// Tag is the tag's class: what works, what waits for somebody, what is over.
func (s stage) Tag() string {
	switch s.Stage {
	case "in use":
		return "go"
	case "published":
		return "wait"
	}
	return "held"
}

// Age is how long ago a fact was.
func (f Fact) Age() time.Duration { return f.Now.Sub(f.At) }

// Low reports that somebody should move.
func (l Level) Low() bool { return l.Known && l.Days <= lowDays }

// Top is where the water stands in the drawing.
func (l Level) Top() int {
	days := min(max(l.Days, 0), gaugeFull)
	return gaugeBottom - gaugeHeight*days/gaugeFull
}

// Ending is a note on the first page: something ends within a month.
type Ending struct {
	Kind string // hub, metadata, own, token
	Name string
	Days int
	URL  string
}

// Health is what the first page shows of what ends: a note for what ends soonest, and a
// card of each connection and of our own keys. The templates are "ending" and "levels".
type Health struct {
	Ending []Ending // within a month, the first one first
	Levels []Level
}

// AdminFeds lists the connections.
type AdminFeds struct {
	AdminFrame
	Health
	MayCheck bool // make a test login
}

// AdminFed is one connection.
type AdminFed struct {
	AdminFrame
	Level
	ID           string
	Hub          string // entityID; empty while there is no metadata
	Usable       bool
	Sources      []FedSource
	Certificates []FedCertificate
	EntityID     string // ours
	MetadataURL  string
	ACS          string
	Calendar     FedCalendar
	Schools      []AdminSchool
	LastLogin    time.Time // on this node; zero: none since it began
	Now          time.Time
	May          bool // refresh
	MayStop      bool // throw the kill switch
	Asked        bool // a refresh was asked for just now
}

// FedSource is where metadata comes from.
type FedSource struct {
	Schools    bool // of the schools behind the hub, and not of the hub itself
	From       string
	Fetched    bool
	Usable     bool
	Confirmed  time.Time
	ValidUntil time.Time
	Failed     time.Time
	Due        time.Time
	Failures   int
	Cause      string
}

// FedCertificate is a certificate of the hub.
type FedCertificate struct {
	Fingerprint string
	End         time.Time
	Days        int
}

// FedCalendar is how our own keys of a connection stand, and whose move it is.
type FedCalendar struct {
	Step string // none, stage, hand, move, wait, retire
	Day  time.Time
	Keys []FedKey
}

// Turn is who is to act: us, or whoever runs the hub; empty: nobody.
func (c FedCalendar) Turn() string {
	switch c.Step {
	case "stage", "move":
		return "sluis"
	case "hand", "wait":
		return "federation"
	}
	return ""
}

// StopURL is where the connection's kill switch is thrown.
func (v AdminFed) StopURL() string { return "/admin/stop?of=connection:" + v.ID }

// Act is the path of one of the connection's forms.
func (v AdminFed) Act(what string) string { return "/admin/feds/" + v.ID + "/" + what }

// Owners are those who can be to act.
func (AdminFed) Owners() []string { return []string{"sluis", "federation"} }

// FedKey is one of our keys.
type FedKey struct {
	KID, Alg, Fingerprint                         string
	Stage                                         string // published, in use, retired
	Published, Used, Retired, Gone, CertificateTo time.Time
}

func (AdminFeds) layout() layout { return layout{"desk", "admin-feds", "admin-parts"} }
func (AdminFed) layout() layout  { return layout{"desk", "admin-fed", "admin-parts"} }

func (AdminFeds) title(t texts) string { return t.AdminSection("feds") }
func (v AdminFed) title(texts) string  { return v.Name }
