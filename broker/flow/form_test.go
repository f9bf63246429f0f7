package flow

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sluis/internal/refusal"
)

// TestCaps: so many may begin in a minute from one address and in all, and a new
// minute begins anew (contract 5, design §5.2).
func TestCaps(t *testing.T) {
	t.Parallel()
	s := newStage(t, Caps{PerAddress: 3, InAll: 5})
	begin := func(address string) Reply {
		return s.Begin(context.Background(), request(), Browser{Half: "x", Address: netip.MustParseAddr(address)})
	}
	for i := range 3 {
		want[AskSchool](t, fmt.Sprint("number ", i+1), begin("192.0.2.1"))
	}
	wantCode(t, "a fourth of the same address", begin("192.0.2.1"), refusal.TooManyLogins)
	wantCode(t, "the same address, written as IPv6", begin("::ffff:192.0.2.1"), refusal.TooManyLogins)
	want[AskSchool](t, "another address", begin("2001:db8::1"))
	want[AskSchool](t, "its neighbour in the same /64", begin("2001:db8::2"))
	wantCode(t, "a sixth in all", begin("203.0.113.9"), refusal.TooManyLogins)
	s.clock.Advance(time.Minute)
	want[AskSchool](t, "a minute later", begin("192.0.2.1"))
	for i := range 2 {
		want[AskSchool](t, "a household", begin(fmt.Sprint("2001:db8::", i+1)))
	}
	want[AskSchool](t, "a third of that /64", begin("2001:db8::ffff"))
	wantCode(t, "a fourth of that /64", begin("2001:db8::abcd"), refusal.TooManyLogins)
}

// TestBeginningWritesNothing: until the browser leaves for the hub a flood of
// beginnings fills no store (design §5.2).
func TestBeginningWritesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	for range 100 {
		sealed := want[AskSchool](t, "begin", s.Begin(context.Background(), request(), here)).Sealed
		want[AskSchool](t, "search", s.Search(context.Background(), sealed, "en", ""))
	}
	if n := s.writes.count(); n != 0 {
		t.Errorf("%d writes before anybody left", n)
	}
	s.leave(request(), "petteflat")
	if n := s.writes.count(); n != 1 {
		t.Errorf("%d writes at leaving, want 1", n)
	}
}

// TestSealedForm: what comes back from the page is ours, whole, or nothing.
func TestSealedForm(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	sealed := want[AskSchool](t, "begin", s.Begin(context.Background(), request(), here)).Sealed
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	other := newStage(t, DefaultCaps)
	for name, v := range map[string]string{
		"empty":            "",
		"no base64":        "!" + sealed,
		"padded":           sealed + "=",
		"cut":              sealed[:len(sealed)-4],
		"longer":           sealed + "AAAA",
		"random":           base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("x", len(raw)))),
		"another server's": want[AskSchool](t, "begin", other.Begin(context.Background(), request(), here)).Sealed,
	} {
		wantCode(t, name, s.Resume(context.Background(), v, "", here), refusal.FormExpired)
		wantCode(t, name+", chosen", s.Choose(context.Background(), v, "petteflat", "", here), refusal.FormExpired)
	}
	for i := range raw {
		raw[i] ^= 0x40
		wantCode(t, fmt.Sprint("byte ", i, " off"), s.Resume(context.Background(), base64.RawURLEncoding.EncodeToString(raw), "", here), refusal.FormExpired)
		raw[i] ^= 0x40
	}
	if strings.Contains(sealed, "portfolio") || strings.Contains(string(raw), "portfolio") {
		t.Error("the form shows what it carries")
	}
}

// FuzzSealedForm: whatever comes back, no panic and no hub.
func FuzzSealedForm(f *testing.F) {
	f.Add("")
	f.Add("AAAA")
	f.Add(strings.Repeat("A", 400))
	s := newStage(f, DefaultCaps)
	f.Fuzz(func(t *testing.T, v string) {
		wantCode(t, "a stranger's form", s.Choose(context.Background(), v, "petteflat", "", here), refusal.FormExpired)
	})
}

// TestButtons: the form of the page is bound to its step, its browser and what it
// showed; "Niet jij?" makes the school ask anew; declining goes to the app at once.
func TestButtons(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.arrive("answer one")
	second, foreign := s.arrive("answer two")
	for name, verifier := range map[string]string{"none": "", "another step's": foreign.Verifier, "cut": page.Verifier[1:]} {
		got := want[Ask](t, name, s.Answer(context.Background(), handle, here, Choice{Kind: Proceed, Verifier: verifier}))
		if !got.Changed {
			t.Errorf("%s: the page does not say that it is shown again", name)
		}
	}
	want[Redirect](t, "not me", s.Answer(context.Background(), handle, here, Choice{Kind: NotMe, Verifier: page.Verifier}))
	if q := s.hub.last(); !q.ForceAuthn {
		t.Error("the school is not made to ask who is there")
	}
	got := want[Denied](t, "decline", s.Answer(context.Background(), second, here, Choice{Kind: Decline}))
	if got.Error != "access_denied" || got.Request.State != "s" {
		t.Errorf("declined with %+v", got)
	}
	if _, found, err := s.Ledger.Informed(context.Background(), "anybody", "portfolio", 1, "petteflat"); found || err != nil {
		t.Error("somebody who did not go on is remembered")
	}
}

// TestNotYou: the page asks who is there only where the school answered from a
// session that lay more than the skew before our question (contract 15).
func TestNotYou(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before time.Duration
		asks   bool
	}{"just now": {0, false}, "the skew": {180 * time.Second, false}, "before": {182 * time.Second, true}} {
		s := newStage(t, DefaultCaps)
		relay := s.leave(request(), "petteflat")
		s.send("answer", "01AB")
		s.hub.loggedIn("answer", s.clock.Now().Add(-c.before))
		page := want[Ask](t, name, s.Continue(context.Background(), s.receive(relay, "answer"), here))
		if page.NotYou != c.asks {
			t.Errorf("%s: asks %v", name, page.NotYou)
		}
	}
}

// TestLeavingIsCapped: each leaving costs a signature and a write, and one sealed form
// can be posted as often as one likes; so leaving has the caps of beginning
// (design §5.2: no store write that a flood could multiply).
func TestLeavingIsCapped(t *testing.T) {
	t.Parallel()
	s := newStage(t, Caps{PerAddress: 3, InAll: 5})
	sealed := want[AskSchool](t, "begin", s.Begin(context.Background(), request(), here)).Sealed
	hinted := request()
	hinted.SchoolHint = "petteflat"
	again, err := s.Again(hinted)
	if err != nil {
		t.Fatal(err)
	}
	choose := func(b Browser) Reply { return s.Choose(context.Background(), sealed, "petteflat", "", b) }
	for range 2 {
		want[Redirect](t, "choose", choose(here))
	}
	want[Redirect](t, "resume", s.Resume(context.Background(), again, "", here))
	wantCode(t, "choose once more", choose(here), refusal.TooManyLogins)
	wantCode(t, "resume once more", s.Resume(context.Background(), again, "", here), refusal.TooManyLogins)
	if n := s.writes.count(); n != 3 || len(s.hub.asked) != 3 {
		t.Errorf("%d writes and %d questions, want 3 of each", n, len(s.hub.asked))
	}
	for range 2 {
		want[Redirect](t, "elsewhere", choose(elsewhere))
	}
	wantCode(t, "a sixth in all", choose(elsewhere), refusal.TooManyLogins)
	s.clock.Advance(time.Minute)
	want[Redirect](t, "a minute later", choose(here))
}
