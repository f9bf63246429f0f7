package op

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/internal/refusal"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// Authorization is what an authorization request came to: exactly one of its
// fields is set.
type Authorization struct {
	Request *flow.Request
	Page    *refusal.Error // unknown client or redirect URI: never a redirect
	Error   *Response      // every other fault goes back to the app
}

// fault is an OAuth error of the authorization endpoint.
type fault struct {
	code        string
	description string
}

// Authorize reads an authorization request: the raw query of a GET, or the body of
// a POST; both are treated alike (OpenID Connect Core 3.1.2.1). The client and its
// redirect URI come before everything else, byte for byte as they are registered
// (RFC 9700 §2.1, O-03). Of a pushed request and of a request object the parameters
// beside it do not count (RFC 9126 §4, RFC 9101 §6.3).
func (p *Provider) Authorize(ctx context.Context, raw string) Authorization {
	q, ok := parseParameters(raw)
	if !ok {
		return Authorization{Page: refusal.New(refusal.RequestTooLarge, nil)}
	}
	if q.twice["client_id"] || q.twice["redirect_uri"] {
		return Authorization{Page: refusal.New(refusal.DuplicateParameter, nil)}
	}
	app, ok := p.Registry().App(q.get("client_id"))
	if !ok {
		return Authorization{Page: refusal.New(refusal.UnknownApp, nil)}
	}
	if handle, ok := pushedHandle(q); ok {
		return p.pushed(ctx, app, handle)
	}
	if q.has("request") && !q.has("request_uri") && app.RequestObjects && !app.PAR {
		return p.byObject(ctx, app, q)
	}
	if !app.Redirects(q.get("redirect_uri")) {
		return Authorization{Page: refusal.New(refusal.RedirectURI, nil)}
	}
	r := begun(app, q)
	if f := p.plain(&r, app, q); f != nil {
		res := p.fail(r, f.code, f.description)
		return Authorization{Error: &res}
	}
	return p.answer(app, r)
}

// begun is a request of which no more is known than where its answer goes.
func begun(app *registry.App, q parameters) flow.Request {
	r := flow.Request{Destination: flow.App, App: app.ID, RedirectURI: q.get("redirect_uri"), ResponseMode: "query"}
	if !q.twice["state"] && len(q.get("state")) <= maxOpaque {
		r.State, r.HasState = q.get("state"), q.has("state")
	}
	return r
}

// plain reads a request that came in the browser's own hands, where the app may send
// one so. The response mode is first: it says where errors go.
func (p *Provider) plain(r *flow.Request, app *registry.App, q parameters) *fault {
	if f := readMode(r, app, q); f != nil {
		return f
	}
	switch {
	case app.PAR:
		return invalid("this app's requests must be pushed (RFC 9126)")
	case app.RequestObjectsOnly:
		return invalid("this app's requests must come as a signed request object (RFC 9101)")
	}
	return p.read(r, app, q)
}

// answer is a request in order. Where no session may answer for a person, prompt=none is
// answered at once and visits no hub, unless the app may have the hub asked (contract 16).
func (p *Provider) answer(app *registry.App, r flow.Request) Authorization {
	if r.Passive && !app.Passive && !app.Session.Answers() {
		res := p.fail(r, string(oidc.LoginRequired), "nobody is logged in here without asking")
		return Authorization{Error: &res}
	}
	return Authorization{Request: &r}
}

// read goes through the parameters in the order in which a developer would want
// to hear of them.
func (p *Provider) read(r *flow.Request, app *registry.App, q parameters) *fault {
	for _, step := range []func(*flow.Request, *registry.App, parameters) *fault{
		readMode, p.readShape, readScope, readPKCE, readSender, readOpaque, readPrompt, readClaims, readClasses, p.readHint,
	} {
		if f := step(r, app, q); f != nil {
			return f
		}
	}
	return nil
}

func readMode(r *flow.Request, _ *registry.App, q parameters) *fault {
	if q.twice["response_mode"] {
		return invalid("response_mode was sent more than once")
	}
	switch q.get("response_mode") {
	case "", "query":
	case "form_post":
		r.ResponseMode = "form_post"
	default:
		return invalid("response_mode is query or form_post")
	}
	return nil
}

func (p *Provider) readShape(_ *flow.Request, app *registry.App, q parameters) *fault {
	if q.aimsBeyond(p.audience(app)) { // it may stand more than once, so it is told first
		return noResource()
	}
	for name := range q.twice {
		return invalid(printable(name) + " was sent more than once")
	}
	switch {
	case q.has("request") && q.has("request_uri"):
		return invalid("request and request_uri exclude each other (RFC 9101 §5)")
	case q.has("request"):
		return &fault{string(oidc.RequestNotSupported), "request objects are not supported"}
	case q.has("request_uri"):
		return &fault{"request_uri_not_supported", "request_uri is not supported"}
	case q.has("registration"):
		return &fault{"registration_not_supported", "registration is not supported"}
	case q.get("response_type") == "":
		return invalid("response_type is missing")
	case q.get("response_type") != string(oidc.ResponseTypeCode):
		return &fault{"unsupported_response_type", "response_type is code"}
	}
	return nil
}

