package stepup

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/stepup/authtest"
)

// fixed is a challenge that never changes, so that what a fuzzer learned stays true.
var fixed = strings.Repeat("Q", 42) + "A"

// fixture is Factors, a key whose every answer is the same, and the options it answers.
func fixture(f *testing.F) (b *bench, k *authtest.Authenticator, creation, request []byte) {
	k = newKey()
	k.Seed, k.Flags = bytes.Repeat([]byte{5}, 32), authtest.UP|authtest.UV|authtest.BE
	creation = []byte(`{"challenge":"` + fixed + `","rp":{"id":"sluis.test"},"user":{"id":"` + authtest.Base64([]byte(anna.Account)) + `"},"attestation":"direct"}`)
	return newBench(f), k, creation, []byte(`{"challenge":"` + fixed + `","rpId":"sluis.test"}`)
}

func waiting(p purpose) open {
	return open{Purpose: p, Account: anna.Account, Session: webauthn.SessionData{Challenge: fixed, RelyingPartyID: "sluis.test",
		UserID: []byte(anna.Account), UserVerification: protocol.VerificationRequired, CredParams: algorithms()}}
}

// parts takes an answer apart, so that a fuzzer need not learn base64 first.
func parts(tb testing.TB, answer []byte) (client, object, data, sig []byte) {
	tb.Helper()
	var a struct{ Response map[string]any }
	if err := json.Unmarshal(answer, &a); err != nil {
		tb.Fatal(err)
	}
	get := func(name string) []byte {
		s, _ := a.Response[name].(string)
		out, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			tb.Fatal(err)
		}
		return out
	}
	return get("clientDataJSON"), get("attestationObject"), get("authenticatorData"), get("signature")
}

func envelope(tb testing.TB, id []byte, response map[string]any) []byte {
	tb.Helper()
	out, err := json.Marshal(map[string]any{"id": authtest.Base64(id), "rawId": authtest.Base64(id), "type": "public-key", "response": response})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// FuzzRegistration: whatever stands in the client data and the attestation object, no
// panic, and what is taken is a key that we would offer, for us, by a verified person.
func FuzzRegistration(f *testing.F) {
	b, k, creation, _ := fixture(f)
	add := func(bend authtest.Bend) {
		client, object, _, _ := parts(f, k.Create(f, creation, bend))
		f.Add(k.ID, client, object)
	}
	add(authtest.Bend{})                                                                                                                         // genuine
	add(authtest.Bend{Format: "none", Statement: func(authtest.Map) authtest.Map { return authtest.Map{} }})                                     // without attestation: nothing is signed
	add(authtest.Bend{Format: "none", Statement: func(authtest.Map) authtest.Map { return nil }, Data: func(d []byte) []byte { return d[:37] }}) // cut
	for _, c := range badPublicKeys() {
		add(c.bend)
	}
	for _, c := range badAuthenticatorData()[:10] {
		add(c.bend)
	}
	f.Fuzz(func(t *testing.T, id, client, object []byte) {
		answer := envelope(t, id, map[string]any{"clientDataJSON": authtest.Base64(client), "attestationObject": authtest.Base64(object)})
		parsed, err := parseCreation(answer)
		if err != nil {
			if !errors.Is(err, ErrAnswer) {
				t.Fatal(err)
			}
			return
		}
		r, err := b.judgeKey(waiting(registering), parsed, Policy{})
		if err != nil {
			return
		}
		c, err := b.openRow(r)
		if err != nil {
			t.Fatal(err)
		}
		flags := parsed.Response.AttestationObject.AuthData.Flags
		if parsed.Response.CollectedClientData.Origin != issuer || !flags.HasUserVerified() || !flags.HasUserPresent() ||
			soundKey(c.PublicKey) != nil || len(c.Credential) == 0 || len(c.Credential) > 1023 || r.backedUp != 0 && !c.Synced {
			t.Fatalf("taken: %+v, %+v", r, c)
		}
	})
}

// FuzzAssertion: every change of a genuine answer is a refusal, or says what the genuine
// one said.
func FuzzAssertion(f *testing.F) {
	b, k, creation, request := fixture(f)
	parsed, err := parseCreation(k.Create(f, creation, authtest.Bend{}))
	if err != nil {
		f.Fatal(err)
	}
	r, err := b.judgeKey(waiting(registering), parsed, Policy{})
	if err != nil {
		f.Fatal(err)
	}
	add := func(bend authtest.Bend) {
		k.Count = 40
		client, _, data, sig := parts(f, k.Get(f, request, bend))
		f.Add(client, data, sig, []byte(anna.Account))
	}
	add(authtest.Bend{})                                                                                          // genuine
	add(flags(0, authtest.UV))                                                                                    // signed, and nobody verified
	add(flags(authtest.ED, 0))                                                                                    // extensions, cut
	add(data(func(d []byte) []byte { d[32] |= authtest.ED; return append(d, authtest.CBOR(authtest.Map{})...) })) // extensions, empty
	add(client("origin", "https://evil.test"))                                                                    // signed for another
	f.Fuzz(func(t *testing.T, client, data, sig, handle []byte) {
		answer := envelope(t, k.ID, map[string]any{"clientDataJSON": authtest.Base64(client), "authenticatorData": authtest.Base64(data),
			"signature": authtest.Base64(sig), "userHandle": authtest.Base64(handle)})
		parsed, err := parseRequest(answer)
		if err != nil {
			if !errors.Is(err, ErrAnswer) {
				t.Fatal(err)
			}
			return
		}
		s, err := b.judgeAssertion(waiting(asserting), anna.Account, []row{r}, parsed)
		if err == nil && (s.counter != 41 || s.account != anna.Account || s.backedUp) {
			t.Fatalf("taken: %+v", s)
		}
	})
}

// FuzzAnswer: the whole of what a browser sends, for both ceremonies.
func FuzzAnswer(f *testing.F) {
	_, k, creation, request := fixture(f)
	f.Add(k.Create(f, creation, authtest.Bend{}))
	f.Add(k.Get(f, request, authtest.Bend{}))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{}}`))                                                  // empty inside
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{"prf":{"results":1}},"response":null}`)) // types mixed up
	f.Fuzz(func(t *testing.T, answer []byte) {
		if _, err := parseCreation(answer); err != nil && !errors.Is(err, ErrAnswer) {
			t.Fatal(err)
		}
		if _, err := parseRequest(answer); err != nil && !errors.Is(err, ErrAnswer) {
			t.Fatal(err)
		}
	})
}

