package metadata

import (
	"strings"
	"time"
)

// Instant reads a SAML time: xs:dateTime in UTC, written with a Z (saml-core
// §1.3.3), such as 2026-01-31T09:00:00.25Z. Everything else is refused, since
// readers disagree about it: offsets, a missing Z, lower case, the hour 24, leap
// seconds, signs, a comma. What lies beyond nanoseconds is cut off.
func Instant(s string) (time.Time, bool) {
	const form = "0000-00-00T00:00:00"
	if len(s) < len(form)+1 || len(s) > len(form)+32 || s[len(s)-1] != 'Z' {
		return time.Time{}, false
	}
	for i := range len(form) {
		if form[i] == '0' && (s[i] < '0' || s[i] > '9') || form[i] != '0' && s[i] != form[i] {
			return time.Time{}, false
		}
	}
	nano, ok := fraction(s[len(form) : len(s)-1])
	if !ok {
		return time.Time{}, false
	}
	year, month, day := digits(s[0:4]), digits(s[5:7]), digits(s[8:10])
	hour, minute, second := digits(s[11:13]), digits(s[14:16]), digits(s[17:19])
	if year == 0 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC)
	// time.Date makes 3 March of 31 February.
	return t, t.Month() == time.Month(month) && t.Day() == day
}

// fraction reads "" or a point with digits, as nanoseconds.
func fraction(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	if s[0] != '.' || len(s) == 1 {
		return 0, false
	}
	nano, scale := 0, int(time.Second)
	for _, c := range []byte(s[1:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		scale /= 10
		nano += int(c-'0') * scale
	}
	return nano, true
}

// maxDuration is the longest that [Duration] tells apart: a year and more is "long".
const maxDuration = 366 * 24 * time.Hour

// Duration reads an xs:duration such as PT6H or P1DT12H. Months and years, whose
// length nobody knows, count as 30 and 365 days; fractions of seconds are left out.
// What is not a positive duration is refused.
func Duration(s string) (time.Duration, bool) {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || len(s) > 32 {
		return 0, false
	}
	date, clock, timed := strings.Cut(rest, "T")
	const day = 24 * time.Hour
	a, ok1 := parts(date, "YMWD", 365*day, 30*day, 7*day, day)
	b, ok2 := parts(clock, "HMS", time.Hour, time.Minute, time.Second)
	sum := min(a+b, maxDuration)
	return sum, ok1 && ok2 && sum > 0 && (!timed || clock != "")
}

// parts reads numbers with their units, in the order of the units.
func parts(s, units string, worth ...time.Duration) (sum time.Duration, ok bool) {
	for i, unit := range units {
		number, rest, found := strings.Cut(s, string(unit))
		if !found {
			continue
		}
		whole, fraction, _ := strings.Cut(number, ".")
		if whole == "" || len(whole) > 9 || strings.Trim(whole+fraction, "0123456789") != "" {
			return 0, false
		}
		if n := time.Duration(digits(whole)); n > maxDuration/worth[i] {
			sum = maxDuration
		} else {
			sum = min(sum+n*worth[i], maxDuration)
		}
		s = rest
	}
	return sum, s == ""
}

func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
