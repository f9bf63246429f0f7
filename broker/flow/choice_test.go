package flow

import (
	"context"
	"testing"
	"time"

	"sluis/broker/grant"
	"sluis/claims"
	"sluis/internal/refusal"
)

const studentNumberTerm = "        student_number: {purpose: {nl: Je werk hoort bij jou., en: Your work belongs to you.}}\n"

// withClass puts an optional class into the contract, and gives a request for it.
func (s *stage) withClass() Request {
	s.t.Helper()
	s.change(studentNumberTerm, studentNumberTerm+"        class: {purpose: {nl: Je groep ziet je werk., en: Your group sees your work.}, optional: true}\n")
	r := request()
	r.Asked = r.Asked.With(claims.Class)
	return r
}

// come is a whole way to our page for a pupil whom the school logged in so long ago.
func (s *stage) come(r Request, text string, session time.Duration) (handle string, page Ask) {
	s.t.Helper()
	relay := s.leave(r, "petteflat")
	s.send(text, "01AB")
	s.hub.loggedIn(text, s.clock.Now().Add(-session))
	handle = s.receive(relay, text)
	return handle, want[Ask](s.t, text, s.Continue(context.Background(), handle, here))
}

// redeemed gives what a code brings the app.
func (s *stage) redeemed(g Granted) grant.Grant {
	s.t.Helper()
	out, err := s.Grants.Redeem(context.Background(), g.Code, bound, "", false)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *stage) answer(handle string, page Ask, on claims.Items) Reply {
	return s.Answer(context.Background(), handle, here, Choice{Kind: Proceed, Verifier: page.Verifier, On: on})
}

// TestTicksCountWhereTheyWereShown: the one-line page ("Niet jij?") has no ticks; who
// goes on there has switched nothing off, and what was chosen before stands
// (contract 7, design §4 on optional items).
func TestTicksCountWhereTheyWereShown(t *testing.T) {
	t.Parallel()
	class := claims.Items(0).With(claims.Class)
	for name, chosen := range map[string]claims.Items{"on": class, "off": 0} {
		s := newStage(t, DefaultCaps)
		r := s.withClass()
		handle, page := s.come(r, "first", 0)
		if !page.Inform || page.NotYou {
			t.Fatalf("%s: the first page asks %+v", name, page)
		}
		first := s.redeemed(want[Granted](t, name, s.answer(handle, page, chosen)))
		if first.Release.Items.And(class) != chosen {
			t.Errorf("%s: the first code holds %v", name, first.Release.Items)
		}
		for _, text := range []string{"second", "third"} {
			handle, page = s.come(r, text, time.Hour)
			if page.Inform || !page.NotYou {
				t.Fatalf("%s, %s: the page asks %+v", name, text, page)
			}
			got := s.redeemed(want[Granted](t, name, s.answer(handle, page, 0)))
			if got.Release.Items.And(class) != chosen {
				t.Errorf("class was switched %s; the %s login, with the one-line page alone, gives %v", name, text, got.Release.Items)
			}
		}
	}
}

// TestTicksWithoutInformation: "inform: never" releases an optional item also where
// "Niet jij?" is asked (design §4).
func TestTicksWithoutInformation(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	r := s.withClass()
	s.register(replaceOnce(t, s.text, "inform: first_login", "inform: never"))
	handle, page := s.come(r, "one", time.Hour)
	if page.Inform || !page.NotYou {
		t.Fatalf("the page asks %+v", page)
	}
	if got := s.redeemed(want[Granted](t, "continue", s.answer(handle, page, 0))); !got.Release.Items.Has(claims.Class) {
		t.Errorf("released %v, without the class that nobody switched off", got.Release.Items)
	}
}

// TestOneLinePageTellsNothing: its button does not stand for the page with the items
// once that is due: here the person took it back in another tab.
func TestOneLinePageTellsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.come(request(), "first", 0)
	g := s.redeemed(want[Granted](t, "first", s.answer(handle, page, 0)))
	handle, page = s.come(request(), "second", time.Hour)
	if err := s.Ledger.Withdraw(context.Background(), g.Subject, "portfolio"); err != nil {
		t.Fatal(err)
	}
	again := want[Ask](t, "the one-line page's button", s.answer(handle, page, 0))
	if !again.Inform || !again.Changed {
		t.Errorf("the page after it was taken back: %+v", again)
	}
	want[Granted](t, "the page with the items", s.answer(handle, again, 0))
}

