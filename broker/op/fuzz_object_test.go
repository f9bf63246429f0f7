package op

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A request object is what an app wrote, but the app may be bent: nothing is taken that
// is not one JSON object with each member once, and what is text there is text here.
func FuzzRequestObject(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"iss":"a","aud":["b"],"exp":1e3,"scope":"openid","max_age":60,"claims":{"userinfo":{"name":null}}}`,
		`{"state":"a","state":"b"}`, `{"state":7}`, `{"resource":["a"],"request":{}}`, `{"state":"a"}{}`, `{"state":"\ud800"}`, `[{"state":"a"}]`,
		`{"max_age":-1.5e300}`, `{"exp":"1"}`, `{"aud":null,"sub":null}`, "{\"state\":\"\xff\"}", `{"Scope":"x","scope":"y"}`, `{"a":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		q, _, err := parseObject(payload)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\"\\\n") {
				t.Fatalf("%q tells of itself in %q", payload, err)
			}
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(payload, &want); err != nil || len(want) != len(q.value) || len(want) > maxParameter {
			t.Fatalf("%d members of %d were taken, %v", len(q.value), len(want), err)
		}
		for name, raw := range want {
			var text string
			if json.Unmarshal(raw, &text) == nil && string(raw) != "null" && q.get(name) != text {
				t.Errorf("%q: %q, want %q", name, q.get(name), text)
			} else if raw[0] != '"' && slices.Contains(textParameters, name) {
				t.Errorf("%q was taken from %s", name, raw)
			}
		}
	})
}

// A request_uri leads to a row of ours or to none, and never anywhere else.
func FuzzPushedHandle(f *testing.F) {
	for _, seed := range []string{"", "https://kwaad.example/", requestURI, requestURI + strings.Repeat("A", 43), strings.ToUpper(requestURI) + "x", requestURI + "%00"} {
		f.Add("request_uri=" + url.QueryEscape(seed))
	}
	f.Add("request_uri=" + requestURI + "x&request_uri=" + requestURI + "y")
	f.Fuzz(func(t *testing.T, raw string) {
		q, ok := parseParameters(raw)
		if !ok {
			return
		}
		if handle, ok := pushedHandle(q); ok && (requestURI+handle != q.get("request_uri") || q.twice["request_uri"]) {
			t.Errorf("%q gave %q", raw, handle)
		}
	})
}
