package web

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"
	"sync"
	"time"
)

//go:embed templates
var templateFiles embed.FS

// Site is what every page of an installation shares.
type Site struct {
	Issuer string // the public origin, https://login.example.nl
	Demo   bool   // every page says, visibly, that it is a demo
}

// Pages holds the parsed templates and the assets. It is read-only after New and
// safe for use by any number of goroutines.
type Pages struct {
	site   Site
	assets *assets
	sets   map[string]func() (*template.Template, error)
}

// Rendered is a whole page in memory: the broker writes it or, on an error,
// something else, but never half of it.
type Rendered struct {
	Body      []byte
	HasForm   bool // form-action and Referrer-Policy: same-origin are due (design §5.7)
	HasScript bool // script-src 'self' is due
	HasFetch  bool // the page's script asks our own origin: connect-src 'self' is due
	Title     string
}

// View is the data of one page. Its implementations are the structs of this
// package; each has one template, type-checked against it by a test.
type View interface {
	layout() layout
	frame() Frame
	title(t texts) string
	picture() picture
}

// layout says which files make the page: a frame of the page anatomy (gate for
// someone on the way, desk for someone signed in, bare for a fragment) and its own.
type layout struct {
	frame string
	file  string
	parts string // files shared with other pages, with blanks between them; may be empty
}

// common is what every template finds beside its view V.
type common struct {
	Lang  Lang
	Other Lang
	// LanguageLink is this page in the other language; empty where the page
	// cannot be had again by its address (the answer to a POST).
	LanguageLink string
	T            texts
	Site         Site
	F            Frame
	Title        string
	Pic          picture

	base string // origin of links to the broker; empty on the broker's own pages
}

// Link is a path of the broker that keeps the language of the page. The demo's own
// pages stand on another origin and link to the broker's.
func (c *common) Link(path string) string { return c.base + path + "?lang=" + string(c.Lang) }

// InLanguage is an address that the broker gave, in the language of the page where
// it is a path of ours.
func (c *common) InLanguage(address string) string {
	if own := languageLink(address, c.Lang); own != "" {
		return own
	}
	return address
}

// Here is a path of the origin that serves the page.
func (c *common) Here(path string) string { return path + "?lang=" + string(c.Lang) }

// Day is a date, or nothing where none is known.
func (c *common) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return c.T.Date(t)
}

// page is dot of every template. A test checks each template against the fields of its own
// view: here one type does for all, since each one more would bring its methods along.
type page struct {
	*common
	V View
}

// New gives the pages. Each template is parsed when it is first asked for, and once: most
// brokers show a few of them, and all of them parsed take 5 MiB. A test parses all. New fails
// only on a fault in the binary itself.
func New(site Site) (*Pages, error) {
	a, err := loadAssets()
	if err != nil {
		return nil, err
	}
	p := &Pages{site: site, assets: a, sets: map[string]func() (*template.Template, error){}}
	for _, v := range views() {
		l := v.layout()
		p.sets[l.file] = sync.OnceValues(func() (*template.Template, error) { return p.parse(l) })
	}
	return p, nil
}

// views lists every page there is; what is not here cannot be rendered.
func views() []View {
	return []View{
		SchoolPicker{}, SchoolResults{}, Information{}, Confirm{}, Bring{}, Brought{}, Refusal{}, FormPost{}, CookieHelp{},
		Explain{}, Home{}, Privacy{}, Cookies{}, Accessibility{}, NotFound{}, Error{}, LoggedOut{}, Logout{}, Stayed{}, Me{},
		StepUp{}, FactorKey{}, FactorApp{}, FactorCodes{},
		AdminSignIn{}, AdminInvite{}, AdminTouch{}, AdminKeys{}, AdminApp{}, AdminCodes{}, AdminConfirm{}, AdminHome{}, AdminBlocks{}, AdminPeople{}, AdminAudit{},
		AdminRecover{}, AdminSchoolDoor{}, AdminSecond{},
		AdminApps{}, AdminAppPage{}, AdminAppChange{}, AdminSchools{}, AdminSchoolPage{},
		AdminFeds{}, AdminFed{}, AdminCheck{}, AdminChecked{}, AdminSigning{}, AdminStop{},
		AdminLog{}, AdminLogSearch{}, AdminWeek{}, AdminLooks{}, AdminAttempts{}, AdminBlockRow{}, AdminReveal{},
		DemoHome{}, DemoHub{}, DemoResult{}, DemoLeft{},
	}
}

