package cli

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/claims"
)

// policyForm is a school's policy as the form sends it, with what a test changes of it.
func policyForm(changes map[string]string) url.Values {
	f := url.Values{"login_log": {"all"}, "log_days": {"365"}, "reauthenticate": {""}, "approval": {"none"}, "ict": {"kamer B.07"}, "privacy": {""}, "reason": {"school_asked"}, "ticket": {"SD-12"}}
	for k, v := range changes {
		f.Set(k, v)
	}
	return f
}

// filled is the form of a page as a browser would send it, ticked boxes and all.
func filled(t *testing.T, body string, changes url.Values) url.Values {
	t.Helper()
	f := url.Values{"reason": {"agreement"}, "ticket": {"SD-13"}}
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="([a-z_]+)" value="on" checked>`).FindAllStringSubmatch(body, -1) {
		f.Set(m[1], "on")
	}
	for _, m := range regexp.MustCompile(`<input class="field sm" id="[^"]*" name="([a-z_]+)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		f.Set(m[1], m[2])
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea class="field" id="[^"]*" name="([a-z]+)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(body, -1) {
		f.Set(m[1], m[2])
	}
	maps.Copy(f, changes)
	return f
}

var proposalField = regexp.MustCompile(`action="/admin/second/carry[^"]*"><input type="hidden" name="id" value="([A-Z2-7]+)"`)