func readScope(r *flow.Request, _ *registry.App, q parameters) *fault {
	scopes := q.spaced("scope")
	if !slices.Contains(scopes, oidc.ScopeOpenID) {
		// Without openid there would be no ID token and no reason to be here.
		return &fault{string(oidc.InvalidScope), "scope must hold openid"}
	}
	r.Asked = itemsOfScopes(scopes)
	r.Scope = knownScopes(scopes)
	return nil
}

// readPKCE holds every client to S256 (RFC 7636, RFC 9700 §2.1.1). An app whose
// registration says if_sent may leave it out, and must then send a nonce.
func readPKCE(r *flow.Request, app *registry.App, q parameters) *fault {
	challenge, method := q.get("code_challenge"), q.get("code_challenge_method")
	if challenge == "" {
		switch {
		case method != "":
			return invalid("code_challenge_method came without code_challenge")
		case !app.PKCEIfSent:
			return invalid("code_challenge is missing: PKCE with S256 is required")
		case q.get("nonce") == "":
			return invalid("without PKCE a nonce is required")
		}
		return nil
	}
	if method != string(oidc.CodeChallengeMethodS256) {
		return invalid("code_challenge_method is S256")
	}
	if len(challenge) != 43 || !onlyBase64URL(challenge) {
		return invalid("code_challenge is 43 characters of base64url")
	}
	r.Challenge = challenge
	return nil
}

// readSender takes the DPoP key that the code shall be for (RFC 9449 §10).
func readSender(r *flow.Request, _ *registry.App, q parameters) *fault {
	if !q.has("dpop_jkt") {
		return nil
	}
	if jkt := q.get("dpop_jkt"); len(jkt) != 43 || !onlyBase64URL(jkt) {
		return invalid("dpop_jkt is 43 characters of base64url")
	}
	r.JKT = q.get("dpop_jkt")
	return nil
}

func readOpaque(r *flow.Request, app *registry.App, q parameters) *fault {
	if len(q.get("state")) > maxOpaque {
		return invalid("state is longer than 1024 bytes")
	}
	if len(q.get("nonce")) > maxOpaque {
		return invalid("nonce is longer than 1024 bytes")
	}
	if app.Profile.RequiresStateAndNonce() && (q.get("state") == "" || q.get("nonce") == "") {
		return invalid("this app's profile requires state and nonce")
	}
	r.Nonce = q.get("nonce")
	return nil
}

// readPrompt takes prompt and max_age.
func readPrompt(r *flow.Request, _ *registry.App, q parameters) *fault {
	prompts := q.spaced("prompt")
	for _, w := range prompts {
		switch w {
		case oidc.PromptLogin:
			r.Fresh = true
		case oidc.PromptConsent:
			r.Show = true
		case oidc.PromptSelectAccount:
			r.Pick = true
		case oidc.PromptNone:
			if len(prompts) > 1 {
				return invalid("prompt=none goes with no other prompt")
			}
		default:
			return invalid("prompt is none, login, consent or select_account")
		}
	}
	if q.has("max_age") {
		// The school's own session is never young enough: max_age asks anew (O-17).
		// A login that a session of ours remembers may be, unless prompt=login was sent too.
		n, err := strconv.ParseInt(q.get("max_age"), 10, 64)
		if err != nil || n < 0 || n >= 1<<31 || strings.HasPrefix(q.get("max_age"), "+") {
			return invalid("max_age is a number of seconds below 2^31")
		}
		if !r.Fresh {
			r.MaxAge = n
		}
		r.Fresh, r.AuthTime = true, true
	}
	r.Passive = slices.Contains(prompts, oidc.PromptNone)
	return nil
}

func (p *Provider) readHint(r *flow.Request, app *registry.App, q parameters) *fault {
	if len(q.get("login_hint")) <= 128 {
		r.SchoolHint = q.get("login_hint")
	}
	r.Lang = uiLocale(q)
	if q.get("id_token_hint") == "" {
		return nil
	}
	sub, ok := p.subjectOf(q.get("id_token_hint"), app.ID)
	if !ok || r.Subject != "" && r.Subject != sub {
		return invalid("id_token_hint is not an ID token of this app")
	}
	r.Subject = sub
	return nil
}

// aimsBeyond reports whether a request asks for a token that is good at another place
// than audience (RFC 8707 §2). Clients exist that cannot leave resource out; one that
// names what it would get anyway asks for nothing.
func (p parameters) aimsBeyond(audience string) bool {
	return p.has("resource") && (p.twice["resource"] || p.get("resource") != audience)
}

// noResource is RFC 8707 §2: a token of ours is for our own endpoints.
func noResource() *fault {
	return &fault{"invalid_target", "resource indicators are not taken: an access token is for this issuer's own endpoints"}
}

// uiLocale gives the first language asked for that we speak; "" for none.
func uiLocale(q parameters) string {
	for _, l := range q.spaced("ui_locales") {
		if tag, _, _ := strings.Cut(strings.ToLower(l), "-"); tag == "nl" || tag == "en" {
			return tag
		}
	}
	return ""
}

func invalid(description string) *fault {
	return &fault{string(oidc.InvalidRequest), description}
}

// printable keeps a parameter's name from carrying anything into a description
// (RFC 6749 §4.1.2.1 allows %x20-21 / %x23-5B / %x5D-7E).
func printable(name string) string {
	if len(name) > 40 || strings.ContainsFunc(name, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') }) {
		return "a parameter"
	}
	return name
}

func onlyBase64URL(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_'
	})
}
