package flow

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sluis/broker/session"
	"sluis/internal/refusal"
)

// Leaving is a logout request that has been found in order: its app exists and its
// address is registered. It travels sealed, as a Request does.
type Leaving struct {
	App      string `json:"a,omitempty"`
	Subject  string `json:"u,omitempty"` // of the ID token that came as a hint
	SID      string `json:"d,omitempty"`
	To       string `json:"r,omitempty"`
	State    string `json:"s,omitempty"`
	HasState bool   `json:"hs,omitempty"`
	Lang     string `json:"l,omitempty"`
}

// farewell is what the last page tells: sealed, since it outlives the session.
type farewell struct {
	App    string   `json:"a,omitempty"`
	School string   `json:"s,omitempty"`
	Apps   []string `json:"x,omitempty"`
	Grants []string `json:"g,omitempty"` // of Apps, one each
}

// carried is a sealed value of a logout with the time at which it was made.
type carried[T any] struct {
	What T     `json:"w"`
	At   int64 `json:"t"` // Unix seconds
}

func sealFor[T any](f *Flow, label string, what T) (string, error) {
	plain, err := json.Marshal(carried[T]{what, f.Now().Unix()})
	if err != nil {
		return "", fmt.Errorf("flow: encode %s: %w", label, err)
	}
	box, err := f.Ring.Seal("form", label, plain)
	if err != nil {
		return "", fmt.Errorf("flow: seal %s: %w", label, err)
	}
	return base64.RawURLEncoding.EncodeToString(box), nil
}

// unseal gives what was sealed under the label, not longer than life ago.
func unseal[T any](f *Flow, label, text string, life time.Duration) (T, bool) {
	var c carried[T]
	box, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return c.What, false
	}
	plain, err := f.Ring.Open("form", label, box)
	if err != nil || json.Unmarshal(plain, &c) != nil {
		return c.What, false
	}
	return c.What, f.Now().Sub(time.Unix(c.At, 0)) <= life
}

// Labels of what a logout seals.
const (
	leavingLabel  = "leaving"
	farewellLabel = "farewell"
)

// Leave seals a logout request, for our own page to go on with: who asks may come from
// another site, and only on a page of ours is the cookie looked at.
func (f *Flow) Leave(l Leaving) (string, error) { return sealFor(f, leavingLabel, l) }

// Logout is our own page of a logout. Whose ID token of this very session came along is
// logged out at once; everybody else is asked first, since a link on any page can lead
// here (OpenID Connect RP-Initiated Logout 1.0 §2, §6).
func (f *Flow) Logout(ctx context.Context, sealed string, b Browser) Reply {
	l, ok := unseal[Leaving](f, leavingLabel, sealed, TransactionLife)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.FormExpired, nil), nil)
	}
	s, err := f.Sessions.Find(ctx, b.Session, f.browser(b.Half))
	switch {
	case errors.Is(err, session.ErrNone):
		f.logouts.Inc("nothing")
		return LoggedOut{Leaving: l}
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), nil)
	case l.names(s):
		return f.end(ctx, l, s)
	}
	return f.askLogout(ctx, sealed, l, s, b)
}

// names reports whether the hint is an ID token of a login of this session.
func (l Leaving) names(s session.Session) bool {
	for _, g := range s.Grants {
		if l.SID != "" && l.SID == g.SID && l.Subject == g.Subject && l.App == g.App {
			return true
		}
	}
	return false
}

func (f *Flow) askLogout(ctx context.Context, sealed string, l Leaving, s session.Session, b Browser) Reply {
	page := AskLogout{Leaving: l, Sealed: sealed, Verifier: f.leaveVerifier(sealed, s, b)}
	snap := f.Registry()
	page.App, _ = snap.App(l.App)
	for _, g := range s.Grants {
		page.School, _ = snap.School(g.School)
		if app, ok := snap.App(g.App); ok && !slices.Contains(page.Apps, app) {
			page.Apps = append(page.Apps, app)
		}
	}
	var err error
	if page.Farewell, err = f.farewell(l.App, s.Grants); err != nil {
		return f.refuse(ctx, refusal.New(refusal.Internal, err), nil)
	}
	return page
}

