package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"sluis/web"
)

// seats are who is logged in at one app of the demo: what any app with a login keeps.
type seats struct {
	mu   sync.Mutex
	by   map[string]seat // by the value of the app's cookie
	told map[string]told // by sid: logout tokens that came from the broker
}

// seat is one login at the app.
type seat struct{ idToken, sid string }

// told is a logout token that the app took, as the last page shows it.
type told struct{ claims []web.TokenLine }

// maxSeats bounds the memory of a demo that runs for long.
const maxSeats = 500

func (a *app) seatCookie() string { return "demo-" + a.id }

// sit logs a browser in at the app.
func (a *app) sit(w http.ResponseWriter, s seat) {
	name := rand.Text()
	a.seats.mu.Lock()
	defer a.seats.mu.Unlock()
	if a.seats.by == nil || len(a.seats.by) >= maxSeats {
		a.seats.by, a.seats.told = map[string]seat{}, map[string]told{}
	}
	a.seats.by[name] = s
	http.SetCookie(w, &http.Cookie{Name: a.seatCookie(), Value: name, Path: "/" + a.id, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// stand takes a browser's own login away, and gives what it was.
func (a *app) stand(w http.ResponseWriter, r *http.Request) (seat, bool) {
	c, err := r.Cookie(a.seatCookie())
	if err != nil {
		return seat{}, false
	}
	http.SetCookie(w, &http.Cookie{Name: a.seatCookie(), Path: "/" + a.id, MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	a.seats.mu.Lock()
	defer a.seats.mu.Unlock()
	s, ok := a.seats.by[c.Value]
	delete(a.seats.by, c.Value)
	return s, ok
}

// leave is the app's log-out button: it ends the app's own login first, and then sends
// the browser to the broker (OpenID Connect RP-Initiated Logout 1.0). The state is the
// sid, so that the last page can tell what came of this logout.
func (d *Demo) leave(a *app) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		client, err := a.relying(r.Context(), d)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		q := url.Values{"client_id": {a.id}, "post_logout_redirect_uri": {a.left()}, "ui_locales": {string(d.lang(r))}}
		if s, ok := a.stand(w, r); ok {
			q.Set("id_token_hint", s.idToken)
			q.Set("state", s.sid)
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, client.GetEndSessionEndpoint()+"?"+q.Encode(), http.StatusSeeOther)
	}
}

// hear takes a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6): every login
// with its sid ends, whatever browser it is in.
func (d *Demo) hear(a *app) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
		claims, err := a.readLogout(r.Context(), d, r.PostFormValue("logout_token"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		a.seats.mu.Lock()
		defer a.seats.mu.Unlock()
		for name, s := range a.seats.by {
			if s.sid == claims.SessionID {
				delete(a.seats.by, name)
			}
		}
		if a.seats.told == nil {
			a.seats.told = map[string]told{}
		}
		a.seats.told[claims.SessionID] = told{logoutLines(claims)}
	}
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// readLogout verifies a logout token as §2.6 has it.
func (a *app) readLogout(ctx context.Context, d *Demo, jwt string) (*oidc.LogoutTokenClaims, error) {
	client, err := a.relying(ctx, d)
	if err != nil {
		return nil, err
	}
	var claims oidc.LogoutTokenClaims
	payload, err := oidc.ParseToken(jwt, &claims)
	if err != nil {
		return nil, err
	}
	v := client.IDTokenVerifier()
	if err := oidc.CheckSignature(ctx, jwt, payload, &oidc.IDTokenClaims{}, v.SupportedSignAlgs, v.KeySet); err != nil {
		return nil, err
	}
	_, event := claims.Events[logoutEvent]
	_, nonce := claims.Claims["nonce"]
	if claims.Issuer != d.at.Broker || !slices.Equal(claims.Audience, []string{a.id}) || !event || nonce || claims.SessionID == "" ||
		time.Now().After(claims.Expiration.AsTime().Add(5*time.Second)) {
		return nil, errors.New("demo: not a logout token for this app")
	}
	return &claims, nil
}

func logoutLines(c *oidc.LogoutTokenClaims) []web.TokenLine {
	var out []web.TokenLine
	for _, l := range []struct {
		name  string
		value any
	}{{"iss", c.Issuer}, {"aud", c.Audience}, {"sub", c.Subject}, {"sid", c.SessionID}, {"events", c.Events}} {
		text, err := json.Marshal(l.value)
		if err == nil {
			out = append(out, web.TokenLine{Claim: l.name, Value: string(text)})
		}
	}
	return out
}

// patience is how long the last page waits for the broker's own message, which is on
// its way beside the browser.
const patience = 2 * time.Second

// gone is where the browser comes back to.
func (d *Demo) gone(a *app) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l := d.lang(r)
		heard := a.await(r.Context(), r.URL.Query().Get("state"))
		d.write(w, http.StatusOK, l, web.DemoLeft{Frame: web.Frame{App: in(l, a.name), Path: ""}, Nav: d.nav(l, a.id),
			Login: a.at + "/" + a.id + "/login", Me: d.at.Broker + "/me", Told: heard.claims})
	}
}

func (a *app) await(ctx context.Context, sid string) told {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		a.seats.mu.Lock()
		t, ok := a.seats.told[sid]
		a.seats.mu.Unlock()
		if ok || sid == "" {
			return t
		}
		select {
		case <-ctx.Done():
			return t
		case <-tick.C:
		}
	}
}
