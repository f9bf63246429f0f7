package cli

import (
	"crypto/x509"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/broker/admin"
	"sluis/broker/stepup/authtest"
	"sluis/internal/config"
	"sluis/internal/refusal"
)

// codes makes recovery codes on the page that shows them once.
func (a *adminAt) codes(t *testing.T) []string {
	t.Helper()
	got := a.post(admin.PathKeys+"/recovery", nil)
	all := regexp.MustCompile(`[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}`).FindAllString(text(got.body), -1)
	if len(all) != 10 {
		t.Fatalf("%d codes: %d\n%s", len(all), got.StatusCode, text(got.body))
	}
	return all
}

func (a *adminAt) refused(t *testing.T, got *answer, want refusal.Code) {
	t.Helper()
	if !strings.Contains(got.body, want.String()) {
		t.Errorf("%s: %d, not %s\n%s", got.at.Path, got.StatusCode, want, text(got.body))
	}
}

// TestAdminRecoveryCode: who lost the keys comes in by a code that names them, enrols a new
// key and nothing else, signs in with it and reads what happened (S-14, L-20).
func TestAdminRecoveryCode(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	codes := first.codes(t)
	a := s.sitsDown(t)
	a.refused(t, a.post(admin.PathRecover, url.Values{"code": {strings.Repeat("ABCD-", 6)[:29]}}), refusal.AdminFactor)
	a.refused(t, a.post(admin.PathRecover, url.Values{"code": {""}}), refusal.AdminFactor)
	a.leads(t, a.post(admin.PathRecover, url.Values{"code": {codes[0]}}), admin.PathKeys)
	a.leads(t, a.get(admin.PathHome), admin.PathKeys)
	a.leads(t, a.get(admin.PathAudit), admin.PathKeys)
	a.leads(t, a.post(admin.PathKeys+"/remove", url.Values{"id": {"X"}}), admin.PathKeys)
	if got := a.get(admin.PathKeys); got.StatusCode != http.StatusOK || !strings.Contains(text(got.body), "herstelcode. Voeg nu een nieuwe sleutel toe") {
		t.Errorf("the keys: %d\n%s", got.StatusCode, text(got.body))
	}
	a.enrol(t, "nieuw")
	a.leads(t, a.get(admin.PathKeys), admin.PathSignIn)
	a.enter(t, 0)
	got := a.get(admin.PathHome)
	if !strings.Contains(got.body, `data-testid="notice-code"`) || !strings.Contains(got.body, `data-testid="notice-device"`) {
		t.Errorf("the owner is not told: %s", text(got.body))
	}
	again := s.sitsDown(t)
	again.refused(t, again.post(admin.PathRecover, url.Values{"code": {codes[0]}}), refusal.AdminFactor)
	if got := first.get(admin.PathAudit); !strings.Contains(text(got.body), "recovery code") {
		t.Error("the chain does not say so")
	}
}

// TestAdminLostEverything: over HTTP, what the pages make of it: asked on the page of the
// admins, told to the owner on every page, confirmed, carried out a day later, and the
// owner begins anew (S-14).
func TestAdminLostEverything(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	iris := s.comesIn(t, s.operatorInvites(t, "Iris"))
	bas := s.comesIn(t, iris.invites(t, "Bas", admin.Platform, ""))
	owner := s.comesIn(t, iris.invites(t, "Noor", admin.Privacy, "petteflat"))
	s.clock.advance(time.Second)
	id := regexp.MustCompile(`id="t-([A-Z2-7]{26})"`).FindStringSubmatch(strings.SplitN(iris.get(admin.PathPeople).body, `Noor</dt>`, 2)[1])[1]
	iris.refused(t, iris.post(admin.PathPeople+"/recover", url.Values{"id": {id}, "ticket": {"zomaar"}}), refusal.AdminInput)
	iris.leads(t, iris.post(admin.PathPeople+"/recover", url.Values{"id": {id}, "ticket": {"SD-1"}}), admin.PathPeople)
	if got := iris.get(admin.PathPeople); strings.Count(got.body, `data-testid="recovering"`) != 1 {
		t.Errorf("the list does not say it: %s", text(got.body))
	}
	for _, path := range []string{admin.PathHome, admin.PathKeys, admin.PathPeople} {
		if got := owner.get(path); !strings.Contains(got.body, `data-testid="lost"`) {
			t.Errorf("%s does not tell the owner: %s", path, text(got.body))
		}
	}
	proposal := regexp.MustCompile(`name="id" value="([A-Z2-7]{26})"`).FindStringSubmatch(bas.get(admin.PathSecond).body)[1]
	bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {proposal}}), admin.PathSecond)
	s.clock.advance(admin.RecoverWait)
	bas.enter(t, 0)
	code := invitationCode(t, text(bas.post(admin.PathSecond+"/carry", url.Values{"id": {proposal}}).body))
	anew := s.sitsDown(t)
	anew.redeem(t, code)
	anew.enrol(t, "nieuw")
	anew.enrol(t, "reserve")
	anew.enter(t, 0)
	if got := anew.get(admin.PathHome); !strings.Contains(got.body, `data-testid="notice-recover"`) || strings.Contains(got.body, `data-testid="lost"`) {
		t.Errorf("the owner reads: %s", text(got.body))
	}
	asked := owner.post(admin.PathSignIn, nil).options(t)
	owner.refused(t, owner.post(admin.PathSignIn+"/enter", url.Values{"answer": {string(owner.keys[0].Get(t, asked, authtest.Bend{}))}}), refusal.AdminFactor)
}

