package conformance

import (
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sluis/providers/hub/hubtest"
)

// module is one test module of a certification plan, by its public name. What it asks
// is told in our own words; nothing of it is copied.
type module struct {
	name       string
	conditions []condition
	note       string // why a condition is left open, or what a run of the suite would say of it
}

// condition is one thing that a module wants to see. One without a try is known and
// not tried here, and makes the module Partial; a refused one is what we do not do, on
// purpose, and makes it a No.
type condition struct {
	what string
	try  func(*play) error
	no   bool
	on   registration // of which registry it is asked; "" of both
}

// registration is one of the two registries that the modules are tried on.
type registration string

const (
	strict        registration = "the strict default"
	certification registration = "the registry for certification"
)

// play is one run of a module: a browser, an app, and what came of them so far.
type play struct {
	*world
	on      registration
	client  string
	by      func(call, string) call // how a client proves itself
	changes []change                // of every authorization request of the run
	b       *browser

	asked   params
	got     url.Values
	token   answer
	access  string
	id, old map[string]any // the claims of the ID token, and those of an earlier one
	raw     string         // the ID token
	info    answer

	page   *hubtest.Page // where the browser stopped
	uri    string        // request_uri
	key    *ecdsa.PrivateKey
	heard  chan url.Values
	logout string // the logout token
}

func (w *world) newPlay(on registration, client string, by func(call, string) call, changes ...change) *play {
	return &play{world: w, on: on, client: client, by: by, changes: changes, b: w.newBrowser()}
}

func bySecret(c call, client string) call { return c.by(client, secret) }

func byPost(c call, client string) call {
	return c.add("client_id", client).add("client_secret", secret)
}

// run tries the conditions in their order; after one that does not hold the rest has
// nothing to stand on.
func (m module) run(t *testing.T, p *play) {
	t.Helper()
	p.t = t
	for _, c := range m.conditions {
		if c.try == nil || c.on != "" && c.on != p.on {
			continue
		}
		if err := c.try(p); (err != nil) != c.no {
			t.Fatalf("%s: %v", c.what, err)
		}
	}
}

// status is what the ledger says of a module, on the registry for certification.
func (m module) status() string {
	tried, open := 0, 0
	for _, c := range m.conditions {
		switch {
		case c.on == strict:
		case c.no:
			return "No"
		case c.try == nil:
			open++
		default:
			tried++
		}
	}
	switch {
	case tried == 0:
		return "No"
	case open > 0:
		return "Partial"
	}
	return "Yes"
}

// asking sends a person through a login; changes go beside those of the run.
func asking(changes ...change) func(*play) error {
	return func(p *play) error {
		p.asked = asks(p.client, drop("login_hint")).with(append(slices.Clone(p.changes), changes...)...)
		q, page := p.b.visit(yara, p.asked)
		if q == nil {
			return fmt.Errorf("ended at %s with %d: %s", page.URL.Path, page.Status, words(page.Body))
		}
		p.got = q
		return nil
	}
}

// coded holds what came back to a code.
func coded(p *play) error {
	switch {
	case p.got.Get("code") == "" || p.got.Has("error"):
		return fmt.Errorf("%v", p.got)
	case p.got.Get("state") != p.asked.get("state"):
		return fmt.Errorf("state %q, sent %q", p.got.Get("state"), p.asked.get("state"))
	case p.got.Get("iss") != p.issuer:
		return fmt.Errorf("iss %q", p.got.Get("iss"))
	}
	return nil
}

// erring holds what came back to one of some errors.
func erring(codes ...string) func(*play) error {
	return func(p *play) error {
		if !slices.Contains(codes, p.got.Get("error")) || p.got.Has("code") || p.got.Get("state") != p.asked.get("state") || p.got.Get("iss") != p.issuer {
			return fmt.Errorf("%v, want one of %v", p.got, codes)
		}
		return nil
	}
}

// redeeming takes the code to the token endpoint.
func redeeming(p *play) error {
	r := redeems(p.client, p.got.Get("code"))
	if p.asked.get("code_challenge") == "" {
		r = r.with(drop("code_verifier"))
	}
	p.token = p.do(p.by(form("/oauth/token", r), p.client))
	if p.token.status != http.StatusOK {
		return fmt.Errorf("%d %s", p.token.status, p.token.body)
	}
	p.access, p.raw, p.old = p.token.member("access_token"), p.token.member("id_token"), p.id
	return nil
}

// answered holds the token endpoint's answer to RFC 6749 §5.1 and OIDC Core 3.1.3.3.
func answered(p *play) error {
	o := p.token.object()
	life, isNumber := o["expires_in"].(float64)
	switch {
	case p.token.header.Get("Content-Type") != "application/json":
		return fmt.Errorf("Content-Type %q", p.token.header.Get("Content-Type"))
	case p.token.header.Get("Cache-Control") != "no-store" || p.token.header.Get("Pragma") != "no-cache":
		return fmt.Errorf("headers %v", p.token.header)
	case p.access == "" || p.raw == "":
		return errors.New("no access token or no ID token")
	case o["token_type"] != "Bearer" && o["token_type"] != "DPoP":
		return fmt.Errorf("token_type %v", o["token_type"])
	case !isNumber || life < 1 || life > 900:
		return fmt.Errorf("expires_in %v", o["expires_in"])
	}
	return nil
}

