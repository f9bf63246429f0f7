package metadata

import (
	"testing"
	"time"
)

// TestInstant: one form of time, saml-core §1.3.3; what two readers could read in
// two ways is refused.
func TestInstant(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Time{
		"2026-01-31T09:00:00Z":               time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC),
		"2024-02-29T23:59:59Z":               time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC),
		"2021-02-27T11:48:42.762Z":           time.Date(2021, 2, 27, 11, 48, 42, 762e6, time.UTC),
		"2021-02-27T11:48:42.1234567891Z":    time.Date(2021, 2, 27, 11, 48, 42, 123456789, time.UTC),
		"0001-01-01T00:00:00.0000000000001Z": time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if got, ok := Instant(s); !ok || !got.Equal(want) {
			t.Errorf("%s: %v, %t", s, got, ok)
		}
	}
	for _, s := range []string{
		"", "Z", "2026-01-31", "2026-01-31T09:00:00", "2026-01-31T09:00:00z", "2026-01-31t09:00:00Z", "2026-01-31 09:00:00Z",
		"2026-01-31T09:00:00+00:00", "2026-01-31T09:00:00+01:00", "2026-01-31T09:00Z", "2026-1-31T09:00:00Z", "26-01-31T09:00:00Z",
		"2026-02-30T09:00:00Z", "2026-02-29T09:00:00Z", "2026-13-01T09:00:00Z", "2026-00-01T09:00:00Z", "2026-01-00T09:00:00Z",
		"2026-01-31T24:00:00Z", "2026-01-31T23:60:00Z", "2026-06-30T23:59:60Z", "2026-01-31T09:00:00.Z", "2026-01-31T09:00:00,5Z",
		"2026-01-31T09:00:00.5.5Z", "-026-01-31T09:00:00Z", "+2026-01-31T09:00:00Z", "0000-01-31T09:00:00Z", " 2026-01-31T09:00:00Z",
		"2026-01-31T09:00:00Z ", "2026-01-31T09:00:00.123456789012345678901234567890123Z", "２026-01-31T09:00:00Z", "99999-01-31T09:00:00Z",
	} {
		if got, ok := Instant(s); ok {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

// FuzzInstant holds our reader against the standard library's: what ours takes,
// RFC 3339 takes too, and it is the same moment.
func FuzzInstant(f *testing.F) {
	f.Add("2026-01-31T09:00:00Z")      // the plain form
	f.Add("2021-02-27T11:48:42.762Z")  // a fraction
	f.Add("2026-02-29T09:00:00Z")      // a day that is not there
	f.Add("2026-06-30T23:59:60Z")      // a leap second
	f.Add("2026-01-31T09:00:00+01:00") // an offset
	f.Add("9999-12-31T23:59:59.9999Z") // the last moment
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Instant(s)
		if !ok {
			return
		}
		want, err := time.Parse(time.RFC3339Nano, s)
		if err != nil || !want.Equal(got) {
			t.Errorf("%q: ours %v, the library's %v, %v", s, got, want, err)
		}
	})
}

// TestDuration: what publishers write as cacheDuration, and what is none.
func TestDuration(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for s, want := range map[string]time.Duration{
		"PT6H": 6 * time.Hour, "P1D": day, "P1DT12H30M5S": 36*time.Hour + 30*time.Minute + 5*time.Second, "PT3600S": time.Hour, "PT3600.000S": time.Hour,
		"P1M": 30 * day, "P1W": 7 * day, "P0Y0M1D": day, "PT1M": time.Minute, "P9Y": maxDuration, "PT999999999H": maxDuration,
		"": 0, "P": 0, "PT": 0, "P1DT": 0, "-P1D": 0, "PT-1H": 0, "1D": 0, "P1H": 0, "PT1D": 0, "PTH": 0, "PT1": 0, "PT1S1M": 0, "PT0S": 0, "PT99999999999999H": 0, "PT1.xS": 0, "P1DT1H junk": 0,
	} {
		if got, ok := Duration(s); got != want && ok || ok != (want > 0) {
			t.Errorf("%q: %s, %t; want %s", s, got, ok, want)
		}
	}
}
