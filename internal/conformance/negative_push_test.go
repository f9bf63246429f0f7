package conformance

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// pushes makes the call that pushes a request of an app, which proves itself as it is
// registered.
func (b *bench) pushes(client string, changes ...change) call {
	switch c := form("/oauth/par", asks(client, changes...).with(drop("client_id"))); client {
	case "overheid":
		return b.byKey(jose.PS256, b.keys.rsa)(c, client)
	case "sleutel", "getekendverzoek":
		return b.byKey(jose.ES256, b.keys.ec)(c, client)
	default:
		return c.by(client, secret)
	}
}

// newPush is the request_uri of a request that was pushed.
func (b *bench) newPush(client string, changes ...change) string {
	b.t.Helper()
	a := b.do(b.pushes(client, changes...))
	if a.status != http.StatusCreated || a.member("request_uri") == "" {
		b.t.Fatalf("not pushed: %d %s", a.status, a.body)
	}
	return a.member("request_uri")
}

// opened takes a request_uri to the authorization endpoint.
func opened(client, uri string, more ...change) call {
	p := params{{Name: "client_id", Value: client}, {Name: "request_uri", Value: uri}}
	return call{method: http.MethodGet, path: "/oauth/authorize", query: p.with(more...).encode()}
}

func pushNegatives() []negative {
	in := func(clause, name string, w want, check string, c func(*bench) call) negative {
		return negative{at: "POST /oauth/par", clause: clause, name: name, want: w, check: check, call: c}
	}
	pushed := func(client string, changes ...change) func(*bench) call {
		return func(b *bench) call { return b.pushes(client, changes...) }
	}
	request := refused(400, "invalid_request")
	all := []negative{
		in("RFC 9126 2.1 request_uri", "a request_uri in what is pushed", request, `op.pushing: q.has("request_uri")`, pushed("portfolio", set("request_uri", "urn:ietf:params:oauth:request_uri:x"))),
		in("RFC 9126 2.3 redirect_uri", "an address that is not registered", request, "registry.Redirects: a.redirects[uri]", pushed("portfolio", set("redirect_uri", "https://kwaad.example/"))),
		in("RFC 9126 2.3 redirect_uri REQUIRED", "no redirect_uri", request, "registry.Redirects: a.redirects[uri]", pushed("portfolio", drop("redirect_uri"))),
		in("FAPI 2.0 SP 5.3.2.1 confidential", "a public client", refused(400, "unauthorized_client"), "op.pushing: app.Public()", func(*bench) call {
			return form("/oauth/par", asks("open"))
		}),
		in("RFC 9126 2.3 (once)", "a parameter twice", request, "op.formOf: q.twice + op.readShape: q.twice", pushed("portfolio", twice("state"))),
		in("RFC 9126 2.1 form-encoded", "a body of JSON", request, "op.formOf: c.ContentType != formType", func(b *bench) call {
			c := b.pushes("portfolio")
			c.header.Set("Content-Type", "application/json")
			return c
		}),
		in("RFC 9110 8.3", "no content type", request, "op.formOf: c.ContentType != formType", func(b *bench) call {
			c := b.pushes("portfolio")
			c.header.Del("Content-Type")
			return c
		}),
		in("RFC 9126 2.1 in the body", "parameters in the query", request, `op.formOf: c.Query != ""`, func(b *bench) call {
			c := b.pushes("portfolio")
			c.query = "state=anders"
			return c
		}),
		in("RFC 9126 2.3 413", "a body over 64 KiB", refused(413, "invalid_request"), "broker.run: x.r.ContentLength > limit + broker.body: errors.As(err, &tooLarge) + broker.body: err != nil", pushed("portfolio", set("x", strings.Repeat("x", 64<<10)))),
		in("ASVS 15.2.2", "over 64 parameters", request, `op.parseParameters: strings.Count(raw, "&") >= maxParameter`, func(b *bench) call {
			c := b.pushes("portfolio")
			c.body += many
			return c
		}),
		in("RFC 9101 10.5 required", "no request object where one is required", request, "op.pushing: app.RequestObjectsOnly", pushed("getekendverzoek")),
		{at: "GET /oauth/par", clause: "RFC 9126 2.3 405", name: "a request by GET", want: allowing("OPTIONS, POST", asJSON), check: "broker.run: i < 0", call: func(b *bench) call {
			c := b.pushes("portfolio")
			return call{method: http.MethodGet, path: c.path, query: c.body, header: c.header}
		}},
		{at: "PUT /oauth/par", clause: "RFC 9110 15.5.6", name: "a method that it has not", want: allowing("OPTIONS, POST", asJSON), check: "broker.run: i < 0", call: func(*bench) call {
			return call{method: http.MethodPut, path: "/oauth/par"}
		}},
	}
	return slices.Concat(all, pushedRequests(), openNegatives())
}

