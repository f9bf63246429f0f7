package config

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The places of a tree in its text. The library tells where a node begins; where it ends
// follows from how it is written.

// offset is where a node begins. The library counts columns in characters.
func (e *editor) offset(n *yaml.Node) (int, error) {
	if n.Line < 1 || n.Line > len(e.lines) {
		return 0, ErrShape
	}
	at := e.lines[n.Line-1]
	for range n.Column - 1 {
		if at >= len(e.text) || e.text[at] == '\n' {
			return 0, ErrShape
		}
		_, size := utf8.DecodeRuneInString(e.text[at:])
		at += size
	}
	return at, nil
}

// end is the place behind a node that is not of the block kind.
func (e *editor) end(n *yaml.Node) (int, error) {
	at, err := e.offset(n)
	if err != nil {
		return 0, err
	}
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 0, ErrShape
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return e.endOfQuoted(at)
	case n.Kind == yaml.ScalarNode:
		if n.Value == "" || !strings.HasPrefix(e.text[at:], n.Value) { // nothing, or over several lines
			return 0, ErrShape
		}
		return at + len(n.Value), nil
	case n.Style&yaml.FlowStyle == 0:
		return 0, ErrShape
	}
	return e.endOfFlow(n, at)
}

func (e *editor) endOfQuoted(at int) (int, error) {
	quote := e.text[at]
	for i := at + 1; i < len(e.text); i++ {
		switch {
		case quote == '"' && e.text[i] == '\\':
			i++
		case e.text[i] != quote:
		case quote == '\'' && strings.HasPrefix(e.text[i+1:], "'"):
			i++
		default:
			return i + 1, nil
		}
	}
	return 0, ErrShape
}

// endOfFlow finds the bracket that closes a list or mapping: behind its last value come
// spaces, comments and one comma at most.
func (e *editor) endOfFlow(n *yaml.Node, at int) (int, error) {
	at++
	if len(n.Content) > 0 {
		var err error
		if at, err = e.end(n.Content[len(n.Content)-1]); err != nil {
			return 0, err
		}
	}
	for ; at < len(e.text); at++ {
		switch e.text[at] {
		case ' ', '\n', ',':
		case '#':
			for at < len(e.text) && e.text[at] != '\n' {
				at++
			}
		case ']', '}':
			return at + 1, nil
		default:
			return 0, ErrShape
		}
	}
	return 0, ErrShape
}

// below is the number of lines up to and with the last one of a block's content: blank
// lines and comments behind it belong to what follows.
func (e *editor) below(n *yaml.Node) int {
	last, next := 0, len(e.lines)+1
	var walk func(*yaml.Node, bool)
	walk = func(x *yaml.Node, inside bool) {
		inside = inside || x == n
		switch {
		case inside:
			last = max(last, x.Line)
		case last > 0 && x.Line > last:
			next = min(next, x.Line)
		}
		for _, c := range x.Content {
			walk(c, inside)
		}
	}
	walk(e.root, false)
	for next-1 > last {
		line := strings.TrimLeft(e.line(next-1), " ")
		if line != "" && line[0] != '#' {
			break
		}
		next--
	}
	return next - 1
}

// line gives a line, counted from 1, without its break.
func (e *editor) line(n int) string {
	from := e.lines[n-1]
	if n < len(e.lines) {
		return e.text[from : e.lines[n]-1]
	}
	return e.text[from:]
}

// splice puts a text in the place of another.
func (e *editor) splice(from, to int, with string) { e.text = e.text[:from] + with + e.text[to:] }

// replace writes another text where one on its own stood.
func (e *editor) replace(n *yaml.Node, with string) error {
	from, err := e.offset(n)
	if err != nil {
		return err
	}
	to, err := e.end(n)
	if err != nil {
		return err
	}
	e.splice(from, to, with)
	return nil
}

