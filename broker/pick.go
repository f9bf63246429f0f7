package broker

import (
	"sync"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/web"
)

// finderCache keeps the picker's index of the registry in force.
type finderCache struct {
	mu   sync.Mutex
	snap *registry.Snapshot
	of   *web.Finder
}

func (s *Server) finder() *web.Finder {
	snap := s.Registry()
	s.finders.mu.Lock()
	defer s.finders.mu.Unlock()
	if s.finders.snap != snap {
		s.finders.snap, s.finders.of = snap, web.NewFinder(rows(snap.Schools()))
	}
	return s.finders.of
}

func rows(schools []*registry.School) []web.SchoolRow {
	out := make([]web.SchoolRow, len(schools))
	for i, c := range schools {
		out[i] = web.SchoolRow{ID: c.ID, Name: c.Name, Place: c.Place, Sector: c.Sector}
	}
	return out
}

// offered tells which schools may be shown: those of the contract (contract 6) that are open
// to the browser.
func offered(a flow.AskSchool) func(id string) bool {
	if a.App == nil {
		return func(string) bool { return true }
	}
	if len(a.Schools) < len(a.App.Schools) { // from abroad
		return func(id string) bool { return chosenBefore(a.Schools, id) != nil }
	}
	return a.App.Admits
}

func (s *Server) pickerView(x *exchange, a flow.AskSchool) web.View {
	v := web.SchoolPicker{Frame: s.frame(x, a.Request, nil), Sealed: a.Sealed, Total: len(a.Schools),
		Query: queryValue(x.r, "q"), All: queryValue(x.r, "all") != "",
		Remember: queryValue(x.r, "remember") == "on"}
	v.Path = web.PathSchool + "?t=" + a.Sealed
	higher := 0
	for _, c := range a.Schools {
		if c.Sector == "mbo" || c.Sector == "ho" {
			higher++
		}
	}
	v.Higher = higher > 0 && higher < len(a.Schools)
	switch {
	case v.All || len(a.Schools) <= web.ListAtOnce && v.Query == "":
		v.Schools = rows(first(a.Schools, x.rememberedSchool()))
	case v.Query != "":
		v.Schools, v.Near, v.Total = s.find(a, v.Query)
	default:
		if c := chosenBefore(a.Schools, x.rememberedSchool()); c != nil {
			v.Schools = rows([]*registry.School{c})
		}
	}
	return v
}

func (s *Server) results(x *exchange, a flow.AskSchool) web.View {
	v := web.SchoolResults{Frame: s.frame(x, a.Request, nil), Query: queryValue(x.r, "q")}
	v.Schools, v.Near, v.Total = s.find(a, v.Query)
	return v
}

func chosenBefore(schools []*registry.School, id string) *registry.School {
	for _, c := range schools {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// first puts the school that was remembered at the top.
func first(schools []*registry.School, id string) []*registry.School {
	c := chosenBefore(schools, id)
	if c == nil {
		return schools
	}
	out := []*registry.School{c}
	for _, o := range schools {
		if o != c {
			out = append(out, o)
		}
	}
	return out
}

// find gives what matches, or else what nearly does (U-08).
func (s *Server) find(a flow.AskSchool, query string) (found, near []web.SchoolRow, total int) {
	f := s.finder()
	found, total = f.Find(query, offered(a), web.ShowAtMost)
	if total == 0 {
		near = f.Near(query, offered(a), 3)
	}
	return found, near, total
}
