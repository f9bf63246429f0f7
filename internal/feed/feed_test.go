package feed

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/internal/metric"
	"sluis/internal/outbound"
	"sluis/providers/hub"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

var once = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// station is a hub that publishes, a server that counts, and a feed of it.
type station struct {
	t     *testing.T
	hub   *hub.Hub
	srv   *httptest.Server
	cache string
	log   bytes.Buffer

	mu        sync.Mutex
	ahead     time.Duration
	requests  int
	unchanged int
	serve     http.HandlerFunc // in the place of the hub's own document
}

func (s *station) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Add(s.ahead)
}

func (s *station) advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}

func newStation(t *testing.T) *station {
	t.Helper()
	s := &station{t: t, cache: filepath.Join(t.TempDir(), "metadata")}
	var err error
	s.hub, err = hub.New(hub.Config{Style: hub.SURFconext, BaseURL: "https://hub.test", EntityID: "https://hub.test/idp", Now: s.now, Key: once(), MetadataKey: once()})
	if err != nil {
		t.Fatal(err)
	}
	s.srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests++
		serve := s.serve
		s.mu.Unlock()
		if serve != nil {
			serve(w, r)
			return
		}
		// The tag stands for the key: the document is signed anew at each call.
		tag := fmt.Sprintf("%q", s.hub.KeyID())
		if r.Header.Get("If-None-Match") == tag {
			s.mu.Lock()
			s.unchanged++
			s.mu.Unlock()
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", tag)
		_, _ = w.Write(s.hub.Metadata())
	}))
	t.Cleanup(s.srv.Close)
	return s
}

func (s *station) source() (Source, metadata.Options) {
	key, err := xmlsec.KeyFromCertificate(s.hub.MetadataCertificate())
	if err != nil {
		s.t.Fatal(err)
	}
	return Source{URL: s.srv.URL, Refresh: 6 * time.Hour}, metadata.Options{SigningKey: &key, RequireValidUntil: true, MaxValidity: 28 * 24 * time.Hour}
}

func (s *station) open(source Source, o metadata.Options) *Feed {
	s.t.Helper()
	f, err := Open(Config{Name: "surf", Source: source, Holder: metadata.NewLive(o), Cache: s.cache, Client: outbound.New(outbound.Config{TimeLimit: 5 * time.Second}),
		Logger: slog.New(slog.NewTextHandler(&s.log, nil)), Now: s.now, Fetches: metric.New().Counter("fetches_total", "Fetches.", "connection", "outcome")})
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// TestConditional: what has not changed is not sent, is confirmed all the same, and
// does not live longer for it.
func TestConditional(t *testing.T) {
	t.Parallel()
	s := newStation(t)
	f := s.open(s.source())
	if !f.Due() || f.Report().Usable {
		t.Fatal("a feed that was never fetched is not due, or is usable")
	}
	f.Fetch(t.Context())
	until := f.Report().ValidUntil
	s.advance(6 * time.Hour)
	if !f.Due() {
		t.Fatal("not due after its refresh")
	}
	f.Fetch(t.Context())
	r := f.Report()
	if s.requests != 2 || s.unchanged != 1 || !r.Usable || !r.Confirmed.Equal(s.now()) || !r.ValidUntil.Equal(until) {
		t.Errorf("%d requests, %d unchanged: %+v", s.requests, s.unchanged, r)
	}
	// Once it has expired, "unchanged" is no answer.
	s.advance(24 * time.Hour)
	f.Fetch(t.Context())
	if r := f.Report(); s.unchanged != 1 || !r.Usable {
		t.Errorf("%d unchanged: %+v", s.unchanged, r)
	}
}

// TestRestart: the last good copy is used at a start, with its age, before anything is
// fetched; a bad document never replaces it, and one of another key never counts.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := newStation(t)
	s.open(s.source()).Fetch(t.Context())
	s.advance(2*time.Hour + 5*time.Minute)
	s.serve = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html/>") }
	f := s.open(s.source())
	f.Fetch(t.Context())
	for _, f := range []*Feed{f, s.open(s.source())} {
		r := f.Report()
		if !r.Usable || s.now().Sub(r.Confirmed).Round(time.Minute) != 125*time.Minute {
			t.Errorf("after a restart: %+v", r)
		}
		if line := r.Line(s.now()); !strings.HasPrefix(line, "connection surf: metadata in use, confirmed 2h05m ago, valid for 21h55m") {
			t.Errorf("it says %q", line)
		}
	}
	if at, ok := Confirmed(s.cache, "surf"); !ok || s.now().Sub(at).Round(time.Minute) != 125*time.Minute {
		t.Errorf("the copy is of %s, %t", at, ok)
	}
	if _, ok := Confirmed(s.cache, "other"); ok {
		t.Error("a copy of nothing")
	}
	if _, err := os.Stat(filepath.Join(s.cache, "surf.new")); err == nil {
		t.Error("the bad document was left on disk")
	}
	source, o := s.source()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	key, err := xmlsec.KeyFromPublic(other.Public())
	if err != nil {
		t.Fatal(err)
	}
	o.SigningKey = &key
	if s.open(source, o).Report().Usable {
		t.Error("a copy that another key signed is used")
	}
	s.advance(24 * time.Hour)
	if r := s.open(s.source()).Report(); r.Usable {
		t.Errorf("a copy that has expired is used: %+v", r)
	}
}

