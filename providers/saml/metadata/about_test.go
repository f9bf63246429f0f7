package metadata

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

const about = `<md:Extensions xmlns:shibmd="` + nsScope + `" xmlns:mdrpi="` + nsRegistration + `" xmlns:mdattr="` + nsAttribute + `">` +
	`<mdrpi:RegistrationInfo registrationAuthority="https://www.surfconext.nl/"/>` +
	`<mdattr:EntityAttributes><saml:Attribute xmlns:saml="` + nsAssertion + `" Name="` + categoryName + `"><saml:AttributeValue>http://other.example/</saml:AttributeValue><saml:AttributeValue>` + hideCategory + `</saml:AttributeValue></saml:Attribute></mdattr:EntityAttributes>` +
	`<shibmd:Scope regexp="false">UniHarderwijk.example</shibmd:Scope><shibmd:Scope> med.uniharderwijk.example </shibmd:Scope>` +
	`<shibmd:Scope regexp="true">.*</shibmd:Scope><shibmd:Scope regexp="1">.+</shibmd:Scope><shibmd:Scope>a<!-- -->b</shibmd:Scope><shibmd:Scope/><Scope xmlns="urn:x:y">evil.example</Scope></md:Extensions>`

const ui = `<md:Extensions><mdui:UIInfo xmlns:mdui="` + nsUI + `"><mdui:DisplayName xml:lang="nl">Universiteit Harderwijk</mdui:DisplayName><mdui:DisplayName xml:lang="en">University of Harderwijk</mdui:DisplayName>` +
	`<mdui:Logo height="1" width="1">https://uniharderwijk.example/logo.svg</mdui:Logo><mdui:Logo height="1" width="1">javascript:alert(1)</mdui:Logo></mdui:UIInfo></md:Extensions>`

