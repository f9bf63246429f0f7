package conformance

import (
	"net/http"
	"strings"
	"time"
)

// challenged is RFC 6750 §3: 401 or 400 with a Bearer challenge.
func challenged(status int, code, challenge string) want {
	return want{status: status, error: code, by: asJSON, header: map[string]string{"WWW-Authenticate": challenge}}
}

// newToken is the access token of a fresh login.
func (b *bench) newToken(client string) string {
	b.t.Helper()
	a := b.do(form("/oauth/token", redeems(client, b.newCode(client))).by(client, secret))
	if a.member("access_token") == "" {
		b.t.Fatalf("no access token: %d %s", a.status, a.body)
	}
	return a.member("access_token")
}

func userinfoNegatives() []negative {
	in := func(clause, name string, w want, check string, c func(b *bench, token string) call) negative {
		return negative{at: "GET /oauth/userinfo", clause: clause, name: name, want: w, check: check, call: func(b *bench) call {
			r := c(b, b.newToken("portfolio"))
			if r.method == "" {
				r.method = http.MethodGet
			}
			r.path = "/oauth/userinfo"
			return r
		}}
	}
	bad := challenged(401, "invalid_token", `Bearer error="invalid_token"`)
	wrong := challenged(400, "invalid_request", `Bearer error="invalid_request"`)
	byPost := func(n negative) negative { n.at = "POST /oauth/userinfo"; return n }
	return []negative{
		in("RFC 6750 3.1 no error code", "no token", challenged(401, "", `Bearer, DPoP algs="ES256 EdDSA PS256 RS256"`), "op.presented: len(c.Authorization) == 0", func(*bench, string) call { return call{} }),
		in("RFC 6750 3.1 invalid_token", "a token of nobody", bad, "grant.unknown: errors.Is(err, store.ErrNotFound)", func(*bench, string) call { return call{}.bearing("Bearer", strings.Repeat("t", 43)) }),
		in("RFC 6750 2.1 scheme", "a good token under another scheme", bad, "op.presented: !t.dpop && !strings.EqualFold(scheme, oidc.BearerToken)", func(_ *bench, t string) call { return call{}.bearing("Basic", t) }),
		in("RFC 6750 2.1 b64token", "a scheme without a token", bad, `op.presented: token == "" + op.UserInfo: err != nil`, func(*bench, string) call { return call{}.bearing("Bearer", "") }),
		in("RFC 6750 2.1, capped", "a token over 4 KiB", bad, "op.presented: len(token) > maxToken + op.UserInfo: err != nil", func(*bench, string) call { return call{}.bearing("Bearer", strings.Repeat("t", 4<<10+1)) }),
		in("RFC 6750 2.3 not in the URI", "the token in the query", wrong, `op.presented: query.has("access_token")`, func(_ *bench, t string) call { return call{query: "access_token=" + t} }),
		in("RFC 6750 2 one method", "the token in header and query", wrong, `op.presented: query.has("access_token")`, func(_ *bench, t string) call {
			return call{query: "access_token=" + t}.bearing("Bearer", t)
		}),
		in("RFC 7235 4.2 one header", "two Authorization headers", wrong, "op.presented: len(c.Authorization) > 1", func(_ *bench, t string) call {
			c := call{}.bearing("Bearer", t)
			c.header["Authorization"] = append(c.header["Authorization"], "Bearer "+t)
			return c
		}),
		in("RFC 6749 5.1 expires_in", "a token of 16 minutes ago", bad, "grant.unknown: errors.Is(err, store.ErrNotFound)", func(b *bench, t string) call {
			b.clock.advance(16 * time.Minute)
			return call{}.bearing("Bearer", t)
		}),
		in("RFC 6749 4.1.2 revoked after reuse", "a token whose code was sent again", bad, "op.UserInfo: err != nil", func(b *bench, _ string) call {
			c := form("/oauth/token", redeems("portfolio", b.newCode("portfolio"))).by("portfolio", secret)
			t := b.do(c).member("access_token")
			b.do(c)
			return call{}.bearing("Bearer", t)
		}),
		in("OIDC Core 5.3.1 not an ID token", "an ID token in the place of an access token", bad, "op.UserInfo: err != nil", func(b *bench, _ string) call {
			id := b.do(form("/oauth/token", redeems("portfolio", b.newCode("portfolio"))).by("portfolio", secret)).member("id_token")
			return call{}.bearing("Bearer", id)
		}),
		in("RFC 6749 4.1.2 not a code", "a code in the place of a token", bad, "grant.unknown: errors.Is(err, store.ErrNotFound)", func(b *bench, _ string) call {
			return call{}.bearing("Bearer", b.newCode("portfolio"))
		}),
		byPost(in("RFC 6750 2.2 one method", "the token in header and body", wrong, `op.presented: len(c.Authorization) == 1 && body.has("access_token")`, func(_ *bench, t string) call {
			return form("", params{{Name: "access_token", Value: t}}).bearing("Bearer", t)
		})),
		byPost(in("RFC 6750 2.2 form-encoded", "the token in a body of JSON", challenged(401, "", `Bearer, DPoP algs="ES256 EdDSA PS256 RS256"`), "op.presented: len(c.Authorization) == 0", func(_ *bench, t string) call {
			return call{method: http.MethodPost, body: `{"access_token":"` + t + `"}`, header: http.Header{"Content-Type": {"application/json"}}}
		})),
		byPost(in("RFC 6750 2.2 once", "the token twice in the body", refused(400, "invalid_request"), "op.presented: len(body.twice) > 0", func(_ *bench, t string) call {
			return form("", params{{Name: "access_token", Value: t}}.with(twice("access_token")))
		})),
		byPost(in("RFC 9110 15.5.14", "a body over 64 KiB", refused(413, "invalid_request"), "broker.run: x.r.ContentLength > limit + broker.body: errors.As(err, &tooLarge) + broker.body: err != nil", func(_ *bench, t string) call {
			return form("", params{{Name: "access_token", Value: t}, {Name: "x", Value: strings.Repeat("x", 64<<10)}})
		})),
		byPost(in("RFC 6750 3.1 invalid_token (body)", "a token of nobody in the body", bad, `op.presented: body.has("access_token")`, func(*bench, string) call {
			return form("", params{{Name: "access_token", Value: strings.Repeat("t", 43)}})
		})),
	}
}
