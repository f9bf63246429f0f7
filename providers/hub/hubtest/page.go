package hubtest

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"sluis/providers/hub"
)

// Request is one step of a browser.
type Request struct {
	Method string // GET where empty
	URL    *url.URL
	Form   []hub.Field // of a POST, in the order of the page
	From   *url.URL    // page that it comes from; nil: typed in
}

// Field gives the first value of a form field.
func (r Request) Field(name string) string {
	for _, f := range r.Form {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Page is what came back. Where a login stopped before a request, Status is 0 and
// Request is the one that was not made.
type Page struct {
	Request Request
	URL     *url.URL
	Status  int
	Header  http.Header
	Body    []byte
}

// Next is where a redirect leads.
func (p *Page) Next() (Request, bool) {
	if p.Status < 300 || p.Status > 399 {
		return Request{}, false
	}
	to, err := p.URL.Parse(p.Header.Get("Location"))
	if err != nil || p.Header.Get("Location") == "" {
		return Request{}, false
	}
	// The initiator of a redirect is the page that the chain began on.
	next := Request{Method: http.MethodGet, URL: to, From: p.Request.From}
	if p.Status == 307 || p.Status == 308 { // a browser that is sent on so posts again
		next.Method, next.Form = p.Request.Method, p.Request.Form
	}
	return next, true
}

// Form is a form of a page.
type Form struct {
	Method   string
	Action   *url.URL
	Fields   []hub.Field // as the page fills them, without buttons
	Buttons  []Button
	Password bool // there is a field for one
	Visible  bool // there is any field to fill in

	from *url.URL
}

// Button submits a form. Value stands in the form only where Name is not empty.
type Button struct {
	Name, Value, Text string
	Action            string // data-action: "continue", "decline"
}

// Submit presses a button (nil: none) with other values for some fields. A field
// that the form does not have is added.
func (f Form) Submit(button *Button, with ...hub.Field) Request {
	fields := append([]hub.Field(nil), f.Fields...)
	if button != nil && button.Name != "" {
		fields = append(fields, hub.Field{Name: button.Name, Value: button.Value})
	}
	for _, w := range with {
		fields = set(fields, w)
	}
	r := Request{Method: f.Method, URL: f.Action, From: f.from}
	if f.Method == http.MethodPost {
		r.Form = fields
		return r
	}
	to := *f.Action
	to.RawQuery = encode(fields)
	r.URL = &to
	return r
}

func set(fields []hub.Field, w hub.Field) []hub.Field {
	for i := range fields {
		if fields[i].Name == w.Name {
			fields[i].Value = w.Value
			return fields
		}
	}
	return append(fields, w)
}

// encode keeps the order and the repetitions that url.Values loses.
func encode(fields []hub.Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = url.QueryEscape(f.Name) + "=" + url.QueryEscape(f.Value)
	}
	return strings.Join(parts, "&")
}

// Button gives the first button that fits.
func (f Form) Button(fits func(Button) bool) *Button {
	for i := range f.Buttons {
		if fits(f.Buttons[i]) {
			return &f.Buttons[i]
		}
	}
	return nil
}

// Forms gives the forms of the page.
func (p *Page) Forms() []Form {
	root, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return nil
	}
	var out []Form
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			out = append(out, p.form(n))
		}
	}
	return out
}

func (p *Page) form(n *html.Node) Form {
	f := Form{Method: strings.ToUpper(attr(n, "method")), Action: p.URL, from: p.URL}
	if f.Method != http.MethodPost {
		f.Method = http.MethodGet
	}
	if action := attr(n, "action"); action != "" {
		if to, err := p.URL.Parse(action); err == nil {
			f.Action = to
		}
	}
	for c := range n.Descendants() {
		if c.Type != html.ElementNode || has(c, "disabled") {
			continue
		}
		switch c.Data {
		case "input":
			f.input(c)
		case "button":
			if t := attr(c, "type"); t == "" || t == "submit" {
				f.Buttons = append(f.Buttons, Button{attr(c, "name"), attr(c, "value"), strings.TrimSpace(text(c)), attr(c, "data-action")})
			}
		case "textarea":
			f.Visible = true
			f.Fields = append(f.Fields, hub.Field{Name: attr(c, "name"), Value: text(c)})
		case "select":
			f.Visible = true
			f.Fields = append(f.Fields, hub.Field{Name: attr(c, "name"), Value: selected(c)})
		}
	}
	return f
}

func (f *Form) input(n *html.Node) {
	kind, name, value := strings.ToLower(attr(n, "type")), attr(n, "name"), attr(n, "value")
	switch kind {
	case "submit", "image":
		f.Buttons = append(f.Buttons, Button{name, value, value, attr(n, "data-action")})
		return
	case "button", "reset", "file":
		return
	case "checkbox", "radio":
		f.Visible = true
		if !has(n, "checked") {
			return
		}
		if !has(n, "value") {
			value = "on"
		}
	case "hidden":
	case "password":
		f.Password, f.Visible = true, true
	default:
		f.Visible = true
	}
	if name != "" {
		f.Fields = append(f.Fields, hub.Field{Name: name, Value: value})
	}
}

func selected(n *html.Node) string {
	var first, chosen *html.Node
	for c := range n.Descendants() {
		if c.Type != html.ElementNode || c.Data != "option" {
			continue
		}
		if first == nil {
			first = c
		}
		if has(c, "selected") {
			chosen = c
		}
	}
	if chosen == nil {
		chosen = first
	}
	if chosen == nil {
		return ""
	}
	if has(chosen, "value") {
		return attr(chosen, "value")
	}
	return strings.TrimSpace(text(chosen))
}

// Text is what a reader sees of the page, blanks folded.
func (p *Page) Text() string {
	root, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(text(root)), " ")
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && (c.Parent == nil || c.Parent.Data != "script" && c.Parent.Data != "style") {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
