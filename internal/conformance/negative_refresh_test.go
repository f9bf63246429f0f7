package conformance

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// ofToken is a question about a token, or the end of one.
func ofToken(path, token string, changes ...change) call {
	return form(path, params{{Name: "token", Value: token}}.with(changes...))
}

// refreshes are the parameters of a refresh.
func refreshes(token string, changes ...change) params {
	return params{{Name: "grant_type", Value: "refresh_token"}, {Name: "refresh_token", Value: token}}.with(changes...)
}

// newFamily is what a fresh login gives an app that may refresh.
func (b *bench) newFamily(client string, changes ...change) answer {
	b.t.Helper()
	a := b.do(form("/oauth/token", redeems(client, b.newCode(client, changes...))).by(client, secret))
	if a.member("refresh_token") == "" {
		b.t.Fatalf("no refresh token: %d %s", a.status, a.body)
	}
	return a
}

// renewed is the refresh of a fresh login at ververs.
func renewed(changes ...change) func(*bench) call {
	return func(b *bench) call {
		return form("/oauth/token", refreshes(b.newFamily("ververs").member("refresh_token"), changes...)).by("ververs", secret)
	}
}

func refreshNegatives() []negative {
	in := func(clause, name string, w want, check string, c func(*bench) call) negative {
		return negative{at: "POST /oauth/token (refresh)", clause: clause, name: name, want: w, check: check, call: c}
	}
	grant, request, scope := refused(400, "invalid_grant"), refused(400, "invalid_request"), refused(400, "invalid_scope")
	after := func(d time.Duration) func(*bench) call {
		return func(b *bench) call {
			c := renewed()(b)
			b.clock.advance(d)
			return c
		}
	}
	const gone = "grant.unknown: errors.Is(err, store.ErrNotFound)"
	return []negative{
		in("RFC 6749 6 refresh_token REQUIRED", "no refresh_token", request, `op.refresh: token == ""`, renewed(drop("refresh_token"))),
		in("RFC 6749 6 (empty)", "an empty refresh_token", request, `op.refresh: token == ""`, renewed(set("refresh_token", ""))),
		in("RFC 6749 5.2 invalid_grant", "a refresh token of nobody", grant, gone, renewed(set("refresh_token", strings.Repeat("r", 43)))),
		in("RFC 6749 6, capped", "a refresh token that is longer than any", grant, "op.refresh: len(token) > maxHandle + "+gone, renewed(set("refresh_token", strings.Repeat("r", 129)))),
		in("RFC 6749 3.2 once", "refresh_token twice", request, "op.formOf: q.twice", renewed(twice("refresh_token"))),
		in("RFC 6749 3.2 once (scope)", "scope twice", request, "op.formOf: q.twice", renewed(set("scope", "openid"), twice("scope"))),
		in("RFC 6749 5.2 unauthorized_client", "an app that gets no refresh tokens", refused(400, "unauthorized_client"), "op.refresh: !app.Refresh", func(*bench) call {
			return form("/oauth/token", refreshes(strings.Repeat("r", 43))).by("portfolio", secret)
		}),
		in("RFC 6749 5.2 unauthorized_client (public)", "a public client that gets no refresh tokens", refused(400, "unauthorized_client"), "op.refresh: !app.Refresh", func(*bench) call {
			return form("/oauth/token", refreshes(strings.Repeat("r", 43))).add("client_id", "open")
		}),
		in("RFC 6749 6 bound to the client", "a refresh token of another app", grant, "grant.Present: err == nil && p.Grant.App != app", func(b *bench) call {
			return form("/oauth/token", refreshes(b.newFamily("ververs").member("refresh_token"))).by("verversnog", secret)
		}),
		in("RFC 6749 10.4 bound to the client (public)", "a public client with a refresh token of another app", grant, "grant.Present: err == nil && p.Grant.App != app", func(b *bench) call {
			return form("/oauth/token", refreshes(b.newFamily("ververs").member("refresh_token"))).add("client_id", "openververs")
		}),
		in("RFC 9700 4.14.2 rotation", "a refresh token for the second time", grant, "grant.Present: ok + op.grantFault: errors.Is(err, grant.ErrUnknown)", func(b *bench) call {
			c := renewed()(b)
			b.do(c)
			return c
		}),
		in("RFC 9700 4.14.2 the family ends", "the newest refresh token after an older one came again", grant, "op.refresh: err != nil", func(b *bench) call {
			c := renewed()(b)
			next := b.do(c).member("refresh_token")
			b.do(c)
			return form("/oauth/token", refreshes(next)).by("ververs", secret)
		}),
		in("RFC 9700 4.14.2 at any age", "the first refresh token after four more", grant, "grant.Present: ok + op.grantFault: errors.Is(err, grant.ErrUnknown)", func(b *bench) call {
			c := renewed()(b)
			next := b.do(c)
			for range 3 {
				next = b.do(form("/oauth/token", refreshes(next.member("refresh_token"))).by("ververs", secret))
			}
			return c
		}),
		in("RFC 6749 4.1.2 the code again", "a refresh token whose code was sent again", grant, "op.refresh: err != nil", func(b *bench) call {
			code := form("/oauth/token", redeems("ververs", b.newCode("ververs"))).by("ververs", secret)
			refresh := b.do(code).member("refresh_token")
			b.do(code)
			return form("/oauth/token", refreshes(refresh)).by("ververs", secret)
		}),
		in("RFC 7009 2.1", "a refresh token that was revoked", grant, "op.refresh: err != nil", func(b *bench) call {
			refresh := b.newFamily("ververs").member("refresh_token")
			b.do(ofToken("/oauth/revoke", refresh).by("ververs", secret))
			return form("/oauth/token", refreshes(refresh)).by("ververs", secret)
		}),
		in("RFC 7009 2.1 access token", "a refresh token whose access token was revoked", grant, "op.refresh: err != nil", func(b *bench) call {
			f := b.newFamily("ververs")
			b.do(ofToken("/oauth/revoke", f.member("access_token")).by("ververs", secret))
			return form("/oauth/token", refreshes(f.member("refresh_token"))).by("ververs", secret)
		}),
		in("NL GOV OIDC refresh, 6 hours", "a refresh token that lay unused for six hours", grant, gone, after(6*time.Hour+time.Minute)),
		in("RFC 6749 6 scope not granted", "a scope that was not granted", scope, "op.narrowed: s != oidc.ScopeOfflineAccess && !slices.Contains(had, s)", func(b *bench) call {
			refresh := b.newFamily("ververs", set("scope", "openid profile")).member("refresh_token")
			return form("/oauth/token", refreshes(refresh, set("scope", "openid profile class"))).by("ververs", secret)
		}),
		in("RFC 6749 6 scope not known", "a scope that is none", scope, "op.narrowed: s != oidc.ScopeOfflineAccess && !slices.Contains(had, s)", renewed(set("scope", "openid email"))),
		in("OIDC Core 12.1 openid", "a scope without openid", scope, "op.narrowed: !slices.Contains(asked, oidc.ScopeOpenID)", renewed(set("scope", "profile"))),
		in("RFC 6749 3.3 empty scope", "an empty scope", scope, "op.narrowed: !slices.Contains(asked, oidc.ScopeOpenID)", renewed(set("scope", ""))),
		in("RFC 6749 1.5 not an access token", "an access token in the place of a refresh token", grant, gone, func(b *bench) call {
			return form("/oauth/token", refreshes(b.newFamily("ververs").member("access_token"))).by("ververs", secret)
		}),
		in("RFC 6749 4.1.3 not a code", "a code in the place of a refresh token", grant, gone, func(b *bench) call {
			return form("/oauth/token", refreshes(b.newCode("ververs"))).by("ververs", secret)
		}),
		in("RFC 6749 4.1.3 not a refresh token", "a refresh token in the place of a code", grant, "grant.Redeem: errors.Is(err, store.ErrNotFound)", func(b *bench) call {
			return form("/oauth/token", redeems("ververs", b.newFamily("ververs").member("refresh_token"))).by("ververs", secret)
		}),
		in("RFC 6749 5.2 invalid_client", "a wrong secret", unproven(), "op.proves: app.ClientAuth.Secret.Equal([]byte(c.secret))", func(b *bench) call { return renewed()(b).by("ververs", secret+"x") }),
		in("RFC 6749 6 authenticate", "no client authentication", unproven(), "op.authenticate: !p.proves(ctx, app, call, c, q)", func(b *bench) call {
			c := renewed()(b).add("client_id", "ververs")
			c.header.Del("Authorization")
			return c
		}),
		in("RFC 6749 2.3.1 not in the URI", "parameters in the query", request, `op.formOf: c.Query != ""`, func(b *bench) call {
			c := renewed()(b)
			c.query = c.body
			return c
		}),
		in("RFC 6749 4.1.3 form-encoded", "a body of JSON", request, "op.formOf: c.ContentType != formType", func(b *bench) call {
			c := renewed()(b)
			c.header.Set("Content-Type", "application/json")
			return c
		}),
	}
}

