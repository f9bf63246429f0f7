package aggregate

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// kind is what a piece ends with.
type kind int

const (
	element kind = iota // a whole element that is no group, or an empty one
	opens               // the start tag of a group
	closes              // the end tag of a group
	ends                // the end of the document
)

// piece is a stretch of the document: character data and comments, and the markup it
// ends with. It is valid until the next one.
type piece struct {
	kind kind
	raw  []byte // all of it
	tag  []byte // of opens and closes: the tag, a part of raw
	name string // of opens: the name as written
}

// cutter proposes where pieces end. It looks at '<', '>', quotes, comments and
// character data sections alone; whether they stand there rightly is for xmlsec to say.
type cutter struct {
	in    *bufio.Reader
	buf   []byte
	limit int
}

func newCutter(r io.Reader, limit int) *cutter {
	return &cutter{in: bufio.NewReaderSize(r, 64<<10), limit: limit}
}

// next gives the next piece. Inside an element, groups are content like any other.
func (c *cutter) next() (piece, error) {
	c.buf = c.buf[:0]
	for depth := 0; ; {
		from := len(c.buf)
		err := c.token()
		if errors.Is(err, io.EOF) {
			return piece{kind: ends, raw: c.buf}, nil
		}
		if err != nil {
			return piece{}, err
		}
		t := tagOf(c.buf[from:])
		switch {
		case t.name == "":
			continue
		case t.end && depth == 0:
			return piece{kind: closes, raw: c.buf, tag: c.buf[from:]}, nil
		case t.end:
			depth--
		case !t.empty && depth == 0 && t.group():
			return piece{kind: opens, raw: c.buf, tag: c.buf[from:], name: t.name}, nil
		case !t.empty:
			depth++
		}
		if depth == 0 {
			return piece{kind: element, raw: c.buf}, nil
		}
	}
}

// token appends one tag, comment, other markup or run of text.
func (c *cutter) token() error {
	ahead, err := c.in.Peek(len(sectionOpens))
	if len(ahead) == 0 {
		return err
	}
	switch {
	case ahead[0] != '<':
		return c.text()
	case bytes.HasPrefix(ahead, []byte("<!--")):
		return c.until("-->", len("<!--"))
	case bytes.HasPrefix(ahead, []byte(sectionOpens)):
		return c.section()
	case bytes.HasPrefix(ahead, []byte("<?")):
		return c.until("?>", len("<?"))
	case bytes.HasPrefix(ahead, []byte("<!")): // whatever it is, xmlsec refuses it
		return c.until(">", 0)
	}
	return c.tag()
}

// text appends what stands before the next '<'.
func (c *cutter) text() error {
	for {
		ahead, err := c.in.Peek(max(1, c.in.Buffered()))
		if len(ahead) == 0 {
			return cleanEnd(err)
		}
		n := bytes.IndexByte(ahead, '<')
		if n == 0 {
			return nil
		}
		if n < 0 {
			n = len(ahead)
		}
		if err := c.add(ahead[:n]); err != nil {
			return err
		}
		if _, err := c.in.Discard(n); err != nil {
			return err
		}
	}
}

// until appends up to and including end, which begins no earlier than skip bytes on:
// "<!-->" is the beginning of a comment.
func (c *cutter) until(end string, skip int) error {
	from := len(c.buf)
	for {
		if err := c.slice(end[len(end)-1]); err != nil {
			return cleanEnd(err)
		}
		if b := c.buf[from:]; len(b) >= skip+len(end) && bytes.HasSuffix(b, []byte(end)) {
			return nil
		}
	}
}

// A character data section.
const sectionOpens, sectionCloses = "<![CDATA[", "]]>"

// inText spells for xmlsec what stands in a character data section.
var inText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// section appends a character data section as the text that it stands for, which is
// what its canonical form is too (xml-c14n 1.0, section 1.1): what xmlsec then reads
// is what was hashed, or the digest tells. xmlsec itself takes none, so that a message
// never has two spellings; but a federation's file must not go down with the one
// entity whose administrator wrote a description that way.
func (c *cutter) section() error {
	from := len(c.buf)
	if err := c.until(sectionCloses, len(sectionOpens)); err != nil {
		return err
	}
	inner, whole := bytes.CutSuffix(c.buf[from+len(sectionOpens):], []byte(sectionCloses))
	if !whole {
		return nil // the document ends inside: xmlsec refuses it
	}
	text := inText.Replace(string(inner))
	c.buf = c.buf[:from]
	return c.add([]byte(text))
}

// tag appends up to and including a '>' that stands in no quotes.
func (c *cutter) tag() error {
	var quote byte
	for at := len(c.buf); ; {
		if err := c.slice('>'); err != nil {
			return cleanEnd(err)
		}
		for _, b := range c.buf[at:] {
			switch {
			case quote == 0 && (b == '"' || b == '\''):
				quote = b
			case b == quote:
				quote = 0
			}
		}
		if at = len(c.buf); quote == 0 {
			return nil
		}
	}
}

// slice appends up to and including the next delim.
func (c *cutter) slice(delim byte) error {
	for {
		part, err := c.in.ReadSlice(delim)
		if addErr := c.add(part); addErr != nil {
			return addErr
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if _, err := c.in.Peek(1); err != nil {
			return err
		}
	}
}

// add takes bytes that were read or are next. The cap is per piece: a document
// without end, or one that is a single tag, is given up after so much.
func (c *cutter) add(b []byte) error {
	if len(c.buf)+len(b) > c.limit {
		return fmt.Errorf("%w: one part of the document is longer than %d bytes", ErrTooLarge, c.limit)
	}
	c.buf = append(c.buf, b...)
	return nil
}

// cleanEnd lets a document that stops inside a piece reach xmlsec as it is, which
// says what is missing. The next token then finds the end.
func cleanEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// tagged is a tag as far as cutting needs it. The zero value is no tag.
type tagged struct {
	name       string
	end, empty bool
}

func tagOf(b []byte) tagged {
	if len(b) < 2 || b[0] != '<' || b[1] == '!' || b[1] == '?' {
		return tagged{}
	}
	t := tagged{end: b[1] == '/', empty: bytes.HasSuffix(b, []byte("/>"))}
	rest := bytes.TrimPrefix(b[1:], []byte("/"))
	n := bytes.IndexAny(rest, " \t\r\n/>")
	if n <= 0 {
		return tagged{}
	}
	t.name = string(rest[:n])
	return t
}

// group goes by the local name; xmlsec tells its namespace.
func (t tagged) group() bool {
	return t.name[bytes.IndexByte([]byte(t.name), ':')+1:] == groupName
}
