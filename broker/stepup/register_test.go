package stepup

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/stepup/authtest"
)

var listed = [16]byte{0xee, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

func newKey() *authtest.Authenticator { return &authtest.Authenticator{Origin: issuer} }

// enrol registers a key, answering with bend.
func (b *bench) enrol(tb testing.TB, c Caller, k *authtest.Authenticator, p Policy, bend authtest.Bend) (Factor, error) {
	tb.Helper()
	options, err := b.BeginRegistration(context.Background(), c, "anna@example.test", "sleutel", p)
	if err != nil {
		tb.Fatal(err)
	}
	return b.FinishRegistration(context.Background(), c, k.Create(tb, options, bend), p, b.note)
}

// registrations are answers that must be refused. Each is sent beside its control: the
// same key, policy and caller, with nothing bent, which must be taken.
type registration struct {
	name   string
	want   error
	bend   authtest.Bend
	key    func(*authtest.Authenticator)
	policy func(*authtest.Maker) Policy
	bad    func(*authtest.Authenticator) // changes the key itself, for the bent one alone
}

func client(key string, value any) authtest.Bend {
	return authtest.Bend{Client: func(m map[string]any) { m[key] = value }}
}

// dropping leaves a field of the clientDataJSON out.
func dropping(key string) authtest.Bend {
	return authtest.Bend{Client: func(m map[string]any) { delete(m, key) }}
}

func flags(set, clear byte) authtest.Bend {
	return data(func(d []byte) []byte { d[32] = d[32]&^clear | set; return d })
}

func data(f func([]byte) []byte) authtest.Bend { return authtest.Bend{Data: f} }

func rpHash(id string) func([]byte) []byte {
	return func(d []byte) []byte { h := sha256.Sum256([]byte(id)); return append(h[:], d[32:]...) }
}

func object(f func([]byte) []byte) authtest.Bend { return authtest.Bend{Object: f} }
func sent(f func([]byte) []byte) authtest.Bend   { return authtest.Bend{JSON: f} }

// cose replaces the public key, which is the end of the attested data.
func cose(v any) authtest.Bend {
	return data(func(d []byte) []byte { return append(d[:55+32:55+32], authtest.CBOR(v)...) })
}

func attested(m *authtest.Maker) Policy { return Policy{Attested: true, Roots: m.Roots} }

func onlyListed(m *authtest.Maker) Policy {
	return Policy{Attested: true, Roots: m.Roots, Models: []AAGUID{listed}}
}

func badClientData() []registration {
	return []registration{
		{name: "another origin", want: ErrAnswer, bend: client("origin", "https://evil.test")},
		{name: "origin with a path", want: ErrAnswer, bend: client("origin", issuer+"/evil")},
		{name: "origin in capitals", want: ErrAnswer, bend: client("origin", "https://SLUIS.test")},
		{name: "origin with its default port", want: ErrAnswer, bend: client("origin", issuer+":443")},
		{name: "origin with another port", want: ErrAnswer, bend: client("origin", issuer+":8443")},
		{name: "origin with a name before it", want: ErrAnswer, bend: client("origin", "https://a@sluis.test")},
		{name: "origin without TLS", want: ErrAnswer, bend: client("origin", "http://sluis.test")},
		{name: "origin of a subdomain", want: ErrAnswer, bend: client("origin", "https://www.sluis.test")},
		{name: "origin that we are the beginning of", want: ErrAnswer, bend: client("origin", "https://sluis.test.evil.test")},
		{name: "origin of an app", want: ErrAnswer, bend: client("origin", "android:apk-key-hash:AAAA")},
		{name: "no origin", want: ErrAnswer, bend: dropping("origin")},
		{name: "in a frame of another origin", want: ErrAnswer, bend: client("crossOrigin", true)},
		{name: "with a top origin", want: ErrAnswer, bend: client("topOrigin", "https://evil.test")},
		{name: "the other ceremony's type", want: ErrAnswer, bend: client("type", "webauthn.get")},
		{name: "no type", want: ErrAnswer, bend: dropping("type")},
		{name: "type in capitals", want: ErrAnswer, bend: client("type", "WebAuthn.create")},
		{name: "a challenge of its own", want: ErrChallenge, bend: client("challenge", strings.Repeat("A", 43))},
		{name: "no challenge", want: ErrChallenge, bend: dropping("challenge")},
		{name: "a challenge with padding", want: ErrChallenge, bend: authtest.Bend{Client: func(m map[string]any) { m["challenge"] = m["challenge"].(string) + "=" }}},
		{name: "a challenge cut short", want: ErrChallenge, bend: authtest.Bend{Client: func(m map[string]any) { m["challenge"] = m["challenge"].(string)[:42] }}},
		{name: "a challenge that is a list", want: ErrAnswer, bend: client("challenge", []string{"a"})},
		{name: "client data that is no JSON", want: ErrAnswer, bend: authtest.Bend{Late: func(m map[string]any) { m["clientDataJSON"] = authtest.Base64([]byte("{")) }}},
		{name: "client data that is no base64", want: ErrAnswer, bend: authtest.Bend{Late: func(m map[string]any) { m["clientDataJSON"] = "***" }}},
		{name: "no client data", want: ErrAnswer, bend: authtest.Bend{Late: func(m map[string]any) { delete(m, "clientDataJSON") }}},
	}
}

func badAuthenticatorData() []registration {
	return []registration{
		{name: "for another RP ID", want: ErrAnswer, bend: data(rpHash("evil.test"))},
		{name: "for the origin as RP ID", want: ErrAnswer, bend: data(rpHash(issuer))},
		{name: "nobody verified", want: ErrUnverified, bend: flags(0, authtest.UV)},
		{name: "nobody there", want: ErrAnswer, bend: flags(0, authtest.UP)},
		{name: "nobody there nor verified", want: ErrAnswer, bend: flags(0, authtest.UP|authtest.UV)},
		{name: "synced and cannot be", want: ErrAnswer, bend: flags(authtest.BS, authtest.BE)},
		{name: "attested data without its flag", want: ErrAnswer, bend: flags(0, authtest.AT)},
		{name: "extensions announced and not there", want: ErrAnswer, bend: flags(authtest.ED, 0)},
		{name: "bytes left over", want: ErrAnswer, bend: data(func(d []byte) []byte { return append(d, 0) })},
		{name: "cut after the counter", want: ErrAnswer, bend: data(func(d []byte) []byte { return d[:37] })},
		{name: "cut within the counter", want: ErrAnswer, bend: data(func(d []byte) []byte { return d[:36] })},
		{name: "cut within the AAGUID", want: ErrAnswer, bend: data(func(d []byte) []byte { return d[:45] })},
		{name: "cut within the key", want: ErrAnswer, bend: data(func(d []byte) []byte { return d[:len(d)-1] })},
		{name: "empty", want: ErrAnswer, bend: data(func([]byte) []byte { return nil })},
		{name: "a credential id that ends beyond the data", want: ErrAnswer, bend: data(func(d []byte) []byte { d[53], d[54] = 3, 0; return d })},
		{name: "a credential id of 1024 bytes", want: ErrAnswer, bend: data(func(d []byte) []byte {
			d[53], d[54] = 4, 0
			return slices.Insert(d, 55, make([]byte, 1024-32)...)
		})},
		{name: "another credential id inside", want: ErrAnswer, bend: data(func(d []byte) []byte { d[60] ^= 1; return d })},
		{name: "a credential id of no bytes", want: ErrAnswer, bend: data(func(d []byte) []byte { d[53], d[54] = 0, 0; return slices.Delete(d, 55, 55+32) })},
	}
}

func badPublicKeys() []registration {
	point := bytes.Repeat([]byte{1}, 32)
	return []registration{
		{name: "ES384, which was not offered", want: ErrAnswer, bad: func(a *authtest.Authenticator) { a.Alg = -35 }},
		{name: "RS1, with SHA-1", want: ErrAnswer, bend: cose(authtest.Map{{1, 3}, {3, -65535}, {-1, bytes.Repeat([]byte{0xff}, 256)}, {-2, []byte{1, 0, 1}}})},
		{name: "HMAC, whose key we would publish", want: ErrAnswer, bend: cose(authtest.Map{{1, 4}, {3, 5}, {-1, point}})},
		{name: "an RSA key of 1024 bits", want: ErrAnswer, key: func(a *authtest.Authenticator) { a.Alg = authtest.RS256 }, bad: func(a *authtest.Authenticator) { a.Bits = 1024 }},
		{name: "an RSA key that is long with zeros", want: ErrAnswer, bend: cose(authtest.Map{{1, 3}, {3, -257}, {-1, append(make([]byte, 128), bytes.Repeat([]byte{0xff}, 128)...)}, {-2, []byte{1, 0, 1}}})},
		{name: "an RSA key of 16384 bits", want: ErrAnswer, bend: cose(authtest.Map{{1, 3}, {3, -257}, {-1, bytes.Repeat([]byte{0xff}, 2048)}, {-2, []byte{1, 0, 1}}})},
		{name: "an RSA key with exponent 1", want: ErrAnswer, bend: cose(authtest.Map{{1, 3}, {3, -257}, {-1, bytes.Repeat([]byte{0xff}, 256)}, {-2, []byte{1}}})},
		{name: "an RSA key with an even exponent", want: ErrAnswer, bend: cose(authtest.Map{{1, 3}, {3, -257}, {-1, bytes.Repeat([]byte{0xff}, 256)}, {-2, []byte{2}}})},
		{name: "a point off the curve", want: ErrAnswer, bend: cose(authtest.Map{{1, 2}, {3, -7}, {-1, 1}, {-2, point}, {-3, point}})},
		{name: "the point at infinity", want: ErrAnswer, bend: cose(authtest.Map{{1, 2}, {3, -7}, {-1, 1}, {-2, make([]byte, 32)}, {-3, make([]byte, 32)}})},
		{name: "a point of half a coordinate", want: ErrAnswer, bend: cose(authtest.Map{{1, 2}, {3, -7}, {-1, 1}, {-2, point}})},
		{name: "ES256 on P-384", want: ErrAnswer, bend: cose(authtest.Map{{1, 2}, {3, -7}, {-1, 2}, {-2, elliptic.P384().Params().Gx.Bytes()}, {-3, elliptic.P384().Params().Gy.Bytes()}})},
		{name: "EdDSA of 16 bytes", want: ErrAnswer, bend: cose(authtest.Map{{1, 1}, {3, -8}, {-1, 6}, {-2, point[:16]}})},
		{name: "EdDSA on X25519", want: ErrAnswer, bend: cose(authtest.Map{{1, 1}, {3, -8}, {-1, 4}, {-2, point}})},
		{name: "EdDSA's algorithm on a key of RSA", want: ErrAnswer, bend: cose(authtest.Map{{1, 3}, {3, -8}, {-1, bytes.Repeat([]byte{0xff}, 256)}, {-2, []byte{1, 0, 1}}})},
		{name: "a key that is a number", want: ErrAnswer, bend: cose(1)},
		{name: "a key that is empty", want: ErrAnswer, bend: cose(authtest.Map{})},
	}
}

func badEncodings() []registration {
	nested := slices.Concat(bytes.Repeat([]byte{0x81}, 10000), []byte{0})
	return []registration{
		{name: "an object that is no CBOR", want: ErrAnswer, bend: object(func([]byte) []byte { return []byte{0xff} })},
		{name: "an object cut short", want: ErrAnswer, bend: object(func(o []byte) []byte { return o[:len(o)-1] })},
		{name: "an object with bytes after it", want: ErrAnswer, bend: object(func(o []byte) []byte { return append(o, 0) })},
		{name: "an empty object", want: ErrAnswer, bend: object(func([]byte) []byte { return nil })},
		{name: "an object nested 10000 deep", want: ErrAnswer, bend: object(func([]byte) []byte { return nested })},
		{name: "an object that says it is 2^60 long", want: ErrAnswer, bend: object(func([]byte) []byte { return []byte{0xbb, 0x10, 0, 0, 0, 0, 0, 0, 0} })},
		{name: "an object with one key twice", want: ErrAnswer, bend: object(func(o []byte) []byte {
			return append([]byte{o[0] + 1}, append(authtest.CBOR("fmt"), append(authtest.CBOR("none"), o[1:]...)...)...)
		})},
		{name: "an object that is a list", want: ErrAnswer, bend: object(func([]byte) []byte { return authtest.CBOR([]any{1, 2}) })},
		{name: "a larger answer than we read", want: ErrAnswer, bend: sent(func(j []byte) []byte { return append(j, bytes.Repeat([]byte{' '}, MaxAnswer)...) })},
		{name: "JSON cut short", want: ErrAnswer, bend: sent(func(j []byte) []byte { return j[:len(j)/2] })},
		{name: "JSON with more after it", want: ErrAnswer, bend: sent(func(j []byte) []byte { return append(j, "{}"...) })},
		{name: "JSON that is null", want: ErrAnswer, bend: sent(func([]byte) []byte { return []byte("null") })},
		{name: "JSON that is a list", want: ErrAnswer, bend: sent(func([]byte) []byte { return []byte("[]") })},
		{name: "nothing", want: ErrAnswer, bend: sent(func([]byte) []byte { return nil })},
		{name: "not UTF-8", want: ErrAnswer, bend: sent(func([]byte) []byte { return []byte{0xff, 0xfe} })},
		{name: "a rawId that is not the id", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["rawId"] = "AAAA" }}},
		{name: "an id of another credential", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["id"], m["rawId"] = "AAAA", "AAAA" }}},
		{name: "no id", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { delete(m, "id") }}},
		{name: "a credential that is no public key", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["type"] = "password" }}},
		{name: "an extension that nobody asked for", want: ErrAnswer, bend: authtest.Bend{Answer: func(m map[string]any) { m["clientExtensionResults"] = map[string]any{"appid": true} }}},
	}
}

