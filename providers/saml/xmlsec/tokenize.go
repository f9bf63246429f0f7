package xmlsec

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parser walks the text once, from left to right, and never looks back. Its first
// error sticks, and ends every loop.
type parser struct {
	d              Document
	src, rest      string // the text, and what of it is still to be read
	limits         Options
	open           int // innermost open element; -1 outside the root
	depth, inScope int // of it: ancestors and self, declarations on that path
	err            error
}

func (p *parser) require(ok bool, r Reason, detail string) {
	if !ok && p.err == nil {
		p.err = refuse(r, detail+" at byte "+strconv.Itoa(len(p.src)-len(p.rest)))
	}
}

// xmlDeclaration is XML 1.0 §2.8; group 1 is the encoding with its quotes.
var xmlDeclaration = regexp.MustCompile(`^<\?xml\s+version\s*=\s*(?:"1\.0"|'1\.0')` +
	`(?:\s+encoding\s*=\s*("[\w.-]+"|'[\w.-]+'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>`)

func (p *parser) run() {
	p.require(utf8.ValidString(p.src), ReasonEncoding, "not UTF-8")
	p.require(!hasForbidden(p.src), ReasonCharacter, "forbidden character")
	if head := xmlDeclaration.FindStringSubmatch(p.rest[:min(len(p.rest), 128)]); head != nil {
		p.rest = p.rest[len(head[0]):]
		p.require(head[1] == "" || strings.EqualFold(strings.Trim(head[1], `"'`), "UTF-8"), ReasonEncoding, "declared encoding is not UTF-8")
	}
	for p.rest != "" && p.err == nil {
		switch lenient := p.limits.AllowComments; {
		case p.rest[0] != '<':
			p.text()
		case strings.HasPrefix(p.rest, "</"):
			p.endTag()
		case strings.HasPrefix(p.rest, "<!--"):
			p.skip("<!--", "-->", ReasonComment, lenient)
		case strings.HasPrefix(p.rest, "<?"): // canonical form would keep it inside the root
			p.skip("<?", "?>", ReasonPI, lenient && p.open < 0)
		case strings.HasPrefix(p.rest, "<!"):
			p.require(!strings.HasPrefix(p.rest, "<![CDATA["), ReasonCDATA, "CDATA section")
			p.require(!strings.HasPrefix(p.rest, "<!DOCTYPE"), ReasonDoctype, "document type declaration")
			p.require(false, ReasonSyntax, "markup declaration")
		default:
			p.startTag()
		}
		p.require(len(p.d.nodes)+len(p.d.attrs) <= p.limits.MaxNodes, ReasonTooMany, "too many nodes")
	}
	p.require(p.open < 0 && len(p.d.nodes) > 0, ReasonSyntax, "the document ends too early")
	p.d.visits += len(p.d.nodes)
}

// hasForbidden tells whether valid UTF-8 holds more than XML 1.0 §2.2 allows.
func hasForbidden(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' && s[i] != '\t' && s[i] != '\n' && s[i] != '\r' {
			return true
		}
	}
	return strings.Contains(s, "\ufffe") || strings.Contains(s, "\uffff")
}

// skip passes over a comment or processing instruction, where one is allowed.
func (p *parser) skip(open, end string, r Reason, allowed bool) {
	p.require(allowed, r, "markup that is not allowed")
	body, rest, ended := strings.Cut(p.rest[len(open):], end)
	wellFormed := !strings.Contains(body+"-", "--") && !strings.HasPrefix(open+strings.TrimPrefix(body, "xml-"), "<?xml")
	p.require(ended && wellFormed, ReasonSyntax, "malformed comment or processing instruction")
	if p.rest = rest; p.open >= 0 {
		p.addText("") // makes a value beside the comment two values
	}
}

func (p *parser) addText(s string) {
	p.d.nodes = append(p.d.nodes, node{text: s, parent: p.open, end: len(p.d.nodes) + 1})
}

const blanks = " \t\r\n"

func isBlank(s string) bool { return strings.Trim(s, blanks) == "" }

func (p *parser) text() {
	raw, _, _ := strings.Cut(p.rest, "<")
	p.require(p.open >= 0 || isBlank(raw), ReasonSyntax, "text outside the root")
	p.require(!strings.Contains(raw, "]]>"), ReasonSyntax, "]]> in text")
	if p.open >= 0 {
		p.addText(p.expand(raw))
	}
	p.rest = p.rest[len(raw):]
}

// expand resolves references. The result is never longer than raw.
func (p *parser) expand(raw string) string {
	before, after, more := strings.Cut(raw, "&")
	if !more {
		return raw
	}
	var out strings.Builder
	out.Grow(len(raw))
	for ; more && p.err == nil; before, after, more = strings.Cut(after, "&") {
		end := strings.IndexByte(after[:min(len(after), 12)], ';')
		r := reference(after[:max(end, 0)])
		p.require(utf8.ValidRune(r) && !hasForbidden(string(r)), ReasonEntity, "unknown reference in the text or value")
		out.WriteString(before)
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
