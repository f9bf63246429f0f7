package feed

import (
	"fmt"
	"time"
)

// Report is how a feed stands, for metrics and health.
type Report struct {
	Name       string
	Usable     bool
	Fetched    bool      // from a URL, so that it has an age
	Confirmed  time.Time // when the source last gave or confirmed it; zero: never
	ValidUntil time.Time // zero: without end, or nothing is held
	// CertificateEnd is the earliest end among the hub's certificates; zero: unknown.
	CertificateEnd time.Time
	Failures       int       // fetches since then that failed
	Failed         time.Time // the last that did, in this process; zero: none
	Cause          string    // of the last of them, or why it cannot be used
	Due            time.Time // when it is fetched next
}

// Report looks at the feed as it stands.
func (f *Feed) Report() Report {
	now := f.cfg.Now()
	f.mu.Lock()
	r := Report{Name: f.cfg.Name, Fetched: f.cfg.Source.URL != "", Confirmed: f.state.confirmed,
		Failures: f.state.failures, Failed: f.state.failed, Cause: f.state.cause, Due: f.state.due}
	f.mu.Unlock()
	e := f.live.Standing()
	err := e.Usable(now)
	if r.Usable = err == nil; !r.Usable {
		r.Cause = cause(err)
	}
	r.ValidUntil, r.CertificateEnd = e.ValidUntil, e.CertificateEnd
	return r
}

// Line tells it in words, with ages in whole minutes: "connection entree: metadata in
// use, confirmed 2h5m ago, valid for 21h55m".
func (r Report) Line(now time.Time) string {
	s := "connection " + r.Name + ": metadata in use"
	if !r.Usable {
		s = "connection " + r.Name + ": no login can begin (" + r.Cause + ")"
	}
	if r.Fetched && !r.Confirmed.IsZero() {
		s += ", confirmed " + minutes(now.Sub(r.Confirmed)) + " ago"
	}
	if r.Usable && !r.ValidUntil.IsZero() {
		s += ", valid for " + minutes(r.ValidUntil.Sub(now))
	}
	if r.Failures > 0 {
		s += fmt.Sprintf(", %d fetches failed since (%s)", r.Failures, r.Cause)
	}
	return s
}

func minutes(d time.Duration) string {
	d = d.Truncate(time.Minute)
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}
