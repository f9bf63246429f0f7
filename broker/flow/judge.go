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
// been verified, without a login: nothing is kept and nothing written.
func Judge(snap *registry.Snapshot, conn *registry.Connection, app *registry.App, id *providers.Identity, may MaySpeak) Judged {
	p, s, err := asserted(snap, app.ID, conn, id, may)
	out := Judged{School: s, Refused: refusal.Of(err)}
	if err != nil {
		return out
	}
	if !app.Admits(s.ID) {
		out.Refused = refusal.New(refusal.AppNotAtSchool, nil)
		return out
	}
	if err = sameConnection(app.ConnectionFor(s), conn.ID); err != nil {
		out.Refused = refusal.Of(err)
		return out
	}
	out.decided(app.At(s.ID), p)
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
