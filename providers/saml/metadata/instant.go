package metadata

import "time"

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

func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
