package op

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/internal/refusal"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// requestURI is the form of RFC 9126 §2.2; the handle stands behind it.
const requestURI = "urn:ietf:params:oauth:request_uri:"

// Push is the pushed authorization request endpoint (RFC 9126). Whatever is wrong with
// a request its app hears here, as JSON; what has passed is kept sealed under the
// handle in the request_uri, which goes to nobody but the app.
func (p *Provider) Push(ctx context.Context, c Call) JSON {
	app, q, refused := p.posted(ctx, c)
	if refused != nil {
		return *refused
	}
	r, f := p.pushing(ctx, app, q)
	if f != nil {
		return f.json()
	}
	headers, refused := p.pushSender(ctx, c, app, &r)
	if refused != nil {
		return *refused
	}
	life := app.Profile.PushedLife()
	handle, err := p.Flow.Push(ctx, r, life)
	if err != nil {
		return unavailable()
	}
	body, err := json.Marshal(pushResponse{requestURI + handle, int(life.Seconds())})
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	return JSON{Status: http.StatusCreated, Headers: headers, Body: body}
}

// pushResponse is RFC 9126 §2.2.
type pushResponse struct {
	RequestURI string `json:"request_uri"`
	ExpiresIn  int    `json:"expires_in"`
}

// pushing reads what an app pushed.
func (p *Provider) pushing(ctx context.Context, app *registry.App, q parameters) (flow.Request, *fault) {
	switch {
	case app.Public(): // a request is a row in the store: whoever writes it says who it is (decision 0005)
		return flow.Request{}, &fault{"unauthorized_client", "a public client cannot push its requests"}
	case q.has("request_uri"): // RFC 9126 §2.1
		return flow.Request{}, invalid("request_uri cannot be pushed")
	case q.has("request") && app.RequestObjects:
		o, f := p.openObject(ctx, app, q.get("request"))
		if f == nil {
			f = p.spend(ctx, o)
		}
		if f != nil {
			return flow.Request{}, f
		}
		q = o.parameters
	case q.has("client_id") && q.get("client_id") != app.ID:
		return flow.Request{}, invalid("client_id is not the client that authenticated")
	case app.RequestObjectsOnly:
		return flow.Request{}, invalid("this app's requests must come as a signed request object (RFC 9101)")
	}
	if !app.Redirects(q.get("redirect_uri")) {
		return flow.Request{}, invalid("redirect_uri is missing or not registered, byte for byte")
	}
	r := begun(app, q)
	return r, p.read(&r, app, q)
}

// spend takes a request object with a jti once: nobody reloads a push.
func (p *Provider) spend(ctx context.Context, o object) *fault {
	if o.once == "" {
		return nil
	}
	fresh, err := p.Flow.SpendNow(ctx, o.once)
	switch {
	case err != nil:
		return &fault{"temporarily_unavailable", "try again in a moment"}
	case !fresh:
		return badObject("its jti was used before")
	}
	return nil
}

// pushedHandle gives what stands behind our prefix of a request_uri; other addresses
// are not fetched, by nobody (RFC 9101 §10.4: requests forged by the server).
func pushedHandle(q parameters) (string, bool) {
	handle, ok := strings.CutPrefix(q.get("request_uri"), requestURI)
	return handle, ok && !q.twice["request_uri"] && !q.has("request")
}

// pushed gives the request that the app pushed. Nothing but client_id and request_uri
// counts (RFC 9126 §4). The row is found for its own client alone; the address is held
// against the registry as it is now.
func (p *Provider) pushed(ctx context.Context, app *registry.App, handle string) Authorization {
	if len(handle) != handleLength || !onlyBase64URL(handle) {
		return Authorization{Page: refusal.New(refusal.RequestSpent, nil)}
	}
	r, err := p.Flow.Pushed(ctx, handle, app.ID)
	if err != nil {
		return Authorization{Page: refusal.Of(err)}
	}
	if !app.Redirects(r.RedirectURI) {
		return Authorization{Page: refusal.New(refusal.RedirectURI, nil)}
	}
	return p.answer(app, r)
}

// handleLength is that of keys.NewHandle: 256 bits in base64url.
const handleLength = 43

// json spells a fault for an app that called by itself.
func (f *fault) json() JSON {
	status := http.StatusBadRequest
	if f.code == "temporarily_unavailable" {
		status = http.StatusServiceUnavailable
	}
	return failJSON(status, f.code, f.description)
}
