package config

import (
	"fmt"
	"regexp"
	"strings"
)

var brin = regexp.MustCompile(`^[0-9A-Z]{4}$`)

func (r *reader) checkSchools(list []School, x *index) {
	type home struct{ connection, organisation string }
	taken := make(map[home]string, len(list))
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
		r.checkTravel(s, x)
		c := x.connections[s.Connection]
		switch {
		case s.Connection == "":
		case c == nil:
			s.at.wrong("connection", s.Connection, "is not the id of a connection; "+nearest(x, s.Connection, x.connections))
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