// invitesAtSchool gives the code of an admin whom the school vouches for.
func (a *adminAt) invitesAtSchool(t *testing.T, name string) string {
	t.Helper()
	got := a.post(admin.PathPeople+"/invite", url.Values{"name": {name}, "role": {string(admin.Privacy)}, "school": {"petteflat"}, "at_school": {"on"}})
	return invitationCode(t, text(got.body))
}

// signsInAtSchool goes from the page that asks for it to the hub and back; what our page
// after the hub answers.
func (a *adminAt) signsInAtSchool(t *testing.T, login string) *answer {
	t.Helper()
	acs, form := a.atHub(a.post(admin.PathSchool, nil).next(t), "petteflat", login)
	back := a.get(a.post(acs, form).next(t))
	if at, _, _ := strings.Cut(back.Header.Get("Location"), "?"); at == admin.PathSchool+"/back" {
		return a.get(back.next(t))
	}
	return back
}

// TestAdminAtSchool: staff of a school who sign in through their own federation and show a key
// of their own, over both hubs' kinds of answers; a pupil never gets in (S-16, S-17).
func TestAdminAtSchool(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	iris := s.comesIn(t, s.operatorInvites(t, "Iris"))
	a := s.sitsDown(t)
	a.redeem(t, iris.invitesAtSchool(t, "Noor"))
	for _, path := range []string{admin.PathKeys, admin.PathHome, admin.PathPeople} {
		a.leads(t, a.get(path), admin.PathSchool)
	}
	if got := a.get(admin.PathSchool); got.StatusCode != http.StatusOK || !strings.Contains(text(got.body), "Petteflat") {
		t.Fatalf("the school's door: %d\n%s", got.StatusCode, text(got.body))
	}
	a.refused(t, a.signsInAtSchool(t, "yara"), refusal.AdminNotStaff) // a pupil
	a.leads(t, a.get(admin.PathKeys), admin.PathSchool)
	a.leads(t, a.signsInAtSchool(t, "docent"), admin.PathHome)
	a.enrol(t, "blauw")
	a.enrol(t, "reserve")
	a.enter(t, 0)
	a.leads(t, a.get(admin.PathPeople), admin.PathSchool) // the key alone
	a.refused(t, a.signsInAtSchool(t, "yara"), refusal.AdminNotStaff)
	a.leads(t, a.get(admin.PathPeople), admin.PathSchool)
	a.leads(t, a.signsInAtSchool(t, "docent"), admin.PathHome)
	if got := a.get(admin.PathPeople); got.StatusCode != http.StatusOK {
		t.Errorf("both, and still: %d\n%s", got.StatusCode, text(got.body))
	}
	other := s.sitsDown(t) // the school's login alone, of the same person, in another browser
	other.leads(t, other.get(admin.PathSchool+"/back?h=x"), admin.PathSignIn)
	other.leads(t, other.post(admin.PathSchool, nil), admin.PathSignIn)
	twice := s.sitsDown(t)
	twice.redeem(t, iris.invitesAtSchool(t, "Noor again"))
	twice.refused(t, twice.signsInAtSchool(t, "docent"), refusal.AdminOtherPerson)
	iris.leads(t, iris.get(admin.PathSchool), admin.PathHome)
	if got := iris.post(admin.PathSchool, nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("whom no school vouches for: %d", got.StatusCode)
	}
	if got := text(iris.get(admin.PathAudit).body); !strings.Contains(got, "admin.bind") || !strings.Contains(got, "admin.school") {
		t.Error("the chain does not say so")
	}
}

// TestAdminInviteAgain: the command refuses beside a platform admin, and says what to do.
func TestAdminInviteAgain(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	s.comesIn(t, s.operatorInvites(t, "Iris"))
	run := func(extra ...string) (int, string) {
		var out, errs strings.Builder
		n := Main(append([]string{"admin", "invite", "--config", s.dir + "/sluis.yaml", "--name", "Ad"}, extra...), &out, &errs)
		return n, out.String() + errs.String()
	}
	if n, said := run(); n == 0 || !strings.Contains(said, "--emergency") || !strings.Contains(said, admin.PathPeople) {
		t.Errorf("%d %s", n, said)
	}
	if n, said := run("--emergency"); n != 0 {
		t.Errorf("%d %s", n, said)
	}
}

// TestKeyMakers: what sluis.yaml says of admins' keys is what their roles ask.
func TestKeyMakers(t *testing.T) {
	t.Parallel()
	m := authtest.NewMaker(t, [16]byte{1}, true)
	all, err := keyMakers([]config.AdminKeys{{Roles: []string{"platform", "auditor"}, Models: []string{"01000000-0000-0000-0000-000000000000"}, Roots: []*x509.Certificate{m.Root}}, {Roles: []string{"privacy"}}})
	if err != nil || len(all) != 3 || len(all[admin.Auditor].Models) != 1 || all[admin.Auditor].Models[0] != [16]byte{1} || !all[admin.Platform].Roots.Equal(m.Roots) || len(all[admin.Privacy].Models) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := keyMakers([]config.AdminKeys{{Roles: []string{"platform"}, Models: []string{"x"}}}); err == nil {
		t.Error("a model that is none")
	}
}
