package op

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/grant"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// dpopScheme is the authentication scheme and the token type of RFC 9449.
const dpopScheme = "DPoP"

// tokenType is how an access token is presented (RFC 6750, RFC 9449 §5): a token that is
// bound to a certificate is a bearer token whose bearer shows it (RFC 8705 §3).
func tokenType(s grant.Sender) string {
	if s.JKT() != "" {
		return dpopScheme
	}
	return oidc.BearerToken
}

// sender gives the key to which the tokens of a request to the token endpoint will be
// bound, and what the answer must carry of it. A client that need not prove one may:
// then its tokens are bound as well (RFC 9449 §5).
func (p *Provider) sender(ctx context.Context, c Call, app *registry.App) (grant.Sender, []Header, *JSON) {
	if app.CertificateBound {
		s, refused := certificateSender(c)
		return s, nil, refused
	}
	if len(c.DPoP) == 0 && !app.RequiresProof() {
		return "", nil, nil
	}
	proof, f, err := p.prove(ctx, app, c, "")
	switch {
	case err != nil:
		res := unavailable()
		return "", nil, &res
	case f != nil:
		res := failJSON(http.StatusBadRequest, f.code, f.description, p.nonceFor(f)...)
		return "", nil, &res
	}
	return grant.JKT(proof.Thumbprint), p.freshNonce(app, proof), nil
}

// pushSender binds the code of a pushed request to the key of the proof that came with it,
// as dpop_jkt does (RFC 9449 §10.1). Where both are there they name one key.
func (p *Provider) pushSender(ctx context.Context, c Call, app *registry.App, r *flow.Request) ([]Header, *JSON) {
	if len(c.DPoP) == 0 {
		return nil, nil
	}
	sender, headers, refused := p.sender(ctx, c, app)
	if refused != nil {
		return nil, refused
	}
	if r.JKT != "" && r.JKT != sender.JKT() {
		res := failJSON(http.StatusBadRequest, invalidProof, "dpop_jkt names another key than the one of the proof")
		return nil, &res
	}
	r.JKT = sender.JKT()
	return headers, nil
}

func (p *Provider) nonceFor(f *fault) []Header {
	if f.code == "use_dpop_nonce" {
		return []Header{{"DPoP-Nonce", p.nonce()}}
	}
	return nil
}

// presented is an access token and how it came.
type presented struct {
	token string
	dpop  bool // by the scheme DPoP; else Bearer, or in a form body
}

// holds reports whether who presents a token is who it is bound to, and what the answer
// must carry; else the refusal. A bound token that somebody stole is worth nothing to
// them (O-13), and a bearer token is not made to look bound.
func (p *Provider) holds(ctx context.Context, app *registry.App, c Call, t presented, bound grant.Sender) ([]Header, *JSON) {
	jkt := bound.JKT()
	switch {
	case jkt == "" && !bound.Bound() && !t.dpop:
		return nil, nil
	case jkt == "" && t.dpop:
		return nil, p.challenge(app, true, "invalid_token", "this access token is not bound to a DPoP key")
	case jkt == "" && isOf(c.Certificates, bound):
		return nil, nil
	case jkt == "":
		return nil, p.challenge(app, false, "invalid_token", "this access token is bound to another certificate: show its own in TLS")
	case !t.dpop:
		// Both schemes: what was wrong with the one, and that the other is the way
		// (RFC 9449 §7.2).
		res := p.challenge(app, false, "invalid_token", "this access token is bound to a DPoP key: present it with the scheme DPoP and a proof")
		res.Headers[0].Value += `, DPoP algs="` + strings.Join(p.proofAlgs(app), " ") + `"`
		return nil, res
	}
	proof, f, err := p.prove(ctx, app, c, t.token)
	switch {
	case err != nil:
		res := unavailable()
		return nil, &res
	case f != nil:
		res := p.challenge(app, true, f.code, f.description)
		res.Headers = append(res.Headers, p.nonceFor(f)...)
		return nil, res
	case proof.Thumbprint != jkt:
		return nil, p.challenge(app, true, "invalid_token", "this access token is bound to another key")
	}
	return p.freshNonce(app, proof), nil
}

// challenge is a 401 of a resource to a token that came by one of the two schemes
// (RFC 6750 §3, RFC 9449 §7.1). app is nil where no token told it.
func (p *Provider) challenge(app *registry.App, dpop bool, code, description string) *JSON {
	value := `Bearer error="` + code + `"`
	if dpop {
		value = `DPoP error="` + code + `", algs="` + strings.Join(p.proofAlgs(app), " ") + `"`
	}
	res := failJSON(http.StatusUnauthorized, code, description, Header{"WWW-Authenticate", value})
	return &res
}

// proofAlgs lists how proofs may be signed: of an app, or of any that is registered.
func (p *Provider) proofAlgs(app *registry.App) []string {
	if app != nil {
		return proofAlgs(app)
	}
	return proofAlgs(p.Registry().Apps()...)
}

func proofAlgs(apps ...*registry.App) []string {
	var algs []string
	for _, app := range apps {
		for _, alg := range app.Profile.ClientAlgs() {
			if !slices.Contains(algs, alg) {
				algs = append(algs, alg)
			}
		}
	}
	slices.Sort(algs)
	return algs
}
