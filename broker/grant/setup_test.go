package grant

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/claims"
)

// bench is a Store of grants over the real embedded store, with a clock that a test
// moves.
type bench struct {
	*Store
	clock *storetest.Clock
	state store.State
	dir   string
	close func()
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{clock: storetest.NewClock(), dir: t.TempDir()}
	// On a whole second: a row's instants are in milliseconds, and an end is tried exactly.
	b.clock.Advance(b.clock.Now().Truncate(time.Second).Add(time.Second).Sub(b.clock.Now()))
	b.open(t)
	t.Cleanup(func() { b.close() })
	return b
}

func (b *bench) open(t testing.TB) {
	t.Helper()
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: b.dir, Now: b.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b.state, b.close = db.State(), func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	b.Store = New(b.state, b.clock.Now)
}

var binding = Binding{App: "portfolio", RedirectURI: "https://portfolio.example.nl/callback", Challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}

// pupil is a grant whose values can be looked for.
func (b *bench) pupil() Grant {
	return Grant{App: "portfolio", School: "petteflat", Subject: "SUBJECTOFTHEPUPIL", SID: "sid-of-this-login",
		Release: claims.Release{Items: claims.Items(0).With(claims.Name).With(claims.StudentNumber).With(claims.Class),
			Name: claims.FullName{Full: "Zoë van der Pükkelen", Given: "Zoë", Family: "van der Pükkelen"}, StudentNumber: "9531255", Class: []string{"H2A"}},
		Contract: 3, Scope: "openid profile", Nonce: "n-0S6_WzA2Mj", AuthTime: b.clock.Now().Add(-time.Minute).UTC().Truncate(time.Second),
		ACR: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", Issued: b.clock.Now().UTC().Truncate(time.Second)}
}

// hand makes a code for the pupil.
func (b *bench) hand(t testing.TB) string {
	t.Helper()
	code := keys.NewHandle()
	if err := b.Hand(context.Background(), code, binding, b.pupil()); err != nil {
		t.Fatal(err)
	}
	return code
}

// access is an access token as op makes it, opaque.
func access(s *Store, g Grant, sender Sender) Access {
	now := s.now()
	return Access{Token: keys.NewHandle(), Scope: g.Scope, Sender: sender, Issued: now, Expires: now.Add(TokenLife)}
}

// redeem turns a code into an access token.
func redeem(s *Store, code string, b Binding, sender Sender) (Grant, string, error) {
	g, err := s.Redeem(context.Background(), code, b, sender, false)
	if err != nil {
		return Grant{}, "", err
	}
	a := access(s, g, sender)
	if _, err := s.Issue(context.Background(), g, a, Renewal{}); err != nil {
		return Grant{}, "", err
	}
	return g, a.Token, nil
}
