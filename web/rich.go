package web

import (
	"html"
	"html/template"
	"strings"
	"time"
)

// rich is a sentence with marked parts. Texts return it instead of HTML, so that
// what a school or an app is called can never become markup.
type rich []span

// span is one part of a sentence. Kind is the element it becomes.
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

// html writes the sentence. It is the one place outside html/template where a value
// meets markup: every value passes EscapeString, and a page full of sentences costs a
// third of what the same elements cost as template actions.
func (r rich) html() template.HTML {
	var b strings.Builder
	for _, s := range r {
		said := html.EscapeString(s.Text)
		switch s.Kind {
		case "b": // names of apps, schools and persons: each in its own direction
			b.WriteString(`<b dir="auto">` + said + `</b>`)
		case "bdi", "code":
			b.WriteString("<" + s.Kind + ">" + said + "</" + s.Kind + ">")
		case "br":
			b.WriteString("<br>")
		case "a":
			b.WriteString("<a " + string(outbound("href", s.Ref)) + ">" + said + "</a>")
		case "time":
			b.WriteString(`<time datetime="` + html.EscapeString(s.Ref) + `">` + said + `</time>`)
		case "count":
			b.WriteString(`<span data-count>` + said + `</span>`)
		default:
			b.WriteString(said)
		}
	}
	return template.HTML(b.String())
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
