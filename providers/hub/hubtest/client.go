package hubtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"sluis/providers/hub"
)

// Bounds of one login.
const (
	maxHops = 40
	maxBody = 4 << 20
)

// Do makes one request.
type Do func(context.Context, Request) (*Page, error)

// Client is a browser with one cookie jar. Its fields are set before its use; Do
// and Login may run at once in several goroutines, as tabs do.
type Client struct {
	Transport http.RoundTripper // default http.DefaultTransport
	Language  string            // of Accept-Language; default nl

	// Hop, where set, makes the n-th request of a Login in the place of do. It may
	// make it twice, make an earlier one again (Back), change it, or only look.
	Hop func(ctx context.Context, n int, r Request, do Do) (*Page, error)

	// Answer, where set, is what the person does on a page that is not the hub's: the
	// request that follows, or nil to stop there. Without it, and where it gives
	// ErrDefault, the person presses the button of their school, or the one with
	// data-action="continue".
	Answer func(p *Page, person hub.Person) (*Request, error)

	jar *jar
}

// ErrDefault lets [Client.Answer] leave a page to the client.
var ErrDefault = errors.New("hubtest: do the default")

// New gives a browser without cookies.
func New() *Client { return &Client{jar: newJar()} }

// Cookies gives what is kept for an address.
func (c *Client) Cookies(u *url.URL) []*http.Cookie { return c.jar.jar.Cookies(u) }

// Do makes one request and follows nothing.
func (c *Client) Do(ctx context.Context, r Request) (*Page, error) {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	var body io.Reader
	if r.Method == http.MethodPost {
		body = strings.NewReader(encode(r.Form))
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL.String(), body)
	if err != nil {
		return nil, fmt.Errorf("hubtest: %w", err)
	}
	set := req.Header.Set
	set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
	set("Accept-Language", "nl")
	if c.Language != "" {
		set("Accept-Language", c.Language)
	}
	set("User-Agent", "hubtest")
	set("Sec-Fetch-Site", relation(r))
	set("Sec-Fetch-Mode", "navigate")
	set("Sec-Fetch-Dest", "document")
	if r.Method == http.MethodPost {
		set("Content-Type", "application/x-www-form-urlencoded")
		set("Origin", "null")
		if r.From != nil {
			set("Origin", r.From.Scheme+"://"+r.From.Host)
		}
	}
	for _, cookie := range c.jar.cookies(r) {
		req.AddCookie(cookie)
	}
	return c.send(req, r)
}

func (c *Client) send(req *http.Request, r Request) (*Page, error) {
	transport := c.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("hubtest: %s %s: %w", r.Method, r.URL.Path, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("hubtest: read %s: %w", r.URL.Path, err)
	}
	c.jar.store(r.URL, resp.Cookies())
	return &Page{Request: r, URL: r.URL, Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// Get opens an address as if it were typed, and follows redirects.
func (c *Client) Get(ctx context.Context, address string) (*Page, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("hubtest: %w", err)
	}
	return c.Follow(ctx, Request{URL: u})
}

// Follow makes a request and follows redirects.
func (c *Client) Follow(ctx context.Context, r Request) (*Page, error) {
	for range maxHops {
		p, err := c.Do(ctx, r)
		if err != nil {
			return nil, err
		}
		next, ok := p.Next()
		if !ok {
			return p, nil
		}
		r = next
	}
	return nil, fmt.Errorf("hubtest: more than %d redirects", maxHops)
}

// Login opens startURL and goes where it is led, through the hub's forms as person,
// until stop holds for the address of the next request (that page is returned
// unrequested) or until a page leads no further (that page is returned). A nil stop
// never holds.
func (c *Client) Login(ctx context.Context, startURL string, person hub.Person, stop func(*url.URL) bool) (*Page, error) {
	u, err := url.Parse(startURL)
	if err != nil {
		return nil, fmt.Errorf("hubtest: %w", err)
	}
	return c.Continue(ctx, Request{URL: u}, person, stop)
}

// Continue is Login from any request on.
func (c *Client) Continue(ctx context.Context, r Request, person hub.Person, stop func(*url.URL) bool) (*Page, error) {
	filled := false
	for n := range maxHops {
		if stop != nil && stop(r.URL) {
			return &Page{Request: r, URL: r.URL}, nil
		}
		p, err := c.hop(ctx, n, r)
		if err != nil {
			return nil, err
		}
		next, err := c.next(p, person, &filled)
		if err != nil {
			return p, err
		}
		if next == nil {
			return p, nil
		}
		r = *next
	}
	return nil, fmt.Errorf("hubtest: no end after %d requests", maxHops)
}

func (c *Client) hop(ctx context.Context, n int, r Request) (*Page, error) {
	if c.Hop != nil {
		return c.Hop(ctx, n, r, c.Do)
	}
	return c.Do(ctx, r)
}

// next is what a person does on a page; nil where there is nothing to do.
func (c *Client) next(p *Page, person hub.Person, filled *bool) (*Request, error) {
	if r, ok := p.Next(); ok {
		return &r, nil
	}
	forms := p.Forms()
	for _, f := range forms {
		if f.Password {
			if *filled {
				return nil, errors.New("hubtest: the hub did not take login and password")
			}
			*filled = true
			r := f.Submit(nil, hub.Field{Name: "username", Value: person.Login}, hub.Field{Name: "password", Value: person.Password})
			return &r, nil
		}
		if f.has("SAMLResponse") {
			*filled = false // the next hub of the same login has a form of its own
			r := f.Submit(nil)
			return &r, nil
		}
	}
	if c.Answer != nil {
		r, err := c.Answer(p, person)
		if !errors.Is(err, ErrDefault) {
			return r, err
		}
	}
	if p.Status != http.StatusOK {
		return nil, nil
	}
	return byDefault(forms, person), nil
}

// byDefault presses the button of the person's school, the one that continues, or
// that of a form which has nothing to fill in and is meant to post itself.
func byDefault(forms []Form, person hub.Person) *Request {
	for _, fits := range []func(Button) bool{
		func(b Button) bool { return b.Value != "" && b.Value == person.School },
		func(b Button) bool { return b.Action == "continue" },
	} {
		for _, f := range forms {
			if b := f.Button(fits); b != nil {
				r := f.Submit(b)
				return &r
			}
		}
	}
	if len(forms) == 1 && !forms[0].Visible && len(forms[0].Fields) > 0 && forms[0].Button(func(b Button) bool { return b.Action != "" }) == nil {
		r := forms[0].Submit(nil)
		return &r
	}
	return nil
}

func (f Form) has(name string) bool {
	for _, field := range f.Fields {
		if field.Name == name {
			return true
		}
	}
	return false
}
