package conformance

import (
	"net/http"
	"strings"
)

// authorize is a request to the authorization endpoint that differs from an ordinary
// one of an app by some changes.
func authorize(clause, name string, w want, check, client string, changes ...change) negative {
	return negative{at: "GET /oauth/authorize", clause: clause, name: name, want: w, check: check, client: client, changes: changes, call: func(*bench) call {
		return call{method: http.MethodGet, path: "/oauth/authorize", query: asks(client, changes...).encode()}
	}}
}

// raw is authorize with a query that no list of parameters spells.
func raw(clause, name string, w want, check, query string) negative {
	return negative{at: "GET /oauth/authorize", clause: clause, name: name, want: w, check: check, call: func(*bench) call {
		return call{method: http.MethodGet, path: "/oauth/authorize", query: query}
	}}
}

// posted is authorize by POST (OpenID Connect Core 3.1.2.1: both alike).
func posted(n negative, client string, changes ...change) negative {
	n.at = "POST /oauth/authorize"
	n.call = func(*bench) call { return form("/oauth/authorize", asks(client, changes...)) }
	return n
}

func toApp(code string) want {
	return want{status: 303, error: code, by: redirect, header: map[string]string{"Access-Control-Allow-Origin": "", "Referrer-Policy": "no-referrer"}}
}

func byForm(code string) want {
	return want{status: 200, error: code, by: formPost, header: map[string]string{"Access-Control-Allow-Origin": "", "Location": ""}}
}

func page(status int, code string) want {
	return want{status: status, error: code, by: onPage, header: map[string]string{"Location": "", "Access-Control-Allow-Origin": ""}}
}

const (
	unknownApp  = "SLUIS-1001"
	wrongReturn = "SLUIS-1002"
	sentTwice   = "SLUIS-1003"
	tooLarge    = "SLUIS-1007"
	noObject    = "SLUIS-1016"
	spentPush   = "SLUIS-1017"
)

