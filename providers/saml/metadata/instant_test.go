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
