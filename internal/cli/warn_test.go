package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

const oneDay = 24 * time.Hour

// F-17: 90, 30, 7 and 1 days before, and on the day; what renews itself is news only
// when it does not.
func TestThresholds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	cases := map[string]struct {
		left, life time.Duration
		want       float64
		near       bool
	}{
		"ninety days and a second":            {90*oneDay + time.Second, 0, 0, false},
		"ninety days":                         {90 * oneDay, 0, 90, true},
		"thirty-one days":                     {31 * oneDay, 0, 90, true},
		"thirty days":                         {30 * oneDay, 0, 30, true},
		"a week":                              {7 * oneDay, 0, 7, true},
		"a day":                               {oneDay, 0, 1, true},
		"an hour":                             {time.Hour, 0, 1, true},
		"over":                                {-time.Second, 0, 0, true},
		"metadata of a day, fresh":            {23 * time.Hour, oneDay, 0, false},
		"metadata of a day, five hours left":  {5 * time.Hour, oneDay, 0.25, true},
		"metadata of a day, over":             {-time.Hour, oneDay, 0, true},
		"metadata of two weeks, a week left":  {7 * oneDay, 14 * oneDay, 7, true},
		"metadata of two weeks, eight left":   {8 * oneDay, 14 * oneDay, 0, false},
		"metadata of two weeks, a day left":   {oneDay, 14 * oneDay, 1, true},
		"metadata of four weeks, twenty left": {20 * oneDay, 28 * oneDay, 0, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deadline{End: now.Add(c.left), life: c.life}
			if got, near := d.threshold(now); got != c.want || near != c.near {
				t.Errorf("%v, %v; want %v, %v", got, near, c.want, c.near)
			}
		})
	}
}

// The log hears of each threshold once, and anew when the end has moved.
func TestWatcherTellsOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	end := now.Add(100 * oneDay)
	var fault error
	w := newWatcher(func(context.Context) ([]deadline, error) {
		return []deadline{{Kind: ownCertificate, About: "entree", End: end, Do: "do something"}}, fault
	}, slog.New(slog.NewJSONHandler(&log, nil)), func() time.Time { return now })
	var days []int
	hear := func() {
		t.Helper()
		w.look(context.Background())
		for line := range strings.Lines(log.String()) {
			var l struct {
				Days     int
				Kind     string
				Sentence string
			}
			if err := json.Unmarshal([]byte(line), &l); err != nil || l.Kind != ownCertificate || !strings.HasPrefix(l.Sentence, "entree: our certificate ends on 2") {
				t.Fatalf("%s %v", line, err)
			}
			days = append(days, l.Days)
		}
		log.Reset()
	}
	for range 24 * 102 {
		hear()
		now = now.Add(time.Hour)
	}
	if want := []int{90, 30, 7, 1, 0}; !slices.Equal(days, want) {
		t.Errorf("told at %v days before, want %v", days, want)
	}
	days, end = nil, now.Add(20*oneDay) // a certificate that hardly helps
	hear()
	hear()
	if !slices.Equal(days, []int{20}) {
		t.Errorf("after another end: %v", days)
	}
	fault = errors.New("the disk is gone")
	if w.look(context.Background()); !strings.Contains(log.String(), "deadlines not read") {
		t.Errorf("log: %s", log.String())
	}
	if lines := w.lines(); len(lines) != 1 || strings.Contains(lines[0], "disk") {
		t.Errorf("health: %q", lines)
	}
}

func (w *world) health(path string) (int, string) {
	rec := httptest.NewRecorder()
	w.node.Health.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

// F-17 and contract 5 over a whole broker: the same sentence in log and health, days left
// in the metrics, and readyz stays ready; when it is done, they fall silent.
func TestWarnings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	mark := func(days int) {
		t.Helper()
		w.newDay(time.Duration(days) * oneDay)
		w.node.watch(context.Background())
	}
	if _, body := w.health("/healthz"); strings.Contains(body, "tokens") || strings.Contains(body, "our ") {
		t.Errorf("on the first day: %s", body)
	}
	mark(365 - 29)
	status, body := w.health("/healthz")
	if status != 200 || !strings.HasPrefix(body, "ok\n") || !strings.Contains(body, "warning: RS256: the key for tokens has signed for a year on") || !strings.Contains(body, "`sluis keys rotate --alg RS256`") {
		t.Errorf("healthz: %d %s", status, body)
	}
	if status, body := w.health("/readyz"); status != 200 || !strings.HasPrefix(body, "ready\n") {
		t.Errorf("readyz: %d %s", status, body)
	}
	if n := strings.Count(w.log.String(), `"kind":"token_key","about":"RS256","days":29`); n != 1 {
		t.Errorf("%d lines in the log:\n%s", n, w.log)
	}
	if _, body := w.health("/metrics"); !strings.Contains(body, `sluis_token_key_days{alg="RS256"} 28.`) || !strings.Contains(body, `sluis_own_certificate_days{connection="entree"} 1`) {
		t.Errorf("metrics:\n%s", body)
	}
	w.commands("rotate")
	if _, body := w.health("/healthz"); strings.Contains(body, "token") {
		t.Errorf("all is staged, and yet: %s", body)
	}

	mark(5*365 - 365 + 29 - 6) // our certificates end within the week
	_, body = w.health("/healthz")
	for _, c := range []string{"entree", "surfconext"} {
		if !strings.Contains(body, "warning: "+c+": our certificate ends on") || !strings.Contains(body, "`sluis keys stage --connection "+c+"`") {
			t.Errorf("healthz: %s", body)
		}
	}
	w.commands("stage", "--connection", "entree")
	if _, body := w.health("/healthz"); !strings.Contains(body, "`sluis keys move --connection entree`") {
		t.Errorf("healthz: %s", body)
	}
	w.commands("stage", "--connection", "entree", "--at", w.clock.now().Add(8*oneDay).UTC().Format(time.RFC3339))
	if _, body := w.health("/healthz"); !strings.Contains(body, "warning: entree: our next key signs from") {
		t.Errorf("healthz: %s", body)
	}
}

// What hubs publish and what an operator pinned has an end too, and keeps its trust.
func TestHubDeadlines(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	now := w.clock.now()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	end := now.Add(6 * oneDay).Truncate(time.Second)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hub"}, NotBefore: now.Add(-oneDay), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.surf.RotateKey(private, der); err != nil {
		t.Fatal(err)
	}
	w.newDay(0)
	pinned := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	b, _ := w.node.hubs.link("surfconext")
	own := *b.registered
	own.Metadata.URL, own.Metadata.Signing = "https://hub.test/metadata", pinned
	w.node.hubs.byID["surfconext"] = &link{registered: &own, live: b.live, feed: b.feed, hand: b.hand}
	got := map[string]time.Time{}
	for _, d := range w.node.hubs.hubDeadlines() {
		if d.About == "surfconext" {
			got[d.Kind] = d.End
		}
	}
	if !got[hubCertificate].Equal(end) || !got[metadataSigner].Equal(end) || got[hubMetadata].IsZero() {
		t.Errorf("%v", got)
	}
}
