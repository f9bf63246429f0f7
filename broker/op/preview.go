package op

import (
	"time"

	"sluis/broker/flow"
	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"
)

// Preview is what an app would hold of an imaginary login, both in the spelling of the real
// ones: what is signed as the ID token, and the answer of the userinfo endpoint.
type Preview struct {
	IDToken  []byte
	UserInfo []byte
}

// Preview spells what the app would get of a login that would be granted, if it asked for all
// that its contract names (M-17).
// Nothing is signed: nobody can carry it off as a token. What differs at each login (jti,
// sid, at_hash) is random.
func (p *Provider) Preview(app *registry.App, i flow.Imagined) (Preview, error) {
	now := p.Now()
	g := grant.Grant{App: app.ID, School: i.School.ID, Subject: i.Subject, SID: keys.NewHandle()[:22], Release: i.Decision.Release,
		Contract: app.Contract.Version, AuthTime: now.Add(-loginTakes), Issued: now}
	hash, err := accessTokenHash(keys.NewHandle(), app.IDTokenAlg)
	return Preview{IDToken: spellIDToken(p.Issuer, app, g, hash, now.Unix()), UserInfo: spellUserInfo(p.Issuer, app, g)}, err
}

// loginTakes is how long ago the imaginary person logged in at the school.
const loginTakes = 20 * time.Second
