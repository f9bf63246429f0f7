package xmlsec

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

// No input makes the tokenizer panic; what it takes, it takes again in canonical
// form with the same meaning; what it refuses has a listed reason.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"",                                // nothing at all
		"<a/>",                            // the smallest document
		`<?xml version="1.0"?><a b="c"/>`, // a declaration and an attribute
		`<a xmlns="u:1" xmlns:x="u:2"><x:b x:c="1"/></a>`, // namespaces
		"<a>\r\n&#13;&amp;</a>",                           // line ends and references
		"<a b='\t&#9;'/>",                                 // white space in a value
		"\ufeff<!-- x --><?y z?><a><!----></a>",           // what metadata may hold
		"<a><![CDATA[x]]></a>",                            // CDATA
		"<!DOCTYPE a><a/>",                                // a document type
		"<a ID='x'><b id='x'/></a>",                       // IDs
		"<a>\xff</a>",                                     // no UTF-8
		message{}.text(),                                  // a Response
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, lenient bool) {
		d, err := ParseWith(b, Options{AllowComments: lenient})
		if err != nil {
			listedReason(t, err)
			return
		}
		before := tree(d.Root())
		again, err := Parse(d.Root().Canonical())
		if err != nil {
			t.Fatalf("the canonical form is refused: %v", err)
		}
		if !lenient && tree(again.Root()) != before {
			t.Errorf("read as %q, in canonical form as %q", before, tree(again.Root()))
		}
	})
}

func listedReason(t *testing.T, err error) {
	t.Helper()
	got := reasonOf(t, err)
	for _, r := range Reasons() {
		if r == got {
			return
		}
	}
	t.Errorf("reason %q is not listed", got)
}

// No input makes Open panic or say yes: the fuzzer has no hub key, so the only claims
// that may come out are those of the genuine message among the seeds.
func FuzzOpen(f *testing.F) {
	hub := hubP256()
	var genuine []string
	keys := []Key{hub.pub}
	for _, m := range []message{
		{},                     // assertion signed
		{responseSigned: true}, // both signed
		{responseSigned: true, defaultNamespace: true, assertionBare: true}, // Response signed
	} {
		doc := m.signed(f, seal{by: hub})
		opened, err := Open([]byte(doc), keys)
		if err != nil {
			f.Fatal(err)
		}
		genuine = append(genuine, tree(opened.Assertion.Node))
		f.Add([]byte(doc))
		f.Add([]byte(strings.Replace(doc, "petteflat", "evilflat", 1))) // changed
	}
	f.Add([]byte(message{noAssertion: true, status: "urn:x"}.text())) // an unsigned error status
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Open(b, keys)
		if err != nil {
			listedReason(t, err)
			return
		}
		if !m.Assertion.OK() {
			return
		}
		got := tree(m.Assertion.Node)
		for _, want := range genuine {
			if got == want {
				return
			}
		}
		t.Error("claims that the hub did not sign")
	})
}

// Canonical form is canonical: made of itself it is the same, with and without a
// PrefixList, and no declaration of the surroundings can be seen in it.
func FuzzC14N(f *testing.F) {
	f.Add(`<a/>`, "")                                          // nothing to do
	f.Add(`<x:a xmlns:x="u:1"><x:b xmlns:x="u:2"/></x:a>`, "") // a prefix bound anew
	f.Add(`<a xmlns="u:1"><b xmlns=""/></a>`, "#default")      // the default namespace, listed
	f.Add(`<a xmlns:x="u:1"><b/></a>`, "x y")                  // listed prefixes
	f.Add(`<a b="&#9;&quot;">&#13;></a>`, "")                  // all that is escaped
	f.Fuzz(func(t *testing.T, doc, prefixes string) {
		d, err := Parse([]byte(doc))
		if err != nil {
			return
		}
		list := strings.Fields(prefixes)
		for i := range list {
			if list[i] == "#default" {
				list[i] = ""
			}
		}
		once := d.Root().Canonical(list...)
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("the canonical form is refused: %v\n%s", err, once)
		}
		if twice := again.Root().Canonical(list...); !bytes.Equal(once, twice) {
			t.Errorf("canonical form of canonical form\n got %s\nwant %s", twice, once)
		}
		plain := d.Root().Canonical()
		wrapped, err := Parse([]byte(`<w xmlns:fuzzed="u:w">` + string(plain) + `</w>`))
		if err != nil {
			return // one level too deep
		}
		for c := range wrapped.Root().kids() {
			if got := c.Canonical(); !bytes.Equal(got, plain) {
				t.Errorf("canonical form inside another element\n got %s\nwant %s", got, plain)
			}
		}
	})
}

// What DecodeBase64 takes has one spelling but for white space.
func FuzzDecodeBase64(f *testing.F) {
	for _, seed := range []string{
		"",              // nothing
		"Zg==",          // padding
		"Zm9v\r\nYmFy ", // wrapped
		"Zh==",          // unused bits
		"Zg",            // no padding
		"Zm-_",          // the URL alphabet
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := DecodeBase64(s, 1<<10)
		if err != nil {
			listedReason(t, err)
			return
		}
		bare := strings.Map(func(r rune) rune {
			if strings.ContainsRune(blanks, r) {
				return -1
			}
			return r
		}, s)
		if got := base64.StdEncoding.EncodeToString(b); got != bare {
			t.Errorf("%q decodes to what is written %q", bare, got)
		}
	})
}

// No input makes the certificate reader panic, and what it takes is a key it allows.
func FuzzKeyFromCertificate(f *testing.F) {
	f.Add(hubRSA().cert.Raw)  // RSA
	f.Add(hubP256().cert.Raw) // ECDSA
	f.Add([]byte{0x30, 0x00}) // an empty sequence
	f.Fuzz(func(t *testing.T, der []byte) {
		key, err := KeyFromCertificate(der)
		if err != nil {
			wantReason(t, err, ReasonKey)
		} else if again, err := KeyFromPublic(key.pub); err != nil || again.ID() != key.ID() {
			t.Errorf("a key that is not allowed on its own: %v", err)
		}
	})
}
