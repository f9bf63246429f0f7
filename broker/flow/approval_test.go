package flow

import (
	"context"
	"testing"

	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
)

// approving has petteflat approve contracts itself, with what it agreed to.
func (s *stage) approving(agreed registry.Agreed) {
	s.t.Helper()
	s.register(replaceOnce(s.t, testRegistry, "{id: petteflat, name", "{id: petteflat, approval: required, name"))
	s.snapshot().Hold(agreed)
}

// TestApprovalInTheLogin: at a school that has not approved all of a contract, the page, the
// code and the book hold what it did approve, under its number; a school that approved nothing
// is not served, in the middle of a login too (M-05).
func TestApprovalInTheLogin(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	app, _ := s.snapshot().App("portfolio")
	agreed := app.Contract
	agreed.Version, agreed.Released = 7, set(claims.Name)
	agreed.Terms[claims.StudentNumber] = claims.Term{}
	s.approving(registry.Agreed{{School: "petteflat", App: "portfolio"}: agreed})
	handle, page := s.arrive("Yara")
	if page.Decision.Release.Items != set(claims.Name) {
		t.Fatalf("the page shows %v", page.Decision.Release.Items)
	}
	g := want[Granted](t, "yes", s.proceed(handle, page))
	got, err := s.Grants.Redeem(context.Background(), g.Code, bindingOf(request()), "", false)
	if err != nil || got.Release.Items != set(claims.Name) || got.Contract != 7 {
		t.Errorf("the code holds %v under %d, %v", got.Release.Items, got.Contract, err)
	}

	relay := s.leave(request(), "petteflat")
	s.send("Noor", "01AB")
	handle = s.receive(relay, "Noor")
	s.approving(registry.Agreed{}) // stopped in the middle
	wantCode(t, "stopped", s.Continue(context.Background(), handle, here), refusal.AppNotAtSchool)
}
