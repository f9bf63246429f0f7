package flow

import (
	"errors"
	"fmt"

	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// MaySpeak tells whether a school's identity provider may speak for an organisation,
// by the list that the connection names; an error: the list cannot be used.
type MaySpeak func(connection, authority, organisation string) (bool, error)

// asserted reads who an answer is about and which school it speaks for, for one app.
// The school comes with a refusal too, where the answer names one.
func asserted(snap *registry.Snapshot, appID string, conn *registry.Connection, id *providers.Identity, may MaySpeak) (claims.Person, *registry.School, error) {
	p, err := claims.Normalise(conn.Federation, id.NameID, id.Attributes)
	if err != nil {
		return p, nil, refusal.New(faultCode(err), err).About(faultItem(err))
	}
	s, code := schoolOf(snap, appID, conn, p.Organisation, id.Authority)
	if code != 0 {
		return p, s, refusal.New(code, nil)
	}
	return p, s, speaks(conn, id.Authority, p.Organisation, may)
}

// speaks refuses a school's identity provider that speaks for another school, where the
// connection names the list of who may.
func speaks(conn *registry.Connection, authority, organisation string, may MaySpeak) error {
	if !conn.IdPs.Named() {
		return nil
	}
	if may == nil {
		return refusal.New(refusal.HubUnavailable, errors.New("flow: nobody can be asked for the list of identity providers"))
	}
	ok, err := may(conn.ID, authority, organisation)
	switch {
	case err != nil:
		return refusal.New(refusal.HubUnavailable, fmt.Errorf("flow: connection %s: list of identity providers: %w", conn.ID, err))
	case !ok:
		return refusal.New(refusal.WrongAuthority, nil)
	}
	return nil
}

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
