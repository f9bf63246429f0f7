package config

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong in a file, or, as a warning, one thing that
// is allowed but that an operator should know.
type Problem struct {
	File    string // as it would be opened from here
	Line    int    // 1 is the first; 0 where the whole file is meant
	Path    string // such as apps[portfolio].contract.release.name.purpose.en
	Value   string // what stands there; empty where nothing does or where it may be a secret
	Message string // what is wrong and what is allowed
	Warning bool
}

// valueShown caps a value in a message, so that a pasted certificate does not
// push the sentence off the screen.
const valueShown = 80

// String gives one line: registry.yaml:31: apps[portfolio].profile: "oidc" is not
// one of basic, nlgov, fapi2. Control characters in a value are escaped.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	if p.Value != "" {
		v := []rune(p.Value)
		if len(v) > valueShown {
			v = append(v[:valueShown:valueShown], '…')
		}
		fmt.Fprintf(&b, "%q ", string(v))
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is what a reading found, in the order of the files and their lines.
type Problems []Problem

// String gives one problem per line, each ended by a newline.
func (ps Problems) String() string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// Errors gives the problems that refuse the configuration: all but the warnings.
func (ps Problems) Errors() Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Warning })
}

// Warnings gives the problems that do not refuse it.
func (ps Problems) Warnings() Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return !p.Warning })
}

// Refused reports whether the configuration may not be used (contract 3).
func (ps Problems) Refused() bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning })
}

// report collects problems. Two files are read one after the other; the order of
// files is the order in which they were opened.
type report struct {
	problems Problems
	order    []string
}

func (r *report) opened(file string) {
	if !slices.Contains(r.order, file) {
		r.order = append(r.order, file)
	}
}

func (r *report) add(p Problem) { r.problems = append(r.problems, p) }

// sorted gives the problems by file and line; on one line they keep the order in
// which they were found.
func (r *report) sorted() Problems {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		if c := slices.Index(r.order, a.File) - slices.Index(r.order, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return r.problems
}
