package config

import (
	"slices"
	"strings"
)

func (r *reader) checkConnections(list []Connection) {
	entities := map[string]string{}
	for n := range list {
		c := &list[n]
		r.checkEntityID(c, entities)
		r.checkMetadata(c)
		r.checkEncryption(c)
		checkAssurance(c)
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

// ownClasses are what Sluis says of a login by a factor of its own.
const ownClasses = "urn:sluis:acr:"

// maxClass bounds a context class; SURF's have some 40 characters.
const maxClass = 256

func checkAssurance(c *Connection) {
	for i, v := range c.Assurance {
		u, fault := parseURI(v)
		switch {
		case v == "":
		case strings.HasPrefix(v, ownClasses):
			c.at.wrongAt("assurance", i, v, "is a class of Sluis itself: no hub gives it")
		case fault != "":
			c.at.wrongAt("assurance", i, v, fault)
		case u.Scheme == "" || len(v) > maxClass:
			c.at.wrongAt("assurance", i, v, "is not an absolute URI of at most 256 characters, such as http://surfconext.nl/assurance/loa2")
		}
	}
}

const demoEntity = "urn:sluis:demo:"

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
