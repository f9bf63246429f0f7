package cli

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/broker/flow"
)

var againLink = regexp.MustCompile(`<a class="btn on" href="([^"]*)"`)

// again gives the first button of a refusal page; "" where there is none.
func (a *answer) again() string {
	m := againLink.FindStringSubmatch(a.body)
	if m == nil {
		return ""
	}
	return unescape(m[1])
}

const (
	atPortfolio  = "https://portfolio.example/begin?"
	initiateLine = "    initiate_login_uri: https://portfolio.example/begin?van=sluis\n"
	replayedCode = "SLUIS-2002"
	usedCode     = "SLUIS-3003"
)

// replayedPage posts an old Response once more, as the back button does.
func replayedPage(b *browser, authorize string) *answer {
	acs, form := b.choose(authorize, "petteflat", "yara")
	b.post(acs, form).next(b.w.t)
	b.w.clock.advance(flow.RepeatLife + time.Second)
	return b.post(acs, form)
}

// usedPage comes back to the step of a login whose code was redeemed.
func usedPage(b *browser, authorize string) *answer {
	t := b.w.t
	acs, form := b.choose(authorize, "petteflat", "yara")
	step := b.post(acs, form).next(t)
	a := b.get(step)
	if a.StatusCode == http.StatusOK {
		a = b.proceed(a)
	}
	b.w.redeem("portfolio", portfolioURI, mustQuery(t, a.next(t)).Get("code"))
	return b.get(step)
}

// The back button after a login ends on a page whose button begins a login at the app,
// where the app has an address for it (OpenID Connect Core 4). Without one, only a
// redeemed code leaves nothing that could begin here.
func TestUsedLoginRestartsAtTheApp(t *testing.T) {
	t.Parallel()
	withURL := strings.Replace(worldApps, "    origins:", initiateLine+"    origins:", 1)
	for _, c := range []struct {
		name, apps, code string
		page             func(*browser, string) *answer
		hint             bool
		want             string // what the button's address begins with
	}{
		{"an old Response, and the app has an address", withURL, replayedCode, replayedPage, false, atPortfolio},
		{"a redeemed code, and the app has an address", withURL, usedCode, usedPage, false, atPortfolio},
		{"the hint that the app gave comes back", withURL, replayedCode, replayedPage, true, atPortfolio},
		{"an old Response, and the app has none", worldApps, replayedCode, replayedPage, false, "/login/start?t="},
		{"a redeemed code, and the app has none", worldApps, usedCode, usedPage, false, portfolioURI + "?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.apps)
			var extra []string
			if c.hint {
				extra = []string{"login_hint", "petteflat"}
			}
			page := c.page(w.newBrowser(), w.request("portfolio", portfolioURI, extra...))
			if page.StatusCode/100 != 4 || !strings.Contains(page.body, c.code) {
				t.Fatalf("%d: %s", page.StatusCode, text(page.body))
			}
			if !strings.HasPrefix(page.again(), c.want) {
				t.Fatalf("the button leads to %q, not to %s", page.again(), c.want)
			}
			if !strings.Contains(text(page.body), "Ga terug naar Portfolio") {
				t.Errorf("the page does not say where to begin: %s", text(page.body))
			}
			if c.want != atPortfolio {
				return
			}
			if strings.Contains(page.body, "/login/start?t=") {
				t.Error("the page begins the used request anew")
			}
			u, err := url.Parse(page.again())
			if err != nil {
				t.Fatal(err)
			}
			want := url.Values{"van": {"sluis"}, "iss": {w.issuer}}
			if c.hint {
				want.Set("login_hint", "petteflat")
			}
			if got := u.Query().Encode(); got != want.Encode() {
				t.Errorf("parameters %s, want %s", got, want.Encode())
			}
		})
	}
}

// A login that was refused and not used is begun anew from here, address or not.
func TestRefusedLoginBeginsHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, strings.Replace(worldApps, "    origins:", initiateLine+"    origins:", 1))
	page := w.newBrowser().arrive(w.request("portfolio", portfolioURI), "petteflat", "gast")
	if !strings.HasPrefix(page.again(), "/login/start?t=") {
		t.Errorf("the button leads to %q: %s", page.again(), text(page.body))
	}
}
