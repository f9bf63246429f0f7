package conformance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// configModules are those of oidcc-config-certification-test-plan.
func configModules() []module {
	return []module{{name: "oidcc-discovery-endpoint-verification", note: "https of the endpoints is the issuer's: here it is on loopback", conditions: []condition{
		{what: "discovery answers 200 with JSON", try: func(p *play) error {
			if p.info = p.get("/.well-known/openid-configuration"); p.info.status != http.StatusOK || p.info.header.Get("Content-Type") != "application/json" {
				return fmt.Errorf("%d %s", p.info.status, p.info.header.Get("Content-Type"))
			}
			return nil
		}},
		{what: "issuer is that of the address, without query and fragment", try: func(p *play) error {
			u, err := url.Parse(p.info.member("issuer"))
			if err != nil || p.info.member("issuer") != p.issuer || u.RawQuery != "" || u.Fragment != "" {
				return fmt.Errorf("%q", p.info.member("issuer"))
			}
			return nil
		}},
		{what: "every endpoint is at the issuer", try: endpointsAreOurs},
		{what: "authorization_endpoint, token_endpoint, userinfo_endpoint and jwks_uri are there", try: listsTexts("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")},
		{what: "response_types_supported has code", try: lists("response_types_supported", "code")},
		{what: "subject_types_supported has pairwise alone", try: lists("subject_types_supported", "pairwise")},
		{what: "id_token_signing_alg_values_supported has RS256", try: lists("id_token_signing_alg_values_supported", "RS256")},
		{what: "scopes_supported has openid, each a scope of RFC 6749 3.3", try: scopesAreScopes},
		{what: "claims_supported is there", try: lists("claims_supported", "sub")},
		{what: "claims_parameter_supported, request_parameter_supported and request_uri_parameter_supported are said", try: saysFlags},
		{what: "grant_types_supported has authorization_code", try: lists("grant_types_supported", "authorization_code")},
		{what: "code_challenge_methods_supported is a list", try: lists("code_challenge_methods_supported", "S256")},
		{what: "ui_locales_supported are language tags in their own case", try: lists("ui_locales_supported", "nl", "en")},
		{what: "the JWKS has public keys alone, each with kid, alg and use", try: publicKeysAlone},
	}}}
}

// lists holds that a member of the metadata is a list with these values.
func lists(member string, values ...string) func(*play) error {
	return func(p *play) error {
		list, ok := p.info.object()[member].([]any)
		for _, v := range values {
			if !ok || !slices.Contains(list, any(v)) {
				return fmt.Errorf("%s: %v", member, p.info.object()[member])
			}
		}
		return nil
	}
}

func listsTexts(members ...string) func(*play) error {
	return func(p *play) error {
		for _, m := range members {
			if p.info.member(m) == "" {
				return fmt.Errorf("no %s", m)
			}
		}
		return nil
	}
}

func endpointsAreOurs(p *play) error {
	for name, value := range p.info.object() {
		if text, ok := value.(string); ok && (strings.HasSuffix(name, "_endpoint") || strings.HasSuffix(name, "_uri")) && !strings.HasPrefix(text, p.issuer+"/") {
			return fmt.Errorf("%s is %s", name, text)
		}
	}
	return nil
}

func scopesAreScopes(p *play) error {
	scopes, _ := p.info.object()["scopes_supported"].([]any)
	for _, s := range scopes {
		text, ok := s.(string)
		if !ok || text == "" || strings.ContainsAny(text, " \"\\") {
			return fmt.Errorf("scope %v", s)
		}
	}
	return lists("scopes_supported", "openid")(p)
}

func saysFlags(p *play) error {
	for _, name := range []string{"claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported", "authorization_response_iss_parameter_supported"} {
		if _, ok := p.info.object()[name].(bool); !ok {
			return fmt.Errorf("%s: %v", name, p.info.object()[name])
		}
	}
	return nil
}

func publicKeysAlone(p *play) error {
	a := p.get("/oauth/jwks")
	var set struct {
		Keys []map[string]any `json:"keys"`
	}
	if err := json.Unmarshal(a.body, &set); err != nil || a.status != http.StatusOK || len(set.Keys) == 0 {
		return fmt.Errorf("%d %w: %s", a.status, err, a.body)
	}
	for _, k := range set.Keys {
		for _, name := range []string{"kty", "kid", "alg", "use"} {
			if text, ok := k[name].(string); !ok || text == "" || text == "oct" {
				return fmt.Errorf("%s of a key: %v", name, k[name])
			}
		}
		for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "k"} {
			if k[name] != nil {
				return fmt.Errorf("a key with %s", name)
			}
		}
	}
	return nil
}

// TestConfigOP plays oidcc-config-certification-test-plan.
func TestConfigOP(t *testing.T) {
	for _, on := range []registration{strict, certification} {
		t.Run(string(on), func(t *testing.T) {
			w := newWorld(t, plainApps(on))
			for _, m := range configModules() {
				t.Run(m.name, func(t *testing.T) { m.run(t, w.newPlay(on, "portfolio", bySecret)) })
			}
		})
	}
}
