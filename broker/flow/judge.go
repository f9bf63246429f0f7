package flow

import (
	"strings"

	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// Judged is what an answer would come to for one app, if the app asked for all that
// its contract names and nothing had been switched off.
type Judged struct {
	School   *registry.School // that the answer speaks for; nil where none is known
	Decision claims.Decision
	Refused  *refusal.Error // nil: a code would be made
}

// Judge takes an identity through the rules that a login passes after its answer has
// been verified, without a login: nothing is kept and nothing written. Whether the
// school's login may speak for the organisation by the federation's own list
// (idps_metadata) is not judged.
func Judge(snap *registry.Snapshot, conn *registry.Connection, app *registry.App, id *providers.Identity) Judged {
	p, err := claims.Normalise(conn.Federation, id.NameID, id.Attributes)
	if err != nil {
		return Judged{Refused: refusal.New(faultCode(err), err).About(faultItem(err))}
	}
	s, code := schoolOf(snap, app.ID, conn, p.Organisation, id.Authority)
	switch {
	case code != 0:
		return Judged{School: s, Refused: refusal.New(code, nil)}
	case !app.Admits(s.ID):
		return Judged{School: s, Refused: refusal.New(refusal.AppNotAtSchool, nil)}
	}
	d, err := app.Contract.Decide(p, claims.SchoolTerms{ID: s.ID, Admit: s.Admit}, app.Contract.Released, 0)
	if err != nil {
		return Judged{School: s, Refused: refusal.New(faultCode(err), err).About(faultItem(err))}
	}
	out := Judged{School: s, Decision: d}
	if d.Missing != 0 {
		out.Refused = missingError(d.Missing)
	}
	return out
}

// missingError names the items that the school does not send (F-14).
func missingError(missing claims.Items) *refusal.Error {
	items := missing.List()
	code := refusal.SeveralMissing
	if len(items) == 1 {
		code = missingCode(items[0])
	}
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = item.String()
	}
	return refusal.New(code, nil).About(strings.Join(names, ","))
}
