package selftest

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/providers/saml/attack"
)

// brokenBroker begins logins like a real one, and then treats every answer alike.
func brokenBroker(t *testing.T, acs http.HandlerFunc) map[string]Stage {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oauth/authorize", func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		f, err := flate.NewWriter(&b, flate.BestSpeed)
		if err != nil {
			t.Error(err)
		}
		if _, err := io.WriteString(f, `<samlp:AuthnRequest ID="_question"/>`); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		q := url.Values{"SAMLRequest": {base64.StdEncoding.EncodeToString(b.Bytes())}, "RelayState": {"open"}}
		http.Redirect(w, r, "https://hub.example/sso?"+q.Encode(), http.StatusSeeOther)
	})
	mux.HandleFunc("/saml/", acs)
	mux.HandleFunc("GET /login/continue", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Doorgaan") })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	keys, err := attack.NewKeys(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := Stage{Broker: Broker{Origin: srv.URL, Transport: &http.Transport{}}, Other: "entree", Now: time.Now,
		Route: Route{App: "app", RedirectURI: "https://app.example/", School: "school", Connection: "surfconext"},
		Scene: attack.Scene{Hub: "https://hub.example/", Us: "https://us.example/", ACS: srv.URL + "/saml/surfconext/acs", OtherHub: "https://other.example/",
			OtherACS: srv.URL + "/saml/entree/acs", Federation: "surfconext", Organisation: "school.example", OtherSchool: "other.example", Keys: keys}}
	return map[string]Stage{"surfconext": s}
}

func runAgainst(t *testing.T, stages map[string]Stage) Part {
	t.Helper()
	all, err := attack.Cases()
	if err != nil {
		t.Fatal(err)
	}
	few := func(c *attack.Case) bool {
		return slices.Contains([]string{"01-honest.txt", "02-wrapping.txt", "09-browser.txt"}, c.File)
	}
	p := Part{Title: "a test"}
	if err := p.Run(t.Context(), stages, all, few, io.Discard); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRunCatches: a broker that lets everything in, one that lets nothing in, and one
// that answers nonsense each fail, and each with its own verdict.
func TestRunCatches(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		acs     http.HandlerFunc
		attacks string // the verdict on attacks
		honest  string
		failed  string
	}{
		{"lets everything in", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login/continue?h=x", http.StatusSeeOther)
		}, Succeeded, Held, "attacks succeeded"},
		{"refuses everything", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "SLUIS-9999")
		}, Otherwise, Shut, "proves nothing"},
		{"answers nonsense", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }, Broke, Shut, "proves nothing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := runAgainst(t, brokenBroker(t, tc.acs))
			attacks, honest := 0, 0
			for _, r := range p.Results {
				want := tc.attacks
				if r.Expected == accepted {
					want = tc.honest
					honest++
				} else {
					attacks++
				}
				// The stand-in answers a first post too, so what follows one may differ.
				if r.Verdict != want && r.Name != "replay-of-another-answer" {
					t.Errorf("%s: %s, want %s", r.Name, r.Verdict, want)
				}
			}
			if attacks < 20 || honest < 5 || len(p.Left) == 0 {
				t.Errorf("%d attacks, %d honest, %d left", attacks, honest, len(p.Left))
			}
			report := Report{Parts: []Part{p}}
			if why := report.Failed(); !strings.Contains(why, tc.failed) {
				t.Errorf("the report says %q", why)
			}
			var text bytes.Buffer
			if report.Text(&text); !strings.Contains(text.String(), "FAILED: ") || !strings.Contains(text.String(), "not run") {
				t.Errorf("the report is\n%s", text.String())
			}
		})
	}
}

// TestNothingTried: a report about nothing is no good news.
func TestNothingTried(t *testing.T) {
	t.Parallel()
	if new(Report).Failed() == "" {
		t.Error("an empty report passes")
	}
}

// TestKeyless: what the running installation is sent holds no case that a real hub's
// signature would be needed for, and none that could be accepted.
func TestKeyless(t *testing.T) {
	t.Parallel()
	all, err := attack.Cases()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range all {
		c := &all[i]
		if !Keyless(c) {
			continue
		}
		n++
		if c.Expect == 0 || c.File == "06-profile.txt" || c.File == "08-person.txt" && c.Play == "" {
			t.Errorf("%s needs a signature of the hub", c.Name)
		}
	}
	if n < 40 {
		t.Errorf("%d cases, want at least 40 (D-06)", n)
	}
}
