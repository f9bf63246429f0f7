package selftest

import (
	"compress/flate"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Broker is where a broker answers.
type Broker struct {
	Origin    string            // its issuer
	Transport http.RoundTripper // how to get there
}

// Route is one login that an app may begin: what anybody can read off its links.
type Route struct {
	App, RedirectURI string
	School           string // its id; it is chosen on the picker
	Connection       string // the one that this login goes through
}

// browser keeps cookies and follows nothing by itself.
type browser struct {
	broker Broker
	client *http.Client
}

func (b Broker) browser() (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("selftest: %w", err)
	}
	return &browser{b, &http.Client{Jar: jar, Transport: b.Transport, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// page is an answer, read.
type page struct {
	status   int
	location string // absolute; empty where it is no redirect
	body     string
}

// maxPage is more than any page of ours has.
const maxPage = 4 << 20

func (b *browser) do(ctx context.Context, method, at, contentType, body string) (page, error) {
	if strings.HasPrefix(at, "/") {
		at = b.broker.Origin + at
	}
	req, err := http.NewRequestWithContext(ctx, method, at, strings.NewReader(body))
	if err != nil {
		return page{}, fmt.Errorf("selftest: %w", err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(req)
	if err != nil {
		return page{}, fmt.Errorf("selftest: %w", err)
	}
	defer func() { _ = res.Body.Close() }() // it was read to the end, or the login is given up
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxPage))
	if err != nil {
		return page{}, fmt.Errorf("selftest: %w", err)
	}
	p := page{status: res.StatusCode, body: string(raw)}
	if to := res.Header.Get("Location"); to != "" {
		u, err := req.URL.Parse(to)
		if err != nil {
			return page{}, fmt.Errorf("selftest: %w", err)
		}
		p.location = u.String()
	}
	return p, nil
}

func (b *browser) get(ctx context.Context, at string) (page, error) {
	return b.do(ctx, http.MethodGet, at, "", "")
}

func (b *browser) post(ctx context.Context, at string, form url.Values) (page, error) {
	return b.do(ctx, http.MethodPost, at, formType, form.Encode())
}

const formType = "application/x-www-form-urlencoded"

// login is an open one: the broker has asked its hub, and waits.
type login struct {
	*browser
	request, relay string // ID of the AuthnRequest, and the RelayState
}

// challenge is of RFC 7636 appendix B: no code will ever be redeemed.
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// begin goes from an app's link to the request that leaves for the hub, and not there.
func (b Broker) begin(ctx context.Context, r Route, fresh bool) (*login, error) {
	user, err := b.browser()
	if err != nil {
		return nil, err
	}
	l := &login{browser: user}
	return l, l.leave(ctx, r, fresh)
}

// leave begins a further login in the same browser.
func (l *login) leave(ctx context.Context, r Route, fresh bool) error {
	q := url.Values{"client_id": {r.App}, "redirect_uri": {r.RedirectURI}, "response_type": {"code"}, "scope": {"openid"},
		"state": {"selftest"}, "nonce": {"selftest"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"}}
	if fresh {
		q.Set("prompt", "login")
	}
	p, err := l.get(ctx, "/oauth/authorize?"+q.Encode())
	if err != nil {
		return err
	}
	if p.status == http.StatusOK {
		form := url.Values{"school": {r.School}}
		for _, m := range hiddenField.FindAllStringSubmatch(p.body, -1) {
			form.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
		}
		if p, err = l.post(ctx, "/login/school", form); err != nil {
			return err
		}
	}
	for range 5 {
		if !strings.HasPrefix(p.location, l.broker.Origin+"/") {
			break
		}
		if p, err = l.get(ctx, p.location); err != nil {
			return err
		}
	}
	return l.read(p)
}

var requestID = regexp.MustCompile(` ID="([^"]+)"`)

// read takes the question out of the redirect to the hub.
func (l *login) read(p page) error {
	u, err := url.Parse(p.location)
	if err != nil || p.location == "" {
		return fmt.Errorf("selftest: no login can begin: status %d %s", p.status, codeOf(p.body))
	}
	packed, err := base64.StdEncoding.DecodeString(u.Query().Get("SAMLRequest"))
	if err != nil {
		return fmt.Errorf("selftest: SAMLRequest: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(strings.NewReader(string(packed))), 1<<20))
	if err != nil {
		return fmt.Errorf("selftest: SAMLRequest: %w", err)
	}
	m := requestID.FindSubmatch(raw)
	if m == nil {
		return errors.New("selftest: the AuthnRequest has no ID")
	}
	l.request, l.relay = string(m[1]), u.Query().Get("RelayState")
	return nil
}

var refusalCode = regexp.MustCompile(`SLUIS-\d{4}`)

func codeOf(body string) string { return refusalCode.FindString(body) }

// accepted is what an outcome says of a message that led to a login.
const accepted = "accepted"

// outcome follows the broker's redirect to its own page, and says what became of the
// login: a code, or that it was accepted. It presses nothing.
func (b *browser) outcome(ctx context.Context, p page) (string, error) {
	for range 3 {
		if p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, b.broker.Origin+"/") {
			break
		}
		var err error
		if p, err = b.get(ctx, p.location); err != nil {
			return "", err
		}
	}
	switch code := codeOf(p.body); {
	case p.status >= http.StatusBadRequest && code != "":
		return code, nil
	case p.status == http.StatusOK, p.status == http.StatusSeeOther:
		return accepted, nil
	}
	return fmt.Sprintf("status %d", p.status), nil
}
