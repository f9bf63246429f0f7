package op

import (
	"net/url"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/registry"
)

// Field is one field of a form_post answer.
type Field struct{ Name, Value string }

// Response is an authorization response, to be sent by 303 (Form is nil) or as a
// form that posts itself. One writer makes success and error in both modes: errors
// that leave by another road than successes are where providers leak.
type Response struct {
	URL  string // where to; for form_post the form's action
	Form []Field
}

// Granted spells a login that ended in a code.
func (p *Provider) Granted(g flow.Granted) Response {
	return p.respond(g.Request, Field{"code", g.Code})
}

// Denied spells a login that ended in an OAuth error.
func (p *Provider) Denied(d flow.Denied) Response { return p.fail(d.Request, d.Error, "") }

// BackURL is the way back to the app from a refusal page: a link, so always in the
// query, whatever mode was asked (contract 8). "" where there is no way back.
func (p *Provider) BackURL(r *flow.Request, oauthError string) string {
	if r == nil || r.RedirectURI == "" || oauthError == "" {
		return ""
	}
	query := *r
	query.ResponseMode = "query"
	return p.fail(query, oauthError, "").URL
}

// InitiateURL is where a login at the app begins anew (third-party-initiated login,
// OpenID Connect Core 4): with our issuer and the login_hint that the app gave itself.
// The school that was chosen is no hint: an app whose contract does not name it would
// learn it (design §1.2). target_link_uri is left out: apps register none, and an address that
// nobody registered would be an open redirect there. "" where the app has no such place.
func (p *Provider) InitiateURL(app *registry.App, hint string) string {
	if app == nil || app.InitiateLoginURI == "" {
		return ""
	}
	u, err := url.Parse(app.InitiateLoginURI)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("iss", p.Issuer)
	if hint != "" {
		q.Set("login_hint", hint)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func (p *Provider) fail(r flow.Request, code, description string) Response {
	fields := []Field{{"error", code}}
	if description != "" {
		fields = append(fields, Field{"error_description", description})
	}
	return p.respond(r, fields...)
}

// respond adds what every response carries: the state as it came, and iss against
// mix-up (RFC 9207, O-05).
func (p *Provider) respond(r flow.Request, fields ...Field) Response {
	if r.HasState {
		fields = append(fields, Field{"state", r.State})
	}
	fields = append(fields, Field{"iss", p.Issuer})
	if r.ResponseMode == "form_post" {
		return Response{URL: r.RedirectURI, Form: fields}
	}
	var b strings.Builder
	b.WriteString(r.RedirectURI)
	sep := byte('?')
	if strings.Contains(r.RedirectURI, "?") {
		sep = '&'
	}
	for _, f := range fields {
		b.WriteByte(sep)
		b.WriteString(f.Name)
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(f.Value))
		sep = '&'
	}
	return Response{URL: b.String()}
}
