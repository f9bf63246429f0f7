package xmlsec

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parser walks the text once, from left to right, and never looks back. Its first
// error sticks and ends the text, so every loop ends there.
type parser struct {
	d         Document
	src, rest string // the text, and what of it is still to be read
	limits    Options
	open      int // innermost open element; -1 outside the root
	depth     int
	inScope   int // declarations on the path to it
	ids       map[string]bool
	err       error
}

const blanks = " \t\r\n"

func isBlank(s string) bool { return strings.Trim(s, blanks) == "" }

func (p *parser) fail(r Reason, detail string) {
	if p.err == nil {
		p.err = refuse(r, detail+" at byte "+strconv.Itoa(len(p.src)-len(p.rest)))
	}
	p.rest = ""
}

func (p *parser) run() {
	p.checkCharacters()
	if strings.HasPrefix(p.rest, "<?xml") && !strings.HasPrefix(p.rest, "<?xml-") {
		p.declaration()
	}
	for p.rest != "" {
		switch {
		case p.rest[0] != '<':
			p.text()
		case strings.HasPrefix(p.rest, "</"):
			p.endTag()
		case strings.HasPrefix(p.rest, "<!"), strings.HasPrefix(p.rest, "<?"):
			p.special()
		default:
			p.startTag()
		}
		if len(p.d.nodes)+len(p.d.attrs) > p.limits.MaxNodes {
			p.fail(ReasonTooMany, "too many nodes")
		}
	}
	if p.open >= 0 || len(p.d.nodes) == 0 {
		p.fail(ReasonSyntax, "the document ends too early")
	}
	p.d.visits += len(p.d.nodes)
}

func isChar(r rune) bool {
	return r >= ' ' && r != 0xFFFE && r != 0xFFFF && utf8.ValidRune(r) || r == '\t' || r == '\n' || r == '\r'
}

// checkCharacters holds XML 1.0 §2.2 over the whole text, so that the tokenizer
// may cut it at any ASCII byte.
func (p *parser) checkCharacters() {
	if !utf8.ValidString(p.src) {
		p.fail(ReasonEncoding, "not UTF-8")
	}
	for _, r := range p.rest {
		if !isChar(r) {
			p.fail(ReasonCharacter, "forbidden character")
		}
	}
}

// xmlDeclaration is XML 1.0 §2.8; group 1 is the encoding with its quotes.
var xmlDeclaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*(?:"1\.0"|'1\.0')` +
	`(?:\s+encoding\s*=\s*("[\w.-]+"|'[\w.-]+'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>`)

func (p *parser) declaration() {
	found := xmlDeclaration.FindStringSubmatch(p.rest[:min(len(p.rest), 128)])
	if found == nil {
		p.fail(ReasonSyntax, "malformed XML declaration")
	} else if p.rest = p.rest[len(found[0]):]; found[1] != "" && !strings.EqualFold(strings.Trim(found[1], `"'`), "UTF-8") {
		p.fail(ReasonEncoding, "declared encoding is not UTF-8")
	}
}

// markup is what begins with <! or <?: none of it stands in a message, and only
// what has a close in published metadata. Exclusive c14n would keep processing
// instructions, so inside the root there are none.
var markup = [...]struct {
	open, close string
	reason      Reason
}{
	{"<!--", "-->", ReasonComment},
	{"<?", "?>", ReasonPI},
	{"<![CDATA[", "", ReasonCDATA},
	{"<!DOCTYPE", "", ReasonDoctype},
	{"<!", "", ReasonSyntax},
}

func (p *parser) special() {
	for _, m := range markup {
		if !strings.HasPrefix(p.rest, m.open) {
			continue
		}
		if !p.limits.AllowComments || m.close == "" || m.reason == ReasonPI && p.open >= 0 {
			p.fail(m.reason, "markup that is not allowed")
			return
		}
		body, rest, ok := strings.Cut(p.rest[len(m.open):], m.close)
		if !ok || strings.Contains(body+"-", "--") || strings.HasPrefix(strings.TrimPrefix(body, "xml-"), "xml") {
			p.fail(ReasonSyntax, "malformed comment or processing instruction")
			return
		}
		if p.rest = rest; p.open >= 0 {
			p.addText("") // makes a value beside the comment two values
		}
		return
	}
}

func (p *parser) addText(s string) {
	p.d.nodes = append(p.d.nodes, node{text: s, parent: p.open, end: len(p.d.nodes) + 1})
}

func (p *parser) text() {
	raw, _, _ := strings.Cut(p.rest, "<")
	switch {
	case p.open < 0 && !isBlank(raw):
		p.fail(ReasonSyntax, "text outside the root")
	case strings.Contains(raw, "]]>"):
		p.fail(ReasonSyntax, "]]> in text")
	case p.open >= 0:
		p.addText(p.expand(raw))
	}
	p.rest = strings.TrimPrefix(p.rest, raw)
}

// expand resolves references. The result is never longer than raw.
func (p *parser) expand(raw string) string {
	before, after, more := strings.Cut(raw, "&")
	if !more {
		return raw
	}
	var out strings.Builder
	out.Grow(len(raw))
	for ; more; before, after, more = strings.Cut(after, "&") {
		out.WriteString(before)
		end := strings.IndexByte(after[:min(len(after), 12)], ';')
		r := reference(after[:max(end, 0)])
		if !isChar(r) {
			p.fail(ReasonEntity, "unknown reference in the text or value")
		}
		out.WriteRune(r)
		after = after[end+1:]
	}
	out.WriteString(before)
	return out.String()
}

// reference gives the character that &name; stands for, 0 for none.
func reference(name string) rune {
	if i := slices.Index([]string{"amp", "lt", "gt", "quot", "apos"}, name); i >= 0 {
		return rune(`&<>"'`[i])
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 31)
	if err != nil || name[0] != '#' {
		return 0
	}
	return rune(n)
}
