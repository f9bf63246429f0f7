package conformance

import (
	"net/http"
	"strings"
	"time"
)

func atToken(clause, name string, w want, check string, c func(*bench) call) negative {
	return negative{at: "POST /oauth/token", clause: clause, name: name, want: w, check: check, call: c}
}

// refused is a JSON answer without a challenge.
func refused(status int, code string) want {
	return want{status: status, error: code, by: asJSON, header: map[string]string{"WWW-Authenticate": "", "Location": "", "Set-Cookie": ""}}
}

// redeemed is a token request of portfolio with a code of a fresh login.
func redeemed(changes ...change) func(*bench) call {
	return func(b *bench) call {
		return form("/oauth/token", redeems("portfolio", b.newCode("portfolio"), changes...)).by("portfolio", secret)
	}
}

func tokenNegatives() []negative {
	grant := refused(400, "invalid_grant")
	request := refused(400, "invalid_request")
	unsupported := refused(400, "unsupported_grant_type")
	return []negative{
		atToken("RFC 6749 5.2 grant_type", "no grant_type", request, `op.Token: q.get("grant_type")`, redeemed(drop("grant_type"))),
		atToken("RFC 9700 2.4", "grant_type password", unsupported, `op.Token: q.get("grant_type")`, redeemed(set("grant_type", "password"), set("username", "yara"), set("password", "yara-wachtwoord"))),
		atToken("RFC 6749 4.4", "grant_type client_credentials", unsupported, `op.Token: q.get("grant_type")`, redeemed(set("grant_type", "client_credentials"))),
		atToken("RFC 7523 2.1", "grant_type jwt-bearer", unsupported, `op.Token: q.get("grant_type")`, redeemed(set("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), set("assertion", "a.b.c"))),
		atToken("RFC 8693 2.1", "grant_type token-exchange", unsupported, `op.Token: q.get("grant_type")`, redeemed(set("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), set("subject_token", "x"))),
		atToken("RFC 8628 3.4", "grant_type device_code", unsupported, `op.Token: q.get("grant_type")`, redeemed(set("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), set("device_code", "x"))),

		atToken("RFC 6749 4.1.3 code REQUIRED", "no code", request, `op.redeem: q.get("code") == ""`, redeemed(drop("code"))),
		atToken("RFC 6749 4.1.3 code", "a code that is longer than any", request, `op.redeem: len(q.get("code")) > maxHandle`, redeemed(set("code", strings.Repeat("c", 129)))),
		atToken("RFC 6749 5.2 invalid_grant", "a code of nobody", grant, "grant.Redeem: errors.Is(err, store.ErrNotFound)", redeemed(set("code", strings.Repeat("c", 43)))),
		atToken("RFC 6749 4.1.3 redirect_uri REQUIRED", "no redirect_uri", grant, "registry.Redirects: a.redirects[uri] + grant.codeKey: b.RedirectURI", redeemed(drop("redirect_uri"))),
		atToken("RFC 6749 4.1.3 redirect_uri identical", "another redirect_uri", grant, "registry.Redirects: a.redirects[uri] + grant.codeKey: b.RedirectURI", redeemed(set("redirect_uri", redirectOf("ander")))),
		atToken("RFC 6749 4.1.2 one use", "a code for the second time", grant, "grant.Redeem: errors.Is(err, store.ErrTaken)", func(b *bench) call {
			c := form("/oauth/token", redeems("portfolio", b.newCode("portfolio"))).by("portfolio", secret)
			b.do(c)
			return c
		}),
		atToken("FAPI 2.0 SP 5.3.2.1 60 seconds", "a code of 61 seconds ago", grant, "grant.Redeem: s.now().Sub(h.last) >= CodeLife", func(b *bench) call {
			c := redeemed()(b)
			b.clock.advance(61 * time.Second)
			return c
		}),
		atToken("RFC 6749 4.1.3 bound to the client", "a code of another app", grant, "registry.Redirects: a.redirects[uri] + grant.codeKey: b.App", func(b *bench) call {
			return form("/oauth/token", redeems("portfolio", b.newCode("portfolio"))).by("ander", secret)
		}),

		atToken("RFC 7636 4.5", "no code_verifier", grant, `op.challengeOf: v == "" + op.challengeOf: len(v) < 43 + grant.codeKey: b.Challenge`, redeemed(drop("code_verifier"))),
		atToken("RFC 7636 4.6", "another code_verifier", grant, "grant.codeKey: b.Challenge", redeemed(set("code_verifier", strings.Repeat("v", 43)))),
		atToken("RFC 7636 4.6 not plain", "the challenge as verifier", grant, "grant.codeKey: b.Challenge", redeemed(set("code_verifier", challenge))),
		atToken("RFC 9700 4.8.2 downgrade", "a verifier where no challenge was sent", grant, "grant.codeKey: b.Challenge", func(b *bench) call {
			code := b.newCode("soms", drop("code_challenge"), drop("code_challenge_method"))
			return form("/oauth/token", redeems("soms", code)).by("soms", secret)
		}),
		atToken("RFC 9700 2.1.1 enforced when sent", "no verifier where a challenge was sent", grant, "grant.codeKey: b.Challenge", func(b *bench) call {
			return form("/oauth/token", redeems("soms", b.newCode("soms"), drop("code_verifier"))).by("soms", secret)
		}),

		atToken("RFC 6749 3.2 (code)", "code twice", request, "op.formOf: q.twice", redeemed(twice("code"))),
		atToken("RFC 6749 3.2 (unknown)", "an unknown parameter twice", request, "op.formOf: q.twice", redeemed(set("x", "y"), twice("x"))),
		atToken("RFC 6749 4.1.3 form-encoded", "a body of JSON", request, "op.formOf: c.ContentType != formType", func(b *bench) call {
			c := redeemed()(b)
			c.header.Set("Content-Type", "application/json")
			return c
		}),
		atToken("RFC 9110 8.3", "no content type", request, "op.formOf: c.ContentType != formType", func(b *bench) call {
			c := redeemed()(b)
			c.header.Del("Content-Type")
			return c
		}),
		atToken("RFC 6749 2.3.1 not in the URI", "parameters in the query", request, `op.formOf: c.Query != ""`, func(b *bench) call {
			c := redeemed()(b)
			c.query = c.body
			return c
		}),
		atToken("RFC 8707 2.2", "a resource that is not ours", refused(400, "invalid_target"), "op.posted: refused == nil && q.aimsBeyond(p.audience(app))", redeemed(set("resource", "https://api.example.nl/"))),
		atToken("RFC 8707 2 several", "two resources", refused(400, "invalid_target"), `op.formOf: q.twice["resource"]`, redeemed(set("resource", "https://api.example.nl/"), twice("resource"))),
		atToken("RFC 9110 15.5.14", "a body over 64 KiB", refused(413, "invalid_request"), "broker.run: x.r.ContentLength > limit + broker.body: errors.As(err, &tooLarge) + broker.body: err != nil", redeemed(set("x", strings.Repeat("x", 64<<10)))),
		atToken("ASVS 15.2.2", "over 64 parameters", request, `op.parseParameters: strings.Count(raw, "&") >= maxParameter`, func(b *bench) call {
			c := redeemed()(b)
			c.body += many
			return c
		}),
		{at: "GET /oauth/token", clause: "RFC 6749 3.2 POST alone", name: "parameters by GET", check: "broker.run: i < 0", call: func(b *bench) call {
			c := redeemed()(b)
			return call{method: http.MethodGet, path: c.path, query: c.body, header: c.header}
		}, want: want{status: 405, error: "invalid_request", by: asJSON, header: map[string]string{"Allow": "OPTIONS, POST"}}},
	}
}
