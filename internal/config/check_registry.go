package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Ids stand in paths, cookies and claims. A client_id is chosen by others more
// often, so its alphabet is wider; a colon breaks opaque tokens and HTTP Basic.
var (
	plainID  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	clientID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)
)

const (
	plainIDs  = "is not an id: lower-case letters, digits and hyphens, at most 63, beginning with a letter or digit"
	clientIDs = "is not an id: letters, digits, dots, hyphens and underscores, at most 128, beginning with a letter or digit"
)

// index is what the lists refer to each other by; the first of two equal ids wins,
// the second is a problem already.
type index struct {
	installation Installation
	connections  map[string]*Connection
	schools      map[string]*School
	apps         map[string]*App
	usedBy       map[string]bool // connections and schools that something refers to
	unknown      int             // references that went nowhere so far
}

// nearest says which id could have been meant. A registry whose ids all changed has
// thousands of references that go nowhere; after some the look costs more than it
// tells.
func nearest[T any](x *index, id string, known map[string]*T) string {
	if x.unknown++; x.unknown > 25 {
		return "see the others"
	}
	return meant(id, keys(known))
}

func (r *reader) checkRegistry(i Installation, g *Registry) {
	x := &index{installation: i, connections: map[string]*Connection{}, schools: make(map[string]*School, len(g.Schools)),
		apps: make(map[string]*App, len(g.Apps)), usedBy: make(map[string]bool, len(g.Schools))}
	for n := range g.Connections {
		c := &g.Connections[n]
		once(x.connections, c.ID, c, c.at, plainID, plainIDs)
	}
	for n := range g.Schools {
		c := &g.Schools[n]
		once(x.schools, c.ID, c, c.at, plainID, plainIDs)
	}
	for n := range g.Apps {
		c := &g.Apps[n]
		once(x.apps, c.ID, c, c.at, clientID, clientIDs)
	}
	r.checkConnections(g.Connections)
	r.checkSchools(g.Schools, x)
	for n := range g.Apps {
		r.checkApp(&g.Apps[n], x)
	}
	r.checkOwnConnections(g, x)
	r.checkSectors(g.Apps)
	r.checkUnused(g, x)
	r.checkPinned(g, x)
}

// once notes an id, or reports that it cannot be one or is taken.
func once[T any](known map[string]*T, id string, v *T, at *section, shape *regexp.Regexp, allowed string) {
	if id == "" {
		return
	}
	if !shape.MatchString(id) {
		at.wrong("id", id, allowed)
	}
	if _, taken := known[id]; taken {
		at.wrong("id", id, "is the id of another one in this list; an id stands for one thing")
		return
	}
	known[id] = v
}

// checkOwnConnections holds that an answer on an app's own connection fits one
// school of all contracts that use it.
func (r *reader) checkOwnConnections(g *Registry, x *index) {
	type home struct{ connection, organisation string }
	taken := map[home]*School{}
	for n := range g.Schools {
		s := &g.Schools[n]
		taken[home{s.Connection, s.HomeOrganisation}] = s
	}
	for n := range g.Apps {
		a := &g.Apps[n]
		c := x.connections[a.Connection]
		if c == nil {
			continue
		}
		reached := false
		for i, id := range a.Contract.Schools {
			s := x.schools[id]
			if s == nil || x.connections[s.Connection] == nil || x.connections[s.Connection].Federation != c.Federation {
				continue
			}
			reached = true
			h := home{c.ID, s.HomeOrganisation}
			if other := taken[h]; other != nil && other.ID != s.ID {
				sub := a.at.within("contract")
				sub.wrongAt("schools", i, id, "has the home organisation of school "+other.ID+"; an answer of connection "+c.ID+" would fit both")
			}
			taken[h] = s
		}
		if !reached {
			a.at.warn("connection", a.Connection, "is not used: no school of the contract is in "+c.Federation)
		}
	}
}

// checkSectors warns where apps can tell that their pupils are the same people.
func (r *reader) checkSectors(apps []App) {
	first := map[string]string{}
	for n := range apps {
		a := &apps[n]
		if a.Sector == "" {
			continue
		}
		if other, shared := first[a.Sector]; shared && other != a.ID {
			a.at.warn("sector", a.Sector, "is the sector of app "+other+" too: both see the same sub for the same pupil")
			continue
		}
		first[a.Sector] = a.ID
	}
}

func (r *reader) checkUnused(g *Registry, x *index) {
	for n := range g.Connections {
		if c := &g.Connections[n]; c.ID != "" && !x.usedBy["connection "+c.ID] {
			c.at.warn("id", c.ID, "is not used: no school and no app refers to it")
		}
	}
	for n := range g.Schools {
		if s := &g.Schools[n]; s.ID != "" && !x.usedBy["school "+s.ID] {
			s.at.warn("id", s.ID, "is not used: no contract names it")
		}
	}
}

func keys[T any](m map[string]*T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// urls checks each address of a list with the same rule.
func urls(at *section, key string, list []string, rule func(string) (*url.URL, string)) {
	for i, v := range list {
		if v == "" {
			continue
		}
		if _, fault := rule(v); fault != "" {
			at.wrongAt(key, i, withoutUser(v), fault)
		}
	}
}

// withoutUser gives an address for a message, or nothing where it may hold a
// password.
func withoutUser(v string) string {
	if strings.Contains(v, "@") {
		return ""
	}
	return v
}
