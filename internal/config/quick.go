package config

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// A registry of 2,000 schools takes the YAML library 60 ms, most of what a start
// may cost, and its complaint about a wrong indent names the line where the list
// began. quickTree reads the YAML that people write in these files: block mappings
// and lists, flow ones, texts on one line, comments. It gives the nodes that the
// library would give (FuzzQuick holds it to that), or nothing and the line where it
// met something else; then the library reads the file and has the last word.

// quick is a reading at some place. Between two lines, pos stands at the first
// character of the next line with content, and col is its column; -1 at the end.
type quick struct {
	text string
	pos  int
	line int
	col  int
	slab []node
}

// quickTree gives the root node, or nil and the line where it gave up.
func quickTree(text string) (*node, int) {
	q := &quick{text: text, line: 1}
	if i := unusual(text); i >= 0 {
		return nil, 1 + strings.Count(text[:i], "\n")
	}
	q.advance()
	if q.col != 0 || q.dash() {
		return nil, q.line
	}
	n := q.mapping(0, 0)
	if n == nil || q.col != -1 {
		return nil, q.line
	}
	return n, 0
}

// unusual finds a character that means more to YAML than itself: tabs and control
// characters, the line breaks of Unicode, a byte order mark. -1: there is none.
func unusual(text string) int {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' && c != '\n', c == 0x7f:
			return i
		case c == 0xc2 && text[i+1] < 0xa0: // U+0080 to U+009F
			return i
		case c == 0xe2 && (text[i:i+3] == "\u2028" || text[i:i+3] == "\u2029"):
			return i
		case c == 0xef && (text[i:i+3] == "\ufeff" || text[i:i+3] == "\ufffe" || text[i:i+3] == "\uffff"):
			return i
		}
	}
	return -1
}

func (q *quick) node(is kind, value string) *node {
	if len(q.slab) == 0 {
		q.slab = make([]node, 256)
	}
	n := &q.slab[0]
	q.slab = q.slab[1:]
	n.is, n.value, n.line = is, value, int32(q.line)
	return n
}

// at gives the character at pos, a line break at the end of the text.
func (q *quick) at() byte {
	if q.pos < len(q.text) {
		return q.text[q.pos]
	}
	return '\n'
}

func (q *quick) spaces() int {
	from := q.pos
	for q.at() == ' ' {
		q.pos++
	}
	return q.pos - from
}

// advance goes from the begin of a line to the next line with content.
func (q *quick) advance() {
	for {
		q.col = q.spaces()
		switch {
		case q.pos >= len(q.text):
			q.col = -1
			return
		case q.at() == '#':
			q.skipLine()
		case q.at() != '\n':
			return
		}
		q.pos++
		q.line++
	}
}

// skipLine goes to the line break.
func (q *quick) skipLine() {
	if i := strings.IndexByte(q.text[q.pos:], '\n'); i >= 0 {
		q.pos += i
	} else {
		q.pos = len(q.text)
	}
}

// endLine takes what may follow a value, spaces and a comment, and goes on to the
// next line with content.
func (q *quick) endLine() bool {
	if blank := q.spaces(); q.at() == '#' && blank > 0 {
		q.skipLine()
	}
	if q.at() != '\n' {
		return false
	}
	if q.pos < len(q.text) {
		q.pos++
		q.line++
	}
	q.advance()
	return true
}

// dash reports whether an entry of a block list begins here.
func (q *quick) dash() bool {
	return q.at() == '-' && (q.pos+1 >= len(q.text) || q.text[q.pos+1] == ' ' || q.text[q.pos+1] == '\n')
}

// key gives the word before a colon, and goes past the colon; "" and no step where
// there is none. Longer words are no keys of ours, and YAML itself ends at 1024.
func (q *quick) key() string {
	i := q.pos
	for i < len(q.text) && i-q.pos < 64 && (isLetter(q.text[i]) || i > q.pos && (isDigit(q.text[i]) || q.text[i] == '-' || q.text[i] == '_')) {
		i++
	}
	if i == q.pos || i >= len(q.text) || q.text[i] != ':' || i+1 < len(q.text) && q.text[i+1] != ' ' && q.text[i+1] != '\n' {
		return ""
	}
	key := q.text[q.pos:i]
	q.pos = i + 1
	return key
}

// mapping reads the block mapping whose keys stand in column c.
func (q *quick) mapping(c, depth int) *node {
	n := q.node(isMapping, "")
	for q.col == c {
		line := q.line
		word := q.key()
		if word == "" || depth > maxDepth {
			return nil
		}
		key := q.node(wordKind(word), word)
		key.line = int32(line)
		value := q.valueOf(c, depth)
		if value == nil || q.col > c {
			return nil // a deeper line goes on with what seemed complete
		}
		n.content = append(n.content, key, value)
	}
	return n
}

// valueOf reads what follows a key in column c: on its line, or as a block below.
func (q *quick) valueOf(c, depth int) *node {
	blank := q.spaces()
	if q.at() != '\n' && (q.at() != '#' || blank == 0) {
		v := q.inline(depth)
		if v == nil || !q.endLine() {
			return nil
		}
		return v
	}
	q.pos -= blank
	if !q.endLine() {
		return nil
	}
	switch {
	case q.col >= c && q.dash():
		return q.list(q.col, depth+1)
	case q.col > c:
		return q.mapping(q.col, depth+1)
	}
	return nil // no value: the library says what that is
}

