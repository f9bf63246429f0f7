package saml

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"reflect"
	"strings"
	"testing"

	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/hub"
)

// FuzzVerify is the law of design §5.1 on this side of the validator: whatever the
// bytes, the outcome is a refusal with a code or exactly the genuine identity, and
// never a panic.
func FuzzVerify(f *testing.F) {
	c := surf(f)
	form := style{assertion: true}.sign(f, reply(f, c), surfKey())
	both := style{response: true, assertion: true}.sign(f, reply(f, c), surfKey())
	genuine, err := c.Verify(answer(f, c, form))
	if err != nil {
		f.Fatal(err)
	}
	raw := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	f.Add(raw(form))                                                                                                 // genuine, the Assertion signed
	f.Add(raw(both))                                                                                                 // genuine, both signed
	f.Add(bytes.Replace(raw(form), []byte("student"), []byte("employee"), 1))                                        // a changed value
	f.Add(bytes.Replace(raw(form), []byte("</samlp:Status>"), []byte("</samlp:Status><samlp:Extensions/>"), 1))      // more in the unsigned part
	f.Add(bytes.Replace(raw(form), []byte("status:Success"), []byte("status:Responder"), 1))                         // a status that says no
	f.Add(bytes.Replace(raw(form), []byte("<saml:Subject>"), []byte("<!-- --><saml:Subject>"), 1))                   // a comment
	f.Add([]byte(strings.Replace(string(raw(form)), "<samlp:Response", "<!DOCTYPE a><samlp:Response", 1)))           // a document type
	f.Add([]byte(`<samlp:Response xmlns:samlp="` + nsProtocol + `" Version="2.0"><samlp:Status/></samlp:Response>`)) // next to nothing
	f.Fuzz(func(t *testing.T, b []byte) {
		id, err := c.Verify(answer(t, c, base64.StdEncoding.EncodeToString(b)))
		holdToLaw(t, genuine, id, err)
	})
}

// holdToLaw: refused under a code and without an identity, or the genuine one.
func holdToLaw(t *testing.T, genuine, id *providers.Identity, err error) {
	t.Helper()
	if err != nil {
		var r *refusal.Error
		if !errors.As(err, &r) || r.Code == unmapped || id != nil {
			t.Fatalf("refused without a code of its own: %v", err)
		}
		return
	}
	if !reflect.DeepEqual(id, genuine) {
		t.Fatalf("accepted, and not the genuine identity:\n got %+v\nwant %+v", id, genuine)
	}
}

// FuzzACSForm feeds the form field itself: base64 that is wrapped, cut, doubled or
// none at all.
func FuzzACSForm(f *testing.F) {
	c := surf(f)
	form := style{assertion: true}.sign(f, reply(f, c), surfKey())
	genuine, err := c.Verify(answer(f, c, form))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(form)                                                  // genuine
	f.Add(form[:76] + "\r\n" + form[76:])                        // wrapped
	f.Add(form + "=")                                            // too much padding
	f.Add(form + form)                                           // twice
	f.Add(strings.ReplaceAll(form, "+", " "))                    // a form that was not encoded
	f.Add(strings.NewReplacer("+", "-", "/", "_").Replace(form)) // the other alphabet
	f.Add("")                                                    // nothing
	f.Fuzz(func(t *testing.T, field string) {
		id, err := c.Verify(answer(t, c, field))
		holdToLaw(t, genuine, id, err)
		if len(field) > maxForm && !errors.Is(err, refusal.New(refusal.AnswerTooLarge, nil)) {
			t.Error("more than the cap was read")
		}
	})
}

// BenchmarkVerify reads an answer of the size that hubs send (6–8 KiB), in both
// ways of signing. Its floor is one or two RSA verifications and SHA-256.
func BenchmarkVerify(b *testing.B) {
	p := meet(b, hub.Entree)
	req, q := p.ask(b)
	for _, coverage := range []hub.Coverage{hub.SignAssertion, hub.SignBoth} {
		field, err := p.hub.Answer(req, p.people[0], hub.Misbehaviour{Sign: coverage, Size: 8 << 10})
		if err != nil {
			b.Fatal(err)
		}
		q := q
		q.SAMLResponse = field
		b.Run(string(coverage), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(base64.StdEncoding.DecodedLen(len(field))))
			for b.Loop() {
				if _, err := p.connection.Verify(q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerifyFloor is what no verification can do without: RSA and SHA-256 of
// 8 KiB.
func BenchmarkVerifyFloor(b *testing.B) {
	message := bytes.Repeat([]byte("x"), 8<<10)
	sum := sha256.Sum256(message)
	signature, err := rsa.SignPKCS1v15(nil, surfKey(), crypto.SHA256, sum[:])
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		sum := sha256.Sum256(message)
		if err := rsa.VerifyPKCS1v15(&surfKey().PublicKey, crypto.SHA256, sum[:], signature); err != nil {
			b.Fatal(err)
		}
	}
}