// TestAbout: what an entity says of itself is kept as words; patterns, halves of values
// and look-alikes are not scopes.
func TestAbout(t *testing.T) {
	t.Parallel()
	d := honest(t, firstKey())
	d.before, d.keys = about, ui+d.keys
	e, _, err := Parse([]byte(d.String()), clock, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := About{
		Names:  map[string]string{"nl": "Universiteit Harderwijk", "en": "University of Harderwijk"},
		Logos:  []string{"https://uniharderwijk.example/logo.svg", "javascript:alert(1)"},
		Scopes: []string{"uniharderwijk.example", "med.uniharderwijk.example"}, Registration: "https://www.surfconext.nl/", Hidden: true,
	}
	if !reflect.DeepEqual(e.About, want) {
		t.Errorf("%+v", e.About)
	}
	// However much there is of it, so much is kept.
	d.before = `<md:Extensions xmlns:shibmd="` + nsScope + `">`
	for i := range 3 * maxAbout {
		d.before += fmt.Sprintf("<shibmd:Scope>%d.example</shibmd:Scope>", i)
	}
	d.before += "<shibmd:Scope>" + strings.Repeat("x", maxWord+1) + "</shibmd:Scope></md:Extensions>"
	if e, _, err := Parse([]byte(d.String()), clock, Options{}); err != nil || len(e.Scopes) != maxAbout {
		t.Errorf("%d scopes, %v", len(e.Scopes), err)
	}
}

// school is an identity provider with its scopes, in canonical form inside a group.
func school(id, attrs string, scopes ...string) string {
	s := `<md:EntityDescriptor entityID="` + id + `"` + attrs + `><md:Extensions>`
	for _, v := range scopes {
		s += `<shibmd:Scope xmlns:shibmd="` + nsScope + `" regexp="false">` + v + `</shibmd:Scope>`
	}
	return s + `</md:Extensions><md:IDPSSODescriptor protocolSupportEnumeration="` + nsProtocol + `"></md:IDPSSODescriptor></md:EntityDescriptor>`
}

// TestAuthorities is saml-notes §5 "Scopes": exact, without regard to case, no suffix;
// who has no scope speaks for nobody. A bad entity is named and left out.
func TestAuthorities(t *testing.T) {
	t.Parallel()
	doc := group(` cacheDuration="PT1H" validUntil="2026-01-08T09:00:00Z"`,
		school("https://a.example/", "", "a.example", "sub.a.example"), school("https://b.example/", "", "B.Example"), school("https://none.example/", ""),
		school("https://old.example/", ` validUntil="2025-12-31T09:00:00Z"`, "old.example"), school("https://soon.example/", ` validUntil="2026-01-02T09:00:00Z"`, "soon.example"),
		school("a b", "", "blank.example"), school("https://odd.example/", ` validUntil="tomorrow"`, "odd.example"), school("https://a.example/", "", "evil.example"),
		strings.ReplaceAll(school("https://sp.example/", "", "sp.example"), "IDPSSO", "SPSSO"))
	s := NewAuthorities(Options{SigningKey: publicKey(t, pinnedKey(t)), RequireValidUntil: true, MaxValidity: 28 * 24 * time.Hour})
	if _, err := s.MaySpeak("https://a.example/", "a.example", clock); !errors.Is(err, ErrNone) {
		t.Errorf("before there is a list: %v", err)
	}
	if _, err := s.Load(strings.NewReader(doc), clock); err == nil {
		t.Error("an unsigned list is taken")
	}
	warnings, err := s.Load(strings.NewReader(signed(t, doc, "_g")), clock)
	if err != nil {
		t.Fatal(err)
	}
	for _, about := range []string{`"https://old.example/" is left out: expired`, `"" is left out: entityID`, `"https://odd.example/" is left out: validity`, `"https://a.example/" is left out: it is described twice`} {
		if !strings.Contains(fmt.Sprint(warnings), about) {
			t.Errorf("no warning says %q: %q", about, warnings)
		}
	}
	if len(warnings) != 4 {
		t.Errorf("%d warnings: %q", len(warnings), warnings)
	}
	for _, tc := range []struct {
		authority, organisation string
		at                      time.Duration
		want                    bool
	}{
		{"https://a.example/", "a.example", 0, true}, {"https://a.example/", "A.EXAMPLE", 0, true}, {"https://a.example/", "sub.a.example", 0, true}, {"https://b.example/", "b.example", 0, true},
		{"https://a.example/", "x.a.example", 0, false}, {"https://a.example/", "xa.example", 0, false}, {"https://a.example/", "example", 0, false}, {"https://a.example/", "", 0, false},
		{"https://a.example/", "b.example", 0, false}, {"https://a.example/", "evil.example", 0, false}, {"https://a.example", "a.example", 0, false}, {"", "a.example", 0, false},
		{"https://none.example/", "none.example", 0, false}, {"https://old.example/", "old.example", 0, false}, {"https://sp.example/", "sp.example", 0, false}, {"a b", "blank.example", 0, false},
		{"https://soon.example/", "soon.example", 0, true}, {"https://soon.example/", "soon.example", 24 * time.Hour, false}, {"https://a.example/", "a.example", 24 * time.Hour, true},
	} {
		if got, err := s.MaySpeak(tc.authority, tc.organisation, clock.Add(tc.at)); got != tc.want || err != nil {
			t.Errorf("%q for %q after %s: %t, %v", tc.authority, tc.organisation, tc.at, got, err)
		}
	}
	if _, err := s.MaySpeak("https://a.example/", "a.example", clock.AddDate(0, 0, 7)); !errors.Is(err, ErrExpired) {
		t.Errorf("when the list has expired: %v", err)
	}
	if st := s.Standing(); st.CacheDuration != time.Hour || !st.ValidUntil.Equal(clock.AddDate(0, 0, 7)) {
		t.Errorf("%+v", st)
	}
	for name, bad := range map[string]string{"nobody": group(` validUntil="2026-01-08T09:00:00Z"`), "no end": group("", school("https://a.example/", "", "a.example")), "too far": group(` validUntil="2026-02-08T09:00:00Z"`, school("https://a.example/", "", "a.example"))} {
		if _, err := s.Load(strings.NewReader(signed(t, bad, "_g")), clock); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if ok, err := s.MaySpeak("https://a.example/", "a.example", clock); !ok || err != nil {
		t.Errorf("a bad list displaced a good one: %v", err)
	}
	many := make([]string, 3*maxSpoken)
	for i := range many {
		many[i] = school(fmt.Sprintf("https://%d.example/", i), ` validUntil="2025-12-31T09:00:00Z"`)
	}
	file := NewAuthorities(Options{})
	warnings, err = file.Load(strings.NewReader(group("", append(many, school("https://a.example/", "", "a.example"))...)), clock)
	if err != nil || len(warnings) != maxSpoken+1 || !file.Standing().ValidUntil.IsZero() {
		t.Errorf("%d warnings, %v, %+v", len(warnings), err, file.Standing())
	}
}

// FuzzAuthorities: whatever a list holds, reading it never panics, and nobody speaks
// for an organisation that does not stand in it as a scope.
func FuzzAuthorities(f *testing.F) {
	list := group(` validUntil="2026-01-08T09:00:00Z"`, school("https://a.example/", "", "a.example"), school("https://b.example/", ` validUntil="2025-12-31T09:00:00Z"`, "b.example"))
	f.Add([]byte(list), "https://a.example/", "a.example")
	f.Add([]byte(strings.Replace(list, `"false"`, `"true"`, 1)), "https://a.example/", "a.example")
	f.Add([]byte(strings.Replace(list, "a.example<", "<!-- -->.example<", 1)), "https://a.example/", ".example")
	f.Add([]byte(school("https://a.example/", ` xmlns:md="`+nsMetadata+`"`, "&#65;.example")), "https://a.example/", "a.example")
	f.Fuzz(func(t *testing.T, b []byte, authority, organisation string) {
		s := NewAuthorities(Options{})
		_, err := s.Load(bytes.NewReader(b), clock)
		may, errAsk := s.MaySpeak(authority, organisation, clock)
		if (err != nil) != (errAsk != nil) || may && (organisation == "" || authority == "") {
			t.Fatalf("loaded with %v, asked with %v: %t", err, errAsk, may)
		}
		if may && !bytes.ContainsAny(b, "&") && !bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(organisation))) {
			t.Fatalf("%q may speak for %q, which is not in the list", authority, organisation)
		}
	})
}