func badAttestations() []registration {
	model := func(a *authtest.Authenticator) { a.Model = listed }
	return []registration{
		{name: "none, with a statement", want: ErrAnswer, bend: authtest.Bend{Statement: func(authtest.Map) authtest.Map { return authtest.Map{{"alg", -7}} }}},
		{name: "a format of no name", want: ErrAnswer, bend: authtest.Bend{Format: "made-up"}},
		{name: "none where it is wanted", want: ErrAttestation, policy: attested, bend: authtest.Bend{Format: "none", Statement: func(authtest.Map) authtest.Map { return authtest.Map{} }}},
		{name: "by the key itself where a maker is wanted", want: ErrAttestation, policy: attested, bad: func(a *authtest.Authenticator) { a.Maker = nil }},
		{name: "by a maker that is not trusted", want: ErrAttestation, policy: attested, bad: func(a *authtest.Authenticator) { a.Maker = stranger }},
		{name: "a model that is not listed", want: ErrModel, policy: onlyListed, key: model, bad: func(a *authtest.Authenticator) { a.Model, a.Maker = [16]byte{1}, sameRoot }},
		{name: "no model", want: ErrModel, policy: onlyListed, key: model, bad: func(a *authtest.Authenticator) { a.Model, a.Maker = [16]byte{}, sameRoot }},
		{name: "a model that the certificate does not name", want: ErrAnswer, policy: onlyListed, key: model, bad: func(a *authtest.Authenticator) { a.Model = [16]byte{9} }},
		{name: "a signature that does not hold", want: ErrAnswer, policy: attested, bend: authtest.Bend{Signature: func(s []byte) []byte { s[len(s)-1] ^= 1; return s }}},
		{name: "no signature", want: ErrAnswer, policy: attested, bend: authtest.Bend{Statement: func(m authtest.Map) authtest.Map { return slices.Delete(m, 1, 2) }}},
		{name: "no certificates in the list", want: ErrAnswer, policy: attested, bend: authtest.Bend{Statement: func(m authtest.Map) authtest.Map { m[2][1] = []any{}; return m }}},
		{name: "a certificate that is none", want: ErrAnswer, policy: attested, bend: authtest.Bend{Statement: func(m authtest.Map) authtest.Map { m[2][1] = []any{[]byte{1}}; return m }}},
		{name: "a certificate that is a number", want: ErrAnswer, policy: attested, bend: authtest.Bend{Statement: func(m authtest.Map) authtest.Map { m[2][1] = []any{7}; return m }}},
		{name: "a chain without end", want: ErrAttestation, policy: attested, bend: authtest.Bend{Statement: func(m authtest.Map) authtest.Map {
			c := m[2][1].([]any)[0]
			m[2][1] = slices.Repeat([]any{c}, maxChain+1)
			return m
		}}},
		{name: "a U2F key, which verifies nobody", want: ErrAnswer, policy: attested, bend: authtest.Bend{Format: "fido-u2f"}},
		{name: "SafetyNet, which is gone", want: ErrAnswer, policy: attested, bend: authtest.Bend{Format: "android-safetynet"}},
		{name: "a compound of nothing", want: ErrAnswer, policy: attested, bend: authtest.Bend{Format: "compound"}},
		{name: "synced where no copy may be", want: ErrSynced, policy: func(*authtest.Maker) Policy { return Policy{NoSynced: true} }, bend: flags(authtest.BE, 0)},
	}
}

