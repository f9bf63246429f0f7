package flow

import (
	"context"
	"net/url"
	"testing"
	"time"

	"sluis/broker/grant"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

const consentRegistry = `connections:
  - {id: surfconext, federation: surfconext, entity_id: https://sluis.example.nl/saml/surfconext, metadata: {file: idp.xml}}
schools:
  - {id: uniharderwijk, name: Universiteit Harderwijk, sector: ho, connection: surfconext, home_organisation: uniharderwijk.nl, login_log: all, log_retention_days: 183}
apps:
  - id: campus
    name: {nl: Campus, en: Campus}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}
    redirect_uris: [https://campus.example.nl/callback]
    contract:
      version: 1
      basis: consent
      inform: first_login
      schools: [uniharderwijk]
      roles: [student]
      release:
        name: {purpose: {nl: Je naam staat bij je werk., en: Your name stands with your work.}, optional: true}
        student_number: {purpose: {nl: Je werk hoort bij jou., en: Your work belongs to you.}, optional: true}
`

var campusBinding = grant.Binding{App: "campus", RedirectURI: "https://campus.example.nl/callback"}

func campus(asked ...claims.Item) Request {
	r := Request{Destination: App, App: "campus", RedirectURI: "https://campus.example.nl/callback", ResponseMode: "query", Scope: "openid", Nonce: "n"}
	for _, i := range asked {
		r.Asked = r.Asked.With(i)
	}
	return r
}

// student brings a student to our page and gives its step and what it says.
func (s *stage) student(r Request, text string) (handle string, reply Reply) {
	s.t.Helper()
	relay := s.leave(r, "uniharderwijk")
	id := providers.Identity{Assertion: "_" + text, NameID: claims.NameID{Format: claims.FormatPersistent, Value: "bd09168cf0c2e675b2def0ade6f50b7d4bb4aae"},
		AuthnInstant: s.clock.Now(), NotOnOrAfter: s.clock.Now().Add(5 * time.Minute)}
	copy(id.Digest[:], text)
	for name, v := range map[string]string{"displayName": "Zoë Pükkelen", "sn": "Pükkelen", "eduPersonAffiliation": "student", "schacHomeOrganization": "uniharderwijk.nl",
		"schacPersonalUniqueCode": "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:studentid:95312"} {
		id.Attributes = append(id.Attributes, claims.Attribute{Name: name, Values: []string{v}})
	}
	s.hub.mu.Lock()
	s.hub.answers[text] = id
	s.hub.mu.Unlock()
	u, err := url.Parse(want[Redirect](s.t, "receive", s.Receive(context.Background(), "surfconext", relay, text)).URL)
	if err != nil {
		s.t.Fatal(err)
	}
	handle = u.Query().Get("h")
	return handle, s.Continue(context.Background(), handle, here)
}

func set(items ...claims.Item) (s claims.Items) {
	for _, i := range items {
		s = s.With(i)
	}
	return s
}

// TestConsent: nothing is ticked before somebody ticks it, also not what is asked for
// the first time of who said yes to something else before (AVG article 4(11)); the
// yes is remembered per app and set, and can be taken back (contract 7).
func TestConsent(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	s.register(consentRegistry)
	handle, reply := s.student(campus(claims.Name), "one")
	page := want[Ask](t, "first", reply)
	if page.Off != set(claims.Name) {
		t.Errorf("the first page starts with %v switched off", page.Off)
	}
	want[Granted](t, "yes to the name", s.answer(handle, page, set(claims.Name)))

	_, reply = s.student(campus(claims.Name), "two")
	g := want[Granted](t, "the same set again", reply)
	if got, err := s.released(g); err != nil || got != set(claims.Name) {
		t.Errorf("released %v, %v", got, err)
	}

	handle, reply = s.student(campus(claims.Name, claims.StudentNumber), "three")
	page = want[Ask](t, "a larger set", reply)
	if page.Off != set(claims.StudentNumber) {
		t.Errorf("the page for a larger set starts with %v switched off; nobody said yes to the number", page.Off)
	}
	g = want[Granted](t, "no to the number", s.answer(handle, page, set(claims.Name)))
	if got, err := s.released(g); err != nil || got != set(claims.Name) {
		t.Errorf("released %v, %v", got, err)
	}
	_, reply = s.student(campus(claims.Name, claims.StudentNumber), "four")
	if got, err := s.released(want[Granted](t, "the no is remembered", reply)); err != nil || got != set(claims.Name) {
		t.Errorf("released %v, %v", got, err)
	}
}

// released redeems a code of campus and gives what went.
func (s *stage) released(g Granted) (claims.Items, error) {
	got, err := s.Grants.Redeem(context.Background(), g.Code, campusBinding, "", false)
	return got.Release.Items, err
}

// TestTakenBack: after it was taken back the next login asks again, and starts empty.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	s.register(consentRegistry)
	handle, reply := s.student(campus(claims.Name), "one")
	want[Granted](t, "yes", s.answer(handle, want[Ask](t, "first", reply), set(claims.Name)))

	handle, reply = s.student(Request{Destination: Me, Fresh: true}, "my page")
	if !s.hub.last().ForceAuthn {
		t.Error("the person's own page was reached without logging in anew")
	}
	mine := want[Overview](t, "my page", reply)
	if len(mine.Kept) != 1 || mine.Kept[0].App.ID != "campus" || !mine.Kept[0].Remembered {
		t.Fatalf("my page lists %+v", mine.Kept)
	}
	ctx := context.Background()
	wantCode(t, "another browser", s.Withdraw(ctx, handle, elsewhere, mine.Verifier, "campus"), refusal.OtherBrowser)
	wantCode(t, "without the page's own proof", s.Withdraw(ctx, handle, here, "", "campus"), refusal.StepMismatch)
	wantCode(t, "an app that is gone", s.Withdraw(ctx, handle, here, mine.Verifier, "opvolger"), refusal.AppStopped)
	want[Redirect](t, "taken back", s.Withdraw(ctx, handle, here, mine.Verifier, "campus"))

	_, reply = s.student(campus(claims.Name), "two")
	if page := want[Ask](t, "the next login", reply); page.Off != set(claims.Name) {
		t.Errorf("the page starts with %v switched off", page.Off)
	}
}

// TestDestinations: only a login for an app ends in a code; what belongs to a login is
// not taken for what belongs to the person's own page.
func TestDestinations(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	s.register(consentRegistry)
	ctx := context.Background()
	login, reply := s.student(campus(claims.Name), "one")
	page := want[Ask](t, "a login", reply)
	wantCode(t, "taking back from a login's page", s.Withdraw(ctx, login, here, page.Verifier, "campus"), refusal.OtherBrowser)
	mine, reply := s.student(Request{Destination: Me, Fresh: true}, "two")
	proof := want[Overview](t, "my page", reply).Verifier
	before := s.writes.count()
	for _, kind := range []ChoiceKind{Proceed, Decline, NotMe} {
		want[Overview](t, string(kind)+" on my page", s.Answer(ctx, mine, here, Choice{Kind: kind, Verifier: proof, On: set(claims.Name)}))
	}
	if n := s.writes.count() - before; n != 0 {
		t.Errorf("%d writes from a page that ends in no code", n)
	}
	want[AskSchool](t, "every school may be chosen for my page", s.Begin(ctx, Request{Destination: Me}, here))
}