func authorizeNegatives() []negative {
	bad := redirectOf("portfolio")
	return []negative{
		// Who asks, and where to: a page, never a redirect.
		authorize("RFC 6749 4.1.2.1", "no client_id", page(400, unknownApp), "op.Authorize: !ok", "portfolio", drop("client_id")),
		authorize("RFC 6749 2.2", "an unknown client_id", page(400, unknownApp), "op.Authorize: !ok", "portfolio", set("client_id", "niemand")),
		authorize("RFC 6749 3.1 (client_id)", "client_id twice", page(400, sentTwice), `op.Authorize: q.twice["client_id"]`, "portfolio", twice("client_id")),
		authorize("RFC 6749 3.1 (redirect_uri)", "redirect_uri twice", page(400, sentTwice), `op.Authorize: q.twice["redirect_uri"]`, "portfolio", twice("redirect_uri")),
		authorize("OIDC Core 3.1.2.1 redirect_uri REQUIRED", "no redirect_uri", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", drop("redirect_uri")),
		authorize("RFC 9700 2.1 exact match", "a slash after it", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", bad+"/")),
		authorize("RFC 3986 6.2.2.1 not normalised", "the host in capitals", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://PORTFOLIO.example.nl/callback")),
		authorize("RFC 3986 6.2.2.2 not decoded", "a letter percent-encoded", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://portfolio.example.nl/call%62ack")),
		authorize("RFC 3986 6.2.2.3 no dot segments", "a dot segment", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://portfolio.example.nl/x/../callback")),
		authorize("RFC 3986 6.2.3 default port", "the default port spelled", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://portfolio.example.nl:443/callback")),
		authorize("RFC 6749 3.1.2 no fragment", "a fragment", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", bad+"#x")),
		authorize("RFC 6749 3.1.2.2 query is part of it", "a query beyond what is registered", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", bad+"?next=https://kwaad.example")),
		authorize("RFC 9700 4.1.1 userinfo", "user information before another host", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://portfolio.example.nl@kwaad.example/callback")),
		authorize("RFC 9700 4.1.1 subdomain", "the registered host as a label of another", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://portfolio.example.nl.kwaad.example/callback")),
		authorize("RFC 9700 4.11 open redirector", "an address of somebody else", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "https://kwaad.example/")),
		authorize("RFC 6749 10.6 scheme", "http for https", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "http://portfolio.example.nl/callback")),
		authorize("RFC 9700 4.1.1 script", "a script as its address", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", "javascript:alert(1)")),
		authorize("RFC 6749 2.2 bound to its client", "the address of another app", page(400, wrongReturn), "registry.Redirects: a.redirects[uri]", "portfolio", set("redirect_uri", redirectOf("ander"))),

		// How it is spelled.
		raw("RFC 6749 appendix B", "a broken percent-encoding", page(413, tooLarge), "op.parseParameters: err != nil", asks("portfolio").encode()+"&x=%zz"),
		raw("WHATWG URL 5.1 separators", "a semicolon between parameters", page(413, tooLarge), `op.parseParameters: strings.Contains(raw, ";")`, asks("portfolio").encode()+";x=y"),
		raw("RFC 9110 15.5.14", "a query over 16 KiB", page(413, tooLarge), "op.parseParameters: len(raw) > maxRequest", asks("portfolio", set("x", strings.Repeat("x", 16<<10))).encode()),
		raw("ASVS 15.2.2", "over 64 parameters", page(413, tooLarge), `op.parseParameters: strings.Count(raw, "&") >= maxParameter`, asks("portfolio").encode()+many),
		authorize("RFC 6749 3.1 (state)", "state twice", toApp("invalid_request"), "op.readShape: q.twice", "portfolio", twice("state")),
		authorize("RFC 6749 3.1 (nonce)", "nonce twice", toApp("invalid_request"), "op.readShape: q.twice", "portfolio", twice("nonce")),
		authorize("RFC 6749 3.1 (scope)", "scope twice", toApp("invalid_request"), "op.readShape: q.twice", "portfolio", twice("scope")),
		authorize("RFC 6749 3.1 (response_type)", "response_type twice", toApp("invalid_request"), "op.readShape: q.twice", "portfolio", twice("response_type")),
		authorize("RFC 6749 3.1 (response_mode)", "response_mode twice", toApp("invalid_request"), `op.readMode: q.twice["response_mode"] + op.readShape: q.twice`, "portfolio", set("response_mode", "query"), twice("response_mode")),
		authorize("RFC 6749 3.1 (code_challenge)", "code_challenge twice", toApp("invalid_request"), "op.readShape: q.twice", "portfolio", twice("code_challenge")),
		authorize("RFC 6749 3.1 (unknown)", "an unknown parameter twice", toApp("invalid_request"), "op.readShape: q.twice", "portfolio", set("x", "y"), twice("x")),

		// What it asks.
		authorize("RFC 6749 3.1.1", "no response_type", toApp("invalid_request"), `op.readShape: q.get("response_type") == ""`, "portfolio", drop("response_type")),
		authorize("RFC 9700 2.1.2 implicit", "response_type token", toApp("unsupported_response_type"), `op.readShape: q.get("response_type") != string(oidc.ResponseTypeCode)`, "portfolio", set("response_type", "token")),
		authorize("NL GOV OIDC 4.1 code flow", "response_type id_token", toApp("unsupported_response_type"), `op.readShape: q.get("response_type") != string(oidc.ResponseTypeCode)`, "portfolio", set("response_type", "id_token")),
		authorize("OIDC Core 3.3 hybrid", "response_type code id_token", toApp("unsupported_response_type"), `op.readShape: q.get("response_type") != string(oidc.ResponseTypeCode)`, "portfolio", set("response_type", "code id_token")),
		authorize("OAuth multiple response types 4", "response_type none", toApp("unsupported_response_type"), `op.readShape: q.get("response_type") != string(oidc.ResponseTypeCode)`, "portfolio", set("response_type", "none")),
		authorize("OAuth multiple response types 2.1", "response_mode fragment", toApp("invalid_request"), `op.readMode: q.get("response_mode")`, "portfolio", set("response_mode", "fragment")),
		authorize("OIDC Core 3.1.2.1 scope", "scope without openid", toApp("invalid_scope"), "op.readScope: !slices.Contains(scopes, oidc.ScopeOpenID)", "portfolio", set("scope", "profile")),
		authorize("RFC 6749 3.3", "no scope", toApp("invalid_scope"), "op.readScope: !slices.Contains(scopes, oidc.ScopeOpenID)", "portfolio", drop("scope")),
		authorize("RFC 8707 2 resource", "a resource", toApp("invalid_target"), "op.readShape: q.aimsBeyond(p.audience(app))", "portfolio", set("resource", "https://api.example.nl/")),
		authorize("RFC 9449 10 dpop_jkt", "a dpop_jkt that is no thumbprint", toApp("invalid_request"), "op.readSender: len(jkt) != 43", "portfolio", set("dpop_jkt", "kort")),
		authorize("RFC 9101 5 one of both", "request and request_uri", toApp("invalid_request"), `op.readShape: q.has("request") && q.has("request_uri") + op.readShape: q.has("request") + op.readShape: q.has("request_uri")`, "portfolio", set("request", "a.b.c"), set("request_uri", "https://rp.example.nl/r")),
		authorize("OIDC Core 3.1.2.6 request_not_supported", "a request object where none is taken", toApp("request_not_supported"), "op.readShape: q.has(\"request\")", "portfolio", set("request", "a.b.c")),
		authorize("OIDC Core 3.1.2.6 request_uri_not_supported", "a request_uri by reference", toApp("request_uri_not_supported"), "op.readShape: q.has(\"request_uri\")", "portfolio", set("request_uri", "https://rp.example.nl/r")),
		authorize("OIDC Core 7.2.1 registration", "a registration of its own", toApp("registration_not_supported"), `op.readShape: q.has("registration")`, "portfolio", set("registration", "{}")),

		// PKCE.
		authorize("RFC 7636 4.4.1", "no code_challenge", toApp("invalid_request"), "op.readPKCE: !app.PKCEIfSent", "portfolio", drop("code_challenge"), drop("code_challenge_method")),
		authorize("RFC 7636 4.3 method without challenge", "a method without a challenge", toApp("invalid_request"), "op.readPKCE: method != \"\"", "soms", drop("code_challenge")),
		authorize("RFC 9700 2.1.1 S256", "code_challenge_method plain", toApp("invalid_request"), "op.readPKCE: method != string(oidc.CodeChallengeMethodS256)", "portfolio", set("code_challenge_method", "plain")),
		authorize("RFC 7636 4.3 default plain", "no code_challenge_method, which means plain", toApp("invalid_request"), "op.readPKCE: method != string(oidc.CodeChallengeMethodS256)", "portfolio", drop("code_challenge_method")),
		authorize("RFC 7636 4.2 length", "a code_challenge of 42 characters", toApp("invalid_request"), "op.readPKCE: len(challenge) != 43", "portfolio", set("code_challenge", challenge[:42])),
		authorize("RFC 7636 4.2 alphabet", "a code_challenge with padding", toApp("invalid_request"), "op.onlyBase64URL: !strings.ContainsFunc(s, func(c rune) bool { return (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' })", "portfolio", set("code_challenge", challenge[:42]+"=")),
		authorize("RFC 9700 2.1.1 nonce in its place", "neither PKCE nor nonce where PKCE may be left out", toApp("invalid_request"), `op.readPKCE: q.get("nonce") == ""`, "soms", drop("code_challenge"), drop("code_challenge_method"), drop("nonce")),

		// What comes back as it went.
		authorize("RFC 6749 3.1 state, capped", "a state over 1 KiB", toApp("invalid_request"), `op.readOpaque: len(q.get("state")) > maxOpaque`, "portfolio", set("state", strings.Repeat("s", 1025))),
		authorize("OIDC Core 15.5.2 nonce, capped", "a nonce over 1 KiB", toApp("invalid_request"), `op.readOpaque: len(q.get("nonce")) > maxOpaque`, "portfolio", set("nonce", strings.Repeat("n", 1025))),
		authorize("NL GOV OIDC 4.1 state", "no state in profile nlgov", toApp("invalid_request"), `op.readOpaque: app.Profile.RequiresStateAndNonce() && (q.get("state") == "" || q.get("nonce") == "")`, "overheid", drop("state")),
		authorize("NL GOV OIDC 4.1 nonce", "no nonce in profile nlgov", toApp("invalid_request"), `op.readOpaque: app.Profile.RequiresStateAndNonce() && (q.get("state") == "" || q.get("nonce") == "")`, "overheid", drop("nonce")),

		// How the person is asked.
		authorize("OIDC Core 3.1.2.1 prompt values", "an unknown prompt", toApp("invalid_request"), "op.readPrompt: w", "portfolio", set("prompt", "create")),
		authorize("OIDC Core 3.1.2.1 prompt none alone", "prompt none and login", toApp("invalid_request"), "op.readPrompt: len(prompts) > 1", "portfolio", set("prompt", "none login")),
		authorize("OIDC Core 3.1.2.6 login_required", "prompt none where nobody is logged in", toApp("login_required"), `op.answer: r.Passive && !app.Passive && !app.Session.Answers() + flow.pick: r.Passive && !app.Passive + flow.pick: r.Passive && (s == nil || b.Half == "")`, "portfolio", set("prompt", "none")),
		authorize("OIDC Core 3.1.2.1 max_age is a number", "a max_age of words", toApp("invalid_request"), "op.readPrompt: err != nil", "portfolio", set("max_age", "lang")),
		authorize("OIDC Core 3.1.2.1 max_age not negative", "a negative max_age", toApp("invalid_request"), "op.readPrompt: n < 0", "portfolio", set("max_age", "-1")),
		authorize("OIDC Core 3.1.2.1 max_age in range", "a max_age beyond 31 bits", toApp("invalid_request"), "op.readPrompt: n >= 1<<31", "portfolio", set("max_age", "2147483648")),
		authorize("OIDC Core 3.1.2.1 max_age as digits", "a max_age with a sign", toApp("invalid_request"), `op.readPrompt: strings.HasPrefix(q.get("max_age"), "+")`, "portfolio", set("max_age", "+1")),
		authorize("OIDC Core 3.1.2.2 id_token_hint", "an id_token_hint that is no token of ours", toApp("invalid_request"), "op.readHint: !ok", "portfolio", set("id_token_hint", "a.b.c")),
		authorize("OIDC Core 5.5 object", "claims that are no JSON", toApp("invalid_request"), "op.readClaims: err != nil", "portfolio", set("claims", "[")),
		authorize("OIDC Core 5.5.1 sub", "claims with a sub of no kind", toApp("invalid_request"), `op.readClaims: json.Unmarshal(want.Value, &sub) != nil + op.readClaims: sub == ""`, "portfolio", set("claims", `{"id_token":{"sub":{"value":7}}}`)),
		authorize("OIDC Core 5.5.1.1 acr", "claims with an acr of no kind", toApp("invalid_request"), "op.readClaims: want != nil", "portfolio", set("claims", `{"id_token":{"acr":{"value":7}}}`)),
		authorize("OIDC Core 3.1.2.1 acr_values, capped", "a context class over 256 bytes", toApp("invalid_request"), "op.addClasses: len(v) > maxClass", "portfolio", set("acr_values", strings.Repeat("a", 257))),

		// The same by form_post: one writer for both.
		authorize("Form Post 2 (invalid_request)", "form_post: no code_challenge", byForm("invalid_request"), "op.readPKCE: !app.PKCEIfSent", "portfolio", drop("code_challenge"), drop("code_challenge_method"), set("response_mode", "form_post")),
		authorize("Form Post 2 (unsupported_response_type)", "form_post: response_type token", byForm("unsupported_response_type"), `op.readShape: q.get("response_type") != string(oidc.ResponseTypeCode)`, "portfolio", set("response_type", "token"), set("response_mode", "form_post")),
		authorize("Form Post 2 (invalid_scope)", "form_post: scope without openid", byForm("invalid_scope"), "op.readScope: !slices.Contains(scopes, oidc.ScopeOpenID)", "portfolio", set("scope", "profile"), set("response_mode", "form_post")),
		authorize("Form Post 2 (login_required)", "form_post: prompt none", byForm("login_required"), `op.answer: r.Passive && !app.Passive && !app.Session.Answers() + flow.pick: r.Passive && !app.Passive + flow.pick: r.Passive && (s == nil || b.Half == "")`, "portfolio", set("prompt", "none"), set("response_mode", "form_post")),

		// By POST.
		posted(negative{clause: "OIDC Core 3.1.2.1 POST", name: "an unknown app", want: page(400, unknownApp), check: "op.Authorize: !ok"}, "portfolio", set("client_id", "niemand")),
		posted(negative{clause: "RFC 9700 2.1 exact match", name: "an address of somebody else", want: page(400, wrongReturn), check: "registry.Redirects: a.redirects[uri]"}, "portfolio", set("redirect_uri", "https://kwaad.example/")),
		posted(negative{clause: "RFC 6749 3.1 (client_id)", name: "client_id twice", want: page(400, sentTwice), check: `op.Authorize: q.twice["client_id"]`}, "portfolio", twice("client_id")),
		posted(negative{clause: "RFC 9700 2.1.1 S256", name: "code_challenge_method plain", want: toApp("invalid_request"), check: "op.readPKCE: method != string(oidc.CodeChallengeMethodS256)"}, "portfolio", set("code_challenge_method", "plain")),
		posted(negative{clause: "RFC 9700 2.1.2 implicit", name: "response_type token", want: toApp("unsupported_response_type"), check: `op.readShape: q.get("response_type") != string(oidc.ResponseTypeCode)`}, "portfolio", set("response_type", "token")),
		posted(negative{clause: "OIDC Core 3.1.2.6 login_required", name: "prompt none", want: toApp("login_required"), check: "op.answer: r.Passive && !app.Passive && !app.Session.Answers()"}, "portfolio", set("prompt", "none")),
		posted(negative{clause: "RFC 9110 15.5.14", name: "a body over 16 KiB", want: page(413, tooLarge), check: "op.parseParameters: len(raw) > maxRequest"}, "portfolio", set("x", strings.Repeat("x", 16<<10))),
		{at: "POST /oauth/authorize", clause: "RFC 6749 3.1 (query and body)", name: "a parameter in query and body", want: page(400, sentTwice), check: `op.Authorize: q.twice["client_id"]`, call: func(*bench) call {
			c := form("/oauth/authorize", asks("portfolio"))
			c.query = "client_id=portfolio"
			return c
		}},
		{at: "POST /oauth/authorize", clause: "OIDC Core 3.1.2.1 form serialization", name: "a body of JSON", want: page(400, unknownApp), check: "op.Authorize: !ok", call: func(*bench) call {
			c := form("/oauth/authorize", asks("portfolio"))
			c.header = http.Header{"Content-Type": {"application/json"}}
			return c
		}},
	}
}