// aboutNegatives are what introspection and revocation refuse, beside who proves nothing
// of itself (clientNegatives). What they do not know, they do not refuse.
func aboutNegatives() []negative {
	var all []negative
	for _, path := range []string{"/oauth/introspect", "/oauth/revoke"} {
		in := func(clause, name string, w want, check string, c func(*bench) call) {
			all = append(all, negative{at: "POST " + path, clause: clause, name: name, want: w, check: check, call: c})
		}
		request := refused(400, "invalid_request")
		in("contract 18: client authentication", "a public client", unproven(), "op.confidential: app.Public()", func(*bench) call {
			return ofToken(path, strings.Repeat("t", 43)).add("client_id", "openververs")
		})
		in("RFC 7662 2.1, RFC 7009 2.1 token REQUIRED", "no token", request, `op.confidential: q.get("token") == ""`, func(*bench) call {
			return form(path, params{{Name: "token_type_hint", Value: "access_token"}}).by("ververs", secret)
		})
		in("RFC 6749 3.2 once", "token twice", request, "op.formOf: q.twice", func(*bench) call { return ofToken(path, "t", twice("token")).by("ververs", secret) })
		in("RFC 6749 3.2 once (hint)", "token_type_hint twice", request, "op.formOf: q.twice", func(*bench) call {
			return ofToken(path, "t", set("token_type_hint", "access_token"), twice("token_type_hint")).by("ververs", secret)
		})
		in("RFC 7662 2.1, RFC 7009 2.1 form-encoded", "a body of JSON", request, "op.formOf: c.ContentType != formType + op.confidential: q.get(\"token\") == \"\"", func(*bench) call {
			return call{method: http.MethodPost, path: path, body: `{"token":"t"}`, header: http.Header{"Content-Type": {"application/json"}}}.by("ververs", secret)
		})
		in("RFC 9110 8.3", "no content type", request, "op.formOf: c.ContentType != formType", func(*bench) call {
			c := ofToken(path, "t").by("ververs", secret)
			c.header.Del("Content-Type")
			return c
		})
		in("RFC 7662 4 not in the URI", "the token in the query", request, "op.formOf: c.Query != \"\" + op.confidential: q.get(\"token\") == \"\"", func(*bench) call {
			c := form(path, nil).by("ververs", secret)
			c.query = "token=t"
			return c
		})
		in("RFC 3986 2.1", "a body that is not form-encoded", request, "op.formOf: !ok + op.confidential: q.get(\"token\") == \"\"", func(*bench) call {
			c := ofToken(path, "t").by("ververs", secret)
			c.body += "&x=%zz"
			return c
		})
		in("ASVS 15.2.2", "over 64 parameters", request, `op.parseParameters: strings.Count(raw, "&") >= maxParameter`, func(*bench) call {
			c := ofToken(path, "t").by("ververs", secret)
			c.body += many
			return c
		})
		in("RFC 9110 15.5.14", "a body over 64 KiB", refused(413, "invalid_request"), "broker.run: x.r.ContentLength > limit + broker.body: errors.As(err, &tooLarge) + broker.body: err != nil", func(*bench) call {
			return ofToken(path, strings.Repeat("t", 64<<10+1)).by("ververs", secret)
		})
		in("RFC 7662 2.1 bearer is no client", "an access token as authentication", unproven(), `op.parseBasic: !strings.EqualFold(scheme, "Basic")`, func(b *bench) call {
			return ofToken(path, "t").bearing("Bearer", base64.StdEncoding.EncodeToString([]byte("ververs:"+secret)))
		})
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			all = append(all, negative{at: method + " " + path, clause: "contract 18: 405 with Allow", name: "a method that it has not", want: allowing("POST", asJSON), check: "broker.run: i < 0",
				call: func(*bench) call { return call{method: method, path: path} }})
		}
	}
	return all
}

