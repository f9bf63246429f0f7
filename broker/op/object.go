package op

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/internal/refusal"
)

// A request object carries an authorization request, signed by the app (RFC 9101,
// OpenID Connect Core 6.1), and for some profiles encrypted to us. What stands in it
// is the request; what stands beside it is not.

// object is a request object that its app vouches for.
type object struct {
	parameters parameters
	once       string // names its jti, where it has one
}

// byObject reads a request by value. Where the object cannot be believed, an error goes
// to the address beside it if that is one of the app's, as with any other request.
func (p *Provider) byObject(ctx context.Context, app *registry.App, q parameters) Authorization {
	o, f := p.openObject(ctx, app, q.get("request"))
	if f == nil && q.twice["request"] {
		f = invalid("request was sent more than once")
	}
	if f != nil {
		if !app.Redirects(q.get("redirect_uri")) {
			return Authorization{Page: refusal.New(refusal.RequestObject, errors.New("op: "+f.description))}
		}
		r := begun(app, q)
		if mode := readMode(&r, app, q); mode != nil {
			f = mode
		}
		res := p.fail(r, f.code, f.description)
		return Authorization{Error: &res}
	}
	if !app.Redirects(o.parameters.get("redirect_uri")) {
		return Authorization{Page: refusal.New(refusal.RedirectURI, nil)}
	}
	r := begun(app, o.parameters)
	if f := p.read(&r, app, o.parameters); f != nil {
		res := p.fail(r, f.code, f.description)
		return Authorization{Error: &res}
	}
	if o.once != "" {
		r.Once, r.Since = o.once, p.Now().Unix()
	}
	return p.answer(app, r)
}

func badObject(why string) *fault {
	return &fault{"invalid_request_object", "the request object is refused: " + why}
}

// openObject decrypts and verifies. Whatever is wrong with encryption or signature has
// one answer: a sender of ciphertexts learns nothing from it.
func (p *Provider) openObject(ctx context.Context, app *registry.App, jwt string) (object, *fault) {
	unreadable := badObject("it does not open and verify under the keys and algorithms of this app")
	if app.Profile.OpensRequestObjects() && strings.Count(jwt, ".") == 4 {
		inner, err := p.decrypt(ctx, jwt)
		switch {
		case ctx.Err() != nil:
			return object{}, &fault{"temporarily_unavailable", "try again in a moment"}
		case err != nil:
			return object{}, unreadable
		}
		jwt = string(inner)
	}
	set, err := p.clients.of(app, parseKeys)
	if err != nil {
		return object{}, unreadable
	}
	payload, header, err := set.Verify(jwt, app.Profile.ClientAlgs())
	if err != nil {
		return object{}, unreadable
	}
	if !requestType(header.Typ) {
		return object{}, badObject("its typ is that of another kind of token")
	}
	q, c, err := parseObject(payload)
	if err != nil {
		return object{}, badObject(err.Error())
	}
	if why := p.objectFault(app, q, c); why != "" {
		return object{}, badObject(why)
	}
	o := object{parameters: q}
	if c.ID != "" {
		o.once = flow.OnceOf("request object", app.ID, c.ID)
	}
	return o, nil
}

