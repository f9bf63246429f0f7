package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// How a run of the FAPI modules speaks to the broker: requests that are pushed, proofs
// of one key, an assertion in each call.

// fapi2Apps are its registry: an app, another one, one whose person is asked each time,
// and one that may refresh.
func fapi2Apps() string {
	common := []string{"profile: fapi2", "id_token_alg: ES256"}
	of := func(id, jwks string, more ...string) string {
		return app(id, slices.Concat(common, []string{"client_auth: {method: private_key_jwt, jwks_file: " + jwks + "}"}, more)...)
	}
	return of("fapi", "fapi.jwks") + of("fapiander", "otherec.jwks") + of("fapiververs", "fapi.jwks", "refresh: on") + strings.Replace(of("fapivraagt", "fapi.jwks"), "inform: never", "inform: every_login", 1)
}

// fapiPlay is a run with an app of profile fapi2.
func (w *world) fapiPlay(client string) *play {
	key := w.keys.ec
	if client == "fapiander" {
		key = w.keys.otherEC
	}
	p := w.newPlay(strict, client, w.byKey(jose.ES256, key))
	p.key = newKey(w.t)
	return p
}

// pushWith pushes a request; proof is a DPoP header, or "".
func (p *play) pushWith(proof string, changes ...change) answer {
	p.asked = asks(p.client, drop("login_hint")).with(changes...)
	c := p.by(form("/oauth/par", p.asked.with(drop("client_id"))), p.client)
	if proof != "" {
		c = c.proving(proof)
	}
	return p.do(c)
}

// pushing pushes a request that must be taken.
func pushing(changes ...change) func(*play) error {
	return func(p *play) error { return p.pushed(p.pushWith("", changes...)) }
}

// pushed holds the answer to RFC 9126 §2.2.
func (p *play) pushed(a answer) error {
	p.uri = a.member("request_uri")
	life, _ := a.object()["expires_in"].(float64)
	if a.status != http.StatusCreated || p.uri == "" || life < 5 || life >= 600 {
		return fmt.Errorf("%d %s", a.status, a.body)
	}
	return nil
}

// unpushed pushes a request that must not be taken.
func unpushed(codes []string, changes ...change) func(*play) error {
	return func(p *play) error { return failing(p.pushWith("", changes...), codes...) }
}

// failing holds an answer to an OAuth error of some codes.
func failing(a answer, codes ...string) error {
	if a.status != http.StatusBadRequest && a.status != http.StatusUnauthorized || !slices.Contains(codes, a.member("error")) {
		return fmt.Errorf("%d %s, want one of %v", a.status, a.body, codes)
	}
	return nil
}

// opening goes with what was pushed to the authorization endpoint, and through the login.
func opening(more ...change) func(*play) error {
	return func(p *play) error {
		q := params{{Name: "client_id", Value: p.client}, {Name: "request_uri", Value: p.uri}}.with(more...)
		p.got, p.page = p.b.open(yara, p.issuer+"/oauth/authorize?"+q.encode())
		if p.got == nil {
			return fmt.Errorf("ended at %s with %d: %s", p.page.URL.Path, p.page.Status, words(p.page.Body))
		}
		return nil
	}
}

// notOpening goes the same way and must come to a page of ours.
func notOpening(more ...change) func(*play) error {
	return func(p *play) error {
		if err := opening(more...)(p); err == nil {
			return fmt.Errorf("%v", p.got)
		}
		return stayedAt(http.StatusBadRequest, spentPush)(p)
	}
}

// redeemWith redeems the code of the run; proof is a DPoP header, or "".
func (p *play) redeemWith(proof string, changes ...change) answer {
	c := p.by(form("/oauth/token", redeems(p.client, p.got.Get("code"), changes...)), p.client)
	if proof != "" {
		c = c.proving(proof)
	}
	return p.do(c)
}

// tokenProof is a good proof of the run's key for the token endpoint.
func (p *play) tokenProof() string {
	return p.proof(p.key, http.MethodPost, "/oauth/token", "").String()
}

// bound redeems the code with a proof, and holds what comes.
func bound(p *play) error { return p.took(p.redeemWith(p.tokenProof())) }

func (p *play) took(a answer) error {
	p.token, p.access, p.raw, p.old = a, a.member("access_token"), a.member("id_token"), p.id
	if a.status != http.StatusOK || a.member("token_type") != "DPoP" {
		return fmt.Errorf("%d %s", a.status, a.body)
	}
	return nil
}

// infoBound asks userinfo with a token and a proof by a scheme.
func infoBound(scheme string) func(*play) error {
	return informing(func(p *play) call {
		return call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing(scheme, p.access).proving(p.proof(p.key, http.MethodGet, "/oauth/userinfo", p.access).String())
	})
}

