package hub_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// start serves a hub with the demo's people and one service provider.
func start(t *testing.T, style hub.Style, change ...func(*hub.Config)) (*hub.Hub, *clock) {
	t.Helper()
	schools, people := hub.DemoPeople(style)
	at := &clock{t: time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)}
	c := hub.Config{Style: style, Schools: schools, People: people, SPs: []hub.SP{hub.NewTestSP().Registration()}, Now: at.now}
	hub.KeyPair(0).Use(&c)
	for _, f := range change {
		f(&c)
	}
	return hubtest.Start(t, c), at
}

func who(t *testing.T, h *hub.Hub, login string) hub.Person {
	t.Helper()
	p, ok := h.Person(login)
	if !ok {
		t.Fatalf("no person %q", login)
	}
	return p
}

func atACS(u *url.URL) bool { return strings.HasPrefix(u.String(), hub.SPACS) }

// login goes through the hub until the answer would be posted.
func login(t *testing.T, c *hubtest.Client, address string, p hub.Person) *hubtest.Page {
	t.Helper()
	page, err := c.Login(t.Context(), address, p, atACS)
	if err != nil {
		t.Fatal(err)
	}
	if page.Status != 0 {
		t.Fatalf("the login ended on a page with status %d: %s", page.Status, page.Text())
	}
	return page
}

// answer is the XML that is about to be posted.
func answer(t *testing.T, page *hubtest.Page) *etree.Element {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(page.Request.Field("SAMLResponse"))
	if err != nil {
		t.Fatal(err)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b); err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func instant(t *testing.T, page *hubtest.Page) string {
	t.Helper()
	return answer(t, page).FindElement("Assertion/AuthnStatement").SelectAttrValue("AuthnInstant", "")
}

// TestLogin goes through choice of school and login form of both hubs, and gets
// RelayState back byte for byte (contract 14).
func TestLogin(t *testing.T) {
	t.Parallel()
	for style, name := range map[hub.Style]string{hub.Entree: "yara", hub.SURFconext: "fatma"} {
		t.Run(string(style), func(t *testing.T) {
			t.Parallel()
			h, _ := start(t, style)
			state := `a b&c=d"<>é+%/ü'`
			page := login(t, hubtest.New(), hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, state, "", "")), who(t, h, name))
			if page.URL.String() != hub.SPACS || page.Request.Method != http.MethodPost {
				t.Errorf("the answer goes by %s to %s", page.Request.Method, page.URL)
			}
			if got := page.Request.Field("RelayState"); got != state {
				t.Errorf("RelayState %q, want %q", got, state)
			}
			root := answer(t, page)
			if root.SelectAttrValue("InResponseTo", "") == "" || root.FindElement("Assertion/Signature") == nil {
				t.Error("the answer has no InResponseTo, or no signature")
			}
			if root.FindElement("//NameID").Text() == "" {
				t.Error("NameID is empty")
			}
		})
	}
}

// TestRelayStateAbsent: what was not sent does not come back.
func TestRelayStateAbsent(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree)
	page := login(t, hubtest.New(), hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, "", "", "")), who(t, h, "yara"))
	if len(page.Request.Form) != 1 {
		t.Errorf("form has %d fields", len(page.Request.Form))
	}
}

