package admin

import (
	"testing"
	"time"

	"sluis/broker/keys"
)

// TestSteps: the calendar of a key says whose move it is, and until when.
func TestSteps(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return now.AddDate(0, 0, n) }
	key := func(stage keys.Stage, published, used, gone, expires int) keys.Listed {
		l := keys.Listed{Connection: "entree", Stage: stage, Published: day(published), Expires: day(expires)}
		if used != 0 {
			l.Used = day(used)
		}
		if gone != 0 {
			l.Gone = day(gone)
		}
		return l
	}
	signs := key(keys.StageInUse, -400, -390, 0, 1000)
	for _, tc := range []struct {
		name string
		keys []keys.Listed
		step Step
		day  time.Time
	}{
		{"one good key", []keys.Listed{signs}, StepNone, time.Time{}},
		{"its certificate ends soon", []keys.Listed{key(keys.StageInUse, -400, -390, 0, 89)}, StepStage, day(89)},
		{"not so soon", []keys.Listed{key(keys.StageInUse, -400, -390, 0, 90)}, StepNone, time.Time{}},
		{"a next one, of yesterday", []keys.Listed{signs, key(keys.StagePublished, -1, 0, 0, 1800)}, StepHand, day(6)},
		{"a next one, of last week", []keys.Listed{signs, key(keys.StagePublished, -7, 0, 0, 1800)}, StepMove, time.Time{}},
		{"a next one with a day", []keys.Listed{signs, key(keys.StagePublished, -1, 20, 0, 1800)}, StepWait, day(20)},
		{"one that signs, and the one before", []keys.Listed{signs, key(keys.StageRetired, -800, -790, 3, 100)}, StepRetire, day(3)},
		{"none", nil, StepNone, time.Time{}},
	} {
		if step, at := stepOf(tc.keys, now); step != tc.step || !at.Equal(tc.day) {
			t.Errorf("%s: %s, %s; want %s, %s", tc.name, step, at, tc.step, tc.day)
		}
	}
	c := calendars(append([]keys.Listed{{Alg: "RS256", Stage: keys.StageInUse}}, signs), now)
	if len(c) != 1 || len(c["entree"].Keys) != 1 {
		t.Errorf("keys of tokens are no connection's: %v", c)
	}
}

// TestEnds: the first thing that somebody must be ready for; what renews itself is none,
// until it fails.
func TestEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	own := Calendar{Keys: []keys.Listed{{Stage: keys.StageInUse, Expires: now.AddDate(0, 0, 300)}, {Stage: keys.StagePublished, Expires: now.AddDate(0, 0, 1)}}}
	fetched := Source{Fetched: true, ValidUntil: now.AddDate(0, 0, 1)}
	failing, file := fetched, fetched
	failing.Failures, file.Fetched = 1, false
	for _, tc := range []struct {
		name string
		f    Federation
		kind string
		days int
	}{
		{"our own", Federation{Sources: []Source{fetched}}, "own", 300},
		{"the hub's", Federation{Certificates: []Certificate{{End: now.AddDate(0, 0, 400)}, {End: now.AddDate(0, 0, 26)}}}, "hub", 26},
		{"metadata that is not renewed", Federation{Sources: []Source{failing}}, "metadata", 1},
		{"metadata of a file", Federation{Sources: []Source{file}}, "metadata", 1},
	} {
		if kind, end := tc.f.Ends(own); kind != tc.kind || !end.Equal(now.AddDate(0, 0, tc.days)) {
			t.Errorf("%s: %s on %s", tc.name, kind, end)
		}
	}
	if kind, end := (Federation{}).Ends(Calendar{}); kind != "" || !end.IsZero() {
		t.Errorf("nothing ends, and still: %s on %s", kind, end)
	}
}

// TestTokensEnd: the key that is due first, unless its successor waits.
func TestTokensEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	rs, es := keys.Listed{Alg: "RS256", Stage: keys.StageInUse, Used: now.AddDate(0, 0, -300)}, keys.Listed{Alg: "ES256", Stage: keys.StageInUse, Used: now.AddDate(0, 0, -10)}
	next := keys.Listed{Alg: "RS256", Stage: keys.StagePublished, Used: now.AddDate(0, 0, 7)}
	if got := TokensEnd([]keys.Listed{es, rs}); !got.Equal(rs.Used.Add(TokenTerm)) {
		t.Errorf("due on %s", got)
	}
	if got := TokensEnd([]keys.Listed{es, rs, next}); !got.Equal(es.Used.Add(TokenTerm)) {
		t.Errorf("with a next key due on %s", got)
	}
	if got := TokensEnd(nil); !got.IsZero() {
		t.Errorf("without keys due on %s", got)
	}
}
