package cli

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"sluis/providers/hub"
)

// personal are values of the world's people; a dry run shows none of them unasked.
var personal = []string{"Yara", "Heuvel", "2041187", "H2A", "qj7cks8qdz9ph54", "Łukasz", "s1234567", "s9603145", "Noor", "noor5"}

// explained runs the command on a captured answer beside the running broker.
func (w *world) explained(t *testing.T, captured string, args ...string) (code int, out string) {
	t.Helper()
	w.write("captured", captured)
	var stdout, stderr bytes.Buffer
	code = Main(append([]string{"explain", "--config", filepath.Join(w.dir, "sluis.yaml"), "--response", filepath.Join(w.dir, "captured")}, args...), &stdout, &stderr)
	return code, stdout.String() + stderr.String()
}

// TestExplain: a captured answer is judged by the same rules as a login, for each app,
// in each form in which people capture it; no value is shown unasked (design §4).
func TestExplain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	answer := func(school, login string, m *hub.Misbehaviour) string {
		w.entree.Misbehave(m)
		w.surf.Misbehave(m)
		_, form := w.newBrowser().choose(w.request("portfolio", portfolioURI), school, login)
		return form.Get("SAMLResponse")
	}
	plain := func(field string) string {
		raw, err := base64.StdEncoding.DecodeString(field)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	yara := answer("petteflat", "yara", nil)
	for name, c := range map[string]struct {
		captured string
		args     []string
		code     int
		says     []string
		not      []string
	}{
		"a pupil, every app": {captured: plain(yara), says: []string{"Connection: entree (entree)", "all other checks of the answer: passed", "Received: uid, givenName,",
			"portfolio: released, for petteflat, as student", "released  student_number", "stil: released", "withheld  role: not_in_contract"}},
		"the form field":         {captured: yara, says: []string{"portfolio: released"}},
		"the whole form":         {captured: url.Values{"RelayState": {"x"}, "SAMLResponse": {yara}}.Encode(), says: []string{"portfolio: released"}},
		"one app":                {captured: yara, args: []string{"--app", "stil"}, says: []string{"stil: released"}, not: []string{"portfolio"}},
		"its connection, named":  {captured: yara, args: []string{"--connection", "entree"}, says: []string{"portfolio: released"}},
		"another connection":     {captured: yara, args: []string{"--connection", "surfconext"}, code: 1, says: []string{"Ended at: signature", "SLUIS-2004"}},
		"a student":              {captured: answer("harderwijk", "lukasz", nil), says: []string{"Connection: surfconext", "portfolio: released, for harderwijk, as student"}},
		"an item is missing":     {captured: answer("zonder", "noor", nil), args: []string{"--app", "portfolio"}, code: 1, says: []string{"portfolio: refused, SLUIS-2107", "nlEduPersonProfileId"}},
		"a role that is not in":  {captured: answer("petteflat", "gast", nil), code: 1, says: []string{"portfolio: refused, SLUIS-2204", "stil: refused, SLUIS-2204"}},
		"for somebody else":      {captured: answer("petteflat", "yara", &hub.Misbehaviour{Audience: "https://elsewhere.example/"}), code: 1, says: []string{"Checks passed: keys, encoding, signature,", "Ended at: conditions", "SLUIS-2010"}},
		"a school of nobody":     {captured: answer("petteflat", "yara", &hub.Misbehaviour{Organisation: "99ZZ"}), code: 1, says: []string{"portfolio: refused, SLUIS-2201"}},
		"a message of nobody":    {captured: "<html/>", code: 1, says: []string{"This is no SAML Response"}},
		"noise":                  {captured: "%%%", code: 1, says: []string{"This is no SAML Response"}},
		"an app that is not":     {captured: yara, args: []string{"--app", "nergens"}, code: 1, says: []string{`"nergens" is no app of`}},
		"a connection of nobody": {captured: yara, args: []string{"--connection", "nergens"}, code: 1, says: []string{"No connection of the registry"}},
	} {
		code, out := w.explained(t, c.captured, c.args...)
		if code != c.code {
			t.Errorf("%s: exit %d, want %d:\n%s", name, code, c.code, out)
		}
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: does not say %q:\n%s", name, s, out)
			}
		}
		for _, s := range append(c.not, personal...) {
			if strings.Contains(out, s) {
				t.Errorf("%s: says %q:\n%s", name, s, out)
			}
		}
	}
	if _, out := w.explained(t, yara, "--values"); !strings.Contains(out, "personal data") || !strings.Contains(out, "Yara van den Heuvel") || !strings.Contains(out, "2041187") {
		t.Errorf("asked for values:\n%s", out)
	}
	w.clock.advance(400 * 24 * 60 * 60 * 1e9)
	if code, out := w.explained(t, yara); code != 0 {
		t.Errorf("a year later: exit %d\n%s", code, out)
	}
}

