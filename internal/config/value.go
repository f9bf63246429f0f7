package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// scalar gives a text as written. A bare number, date or true is refused: another
// reader of the same file would see another type. code lifts that for values such
// as a BRIN, where 1234 and 12E4 are as good as 01AB.
func (s *section) scalar(key string, n *node, code bool) (string, bool) {
	if !n.scalar() {
		s.wrong(key, "", "is "+n.is.String()+", not a text")
		return "", false
	}
	if n.is != isText && !code {
		s.wrong(key, n.value, "is "+n.is.String()+", not a text; put it between quotes")
		return "", false
	}
	if bad := strings.IndexFunc(n.value, unprintable); bad >= 0 {
		s.wrong(key, n.value, "holds a line break or a control character")
		return "", false
	}
	return n.value, true
}

func unprintable(c rune) bool { return !strconv.IsPrint(c) }

// text gives a text, or "" where the key is absent.
func (s *section) text(key string) string {
	n := s.take(key)
	if n == nil {
		return ""
	}
	v, _ := s.scalar(key, n, false)
	return v
}

// need gives a text that must be there and hold more than spaces.
func (s *section) need(key, allowed string) string { return s.needed(key, allowed, false) }

func (s *section) needed(key, allowed string, code bool) string {
	n := s.take(key)
	if n == nil {
		s.missing(key, allowed)
		return ""
	}
	v, ok := s.scalar(key, n, code)
	if ok && strings.TrimSpace(v) == "" {
		s.wrong(key, "", "is empty; it is "+allowed)
		return ""
	}
	return v
}

// oneOf gives one of the allowed words; absent gives def, and is a problem where
// def is "".
func (s *section) oneOf(key, def string, allowed ...string) string {
	n := s.take(key)
	words := strings.Join(allowed, ", ")
	if n == nil {
		if def == "" {
			s.missing(key, "one of "+words)
		}
		return def
	}
	v, ok := s.scalar(key, n, false)
	if !ok {
		return ""
	}
	if !slices.Contains(allowed, v) {
		if v == "" {
			s.wrong(key, "", "is empty; it is one of "+words)
		} else {
			s.wrong(key, v, "is not one of "+words)
		}
		return ""
	}
	return v
}

// maybe gives one of the allowed words, or "" where the key is absent.
func (s *section) maybe(key string, allowed ...string) string {
	if !s.has(key) {
		s.asked = append(s.asked, key)
		return ""
	}
	return s.oneOf(key, "", allowed...)
}

var decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,9})$`)

// number gives a whole number between low and high; absent gives def.
func (s *section) number(key string, def, low, high int) int {
	n := s.take(key)
	if n == nil {
		return def
	}
	allowed := fmt.Sprintf("a whole number from %d to %d", low, high)
	if n.is != isWhole {
		s.wrong(key, n.value, "is "+n.is.String()+", not "+allowed)
		return def
	}
	v, err := strconv.Atoi(n.value)
	if err != nil || !decimal.MatchString(n.value) || v < low || v > high {
		s.wrong(key, n.value, "is not "+allowed)
		return def
	}
	return v
}

// flag gives true or false; absent gives false.
func (s *section) flag(key string) bool {
	n := s.take(key)
	if n == nil {
		return false
	}
	if n.is != isTruth {
		s.wrong(key, n.value, "is "+n.is.String()+", not true or false")
		return false
	}
	return strings.EqualFold(n.value, "true")
}

// span gives a duration such as 30m or 6h within bounds; absent gives def.
func (s *section) span(key string, def, low, high time.Duration) time.Duration {
	v := s.text(key)
	if v == "" {
		return def
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < low || d > high {
		s.wrong(key, v, fmt.Sprintf("is not a time from %s to %s, such as 30m or 6h", short(low), short(high)))
		return def
	}
	return d
}

// short leaves out what is zero: 10m, not 10m0s.
func short(d time.Duration) string {
	v := d.String()
	if strings.HasSuffix(v, "m0s") {
		v = strings.TrimSuffix(v, "0s")
	}
	if strings.HasSuffix(v, "h0m") {
		v = strings.TrimSuffix(v, "0m")
	}
	return v
}

// date gives a day written as 2026-09-01; absent gives the zero time.
func (s *section) date(key string) time.Time {
	n := s.take(key)
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, n.value)
	if !n.scalar() || err != nil {
		s.wrong(key, n.value, "is not a day, such as 2026-09-01")
	}
	return t
}

// sub opens the section under a key, or gives nil where it is absent.
func (s *section) sub(key string) *section {
	n := s.take(key)
	if n == nil {
		return nil
	}
	if n.is != isMapping {
		// The value is not shown: a secret has been written in the place of client_auth.
		s.wrong(key, "", "is "+n.is.String()+", not a mapping (key: value)")
		return nil
	}
	return s.r.open(n, s, key)
}

// list gives the texts of a list, each once; absent gives nil. What is reported
// here is "" in the result, so that no other rule reports it again.
func (s *section) list(key string) []string {
	n := s.take(key)
	if n == nil {
		return nil
	}
	if n.is != isList {
		s.wrong(key, n.value, "is "+n.is.String()+", not a list")
		return nil
	}
	out := make([]string, len(n.content))
	seen := make(map[string]bool, len(n.content))
	for i, c := range n.content {
		switch {
		case c.is != isText:
			s.wrongAt(key, i, c.value, "is "+c.is.String()+", not a text")
		case strings.TrimSpace(c.value) == "":
			s.wrongAt(key, i, "", "is empty")
		case strings.ContainsFunc(c.value, unprintable):
			s.wrongAt(key, i, c.value, "holds a line break or a control character")
		case seen[c.value]:
			s.wrongAt(key, i, c.value, "stands in this list twice")
		default:
			seen[c.value] = true
			out[i] = c.value
		}
	}
	return out
}

// sections opens each mapping of a list. They are named by their id, and by their
// number where they have none.
func (s *section) sections(key string) []*section {
	n := s.take(key)
	if n == nil {
		return nil
	}
	if n.is != isList {
		s.wrong(key, n.value, "is "+n.is.String()+", not a list")
		return nil
	}
	out := make([]*section, 0, len(n.content))
	for i, c := range n.content {
		if c.is != isMapping {
			s.wrongAt(key, i, c.value, "is "+c.is.String()+", not a mapping (key: value)")
			continue
		}
		out = append(out, s.r.open(c, s, sectionName(key, i, c)))
	}
	return out
}

func sectionName(key string, i int, n *node) string {
	for j := 0; j+1 < len(n.content); j += 2 {
		if v := n.content[j+1]; n.content[j].value == "id" && v.scalar() && v.value != "" {
			return key + "[" + clip(v.value) + "]"
		}
	}
	return key + "[" + strconv.Itoa(i+1) + "]"
}
