package saml

import (
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// TestSkew holds every time of an answer to 180 s either way, to the second
// (contract 14, 15; F-09: expired 170 s ago accepted, 310 s ago refused).
// NotOnOrAfter is exclusive, so 180 s after it is too late; all other bounds are
// inclusive.
func TestSkew(t *testing.T) {
	t.Parallel()
	c := surf(t)
	a := func(r *el, path ...string) *el { return r.at(t, append([]string{"saml:Assertion"}, path...)...) }
	late, early := []time.Duration{0, 170, 179}, []time.Duration{0, 179, 180}
	for _, tc := range []struct {
		name    string
		set     func(r *el, at string)
		sign    time.Duration // of the distance: -1 lies in the past, +1 ahead
		ok      []time.Duration
		refused []time.Duration
		code    refusal.Code
	}{
		{"confirmation ended", func(r *el, at string) {
			a(r, "saml:Subject", "saml:SubjectConfirmation", "saml:SubjectConfirmationData").set("NotOnOrAfter", at)
		}, -1, late, []time.Duration{180, 181, 310}, refusal.Expired},
		{"conditions ended", func(r *el, at string) {
			a(r, "saml:Conditions").set("NotOnOrAfter", at)
			a(r, "saml:Conditions").set("NotBefore", "2025-12-31T00:00:00Z")
		}, -1, late, []time.Duration{180, 181, 310}, refusal.Expired},
		{"session ended", func(r *el, at string) { a(r, "saml:AuthnStatement").set("SessionNotOnOrAfter", at) },
			-1, late, []time.Duration{180, 181, 310}, refusal.SessionEnded},
		{"conditions begin", func(r *el, at string) { a(r, "saml:Conditions").set("NotBefore", at) },
			1, early, []time.Duration{181, 200}, refusal.NotYetValid},
		{"issued ahead", func(r *el, at string) { a(r).set("IssueInstant", at) },
			1, early, []time.Duration{181, 3600}, refusal.NotYetValid},
		{"logged in ahead", func(r *el, at string) { a(r, "saml:AuthnStatement").set("AuthnInstant", at) },
			1, early, []time.Duration{181, 3600}, refusal.NotYetValid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			verify := func(seconds time.Duration) (*providers.Identity, error) {
				r := reply(t, c)
				tc.set(r, clock.Add(tc.sign*seconds*time.Second).Format(time.RFC3339))
				return c.Verify(answer(t, c, style{assertion: true}.sign(t, r, surfKey())))
			}
			for _, seconds := range tc.ok {
				if _, err := verify(seconds); err != nil {
					t.Errorf("%d s: refused: %v", seconds, err)
				}
			}
			for _, seconds := range tc.refused {
				id, err := verify(seconds)
				wantRefusal(t, id, err, tc.code)
			}
		})
	}
}

// TestForceAuthn: what was asked anew must be new, and 180 s of grace is all there
// is (contract 15). Without the question an old login is fine: that is SSO.
func TestForceAuthn(t *testing.T) {
	t.Parallel()
	c := surf(t)
	for _, tc := range []struct {
		before time.Duration // AuthnInstant before our request
		force  bool
		want   refusal.Code
	}{
		{180 * time.Second, true, 0},
		{181 * time.Second, true, refusal.AuthnTooOld},
		{-30 * time.Second, true, 0},
		{8 * time.Hour, true, refusal.AuthnTooOld},
		{8 * time.Hour, false, 0},
	} {
		r := reply(t, c)
		q := answer(t, c, "")
		q.ForceAuthn = tc.force
		at := q.Asked.Add(-tc.before)
		r.at(t, "saml:Assertion", "saml:AuthnStatement").set("AuthnInstant", at.Format(time.RFC3339))
		q.SAMLResponse = style{assertion: true}.sign(t, r, surfKey())
		id, err := c.Verify(q)
		if tc.want != 0 {
			wantRefusal(t, id, err, tc.want)
		} else if err != nil || !id.AuthnInstant.Equal(at) {
			t.Errorf("%s before, force %t: %v", tc.before, tc.force, err)
		}
	}
}

// TestHorizon: after a power loss nobody knows what was used before it (design §3).
func TestHorizon(t *testing.T) {
	t.Parallel()
	c := surf(t)
	q := answer(t, c, style{assertion: true}.sign(t, reply(t, c), surfKey())) // issued a second ago
	q.Horizon = clock.Add(-time.Second)
	if _, err := c.Verify(q); err != nil {
		t.Errorf("issued at the horizon: %v", err)
	}
	q.Horizon = clock
	id, err := c.Verify(q)
	wantRefusal(t, id, err, refusal.BeforeRestart)
}

// TestMixUp: two hubs, one Sluis. What one of them signs opens nothing at the
// connection of the other, whatever its content says (F-12, federations §2.6).
func TestMixUp(t *testing.T) {
	t.Parallel()
	ours, theirs := entree(t), surf(t)
	t.Run("as it is", func(t *testing.T) {
		id, err := ours.Verify(answer(t, ours, style{assertion: true}.sign(t, reply(t, theirs), surfKey())))
		wantRefusal(t, id, err, refusal.Signature)
	})
	t.Run("forged in the other's name", func(t *testing.T) {
		id, err := ours.Verify(answer(t, ours, style{assertion: true, response: true}.sign(t, reply(t, ours), surfKey())))
		wantRefusal(t, id, err, refusal.Signature)
	})
	t.Run("under the key set of the other", func(t *testing.T) {
		q := answer(t, theirs, style{assertion: true}.sign(t, reply(t, ours), surfKey()))
		id, err := ours.Verify(q)
		wantRefusal(t, id, err, refusal.HubUnavailable)
	})
	t.Run("both hubs with one key", func(t *testing.T) {
		same := connect(t, claims.Entree, "entree", hubMetadata(t, entreeHub, "https://engine.entree.example.nl/sso", surfKey()))
		// One barrier after the other is taken away: each of them holds by itself.
		r := reply(t, theirs)
		a := r.at(t, "saml:Assertion")
		for _, barrier := range []struct {
			code refusal.Code
			open func()
		}{
			{refusal.Issuer, func() { r.at(t, "saml:Issuer").text = entreeHub }},
			{refusal.Destination, func() { r.set("Destination", same.acs) }},
			{refusal.Issuer, func() { a.at(t, "saml:Issuer").text = entreeHub }},
			{refusal.Recipient, func() {
				a.at(t, "saml:Subject", "saml:SubjectConfirmation", "saml:SubjectConfirmationData").set("Recipient", same.acs)
			}},
			{refusal.Audience, func() {
				a.at(t, "saml:Conditions", "saml:AudienceRestriction", "saml:Audience").text = same.entityID
			}},
		} {
			id, err := same.Verify(answer(t, same, style{assertion: true}.sign(t, r, surfKey())))
			wantRefusal(t, id, err, barrier.code)
			a.drop("ds:Signature")
			barrier.open()
		}
		if _, err := same.Verify(answer(t, same, style{assertion: true}.sign(t, r, surfKey()))); err != nil {
			t.Errorf("nothing is left of the other connection, yet: %v", err)
		}
	})
}