// TestSession: the second login of a browser is answered at once, with the instant
// of the first; ForceAuthn asks again; another browser knows nothing of it.
func TestSession(t *testing.T) {
	t.Parallel()
	h, at := start(t, hub.Entree)
	sp, yara := hub.NewTestSP(), who(t, h, "yara")
	plain := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", ""))
	forced := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", ` ForceAuthn="true"`, ""))
	asked := 0
	count := func(ctx context.Context, _ int, r hubtest.Request, do hubtest.Do) (*hubtest.Page, error) {
		if r.Method == http.MethodPost && r.URL.Path == "/login" {
			asked++
		}
		return do(ctx, r)
	}
	c := hubtest.New()
	c.Hop = count
	first := instant(t, login(t, c, plain, yara))
	at.move(10 * time.Minute)
	if got := instant(t, login(t, c, plain, yara)); got != first || asked != 1 {
		t.Errorf("reuse: AuthnInstant %s after %s, password asked %d times", got, first, asked)
	}
	if got := instant(t, login(t, c, forced, yara)); got == first || asked != 2 {
		t.Errorf("ForceAuthn: AuthnInstant %s after %s, password asked %d times", got, first, asked)
	}
	other := hubtest.New()
	other.Hop = count
	login(t, other, plain, yara)
	if asked != 3 {
		t.Errorf("another browser: password asked %d times", asked)
	}
	at.move(9 * time.Hour)
	login(t, c, plain, yara)
	if asked != 4 {
		t.Errorf("after the session's life: password asked %d times", asked)
	}
	if _, err := c.Get(t.Context(), strings.TrimSuffix(h.EntityID(), "/metadata")+"/logout"); err != nil {
		t.Fatal(err)
	}
	login(t, c, plain, yara)
	if asked != 5 {
		t.Errorf("after logging out at the hub: password asked %d times", asked)
	}
}

// TestSessionOfAnotherSchool: an IDPList that leaves out the session's school ends
// at a login form (federations §2.2).
func TestSessionOfAnotherSchool(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.SURFconext)
	sp, c := hub.NewTestSP(), hubtest.New()
	login(t, c, sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")), who(t, h, "jaantje"))
	scoped := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", idpList("https://idp.zuiderzee.example/metadata")))
	page := login(t, c, scoped, who(t, h, "fatma"))
	if got := answer(t, page).FindElement("//Attribute[@Name='urn:mace:terena.org:attribute-def:schacHomeOrganization']/AttributeValue").Text(); got != "zuiderzee.example" {
		t.Errorf("organisation %s", got)
	}
}

func idpList(ids ...string) string {
	out := "<samlp:Scoping><samlp:IDPList>"
	for _, id := range ids {
		out += `<samlp:IDPEntry ProviderID="` + id + `"/>`
	}
	return out + "</samlp:IDPList></samlp:Scoping>"
}

// TestChoiceOfSchool: several schools are chosen from, one of an IDPList is not,
// none is refused, and a school that may not answer is not reached around the page.
func TestChoiceOfSchool(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree)
	sp, c := hub.NewTestSP(), hubtest.New()
	schools, err := c.Get(t.Context(), sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")))
	if err != nil {
		t.Fatal(err)
	}
	if forms := schools.Forms(); len(forms) != 1 || len(forms[0].Buttons) != 3 || forms[0].Buttons[0].Text != "Petteflat College" {
		t.Fatalf("choice of school: %s", schools.Text())
	}
	one, err := c.Get(t.Context(), sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", idpList("https://idp.zandloper.example/metadata"))))
	if err != nil {
		t.Fatal(err)
	}
	form := one.Forms()[0]
	if !form.Password || !strings.Contains(one.Text(), "De Zandloper") {
		t.Fatalf("one school of the list: %s", one.Text())
	}
	around, err := c.Do(t.Context(), form.Submit(nil, hub.Field{Name: "school", Value: "petteflat"},
		hub.Field{Name: "username", Value: "yara"}, hub.Field{Name: "password", Value: who(t, h, "yara").Password}))
	if err != nil || around.Status != http.StatusForbidden {
		t.Errorf("around the list: status %d, %v", around.Status, err)
	}
	none, err := c.Get(t.Context(), sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", idpList("https://elsewhere.example"))))
	if err != nil || none.Status != http.StatusForbidden || len(none.Forms()) != 0 {
		t.Errorf("no school of the list: status %d, %v", none.Status, err)
	}
}

// TestWrongPassword shows the form again, with what was filled in.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree)
	address := hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, "r", "", ""))
	for name, p := range map[string]hub.Person{
		"wrong password": {Login: "yara", Password: "x", School: "petteflat"},
		"nobody":         {Login: "niemand", Password: "", School: "petteflat"},
		"other school":   {Login: "yara", Password: who(t, h, "yara").Password, School: "zandloper"},
	} {
		page, err := hubtest.New().Login(t.Context(), address, p, atACS)
		if err == nil || page.Status != http.StatusForbidden || !strings.Contains(page.Text(), "horen niet bij elkaar") {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(string(page.Body), `value="`+p.Login+`"`) {
			t.Errorf("%s: the login is not filled in again", name)
		}
	}
}