// rewrite writes all that stands under a key anew, on the line of the key.
func (e *editor) rewrite(k, v *yaml.Node, want *node) error {
	if v.Kind == yaml.ScalarNode || v.Style&yaml.FlowStyle != 0 {
		return e.replace(v, spell(want))
	}
	from, err := e.end(k)
	if err != nil || !strings.HasPrefix(e.text[from:], ":") {
		return ErrShape
	}
	e.splice(from+1, e.lineEnd(e.below(v)), " "+spell(want))
	return nil
}

// lineEnd is the place of a line's break, or of the end of the text.
func (e *editor) lineEnd(n int) int { return e.lines[n-1] + len(e.line(n)) }

// insert writes one more pair or item behind the last one.
func (e *editor) insert(in *yaml.Node, what string) error {
	if in.Style&yaml.FlowStyle != 0 {
		return e.insertInFlow(in, what)
	}
	if len(in.Content) == 0 {
		return ErrShape
	}
	indent := ""
	if in.Kind == yaml.SequenceNode {
		m := dashed.FindStringSubmatch(e.line(in.Content[0].Line))
		if m == nil {
			return ErrShape
		}
		indent, what = m[1], "- "+what
	} else {
		indent = strings.Repeat(" ", in.Content[0].Column-1)
	}
	at := e.lineEnd(e.below(in))
	e.splice(at, at, "\n"+indent+what)
	return nil
}

var dashed = regexp.MustCompile(`^( *)- +`)

func (e *editor) insertInFlow(in *yaml.Node, what string) error {
	at, err := e.offset(in)
	if err != nil {
		return err
	}
	if len(in.Content) == 0 {
		e.splice(at+1, at+1, what)
		return nil
	}
	if at, err = e.end(in.Content[len(in.Content)-1]); err != nil {
		return err
	}
	e.splice(at, at, ", "+what)
	return nil
}

// remove takes a pair, or an item (both ends of which are the same node), out of what has
// more of them.
func (e *editor) remove(in, first, last *yaml.Node) error {
	each := 1
	if in.Kind == yaml.MappingNode {
		each = 2
	}
	i := slices.Index(in.Content, first)
	if i < 0 || len(in.Content) == each {
		return ErrShape
	}
	if in.Style&yaml.FlowStyle != 0 {
		return e.removeFromFlow(in, i, i+each)
	}
	before := e.line(first.Line)
	at, err := e.offset(first)
	if err != nil {
		return err
	}
	before = before[:at-e.lines[first.Line-1]]
	if in.Kind == yaml.SequenceNode {
		before = strings.Replace(before, "-", " ", 1)
	}
	if strings.Trim(before, " ") != "" { // something else begins on this line
		return ErrShape
	}
	from, to := e.lines[first.Line-1], e.lineEnd(e.below(last))
	if to < len(e.text) {
		to++ // with its line break
	} else if from > 0 {
		from--
	}
	e.splice(from, to, "")
	return nil
}

func (e *editor) removeFromFlow(in *yaml.Node, i, next int) error {
	from, err := e.offset(in.Content[i])
	if err != nil {
		return err
	}
	var to int
	if next < len(in.Content) {
		to, err = e.offset(in.Content[next])
	} else if from, err = e.end(in.Content[i-1]); err == nil {
		to, err = e.end(in.Content[next-1])
	}
	if err != nil {
		return err
	}
	e.splice(from, to, "")
	return nil
}

var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// spell writes a value on one line.
func spell(n *node) string {
	switch {
	case n.is == isList:
		items := make([]string, len(n.content))
		for i, c := range n.content {
			items[i] = spell(c)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case n.is == isMapping:
		var pairs []string
		for i := 0; i+1 < len(n.content); i += 2 {
			pairs = append(pairs, n.content[i].value+": "+spell(n.content[i+1]))
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	case n.is != isText, bare.MatchString(n.value) && wordKind(n.value) == isText && !slices.Contains(doubtful, strings.ToLower(n.value)):
		return n.value
	}
	return quote(n.value)
}

// doubtful are words that an older YAML took for something else.
var doubtful = []string{"yes", "no", "on", "off", "y", "n"}

// quote writes a text between double quotes (YAML 1.2.2 §7.3.1).
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			b.WriteString(`\u`)
			const hex = "0123456789abcdef"
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[r>>shift&15])
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
