package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader reads one YAML file; every problem carries its name.
type reader struct {
	file string
	dir  string // relative paths are relative to it (contract 1)
	rep  *report
	load *loading
}

func (r *reader) problem(line int, path, value, message string) {
	r.rep.add(Problem{File: r.file, Line: line, Path: path, Value: value, Message: message})
}

// section is one mapping of the file while it is read: its keys are asked for one
// by one, and done reports those that nobody asked for. Paths and lines are
// looked up only when there is a problem to tell.
type section struct {
	r     *reader
	node  *yaml.Node
	up    *section
	name  string // in the enclosing section: a key, or key[id]
	asked []string
}

// open begins a section and reports duplicate keys.
func (r *reader) open(n *yaml.Node, up *section, name string) *section {
	s := &section{r: r, node: n, up: up, name: name, asked: make([]string, 0, 24)}
	seen := map[string]int(nil)
	if len(n.Content) > 64 { // the quadratic look below is for mappings a person writes
		seen = map[string]int{}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		first := 0
		if seen == nil {
			for j := 0; j < i; j += 2 {
				if n.Content[j].Value == k.Value {
					first = n.Content[j].Line
					break
				}
			}
		} else if first = seen[k.Value]; first == 0 {
			seen[k.Value] = k.Line
		}
		if first > 0 {
			r.problem(k.Line, s.path(k.Value), "", fmt.Sprintf("stands here twice; the first is on line %d", first))
		}
	}
	return s
}

// path gives the place of a key, or of the section itself for "".
func (s *section) path(key string) string {
	parts := []string{}
	if key != "" {
		parts = append(parts, clip(key))
	}
	for at := s; at != nil; at = at.up {
		if at.name != "" {
			parts = append(parts, at.name)
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, ".")
}

// clip keeps a path on one line of a terminal, whatever the key was.
func clip(key string) string {
	q := strconv.QuoteToGraphic(key)
	q = q[1 : len(q)-1]
	if len(q) > valueShown {
		return strings.ToValidUTF8(q[:valueShown], "") + "…"
	}
	return q
}

// line gives where a key stands; where it does not, the section's own line.
func (s *section) line(key string) int {
	for i := 0; i+1 < len(s.node.Content); i += 2 {
		if s.node.Content[i].Value == key {
			return s.node.Content[i].Line
		}
	}
	return s.node.Line
}

func (s *section) find(key string) *yaml.Node {
	for i := 0; i+1 < len(s.node.Content); i += 2 {
		if s.node.Content[i].Value == key {
			return s.node.Content[i+1]
		}
	}
	return nil
}

// has reports whether the key is written at all.
func (s *section) has(key string) bool { return s.find(key) != nil }

// wrong reports a value that cannot stand.
func (s *section) wrong(key, value, message string) {
	s.r.problem(s.line(key), s.path(key), value, message)
}

// warn reports a value that can stand, with something to know.
func (s *section) warn(key, value, message string) {
	s.r.rep.add(Problem{File: s.r.file, Line: s.line(key), Path: s.path(key), Value: value, Message: message, Warning: true})
}

// wrongAt reports the i-th value of a list.
func (s *section) wrongAt(key string, i int, value, message string) {
	s.r.rep.add(s.at(key, i, value, message))
}

// warnAt warns about the i-th value of a list.
func (s *section) warnAt(key string, i int, value, message string) {
	p := s.at(key, i, value, message)
	p.Warning = true
	s.r.rep.add(p)
}

func (s *section) at(key string, i int, value, message string) Problem {
	line := s.line(key)
	if n := s.find(key); n != nil && i < len(n.Content) {
		line = n.Content[i].Line
	}
	return Problem{File: s.r.file, Line: line, Path: fmt.Sprintf("%s[%d]", s.path(key), i+1), Value: value, Message: message}
}

// within gives the section under a key once more, for the rules; nil where there
// is none.
func (s *section) within(key string) *section {
	n := s.find(key)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	return &section{r: s.r, node: n, up: s, name: key}
}

// take gives the value of a key and notes that it was asked for. A key without a
// value is a problem of its own: half a line was typed.
func (s *section) take(key string) *yaml.Node {
	s.asked = append(s.asked, key)
	n := s.find(key)
	if n != nil && n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		s.wrong(key, "", "has no value")
		return nil
	}
	return n
}