// endedNegatives are tokens that were good once.
func endedNegatives() []negative {
	in := func(clause, name, check string, token func(*bench) string) negative {
		return negative{at: "GET /oauth/userinfo", clause: clause, name: name, check: check, want: challenged(401, "invalid_token", `Bearer error="invalid_token"`), call: func(b *bench) call {
			return call{method: http.MethodGet, path: "/oauth/userinfo"}.bearing("Bearer", token(b))
		}}
	}
	revoked := func(client, which string) func(*bench) string {
		return func(b *bench) string {
			f := b.newFamily(client)
			b.do(ofToken("/oauth/revoke", f.member(which)).by(client, secret))
			return f.member("access_token")
		}
	}
	return []negative{
		in("RFC 7009 2 (opaque)", "a token that was revoked", "op.UserInfo: err != nil", revoked("ververs", "access_token")),
		in("RFC 7009 2.1 (opaque)", "a token whose refresh token was revoked", "op.UserInfo: err != nil", revoked("ververs", "refresh_token")),
		in("RFC 7009 2 (JWT)", "a JWT that was revoked", "op.UserInfo: err != nil", revoked("getekend", "access_token")),
		in("RFC 7009 2.1 (JWT)", "a JWT whose refresh token was revoked", "op.UserInfo: err != nil", revoked("getekend", "refresh_token")),
		in("RFC 6750 3.1 a refresh token is none", "a refresh token in the place of an access token", "op.UserInfo: err != nil", func(b *bench) string { return b.newFamily("ververs").member("refresh_token") }),
		in("RFC 9700 4.14.2", "the access token of a family that ended by reuse", "op.UserInfo: err != nil", func(b *bench) string {
			c := renewed()(b)
			access := b.do(c).member("access_token")
			b.do(c)
			return access
		}),
		in("RFC 9068 4, 15 minutes", "a JWT of 16 minutes ago", "op.UserInfo: err != nil", func(b *bench) string {
			f := b.newFamily("getekend")
			b.clock.advance(16 * time.Minute)
			return f.member("access_token")
		}),
		in("RFC 7515 5.2", "a JWT with another signature", "op.UserInfo: err != nil", func(b *bench) string {
			t := b.newFamily("getekend").member("access_token")
			end := "A"
			if strings.HasSuffix(t, end) {
				end = "B"
			}
			return t[:len(t)-1] + end
		}),
		in("RFC 8725 3.2 none", "a JWT that nobody signed", "op.UserInfo: err != nil", func(b *bench) string {
			t := b.newFamily("getekend").member("access_token")
			_, rest, _ := strings.Cut(t, ".")
			payload, _, _ := strings.Cut(rest, ".")
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"at+jwt"}`)) + "." + payload + "."
		}),
	}
}
