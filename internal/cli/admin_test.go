package cli

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/broker"
	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/broker/stepup/authtest"
	"sluis/internal/refusal"
)

// adminAt is an admin in a browser of their own, with security keys.
type adminAt struct {
	*browser
	keys []*authtest.Authenticator
}

// sitsDown is a browser that has the half of the cookie by which it is told from others.
func (s *sites) sitsDown(t *testing.T) *adminAt {
	t.Helper()
	a := &adminAt{browser: s.newBrowser()}
	if got := a.get(admin.PathSignIn); got.StatusCode != http.StatusOK {
		t.Fatalf("the door: %d\n%s", got.StatusCode, text(got.body))
	}
	return a
}

// operatorInvites runs the command beside the running broker.
func (s *sites) operatorInvites(t *testing.T, name string) (code string) {
	t.Helper()
	var out, errs strings.Builder
	order := []string{"admin", "invite", "--config", s.dir + "/sluis.yaml", "--name", name}
	n := Main(order, &out, &errs)
	if n != 0 && strings.Contains(errs.String(), "--emergency") { // another test of this world has a platform admin
		n = Main(append(order, "--emergency"), &out, &errs)
	}
	if n != 0 {
		t.Fatalf("%d %s", n, errs.String())
	}
	return invitationCode(t, out.String())
}

func invitationCode(t *testing.T, s string) string {
	t.Helper()
	m := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{1,4}){6}`).FindString(s)
	if m == "" {
		t.Fatalf("no code in %s", s)
	}
	return m
}

var touchOptions = regexp.MustCompile(`data-options="([^"]*)"`)

// options is what a page asks a key with.
func (a *answer) options(t *testing.T) []byte {
	t.Helper()
	m := touchOptions.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("%s asks no key: %d\n%s", a.at.Path, a.StatusCode, text(a.body))
	}
	return []byte(html.UnescapeString(m[1]))
}

func (a *adminAt) leads(t *testing.T, got *answer, to string) {
	t.Helper()
	if at, _, _ := strings.Cut(got.Header.Get("Location"), "?"); got.StatusCode != http.StatusSeeOther || at != to {
		t.Fatalf("%s: %d to %q, want %s\n%s", got.at.Path, got.StatusCode, at, to, text(got.body))
	}
}

func (a *adminAt) redeem(t *testing.T, code string) {
	t.Helper()
	a.leads(t, a.post(admin.PathInvite, url.Values{"code": {code}}), admin.PathKeys)
}

func (a *adminAt) enrol(t *testing.T, name string) {
	t.Helper()
	k := &authtest.Authenticator{Origin: "https://" + brokerHost}
	asked := a.post(admin.PathKeys+"/touch", url.Values{"name": {name}}).options(t)
	a.leads(t, a.post(admin.PathKeys+"/add", url.Values{"answer": {string(k.Create(t, asked, authtest.Bend{}))}}), admin.PathKeys)
	a.keys = append(a.keys, k)
}

func (a *adminAt) enter(t *testing.T, key int) {
	t.Helper()
	asked := a.post(admin.PathSignIn, nil).options(t)
	a.leads(t, a.post(admin.PathSignIn+"/enter", url.Values{"answer": {string(a.keys[key].Get(t, asked, authtest.Bend{}))}}), admin.PathHome)
}

func (a *adminAt) confirm(t *testing.T) {
	t.Helper()
	asked := a.post(admin.PathConfirm, url.Values{"to": {admin.PathBlocks}}).options(t)
	a.leads(t, a.post(admin.PathConfirm+"/key", url.Values{"answer": {string(a.keys[0].Get(t, asked, authtest.Bend{}))}, "to": {admin.PathBlocks}}), admin.PathBlocks)
}

// comesIn is an admin with two keys, signed in.
func (s *sites) comesIn(t *testing.T, code string) *adminAt {
	t.Helper()
	a := s.sitsDown(t)
	a.redeem(t, code)
	a.enrol(t, "blauw")
	a.enrol(t, "reserve")
	a.enter(t, 0)
	return a
}

// invites gives the code of an invitation that an admin makes on the page.
func (a *adminAt) invites(t *testing.T, name string, r admin.Role, school string) string {
	t.Helper()
	got := a.post(admin.PathPeople+"/invite", url.Values{"name": {name}, "role": {string(r)}, "school": {school}, "app": {"portfolio"}})
	return invitationCode(t, text(got.body))
}