// pushedRequests are the faults of an authorization request, told to the app at once
// where it is pushed (RFC 9126 2.3).
func pushedRequests() []negative {
	var all []negative
	for _, n := range authorizeNegatives() {
		if n.want.by != redirect || n.client == "" || n.want.error == "login_required" || strings.HasPrefix(n.want.error, "request_") || strings.Contains(n.name, "request_uri") ||
			strings.HasSuffix(n.name, " twice") {
			continue
		}
		check := n.check
		if n.want.error == "invalid_target" { // here it is told before the request is read
			check += " + op.posted: refused == nil && q.aimsBeyond(p.audience(app))"
		}
		all = append(all, negative{at: "POST /oauth/par", clause: n.clause, name: n.name, want: refused(400, n.want.error), check: check, call: func(b *bench) call {
			return b.pushes(n.client, n.changes...)
		}})
	}
	return all
}

// openNegatives are the faults of who opens what was pushed.
func openNegatives() []negative {
	in := func(clause, name string, w want, check string, c func(*bench) call) negative {
		return negative{at: "GET /oauth/authorize (pushed)", clause: clause, name: name, want: w, check: check, call: c}
	}
	return []negative{
		in("RFC 9126 4 unknown", "a request_uri of nobody", page(400, spentPush), "flow.Pushed: errors.Is(err, store.ErrNotFound)", func(*bench) call {
			return opened("portfolio", "urn:ietf:params:oauth:request_uri:"+strings.Repeat("u", 43))
		}),
		in("RFC 9126 2.2 form of it", "a request_uri that is too short", page(400, spentPush), "op.pushed: len(handle) != handleLength + flow.Pushed: errors.Is(err, store.ErrNotFound)", func(*bench) call {
			return opened("portfolio", "urn:ietf:params:oauth:request_uri:kort")
		}),
		in("RFC 9126 2.2 bound to the client", "a request_uri of another app", page(400, spentPush), "flow.Pushed: errors.Is(err, store.ErrNotFound)", func(b *bench) call {
			return opened("ander", b.newPush("portfolio"))
		}),
		in("RFC 9126 2.2 expires_in", "a request_uri after its time", page(400, spentPush), "flow.Pushed: errors.Is(err, store.ErrNotFound)", func(b *bench) call {
			c := opened("portfolio", b.newPush("portfolio"))
			b.clock.advance(11 * time.Minute)
			return c
		}),
		in("RFC 9126 7.3 once", "a request_uri whose login is done", page(400, spentPush), "flow.Begin: err != nil", func(b *bench) call {
			c := opened("portfolio", b.newPush("portfolio"))
			b.newBrowser().open(yara, b.issuer+c.path+"?"+c.query)
			return c
		}),
		in("RFC 9126 4 client_id REQUIRED", "a request_uri without client_id", page(400, unknownApp), "op.Authorize: !ok", func(b *bench) call {
			return opened("portfolio", b.newPush("portfolio"), drop("client_id"))
		}),
		{at: "GET /oauth/authorize", clause: "FAPI 2.0 SP 5.3.2.2 PAR required", name: "a request that was not pushed where it must be", want: toApp("invalid_request"), check: "op.plain: app.PAR", call: func(*bench) call {
			return call{method: http.MethodGet, path: "/oauth/authorize", query: asks("geduwd").encode()}
		}},
		{at: "GET /oauth/authorize", clause: "RFC 9101 10.5 required", name: "no request object where one is required", want: toApp("invalid_request"), check: "op.plain: app.RequestObjectsOnly", call: func(*bench) call {
			return call{method: http.MethodGet, path: "/oauth/authorize", query: asks("getekendverzoek").encode()}
		}},
	}
}
