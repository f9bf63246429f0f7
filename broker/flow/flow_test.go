package flow

import (
	"context"
	"fmt"
	"slices"
	"sluis/broker/keys"
	"sync"
	"testing"
	"time"

	"sluis/broker/grant"
	"sluis/claims"
	"sluis/internal/refusal"
)

var bound = grant.Binding{App: "portfolio", RedirectURI: "https://portfolio.example.nl/callback", Challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}

// TestLogin: the page shows what the code then gives, and is not shown twice
// (design §1.3, contract 7).
func TestLogin(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.arrive("answer one")
	if !page.Inform || page.NotYou || page.Chosen != nil || page.Decision.Release.StudentNumber != "95312" {
		t.Errorf("the first page asks %+v", page)
	}
	got := want[Granted](t, "answer", s.proceed(handle, page))
	g, err := s.Grants.Redeem(context.Background(), got.Code, bound, "", false)
	if err != nil || !g.Release.Equal(page.Decision.Release) {
		t.Errorf("the token differs from the page: %v", err)
	}
	relay := s.leave(request(), "petteflat")
	s.send("answer two", "01AB")
	want[Granted](t, "a second login", s.Continue(context.Background(), s.receive(relay, "answer two"), here))
}

// TestSingleBrowserNotSingleRequest: for five minutes reload, Back and a second post
// of the same answer lead to the same unredeemed code; then, and for any other
// answer, no more (design §5.2, contract 14).
func TestSingleBrowserNotSingleRequest(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	relay := s.leave(request(), "petteflat")
	s.send("answer", "01AB")
	handle := s.receive(relay, "answer")
	page := want[Ask](t, "continue", s.Continue(context.Background(), handle, here))
	first := want[Granted](t, "answer", s.proceed(handle, page))

	if again := s.receive(relay, "answer"); again != handle {
		t.Error("the same answer leads to another step")
	}
	if got := want[Granted](t, "reload", s.Continue(context.Background(), handle, here)); got.Code != first.Code {
		t.Error("a reload gives another code")
	}
	if got := want[Granted](t, "double click", s.proceed(handle, page)); got.Code != first.Code {
		t.Error("a double click gives another code")
	}
	s.send("another answer", "01AB")
	wantCode(t, "another answer to the same question", s.Receive(context.Background(), "entree", relay, "another answer"), refusal.Replayed)

	if _, err := s.Grants.Redeem(context.Background(), first.Code, bound, "", false); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "reload after the code was redeemed", s.Continue(context.Background(), handle, here), refusal.StepUsed)

	s.clock.Advance(RepeatLife + 2*time.Second)
	wantCode(t, "the same answer after five minutes", s.Receive(context.Background(), "entree", relay, "answer"), refusal.Replayed)
	wantCode(t, "reload after five minutes", s.Continue(context.Background(), handle, here), refusal.StepUsed)
}

// TestOtherBrowser: a step shows nothing to another browser and does nothing for it
// (saml-profiles §4.1.5; login CSRF and stolen answers).
func TestOtherBrowser(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.arrive("answer")
	for name, b := range map[string]Browser{"another": elsewhere, "without a cookie": {}} {
		wantCode(t, name+", continue", s.Continue(context.Background(), handle, b), refusal.OtherBrowser)
		for _, kind := range []ChoiceKind{Proceed, Decline, NotMe} {
			wantCode(t, name+", "+string(kind), s.Answer(context.Background(), handle, b, Choice{Kind: kind, Verifier: page.Verifier}), refusal.OtherBrowser)
		}
	}
	want[Granted](t, "its own browser after all that", s.proceed(handle, page))
}

// TestLives: a question waits an hour for its answer, a step an hour for its person,
// a form an hour for its button.
func TestLives(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	early, late := s.leave(request(), "petteflat"), s.leave(request(), "petteflat")
	sealed := want[AskSchool](t, "begin", s.Begin(context.Background(), request(), here)).Sealed
	s.clock.Advance(TransactionLife - 2*time.Second)
	want[AskSchool](t, "a form just in time", s.Resume(context.Background(), sealed, "", here))
	s.send("early", "01AB")
	handle := s.receive(early, "early")
	s.clock.Advance(4 * time.Second)
	wantCode(t, "a form too late", s.Resume(context.Background(), sealed, "", here), refusal.FormExpired)
	s.send("late", "01AB")
	wantCode(t, "an answer too late", s.Receive(context.Background(), "entree", late, "late"), refusal.Unsolicited)
	s.clock.Advance(TransactionLife - 5*time.Second)
	want[Ask](t, "a step just in time", s.Continue(context.Background(), handle, here))
	s.clock.Advance(4 * time.Second)
	wantCode(t, "a step too late", s.Continue(context.Background(), handle, here), refusal.StepExpired)
}

