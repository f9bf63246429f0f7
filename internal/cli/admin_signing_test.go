package cli

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/broker/admin"
)

// TestAdminSigning: the next key of an algorithm is made by one admin; that one is deleted
// before its time takes two (G-03). An auditor reads, and changes nothing.
func TestAdminSigning(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	second := s.comesIn(t, first.invites(t, "Bo", admin.Platform, ""))
	auditor := s.comesIn(t, first.invites(t, "Ad", admin.Auditor, ""))
	kids := func() []string {
		var out []string
		for _, m := range regexp.MustCompile(`data-testid="key-([^"]+)"`).FindAllStringSubmatch(first.get(admin.PathSigning).body, -1) {
			out = append(out, m[1])
		}
		return out
	}
	page := first.get(admin.PathSigning)
	if page.StatusCode != http.StatusOK || page.fact("master") != s.node.ring.MasterPrint() || !strings.Contains(page.body, "De ketting klopt<") {
		t.Fatalf("%d\n%s", page.StatusCode, text(page.body))
	}
	if got := auditor.get(admin.PathSigning); got.StatusCode != http.StatusOK || strings.Contains(got.body, "data-action=") {
		t.Errorf("the auditor: %d", got.StatusCode)
	}
	if got := auditor.post(admin.PathSigning+"/rotate", url.Values{"alg": {"ES256"}}); got.StatusCode != http.StatusForbidden {
		t.Errorf("the auditor makes a key: %d", got.StatusCode)
	}
	before := kids()
	for _, bad := range []struct{ act, field, value string }{{"rotate", "alg", "none"}, {"move", "connection", "entree"}, {"drop", "kid", before[0]}} {
		if got := first.post(admin.PathSigning+"/"+bad.act, url.Values{bad.field: {bad.value}}); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s of %s: %d", bad.act, bad.value, got.StatusCode)
		}
	}
	first.leads(t, first.post(admin.PathSigning+"/rotate", url.Values{"alg": {"ES256"}}), admin.PathSigning)
	first.leads(t, first.post(admin.PathSigning+"/stage", url.Values{"connection": {"entree"}}), admin.PathSigning)
	if got := kids(); len(got) != len(before)+2 {
		t.Fatalf("%d keys, %d before", len(got), len(before))
	}
	signs := ""
	listed, _, err := s.node.ring.Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range listed {
		if k.Alg == "ES256" && k.Stage == "in use" {
			signs = k.KID
		}
	}
	s.clock.advance(time.Second)
	first.leads(t, first.post(admin.PathSigning+"/drop", url.Values{"kid": {signs}}), admin.PathSigning)
	if !strings.Contains(first.get("/oauth/jwks").body, signs) {
		t.Fatal("one admin deleted it alone")
	}
	id := regexp.MustCompile(`name="id" value="([A-Z2-7]{26})"`).FindStringSubmatch(second.get(admin.PathSecond).body)
	if id == nil {
		t.Fatal("nothing waits for the second admin")
	}
	if got := first.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}); got.StatusCode == http.StatusSeeOther {
		t.Error("the asker confirms it")
	}
	if got := second.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}); got.StatusCode >= http.StatusBadRequest {
		t.Fatalf("the second admin: %d\n%s", got.StatusCode, text(got.body))
	}
	if strings.Contains(first.get("/oauth/jwks").body, signs) || len(kids()) != len(before)+1 {
		t.Error("it is there still")
	}
	if trail := first.get(admin.PathAudit).body; !strings.Contains(trail, "keys.rotate") || !strings.Contains(trail, "keys.stage") || !strings.Contains(trail, "ES256 key "+signs) {
		t.Error("not all of it is in the audit chain")
	}
}
