package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// call is one request, as it goes over the wire.
type call struct {
	method, path, query, body string
	header                    http.Header
}

// answer is what came back, read.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// wire follows nothing, and keeps connections: there are thousands of calls.
var wire = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (w *world) do(c call) answer {
	w.t.Helper()
	a, err := w.send(c)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) send(c call) (answer, error) {
	to := w.issuer + c.path
	if c.query != "" {
		to += "?" + c.query
	}
	req, err := http.NewRequest(c.method, to, strings.NewReader(c.body))
	if err != nil {
		return answer{}, err
	}
	for name, values := range c.header {
		req.Header[name] = values
	}
	res, err := wire.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, body}, err
}

func (w *world) get(path string) answer {
	w.t.Helper()
	return w.do(call{method: http.MethodGet, path: path})
}

// member gives a text of a JSON object.
func (a answer) member(name string) string {
	s, _ := a.object()[name].(string)
	return s
}

func (a answer) object() map[string]any {
	var m map[string]any
	_ = json.Unmarshal(a.body, &m)
	return m
}

// location is where a redirect leads.
func (a answer) location() *url.URL {
	u, err := url.Parse(a.header.Get("Location"))
	if err != nil || a.header.Get("Location") == "" {
		return &url.URL{}
	}
	return u
}

// params are the parameters of a request in their order.
type params []hub.Field

func (p params) encode() string {
	parts := make([]string, len(p))
	for i, f := range p {
		parts[i] = url.QueryEscape(f.Name) + "=" + url.QueryEscape(f.Value)
	}
	return strings.Join(parts, "&")
}

func (p params) get(name string) string {
	for _, f := range p {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// with changes parameters; the receiver stays as it is.
func (p params) with(changes ...change) params {
	p = slices.Clone(p)
	for _, c := range changes {
		p = c(p)
	}
	return p
}

// change is one thing that is different about a request.
type change func(params) params

func set(name, value string) change {
	return func(p params) params {
		for i := range p {
			if p[i].Name == name {
				p[i].Value = value
				return p
			}
		}
		return append(p, hub.Field{Name: name, Value: value})
	}
}

func drop(name string) change {
	return func(p params) params {
		return slices.DeleteFunc(p, func(f hub.Field) bool { return f.Name == name })
	}
}

// twice says a parameter again, with the same value.
func twice(name string) change {
	return func(p params) params { return append(p, hub.Field{Name: name, Value: p.get(name)}) }
}

// asks are the parameters of an ordinary authorization request of an app.
func asks(client string, changes ...change) params {
	return params{{Name: "client_id", Value: client}, {Name: "redirect_uri", Value: redirectOf(client)}, {Name: "response_type", Value: "code"},
		{Name: "scope", Value: "openid profile student_number class school role"}, {Name: "state", Value: "staat"}, {Name: "nonce", Value: "eenmalig"},
		{Name: "code_challenge", Value: challenge}, {Name: "code_challenge_method", Value: "S256"}, {Name: "login_hint", Value: school.ID}}.with(changes...)
}

// browser is a person's: it goes through the pages and the hub's forms.
type browser struct {
	w *world
	c *hubtest.Client
}

func (w *world) newBrowser() *browser { return &browser{w, hubtest.New()} }

// login opens an authorization request and goes where it leads, as a person, until
// the app is called. It gives what the app is called with, by query or form.
func (b *browser) login(person hub.Person, p params) url.Values {
	b.w.t.Helper()
	q, page := b.visit(person, p)
	if q == nil {
		b.w.t.Fatalf("the login ended at %s with %d:\n%s", page.URL.Path, page.Status, words(page.Body))
	}
	return q
}

// visit is login for whoever expects a page of ours at the end; then the values are nil.
func (b *browser) visit(person hub.Person, p params) (url.Values, *hubtest.Page) {
	b.w.t.Helper()
	return b.open(person, b.w.issuer+"/oauth/authorize?"+p.encode())
}

func (b *browser) open(person hub.Person, address string) (url.Values, *hubtest.Page) {
	b.w.t.Helper()
	atApp := func(u *url.URL) bool { return strings.HasSuffix(u.Hostname(), ".example.nl") }
	page, err := b.c.Login(context.Background(), address, person, atApp)
	if err != nil {
		b.w.t.Fatal(err)
	}
	if page.Status != 0 {
		return nil, page
	}
	q := page.Request.URL.Query()
	if page.Request.Method == http.MethodPost {
		q = url.Values{}
		for _, f := range page.Request.Form {
			q.Add(f.Name, f.Value)
		}
	}
	return q, page
}

func words(page []byte) string {
	s := string(page)
	if i := strings.Index(s, "<main"); i > 0 {
		s = s[i:]
	}
	var b strings.Builder
	for _, part := range strings.Split(s, "<") {
		_, text, _ := strings.Cut(part, ">")
		b.WriteString(text + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// newCode is a code of a fresh login at an app that asked so.
func (w *world) newCode(client string, changes ...change) string {
	w.t.Helper()
	q := w.newBrowser().login(yara, asks(client, changes...))
	if q.Get("code") == "" {
		w.t.Fatalf("no code: %v", q)
	}
	return q.Get("code")
}

const formType = "application/x-www-form-urlencoded"

// form makes a call that posts parameters.
func form(path string, p params) call {
	return call{method: http.MethodPost, path: path, body: p.encode(), header: http.Header{"Content-Type": {formType}}}
}

// by lets a client authenticate with the Basic scheme.
func (c call) by(client, secret string) call {
	r := http.Request{Header: c.header.Clone()}
	r.SetBasicAuth(url.QueryEscape(client), url.QueryEscape(secret))
	c.header = r.Header
	return c
}

// bearing sends an access token by a scheme.
func (c call) bearing(scheme, token string) call {
	c.header = c.header.Clone()
	if c.header == nil {
		c.header = http.Header{}
	}
	c.header.Set("Authorization", scheme+" "+token)
	return c
}

// redeems are the parameters of a token request.
func redeems(client, code string, changes ...change) params {
	return params{{Name: "grant_type", Value: "authorization_code"}, {Name: "code", Value: code},
		{Name: "redirect_uri", Value: redirectOf(client)}, {Name: "code_verifier", Value: verifier}}.with(changes...)
}

// many are more parameters than a request may have, each once.
var many = func() string {
	var b strings.Builder
	for i := range 64 {
		fmt.Fprintf(&b, "&x%d=y", i)
	}
	return b.String()
}()
