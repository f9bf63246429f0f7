package conformance

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
)

// dice make requests that nobody would think of.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 2))} }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

var (
	randomClients   = []string{"portfolio", "ander", "soms", "open", "overheid", "sleutel", "geduwd", "niemand", "", "PORTFOLIO", "portfolio ", "portfolio\x00"}
	randomAddresses = []string{"", "https://kwaad.example/", "https://kwaad.example/?x=https://portfolio.example.nl/callback", "//kwaad.example",
		"javascript:alert(1)", "https://portfolio.example.nl@kwaad.example/callback", "https://portfolio.example.nl.kwaad.example/callback",
		"https://portfolio.example.nl/callback/../../evil", "https://portfolio.example.nl\\@kwaad.example", "data:text/html,x", "/", "http://portfolio.example.nl/callback"}
	// Of each parameter the good value first: half of the time it is that.
	randomValues = map[string][]string{
		"response_type":         {"code", "token", "id_token", "code id_token", "none", "", "CODE", "code code"},
		"response_mode":         {"query", "form_post", "fragment", "jwt", "web_message", ""},
		"scope":                 {"openid", "openid profile class", "profile", "", "openid openid", "openid offline_access", strings.Repeat("openid ", 400)},
		"state":                 {"staat", "", "\r\nLocation: https://kwaad.example", "\"><script>alert(1)</script>", strings.Repeat("s", 1024), strings.Repeat("s", 1025), "é\x00\xff"},
		"nonce":                 {"eenmalig", "", strings.Repeat("n", 1025), "\x00"},
		"code_challenge":        {challenge, "", "kort", challenge + "=", strings.Repeat("A", 43)},
		"code_challenge_method": {"S256", "plain", "", "s256"},
		"login_hint":            {"petteflat", "", "elders", strings.Repeat("h", 200), "https://kwaad.example"},
		"prompt":                {"login", "none", "consent", "select_account", "none login", "create", ""},
		"max_age":               {"0", "10000", "-1", "+1", "2147483648", "99999999999999999999", "1e3", ""},
		"ui_locales":            {"nl", "en", "fr-CA en", "xx", strings.Repeat("nl ", 300)},
		"acr_values":            {"urn:x", "http://surfconext.nl/assurance/loa2", strings.Repeat("a", 300), ""},
		"claims":                {"{}", `{"id_token":{"acr":{"essential":true,"values":["x"]}}}`, `{"userinfo":{"name":null}}`, "[", `{"id_token":{"sub":{"value":"x"}}}`, strings.Repeat("[", 9000), "null"},
		"id_token_hint":         {"a.b.c", "", "eyJhbGciOiJub25lIn0.e30.", strings.Repeat("x.", 2000)},
		"request":               {"a.b.c", "", "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2t3YWFkLmV4YW1wbGUvIn0."},
		"request_uri":           {"https://kwaad.example/r", "urn:ietf:params:oauth:request_uri:x", "urn:ietf:params:oauth:request_uri:" + strings.Repeat("u", 43), ""},
		"registration":          {"{}", ""},
		"resource":              {"https://kwaad.example/", ""},
		"dpop_jkt":              {"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", "x", ""},
		"display":               {"page", "popup", "touch", "x"},
		"x":                     {"y", strings.Repeat("x", 17<<10)},
	}
	required      = []string{"response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "login_hint"}
	randomMethods = []string{http.MethodGet, http.MethodPost, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodTrace, "CONNECT", "QUATSCH"}
	randomTypes   = []string{formType, "", "application/json", "multipart/form-data; boundary=x", "text/plain", formType + "; charset=utf-16", "application/jwt", "x/y; =", strings.Repeat("a", 500)}
)

// parameters is an authorization request that is mostly right, each time wrong in
// other ways: values, omissions, repetitions, size.
func (d dice) parameters() params {
	client := randomClients[d.IntN(2)]
	if d.IntN(12) == 0 {
		client = pick(d, randomClients)
	}
	p := params{{Name: "client_id", Value: client}, {Name: "redirect_uri", Value: d.address(client)}}
	for _, name := range required {
		p = append(p, params{{Name: name, Value: d.value(name)}}...)
	}
	for name := range randomValues {
		if d.IntN(24) == 0 {
			p = append(p, params{{Name: name, Value: d.value(name)}}...)
		}
	}
	for len(p) > 0 && d.IntN(4) == 0 { // leave some out, say some twice
		at := d.IntN(len(p))
		if d.IntN(2) == 0 {
			p = append(p[:at:at], p[at+1:]...)
		} else {
			p = append(p, p[at])
		}
	}
	return p
}

func (d dice) value(name string) string {
	if v := randomValues[name]; d.IntN(8) != 0 {
		return v[0]
	}
	return pick(d, randomValues[name])
}

func (d dice) address(client string) string {
	switch d.IntN(24) {
	case 0:
		return pick(d, randomAddresses)
	case 1:
		return d.mutated(redirectOf(client))
	case 2:
		return redirectOf(pick(d, randomClients))
	}
	return redirectOf(client)
}

// mutated changes a few bytes of a text.
func (d dice) mutated(s string) string {
	b := []byte(s)
	for range 1 + d.IntN(3) {
		at := d.IntN(len(b) + 1)
		switch c := byte(d.IntN(256)); d.IntN(3) {
		case 0:
			b = append(b[:at:at], append([]byte{c}, b[at:]...)...)
		case 1:
			b = b[:at]
		default:
			if at < len(b) {
				b[at] = c
			}
		}
	}
	return string(b)
}

// authorization is a random authorization request.
func (d dice) authorization() *http.Request {
	query, body := d.parameters().encode(), ""
	if d.IntN(16) == 0 {
		query = d.mutated(query)
	}
	method := http.MethodGet
	if d.IntN(3) == 0 {
		method, query, body = http.MethodPost, "", query
	}
	if d.IntN(50) == 0 {
		method, query = pick(d, randomMethods), query+"&"+d.parameters().encode()
	}
	return d.request(method, "/oauth/authorize", query, body)
}

// request spells a request that net/http could not have refused for us: any query is
// kept as it is.
func (d dice) request(method, path, query, body string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
	r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
	r.RequestURI = path + "?" + query
	r.RemoteAddr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(d.IntN(256)), byte(d.IntN(256)), byte(d.IntN(256))}), 4711).String()
	r.Header.Set("Content-Type", formType)
	if d.IntN(10) == 0 {
		r.Header.Set("Content-Type", pick(d, randomTypes))
	}
	if d.IntN(10) == 0 {
		r.ContentLength = int64(d.IntN(100)) - 1 // chunked, or a lie
	}
	return r
}
