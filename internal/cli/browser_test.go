package cli

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
)

// TestBrowser is the whole system in a real Chromium, over TLS, with broker, hubs, app
// and bystanders on sites of their own (design §5.12). One browser serves all parts;
// each takes profiles of its own.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: logins in a browser take two minutes")
	}
	s := newSites(t)
	c := startChromium(t, s)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *chromium)
	}{
		{"logins", browserLogins},
		{"oidc-client-ts", browserPublicClient},
		{"picker", browserPicker},
		{"questions", browserQuestions},
		{"form_post", browserFormPost},
		{"cookies", browserCookies},
		{"form-action", browserFormAction},
		{"binding", browserBinding},
		{"strangers", browserStrangers},
		{"reload", browserReload},
		{"double click", browserDoubleClick},
		{"same page twice", browserSamePage},
		{"back", browserBack},
		{"tabs", browserTabs},
		{"logout", browserLogout},
		{"admins", browserAdmins},
		{"step-up", browserStepUp},
		{"live", browserLive},
		{"desk", browserDesk},
		{"pages", browserPages},
		{"access", browserAccess},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, c) })
	}
}

// A whole login through each hub, with script and without (F-01, U-12); two foreign
// sites lie between app and broker, between broker and hub, and between broker and
// the app's last page, and no policy of ours stops them (design §5.7).
func browserLogins(t *testing.T, c *chromium) {
	for _, who := range []struct{ name, school, login, person string }{
		{"Entree", "petteflat", "yara", "Yara van den Heuvel"},
		{"SURFconext", "harderwijk", "lukasz", "Łukasz de Vries"},
	} {
		for _, script := range []bool{true, false} {
			name := who.name + " with script"
			if !script {
				name = who.name + " without script"
			}
			t.Run(name, func(t *testing.T) {
				c.s.app.attempts()
				b := c.profile(t)
				if !script {
					b.withoutScript()
				}
				b.begin("portfolio", "prompt", "consent") // show the page though it was answered before
				b.pick(who.school)
				b.signIn(who.school, who.login)
				b.pressAnswer(script)
				b.there(atAsk)
				if !strings.Contains(b.words(), who.person) {
					t.Errorf("the page does not show whom it is about: %s", b.words())
				}
				b.click(goOn)
				if got := b.claims(); got["name"] != who.person || got["school"] != who.school {
					t.Errorf("the app got %v", got)
				}
				if blocked := b.blocked(); blocked != "" {
					t.Error(blocked)
				}
				c.s.app.oneCodeEach(t, 1)
			})
		}
	}
}

// pressAnswer is the hub's button that posts the answer, where no script does.
func (b *tab) pressAnswer(script bool) {
	b.t.Helper()
	if !script {
		b.there("#answer")
		b.click("#answer button")
	}
}

// Searching with type-ahead, and with the button where there is no script (U-08).
func browserPicker(t *testing.T, c *chromium) {
	t.Run("results while typing", func(t *testing.T) {
		b := c.profile(t)
		b.begin("leeslijst")
		b.there("#q")
		b.fill("#q", "pettef")
		b.there(`#found button[value="petteflat"]`)
		b.click(`#found button[value="petteflat"]`)
		b.signIn("petteflat", "yara")
		b.there(atAsk)
		b.click(goOn)
		if got := b.claims(); got["name"] != "Yara van den Heuvel" || got["student_number"] != nil {
			t.Errorf("the app got %v", got)
		}
		if blocked := b.blocked(); blocked != "" {
			t.Error(blocked)
		}
	})
	t.Run("without script", func(t *testing.T) {
		b := c.profile(t)
		b.withoutScript()
		b.begin("leeslijst", "prompt", "consent")
		b.there("#q")
		b.fill("#q", "petteflat\r")
		b.pick("petteflat")
		b.signIn("petteflat", "yara")
		b.pressAnswer(false)
		b.there(atAsk)
		b.click(goOn)
		b.claims()
	})
	t.Run("remembered school", func(t *testing.T) {
		b := c.profile(t)
		b.begin("leeslijst", "prompt", "consent")
		b.there("#q")
		b.fill("#q", "petteflat")
		b.there(`#found button[value="petteflat"]`)
		b.click(`input[name="remember"]`)
		b.click(`#found button[value="petteflat"]`)
		b.await(`location.host === "entree.hub.test"`)
		b.begin("leeslijst")
		b.there(atPicker)
		if got := eval[string](b, `[...document.querySelectorAll("#found button")].map(e => e.value).join()`); got != "petteflat" {
			t.Errorf("the picker offers %q first", got)
		}
	})
}

