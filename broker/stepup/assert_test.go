package stepup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"sluis/broker/stepup/authtest"
)

func challengeOf(tb testing.TB, options json.RawMessage) string {
	tb.Helper()
	var o struct{ Challenge string }
	if err := json.Unmarshal(options, &o); err != nil {
		tb.Fatal(err)
	}
	return o.Challenge
}

// prove answers an assertion with bend.
func (b *bench) prove(tb testing.TB, c Caller, k *authtest.Authenticator, p Policy, bend authtest.Bend) (Proof, error) {
	tb.Helper()
	options, err := b.BeginAssertion(context.Background(), c, p)
	if err != nil {
		tb.Fatal(err)
	}
	return b.FinishAssertion(context.Background(), c, k.Get(tb, options, bend), p, b.note)
}

// assertion is an answer that must be refused. Its control is the same key, before it,
// with nothing bent.
type assertion struct {
	name      string
	want      error
	bend      authtest.Bend
	key       func(*authtest.Authenticator)
	bad       func(*authtest.Authenticator)
	suspended Suspension // of the key afterwards
}

func late(key string, value any) authtest.Bend {
	return authtest.Bend{Late: func(m map[string]any) { m[key] = value }}
}

func synced(a *authtest.Authenticator) {
	a.Flags = authtest.UP | authtest.UV | authtest.BE | authtest.BS
}

func counter(n byte) authtest.Bend {
	return data(func(d []byte) []byte { copy(d[33:37], []byte{0, 0, 0, n}); return d })
}

