package cli

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sluis/internal/refusal"
)

// refused waits for a refusal page and fails unless it is one of the given codes.
func (b *tab) refused(codes ...refusal.Code) {
	b.t.Helper()
	b.there(atRefusal)
	got := eval[string](b, `document.querySelector(".ticket b").textContent`)
	var want []string
	for _, c := range codes {
		if got == c.String() {
			return
		}
		want = append(want, c.String())
	}
	b.t.Errorf("refused with %s, want %s: %s", got, strings.Join(want, " or "), b.words())
}

// The binding of a login to its browser, as browsers really do it (design §5.2): the
// hub's post is from another site and carries no Lax cookie, our own page after it does.
func browserBinding(t *testing.T, c *chromium) {
	t.Run("where the cookie comes", func(t *testing.T) {
		b := c.profile(t)
		c.s.visits()
		b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
		var acs, after *visit
		for _, v := range c.s.visits() {
			switch {
			case v.method == http.MethodPost && v.path == "/saml/entree/acs":
				acs = &v
			case acs != nil && after == nil && v.path == "/login/continue":
				after = &v
			}
		}
		if acs == nil || after == nil {
			t.Fatal("the login did not pass the assertion consumer service and our page after it")
		}
		if acs.cookie || acs.site != "cross-site" {
			t.Errorf("the hub's post: %+v", *acs)
		}
		if !after.cookie || after.method != http.MethodGet {
			t.Errorf("our page after it: %+v", *after)
		}
	})
	t.Run("control: a broker that binds at the post", func(t *testing.T) {
		c.s.faulty(t, bindsAtPost)
		b := c.profile(t)
		b.begin("portfolio", "prompt", "consent")
		b.pick("petteflat")
		b.signIn("petteflat", "yara")
		b.await(`document.body.innerText.includes("no cookie at the post")`)
	})
	t.Run("control: with SameSite=None that broker would see it", func(t *testing.T) {
		c.s.faulty(t, func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				bindsAtPost(h).ServeHTTP(&rewritten{ResponseWriter: w, header: func(h http.Header) {
					for i, k := range h["Set-Cookie"] {
						h["Set-Cookie"][i] = strings.Replace(k, "SameSite=Lax", "SameSite=None", 1)
					}
				}}, r)
			})
		})
		c.profile(t).toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
	})
}

// bindsAtPost is a broker that looks for its cookie where it cannot be.
func bindsAtPost(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/acs") {
			if _, err := r.Cookie("__Host-sluis"); err != nil {
				http.Error(w, "no cookie at the post", http.StatusForbidden)
				return
			}
		}
		h.ServeHTTP(w, r)
	})
}

// What somebody else's browser has is of no use, and what it is made to do ends in a
// refusal: nothing of the login is shown and the app gets no code.
func browserStrangers(t *testing.T, c *chromium) {
	const name = "Yara van den Heuvel"
	t.Run("a stolen address of a step", func(t *testing.T) {
		mine := c.profile(t)
		mine.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
		step := mine.address()

		bare := c.profile(t) // has no cookie of ours: is helped once, then refused
		bare.open(step)
		bare.there("a.btn.on")
		bare.click("a.btn.on")
		bare.refused(refusal.OtherBrowser)

		other := c.profile(t) // is in a login of its own
		other.begin("portfolio")
		other.there(atPicker)
		other.open(step)
		other.refused(refusal.OtherBrowser)
		for _, b := range []*tab{bare, other} {
			if strings.Contains(b.words(), name) {
				t.Errorf("shown to a stranger: %s", b.words())
			}
		}
		mine.click(goOn) // the person is not disturbed by any of it
		mine.claims()
	})
	t.Run("an attacker's answer in the victim's browser", func(t *testing.T) {
		c.s.app.attempts()
		answer := c.s.answerOfAttacker()
		for _, victim := range []string{"without our cookie", "in a login of its own"} {
			b := c.profile(t)
			if victim != "without our cookie" {
				b.begin("portfolio")
				b.there(atPicker)
			}
			b.open("https://" + evilHost + "/?" + answer.Encode())
			b.there(atRefusal + `, a.btn.on`)
			if victim == "without our cookie" {
				b.click("a.btn.on")
			}
			b.refused(refusal.OtherBrowser)
			if strings.Contains(b.words(), "Dijkstra") {
				t.Errorf("%s: shows whose answer it was", victim)
			}
		}
		for _, at := range c.s.app.attempts() {
			if len(at.codes) > 0 {
				t.Error("the app got a code")
			}
		}
	})
	t.Run("a button of ours on another site", func(t *testing.T) {
		c.s.app.attempts()
		b := c.profile(t)
		b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
		form := eval[map[string]string](b, `Object.fromEntries(new FormData(document.querySelector('form[action="/login/answer"]')))`)
		q := url.Values{"to": {c.s.issuer + "/login/answer"}, "answer": {"continue"}}
		for k, v := range form {
			q.Set(k, v)
		}
		evil := b.sibling()
		evil.open("https://" + evilHost + "/?" + q.Encode())
		evil.refused(refusal.CrossOrigin)
		if strings.Contains(evil.words(), name) {
			t.Errorf("shown: %s", evil.words())
		}
		for _, at := range c.s.app.attempts() {
			if len(at.codes) > 0 {
				t.Error("the app got a code")
			}
		}
	})
}

// answerOfAttacker is a form with an answer about the attacker's own account, kept
// from being posted.
func (s *sites) answerOfAttacker() url.Values {
	b := s.newBrowser()
	a := b.get(s.request("portfolio", callbackOf("portfolio")))
	f := a.hidden()
	f.Set("school", "petteflat")
	a = b.post("/login/school", f)
	for a.StatusCode == http.StatusSeeOther {
		a = b.get(a.next(s.t))
	}
	q := a.hidden()
	q.Set("school", "petteflat")
	a = b.get(a.action(s.t) + "?" + q.Encode())
	f = a.hidden()
	f.Set("username", "docent")
	f.Set("password", "docent-wachtwoord")
	a = b.post(a.action(s.t), f)
	out := a.hidden()
	out.Set("to", a.action(s.t))
	return out
}