// TestBooksHoldWhatWent: who goes Back and ticks otherwise gets no second code, and
// the books do not say that more went than went (design §3: an entry means handed
// over with a code).
func TestBooksHoldWhatWent(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	r := s.withClass()
	handle, page := s.come(r, "one", 0)
	first := want[Granted](t, "class off", s.answer(handle, page, 0))
	wantCode(t, "Back, and class on", s.answer(handle, page, claims.Items(0).With(claims.Class)), refusal.StepUsed)
	g := s.redeemed(first)
	entries, err := s.Ledger.Of(context.Background(), g.Subject)
	if err != nil || len(entries) != 1 || entries[0].Items != g.Release.Items {
		t.Errorf("the ledger has %+v, %v; the code gave %v", entries, err, g.Release.Items)
	}
	mark, found, err := s.Ledger.Informed(context.Background(), g.Subject, "portfolio", 1, "petteflat")
	if err != nil || !found || !mark.Off.Has(claims.Class) || mark.Items != g.Release.Items {
		t.Errorf("remembered is %+v, %v, %v; the class was switched off", mark, found, err)
	}
}

// TestLedgerDayIsThatOfTheCode: a reload on the next day, after the code was redeemed,
// is no release of that day.
func TestLedgerDayIsThatOfTheCode(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	s.clock.Advance(s.untilMidnight() - time.Minute)
	handle, page := s.come(request(), "one", 0)
	g := s.redeemed(want[Granted](t, "continue", s.answer(handle, page, 0)))
	s.clock.Advance(2 * time.Minute)
	wantCode(t, "reload", s.Continue(context.Background(), handle, here), refusal.StepUsed)
	entries, err := s.Ledger.Of(context.Background(), g.Subject)
	if err != nil || len(entries) != 1 || entries[0].First != entries[0].Last {
		t.Errorf("the ledger has %+v, %v", entries, err)
	}
}

// TestMidnightOnThePage: an attempt is found by the pupil's number on the day on which
// the answer came in, whenever the page was answered (L-09).
func TestMidnightOnThePage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asked   claims.Items // what makes the login end as it does
		outcome string
	}{
		"released": {request().Asked, "released"},
		"refused":  {request().Asked.With(claims.Class), "class-missing"},
	} {
		s := newStage(t, DefaultCaps)
		s.change(studentNumberTerm, studentNumberTerm+"        class: {purpose: {nl: Je groep ziet je werk., en: Your group sees your work.}}\n")
		s.clock.Advance(s.untilMidnight() - time.Minute)
		r := request()
		r.Asked = c.asked
		relay := s.leave(r, "elders")
		s.send("one", "02CD")
		s.hub.withhold("one", "nlEduPersonUnit")
		handle := s.receive(relay, "one")
		day := s.today()
		s.clock.Advance(2 * time.Minute)
		if page, ok := s.Continue(context.Background(), handle, here).(Ask); ok {
			want[Granted](t, name, s.answer(handle, page, 0))
		}
		got, err := s.Ledger.Attempts(context.Background(), "elders", day, "95312")
		if err != nil || len(got) != 1 || got[0].Outcome != c.outcome {
			t.Errorf("%s: found %+v, %v", name, got, err)
		}
	}
}

// TestUsedStepShowsNobody: once its code was redeemed, or after five minutes, a step's
// page shows nobody's name any more: at a shared computer the next pupil has the same
// browser, and its history (design §5.2, §5.5).
func TestUsedStepShowsNobody(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, session := range map[string]time.Duration{"the page with the items": 0, "the one-line page": time.Hour} {
		s := newStage(t, DefaultCaps)
		s.register(replaceOnce(t, testRegistry, "inform: first_login", map[time.Duration]string{0: "inform: every_login", time.Hour: "inform: never"}[session]))
		handle, page := s.come(request(), "one", session)
		first := want[Granted](t, name, s.answer(handle, page, 0))
		again := want[Ask](t, name+", Back at once", s.Continue(ctx, handle, here))
		if got := want[Granted](t, name, s.answer(handle, again, 0)); got.Code != first.Code {
			t.Errorf("%s: Back at once leads to another code", name)
		}
		s.redeemed(first)
		wantCode(t, name+", Back after the code was redeemed", s.Continue(ctx, handle, here), refusal.StepUsed)
		wantCode(t, name+", an old form then", s.Answer(ctx, handle, here, Choice{Kind: Proceed}), refusal.StepUsed)

		handle, page = s.come(request(), "two", session)
		want[Granted](t, name, s.answer(handle, page, 0))
		s.clock.Advance(RepeatLife + time.Second)
		wantCode(t, name+", Back after five minutes", s.Continue(ctx, handle, here), refusal.StepUsed)

		handle, _ = s.come(request(), "three", session)
		s.clock.Advance(TransactionLife - time.Minute)
		want[Ask](t, name+", who reads for long", s.Continue(ctx, handle, here))
	}
}
