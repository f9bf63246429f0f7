package op

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"sluis/broker/flow"
)

// What anybody may send is read without a panic, within its limits, and says the
// same as the standard library where both take it.
func FuzzParameters(f *testing.F) {
	for _, seed := range []string{"", "a=b&a=c", "client_id=x&state=%20%zz", "scope=openid+profile", strings.Repeat("a&", 100), "=&==&%3d=1", "a;b=c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, ok := parseParameters(raw)
		if !ok {
			return
		}
		if len(raw) > maxRequest || len(p.value) > maxParameter {
			t.Fatalf("%d bytes and %d parameters were taken", len(raw), len(p.value))
		}
		want, err := url.ParseQuery(raw)
		if err != nil || len(want) != len(p.value) {
			t.Fatalf("taken, but the standard library says %v, %v", want, err)
		}
		for name, values := range want {
			if p.twice[name] != (len(values) > 1) || p.get(name) != values[len(values)-1] {
				t.Errorf("%q: %q, twice %t; want %q", name, p.get(name), p.twice[name], values)
			}
		}
	})
}

func FuzzClaimsParameter(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"userinfo":{"name":null}}`, `{"id_token":{"sub":{"value":"x"}}}`, `{"userinfo":{"class":{"essential":true}}}`, `[`, `{"userinfo":[]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, ok := parseParameters("claims=" + url.QueryEscape(raw))
		if !ok {
			return
		}
		var r flow.Request
		if fault := readClaims(&r, nil, p); fault != nil && (fault.code == "" || r.Asked != 0) {
			t.Errorf("a fault %q that asks for %v", fault.code, r.Asked)
		}
	})
}

func FuzzCredentials(f *testing.F) {
	f.Add("Basic "+base64.StdEncoding.EncodeToString([]byte("a:b")), "a.b.c")
	f.Add("basic  x", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.")
	f.Add("Bearer x", "")
	f.Fuzz(func(t *testing.T, header, jwt string) {
		if id, secret, ok := parseBasic(header); ok && len(id)+len(secret) > len(header) {
			t.Errorf("a header of %d bytes gave %d", len(header), len(id)+len(secret))
		}
		if issuer := unverifiedIssuer(jwt); len(issuer) > 6*len(jwt) {
			t.Errorf("an assertion of %d bytes gave %d", len(jwt), len(issuer))
		}
	})
}
