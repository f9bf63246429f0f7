package web

import "time"

// AdminStop shows the kill switches.
type AdminStop struct {
	AdminFrame
	May     bool
	Asked   bool   // a second admin was asked just now
	Chosen  string // key of what a page that leads here is about
	Stopped []Stopped
	Options []StopOption
	Reasons []string
}

// Stopped is one that was thrown.
type Stopped struct {
	Key, Kind, Name, By, Reason, Ticket string
	Since                               time.Time
}

// StopOption is what can be stopped.
type StopOption struct{ Key, Kind, Name string }

func (AdminStop) layout() layout       { return layout{"desk", "admin-stop", "admin-parts"} }
func (AdminStop) title(t texts) string { return t.StopTitle() }
