package selftest

import (
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sluis/providers/saml/attack"
)

// Stage is one broker with one login to attack, and what a forger must know of it.
type Stage struct {
	Broker Broker
	Route  Route
	Other  string // another connection of the same broker; empty: there is none
	Scene  attack.Scene
	Now    func() time.Time
}

// act is one case being played.
type act struct {
	Stage
	c *attack.Case
}

// play brings a case's message, and says what became of it.
func (s Stage) play(ctx context.Context, c *attack.Case) (string, error) {
	a := act{s, c}
	l, err := s.Broker.begin(ctx, s.Route, c.ForceAuthn)
	if err != nil {
		return "", err
	}
	plays := map[string]func(context.Context, *login) (string, error){
		"": a.deliver, "second-answer": a.secondAnswer, "step-in-another-browser": a.stepElsewhere,
		"post-in-another-browser": a.postElsewhere, "swapped-relay-state": a.swapped, "other-connection": a.otherConnection,
		"no-relay-state": a.relay(""), "invented-relay-state": a.relay("verzonnen"), "relay-state-url": a.relay("https://kwaad.example/"),
		"two-responses": a.raw(formType, "SAMLResponse=eA%%3D%%3D&%[1]s"), "two-relay-states": a.raw(formType, "RelayState=x&%[1]s"),
		"json": a.raw("application/json", "%[1]s"), "multipart": a.multipart, "query": a.query, "get": a.byGet,
		"large-body": a.raw(formType, "%[1]s&x="+strings.Repeat("x", 1<<20)),
	}
	play, ok := plays[c.Play]
	if !ok {
		return "", fmt.Errorf("selftest: %s: play %q is not known", c.Name, c.Play)
	}
	return play(ctx, l)
}

// form forges the case's message in answer to a login.
func (a act) form(l *login, c *attack.Case) (url.Values, error) {
	s := a.Scene
	s.Request, s.Now = l.request, a.Now().Truncate(time.Second)
	field, err := c.Form(s)
	if err != nil {
		return nil, err
	}
	return url.Values{"SAMLResponse": {field}, "RelayState": {l.relay}}, nil
}

func (a act) acs() string { return "/saml/" + a.Route.Connection + "/acs" }

// honest is the message that all others are made of.
func (a act) honest() *attack.Case { return &attack.Case{Name: "honest"} }

func (a act) deliver(ctx context.Context, l *login) (string, error) {
	return a.deliverAt(ctx, l, l, a.acs())
}

// deliverAt posts the answer to one login from a browser to an address.
func (a act) deliverAt(ctx context.Context, l, from *login, at string) (string, error) {
	form, err := a.form(l, a.c)
	if err != nil {
		return "", err
	}
	p, err := from.post(ctx, at, form)
	if err != nil {
		return "", err
	}
	return from.outcome(ctx, p)
}

func (a act) secondAnswer(ctx context.Context, l *login) (string, error) {
	form, err := a.form(l, a.honest())
	if err != nil {
		return "", err
	}
	if p, err := l.post(ctx, a.acs(), form); err != nil || p.location == "" {
		return "the first answer was not taken", err
	}
	return a.deliver(ctx, l)
}

// another is a browser with a login, and so a cookie, of its own.
func (a act) another(ctx context.Context) (*login, error) {
	return a.Broker.begin(ctx, a.Route, false)
}

func (a act) stepElsewhere(ctx context.Context, l *login) (string, error) {
	victim, err := a.another(ctx)
	if err != nil {
		return "", err
	}
	form, err := a.form(l, a.c)
	if err != nil {
		return "", err
	}
	p, err := l.post(ctx, a.acs(), form)
	if err != nil {
		return "", err
	}
	return victim.outcome(ctx, p)
}

func (a act) postElsewhere(ctx context.Context, l *login) (string, error) {
	thief, err := a.another(ctx)
	if err != nil {
		return "", err
	}
	return a.deliverAt(ctx, l, thief, a.acs())
}

func (a act) swapped(ctx context.Context, l *login) (string, error) {
	form, err := a.form(l, a.c)
	if err != nil {
		return "", err
	}
	if err := l.leave(ctx, a.Route, false); err != nil { // the relay is now the second's
		return "", err
	}
	form.Set("RelayState", l.relay)
	p, err := l.post(ctx, a.acs(), form)
	if err != nil {
		return "", err
	}
	return l.outcome(ctx, p)
}

func (a act) otherConnection(ctx context.Context, l *login) (string, error) {
	return a.deliverAt(ctx, l, l, "/saml/"+a.Other+"/acs")
}

func (a act) relay(state string) func(context.Context, *login) (string, error) {
	return func(ctx context.Context, l *login) (string, error) {
		l.relay = state
		return a.deliver(ctx, l)
	}
}

// raw posts the form under a content type, with more behind it.
func (a act) raw(contentType, layout string) func(context.Context, *login) (string, error) {
	return func(ctx context.Context, l *login) (string, error) {
		form, err := a.form(l, a.c)
		if err != nil {
			return "", err
		}
		p, err := l.do(ctx, http.MethodPost, a.acs(), contentType, fmt.Sprintf(layout, form.Encode()))
		if err != nil {
			return "", err
		}
		return l.outcome(ctx, p)
	}
}

func (a act) multipart(ctx context.Context, l *login) (string, error) {
	form, err := a.form(l, a.c)
	if err != nil {
		return "", err
	}
	var body strings.Builder
	w := multipart.NewWriter(&body)
	for name := range form {
		if err := w.WriteField(name, form.Get(name)); err != nil {
			return "", fmt.Errorf("selftest: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return "", fmt.Errorf("selftest: %w", err)
	}
	p, err := l.do(ctx, http.MethodPost, a.acs(), w.FormDataContentType(), body.String())
	if err != nil {
		return "", err
	}
	return l.outcome(ctx, p)
}

func (a act) query(ctx context.Context, l *login) (string, error) {
	form, err := a.form(l, a.c)
	if err != nil {
		return "", err
	}
	p, err := l.do(ctx, http.MethodPost, a.acs()+"?"+form.Encode(), formType, "")
	if err != nil {
		return "", err
	}
	return l.outcome(ctx, p)
}

func (a act) byGet(ctx context.Context, l *login) (string, error) {
	form, err := a.form(l, a.c)
	if err != nil {
		return "", err
	}
	p, err := l.get(ctx, a.acs()+"?"+form.Encode())
	if err != nil {
		return "", err
	}
	return l.outcome(ctx, p)
}