// list reads the block list whose dashes stand in column c.
func (q *quick) list(c, depth int) *node {
	n := q.node(isList, "")
	for q.col == c && q.dash() {
		if depth > maxDepth {
			return nil
		}
		q.pos++
		inner := c + 1 + q.spaces()
		if q.at() == '\n' || q.at() == '#' || q.dash() {
			return nil
		}
		var v *node
		if back := q.pos; q.key() != "" {
			q.pos, q.col = back, inner
			v = q.mapping(inner, depth+1)
		} else if v = q.inline(depth); v != nil && !q.endLine() {
			v = nil
		}
		if v == nil || q.col > c {
			return nil
		}
		n.content = append(n.content, v)
	}
	return n
}

// inline reads a value that begins on this line.
func (q *quick) inline(depth int) *node {
	switch q.at() {
	case '"', '\'':
		return q.quoted()
	case '[', '{':
		return q.flow(depth + 1)
	}
	end := len(q.text)
	if i := strings.IndexByte(q.text[q.pos:], '\n'); i >= 0 {
		end = q.pos + i
	}
	v := q.text[q.pos:end]
	if i := strings.Index(v, " #"); i >= 0 {
		v = v[:i]
	}
	v = strings.TrimRight(v, " ")
	if strings.Contains(v, ": ") || strings.HasSuffix(v, ":") {
		return nil
	}
	return q.plain(v)
}

// plain makes the node of a text without quotes, and goes past it.
func (q *quick) plain(v string) *node {
	is, ok := isText, true
	switch c := v[0]; {
	case isLetter(c) || c == '/' || c == '_' || c >= 0x80:
		is = wordKind(v)
	case isDigit(c):
		is, ok = digitKind(v)
	default:
		ok = strings.HasPrefix(v, "./")
	}
	if !ok {
		return nil
	}
	n := q.node(is, v)
	q.pos += len(v)
	return n
}

// quoted reads a text between quotes, on one line and without escapes.
func (q *quick) quoted() *node {
	quote := q.at()
	rest := q.text[q.pos+1:]
	end := strings.IndexByte(rest, quote)
	if end < 0 || strings.IndexByte(rest[:end], '\n') >= 0 || quote == '"' && strings.IndexByte(rest[:end], '\\') >= 0 {
		return nil
	}
	if end+1 < len(rest) && rest[end+1] == quote {
		return nil
	}
	n := q.node(isText, rest[:end])
	q.pos += end + 2
	return n
}

// flow reads [a, b] or {a: b}, over several lines where need be.
func (q *quick) flow(depth int) *node {
	if depth > maxDepth {
		return nil
	}
	n, end := q.node(isList, ""), byte(']')
	if q.at() == '{' {
		n.is, end = isMapping, '}'
	}
	q.pos++
	for {
		q.gap()
		if q.at() == end && q.pos < len(q.text) {
			q.pos++
			return n
		}
		if end == '}' {
			word := q.key()
			if word == "" {
				return nil
			}
			key := q.node(wordKind(word), word)
			n.content = append(n.content, key)
			q.gap()
		}
		v := q.flowValue(depth)
		if v == nil {
			return nil
		}
		n.content = append(n.content, v)
		q.gap()
		if q.at() == ',' {
			q.pos++
		} else if q.at() != end {
			return nil
		}
	}
}

// gap goes over spaces and line breaks.
func (q *quick) gap() {
	for q.pos < len(q.text) && (q.text[q.pos] == ' ' || q.text[q.pos] == '\n') {
		if q.text[q.pos] == '\n' {
			q.line++
		}
		q.pos++
	}
}

func (q *quick) flowValue(depth int) *node {
	switch q.at() {
	case '[', '{':
		return q.flow(depth + 1)
	case '"', '\'':
		v := q.quoted()
		if c := q.at(); v == nil || c != ' ' && c != '\n' && c != ',' && c != ']' && c != '}' {
			return nil
		}
		return v
	}
	i := q.pos
	for i < len(q.text) && strings.IndexByte(",]}\n", q.text[i]) < 0 {
		switch c := q.text[i]; {
		case strings.IndexByte("[{?#\"'", c) >= 0:
			return nil
		case c == ':' && (i+1 >= len(q.text) || !isLetter(q.text[i+1]) && !isDigit(q.text[i+1]) && q.text[i+1] != '/'):
			return nil
		}
		i++
	}
	v := strings.TrimRight(q.text[q.pos:i], " ")
	if v == "" || v[0] == '.' {
		return nil
	}
	return q.plain(v)
}

// wordKind tells what a text is that begins with a letter, as YAML 1.2 has it.
func wordKind(v string) kind {
	switch v {
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return isTruth
	case "null", "Null", "NULL":
		return isNothing
	}
	return isText
}

// digitKind tells what a text is that begins with a digit. What could be a date, a
// fraction or a number with a base goes to the library, one text at a time.
func digitKind(v string) (kind, bool) {
	digits, dots, others := 0, 0, 0
	for i := range len(v) {
		switch c := v[i]; {
		case isDigit(c):
			digits++
		case c == '.':
			dots++
		case c != 'e' && c != 'E' && c != '+' && c != '-' && c != '_':
			others++
		}
	}
	based := len(v) > 1 && v[0] == '0' && isLetter(v[1])
	dated := len(v) > 4 && v[4] == '-'
	switch {
	case digits == len(v) && digits < 10 && (v[0] != '0' || digits == 1):
		return isWhole, true
	case !based && !dated && (others > 0 || dots > 1):
		return isText, true
	}
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(v), &n); err != nil || len(n.Content) != 1 || n.Content[0].Value != v {
		return isText, false
	}
	return kindOf(n.Content[0]), true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