func badAssertions() []assertion {
	return []assertion{
		{name: "another origin", want: ErrAnswer, bend: client("origin", "https://evil.test")},
		{name: "origin with a path", want: ErrAnswer, bend: client("origin", issuer+"/")},
		{name: "origin without TLS", want: ErrAnswer, bend: client("origin", "http://sluis.test")},
		{name: "in a frame of another origin", want: ErrAnswer, bend: client("crossOrigin", true)},
		{name: "with a top origin", want: ErrAnswer, bend: client("topOrigin", issuer)},
		{name: "the other ceremony's type", want: ErrAnswer, bend: client("type", "webauthn.create")},
		{name: "a payment's type", want: ErrAnswer, bend: client("type", "payment.get")},
		{name: "a challenge of its own", want: ErrChallenge, bend: client("challenge", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")},
		{name: "no challenge", want: ErrChallenge, bend: dropping("challenge")},
		{name: "client data changed after signing", want: ErrAnswer, bend: authtest.Bend{Late: func(m map[string]any) { m["clientDataJSON"] = m["clientDataJSON"].(string) + "IA" }}},
		{name: "for another RP ID", want: ErrAnswer, bend: data(rpHash("evil.test"))},
		{name: "nobody verified", want: ErrUnverified, bend: flags(0, authtest.UV)},
		{name: "nobody there", want: ErrAnswer, bend: flags(0, authtest.UP)},
		{name: "may be synced all at once", want: ErrAnswer, bend: flags(authtest.BE, 0)},
		{name: "may not be synced any more", want: ErrAnswer, key: synced, bend: flags(0, authtest.BE|authtest.BS)},
		{name: "synced and cannot be", want: ErrAnswer, key: synced, bend: flags(authtest.BS, authtest.BE)},
		{name: "synced and cannot be, of a key that never could", want: ErrAnswer, bend: flags(authtest.BS, 0)},
		{name: "attested data announced and not there", want: ErrAnswer, bend: flags(authtest.AT, 0)},
		{name: "extensions announced and not there", want: ErrAnswer, bend: flags(authtest.ED, 0)},
		{name: "bytes left over", want: ErrAnswer, bend: data(func(d []byte) []byte { return append(d, 0) })},
		{name: "cut within the counter", want: ErrAnswer, bend: data(func(d []byte) []byte { return d[:36] })},
		{name: "no authenticator data", want: ErrAnswer, bend: late("authenticatorData", "")},
		{name: "data changed after signing", want: ErrAnswer, bend: late("authenticatorData", authtest.Base64(make([]byte, 37)))},
		{name: "a signature with one bit other", want: ErrAnswer, bend: authtest.Bend{Signature: func(s []byte) []byte { s[len(s)-1] ^= 1; return s }}},
		{name: "a signature of nothing", want: ErrAnswer, bend: authtest.Bend{Signature: func([]byte) []byte { return nil }}},
		{name: "a signature of two zeros", want: ErrAnswer, bend: authtest.Bend{Signature: func([]byte) []byte { return []byte{0x30, 6, 2, 1, 0, 2, 1, 0} }}},
		{name: "a signature of 64 raw bytes", want: ErrAnswer, bend: authtest.Bend{Signature: func([]byte) []byte { return bytes.Repeat([]byte{1}, 64) }}},
		{name: "a signature with bytes after it", want: ErrAnswer, bend: authtest.Bend{Signature: func(s []byte) []byte { return append(s, 0) }}},
		{name: "a signature of EdDSA by a key of RSA", want: ErrAnswer, key: func(a *authtest.Authenticator) { a.Alg = authtest.RS256 }, bend: authtest.Bend{Signature: func(s []byte) []byte { return s[:64] }}},
		{name: "a signature of EdDSA with one bit other", want: ErrAnswer, key: func(a *authtest.Authenticator) { a.Alg = authtest.EdDSA }, bend: authtest.Bend{Signature: func(s []byte) []byte { s[0] ^= 1; return s }}},
		{name: "a signature of RSA with one bit other", want: ErrAnswer, key: func(a *authtest.Authenticator) { a.Alg = authtest.RS256 }, bend: authtest.Bend{Signature: func(s []byte) []byte { s[0] ^= 1; return s }}},
		{name: "the counter stands still", want: ErrClone, suspended: ByClone, bad: func(a *authtest.Authenticator) { a.Still = true }},
		{name: "the counter went back", want: ErrClone, suspended: ByClone, bend: counter(1), key: func(a *authtest.Authenticator) { a.Count = 5 }},
		{name: "the counter went to zero", want: ErrClone, suspended: ByClone, bend: counter(0)},
		{name: "a credential that is nobody's", want: ErrAnswer, bad: func(a *authtest.Authenticator) { a.ID = bytes.Repeat([]byte{9}, 32) }},
		{name: "an id that is not the rawId", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["rawId"] = "AAAA" }}},
		{name: "a credential that is no public key", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["type"] = "password" }}},
		{name: "the handle of another account", want: ErrAnswer, bad: func(a *authtest.Authenticator) { a.Handle = []byte(bert.Account) }},
		{name: "an extension that nobody asked for", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["clientExtensionResults"] = map[string]any{"appid": true} }}},
		{name: "a larger answer than we read", want: ErrAnswer, bend: sent(func(j []byte) []byte { return append(j, bytes.Repeat([]byte{' '}, MaxAnswer)...) })},
		{name: "JSON cut short", want: ErrAnswer, bend: sent(func(j []byte) []byte { return j[:len(j)/2] })},
		{name: "JSON with more after it", want: ErrAnswer, bend: sent(func(j []byte) []byte { return append(j, "{}"...) })},
		{name: "nothing", want: ErrAnswer, bend: sent(func([]byte) []byte { return nil })},
		{name: "null", want: ErrAnswer, bend: sent(func([]byte) []byte { return []byte("null") })},
	}
}

func TestAssertionRefuses(t *testing.T) {
	t.Parallel()
	cases := badAssertions()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, k := newBench(t), newKey()
			if c.key != nil {
				c.key(k)
			}
			if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
				t.Fatal(err)
			}
			if _, err := b.prove(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
				t.Fatalf("the control was refused: %v", err)
			}
			if c.bad != nil {
				c.bad(k)
			}
			p, err := b.prove(t, anna, k, Policy{}, c.bend)
			if !errors.Is(err, c.want) || p != (Proof{}) {
				t.Fatalf("%+v, %v; want %v", p, err, c.want)
			}
			have, err := b.List(context.Background(), anna.Account)
			if err != nil || len(have) != 1 || have[0].Suspended != c.suspended {
				t.Errorf("%+v, %v", have, err)
			}
			if b.noted("factor.proof") != 1 || b.noted("factor.refused")+b.noted("factor.clone") != 1 {
				t.Errorf("the chain says %q", b.notes)
			}
		})
	}
	t.Logf("%d ways to answer an assertion wrongly", len(cases))
}