// decrypt opens a JWE. Anybody can send one, and each costs a private-key operation of a
// millisecond: half of the processors at most are at it, so that logins go on beside a
// flood.
func (p *Provider) decrypt(ctx context.Context, jwe string) ([]byte, error) {
	select {
	case p.opening <- struct{}{}:
		defer func() { <-p.opening }()
		return p.Ring.Decrypt(jwe)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// requestType: RFC 9101 §10.8 names the type, and older apps say JWT or nothing.
func requestType(typ string) bool {
	typ, _ = strings.CutPrefix(strings.ToLower(typ), "application/")
	return typ == "" || typ == "jwt" || typ == "oauth-authz-req+jwt"
}

// objectClaims are the members of a request object that are about itself.
type objectClaims struct {
	Issuer    string
	Subject   string
	Audience  json.RawMessage
	ID        string
	Expires   *float64 // Unix seconds, as IssuedAt and NotBefore
	IssuedAt  *float64
	NotBefore *float64
}

// read takes the claims by their exact names: encoding/json would take "ISS" for iss.
func (c *objectClaims) read(members map[string]json.RawMessage) bool {
	c.Audience = members["aud"]
	for name, into := range map[string]any{"iss": &c.Issuer, "sub": &c.Subject, "jti": &c.ID,
		"exp": &c.Expires, "iat": &c.IssuedAt, "nbf": &c.NotBefore} {
		if raw, ok := members[name]; ok && json.Unmarshal(raw, into) != nil {
			return false
		}
	}
	return true
}

// objectFault says what is wrong with an object that its app did sign: who it is from
// and for, and when (RFC 9101 §4 and §10.2).
func (p *Provider) objectFault(app *registry.App, q parameters, c objectClaims) string {
	now, life := p.Now(), app.Profile.RequestObjectLife()
	switch {
	case q.get("client_id") != app.ID:
		return "its client_id is not the client_id beside it"
	case c.Issuer != app.ID:
		return "its iss is not the client"
	case c.Subject != "": // RFC 9101 §10.8: it could pass for a client assertion
		return "it has a sub, as a client assertion has"
	case !audienceIs(c.Audience, p.Issuer):
		return "its aud is not this issuer alone"
	case q.has("request") || q.has("request_uri"):
		return "there is a request in the request"
	case c.Expires == nil:
		return "it has no exp"
	case !instant(*c.Expires).After(now):
		return "it has expired"
	case instant(*c.Expires).After(now.Add(life)):
		return "its exp is over an hour ahead"
	case p.ahead(c.IssuedAt) || p.ahead(c.NotBefore):
		return "its iat or nbf lies ahead"
	case c.NotBefore != nil && instant(*c.NotBefore).Before(now.Add(-life)):
		return "its nbf is over an hour ago"
	case len(c.ID) > maxJTI:
		return "its jti is longer than 256 bytes"
	}
	return ""
}

const maxJTI = 256

// audienceIs reports whether aud is this issuer and nobody else: the text, or a list of
// it alone. What is meant for several could be carried from one to the other.
func audienceIs(aud json.RawMessage, issuer string) bool {
	var one string
	if json.Unmarshal(aud, &one) == nil {
		return one == issuer
	}
	var many []string
	return json.Unmarshal(aud, &many) == nil && len(many) == 1 && many[0] == issuer
}

// textParameters are the parameters of a request that are text and nothing else.
var textParameters = []string{"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "response_mode",
	"code_challenge", "code_challenge_method", "prompt", "display", "ui_locales", "id_token_hint", "login_hint", "acr_values", "dpop_jkt"}

// parseObject reads a payload as a request. Numbers are spelled as they stand, claims as
// the JSON that it is; of members that are no parameter of ours any value is passed
// over, as in a query. A member that stands twice is refused: two readers could take
// one each.
func parseObject(payload []byte) (parameters, objectClaims, error) {
	q, c := parameters{map[string]string{}, map[string]bool{}}, objectClaims{}
	if len(payload) > maxRequest || !utf8.Valid(payload) {
		return q, c, errors.New("it is too large or no UTF-8")
	}
	members, err := membersOf(payload)
	if err != nil {
		return q, c, err
	}
	if !c.read(members) {
		return q, c, errors.New("its registered claims are not of their types")
	}
	for name, raw := range members {
		switch first := raw[0]; {
		case first == '"':
			var text string
			if json.Unmarshal(raw, &text) != nil {
				return q, c, errors.New("a text in it is broken")
			}
			q.value[name] = text
		case slices.Contains(textParameters, name):
			return q, c, errors.New(name + " in it is not a text")
		case first == '{' && name == "claims", first == '-' || first >= '0' && first <= '9':
			q.value[name] = string(raw)
		default:
			q.value[name] = "" // it is there: resource, registration, request
		}
	}
	return q, c, nil
}

// membersOf gives the members of a JSON object, each once, and nothing behind it.
func membersOf(payload []byte) (map[string]json.RawMessage, error) {
	broken := errors.New("it is not one JSON object")
	d := json.NewDecoder(bytes.NewReader(payload))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, broken
	}
	out := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		key, ok := name.(string)
		if err != nil || !ok {
			return nil, broken
		}
		var value json.RawMessage
		if d.Decode(&value) != nil || len(value) == 0 {
			return nil, broken
		}
		if _, twice := out[key]; twice {
			return nil, fmt.Errorf("%s stands in it twice", printable(key))
		}
		if out[key] = value; len(out) > maxParameter {
			return nil, errors.New("it has too many members")
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, broken
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, broken
	}
	return out, nil
}