// TestHurry: who asks for a fetch learns when it is over, how it went too, and of a file
// at once.
func TestHurry(t *testing.T) {
	t.Parallel()
	s := newStation(t)
	f := s.open(s.source())
	f.Fetch(t.Context())
	s.serve = http.NotFound
	if f.Due() {
		t.Fatal("due, straight after a fetch")
	}
	done := f.Hurry()
	select {
	case <-done:
		t.Fatal("done before it began")
	default:
	}
	if !f.Due() {
		t.Fatal("not due, though somebody asked")
	}
	f.Fetch(t.Context())
	<-done
	if r := f.Report(); r.Failures != 1 || !r.Failed.Equal(s.now()) || !r.Usable || r.Cause == "" || !r.Due.After(s.now()) {
		t.Errorf("%+v", r)
	}
	path := filepath.Join(t.TempDir(), "idp.xml")
	if err := os.WriteFile(path, s.hub.Metadata(), 0o600); err != nil {
		t.Fatal(err)
	}
	of := s.open(Source{File: path, Refresh: time.Hour}, metadata.Options{})
	if err := os.WriteFile(path, []byte("<"), 0o600); err != nil {
		t.Fatal(err)
	}
	<-of.Hurry()
	if r := of.Report(); r.Failures != 1 || !r.Usable {
		t.Errorf("a broken file: %+v", r)
	}
}

// TestNoDisk: without a place for the copy there is metadata all the same.
func TestNoDisk(t *testing.T) {
	t.Parallel()
	s := newStation(t)
	if err := os.WriteFile(s.cache, nil, 0o600); err != nil { // a file where the directory belongs
		t.Fatal(err)
	}
	f := s.open(s.source())
	f.Fetch(t.Context())
	if !f.Report().Usable || !strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("%+v\n%s", f.Report(), s.log.String())
	}
}

// TestCalendar: refresh at most, cacheDuration within bounds, half of what is left of
// validUntil; after failures 5, 10, 20, 40 minutes, and then each hour.
func TestCalendar(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		refresh      time.Duration
		cache, valid string
		want         time.Duration
	}{
		{6 * time.Hour, "", "2026-03-09T09:00:00Z", 6 * time.Hour},
		{6 * time.Hour, "PT1H", "2026-03-09T09:00:00Z", time.Hour},
		{6 * time.Hour, "PT1S", "2026-03-09T09:00:00Z", 5 * time.Minute},
		{6 * time.Hour, "P7D", "2026-03-09T09:00:00Z", 6 * time.Hour},
		{6 * time.Hour, "whenever", "2026-03-09T09:00:00Z", 6 * time.Hour},
		{24 * time.Hour, "", "2026-03-03T09:00:00Z", 12 * time.Hour},
		{6 * time.Hour, "", "2026-03-02T09:04:00Z", 2 * time.Minute},
		{6 * time.Hour, "", "2026-03-02T09:00:30Z", time.Minute},
	} {
		s := newStation(t)
		doc := string(s.hub.Metadata())
		from := strings.Index(doc, "validUntil=")
		to := from + strings.Index(doc[from:], "Z\"") + 2
		doc = doc[:from] + `validUntil="` + tc.valid + `" cacheDuration="` + tc.cache + `"` + doc[to:]
		source, _ := s.source()
		source.Refresh = tc.refresh
		s.serve = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, doc) }
		f := s.open(source, metadata.Options{}) // the text is no longer what was signed
		f.Fetch(t.Context())
		if got := f.state.due.Sub(s.now()); got != tc.want {
			t.Errorf("refresh %s, cacheDuration %q, valid until %s: again after %s, want %s\n%s", tc.refresh, tc.cache, tc.valid, got, tc.want, s.log.String())
		}
	}
	s := newStation(t)
	f := s.open(s.source())
	f.Fetch(t.Context())
	s.serve = http.NotFound
	for i, want := range []time.Duration{5, 10, 20, 40, 60, 60} {
		f.Fetch(t.Context())
		if got := f.state.due.Sub(s.now()); got != want*time.Minute {
			t.Errorf("after %d failures again after %s, want %s", i+1, got, want*time.Minute)
		}
	}
	if err := f.Follow(10 * time.Minute); err != nil {
		t.Error(err)
	}
	if got := f.state.due.Sub(s.now()); got != 10*time.Minute {
		t.Errorf("a shorter refresh waits %s", got)
	}
	s.serve = nil
	f.Fetch(t.Context())
	if r := f.Report(); r.Failures != 0 || r.Cause != "" || !strings.Contains(s.log.String(), "refreshed again") {
		t.Errorf("after a good one: %+v", r)
	}
}

// TestFile: a file is read at once, and a broken one that comes later changes nothing.
func TestFile(t *testing.T) {
	t.Parallel()
	s := newStation(t)
	path := filepath.Join(t.TempDir(), "idp.xml")
	write := func(b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(s.hub.Metadata())
	f := s.open(Source{File: path, Refresh: time.Hour}, metadata.Options{})
	if r := f.Report(); !r.Usable || r.Fetched || f.Due() {
		t.Errorf("%+v", r)
	}
	write([]byte("<"))
	if err := f.Follow(time.Hour); err == nil || !f.Report().Usable {
		t.Errorf("a broken file: %v, %+v", err, f.Report())
	}
	if _, err := Open(Config{Name: "surf", Source: Source{File: path + "x"}, Holder: metadata.NewLive(metadata.Options{}), Logger: slog.New(slog.DiscardHandler), Now: s.now}); err == nil {
		t.Error("a file that is not there makes a feed")
	}
}
