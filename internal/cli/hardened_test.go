package cli

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluis/broker"
)

// hardening says what is wrong with one answer, whatever it says: U-01 to U-04, U-07,
// contract 9.
func hardening(got *answer, documented []string) (faults []string) {
	bad := func(is bool, what string) {
		if is {
			faults = append(faults, what)
		}
	}
	h := got.Header
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		bad(!strings.Contains(csp, part), "CSP without "+part)
	}
	bad(strings.Contains(csp, "unsafe-") || strings.Contains(csp, "*"), "CSP "+csp)
	bad(h.Get("X-Content-Type-Options") != "nosniff", "no nosniff")
	bad(h.Get("X-Robots-Tag") != "noindex, nofollow", "may be indexed")
	bad(h.Get("Cross-Origin-Opener-Policy") != "same-origin", "no COOP")
	bad(!slices.Contains([]string{"no-referrer", "same-origin"}, h.Get("Referrer-Policy")), "Referrer-Policy "+h.Get("Referrer-Policy"))
	bad(h.Get("Server") != "" || h.Get("X-Powered-By") != "", "tells what it is")
	age, _ := strconv.Atoi(strings.TrimPrefix(h.Get("Strict-Transport-Security"), "max-age="))
	bad(age < 365*24*3600, "HSTS "+h.Get("Strict-Transport-Security"))
	for _, c := range got.Cookies() {
		bad(!slices.Contains(documented, c.Name), "a cookie that no page tells of: "+c.Name)
		bad(!strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "", "cookie "+c.Name)
	}
	if !strings.HasPrefix(h.Get("Content-Type"), "text/html") || got.body == "" {
		return faults
	}
	bad(h.Get("Cache-Control") != "no-store", "a page that is kept")
	bad(!strings.Contains(got.body, `<html lang="`+h.Get("Content-Language")+`"`), "another language than it says")
	bad(!regexp.MustCompile(`<meta name="robots" content="[^"]*noindex`).MatchString(got.body) && strings.Contains(got.body, "<head>"), "no meta robots")
	for _, m := range loads.FindAllStringSubmatch(got.body, -1) {
		at := m[1] + m[2]
		bad(!strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//"), "loads "+at)
	}
	return faults
}

// loads is what a browser fetches by itself for a page.
var loads = regexp.MustCompile(`<(?:script|img|iframe|source|video|audio|object|embed)[^>]*(?:src|data)="([^"]*)"|<link[^>]*href="([^"]*)"`)

// TestEveryRouteHardened asks each route there is, in both languages, as nobody and as the
// admin who may do everything, and holds each answer to the same rules: /admin is no
// exception, nor is an error.
func TestEveryRouteHardened(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	cookies := first.get("/cookies")
	var documented []string
	for _, m := range regexp.MustCompile(`__Host-[a-z]+`).FindAllString(cookies.body, -1) {
		if !slices.Contains(documented, m) {
			documented = append(documented, m)
		}
	}
	if len(documented) != 3 {
		t.Fatalf("the page of cookies tells of %v", documented)
	}
	fill := strings.NewReplacer("{connection}", "entree", "{file}", "nergens.css", "{school}", "petteflat", "{app}", "portfolio", "{id}", "portfolio", "{id...}", "portfolio")
	pages, errors, admins := 0, 0, 0
	for _, r := range append(broker.Routes(), broker.RouteInfo{Path: "/nergens", Methods: []string{"GET"}}) {
		if strings.HasSuffix(r.Path, "/stream") || r.Path == "/admin/leave" || r.Path == "/admin/leave/all" {
			continue
		}
		for _, method := range append(r.Methods, "DELETE") {
			for _, lang := range []string{"nl", "en"} {
				for name, b := range map[string]*browser{"nobody": s.newBrowser(), "an admin": first.browser} {
					req, err := http.NewRequest(method, s.issuer+fill.Replace(r.Path)+"?lang="+lang, strings.NewReader(url.Values{"x": {"y"}}.Encode()))
					if err != nil {
						t.Fatal(err)
					}
					req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					s.unblock(t)
					got := b.do(req)
					if faults := hardening(got, documented); faults != nil {
						t.Errorf("%s %s as %s: %d %q", method, r.Path, name, got.StatusCode, faults)
					}
					switch html := strings.HasPrefix(got.Header.Get("Content-Type"), "text/html"); {
					case html && got.StatusCode == http.StatusOK:
						pages++
					case html:
						errors++
					}
					if strings.HasPrefix(r.Path, "/admin") && got.StatusCode == http.StatusOK && name == "an admin" {
						admins++
					}
				}
			}
		}
	}
	if pages < 40 || errors < 40 || admins < 20 {
		t.Errorf("%d pages, %d pages of errors and %d of admins were seen", pages, errors, admins)
	}
	// The control: what the rules are there to find, they find.
	bent := first.get("/cookies")
	bent.Header.Set("Content-Security-Policy", "default-src 'self' 'unsafe-inline'")
	bent.Header.Set("Server", "x")
	bent.Header.Add("Set-Cookie", "track=1")
	bent.body = strings.Replace(bent.body, "</head>", `<script src="https://cdn.example/x.js"></script></head>`, 1)
	if n := len(hardening(bent, documented)); n < 7 {
		t.Errorf("of a spoilt page %d faults were found", n)
	}
}

// unblock forgives what a test asked on purpose, so that it goes on seeing answers.
func (w *world) unblock(t *testing.T) {
	t.Helper()
	for _, b := range w.node.blocks.List() {
		if _, err := w.node.blocks.Lift(t.Context(), b.ID, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSecurityTxt: RFC 9116, with an end that is never near: it moves along (G-12).
func TestSecurityTxt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for range 2 {
		body := w.newBrowser().get("/.well-known/security.txt").body
		m := regexp.MustCompile(`(?m)^Expires: (.+)$`).FindStringSubmatch(body)
		if m == nil || !strings.Contains(body, "Contact: "+w.issuer+"/privacy\n") {
			t.Fatalf("%s", body)
		}
		ends, err := time.Parse(time.RFC3339, m[1])
		if left := ends.Sub(w.clock.now()); err != nil || left > 365*24*time.Hour || left < 300*24*time.Hour {
			t.Errorf("it ends in %s, %v", left, err)
		}
		w.clock.advance(360 * 24 * time.Hour)
	}
	if got := w.newBrowser().get("/robots.txt").body; !strings.Contains(got, "Disallow: /\n") {
		t.Errorf("robots may come: %s", got)
	}
}