// What may be asked on the page between hub and app (contract 7).
func browserQuestions(t *testing.T, c *chromium) {
	t.Run("decline", func(t *testing.T) {
		for _, script := range []bool{true, false} {
			b := c.profile(t)
			if !script {
				b.withoutScript()
			}
			b.begin("portfolio", "prompt", "consent")
			b.pick("petteflat")
			b.signIn("petteflat", "yara")
			b.pressAnswer(script)
			b.there(atAsk)
			b.click(decline)
			b.there(atApp)
			if got := eval[string](b, `document.querySelector("#app").dataset.refused`); got != "access_denied" {
				t.Errorf("script %v: the app heard %q", script, got)
			}
		}
	})
	t.Run("not you", func(t *testing.T) {
		b := c.profile(t)
		b.toAsk("portfolio", "petteflat", "docent", "prompt", "consent")
		c.s.clock.advance(10 * time.Minute) // the next pupil sits down
		b.begin("portfolio")
		b.pick("petteflat")
		b.there(notMe)
		b.click(notMe)
		b.signIn("petteflat", "yara")
		b.await(`document.querySelector('form[action="/login/answer"]') || document.querySelector("#app")`)
		if strings.Contains(b.words(), "Sjoerd") {
			t.Errorf("still the one before: %s", b.words())
		}
		if eval[bool](b, `!document.querySelector("#app")`) {
			b.click(goOn)
		}
		if got := b.claims(); got["name"] != "Yara van den Heuvel" {
			t.Errorf("the app got %v", got)
		}
	})
	t.Run("one line where no page is due", func(t *testing.T) {
		b := c.profile(t)
		b.begin("stil")
		b.pick("petteflat")
		b.signIn("petteflat", "yara")
		b.claims()
		c.s.clock.advance(10 * time.Minute)
		b.begin("stil")
		b.pick("petteflat")
		b.there(notMe)
		if eval[bool](b, `!!document.querySelector("dl.items")`) || !strings.Contains(b.words(), "Yara van den Heuvel") {
			t.Errorf("not the short page: %s", b.words())
		}
		b.click(goOn)
		b.claims()
	})
	t.Run("another school than was chosen", func(t *testing.T) {
		b := c.profile(t)
		b.begin("stil")
		b.pick("petteflat")
		b.signIn("zonder", "noor")
		b.there(atAsk)
		if got := b.words(); !strings.Contains(got, "Petteflat College") || !strings.Contains(got, "Zonder Nummer School") {
			t.Errorf("the page does not name both schools: %s", got)
		}
		b.click(goOn)
		if got := b.claims(); got["name"] != "Noor Bakker" {
			t.Errorf("the app got %v", got)
		}
	})
}

// The answer as a form, sent by script and by the button (O-10).
func browserFormPost(t *testing.T, c *chromium) {
	for _, script := range []bool{true, false} {
		b := c.profile(t)
		if !script {
			b.withoutScript()
		}
		c.s.app.attempts()
		b.begin("portfolio", "prompt", "consent", "response_mode", "form_post")
		b.pick("petteflat")
		b.signIn("petteflat", "yara")
		b.pressAnswer(script)
		b.there(atAsk)
		b.click(goOn)
		if !script {
			b.there(`form[action^="https://app.test/callback"]`)
			b.click("main form button")
		}
		if got := b.claims(); got["name"] != "Yara van den Heuvel" {
			t.Errorf("script %v: the app got %v", script, got)
		}
		if blocked := b.blocked(); blocked != "" {
			t.Error(blocked)
		}
		c.s.app.oneCodeEach(t, 1)
	}
	b := c.profile(t)
	b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent", "response_mode", "form_post")
	b.click(decline)
	b.there(atApp)
	if got := eval[string](b, `document.querySelector("#app").dataset.refused`); got != "access_denied" {
		t.Errorf("the app heard %q", got)
	}
}

// The cookies as the browser keeps them: pinned to host and TLS, out of reach of
// script and of other sites' forms, and holding nobody's name (design §5.3).
func browserCookies(t *testing.T, c *chromium) {
	b := c.profile(t)
	b.begin("leeslijst")
	b.there("#q")
	b.fill("#q", "petteflat")
	b.there(`#found button[value="petteflat"]`)
	b.click(`input[name="remember"]`)
	b.click(`#found button[value="petteflat"]`)
	b.signIn("petteflat", "yara")
	b.await(`document.querySelector('form[action="/login/answer"]') || document.querySelector("#app")`)
	got := call(b, network.GetCookies, network.GetCookiesParams{URLs: []string{c.s.issuer + "/"}})
	names := map[string]bool{}
	for _, k := range got.Cookies {
		names[k.Name] = true
		if !k.Secure || !k.HTTPOnly || k.SameSite != network.CookieSameSiteLax || k.Path != "/" || k.Domain != brokerHost {
			t.Errorf("%s is %+v", k.Name, *k)
		}
		if k.Name == "__Host-sluis" && !k.Session {
			t.Errorf("%s outlives the browser", k.Name)
		}
	}
	for name := range names { // the device comes with a success, and only with one
		if name != "__Host-sluis" && name != "__Host-school" && name != "__Host-device" {
			t.Errorf("cookie %s", name)
		}
	}
	if !names["__Host-sluis"] || !names["__Host-school"] {
		t.Errorf("cookies %v", names)
	}
	if script := eval[string](b, `document.cookie`); script != "" && strings.Contains(b.address(), brokerHost) {
		t.Errorf("script reads %q", script)
	}
}

// A control: a policy that allows our own origin alone, as is often advised, stops the
// login at the first redirect after a form. That the logins above pass says something.
func browserFormAction(t *testing.T, c *chromium) {
	c.s.faulty(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(&rewritten{ResponseWriter: w, header: func(h http.Header) {
				h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "form-action 'self' https:", "form-action 'self'", 1))
			}}, r)
		})
	})
	b := c.profile(t)
	b.begin("portfolio")
	b.there(atPicker)
	b.click(`button[value="petteflat"]`)
	for end := time.Now().Add(patience); b.blocked() == "" && time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
	}
	if !strings.Contains(b.blocked(), "form-action") || !strings.HasPrefix(b.address(), c.s.issuer) {
		t.Errorf("the control was not stopped: at %s, %q", b.address(), b.blocked())
	}
}

// rewritten changes the header of an answer before it goes.
type rewritten struct {
	http.ResponseWriter
	header func(http.Header)
	done   bool
}

func (w *rewritten) WriteHeader(status int) {
	if !w.done {
		w.header(w.Header())
		w.done = true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *rewritten) Write(p []byte) (int, error) {
	if !w.done {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}
