package conformance

import (
	"net/http"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// newIDToken is the ID token of a fresh login.
func (b *bench) newIDToken(client string) string {
	b.t.Helper()
	a := b.do(form("/oauth/token", redeems(client, b.newCode(client))).by(client, secret))
	if a.member("id_token") == "" {
		b.t.Fatalf("no ID token: %d %s", a.status, a.body)
	}
	return a.member("id_token")
}

// leaves is a logout request as it should be: with the ID token of a login, to the
// app's registered address.
func (b *bench) leaves(changes ...change) params {
	return params{{Name: "id_token_hint", Value: b.newIDToken("portfolio")}, {Name: "post_logout_redirect_uri", Value: leftOf("portfolio")},
		{Name: "state", Value: "tot ziens"}}.with(changes...)
}

// logoutNegatives are what the end_session_endpoint refuses: each with a page, by GET
// and by POST, and nobody is logged out by it.
func logoutNegatives() []negative {
	var all []negative
	add := func(clause, name string, w want, check string, ask func(b *bench) params) {
		w.header = map[string]string{"Location": "", "Clear-Site-Data": "", "Set-Cookie": "", "Access-Control-Allow-Origin": ""}
		n := negative{at: "GET /oauth/logout", clause: clause, name: name, want: w, check: check, call: func(b *bench) call {
			return call{method: http.MethodGet, path: "/oauth/logout", query: ask(b).encode()}
		}}
		p := n
		p.at, p.call = "POST /oauth/logout", func(b *bench) call { return form("/oauth/logout", ask(b)) }
		all = append(all, n, p)
	}
	with := func(changes ...change) func(*bench) params {
		return func(b *bench) params { return b.leaves(changes...) }
	}
	hint := func(jwt func(b *bench) string) func(*bench) params {
		return func(b *bench) params { return b.leaves(set("id_token_hint", jwt(b))) }
	}
	claims := func(b *bench) map[string]any {
		return map[string]any{"iss": b.issuer, "aud": "portfolio", "sub": "x", "sid": "x", "exp": b.clock.now().Unix() + 60}
	}
	address := func(uri string) func(*bench) params { return with(set("post_logout_redirect_uri", uri)) }
	const registered, noHint = "registry.LogsOutTo: slices.Contains(a.PostLogoutRedirectURIs, uri)", "op.EndSession: !ok"
	add("RP-Initiated Logout 3 exact", "a slash after the address", page(400, wrongLeft), registered, address(leftOf("portfolio")+"/"))
	add("RP-Initiated Logout 3 query", "a query beyond what is registered", page(400, wrongLeft), registered, address(leftOf("portfolio")+"?next=https://kwaad.example"))
	add("RP-Initiated Logout 3 scheme", "http for https", page(400, wrongLeft), registered, address("http://portfolio.example.nl/left"))
	add("RP-Initiated Logout 6 open redirector", "an address of somebody else", page(400, wrongLeft), registered, address("https://kwaad.example/"))
	add("RP-Initiated Logout 6 script", "a script as its address", page(400, wrongLeft), registered, address("javascript:alert(1)"))
	add("RP-Initiated Logout 3 (redirect_uri is another)", "an address of logins", page(400, wrongLeft), registered, address(redirectOf("portfolio")))
	add("RP-Initiated Logout 3 of that app", "the address of another app", page(400, wrongLeft), registered, address(leftOf("ander")))
	add("RP-Initiated Logout 2 whose address", "an address, and nobody whose it is", page(400, wrongLeft), "op.EndSession: !known", with(drop("id_token_hint")))
	add("RP-Initiated Logout 2 client_id", "an unknown client_id", page(400, unknownApp), `op.EndSession: l.App != "" && !known`, with(drop("id_token_hint"), set("client_id", "niemand")))
	add("RP-Initiated Logout 2 client_id agrees", "a client_id that the hint is not for", page(400, wrongHint), `op.EndSession: l.App != "" && l.App != h.Audience`, with(set("client_id", "ander")))
	add("RP-Initiated Logout 2 id_token_hint", "a hint that is no JWT", page(400, wrongHint), noHint, hint(func(*bench) string { return "a.b.c" }))
	add("RFC 8725 3.2 none", "a hint that nobody signed", page(400, wrongHint), noHint, hint(func(b *bench) string { return unsigned(`{"alg":"none"}`, claims(b)) }))
	add("RFC 7515 5.2", "a hint that somebody else signed", page(400, wrongHint), noHint, hint(func(b *bench) string { return signed(b.t, jose.ES256, b.keys.ec, nil, claims(b)) }))
	add("RFC 8725 3.11", "a JWT access token in the place of a hint", page(400, wrongHint), noHint, hint(func(b *bench) string { return b.newFamily("getekend").member("access_token") }))
	for _, name := range []string{"id_token_hint", "post_logout_redirect_uri", "state"} {
		add("RFC 6749 3.1 ("+name+")", name+" twice", page(400, sentTwice), "op.EndSession: q.twice[name]", with(twice(name)))
	}
	add("RFC 6749 3.1 (client_id)", "client_id twice", page(400, sentTwice), "op.EndSession: q.twice[name]", with(set("client_id", "portfolio"), twice("client_id")))
	add("RFC 6749 3.1 (ui_locales)", "ui_locales twice", page(400, sentTwice), "op.EndSession: q.twice[name]", with(set("ui_locales", "nl"), twice("ui_locales")))
	add("RP-Initiated Logout 2 state, capped", "a state over 1 KiB", page(413, tooLarge), `op.EndSession: len(q.get("state")) > maxOpaque`, with(set("state", strings.Repeat("s", 1025))))
	add("RFC 9110 15.5.14", "a request over 16 KiB", page(413, tooLarge), "op.parseParameters: len(raw) > maxRequest", with(set("x", strings.Repeat("x", 16<<10))))
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		all = append(all, negative{at: method + " /oauth/logout", clause: "RFC 9110 15.5.6", name: "a method that it has not", want: allowing("GET, HEAD, POST", onPage), check: "broker.run: i < 0",
			call: func(*bench) call { return call{method: method, path: "/oauth/logout"} }})
	}
	return all
}
