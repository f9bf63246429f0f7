package hub_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// TestMisbehaveInBrowser: what is asked of the form is done in the form, and can be
// switched while the hub runs.
func TestMisbehaveInBrowser(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree, func(c *hub.Config) { c.Misbehave = &hub.Misbehaviour{Audience: hub.EvilOrigin} })
	address, yara := hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")), who(t, h, "yara")
	page := login(t, hubtest.New(), address, yara)
	if got := answer(t, page).FindElement("//Audience").Text(); got != hub.EvilOrigin {
		t.Errorf("audience %s", got)
	}
	fields := func(m *hub.Misbehaviour) []hub.Field {
		h.Misbehave(m)
		return login(t, hubtest.New(), address, yara).Request.Form
	}
	if f := fields(nil); len(f) != 2 || f[1].Value != "r" {
		t.Errorf("honest form: %d fields", len(f))
	}
	if f := fields(&hub.Misbehaviour{FormTwice: true}); len(f) != 3 || f[0] != f[1] {
		t.Errorf("form twice: %d fields", len(f))
	}
	if f := fields(&hub.Misbehaviour{RelayState: hub.Missing}); len(f) != 1 {
		t.Errorf("no RelayState: %d fields", len(f))
	}
	if f := fields(&hub.Misbehaviour{RelayState: "other"}); len(f) != 2 || f[1].Value != "other" {
		t.Errorf("other RelayState: %v", f[1:])
	}
	if f := fields(&hub.Misbehaviour{LineBreaks: true}); !strings.Contains(f[0].Value, "\n") {
		t.Error("the base64 is in one line")
	}
}

// TestRender: a caller's own pages stand in the place of the hub's, with all that
// they need, and the status of a wrong password is still its own.
func TestRender(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree, func(c *hub.Config) {
		c.Render = func(w http.ResponseWriter, p hub.LoginPage) {
			w.Write([]byte(`<form method=post action="` + p.Action + `">`))
			for _, f := range p.Hidden {
				w.Write([]byte(`<input type=hidden name="` + f.Name + `" value="` + strings.ReplaceAll(f.Value, "&", "&amp;") + `">`))
			}
			w.Write([]byte(`<input name=username value="` + p.Username + `"><input name=password type=password></form>` + p.School.Name))
			for _, person := range p.People {
				w.Write([]byte(" " + person.Login))
			}
		}
		c.RenderSchools = func(w http.ResponseWriter, p hub.SchoolPage) {
			w.WriteHeader(http.StatusOK)
			w.Write([]byte(`<form action="` + p.Action + `"><input type=hidden name="` + p.Hidden[0].Name + `" value="` + strings.ReplaceAll(p.Hidden[0].Value, "&", "&amp;") + `"><button name=school value=` + p.Schools[0].ID + `>eigen</button></form>`))
		}
	})
	address, yara := hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")), who(t, h, "yara")
	login(t, hubtest.New(), address, yara)
	wrong := yara
	wrong.Password = "x"
	page, err := hubtest.New().Login(t.Context(), address, wrong, atACS)
	if err == nil || page.Status != http.StatusForbidden || !strings.Contains(page.Text(), "Petteflat College yara lukasz") {
		t.Errorf("wrong password on the caller's page: %v", err)
	}
}

// TestCookieOfTwoHubs: on one host two hubs keep their sessions apart, since
// browsers keep one jar for all ports.
func TestCookieOfTwoHubs(t *testing.T) {
	t.Parallel()
	entree, _ := start(t, hub.Entree)
	surf, _ := start(t, hub.SURFconext)
	sp, c := hub.NewTestSP(), hubtest.New()
	login(t, c, sp.Redirect(entree.SSO(), hub.NewAsk(entree, "r", "", "")), who(t, entree, "yara"))
	login(t, c, sp.Redirect(surf.SSO(), hub.NewAsk(surf, "r", "", "")), who(t, surf, "jaantje"))
	u, _ := url.Parse(entree.SSO())
	if n := len(c.Cookies(u)); n != 2 {
		t.Errorf("%d cookies, want one of each hub", n)
	}
	nobody := hub.Person{Login: "x", Password: "x", School: "petteflat"}
	login(t, c, sp.Redirect(entree.SSO(), hub.NewAsk(entree, "r", "", "")), nobody)
}

// TestConcurrentLogins is for the race detector: five tabs of one browser and a
// rotation at once.
func TestConcurrentLogins(t *testing.T) {
	t.Parallel()
	h, _ := start(t, hub.Entree)
	address, yara, c := hub.NewTestSP().Redirect(h.SSO(), hub.NewAsk(h, "r", "", "")), who(t, h, "yara"), hubtest.New()
	var wait sync.WaitGroup
	for range 5 {
		wait.Go(func() {
			page, err := c.Login(t.Context(), address, yara, atACS)
			if err != nil || page.Status != 0 {
				t.Errorf("login: %v", err)
			}
		})
	}
	wait.Go(func() {
		if _, err := h.RotateKey(nil, nil); err != nil {
			t.Error(err)
		}
	})
	wait.Wait()
}