// TestWhereAnAnswerBelongs: it goes to the question that it answers, at the
// connection that was asked, and to no other (F-08, contract 14).
func TestWhereAnAnswerBelongs(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	relay := s.leave(request(), "petteflat")
	s.send("answer", "01AB")
	for name, c := range map[string]struct {
		connection, relay, text string
		code                    refusal.Code
	}{
		"no RelayState":           {"entree", "", "answer", refusal.Unsolicited},
		"a RelayState of nobody":  {"entree", keys.NewHandle(), "answer", refusal.Unsolicited},
		"another connection":      {"other", relay, "answer", refusal.WrongConnection},
		"what the hub never sent": {"entree", relay, "forged", refusal.Signature},
	} {
		wantCode(t, name, s.Receive(context.Background(), c.connection, c.relay, c.text), c.code)
	}
	s.receive(relay, "answer")
}

// TestSchoolOfTheAnswer: what the hub asserts decides, and only within the
// connection (contract 11, F-12); another school than was chosen is named on the page.
func TestSchoolOfTheAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		brin string
		code refusal.Code // 0: a page that names both schools
	}{
		"another school of the contract": {"02CD", 0},
		"a school of another connection": {"03EF", refusal.SchoolOfOtherConnection},
		"a school of nobody":             {"99ZZ", refusal.UnknownSchool},
	} {
		s := newStage(t, DefaultCaps)
		relay := s.leave(request(), "petteflat")
		s.send("answer", c.brin)
		reply := s.Continue(context.Background(), s.receive(relay, "answer"), here)
		if c.code != 0 {
			wantCode(t, name, reply, c.code)
			continue
		}
		if page := want[Ask](t, name, reply); page.School.ID != "elders" || page.Chosen == nil || page.Chosen.ID != "petteflat" {
			t.Errorf("%s: the page names %v and %v", name, page.School, page.Chosen)
		}
	}
}

// TestManyAtOnce: the same answer posted many times at once leads to one step, and its
// button pressed many times at once to one code and one entry (design §5.2: five tabs
// at once work).
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	relay := s.leave(request(), "elders")
	s.send("answer", "02CD")
	const many = 32
	all := func(do func() string) string {
		t.Helper()
		got := make([]string, many)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() { got[i] = do() })
		}
		wg.Wait()
		if slices.Sort(got); got[0] == "" || got[0] != got[many-1] {
			t.Fatalf("not one and the same for all: %q and %q", got[0], got[many-1])
		}
		return got[0]
	}
	step := all(func() string {
		r, _ := s.Receive(context.Background(), "entree", relay, "answer").(Redirect)
		return r.URL
	})
	handle := step[len(StepPath+"?h="):]
	page := want[Ask](t, "continue", s.Continue(context.Background(), handle, here))
	code := all(func() string {
		g, _ := s.proceed(handle, page).(Granted)
		return g.Code
	})
	if _, err := s.Grants.Redeem(context.Background(), code, bound, "", false); err != nil {
		t.Errorf("the one code: %v", err)
	}
	if got, err := s.Ledger.Attempts(context.Background(), "elders", s.today(), "95312"); err != nil || len(got) != 1 {
		t.Errorf("%d entries in the login log, %v; want 1", len(got), err)
	}
}

// TestLargerSetAsksAgain: also in the public task the page comes again, once, where
// more goes than was shown; less asks nothing (design §1.3, contract 7).
func TestLargerSetAsksAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	small, large := request(), request()
	small.Asked = claims.Items(0).With(claims.Name)
	for i, c := range []struct {
		r    Request
		asks bool
	}{{small, true}, {small, false}, {large, true}, {large, false}, {small, false}} {
		text := fmt.Sprint("answer ", i)
		relay := s.leave(c.r, "petteflat")
		s.send(text, "01AB")
		handle := s.receive(relay, text)
		reply := s.Continue(context.Background(), handle, here)
		if c.asks {
			reply = s.proceed(handle, want[Ask](t, text, reply))
		}
		if got := s.redeemed(want[Granted](t, text, reply)); got.Release.Items != c.r.Asked {
			t.Errorf("%s: released %v, asked were %v", text, got.Release.Items, c.r.Asked)
		}
	}
}
