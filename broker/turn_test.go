package broker

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sluis/broker/guard"
	"sluis/internal/metric"
	"sluis/internal/refusal"
)

// TestTurnOfAServer: an app's server that calls without end is told so in its own language, and
// its calls at another endpoint go on.
func TestTurnOfAServer(t *testing.T) {
	t.Parallel()
	at := time.Unix(1_800_000_000, 0)
	set := metric.New()
	s := &Server{Config: Config{Logger: slog.New(slog.DiscardHandler), Throttle: guard.NewThrottle(func() time.Time { return at })},
		slowed: set.Counter("sluis_slowed_total", "Of the test.", "route"), refusals: set.Counter("sluis_refused_total", "Of the test.", "code")}
	call := func(path string) (*httptest.ResponseRecorder, error) {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, path, nil)
		r.RemoteAddr = "145.97.37.1:4711"
		x := &exchange{w: w, r: r, s: s}
		return w, x.inTurn(route{path: path, kind: protocol, class: guard.BackChannel, open: true})
	}
	for n := range 120_000 {
		if _, err := call("/oauth/token"); err != nil {
			t.Fatalf("call %d: %v", n, err)
		}
	}
	w, err := call("/oauth/token")
	if refusal.Of(err).Code != refusal.TooManyRequests {
		t.Fatalf("one too many: %v", err)
	}
	(&exchange{w: w, r: httptest.NewRequest(http.MethodPost, "/oauth/token", nil), s: s}).refuse(err)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"error":"temporarily_unavailable"`) || !strings.Contains(w.Body.String(), "SLUIS-1014") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if _, err := call("/oauth/introspect"); err != nil {
		t.Errorf("another endpoint: %v", err)
	}
}