// ask makes the plainest request of an action.
func (a *adminAt) ask(x admin.Action) *answer {
	if x.Method == http.MethodPost {
		return a.post(x.Path, nil)
	}
	return a.get(x.Path)
}

// TestAdminCrawl: no action answers without its stage, its permission and a fresh factor;
// what is not in the table has no route (S-01, S-05, S-06, G-01).
func TestAdminCrawl(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	routes := map[string]bool{}
	for _, r := range broker.Routes() {
		for _, m := range r.Methods {
			if strings.HasPrefix(r.Path, admin.PathHome) && m != http.MethodHead {
				routes[m+" "+r.Path] = true
			}
		}
	}
	for _, x := range admin.Actions() {
		if !routes[x.Method+" "+x.Path] {
			t.Errorf("%s has no route", x.Name)
		}
		delete(routes, x.Method+" "+x.Path)
	}
	if len(routes) > 0 {
		t.Errorf("not in the table of actions: %v", routes)
	}
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	developer := s.comesIn(t, first.invites(t, "Dev", admin.Developer, ""))
	half := s.sitsDown(t)
	half.redeem(t, first.invites(t, "Half", admin.Platform, ""))
	half.enrol(t, "blauw")
	half.enter(t, 0)
	counts := map[string]int{}
	leads := func(who string, a *adminAt, x admin.Action, want string) {
		t.Helper()
		got := a.ask(x)
		if at, _, _ := strings.Cut(got.Header.Get("Location"), "?"); got.StatusCode != http.StatusSeeOther || at != want {
			t.Errorf("%s, %s: %d to %q, not to %s", who, x.Name, got.StatusCode, at, want)
		}
		counts[want]++
	}
	for _, x := range admin.Actions() {
		if x.Stage != admin.Anyone {
			leads("nobody", s.sitsDown(t), x, admin.PathSignIn)
		}
		if x.Stage == admin.Signed {
			leads("one key", half, x, admin.PathKeys)
		}
		if x.Needs != "" && x.Needs != admin.SeeApps { // each role sees some apps: TestAdminApps
			if got := developer.ask(x); !strings.Contains(got.body, refusal.AdminForbidden.String()) {
				t.Errorf("a developer, %s: %d", x.Name, got.StatusCode)
			}
			if counts["forbidden"]++; counts["forbidden"]%15 == 0 { // of more in five minutes the device would be blocked (L-11)
				s.clock.advance(guard.DefaultLimits.Window + time.Second)
				first.get(admin.PathKeys) // she is at her screen
			}
		}
	}
	s.clock.advance(admin.Fresh + time.Second)
	for _, x := range admin.Actions() {
		if x.Sensitive && x.Needs != admin.ApproveApps { // that is a school's: TestSchoolApproval
			leads("stale", first, x, admin.PathConfirm)
		}
	}
	if counts[admin.PathSignIn] < 20 || counts[admin.PathKeys] < 8 || counts["forbidden"] < 8 || counts[admin.PathConfirm] < 8 {
		t.Errorf("too little was asked: %v", counts)
	}
	if got := first.get(admin.PathBlocks); got.StatusCode != http.StatusOK { // the control: she may
		t.Errorf("the platform's admin sees no blocks: %d", got.StatusCode)
	}
	first.confirm(t)
	if got := first.post(admin.PathBlocks+"/add", url.Values{"network": {"198.51.100.0/24"}, "reason": {"scan"}, "ticket": {"SD-12"}, "for": {"1h"}}); got.StatusCode != http.StatusSeeOther {
		t.Errorf("confirmed, and still: %d\n%s", got.StatusCode, text(got.body))
	}
	if got := first.get(admin.PathBlocks); !strings.Contains(got.body, "198.51.100.0/24") {
		t.Error("the block is not in the list")
	}
}

