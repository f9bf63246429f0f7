package op

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"sluis/broker/flow"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/internal/refusal"
)

// EndSession reads a logout request: the raw query of a GET or the body of a POST
// (OpenID Connect RP-Initiated Logout 1.0 §2). Whatever is wrong with it is a page,
// never a redirect: there is no error answer, and an address that is not registered for
// the app that is named would make an open redirector of us (§3, §6).
//
// An expired ID token is good as a hint: apps log people out long after five minutes.
// logout_hint is not looked at: who is logged in here is told by a cookie, and a name
// in an address could only be another one. Other parameters are ignored.
func (p *Provider) EndSession(raw string) (flow.Leaving, *refusal.Error) {
	q, ok := parseParameters(raw)
	if !ok || len(q.get("state")) > maxOpaque {
		return flow.Leaving{}, refusal.New(refusal.RequestTooLarge, nil)
	}
	for _, name := range []string{"id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"} {
		if q.twice[name] {
			return flow.Leaving{}, refusal.New(refusal.DuplicateParameter, nil)
		}
	}
	l := flow.Leaving{App: q.get("client_id"), Lang: uiLocale(q)}
	if q.get("id_token_hint") != "" {
		h, ok := p.readIDToken(q.get("id_token_hint"))
		if !ok || l.App != "" && l.App != h.Audience {
			return flow.Leaving{}, refusal.New(refusal.LogoutHint, nil)
		}
		l.App, l.Subject, l.SID = h.Audience, h.Subject, h.SID
	}
	app, known := p.Registry().App(l.App)
	if l.App != "" && !known {
		return flow.Leaving{}, refusal.New(refusal.UnknownApp, nil)
	}
	if q.has("post_logout_redirect_uri") {
		l.To, l.State, l.HasState = q.get("post_logout_redirect_uri"), q.get("state"), q.has("state")
		if !known || !app.LogsOutTo(l.To) {
			return flow.Leaving{}, refusal.New(refusal.LogoutURI, nil)
		}
	}
	return l, nil
}

// LeftURL is where a browser that is logged out goes: the app's registered address with
// its state as it came, or "" where it named none. The registry of this moment decides:
// what was taken out of it since leads nowhere.
func (p *Provider) LeftURL(l flow.Leaving) string {
	app, ok := p.Registry().App(l.App)
	if l.To == "" || !ok || !app.LogsOutTo(l.To) {
		return ""
	}
	if !l.HasState {
		return l.To
	}
	sep := "?"
	if strings.Contains(l.To, "?") {
		sep = "&"
	}
	return l.To + sep + "state=" + url.QueryEscape(l.State)
}

// logoutTokenLife is how long a logout token may be on its way: it is made anew for
// each try (OpenID Connect Back-Channel Logout 1.0 §2.4 recommends two minutes).
const logoutTokenLife = 2 * time.Minute

// logoutEvent is the one member of events (§2.4).
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// logoutToken is §2.4. It has no nonce, so that it can never pass for an ID token, and
// typ tells it apart from every other token of ours (§2.4, RFC 8725 §3.11).
type logoutToken struct {
	Issuer   string              `json:"iss"`
	Subject  string              `json:"sub"`
	Audience string              `json:"aud"`
	IssuedAt int64               `json:"iat"`
	Expires  int64               `json:"exp"`
	ID       string              `json:"jti"`
	SID      string              `json:"sid"`
	Events   map[string]struct{} `json:"events"`
}

// LogoutToken spells what an app is told of a logout: by its own algorithm, with the sub
// and the sid by which it knows the login, and nothing else of the person.
func (p *Provider) LogoutToken(app *registry.App, subject, sid string) (string, error) {
	now := p.Now()
	text, err := json.Marshal(logoutToken{Issuer: p.Issuer, Subject: subject, Audience: app.ID, IssuedAt: now.Unix(),
		Expires: now.Add(logoutTokenLife).Unix(), ID: keys.NewHandle()[:22], SID: sid, Events: map[string]struct{}{logoutEvent: {}}})
	if err != nil {
		return "", fmt.Errorf("op: encode logout token: %w", err)
	}
	return p.Ring.SignJWT(app.IDTokenAlg, "logout+jwt", text)
}