// done reports every key that was not asked for, with the nearest that could have
// been meant.
func (s *section) done() {
	for i := 0; i+1 < len(s.node.Content); i += 2 {
		k := s.node.Content[i]
		if k.Kind != yaml.ScalarNode {
			s.r.problem(k.Line, s.path(""), "", "a key is a word; this one is a list or a mapping")
			continue
		}
		if !slices.Contains(s.asked, k.Value) {
			s.r.problem(k.Line, s.path(k.Value), "", "is not a key here; "+meant(k.Value, s.asked))
		}
	}
}

// missing reports a required key that is not there, unless it stands there
// without a value, which take has told already.
func (s *section) missing(key, allowed string) {
	if !s.has(key) {
		s.wrong(key, "", "is missing; it is "+allowed)
	}
}

// kind names what stands in the file, in the words of who wrote it.
func kind(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping (key: value)"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!int" || n.Tag == "!!float":
		return "a number"
	case n.Tag == "!!bool":
		return "true or false"
	case n.Tag == "!!timestamp":
		return "a date"
	case n.Tag == "!!null":
		return "nothing"
	default:
		return "a text"
	}
}

// scalar gives a text as written. A bare number, date or true is refused: another
// reader of the same file would see another type. code lifts that for values such
// as a BRIN, where 1234 and 12E4 are as good as 01AB.
func (s *section) scalar(key string, n *yaml.Node, code bool) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		s.wrong(key, "", "is "+kind(n)+", not a text")
		return "", false
	}
	if n.Tag != "!!str" && !code {
		s.wrong(key, n.Value, "is "+kind(n)+", not a text; put it between quotes")
		return "", false
	}
	if bad := strings.IndexFunc(n.Value, unprintable); bad >= 0 {
		s.wrong(key, n.Value, "holds a line break or a control character")
		return "", false
	}
	return n.Value, true
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

var decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,9})$`)

// number gives a whole number between low and high; absent gives def.
func (s *section) number(key string, def, low, high int) int {
	n := s.take(key)
	if n == nil {
		return def
	}
	allowed := fmt.Sprintf("a whole number from %d to %d", low, high)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" {
		s.wrong(key, n.Value, "is "+kind(n)+", not "+allowed)
		return def
	}
	v, err := strconv.Atoi(n.Value)
	if err != nil || !decimal.MatchString(n.Value) || v < low || v > high {
		s.wrong(key, n.Value, "is not "+allowed)
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
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		s.wrong(key, n.Value, "is "+kind(n)+", not true or false")
		return false
	}
	return strings.EqualFold(n.Value, "true")
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

func short(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m")
}

// date gives a day written as 2026-09-01; absent gives the zero time.
func (s *section) date(key string) time.Time {
	n := s.take(key)
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		s.wrong(key, n.Value, "is not a day, such as 2026-09-01")
	}
	return t
}

// sub opens the section under a key, or gives nil where it is absent.
func (s *section) sub(key string) *section {
	n := s.take(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		// The value is not shown: a secret has been written in the place of client_auth.
		s.wrong(key, "", "is "+kind(n)+", not a mapping (key: value)")
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
	if n.Kind != yaml.SequenceNode {
		s.wrong(key, n.Value, "is "+kind(n)+", not a list")
		return nil
	}
	out := make([]string, len(n.Content))
	seen := make(map[string]bool, len(n.Content))
	for i, c := range n.Content {
		switch {
		case c.Kind != yaml.ScalarNode || c.Tag != "!!str":
			s.wrongAt(key, i, c.Value, "is "+kind(c)+", not a text")
		case strings.TrimSpace(c.Value) == "":
			s.wrongAt(key, i, "", "is empty")
		case strings.ContainsFunc(c.Value, unprintable):
			s.wrongAt(key, i, c.Value, "holds a line break or a control character")
		case seen[c.Value]:
			s.wrongAt(key, i, c.Value, "stands in this list twice")
		default:
			seen[c.Value] = true
			out[i] = c.Value
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
	if n.Kind != yaml.SequenceNode {
		s.wrong(key, n.Value, "is "+kind(n)+", not a list")
		return nil
	}
	out := make([]*section, 0, len(n.Content))
	for i, c := range n.Content {
		if c.Kind != yaml.MappingNode {
			s.wrongAt(key, i, c.Value, "is "+kind(c)+", not a mapping (key: value)")
			continue
		}
		out = append(out, s.r.open(c, s, sectionName(key, i, c)))
	}
	return out
}

func sectionName(key string, i int, n *yaml.Node) string {
	for j := 0; j+1 < len(n.Content); j += 2 {
		if v := n.Content[j+1]; n.Content[j].Value == "id" && v.Kind == yaml.ScalarNode && v.Value != "" {
			return key + "[" + clip(v.Value) + "]"
		}
	}
	return key + "[" + strconv.Itoa(i+1) + "]"
}
