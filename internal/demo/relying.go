package demo

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/zitadel/oidc/v3/pkg/client/rp"
	httphelper "github.com/zitadel/oidc/v3/pkg/http"
	"github.com/zitadel/oidc/v3/pkg/oidc"

	"crypto/rand"
)

// relying gives the app's client. It is made when it is first needed, since it
// reads the broker's discovery document; a broker that is not up yet is tried again
// at the next login.
func (a *app) relying(ctx context.Context, d *Demo) (rp.RelyingParty, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.client != nil {
		return a.client, nil
	}
	key := make([]byte, 32)
	rand.Read(key)
	cookies := httphelper.NewCookieHandler(key, nil, httphelper.WithUnsecure(), httphelper.WithSameSite(http.SameSiteLaxMode), httphelper.WithPath("/"+a.id))
	client, err := rp.NewRelyingPartyOIDC(context.WithoutCancel(ctx), d.at.Broker, a.id, d.secret, a.callback(), a.scopes(),
		rp.WithPKCE(cookies), rp.WithCookieHandler(cookies), rp.WithSigningAlgsFromDiscovery(),
		rp.WithVerifierOpts(rp.WithIssuedAtOffset(5*time.Second)), rp.WithErrorHandler(d.failed(a)))
	if err != nil {
		return nil, fmt.Errorf("demo: %s: %w", a.id, err)
	}
	a.client = client
	return client, nil
}

// begin starts a login at an app of the demo.
func (d *Demo) begin(a *app) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		client, err := a.relying(r.Context(), d)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		state := make([]byte, 16)
		rand.Read(state)
		var extra []rp.URLParamOpt
		for _, name := range []string{"login_hint", "prompt", "max_age", "ui_locales"} {
			if v := r.URL.Query().Get(name); v != "" {
				extra = append(extra, rp.WithURLParam(name, v))
			}
		}
		rp.AuthURLHandler(func() string { return fmt.Sprintf("%x", state) }, client, extra...)(w, r)
	}
}

// finish takes the code and asks userinfo, as zitadel's rp does for any app.
func (d *Demo) finish(a *app) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		client, err := a.relying(r.Context(), d)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		rp.CodeExchangeHandler(rp.UserinfoCallback(func(w http.ResponseWriter, r *http.Request, t *oidc.Tokens[*oidc.IDTokenClaims], _ string, _ rp.RelyingParty, info *oidc.UserInfo) {
			a.sit(w, seat{t.IDToken, t.IDTokenClaims.SessionID})
			d.show(w, r, a, t.IDTokenClaims, info)
		}), client)(w, r)
	}
}