// wholeFAPI2 is a login with all that belongs to it.
func wholeFAPI2(changes ...change) []condition {
	return []condition{
		{what: "the pushed request is taken, for less than 600 seconds", try: pushing(changes...)},
		{what: "the login ends in a code at the app, with state as it was pushed, and iss", try: together(opening(), coded)},
		{what: "the code gives tokens of type DPoP, in JSON that nobody keeps", try: together(bound, answered)},
		{what: "the ID token verifies by the JWKS, with iss, aud, sub, iat, exp and the nonce that was pushed", try: together(signedByUs, claimed, nonceBack)},
		{what: "userinfo answers with the proof, of the same sub", try: together(infoBound("DPoP"), sameSub)},
	}
}

// assertsAt makes a token or push call whose assertion has other claims.
func (p *play) assertsAt(c call, changes ...func(map[string]any)) answer {
	b := &bench{world: p.world}
	jwt := signed(p.t, jose.ES256, p.keys.ec, nil, b.asserts(p.client, changes...))
	return p.do(c.add("client_id", p.client).add("client_assertion_type", assertionType).add("client_assertion", jwt))
}

// fitly is what an app sends beside its assertion: to push, and to redeem.
func (p *play) pushCall() call {
	p.asked = asks(p.client, drop("login_hint"))
	return form("/oauth/par", p.asked.with(drop("client_id")))
}

func (p *play) redeemCall() call {
	return form("/oauth/token", redeems(p.client, p.got.Get("code"))).proving(p.tokenProof())
}

// withCode is a login up to the code.
func withCode(changes ...change) func(*play) error {
	return together(pushing(changes...), opening(), coded)
}

// declining lets the person press the button that declines.
func declining(p *play) error {
	p.b.c.Answer = func(page *hubtest.Page, _ hub.Person) (*hubtest.Request, error) {
		for _, f := range page.Forms() {
			if b := f.Button(func(b hubtest.Button) bool { return b.Action == "decline" }); b != nil {
				r := f.Submit(b)
				return &r, nil
			}
		}
		return nil, hubtest.ErrDefault
	}
	return nil
}

// another is the run of the other app, with a browser and a key of its own.
func (p *play) another() *play {
	o := p.fapiPlay("fapiander")
	o.t = p.t
	return o
}

// dpopWrong tries userinfo with each spoiled proof of the tables, and with those that a
// server must take.
func dpopWrong(p *play) error {
	b := &bench{world: p.world}
	for _, f := range proofFaults() {
		c := call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("DPoP", p.access)
		heads := f.headers(b, p.proof(p.key, http.MethodGet, "/oauth/userinfo", p.access))
		for _, h := range heads {
			c = c.proving(h)
		}
		if f.change == nil && f.send == nil {
			p.do(c)
		}
		if a := p.do(c); a.status != http.StatusUnauthorized && a.status != http.StatusBadRequest {
			return fmt.Errorf("%s: %d", f.name, a.status)
		}
	}
	return nil
}

// proofsTaken are proofs that look unusual and are right.
func proofsTaken(p *play) error {
	for name, change := range map[string]func(*proof){
		"htu with query and fragment":     func(f *proof) { f.claims["htu"] = f.claims["htu"].(string) + "?x=y#z" },
		"htu with the host in capitals":   func(f *proof) { f.claims["htu"] = "HTTP" + f.claims["htu"].(string)[4:] },
		"further members":                 func(f *proof) { f.claims["x"], f.header["x"] = "y", "y" },
		"nbf and exp":                     func(f *proof) { f.claims["nbf"], f.claims["exp"] = f.claims["iat"], f.claims["iat"].(int64)+60 },
		"the header's name in small case": func(*proof) {},
	} {
		f := p.proof(p.key, http.MethodGet, "/oauth/userinfo", p.access)
		change(f)
		if a := p.do(call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("DPoP", p.access).proving(f.String())); a.status != http.StatusOK {
			return fmt.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	return nil
}

// shifted lets the run's proofs of PAR, token endpoint and userinfo be made at another
// moment, in seconds from now.
func shifted(seconds int64) func(*play) error {
	return func(p *play) error {
		at := func(method, path, token string) string {
			f := p.proof(p.key, method, path, token)
			f.claims["iat"] = p.clock.now().Unix() + seconds
			return f.String()
		}
		if err := p.pushed(p.pushWith(at(http.MethodPost, "/oauth/par", ""))); err != nil {
			return err
		}
		if err := together(opening(), coded)(p); err != nil {
			return err
		}
		if err := p.took(p.redeemWith(at(http.MethodPost, "/oauth/token", ""))); err != nil {
			return err
		}
		if a := p.do(call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("DPoP", p.access).proving(at(http.MethodGet, "/oauth/userinfo", p.access))); a.status != http.StatusOK {
			return fmt.Errorf("%d %s", a.status, a.body)
		}
		return nil
	}
}