// TestAdminRoleRemoved: what is taken away is gone at the next request (S-08), and another
// school's ids do not exist (G-01).
func TestAdminRoleRemoved(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	auditor := s.comesIn(t, first.invites(t, "Ad", admin.Auditor, ""))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	if got := auditor.get(admin.PathAudit); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "admin.redeem") {
		t.Fatalf("the auditor reads no audit: %d", got.StatusCode)
	}
	id := regexp.MustCompile(`id="r-([A-Z2-7]{26})"`).FindStringSubmatch(strings.SplitN(first.get(admin.PathPeople).body, `Ad</dt>`, 2)[1])[1]
	if got := officer.post(admin.PathPeople+"/remove", url.Values{"id": {id}}); got.StatusCode != http.StatusNotFound {
		t.Errorf("another school's id: %d", got.StatusCode)
	}
	first.leads(t, first.post(admin.PathPeople+"/role", url.Values{"id": {id}, "role": {"developer"}, "app": {"portfolio"}}), admin.PathPeople)
	if got := auditor.get(admin.PathAudit); got.StatusCode != http.StatusForbidden {
		t.Errorf("the next request: %d", got.StatusCode)
	}
	first.leads(t, first.post(admin.PathPeople+"/remove", url.Values{"id": {id}}), admin.PathPeople)
	auditor.leads(t, auditor.get(admin.PathHome), admin.PathSignIn)
	officer.leads(t, officer.post("/admin/leave", nil), admin.PathSignIn)
	officer.leads(t, officer.get(admin.PathHome), admin.PathSignIn)
}

// admins brings about what only the admins' pages refuse.
func (r *refusals) admins(t *testing.T, s *sites) {
	t.Helper()
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	developer := s.comesIn(t, first.invites(t, "Dev", admin.Developer, ""))
	acts := regexp.MustCompile(`admin ([A-Z2-7]{26})`).FindAllStringSubmatch(first.get(admin.PathAudit).body, -1)
	me := acts[len(acts)-1][1] // the oldest entry of an admin is the first one's
	factor := regexp.MustCompile(`name="id" value="([A-Z2-7]{26})"`).FindStringSubmatch(first.get(admin.PathKeys).body)[1]
	see := func(a *answer, want refusal.Code) {
		t.Helper()
		if got := r.see(t, a, false); got != want {
			t.Errorf("%s: %s, want %s", a.at.Path, got, want)
		}
	}
	noor, again := s.sitsDown(t), s.sitsDown(t)
	noor.redeem(t, first.invitesAtSchool(t, "Noor"))
	see(noor.signsInAtSchool(t, "yara"), refusal.AdminNotStaff)
	noor.leads(t, noor.signsInAtSchool(t, "docent"), admin.PathHome)
	again.redeem(t, first.invitesAtSchool(t, "Noor again"))
	see(again.signsInAtSchool(t, "docent"), refusal.AdminOtherPerson)
	see(s.sitsDown(t).post(admin.PathInvite, url.Values{"code": {"AAAA"}}), refusal.AdminInvite)
	see(s.sitsDown(t).post(admin.PathSignIn+"/enter", url.Values{"answer": {"x"}}), refusal.AdminFactor)
	see(developer.get(admin.PathAudit), refusal.AdminForbidden)
	synced := &authtest.Authenticator{Origin: "https://" + brokerHost, Flags: authtest.UP | authtest.UV | authtest.BE | authtest.BS}
	asked := first.post(admin.PathKeys+"/touch", url.Values{"name": {"telefoon"}}).options(t)
	see(first.post(admin.PathKeys+"/add", url.Values{"answer": {string(synced.Create(t, asked, authtest.Bend{}))}}), refusal.AdminModel)
	see(first.post(admin.PathKeys+"/touch", nil), refusal.AdminInput)
	see(first.post(admin.PathKeys+"/remove", url.Values{"id": {factor}}), refusal.AdminFew)
	see(first.post(admin.PathPeople+"/remove", url.Values{"id": {me}}), refusal.AdminSelf)
	see(first.post(admin.PathBlocks+"/add", url.Values{"network": {"127.0.0.0/8"}, "reason": {"scan"}, "ticket": {"SD-12"}, "for": {"1h"}}), refusal.AdminOwnNetwork)
	acs, form := first.tests(t, "petteflat", "noor", "zonder")
	other, _ := first.result(t, acs, form)
	see(other, refusal.AdminCheck)
	begun, err := url.Parse(first.post(admin.PathKeys+"/app", url.Values{"name": {"app"}}).Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	guess := func() *answer {
		return first.post(admin.PathKeys+"/code", url.Values{"h": {begun.Query().Get("h")}, "code": {"00000"}})
	}
	for range 5 {
		see(guess(), refusal.AdminFactor)
	}
	see(guess(), refusal.AdminThrottled)
}