func (p *Pages) parse(l layout) (*template.Template, error) {
	set := template.New(l.frame + ".html").Funcs(template.FuncMap{
		"asset":   p.assets.url,
		"letters": byLetter,
		"otpauth": otpauth,
		"out":     outbound,
		"say":     rich.html,
	}).Option("missingkey=error")
	files := []string{"templates/" + l.frame + ".html", "templates/parts.html"}
	for part := range strings.FieldsSeq(l.parts) {
		files = append(files, "templates/"+part+".html")
	}
	return set.ParseFS(templateFiles, append(files, "templates/"+l.file+".html")...)
}

// Render writes a page to memory.
func (p *Pages) Render(view View, lang Lang) (*Rendered, error) {
	if lang != EN {
		lang = NL
	}
	l := view.layout()
	parsed, ok := p.sets[l.file]
	if !ok {
		return nil, fmt.Errorf("web: render: no page %q", l.file)
	}
	set, err := parsed()
	if err != nil {
		return nil, fmt.Errorf("web: page %s: %w", l.file, err)
	}
	t := textsOf(lang)
	f := view.frame()
	c := &common{
		Lang: lang, Other: lang.Other(), LanguageLink: languageLink(f.Path, lang.Other()),
		T: t, Site: p.site, F: f, Title: view.title(t), Pic: captioned(view.picture(), t),
	}
	if _, ok := view.(demoPage); ok {
		c.base = strings.TrimSuffix(p.site.Issuer, "/")
	}
	var b bytes.Buffer
	b.Grow(8 << 10)
	if err := set.Execute(&b, page{c, view}); err != nil {
		return nil, fmt.Errorf("web: render %s: %w", l.file, err)
	}
	// Values are escaped, so "<form" and "<script" are only ever our own.
	return &Rendered{
		Body:      b.Bytes(),
		HasForm:   bytes.Contains(b.Bytes(), []byte("<form")),
		HasScript: bytes.Contains(b.Bytes(), []byte("<script")),
		HasFetch:  bytes.Contains(b.Bytes(), []byte(`<script src="`+p.AssetURL("picker.js"))) || bytes.Contains(b.Bytes(), []byte(`<script src="`+p.AssetURL("monitor.js"))),
		Title:     c.Title,
	}, nil
}

// captioned puts the words under the picture in the language of the page.
func captioned(p picture, t texts) picture {
	if p.Ripples {
		return p
	}
	p.Caption = &caption{
		Received: p.received, ReceivedWord: t.Received(p.received, p.missing),
		Passing: p.passing, PassingOne: t.GoThrough(1), PassingMany: t.GoThrough(2),
	}
	return p
}

// privateScheme is a native app's own scheme in the form RFC 8252 §7.1 asks for:
// a reversed domain name. The dot keeps out javascript, data, vbscript and their kin.
var privateScheme = regexp.MustCompile(`^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:`)

// otpauth writes the link that opens a code generator on the same device. The seed stands
// in it, as it does beside it, and the link is for no other scheme.
func otpauth(address string) template.HTMLAttr {
	if !strings.HasPrefix(address, "otpauth://totp/") {
		address = "#"
	}
	return template.HTMLAttr(`href="` + html.EscapeString(address) + `"`)
}

// outbound writes an address as an attribute, byte for byte: html/template's own
// filter knows http, https and mailto only, and would percent-encode characters of
// a registered redirect URI. A scheme that could run code becomes "#".
func outbound(attribute, address string) template.HTMLAttr {
	lower := strings.ToLower(address)
	switch {
	case strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "http://"),
		privateScheme.MatchString(lower), onThisOrigin(address):
	default:
		address = "#"
	}
	return template.HTMLAttr(attribute + `="` + html.EscapeString(address) + `"`)
}