// stranger is a maker that no policy names; sameRoot vouches for any model, under the root
// that the test trusts.
var stranger, sameRoot = &authtest.Maker{}, &authtest.Maker{}

func TestRegistrationRefuses(t *testing.T) {
	t.Parallel()
	cases := slices.Concat(badClientData(), badAuthenticatorData(), badPublicKeys(), badEncodings(), badAttestations())
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			maker := authtest.NewMaker(t, listed, true)
			p := Policy{}
			if c.policy != nil {
				p = c.policy(maker)
			}
			make := func() *authtest.Authenticator {
				k := newKey()
				k.Model, k.Maker = listed, maker
				if c.key != nil {
					c.key(k)
				}
				return k
			}
			if _, err := b.enrol(t, anna, make(), p, authtest.Bend{}); err != nil {
				t.Fatalf("the control was refused: %v", err)
			}
			k := make()
			if c.bad != nil {
				c.bad(k)
			}
			switch k.Maker {
			case stranger:
				k.Maker = authtest.NewMaker(t, listed, true)
			case sameRoot:
				k.Maker = authtest.NewMaker(t, k.Model, true)
				p.Roots.AddCert(k.Maker.Root)
			}
			f, err := b.enrol(t, anna, k, p, c.bend)
			if !errors.Is(err, c.want) || f != (Factor{}) {
				t.Fatalf("%+v, %v; want %v", f, err, c.want)
			}
			if have, err := b.List(context.Background(), anna.Account); err != nil || len(have) != 1 {
				t.Errorf("%d factors, %v", len(have), err)
			}
			if b.noted("factor.add") != 1 || b.noted("factor.refused") != 1 {
				t.Errorf("the chain says %q", b.notes)
			}
		})
	}
	t.Logf("%d ways to answer a registration wrongly", len(cases))
}

