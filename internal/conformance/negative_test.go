package conformance

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// negative is one request that must be refused.
type negative struct {
	at     string // method and endpoint
	clause string // the sentence of a standard that it breaks
	name   string // what is wrong with it, told once
	want   want
	check  string // what refuses it: "package.function: condition"; several joined by " + " are switched off together
	call   func(*bench) call

	client  string   // of an authorization request: who asks,
	changes []change // and what differs from an ordinary request
}

// want is the exact answer.
type want struct {
	status int
	error  string // the OAuth error, or the code on a page
	by     road
	header map[string]string // of these names exactly these values; "" is absent, "*" any, {issuer} is ours
}

// road is how a refusal reaches who must hear of it.
type road string

const (
	redirect road = "303 to the app"
	formPost road = "a form to the app"
	onPage   road = "a page"
	asJSON   road = "JSON"
)

// bench is the world that all cases are tried in. Each case comes from an address of
// its own: failures are counted by client and address, and none shall be refused
// for those before it.
type bench struct {
	*world
	cases int
	from  string
}

func newBench(t *testing.T) *bench { t.Helper(); return &bench{world: newWorld(t, benchApps)} }

// try makes the request of a case and gives the answer, and what is wrong with it.
func (b *bench) try(c *negative) (answer, error) {
	b.cases++
	b.from = fmt.Sprintf("10.%d.%d.%d", b.cases>>16&255, b.cases>>8&255, b.cases&255)
	r := c.call(b)
	r.header = r.header.Clone()
	if r.header == nil {
		r.header = map[string][]string{}
	}
	r.header.Set("X-Forwarded-For", b.from)
	if planted != nil {
		planted.met() // not what the login before it met
	}
	a, err := b.send(r)
	if err != nil {
		return answer{status: 599}, err
	}
	return a, c.want.judge(b.issuer, r, a)
}

// judge holds an answer to all that a refusal of its kind has.
func (w want) judge(issuer string, c call, a answer) error {
	if a.status != w.status {
		return fmt.Errorf("status %d, want %d", a.status, w.status)
	}
	for name, value := range w.header {
		value = strings.ReplaceAll(value, "{issuer}", issuer)
		if got := strings.Join(a.header.Values(name), ", "); got != value && (value != "*" || got == "") {
			return fmt.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if cache := a.header.Get("Cache-Control"); cache != "no-store" {
		return fmt.Errorf("Cache-Control: %q, want no-store", cache)
	}
	switch w.by {
	case redirect:
		return w.atApp(issuer, c, strings.TrimSuffix(a.header.Get("Location"), "?"+a.location().RawQuery), a.location().Query())
	case formPost:
		action, fields := formOf(a)
		return w.atApp(issuer, c, action, fields)
	case onPage:
		return w.onPage(a)
	}
	return w.asJSON(a)
}

// atApp is RFC 6749 §4.1.2.1 with RFC 9207: error, state as it came and iss, at the
// registered address, and no code.
func (w want) atApp(issuer string, c call, address string, got url.Values) error {
	asked, err := url.ParseQuery(c.query + "&" + c.body)
	if err != nil {
		asked = url.Values{}
	}
	expect := url.Values{"error": {w.error}, "iss": {issuer}}
	if s := asked["state"]; len(s) == 1 && len(s[0]) <= 1024 {
		expect["state"] = s
	}
	got = maps.Clone(got)
	delete(got, "error_description")
	if !maps.EqualFunc(got, expect, slices.Equal) || address != redirectOf(asked.Get("client_id")) {
		return fmt.Errorf("%v at %s, want %v", got, address, expect)
	}
	return nil
}

func (w want) onPage(a answer) error {
	switch {
	case a.header.Get("Location") != "":
		return fmt.Errorf("a page that leads to %s", a.header.Get("Location"))
	case !strings.Contains(string(a.body), w.error):
		return fmt.Errorf("the page does not say %s: %s", w.error, words(a.body))
	case !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'"), !strings.HasPrefix(a.header.Get("Content-Type"), "text/html"):
		return fmt.Errorf("headers of the page: %v", a.header)
	}
	return nil
}

func (w want) asJSON(a answer) error {
	switch {
	case a.header.Get("Content-Type") != "application/json" || a.header.Get("Pragma") != "no-cache":
		return fmt.Errorf("headers: %v", a.header)
	case a.member("error") != w.error:
		return fmt.Errorf("error %q, want %q: %s", a.member("error"), w.error, a.body)
	}
	for name := range a.object() {
		if name != "error" && name != "error_description" {
			return fmt.Errorf("%s in a refusal: %s", name, a.body)
		}
	}
	return nil
}

func (w want) String() string {
	var h []string
	for _, name := range slices.Sorted(maps.Keys(w.header)) {
		h = append(h, name+": "+w.header[name])
	}
	return fmt.Sprintf("%d %s by %s; %s", w.status, w.error, w.by, strings.Join(h, "; "))
}

// negatives are all tables.
func negatives() []negative {
	return slices.Concat(authorizeNegatives(), tokenNegatives(), clientNegatives(), userinfoNegatives(), methodNegatives(), refreshNegatives(), aboutNegatives(), endedNegatives(),
		pushNegatives(), objectNegatives(), logoutNegatives(), onceNegatives(), dpopNegatives(), certificateNegatives())
}

// TestNegative: each of these requests is refused, with exactly this answer (issue's
// done-when; O-02 to O-05, O-10, O-11, O-24).
func TestNegative(t *testing.T) {
	b := newBench(t)
	all := negatives()
	for i := range all {
		c := &all[i]
		t.Run(c.at+"/"+c.name, func(t *testing.T) {
			b.t = t
			if a, err := b.try(c); err != nil {
				t.Errorf("%s: %v\n%d %s", c.clause, err, a.status, words(a.body))
			}
		})
	}
}

// TestNegativesDiffer: no two cases are one case told twice.
func TestNegativesDiffer(t *testing.T) {
	names, triples := map[string]bool{}, map[string]string{}
	for _, c := range negatives() {
		if name := c.at + "/" + c.name; names[name] {
			t.Errorf("%s stands twice", name)
		} else {
			names[name] = true
		}
		if c.check == "" || c.clause == "" {
			t.Errorf("%s: without a clause or a check", c.name)
		}
		triples[c.at+"|"+c.clause+"|"+c.want.String()] = c.name
	}
	t.Logf("%d cases, %d of them different in endpoint, clause and answer", len(names), len(triples))
}
