package cli

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/internal/config"
	"sluis/internal/refusal"
	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// encryptions are the ways in which a hub may encrypt a login from beginning to end.
var encryptions = map[string]hub.Misbehaviour{
	"the assertion":        {Encrypt: new(hub.Encryption)},
	"in a signed Response": {Sign: hub.SignResponse, Encrypt: new(hub.Encryption)},
	"the NameID":           {Encrypt: &hub.Encryption{What: "name-id"}},
	"both, keys beside":    {Sign: hub.SignBoth, Encrypt: &hub.Encryption{What: "both", Place: "beside"}},
	"AES-128, OAEP with SHA-256": {Encrypt: &hub.Encryption{Data: "http://www.w3.org/2009/xmlenc11#aes128-gcm",
		Key: "http://www.w3.org/2009/xmlenc11#rsa-oaep", Digest: "http://www.w3.org/2001/04/xmlenc#sha256", MGF: "http://www.w3.org/2009/xmlenc11#mgf1sha256"}},
}

// TestEncryptedLogin is F-10 through the whole system: the hub encrypts to the
// certificate in our metadata, and the app gets what it gets from a plain answer,
// the same sub included.
func TestEncryptedLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, c := range []struct {
		hub           *hub.Hub
		school, login string
	}{{w.entree, "petteflat", "yara"}, {w.surf, "harderwijk", "lukasz"}} {
		info := func() map[string]any {
			t.Helper()
			q := w.newBrowser().login(w.request("portfolio", portfolioURI), c.school, c.login)
			tok, _ := w.tokens("portfolio", portfolioURI, q.Get("code"))
			return w.info(tok.AccessToken)
		}
		c.hub.Misbehave(nil)
		want := info()
		for name, m := range encryptions {
			c.hub.Misbehave(&m)
			if got := info(); !equalJSON(got, want) {
				t.Errorf("%s, %s: userinfo %v, want %v", c.school, name, got, want)
			}
		}
	}
}

// varies is what differs between two pages of one refusal whatever its cause: the
// three words, also in their link, the time, and the sealed state behind "Opnieuw
// inloggen".
var varies = regexp.MustCompile(`<b>[a-z]+ [a-z]+ [a-z]+</b>|<time[^>]*>[^<]*</time>|\?t=[A-Za-z0-9_-]+|\?w=[a-z+&#0-9;]+`)

// TestEncryptedRefusalsLookAlike: whatever is wrong with something encrypted, the
// browser gets the same bytes (issue 3: no oracle).
func TestEncryptedRefusalsLookAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	faults := map[string]hub.Misbehaviour{
		"not signed":           {Sign: hub.SignNothing, Encrypt: new(hub.Encryption)},
		"signed by a stranger": {ForeignKey: true, Encrypt: new(hub.Encryption)},
		"tampered":             {Tamper: "attribute-value", Encrypt: new(hub.Encryption)},
		"PKCS #1 v1.5":         {Encrypt: &hub.Encryption{Key: "http://www.w3.org/2001/04/xmlenc#rsa-1_5"}},
		"CBC":                  {Sign: hub.SignBoth, Encrypt: &hub.Encryption{Data: "http://www.w3.org/2001/04/xmlenc#aes128-cbc"}},
		"the NameID":           {Encrypt: &hub.Encryption{What: "name-id", Fault: "tag"}},
		"the NameID, no XML":   {Encrypt: &hub.Encryption{What: "name-id", Fault: "not-xml"}},
	}
	for _, f := range hub.EncryptionFaults() {
		faults[f] = hub.Misbehaviour{Encrypt: &hub.Encryption{Fault: f}}
	}
	if len(faults) < 30 {
		t.Errorf("%d faults", len(faults))
	}
	first := ""
	for name, m := range faults {
		w.entree.Misbehave(&m)
		a := w.newBrowser().arrive(w.request("portfolio", portfolioURI), "petteflat", "yara")
		if !strings.Contains(a.body, refusal.Undecryptable.String()) {
			t.Errorf("%s: %d %s", name, a.StatusCode, text(a.body))
			continue
		}
		got := fmt.Sprint(a.StatusCode, a.Header.Get("Content-Type"), varies.ReplaceAllString(a.body, "…"))
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%s: another page:\n%s\nthan\n%s", name, got, first)
		}
	}
}

// TestCBCHasItsDay: a restart after the last day refuses the configuration, and until
// then a running broker stops taking AES-CBC by itself.
func TestCBCHasItsDay(t *testing.T) {
	t.Parallel()
	today := time.Now().UTC().Truncate(24 * time.Hour)
	w := newWorld(t, worldApps, func(w *world) {
		w.registry = strings.Replace(w.registry, "metadata: {file: entree.xml}", "metadata: {file: entree.xml}, encryption: {insecure_cbc_until: "+today.Format(time.DateOnly)+"}", 1)
	})
	m := hub.Misbehaviour{Sign: hub.SignBoth, Encrypt: &hub.Encryption{Data: "http://www.w3.org/2001/04/xmlenc#aes128-cbc"}}
	w.entree.Misbehave(&m)
	if a := w.newBrowser().arrive(w.request("portfolio", portfolioURI), "petteflat", "yara"); a.StatusCode != http.StatusOK {
		t.Errorf("before the end: %d %s", a.StatusCode, text(a.body))
	}
	w.clock.advance(time.Until(today.AddDate(0, 0, 1)))
	if a := w.newBrowser().arrive(w.request("portfolio", portfolioURI), "petteflat", "yara"); !strings.Contains(a.body, refusal.Undecryptable.String()) {
		t.Errorf("after the end: %d %s", a.StatusCode, text(a.body))
	}
	if _, problems := config.Load(filepath.Join(w.dir, "sluis.yaml"), checks(w.clock.now, false)); !problems.Refused() || !strings.Contains(fmt.Sprint(problems), "insecure_cbc_until") {
		t.Errorf("after the end, check says:\n%s", problems)
	}
}

// TestSimpleSAMLphpEncrypts: other people's encryption. This version of SimpleSAMLphp
// knows AES-128-CBC alone, so it is what the switch is for.
func TestSimpleSAMLphpEncrypts(t *testing.T) {
	t.Parallel()
	style := entreeStyle
	style.nameID = "'assertion.encryption' => true,"
	entree := startSimpleSAML(t, style)
	w := behind(t, entree, startSimpleSAML(t, surfStyle))
	start := w.issuer + w.request("portfolio", portfolioURI)
	page, err := hubtest.New().Login(context.Background(), start, zoe("petteflat"), atCallback)
	if err != nil || !strings.Contains(page.Text(), refusal.Undecryptable.String()) {
		t.Fatalf("not switched on: %v at %s\n%s", err, page.URL, page.Text())
	}
	w.stop()
	until := time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly)
	w.write("registry.yaml", strings.Replace(w.registry, "metadata: {file: entree.xml}", "metadata: {file: entree.xml}, encryption: {insecure_cbc_until: "+until+"}", 1))
	w.start()
	page, err = hubtest.New().Login(context.Background(), start, zoe("petteflat"), atCallback)
	if err != nil {
		t.Fatal(err)
	}
	code := page.Request.URL.Query().Get("code")
	if code == "" {
		t.Fatalf("switched on: no code, but %s (%d):\n%s", page.URL, page.Status, page.Text())
	}
	tok, _ := w.tokens("portfolio", portfolioURI, code)
	if info := w.info(tok.AccessToken); info["name"] != "Zoë van der Łukasz" || info["student_number"] != "77001" {
		t.Errorf("userinfo %v", info)
	}
}
