package hub_test

import (
	"net/http"
	"strings"
	"testing"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// TestPages: every page has its headers, works without script, holds none of its
// own, and loads what it names from the hub itself.
func TestPages(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree)
	base := strings.TrimSuffix(h.EntityID(), "/metadata")
	address, yara := hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, `"><script>`, "", "")), who(t, h, "yara")
	c, seen := hubtest.New(), make(map[string]*hubtest.Page)
	page, err := c.Get(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	seen["choice"] = page
	choice := page.Forms()[0]
	if seen["login"], err = c.Do(t.Context(), choice.Submit(&choice.Buttons[0])); err != nil {
		t.Fatal(err)
	}
	form := seen["login"].Forms()[0]
	fill := []hub.Field{{Name: "username", Value: yara.Login}, {Name: "password", Value: yara.Password}}
	if seen["answer"], err = c.Do(t.Context(), form.Submit(&form.Buttons[0], fill...)); err != nil {
		t.Fatal(err)
	}
	if seen["logout"], err = c.Get(t.Context(), base+"/logout"); err != nil {
		t.Fatal(err)
	}
	if seen["refusal"], err = c.Get(t.Context(), h.SSO()); err != nil {
		t.Fatal(err)
	}
	for name, p := range seen {
		policy := p.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "form-action") {
			t.Errorf("%s: policy %q", name, policy)
		}
		if p.Header.Get("Cache-Control") != "no-store" || p.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: headers %v", name, p.Header)
		}
		body := string(p.Body)
		for _, part := range []string{`<html lang="nl">`, "<title>", "<main>", "<h1>", `href="/hub.css"`} {
			if !strings.Contains(body, part) {
				t.Errorf("%s has no %s", name, part)
			}
		}
		if strings.Contains(body, "<script>") || strings.Contains(body, " style=") || strings.Contains(body, " on") && strings.Contains(body, "onload") {
			t.Errorf("%s has script or style of its own", name)
		}
	}
	if answer := seen["answer"].Forms()[0]; len(answer.Buttons) != 1 || answer.Buttons[0].Text != "Doorgaan" || answer.Visible {
		t.Errorf("the answer's form has no button for a browser without script: %+v", answer.Buttons)
	}
	if !strings.Contains(string(seen["answer"].Body), `<script src="/hub.js" defer>`) || strings.Contains(string(seen["login"].Body), "<script") {
		t.Error("the script is not on the answer's page alone")
	}
	for path, kind := range map[string]string{"/hub.js": "text/javascript; charset=utf-8", "/hub.css": "text/css; charset=utf-8", "/metadata": "application/samlmetadata+xml"} {
		p, err := c.Get(t.Context(), base+path)
		if err != nil || p.Status != http.StatusOK || p.Header.Get("Content-Type") != kind || len(p.Body) == 0 {
			t.Errorf("%s: status %d, %v", path, p.Status, err)
		}
	}
}
