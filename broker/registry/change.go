package registry

import (
	"cmp"
	"slices"
	"strings"
)

// Change is what became of one connection, school or app.
type Change struct {
	Kind, ID string
	What     string   // added, removed, changed
	Keys     []string // that changed
	Subjects bool     // pupils get other subjects
	Alerts   []Alert
}

// String is the line of a log, an entry and a diff. It names keys, never what stands there,
// but for the countries that a school opens.
func (c Change) String() string {
	line := c.Kind + " " + c.ID + " " + c.What
	if len(c.Keys) > 0 {
		line += ": " + strings.Join(c.Keys, ", ")
	}
	if c.Subjects {
		line += " (pupils get other subjects)"
	}
	return line
}

// Alert is a change that opens a door, or makes one wider.
type Alert struct {
	Kind   AlertKind
	Of     string // app portfolio
	Detail string // what came and went: addresses, items, schools, roles; never a secret
}

// AlertKind is what an alert warns of.
type AlertKind string

// The kinds of alerts.
const (
	AlertRedirect AlertKind = "redirect_uri"     // answers may go somewhere else
	AlertKeys     AlertKind = "key_set"          // another one may prove to be the app, or the federation
	AlertContract AlertKind = "contract_widened" // the app gets more, or of more people
	AlertAdded    AlertKind = "added"            // an app, or a federation, that was not there
)

// AlertKinds lists them.
func AlertKinds() []AlertKind {
	return []AlertKind{AlertRedirect, AlertKeys, AlertContract, AlertAdded}
}

// String is a line of an entry.
func (a Alert) String() string {
	return "alert: " + a.Of + ": " + string(a.Kind) + ": " + a.Detail
}

// Compare tells what differs, in the order connections, schools, apps; of each those
// that were added, removed and changed.
func Compare(old, new Listing) (out []Change) {
	for _, kind := range []string{"connection", "school", "app"} {
		before := map[string]Listed{}
		for _, l := range old {
			if l.Kind == kind {
				before[l.ID] = l
			}
		}
		var added, changed, removed []Change
		for _, l := range new {
			if l.Kind != kind {
				continue
			}
			was, known := before[l.ID]
			delete(before, l.ID)
			if !known {
				added = append(added, addition(l))
			} else if c := change(was, l); len(c.Keys) > 0 {
				changed = append(changed, c)
			}
		}
		for id := range before {
			removed = append(removed, Change{Kind: kind, ID: id, What: "removed"})
		}
		slices.SortFunc(removed, func(a, b Change) int { return cmp.Compare(a.ID, b.ID) })
		out = slices.Concat(out, added, removed, changed)
	}
	return out
}

func addition(l Listed) Change {
	c := Change{Kind: l.Kind, ID: l.ID, What: "added"}
	for _, f := range l.Facts {
		if f.Shown != "" && f.Shown != "none" { // countries that something new brings along
			c.Keys = append(c.Keys, f.spell())
		}
	}
	if l.Kind != "school" {
		detail := "it was not there"
		if uris := l.Holds["redirect_uris"]; len(uris) > 0 {
			detail = "answers go to " + listed(uris)
		}
		c.Alerts = []Alert{{AlertAdded, l.Kind + " " + l.ID, detail}}
	}
	return c
}

// change compares by key: a version of this program may know more keys than the one that
// made the older listing, and a key that it did not know is no change.
func change(was, is Listed) Change {
	c := Change{Kind: is.Kind, ID: is.ID, What: "changed"}
	before := make(map[string]string, len(was.Facts))
	for _, f := range was.Facts {
		before[f.Key] = f.Digest
	}
	for _, f := range is.Facts {
		if d, known := before[f.Key]; !known || d == f.Digest {
			continue
		}
		c.Keys = append(c.Keys, f.spell())
		c.Subjects = c.Subjects || identity[c.Kind+" "+f.Key]
		if a, alarming := alarm(f.Key, was, is); alarming {
			c.Alerts = append(c.Alerts, a)
		}
	}
	return c
}

// alarm tells whether a change of a key is one to warn of.
func alarm(key string, was, is Listed) (Alert, bool) {
	gained, lost := beyond(is.Holds[key], was.Holds[key]), beyond(was.Holds[key], is.Holds[key])
	a := Alert{Of: is.Kind + " " + is.ID, Detail: key}
	if len(gained) > 0 {
		a.Detail += ", added " + listed(gained)
	}
	if len(lost) > 0 {
		a.Detail += ", removed " + listed(lost)
	}
	switch key {
	case "redirect_uris", "post_logout_redirect_uris":
		a.Kind = AlertRedirect
		return a, len(gained)+len(lost) > 0
	case "client_auth", "metadata", "idps_metadata":
		a.Kind = AlertKeys
		return a, true
	}
	a.Kind = AlertContract
	return a, len(gained) > 0 && strings.HasPrefix(key, "contract.")
}

// beyond gives the members of a that b has not.
func beyond(a, b []string) (out []string) {
	for _, v := range a {
		if !slices.Contains(b, v) {
			out = append(out, v)
		}
	}
	return out
}

// maxListed and maxShown bound what one alert says: a contract may get a thousand schools.
const maxListed, maxShown = 10, 200

func listed(values []string) string {
	more := ""
	if len(values) > maxListed {
		values, more = values[:maxListed], " and more"
	}
	short := make([]string, len(values))
	for i, v := range values {
		short[i] = v[:min(len(v), maxShown)]
	}
	return strings.Join(short, " ") + more
}
