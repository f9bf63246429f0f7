package cli

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sluis/broker/admin"
	"sluis/claims"
)

// reads puts a text in the place of the registry, and waits until it is in use.
func (w *world) reads(text string) {
	w.t.Helper()
	w.write("registry.yaml", text)
	if err := w.node.live.Reload(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

// gives says whether an app gets an item of people of a school, by the registry that runs.
func (w *world) gives(app, school string, i claims.Item) bool {
	w.t.Helper()
	a, ok := w.node.live.Snapshot().App(app)
	return ok && a.Admits(school) && a.At(school).Released.Has(i)
}

var seenField = regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`)

// TestSchoolApproval: what makes a contract wider waits at a school that approves contracts
// itself, whether it came by hand or by a command, also over a restart; its privacy officer
// approves it on the page, and it holds at once. Where no school asks for it the file holds
// (M-05, contract 4).
func TestSchoolApproval(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	plain := s.registryFile()
	asking := strings.Replace(plain, "{id: petteflat, ", "{id: petteflat, approval: required, ", 1)
	wide := func(text string) string {
		return strings.Replace(text, "class: {purpose: {nl: Zo ziet je docent", "role: {purpose: {nl: De rol., en: The role.}}\n        class: {purpose: {nl: Zo ziet je docent", 1)
	}
	if asking == plain || wide(plain) == plain {
		t.Fatal("the control: nothing was replaced")
	}
	s.reads(wide(plain))
	if !s.gives("portfolio", "petteflat", claims.RoleItem) {
		t.Fatal("nobody approves, and the file does not hold")
	}
	s.reads(plain)
	s.reads(asking)
	if !s.gives("portfolio", "petteflat", claims.Name) {
		t.Fatal("what was in force does not hold on the day that approving begins")
	}
	s.write("next.yaml", wide(asking))
	s.must("registry", "apply", "--file", s.dir+"/next.yaml", "--author", "Iris", "--reason", "SD-1")
	if s.gives("portfolio", "petteflat", claims.RoleItem) || !s.gives("portfolio", "zonder", claims.RoleItem) {
		t.Error("applied: it holds where it waits, or waits where it holds")
	}
	s.stop()
	s.start()
	if s.gives("portfolio", "petteflat", claims.RoleItem) || !s.gives("portfolio", "petteflat", claims.Name) {
		t.Error("a restart approved it, or took it away")
	}

	got := first.get(admin.PathApps + "/portfolio?lang=en")
	if !strings.Contains(got.body, "waits for the approval of") || strings.Contains(got.body, `data-action="approve"`) {
		t.Errorf("the platform's admin: %s", text(got.body))
	}
	got = officer.get(admin.PathApps + "/portfolio?lang=en")
	seen := seenField.FindStringSubmatch(got.body)
	if seen == nil || !strings.Contains(got.body, `<ins dir="auto">Role</ins>`) {
		t.Fatalf("the officer: %d %s", got.StatusCode, text(got.body))
	}
	if got := officer.post(admin.PathApps+"/portfolio/approve", url.Values{"seen": {"00"}}); got.StatusCode != http.StatusSeeOther || s.gives("portfolio", "petteflat", claims.RoleItem) {
		t.Errorf("another contract than they saw: %d", got.StatusCode)
	}
	officer.leads(t, officer.post(admin.PathApps+"/portfolio/approve", url.Values{"seen": {seen[1]}}), admin.PathApps+"/portfolio")
	if !s.gives("portfolio", "petteflat", claims.RoleItem) {
		t.Error("approved, and it does not hold")
	}
	s.reads(asking)
	if s.gives("portfolio", "petteflat", claims.RoleItem) {
		t.Error("narrower does not hold at once")
	}
	officer.leads(t, officer.post(admin.PathApps+"/portfolio/stop", nil), admin.PathApps+"/portfolio")
	if s.gives("portfolio", "petteflat", claims.Name) || !s.gives("portfolio", "zonder", claims.Name) {
		t.Error("stopped, and it goes on")
	}
	if got := first.get(admin.PathAudit); !strings.Contains(got.body, "contract.approve") || !strings.Contains(got.body, "contract.stop") {
		t.Error("the chain has no entry")
	}
}
