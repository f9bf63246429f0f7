package flow

import (
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
)

// schoolOf finds the school that the answer speaks for, among those of the
// connection that was asked: a hub asserting a school of another connection is
// refused (contract 11, F-12).
func schoolOf(snap *registry.Snapshot, appID string, conn *registry.Connection, organisation, authority string) (*registry.School, refusal.Code) {
	s, ok := snap.SchoolBy(conn.ID, organisation)
	if app, known := snap.App(appID); !ok && known && app.Connection == conn.ID {
		// The app has a registration of its own at the hub: its schools are those of
		// the same federation.
		s, ok = ownSchool(app, conn.Federation, organisation)
	}
	if !ok {
		for _, other := range snap.Connections() {
			if _, elsewhere := snap.SchoolBy(other.ID, organisation); elsewhere {
				return nil, refusal.SchoolOfOtherConnection
			}
		}
		return nil, refusal.UnknownSchool
	}
	if s.IdP != "" && s.IdP != authority {
		return s, refusal.WrongAuthority
	}
	return s, 0
}

func ownSchool(app *registry.App, fed claims.Federation, organisation string) (*registry.School, bool) {
	for _, s := range app.Schools {
		if s.Organisation == organisation && s.Connection.Federation == fed {
			return s, true
		}
	}
	return nil, false
}
