package metric

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
)

func text(t *testing.T, s *Set) string {
	t.Helper()
	var out strings.Builder
	if err := s.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Prometheus text format 0.0.4, to the byte: HELP, TYPE, samples; histograms are
// cumulative and end in +Inf.
func TestWriteText(t *testing.T) {
	t.Parallel()
	s := New()
	logins := s.Counter("sluis_logins_total", "Logins that ended in a code.", "federation", "app")
	logins.Inc("surfconext", "portfolio")
	logins.Inc("entree", "portfolio")
	logins.Add(2, "entree", "rekenrups")
	s.Counter("sluis_panics_total", "A back\\slash\nand a line.").Add(0)
	s.Gauge("sluis_up", "One.", func() float64 { return 1 })
	s.Gauges("sluis_metadata_days", "Days left.", "connection", func() map[string]float64 {
		return map[string]float64{"surfconext": 2.5, "entree": math.Inf(1), "192.0.2.1": 9}
	})
	h := s.Histogram("sluis_step_seconds", "Duration of a step.", []float64{.1, 1}, "step")
	for _, v := range []float64{.1, .100001, 1, 7, math.NaN(), math.Inf(1)} {
		h.Observe(v, "verify")
	}
	want := `# HELP sluis_logins_total Logins that ended in a code.
# TYPE sluis_logins_total counter
sluis_logins_total{federation="entree",app="portfolio"} 1
sluis_logins_total{federation="entree",app="rekenrups"} 2
sluis_logins_total{federation="surfconext",app="portfolio"} 1
# HELP sluis_metadata_days Days left.
# TYPE sluis_metadata_days gauge
sluis_metadata_days{connection="entree"} +Inf
sluis_metadata_days{connection="surfconext"} 2.5
# HELP sluis_panics_total A back\\slash\nand a line.
# TYPE sluis_panics_total counter
sluis_panics_total 0
# HELP sluis_step_seconds Duration of a step.
# TYPE sluis_step_seconds histogram
sluis_step_seconds_bucket{step="verify",le="0.1"} 1
sluis_step_seconds_bucket{step="verify",le="1"} 3
sluis_step_seconds_bucket{step="verify",le="+Inf"} 4
sluis_step_seconds_sum{step="verify"} 8.200001
sluis_step_seconds_count{step="verify"} 4
# HELP sluis_up One.
# TYPE sluis_up gauge
sluis_up 1
`
	if got := text(t, s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := logins.Value("entree", "rekenrups"); n != 2 {
		t.Errorf("Value gives %d", n)
	}
}

// D-05: a label value that could be a person is counted and not told.
func TestNoPersonInALabel(t *testing.T) {
	t.Parallel()
	s := New()
	c := s.Counter("sluis_test_total", "Test.", "app")
	refused := []string{
		"192.0.2.1", "2001:db8::1", "::1", "fe80::1", "192.0.2.0/24", // addresses
		"2041187", "s2041187", "95312", // numbers
		"Yara van den Heuvel", "Zoë", "yara@example.nl", // names
		"qj7cks8qdz9ph54@petteflat",
		strings.Repeat("a", 41), "mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpi", // handles, pseudonyms
		"", " ", "\x00", "a\nb", `a"b`, "-x", "01AB", "2xy", "a/b", "/login?h=x", "/login/1234567",
	}
	for _, v := range refused {
		c.Inc(v)
	}
	for _, v := range []string{"portfolio", "SLUIS-2107", "student-number-missing", "303", "4xx", "POST", "app.v2", "/", "/.well-known/oauth-authorization-server", "/saml/{connection}/acs"} {
		c.Inc(v)
	}
	got := text(t, s)
	if n := c.Value("other"); n != uint64(len(refused)) {
		t.Errorf("%d counted as other, want %d:\n%s", n, len(refused), got)
	}
	if n := strings.Count(got, "\nsluis_test_total{"); n != 11 {
		t.Errorf("%d series, want 11:\n%s", n, got)
	}
}

func TestCardinalityIsCapped(t *testing.T) {
	t.Parallel()
	s := New()
	c := s.Counter("sluis_test_total", "Test.", "app", "step")
	word := func(i int) string { return fmt.Sprintf("app%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676) }
	const calls = 3 * maxSeries
	for i := range calls {
		c.Inc(word(i), "begin")
	}
	series := c.index.sorted()
	if len(series) > maxSeries+1 {
		t.Errorf("%d series", len(series))
	}
	var sum uint64
	for _, x := range series {
		sum += x.cell.n.Load()
	}
	if sum != calls {
		t.Errorf("%d of %d are counted", sum, calls)
	}
	if n := c.Value("other", "other"); n != calls-maxSeries {
		t.Errorf("%d under other", n)
	}
	// A slip in the number of values must not end a login.
	c.Inc("alone")
	c.Inc("a", "b", "c")
	if n := c.Value("other", "other"); n != calls-maxSeries+2 {
		t.Errorf("%d under other after two slips", n)
	}
}

func TestRegisterTwice(t *testing.T) {
	t.Parallel()
	s := New()
	a, b := s.Counter("sluis_x_total", "X.", "app"), s.Counter("sluis_x_total", "X.", "app")
	if a != b {
		t.Error("the same metric has two counters")
	}
	panics := map[string]func(){
		"another kind":    func() { s.Histogram("sluis_x_total", "X.", Seconds(), "app") },
		"other labels":    func() { s.Counter("sluis_x_total", "X.", "step") },
		"a second gauge":  func() { s.Gauge("sluis_g", "G.", nil); s.Gauge("sluis_g", "G.", nil) },
		"a bad name":      func() { s.Counter("Sluis-x", "X.") },
		"no help":         func() { s.Counter("sluis_y_total", "") },
		"a person":        func() { s.Counter("sluis_y_total", "Y.", "subject") },
		"an address":      func() { s.Counter("sluis_y_total", "Y.", "ip") },
		"a label twice":   func() { s.Counter("sluis_y_total", "Y.", "app", "app") },
		"no bounds":       func() { s.Histogram("sluis_h", "H.", nil) },
		"falling bounds":  func() { s.Histogram("sluis_h", "H.", []float64{2, 1}) },
		"equal bounds":    func() { s.Histogram("sluis_h", "H.", []float64{1, 1}) },
		"too many bounds": func() { s.Histogram("sluis_h", "H.", make([]float64, maxBounds+1)) },
	}
	for name, f := range panics {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is accepted", name)
				}
			}()
			f()
		}()
	}
}

func TestNilCountsNothing(t *testing.T) {
	t.Parallel()
	var s *Set
	s.Counter("sluis_x_total", "X.", "app").Inc("portfolio")
	s.Histogram("sluis_h", "H.", nil).Observe(1)
	s.Gauge("sluis_g", "G.", nil)
	s.Gauges("sluis_g", "G.", "app", nil)
	if got := text(t, s); got != "" || s.Counter("sluis_x_total", "X.").Value() != 0 {
		t.Errorf("got %q", got)
	}
}

// Many goroutines count known and new series while another reads; the race
// detector looks on, and no count is lost.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := New()
	const goroutines, each = 16, 500
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			c := s.Counter("sluis_c_total", "C.", "app", "step")
			h := s.Histogram("sluis_h", "H.", Seconds(), "step")
			for i := range each {
				c.Inc(string(rune('a'+i%20)), string(rune('a'+g%4)))
				h.Observe(.5, "verify")
			}
		})
	}
	for range 20 {
		text(t, s)
	}
	wg.Wait()
	var sum uint64
	for _, x := range s.Counter("sluis_c_total", "C.", "app", "step").index.sorted() {
		sum += x.cell.n.Load()
	}
	if sum != goroutines*each {
		t.Errorf("%d counts, want %d", sum, goroutines*each)
	}
	for _, want := range []string{
		fmt.Sprintf("sluis_h_count{step=\"verify\"} %d\n", goroutines*each),
		fmt.Sprintf("sluis_h_sum{step=\"verify\"} %d\n", goroutines*each/2),
	} {
		if got := text(t, s); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// Counting stands on every hot path, so it costs no memory.
func TestCountingDoesNotAllocate(t *testing.T) {
	s := New()
	none, one := s.Counter("sluis_a_total", "A."), s.Counter("sluis_b_total", "B.", "app")
	two := s.Counter("sluis_c_total", "C.", "app", "step")
	h := s.Histogram("sluis_h", "H.", Seconds(), "step")
	if n := testing.AllocsPerRun(100, func() {
		none.Inc()
		one.Inc("portfolio")
		two.Inc("portfolio", "verify")
		h.Observe(.02, "verify")
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

type broken struct{}

var errBroken = errors.New("broken pipe")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteTextReportsTheWriter(t *testing.T) {
	t.Parallel()
	if err := New().WriteText(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkInc(b *testing.B) {
	c := New().Counter("sluis_c_total", "C.", "app", "step")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c.Inc("portfolio", "verify")
		}
	})
}

func BenchmarkObserve(b *testing.B) {
	h := New().Histogram("sluis_h", "H.", Seconds(), "step")
	b.ReportAllocs()
	for b.Loop() {
		h.Observe(.02, "verify")
	}
}

func BenchmarkWriteText(b *testing.B) {
	s := New()
	h := s.Histogram("sluis_h", "H.", Seconds(), "app")
	for i := range 100 {
		h.Observe(.02, fmt.Sprintf("app%d", i))
	}
	var out strings.Builder
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := s.WriteText(&out); err != nil {
			b.Fatal(err)
		}
	}
}