// TestConsoleChanges: an edit in the console is a version with author, reason and diff; what
// it does not touch stays byte for byte; what makes something wider takes two admins; what
// check refuses changes nothing; each changes their own alone (G-01, G-03).
func TestConsoleChanges(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	bas := s.comesIn(t, first.invites(t, "Bas", admin.Platform, ""))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	auditor := s.comesIn(t, first.invites(t, "Ad", admin.Auditor, ""))
	text := s.registryFile()
	school, app := admin.PathSchools+"/petteflat", admin.PathApps+"/portfolio"

	if got := officer.get(school); got.StatusCode != http.StatusOK || !strings.Contains(got.body, `data-action="save"`) {
		t.Fatalf("the officer's own school: %d", got.StatusCode)
	}
	for _, c := range []struct {
		name string
		got  *answer
		want int
	}{
		{"another school", officer.get(admin.PathSchools + "/zonder"), http.StatusNotFound},
		{"another school, changed", officer.post(admin.PathSchools+"/zonder", policyForm(nil)), http.StatusNotFound},
		{"an auditor", auditor.post(school, policyForm(map[string]string{"ict": "x"})), http.StatusForbidden},
		{"an officer, an app", officer.post(app+"/change", nil), http.StatusForbidden},
		{"no ticket", officer.post(school, policyForm(map[string]string{"ict": "x", "ticket": ""})), http.StatusBadRequest},
		{"what check refuses", officer.post(school, policyForm(map[string]string{"log_days": "12"})), http.StatusUnprocessableEntity},
		{"a journey to nowhere", officer.post(school, policyForm(map[string]string{"countries_0": "XX", "until_0": "2026-10-02"})), http.StatusUnprocessableEntity},
	} {
		if c.got.StatusCode != c.want {
			t.Errorf("%s: %d, want %d\n%s", c.name, c.got.StatusCode, c.want, c.got.body[:min(len(c.got.body), 300)])
		}
	}
	if s.registryFile() != text {
		t.Fatal("the file changed all the same")
	}

	officer.leads(t, officer.post(school, policyForm(map[string]string{"ict": "kamer B.08", "reauthenticate": "always"})), school)
	want := strings.Replace(text, `login_log: all, contact: {ict: "kamer B.07"}}`, `login_log: all, contact: {ict: "kamer B.08"}, reauthenticate: always}`, 1)
	if got := s.registryFile(); got != want || want == text {
		t.Errorf("more than the contact changed:\n%s", got)
	}
	if out := s.must("registry"); !strings.Contains(out, "Noor") || !strings.Contains(out, "school_asked SD-12") {
		t.Errorf("the version says %s", out)
	}

	// A school's log takes two: the officer asks, the platform's admin confirms.
	officer.leads(t, officer.post(school, policyForm(map[string]string{"ict": "kamer B.08", "reauthenticate": "always", "login_log": "failed_only"})), admin.PathSecond)
	if s.registryFile() != want {
		t.Error("one admin was enough for the log")
	}
	id := proposalField.FindStringSubmatch(bas.get(admin.PathSecond).body)
	if id == nil {
		t.Fatal("nothing waits for the second admin")
	}
	bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}), admin.PathSecond)
	if sc, _ := s.node.live.Snapshot().School("petteflat"); sc.LogAll {
		t.Error("two confirmed it, and it does not hold")
	}

	// So does the second factor that every app wants of the school's people (S-13): it is written
	// as the file would have it, and taken out again whole.
	file := s.registryFile()
	policy := map[string]string{"ict": "kamer B.08", "reauthenticate": "always", "login_log": "failed_only", "factor": flow.ClassMFA, "factor_roles": "staff"}
	officer.leads(t, officer.post(school, policyForm(policy)), admin.PathSecond)
	if s.registryFile() != file {
		t.Error("one admin was enough for the second factor")
	}
	id = proposalField.FindStringSubmatch(bas.get(admin.PathSecond).body)
	bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}), admin.PathSecond)
	if sc, _ := s.node.live.Snapshot().School("petteflat"); sc.SecondFactor.For(claims.Staff) != flow.ClassMFA || sc.SecondFactor.For(claims.Student) != "" {
		t.Errorf("two confirmed it, and the floor is %v", sc.SecondFactor)
	}
	policy["factor_roles"] = "nobody"
	if got := officer.post(school, policyForm(policy)); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "nobody") {
		t.Errorf("a role that nobody has: %d", got.StatusCode)
	}
	policy["factor"] = ""
	officer.leads(t, officer.post(school, policyForm(policy)), admin.PathSecond)
	id = proposalField.FindStringSubmatch(bas.get(admin.PathSecond).body)
	bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}), admin.PathSecond)
	if got := s.registryFile(); got != file {
		t.Errorf("taken out, and the file is not as it was:\n%s", got)
	}

	// Narrower holds at once, wider takes two.
	form := filled(t, first.get(app+"/change").body, nil)
	narrow := maps.Clone(form)
	delete(narrow, "on_student_number")
	first.leads(t, first.post(app+"/change", narrow), app)
	if s.gives("portfolio", "petteflat", claims.StudentNumber) {
		t.Error("narrower does not hold")
	}
	if a, _ := s.node.live.Snapshot().App("portfolio"); a.Contract.Version != 2 {
		t.Errorf("the contract is version %d", a.Contract.Version)
	}
	first.leads(t, first.post(app+"/change", form), admin.PathSecond)
	if s.gives("portfolio", "petteflat", claims.StudentNumber) {
		t.Fatal("one admin was enough to widen a contract")
	}
	id = proposalField.FindStringSubmatch(bas.get(admin.PathSecond).body)
	bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}), admin.PathSecond)
	if !s.gives("portfolio", "petteflat", claims.StudentNumber) {
		t.Error("two confirmed it, and it does not hold")
	}
	if out := s.must("registry"); strings.Contains(out, "waiting") || strings.Count(out, "accepted") != 7 {
		t.Errorf("versions: %s", out)
	}
	// Back to the file as it was after the contact: the log too, so it takes two.
	first.leads(t, first.post(app+"/back", url.Values{"version": {"2"}, "reason": {"mistake"}, "ticket": {"SD-14"}}), admin.PathSecond)
	id = proposalField.FindStringSubmatch(bas.get(admin.PathSecond).body)
	bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}), admin.PathSecond)
	if s.registryFile() != want {
		t.Error("back is not byte for byte what it was")
	}
	if _, err := os.Stat(s.dir + "/.registry.yaml.next"); err == nil {
		t.Error("a staged file lies there still")
	}
}