// What a challenge is good for: one answer, soon, of its account and browser, to its
// purpose.
func TestRegistrationChallenge(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, c := range map[string]struct {
		caller Caller
		after  time.Duration
		before func(t *testing.T, b *bench, answer []byte)
		want   error
	}{
		"control":            {caller: anna},
		"just in time":       {caller: anna, after: ChallengeLife - time.Second},
		"too late":           {caller: anna, after: ChallengeLife, want: ErrChallenge},
		"of another account": {caller: Caller{Account: bert.Account, Browser: anna.Browser}, want: ErrChallenge},
		"of another browser": {caller: Caller{Account: anna.Account, Browser: bert.Browser}, want: ErrChallenge},
		"answered before": {caller: anna, want: ErrChallenge, before: func(t *testing.T, b *bench, answer []byte) {
			_, _ = b.FinishRegistration(ctx, anna, answer, Policy{}, b.note)
		}},
		"answered by a thief": {caller: anna, want: ErrChallenge, before: func(t *testing.T, b *bench, answer []byte) {
			_, _ = b.FinishRegistration(ctx, bert, answer, Policy{}, b.note)
		}},
		"answered as a login": {caller: anna, want: nil, before: func(t *testing.T, b *bench, answer []byte) {
			_, _ = b.FinishAssertion(ctx, anna, answer, Policy{}, b.note)
		}},
		"asked for as a login": {caller: anna, want: ErrChallenge, before: nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, k := newBench(t), newKey()
			options, err := b.BeginRegistration(ctx, anna, "anna@example.test", "sleutel", Policy{})
			if err != nil {
				t.Fatal(err)
			}
			bend := authtest.Bend{}
			if name == "asked for as a login" {
				if _, err := b.enrol(t, anna, newKey(), Policy{}, authtest.Bend{}); err != nil {
					t.Fatal(err)
				}
				other, err := b.BeginAssertion(ctx, anna, Policy{})
				if err != nil {
					t.Fatal(err)
				}
				bend = client("challenge", challengeOf(t, other))
			}
			answer := k.Create(t, options, bend)
			b.clock.Advance(c.after)
			if c.before != nil {
				c.before(t, b, answer)
			}
			if _, err := b.FinishRegistration(ctx, c.caller, answer, Policy{}, b.note); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// One credential is one account's, and there once.
func TestRegistrationKnown(t *testing.T) {
	t.Parallel()
	b, k := newBench(t), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]Caller{"the same account": anna, "another account": bert} {
		if _, err := b.enrol(t, c, k, Policy{}, authtest.Bend{}); !errors.Is(err, ErrKnown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.enrol(t, bert, newKey(), Policy{}, authtest.Bend{}); err != nil {
		t.Errorf("control, another key: %v", err)
	}
}

// What is kept of a key, for each algorithm that is offered.
func TestRegistrationKeeps(t *testing.T) {
	t.Parallel()
	for name, alg := range map[string]int{"ES256": authtest.ES256, "EdDSA": authtest.EdDSA, "RS256": authtest.RS256} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			k := newKey()
			k.Alg, k.Model, k.Flags, k.Maker = alg, listed, authtest.UP|authtest.UV|authtest.BE|authtest.BS, authtest.NewMaker(t, listed, true)
			f, err := b.enrol(t, anna, k, attested(k.Maker), authtest.Bend{})
			if err != nil {
				t.Fatal(err)
			}
			if f.Model != listed || !f.Attested || !f.Synced || !f.BackedUp || f.Name != "sleutel" || f.Kind != Key || !f.Used.IsZero() {
				t.Errorf("%+v", f)
			}
			p, err := b.prove(t, anna, k, Policy{}, authtest.Bend{})
			if err != nil || !p.PhishingResistant || p.Factor != f.ID || p.Account != anna.Account {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}

// Twenty keys, and no more.
func TestRegistrationFull(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range MaxFactors {
		if _, err := b.enrol(t, anna, newKey(), Policy{}, authtest.Bend{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.BeginRegistration(context.Background(), anna, "", "", Policy{}); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
}