// TestExplainTellsWhatTheLoginDoes: for everything that a hub can do wrong, the dry
// run and the login come to the same code.
func TestExplainTellsWhatTheLoginDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	// What the moment, the request or a key of ours decides, a dry run cannot.
	apart := map[string]bool{"SLUIS-2011": true, "SLUIS-2013": true, "SLUIS-2014": true, "SLUIS-2017": true, "SLUIS-2029": true, "SLUIS-2001": true, "SLUIS-2040": true, "SLUIS-2006": true}
	same := 0
	for _, named := range hub.Misbehaviours() {
		if named.Form || named.Only != "" && named.Only != hub.Entree || named.M.Encrypt != nil || named.M.IssueInstantSkew != 0 {
			continue
		}
		b := w.newBrowser()
		w.entree.Misbehave(&named.M)
		acs, form := b.choose(w.request("portfolio", portfolioURI), "petteflat", "yara")
		a := b.post(acs, form)
		if a.StatusCode == 303 {
			a = b.get(a.next(t))
		}
		want := codeOnPage.FindString(a.body)
		if apart[want] {
			continue
		}
		code, out := w.explained(t, form.Get("SAMLResponse"), "--app", "portfolio", "--connection", "entree")
		if want == "" && code != 0 || want != "" && !strings.Contains(out, want) && !strings.Contains(out, "This is no SAML Response") {
			t.Errorf("%s: the login came to %q, the dry run says\n%s", named.Name, want, out)
			continue
		}
		same++
	}
	if same < 60 {
		t.Errorf("only %d answers were compared", same)
	}
}

// TestExplainHoldsToTheConnection: an app with a koppeling of its own gets nothing of an
// answer to the schools' one, and the federation's own list of schools' logins is
// asked, as a login does.
func TestExplainHoldsToTheConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, withOwn, func(w *world) {
		w.registry = strings.Replace(w.registry, "metadata: {file: surfconext.xml}", "metadata: {file: surfconext.xml}, idps_metadata: {file: schools.xml}", 1)
		w.beforeStart = func() { w.write("schools.xml", w.speakers("uniharderwijk.example")) }
	})
	_, form := w.newBrowser().choose(w.request("portfolio", portfolioURI), "petteflat", "yara")
	_, out := w.explained(t, form.Get("SAMLResponse"))
	if !strings.Contains(out, "portfolio: released") || !strings.Contains(out, "stil: refused, SLUIS-2202") {
		t.Errorf("an answer to the schools' koppeling:\n%s", out)
	}
	_, form = w.newBrowser().choose(w.request("portfolio", portfolioURI), "harderwijk", "lukasz")
	if code, out := w.explained(t, form.Get("SAMLResponse"), "--app", "portfolio"); code != 0 {
		t.Errorf("a login that may speak for its school: exit %d\n%s", code, out)
	}
	w.write("schools.xml", w.speakers("elders.example"))
	if code, out := w.explained(t, form.Get("SAMLResponse"), "--app", "portfolio"); code != 1 || !strings.Contains(out, "portfolio: refused, SLUIS-2022") {
		t.Errorf("a login that may not: exit %d\n%s", code, out)
	}
}