// leaveVerifier binds the form to its session and browser: on a page that stood open
// while somebody else logged in, the button would log out the wrong person.
func (f *Flow) leaveVerifier(sealed string, s session.Session, b Browser) string {
	m := f.Ring.MAC("form", []byte("logout"), []byte(sealed), s.Person, f.browser(b.Half))
	return base64.RawURLEncoding.EncodeToString(m[:16])
}

// LeaveForm is the form of the page that asks.
type LeaveForm struct {
	Sealed   string
	Verifier string
	Farewell string
	Lang     string
	Stay     bool
}

// Left is the answer on that page. The second press of a double click finds nothing
// open, and leads where the first one led.
func (f *Flow) Left(ctx context.Context, form LeaveForm, b Browser) Reply {
	l, ok := unseal[Leaving](f, leavingLabel, form.Sealed, TransactionLife)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.FormExpired, nil), nil)
	}
	if form.Lang == "nl" || form.Lang == "en" {
		l.Lang = form.Lang
	}
	if form.Stay {
		app, _ := f.Registry().App(l.App)
		return Stayed{Leaving: l, App: app}
	}
	s, err := f.Sessions.Find(ctx, b.Session, f.browser(b.Half))
	switch {
	case errors.Is(err, session.ErrNone):
		return LoggedOut{Leaving: l, Farewell: form.Farewell}
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), nil)
	case !hmac.Equal([]byte(form.Verifier), []byte(f.leaveVerifier(form.Sealed, s, b))):
		return f.askLogout(ctx, form.Sealed, l, s, b)
	}
	return f.end(ctx, l, s)
}

func (f *Flow) end(ctx context.Context, l Leaving, s session.Session) Reply {
	out := LoggedOut{Leaving: l}
	var err error
	if out.Farewell, err = f.farewell(l.App, s.Grants); err != nil {
		return f.refuse(ctx, refusal.New(refusal.Internal, err), nil)
	}
	if _, err := f.Sessions.End(ctx, s); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), nil)
	}
	f.logouts.Inc("session")
	return out
}

// farewell seals what the last page tells of logins that end.
func (f *Flow) farewell(app string, grants []session.Grant) (string, error) {
	out := farewell{App: app}
	for _, g := range grants {
		out.School = g.School
		out.Apps, out.Grants = append(out.Apps, g.App), append(out.Grants, g.ID)
	}
	return sealFor(f, farewellLabel, out)
}

// Goodbye is the last page. After a few minutes it names no app and no school any more:
// at a shared computer the next pupil has the same history.
func (f *Flow) Goodbye(ctx context.Context, sealed string) Reply {
	w, ok := unseal[farewell](f, farewellLabel, sealed, RepeatLife)
	if !ok {
		return Goodbye{}
	}
	snap := f.Registry()
	var page Goodbye
	page.App, _ = snap.App(w.App)
	page.School, _ = snap.School(w.School)
	stages, err := f.Sessions.Stages(ctx, w.Grants)
	if err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), nil)
	}
	at := map[string]int{}
	for i, id := range w.Grants {
		app, ok := snap.App(w.Apps[i])
		if !ok {
			continue
		}
		stage := stages[id]
		if n, seen := at[app.ID]; seen { // several logins at one app: the one that is behind counts
			page.Rows[n].Told = behind(page.Rows[n].Told, stage)
			continue
		}
		at[app.ID] = len(page.Rows)
		page.Rows = append(page.Rows, GoodbyeRow{app, stage})
	}
	return page
}

func behind(a, b session.Told) session.Told {
	if a == session.Done {
		return b
	}
	if b == session.Done {
		return a
	}
	return max(a, b)
}
