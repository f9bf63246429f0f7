package web

import (
	"strings"
	"time"
)

// rich is a sentence with marked parts. Texts return it instead of HTML, so that
// what a school or an app is called can never become markup: the template "say"
// writes the elements and html/template escapes the rest.
type rich []span

// span is one part of a sentence. Kind is the element the template writes.
type span struct {
	Kind string // "", b, bdi, br, a, time, count, code
	Text string
	Ref  string // of a: the address; of time: the machine-readable moment
}

func txt(s string) span        { return span{Text: s} }
func bold(s string) span       { return span{Kind: "b", Text: s} }
func name(s string) span       { return span{Kind: "bdi", Text: s} }
func count(s string) span      { return span{Kind: "count", Text: s} }
func link(s, href string) span { return span{Kind: "a", Text: s, Ref: href} }

func lineBreak() span { return span{Kind: "br"} }

func moment(s string, at time.Time, layout string) span {
	return span{Kind: "time", Text: s, Ref: at.Format(layout)}
}

// inCode reads the one piece of markup that texts from elsewhere may hold:
// `word` is set as code. An unpaired backtick stays text.
func inCode(s string) rich {
	var out rich
	for {
		before, rest, ok := strings.Cut(s, "`")
		code, after, paired := strings.Cut(rest, "`")
		if !ok || !paired {
			return append(out, txt(s))
		}
		out = append(out, txt(before), span{Kind: "code", Text: code})
		s = after
	}
}

// sentence ends s with a full stop where it has no ending of its own.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}
