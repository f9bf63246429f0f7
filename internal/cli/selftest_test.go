package cli

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sluis/internal/config"
	"sluis/internal/selftest"
)

// selftestReportJSON is the report as a program reads it.
type selftestReportJSON struct {
	Configuration string `json:"configuration_sha256"`
	Failed        string `json:"failed"`
	Parts         []struct {
		Title   string            `json:"title"`
		Results []selftest.Result `json:"results"`
		Left    []string          `json:"not_run"`
	} `json:"parts"`
}

// atItsAddress makes a world's configuration name the address where it listens.
func atItsAddress(w *world) string {
	address := strings.TrimPrefix(w.issuer, "http://")
	w.write("sluis.yaml", "issuer: "+w.issuer+"\nlisten: "+address+"\ndata: ./data\nregistry: ./registry.yaml\n")
	return filepath.Join(w.dir, "sluis.yaml")
}

// TestSelftest: on a sound installation every attack is refused with its own code, in
// both rounds, over HTTP, and every honest message is accepted (D-06, F-06 to F-08).
// What the run leaves behind is what refused attempts leave.
func TestSelftest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	path := atItsAddress(w)
	var out, errs bytes.Buffer
	if code := Main([]string{"selftest", "--config", path, "--json"}, &out, &errs); code != 0 {
		t.Errorf("exit %d:\n%s", code, errs.String())
	}
	var report selftestReportJSON
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if report.Failed != "" || len(report.Configuration) != 64 || len(report.Parts) != 2 {
		t.Errorf("failed %q, configuration %q, %d parts", report.Failed, report.Configuration, len(report.Parts))
	}
	for i, p := range report.Parts {
		honest := 0
		for _, r := range p.Results {
			if r.Verdict != selftest.Held {
				t.Errorf("%s: %s over %s: %s: expected %s, got %s", p.Title, r.Name, r.Over, r.Verdict, r.Expected, r.Got)
			}
			if r.Expected == "accepted" {
				honest++
			}
		}
		t.Logf("%s: %d cases, %d of them honest; not run: %d", p.Title, len(p.Results), honest, len(p.Left))
		if want := []int{40, 300}[i]; len(p.Results)-honest < want || i == 0 && honest > 0 || i == 1 && honest < 10 {
			t.Errorf("%s: %d attacks and %d honest messages", p.Title, len(p.Results)-honest, honest)
		}
	}
	if !strings.Contains(errs.String(), " of ") {
		t.Errorf("no progress was shown: %q", errs.String())
	}
	r := &refusals{world: w, t: t}
	if n := r.releases(t); n != 0 {
		t.Errorf("the selftest left %d releases in the ledger", n)
	}
}

// TestSelftestAgainstNothing: where nothing answers the command fails, and says so.
func TestSelftestAgainstNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	path := filepath.Join(w.dir, "sluis.yaml")
	w.write("sluis.yaml", "issuer: "+w.issuer+"\nlisten: 127.0.0.1:1\ndata: ./data\nregistry: ./registry.yaml\n")
	var out, errs bytes.Buffer
	code := Main([]string{"selftest", "--config", path, "--only", "installation"}, &out, &errs)
	if code != 1 || !strings.Contains(errs.String(), "got no answer") || !strings.Contains(out.String(), "FAILED") {
		t.Errorf("exit %d:\n%s", code, errs.String())
	}
	if code := Main([]string{"selftest", "--config", path, "--only", "beide"}, &out, &errs); code != 1 {
		t.Errorf("an unknown round: exit %d", code)
	}
}

// TestToListener: the request for the issuer arrives at this machine's listener under
// the issuer's name, over TLS where the listener has it, and only from who holds our
// own certificate.
func TestToListener(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) }))
	t.Cleanup(srv.Close)
	ours := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(ours, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	i := config.Installation{Issuer: "https://example.com", Listen: srv.Listener.Addr().String()}
	i.TLS.CertFile = ours
	for name, tc := range map[string]struct {
		issuer string
		works  bool
	}{"our certificate": {"https://example.com", true}, "a certificate of another name": {"https://sluis.test", false}} {
		i.Issuer = tc.issuer
		transport, err := toListener(i)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{Transport: transport}).Get(tc.issuer + "/x")
		if (err == nil) != tc.works {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		host, err := io.ReadAll(res.Body)
		if err != nil || res.Body.Close() != nil || string(host) != "example.com" {
			t.Errorf("%s: Host %q, %v", name, host, err)
		}
	}
}
