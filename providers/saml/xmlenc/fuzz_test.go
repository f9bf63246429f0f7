package xmlenc

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"sluis/providers/saml/xmlsec"
)

// FuzzOpen: no holder makes Open panic, every refusal is an *Error, and each costs the
// same number of private-key operations, on numbers of the modulus's length.
func FuzzOpen(f *testing.F) {
	asked, early := 0, 0
	o := opener(f, lenient{keys()[0], &asked, &early}, lenient{keys()[2], &asked, &early})
	p := sound(f, &keys()[0].PublicKey, 32, sha1OAEP)
	b64 := base64.StdEncoding.EncodeToString
	doc := `<h xmlns:x="` + spaceEnc + `" xmlns:e="` + spaceEnc11 + `" xmlns:d="` + spaceDS + `"><x:EncryptedData Id="d"><x:EncryptionMethod Algorithm="` + p.data + `"/>` +
		`<d:KeyInfo><d:RetrievalMethod URI="#k"/></d:KeyInfo><x:CipherData><x:CipherValue>` + b64(p.sealed) + `</x:CipherValue></x:CipherData></x:EncryptedData>` +
		`<x:EncryptedKey Id="k"><x:EncryptionMethod Algorithm="` + transportOAEP + `"><d:DigestMethod Algorithm="` + spaceEnc + `sha256"/><e:MGF Algorithm="` + spaceEnc11 + `mgf1sha256"/></x:EncryptionMethod>` +
		`<x:CipherData><x:CipherValue>` + b64(p.wrapped) + `</x:CipherValue></x:CipherData><x:ReferenceList><x:DataReference URI="#d"/></x:ReferenceList></x:EncryptedKey></h>`
	f.Add([]byte(doc), false)                                                   // sound
	f.Add([]byte(strings.ReplaceAll(doc, "aes256-gcm", "aes128-gcm")), false)   // another size
	f.Add([]byte(strings.ReplaceAll(doc, p.data, spaceEnc+"aes256-cbc")), true) // CBC
	f.Add([]byte(strings.ReplaceAll(doc, b64(p.sealed), "AAAA")), true)         // too short for anything
	f.Add([]byte(strings.Replace(doc, b64(p.wrapped), "", 1)), true)            // no wrapped key
	f.Add([]byte("<h/>"), true)                                                 // nothing
	f.Fuzz(func(t *testing.T, b []byte, cbc bool) {
		d, err := xmlsec.Parse(b)
		if err != nil {
			return
		}
		before := asked
		plain, err := o.Open(d.Root(), cbc)
		if e := new(Error); err != nil && (!errors.As(err, &e) || plain != nil) {
			t.Errorf("%T beside %d bytes", err, len(plain))
		}
		if asked-before != 2*MaxKeys || early != 0 {
			t.Errorf("%d private-key operations, %d of which do nothing", asked-before, early)
		}
	})
}

// BenchmarkOpen is the price of one encrypted answer under two keys; its floor is four
// RSA operations.
func BenchmarkOpen(b *testing.B) {
	o := opener(b, keys()[0], keys()[2])
	holder := sound(b, &keys()[0].PublicKey, 32, sha1OAEP).holder(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.Open(holder, false); err != nil {
			b.Fatal(err)
		}
	}
}
