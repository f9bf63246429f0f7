package flow

import (
	"context"
	"errors"
	"testing"

	"sluis/broker/registry"
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

// TestNotKeptIsNotMissing: what was not kept when the answer came in, since nothing
// wanted it then, must not be told as what the school does not send.
func TestNotKeptIsNotMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, replacement string }{
		"the app was gone for a moment":   {"  - id: portfolio\n", "  - id: opvolger\n"},
		"the contract was wider later on": {studentNumberTerm, ""},
	} {
		s := newStage(t, DefaultCaps)
		relay := s.leave(request(), "petteflat")
		s.change(c.old, c.replacement)
		s.send("answer", "01AB")
		handle := s.receive(relay, "answer")
		s.register(testRegistry)
		wantCode(t, name, s.Continue(context.Background(), handle, here), refusal.StepExpired)
	}
}

// TestSchoolMovedOnTheWay: an answer of the connection that a school has left does not
// speak for it any more: the identifier in it is of another federation or of another
// registration (contract 11, F-12).
func TestSchoolMovedOnTheWay(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.arrive("answer")
	s.change("connection: entree, home_organisation: 01AB", "connection: other, home_organisation: 01AB")
	wantCode(t, "the page", s.Continue(context.Background(), handle, here), refusal.SchoolOfOtherConnection)
	wantCode(t, "its button", s.proceed(handle, page), refusal.SchoolOfOtherConnection)
}

// TestGoneBetweenLeavingAndAnswer: the same denials where the change came while the
// pupil was at the school's own pages (contract 8: a page, with a way back where
// there is an app).
func TestGoneBetweenLeavingAndAnswer(t *testing.T) {
	t.Parallel()
	petteflat := "  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB, login_log: failed_only, log_retention_days: 183}\n"
	for name, c := range map[string]struct {
		change func(s *stage)
		code   refusal.Code
	}{
		"the app":      {func(s *stage) { s.change("  - id: portfolio\n", "  - id: opvolger\n") }, refusal.AppStopped},
		"the school":   {func(s *stage) { s.registerWithout(petteflat, "petteflat, ") }, refusal.UnknownSchool},
		"its contract": {func(s *stage) { s.change("schools: [petteflat, elders]", "schools: [elders]") }, refusal.AppNotAtSchool},
		"the version":  {func(s *stage) { s.change("version: 1", "version: 2") }, refusal.StepExpired},
	} {
		s := newStage(t, DefaultCaps)
		relay := s.leave(request(), "petteflat")
		c.change(s)
		s.send("answer", "01AB")
		got := want[Refused](t, name, s.Continue(context.Background(), s.receive(relay, "answer"), here))
		if got.Err.Code != c.code {
			t.Errorf("%s: refused with %v, want %v", name, got.Err.Code, c.code)
		}
		if got.Request == nil || got.Request.State != "s" {
			t.Errorf("%s: the page has no way back", name)
		}
	}
}

// A list of schools' logins that nobody can be asked about lets nobody in: no check is
// switched off by nil. Without a list there is nothing to ask.
func TestNobodyToAsk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		listed bool
		may    MaySpeak
		code   refusal.Code // 0: the login goes on
	}{
		"no list":                         {false, nil, 0},
		"a list, and nobody to ask":       {true, nil, refusal.HubUnavailable},
		"a list that cannot be used":      {true, func(string, string, string) (bool, error) { return true, errors.New("expired") }, refusal.HubUnavailable},
		"a list that says no":             {true, func(string, string, string) (bool, error) { return false, nil }, refusal.WrongAuthority},
		"a list that says yes":            {true, func(string, string, string) (bool, error) { return true, nil }, 0},
		"no list, whatever somebody says": {false, func(string, string, string) (bool, error) { return false, nil }, 0},
	} {
		s := newStage(t, DefaultCaps)
		conn, _ := s.snapshot().Connection("entree")
		if c.listed {
			conn.IdPs = registry.Metadata{File: "schools.xml"}
		}
		s.send("answer", "01AB")
		_, school, err := asserted(s.snapshot(), "portfolio", conn, s.sent("answer"), c.may)
		if c.code == 0 && (err != nil || school == nil || school.ID != "petteflat") || c.code != 0 && refusal.Of(err).Code != c.code {
			t.Errorf("%s: %v, %v", name, school, err)
		}
	}
}