// A challenge of an assertion, as TestRegistrationChallenge has it.
func TestAssertionChallenge(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	finish := func(c Caller) func(*bench, []byte) {
		return func(b *bench, answer []byte) { _, _ = b.FinishAssertion(ctx, c, answer, Policy{}, b.note) }
	}
	for name, c := range map[string]struct {
		caller Caller
		after  time.Duration
		before func(*bench, []byte)
		want   error
	}{
		"control":             {caller: anna},
		"too late":            {caller: anna, after: ChallengeLife, want: ErrChallenge},
		"of another account":  {caller: Caller{Account: bert.Account, Browser: anna.Browser}, want: ErrChallenge},
		"of no account":       {caller: Caller{Browser: anna.Browser}, want: ErrChallenge},
		"of another browser":  {caller: Caller{Account: anna.Account, Browser: bert.Browser}, want: ErrChallenge},
		"answered before":     {caller: anna, before: finish(anna), want: ErrChallenge},
		"answered by a thief": {caller: anna, before: finish(bert), want: ErrChallenge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, k := newBench(t), newKey()
			if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
				t.Fatal(err)
			}
			options, err := b.BeginAssertion(ctx, anna, Policy{})
			if err != nil {
				t.Fatal(err)
			}
			answer := k.Get(t, options, authtest.Bend{})
			b.clock.Advance(c.after)
			if c.before != nil {
				c.before(b, answer)
			}
			if _, err := b.FinishAssertion(ctx, c.caller, answer, Policy{}, b.note); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// A challenge for registering is none for proving, though all else be right.
func TestAssertionOfARegistration(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	creation, err := b.BeginRegistration(ctx, anna, "", "", Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.prove(t, anna, k, Policy{}, client("challenge", challengeOf(t, creation))); !errors.Is(err, ErrChallenge) {
		t.Error(err)
	}
	if _, err := b.prove(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Errorf("control: %v", err)
	}
}

// Where the key says whose it is, it says so under its signature's account alone.
func TestAssertionOfAnyAccount(t *testing.T) {
	t.Parallel()
	nobody := Caller{Browser: anna.Browser}
	for name, c := range map[string]struct {
		handle []byte
		want   error
	}{
		"control":                   {[]byte(anna.Account), nil},
		"no handle":                 {nil, ErrAnswer},
		"the handle of another":     {[]byte(bert.Account), ErrAnswer},
		"a handle that is no one's": {[]byte("nobody"), ErrAnswer},
		"a handle without end":      {bytes.Repeat([]byte("A"), 4096), ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, k, other := newBench(t), newKey(), newKey()
			if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
				t.Fatal(err)
			}
			if _, err := b.enrol(t, bert, other, Policy{}, authtest.Bend{}); err != nil {
				t.Fatal(err)
			}
			k.Handle = c.handle
			p, err := b.prove(t, nobody, k, Policy{}, authtest.Bend{})
			if !errors.Is(err, c.want) || err == nil && p.Account != anna.Account {
				t.Errorf("%+v, %v; want %v", p, err, c.want)
			}
		})
	}
}

// Another account's key proves nothing, whatever account it was asked for.
func TestAssertionForeignKey(t *testing.T) {
	t.Parallel()
	b, k, foreign := newBench(t), newKey(), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.enrol(t, bert, foreign, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	for _, handle := range []string{anna.Account, bert.Account, ""} {
		foreign.Handle = []byte(handle)
		if p, err := b.prove(t, anna, foreign, Policy{}, authtest.Bend{}); !errors.Is(err, ErrAnswer) {
			t.Errorf("handle %q: %+v, %v", handle, p, err)
		}
	}
	foreign.Handle = []byte(bert.Account)
	if _, err := b.prove(t, bert, foreign, Policy{}, authtest.Bend{}); err != nil {
		t.Errorf("control: %v", err)
	}
}

// A suspended key proves nothing, on a challenge from before its suspension too; and when
// the suspension ends, it does again.
func TestAssertionSuspended(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	f, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{})
	if err != nil {
		t.Fatal(err)
	}
	options, err := b.BeginAssertion(ctx, anna, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Suspend(ctx, anna.Account, f.ID, ByAdmin, b.note); err != nil {
		t.Fatal(err)
	}
	if _, err := b.FinishAssertion(ctx, anna, k.Get(t, options, authtest.Bend{}), Policy{}, b.note); !errors.Is(err, ErrSuspended) {
		t.Errorf("begun before: %v", err)
	}
	if _, err := b.BeginAssertion(ctx, anna, Policy{}); !errors.Is(err, ErrNoFactor) {
		t.Errorf("begun after: %v", err)
	}
	if err := b.Resume(ctx, anna.Account, f.ID, b.note); err != nil {
		t.Fatal(err)
	}
	if _, err := b.prove(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Errorf("resumed: %v", err)
	}
}

// Keys without a counter say 0 for ever (WebAuthn L3 §6.1.1): synced ones do.
func TestAssertionWithoutCounter(t *testing.T) {
	t.Parallel()
	b, k := newBench(t), newKey()
	k.Still = true
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := b.prove(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
			t.Fatal(err)
		}
	}
}

// A key and its copy, on two nodes at once: one is the sign, whichever comes second.
func testAssertionCloneRace(t *testing.T, b *bench) {
	t.Parallel()
	ctx := context.Background()
	k := newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	var answers [][]byte
	for range 4 {
		options, err := b.BeginAssertion(ctx, anna, Policy{})
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, k.Get(t, options, counter(7)))
	}
	got := make(chan error, len(answers))
	for _, a := range answers {
		node := b.node(t)
		go func() {
			_, err := node.FinishAssertion(ctx, anna, a, Policy{}, b.note)
			got <- err
		}()
	}
	in, clones := 0, 0
	for range answers {
		switch err := <-got; {
		case err == nil:
			in++
		case errors.Is(err, ErrClone):
			clones++
		case !errors.Is(err, ErrSuspended):
			t.Error(err)
		}
	}
	if in != 1 || clones != 1 || b.noted("factor.clone") != 1 {
		t.Errorf("%d in, %d signs; the chain says %q", in, clones, b.notes)
	}
}