// TestStatusAnswers: what a hub answers without asking anyone (federations §2.6).
func TestStatusAnswers(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.SURFconext)
	sp, c := hub.NewTestSP(), hubtest.New()
	codes := func(page *hubtest.Page) string {
		root := answer(t, page)
		if root.SelectElement("Assertion") != nil {
			return "an Assertion"
		}
		var out []string
		for _, s := range root.FindElements("//StatusCode") {
			out = append(out, strings.TrimPrefix(s.SelectAttrValue("Value", ""), "urn:oasis:names:tc:SAML:2.0:status:"))
		}
		return strings.Join(out, " ")
	}
	passive := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", ` IsPassive="true"`, ""))
	jaantje := who(t, h, "jaantje")
	if got := codes(login(t, c, passive, jaantje)); got != "Responder NoPassive" {
		t.Errorf("IsPassive: %s", got)
	}
	counted := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", `<samlp:Scoping ProxyCount="0"/>`))
	if got := codes(login(t, c, counted, jaantje)); got != "Responder ProxyCountExceeded" {
		t.Errorf("ProxyCount 0: %s", got)
	}
	login(t, c, sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")), jaantje)
	if got := codes(login(t, c, passive, jaantje)); got != "an Assertion" {
		t.Errorf("IsPassive with a session: %s", got)
	}
}

// TestRefusals: a request that is not in order ends on a page of the hub, and no
// form leads away from it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree)
	for name, address := range map[string]string{
		"unsigned":    h.SSO() + "?SAMLRequest=AAAA",
		"tampered":    hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")) + "A",
		"no request":  h.SSO(),
		"form itself": strings.TrimSuffix(h.EntityID(), "/metadata") + "/login?school=petteflat",
	} {
		page, err := hubtest.New().Get(t.Context(), address)
		if err != nil || page.Status != http.StatusBadRequest || len(page.Forms()) != 0 || !strings.Contains(page.Text(), "Inloggen lukt niet") {
			t.Errorf("%s: status %d, %v", name, page.Status, err)
		}
	}
}

// TestRotation: SSO address and key change together; a request under way is
// answered with the key that its address belongs to, until that is retired
// (federations §2.8).
func TestRotation(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.SURFconext)
	sp, jaantje := hub.NewTestSP(), who(t, h, "jaantje")
	old := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", ""))
	before, beforeID, beforeMetadata := h.Certificate(), h.KeyID(), string(h.Metadata())
	id, err := h.RotateKey(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	metadata := string(h.Metadata())
	if h.KeyID() != id || id == beforeID || !strings.Contains(metadata, "/sso/key:"+id+`"`) || strings.Contains(metadata, beforeID) || !strings.Contains(beforeMetadata, beforeID) {
		t.Errorf("metadata does not show the new key %s alone", id)
	}
	shown := func(page *hubtest.Page) string { return answer(t, page).FindElement("//X509Certificate").Text() }
	if shown(login(t, hubtest.New(), old, jaantje)) != base64.StdEncoding.EncodeToString(before) {
		t.Error("the old address is not answered with the old key")
	}
	fresh := sp.Redirect(h.SSO(), hub.NewAsk(h, "r", "", ""))
	if shown(login(t, hubtest.New(), fresh, jaantje)) != base64.StdEncoding.EncodeToString(h.Certificate()) {
		t.Error("the new address is not answered with the new key")
	}
	h.RetireKey(beforeID)
	if page, err := hubtest.New().Get(t.Context(), old); err != nil || page.Status != http.StatusBadRequest {
		t.Errorf("retired: status %d, %v", page.Status, err)
	}
}
