package flow

import (
	"context"
	"testing"

	"sluis/internal/refusal"
)

// TestChangesOnTheWay: the registry of the moment decides, at each step anew; the
// version of the contract alone is pinned (design §2; Keycloak CVE-2026-2603, -3009,
// -3047: a client disabled in the meantime still logged people in).
func TestChangesOnTheWay(t *testing.T) {
	t.Parallel()
	petteflat := "  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB, login_log: failed_only, log_retention_days: 183}\n"
	for name, c := range map[string]struct {
		old, replacement string
		code             refusal.Code
	}{
		"the app is gone":              {"  - id: portfolio\n", "  - id: opvolger\n", refusal.AppStopped},
		"the school left the contract": {"schools: [petteflat, elders]", "schools: [elders]", refusal.AppNotAtSchool},
		"the role left the contract":   {"roles: [student]", "roles: [staff]", refusal.RoleNotInContract},
		"a new version":                {"version: 1", "version: 2", refusal.StepExpired},
		"the school is gone":           {petteflat, "", refusal.UnknownSchool},
	} {
		s := newStage(t, DefaultCaps)
		handle, page := s.arrive("answer")
		if name == "the school is gone" {
			// A contract may not name a school that does not exist.
			s.registerWithout(petteflat, "petteflat, ")
		} else {
			s.change(c.old, c.replacement)
		}
		wantCode(t, name+", the page", s.Continue(context.Background(), handle, here), c.code)
		wantCode(t, name+", its button", s.proceed(handle, page), c.code)
		s.register(testRegistry)
		if c.code != refusal.StepExpired {
			want[Granted](t, name+", and back again: a denial is not pinned", s.proceed(handle, page))
		}
	}
}

// TestNarrowedOnTheWay: where fewer items would go than the page showed, it is shown
// again (design §1.3).
func TestNarrowedOnTheWay(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.arrive("answer")
	s.change("        student_number: {purpose: {nl: Je werk hoort bij jou., en: Your work belongs to you.}}\n", "")
	again := want[Ask](t, "its button", s.proceed(handle, page))
	if !again.Changed || !again.Inform || again.Decision.Release.StudentNumber != "" {
		t.Errorf("the page after the change: %+v", again)
	}
	want[Granted](t, "the new page's button", s.proceed(handle, again))
}

// TestAppGoneBeforeTheHub: neither a form nor a beginning leads to a hub for an app
// that is gone, or to a school that is not in the contract (contract 6).
func TestAppGoneBeforeTheHub(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	sealed := want[AskSchool](t, "begin", s.Begin(context.Background(), request(), here)).Sealed
	for name, school := range map[string]string{"not in the contract": "verweg", "nobody's": "nergens", "none": ""} {
		wantCode(t, name, s.Choose(context.Background(), sealed, school, "", here), refusal.SchoolNotOffered)
	}
	hint := request()
	hint.SchoolHint = "verweg"
	want[AskSchool](t, "a hint outside the contract shows the picker", s.Begin(context.Background(), hint, here))
	s.change("  - id: portfolio\n", "  - id: opvolger\n")
	wantCode(t, "begin", s.Begin(context.Background(), request(), here), refusal.AppStopped)
	wantCode(t, "choose", s.Choose(context.Background(), sealed, "petteflat", "", here), refusal.AppStopped)
	if len(s.hub.asked) != 0 {
		t.Errorf("the hub was asked %d times", len(s.hub.asked))
	}
}
