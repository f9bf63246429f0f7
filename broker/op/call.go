package op

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/netip"

	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// Call is a request of an app to an endpoint of its own: what of HTTP matters.
type Call struct {
	ContentType   string              // the media type, without parameters
	Query         string              // raw
	Body          string              // at most maxRequest bytes are read
	Authorization []string            // the header's values
	DPoP          []string            // the header's values (RFC 9449)
	Certificates  []*x509.Certificate // that the client showed in TLS, its own first (RFC 8705)
	Method        string
	Path          string // as it was sent
	Post          bool
	Address       netip.Addr // of who calls; failures are counted by client and address together
}

const formType = "application/x-www-form-urlencoded"

// posted reads what an app posts to an endpoint of its own, and who it is.
func (p *Provider) posted(ctx context.Context, c Call) (*registry.App, parameters, *JSON) {
	q, refused := formOf(c)
	if refused != nil {
		return nil, q, refused
	}
	app, refused := p.authenticate(ctx, c, q)
	if refused == nil && q.aimsBeyond(p.audience(app)) {
		res := noResource().json()
		return nil, q, &res
	}
	return app, q, refused
}

// formOf reads the form of an endpoint where parameters count in the body only, each
// once (RFC 6749 §3.2).
func formOf(c Call) (parameters, *JSON) {
	refuse := func(description string) (parameters, *JSON) {
		res := failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), description)
		return parameters{}, &res
	}
	if c.ContentType != formType {
		return refuse("the body must be " + formType)
	}
	q, ok := parseParameters(c.Body)
	if !ok || c.Query != "" {
		return refuse("parameters go in the body, form-encoded")
	}
	if q.twice["resource"] { // RFC 8707 §2: it may stand more than once, and then names another place than ours
		res := noResource().json()
		return parameters{}, &res
	}
	for name := range q.twice {
		return refuse(printable(name) + " was sent more than once")
	}
	return q, nil
}

// unavailable is for a store that does not answer: the client may try again.
func unavailable() JSON {
	return failJSON(http.StatusServiceUnavailable, "temporarily_unavailable", "try again in a moment", Header{"Retry-After", "1"})
}