// signedByUs verifies the ID token by the key that its kid names in the JWKS.
func signedByUs(p *play) error {
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(p.get("/oauth/jwks").body, &set); err != nil {
		return err
	}
	jws, err := jose.ParseSigned(p.raw, []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA})
	if err != nil {
		return err
	}
	keys := set.Key(jws.Signatures[0].Header.KeyID)
	if len(keys) != 1 || jws.Signatures[0].Header.KeyID == "" {
		return fmt.Errorf("%d keys of kid %q", len(keys), jws.Signatures[0].Header.KeyID)
	}
	payload, err := jws.Verify(keys[0])
	if err != nil {
		return err
	}
	p.id = nil
	return json.Unmarshal(payload, &p.id)
}

// signedWith wants an algorithm of the ID token.
func signedWith(alg string) func(*play) error {
	return func(p *play) error {
		jws, err := jose.ParseSigned(p.raw, []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA})
		if err != nil {
			return err
		}
		if got := jws.Signatures[0].Header.Algorithm; got != alg {
			return fmt.Errorf("signed with %s", got)
		}
		return nil
	}
}

// claimed holds the ID token's claims to OIDC Core 2.
func claimed(p *play) error {
	now := float64(p.clock.now().Unix())
	exp, _ := p.id["exp"].(float64)
	iat, _ := p.id["iat"].(float64)
	sub, _ := p.id["sub"].(string)
	switch {
	case p.id["iss"] != p.issuer:
		return fmt.Errorf("iss %v", p.id["iss"])
	case p.id["aud"] != p.client:
		return fmt.Errorf("aud %v", p.id["aud"])
	case sub == "" || len(sub) > 255:
		return fmt.Errorf("sub %q", sub)
	case exp <= now || exp > now+301 || iat > now+1 || iat < now-60:
		return fmt.Errorf("iat %v, exp %v at %v", iat, exp, now)
	}
	return nil
}

// nonceBack: the nonce as it was sent, and none where none was.
func nonceBack(p *play) error {
	got, _ := p.id["nonce"].(string)
	if want := p.asked.get("nonce"); got != want {
		return fmt.Errorf("nonce %q, sent %q", got, want)
	}
	return nil
}

// asked userinfo by a way to send the token.
func informing(send func(*play) call) func(*play) error {
	return func(p *play) error {
		p.info = p.do(send(p))
		if p.info.status != http.StatusOK || p.info.header.Get("Content-Type") != "application/json" {
			return fmt.Errorf("%d %s: %s", p.info.status, p.info.header.Get("Content-Type"), p.info.body)
		}
		return nil
	}
}

func infoByGet(p *play) call {
	return call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("Bearer", p.access)
}

func infoByPost(p *play) call {
	return call{method: http.MethodPost, path: "/oauth/userinfo"}.bearing("Bearer", p.access)
}

func infoByBody(p *play) call {
	return form("/oauth/userinfo", params{{Name: "access_token", Value: p.access}})
}

// sameSub: userinfo is about whom the ID token is about.
func sameSub(p *play) error {
	if p.info.member("sub") == "" || p.info.member("sub") != p.id["sub"] {
		return fmt.Errorf("sub %q in userinfo, %v in the ID token", p.info.member("sub"), p.id["sub"])
	}
	return nil
}

// names holds that userinfo has these claims, each a text that is not empty.
func names(claims ...string) func(*play) error {
	return func(p *play) error {
		for _, c := range claims {
			if p.info.member(c) == "" {
				return fmt.Errorf("no %s in %s", c, p.info.body)
			}
		}
		return nil
	}
}

// silent holds that userinfo has none of these claims.
func silent(claims ...string) func(*play) error {
	return func(p *play) error {
		for _, c := range claims {
			if _, has := p.info.object()[c]; has {
				return fmt.Errorf("%s in %s", c, p.info.body)
			}
		}
		return nil
	}
}

// together tries several things as one condition.
func together(tries ...func(*play) error) func(*play) error {
	return func(p *play) error {
		for _, try := range tries {
			if err := try(p); err != nil {
				return err
			}
		}
		return nil
	}
}

// later lets time pass.
func later(d time.Duration) func(*play) error {
	return func(p *play) error { p.clock.advance(d); return nil }
}

func samePerson(p *play) error {
	if p.old["sub"] != p.id["sub"] {
		return fmt.Errorf("sub %v, before %v", p.id["sub"], p.old["sub"])
	}
	return nil
}

func authTimeLater(p *play) error {
	before, _ := p.old["auth_time"].(float64)
	now, _ := p.id["auth_time"].(float64)
	if before == 0 || now <= before {
		return fmt.Errorf("auth_time %v, before %v", now, before)
	}
	return nil
}

func authTimeSame(p *play) error {
	if p.old["auth_time"] == nil || p.old["auth_time"] != p.id["auth_time"] {
		return fmt.Errorf("auth_time %v, before %v", p.id["auth_time"], p.old["auth_time"])
	}
	return nil
}

// stopped holds that a request ends at a page of ours, and not at the app.
func stopped(status int, code string, changes ...change) func(*play) error {
	return func(p *play) error {
		p.asked = asks(p.client).with(append(slices.Clone(p.changes), changes...)...)
		q, page := p.b.visit(yara, p.asked)
		if q != nil || page.Status != status || !strings.Contains(string(page.Body), code) {
			return fmt.Errorf("%v, or a page with %d: %s", q, page.Status, words(page.Body))
		}
		return nil
	}
}
