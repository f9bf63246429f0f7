package config

import (
	"fmt"
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

func (r *reader) checkConnections(list []Connection) {
	entities := map[string]string{}
	for n := range list {
		c := &list[n]
		r.checkEntityID(c, entities)
		r.checkMetadata(c)
		for i, a := range c.Attributes {
			if fault := guard(r.load.checks.GuardName, a); a != "" && fault != "" {
				c.at.wrongAt("attributes", i, a, fault)
			}
		}
	}
}

// checkEntityID holds one entityID per connection: with one for two federations an
// answer of the one could be taken for an answer of the other (federations §7).
func (r *reader) checkEntityID(c *Connection, taken map[string]string) {
	if c.EntityID == "" {
		return
	}
	u, fault := parseURI(c.EntityID)
	switch {
	case fault != "":
		c.at.wrong("entity_id", c.EntityID, fault)
	case u.Scheme == "" || u.Host == "" && u.Opaque == "" || strings.Contains(c.EntityID, "#"):
		c.at.wrong("entity_id", c.EntityID, "is not an absolute URI, such as https://login.example.nl/saml/entree")
	case len(c.EntityID) > 1024:
		c.at.wrong("entity_id", c.EntityID, "is longer than 1024 characters (SAML core 8.3.6)")
	case strings.HasPrefix(c.EntityID, demoEntity) && !r.load.checks.Demo:
		c.at.wrong("entity_id", c.EntityID, "is the entityID of a demo; write your own")
	case taken[c.EntityID] != "":
		c.at.wrong("entity_id", c.EntityID, "is the entityID of connection "+taken[c.EntityID]+" too; each connection has its own")
	default:
		taken[c.EntityID] = c.ID
	}
}

const demoEntity = "urn:sluis:demo:"

func (r *reader) checkMetadata(c *Connection) {
	s := c.at.within("metadata")
	if s == nil {
		return
	}
	m := &c.Metadata
	switch {
	case s.has("file") && s.has("url"):
		s.wrong("url", "", "stands beside file; metadata comes from one of the two")
	case m.File != "":
		if data, ok := s.named("file", m.File); ok {
			if fault := judge(r.load.checks.Metadata, data); fault != "" {
				s.wrong("file", s.shown("file"), "is not metadata that can be used: "+fault)
			}
			m.XML = data
		}
		for _, key := range []string{"signing_cert_file", "refresh"} {
			if s.has(key) {
				s.wrong(key, "", "belongs to url; a file is taken as it is")
			}
		}
	case m.URL != "":
		r.checkMetadataURL(s, m)
	case !s.has("file") && !s.has("url"):
		s.wrong("", "", "names no source; it is {file: …} or {url: …, signing_cert_file: …}")
	case s.find("file") != nil && s.find("file").value == "" || s.find("url") != nil && s.find("url").value == "":
		s.wrong("", "", "has an empty file or url")
	}
}

func (r *reader) checkMetadataURL(s *section, m *Metadata) {
	if _, fault := checkWeb(m.URL); fault != "" {
		value := m.URL
		if strings.Contains(value, "@") {
			value = ""
		}
		s.wrong("url", value, fault)
	}
	if m.SigningCertFile == "" {
		s.missing("signing_cert_file", "the certificate, PEM, that fetched metadata must be signed with")
		return
	}
	if data, ok := s.named("signing_cert_file", m.SigningCertFile); ok {
		if fault := signingCert(data); fault != "" {
			s.wrong("signing_cert_file", s.shown("signing_cert_file"), fault)
		}
		m.Signing = data
	}
}

// judge asks a hook; one that was not passed in judges nothing good.
func judge(check func([]byte) error, data []byte) string {
	if check == nil {
		return unjudged
	}
	if err := check(data); err != nil {
		return err.Error()
	}
	return ""
}

var brin = regexp.MustCompile(`^[0-9A-Z]{4}$`)

func (r *reader) checkSchools(list []School, x *index) {
	type home struct{ connection, organisation string }
	taken := make(map[home]string, len(list))
	known := keys(x.connections)
	for n := range list {
		s := &list[n]
		if s.LogRetentionDays == 0 {
			s.LogRetentionDays = maxLogDays
		}
		for _, v := range []struct{ key, value string }{{"name", s.Name}, {"place", s.Place}} {
			if len([]rune(v.value)) > maxName {
				s.at.wrong(v.key, v.value, fmt.Sprintf("is longer than %d characters", maxName))
			}
		}
		if s.IdP != "" {
			if u, fault := parseURI(s.IdP); fault != "" || u.Scheme == "" {
				s.at.wrong("idp", s.IdP, "is not an entityID: an absolute URI, such as https://idp.petteflat.nl/")
			}
		}
		c := x.connections[s.Connection]
		switch {
		case s.Connection == "":
		case c == nil:
			s.at.wrong("connection", s.Connection, "is not the id of a connection; "+meant(s.Connection, known))
		default:
			x.usedBy["connection "+c.ID] = true
			s.HomeOrganisation = organisation(s, c.Federation)
			oddSector(s, c)
			h := home{c.ID, s.HomeOrganisation}
			if other, dup := taken[h]; dup && h.organisation != "" {
				s.at.wrong("home_organisation", s.HomeOrganisation, "is that of school "+other+" too; an answer of connection "+c.ID+" would fit both")
			} else {
				taken[h] = s.ID
			}
		}
	}
}

const maxName = 200

// organisation gives the normal form that answers are compared in (contract 11).
func organisation(s *School, federation string) string {
	v := strings.TrimSpace(s.HomeOrganisation)
	switch federation {
	case "entree":
		v = strings.ToUpper(v)
		if v == "" || brin.MatchString(v) {
			return v
		}
		if len(v) == 6 && brin.MatchString(v[:4]) {
			s.at.wrong("home_organisation", s.HomeOrganisation, "has the branch in it; write the BRIN of four characters, "+v[:4])
		} else {
			s.at.wrong("home_organisation", s.HomeOrganisation, "is not a BRIN of four letters and digits, such as 01AB")
		}
	case "surfconext":
		v = strings.ToLower(v)
		if v != "" && (!domain(v) || !strings.Contains(v, ".")) {
			s.at.wrong("home_organisation", s.HomeOrganisation, "is not a schacHomeOrganization, such as uniharderwijk.nl")
		}
	}
	return v
}

// oddSector warns where a school is at a federation that its sector does not use.
func oddSector(s *School, c *Connection) {
	if s.Sector == "ho" && c.Federation == "entree" || (s.Sector == "po" || s.Sector == "vo") && c.Federation == "surfconext" {
		s.at.warn("sector", s.Sector, "is unusual for "+c.Federation+": Entree is for po, vo and mbo, SURFconext for mbo and ho")
	}
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

// checkPinned compares what a registration asks of its federation with what the
// contracts of its apps need, both ways.
func (r *reader) checkPinned(g *Registry, x *index) {
	ask, short := r.load.checks.Needed, r.load.checks.Canonical
	if ask == nil || short == nil {
		return
	}
	released := needed(g, x)
	for n := range g.Connections {
		c := &g.Connections[n]
		if c.Attributes == nil || c.Federation == "" {
			continue
		}
		asked := make([]string, len(c.Attributes))
		for i, a := range c.Attributes {
			asked[i] = short(a)
		}
		all := ask(c.Federation, released[c.ID])
		for _, a := range all {
			if !slices.Contains(asked, a) {
				c.at.warn("attributes", "", "lack "+a+", which "+needs(ask, c.Federation, released[c.ID], a))
			}
		}
		for i, a := range c.Attributes {
			if !slices.Contains(all, asked[i]) {
				c.at.warnAt("attributes", i, a, "is surplus: no contract needs it")
			}
		}
	}
}

// needs says who needs an attribute.
func needs(ask func(string, []string) []string, federation string, items []string, attribute string) string {
	if slices.Contains(ask(federation, nil), attribute) {
		return "every login needs"
	}
	var of []string
	for _, i := range items {
		if slices.Contains(ask(federation, []string{i}), attribute) {
			of = append(of, i)
		}
	}
	return "the item " + strings.Join(of, " and ") + " needs"
}

// needed gives per connection the items that contracts release through it.
func needed(g *Registry, x *index) map[string][]string {
	sets := map[string]map[string]bool{}
	for n := range g.Apps {
		a := &g.Apps[n]
		released := a.Contract.Release.Items()
		for _, id := range a.Contract.Schools {
			s := x.schools[id]
			if s == nil {
				continue
			}
			via := through(a, s, x)
			if sets[via] == nil {
				sets[via] = map[string]bool{}
			}
			for _, k := range released {
				sets[via][k] = true
			}
		}
	}
	out := map[string][]string{}
	for c, set := range sets {
		for _, k := range strings.Split(ceiling, ", ") {
			if set[k] {
				out[c] = append(out[c], k)
			}
		}
	}
	return out
}

// through gives the connection by which an app's login at a school goes.
func through(a *App, s *School, x *index) string {
	own, theirs := x.connections[a.Connection], x.connections[s.Connection]
	if own != nil && theirs != nil && own.Federation == theirs.Federation {
		return own.ID
	}
	return s.Connection
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