// A factor of a laxer day does not open a stricter role.
func TestAssertionPolicy(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	maker := authtest.NewMaker(t, listed, true)
	for name, c := range map[string]struct {
		policy Policy
		want   error
	}{
		"control":   {Policy{}, nil},
		"no synced": {Policy{NoSynced: true}, ErrSynced},
		"attested":  {Policy{Attested: true, Roots: maker.Roots}, ErrAttestation},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, k := newBench(t), newKey()
			synced(k)
			if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
				t.Fatal(err)
			}
			options, err := b.BeginAssertion(ctx, anna, Policy{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.FinishAssertion(ctx, anna, k.Get(t, options, authtest.Bend{}), c.policy, b.note); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if _, err := b.BeginAssertion(ctx, anna, c.policy); (err == nil) != (c.want == nil) {
				t.Errorf("begun: %v", err)
			}
		})
	}
}

// The options name the account's keys, ask for verification, and hold a new challenge.
func TestAssertionOptions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, c := range []Caller{anna, {Browser: "b"}} {
		raw, err := b.BeginAssertion(ctx, c, Policy{})
		if err != nil {
			t.Fatal(err)
		}
		var o struct {
			Challenge, RPID, UserVerification string
			AllowCredentials                  []struct{ ID string }
		}
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		if o.RPID != "sluis.test" || o.UserVerification != "required" || len(o.Challenge) != 43 || slices.Contains(seen, o.Challenge) {
			t.Errorf("%s", raw)
		}
		if seen = append(seen, o.Challenge); len(o.AllowCredentials) != map[bool]int{true: 1, false: 0}[c.Account != ""] {
			t.Errorf("%s", raw)
		}
	}
}