// FuzzCodes: what a person types where a code belongs; nothing is a code but the code.
func FuzzCodes(f *testing.F) {
	b := newBench(f)
	const seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	codes, err := b.MakeRecoveryCodes(context.Background(), anna.Account, b.note)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("123456")                         // of a generator
	f.Add(" 123 456 ")                      // as one shows it
	f.Add("ABCD-EFGH-ABCD-EFGH-ABCD-EFGH")  // of recovery
	f.Add("abcd efgh-abcdefgh abcd--efgh ") // as a person types it
	f.Add("ＡＢＣＤ１２３４５６")                     // wide
	right, before := b.code(f, seed, 0), b.code(f, seed, Period)
	f.Fuzz(func(t *testing.T, text string) {
		if _, ok := b.match(seed, text); ok {
			if got := strings.Join(strings.Fields(text), ""); got != right && got != before {
				t.Fatalf("%q is taken", text)
			}
		}
		if plain, ok := ungrouped(text); ok && (len(plain) != 24 || len(text) > 64 || plain == codes[0].Reveal()) {
			t.Fatalf("%q is read as %q", text, plain)
		}
		plain, ok := ungrouped(text)
		if head, known := CodeHead(text); known != ok || ok && head != plain[:8] {
			t.Fatalf("%q has the head %q", text, head)
		}
	})
}

// FuzzAAGUID: what is read comes back as it was written, but for its case.
func FuzzAAGUID(f *testing.F) {
	f.Add("ee010203-0405-0607-0809-0a0b0c0d0e0f")
	f.Add("EE010203-0405-0607-0809-0A0B0C0D0E0F")  // upper case
	f.Add("ee01-02030405-0607-0809-0a0b0c0d0e0f")  // hyphens misplaced
	f.Add("ee010203-0405-0607-0809-0a0b0c0d0e0fK") // the sign for Kelvin folds to k
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := ParseAAGUID(text); err == nil && a.String() != strings.ToLower(text) {
			t.Fatalf("%q is read as %s", text, a)
		}
	})
}
