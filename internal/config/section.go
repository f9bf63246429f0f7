package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// reader reads one YAML file; every problem carries its name.
type reader struct {
	file string
	dir  string // relative paths are relative to it (contract 1)
	rep  *report
	load *loading
	data []byte // the file itself
}

func (r *reader) problem(line int, path, value, message string) {
	r.rep.add(Problem{File: r.file, Line: line, Path: path, Value: value, Message: message})
}

// section is one mapping of the file while it is read: its keys are asked for one
// by one, and done reports those that nobody asked for. Paths and lines are
// looked up only when there is a problem to tell.
type section struct {
	r     *reader
	node  *node
	up    *section
	name  string // in the enclosing section: a key, or key[id]
	asked []string
}

// open begins a section and reports duplicate keys.
func (r *reader) open(n *node, up *section, name string) *section {
	s := &section{r: r, node: n, up: up, name: name, asked: make([]string, 0, 24)}
	seen := map[string]int(nil)
	if len(n.content) > 64 { // the quadratic look below is for mappings a person writes
		seen = map[string]int{}
	}
	for i := 0; i+1 < len(n.content); i += 2 {
		k := n.content[i]
		first := 0
		if seen == nil {
			for j := 0; j < i; j += 2 {
				if n.content[j].value == k.value {
					first = int(n.content[j].line)
					break
				}
			}
		} else if first = seen[k.value]; first == 0 {
			seen[k.value] = int(k.line)
		}
		if first > 0 {
			r.problem(int(k.line), s.path(k.value), "", fmt.Sprintf("stands here twice; the first is on line %d", first))
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
	for i := 0; i+1 < len(s.node.content); i += 2 {
		if s.node.content[i].value == key {
			return int(s.node.content[i].line)
		}
	}
	return int(s.node.line)
}

func (s *section) find(key string) *node {
	for i := 0; i+1 < len(s.node.content); i += 2 {
		if s.node.content[i].value == key {
			return s.node.content[i+1]
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
	if n := s.find(key); n != nil && i < len(n.content) {
		line = int(n.content[i].line)
	}
	return Problem{File: s.r.file, Line: line, Path: fmt.Sprintf("%s[%d]", s.path(key), i+1), Value: value, Message: message}
}

// within gives the section under a key once more, for the rules; nil where there
// is none.
func (s *section) within(key string) *section {
	n := s.find(key)
	if n == nil || n.is != isMapping {
		return nil
	}
	return &section{r: s.r, node: n, up: s, name: key}
}

// emptyText reports whether "" is written under the key.
func (s *section) emptyText(key string) bool {
	n := s.find(key)
	return n != nil && n.is == isText && n.value == ""
}

// take gives the value of a key and notes that it was asked for. A key without a
// value is a problem of its own: half a line was typed.
func (s *section) take(key string) *node {
	s.asked = append(s.asked, key)
	n := s.find(key)
	if n != nil && n.is == isNothing {
		s.wrong(key, "", "has no value")
		return nil
	}
	return n
}

// done reports every key that was not asked for, with the nearest that could have
// been meant.
func (s *section) done() {
	for i := 0; i+1 < len(s.node.content); i += 2 {
		k := s.node.content[i]
		if !k.scalar() {
			s.r.problem(int(k.line), s.path(""), "", "a key is a word; this one is a list or a mapping")
			continue
		}
		if !slices.Contains(s.asked, k.value) {
			s.r.problem(int(k.line), s.path(k.value), "", "is not a key here; "+meant(k.value, s.asked))
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
