package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The caps on a configuration file. A registry of 2,000 schools is 0.4 MiB and
// six levels deep; the rest is room, not a goal.
const (
	maxYAML  = 8 << 20
	maxDepth = 24
)

// parse reads one document into nodes, or reports why not and gives nil. It takes
// the plain part of YAML only: an anchor or a tag makes a value mean something
// other than what stands there, and a second document would be read by nobody.
func (r *reader) parse(data []byte) *section {
	if len(data) > maxYAML {
		r.problem(0, "", "", fmt.Sprintf("is larger than %d MiB", maxYAML>>20))
		return nil
	}
	if line, ok := badUTF8(data); ok {
		r.problem(line, "", "", "is not UTF-8")
		return nil
	}
	top, stuck := quickTree(string(data))
	if top == nil {
		top = r.parseSlowly(data, stuck)
	}
	if top == nil {
		return nil
	}
	if top.is != isMapping {
		r.problem(int(top.line), "", "", "does not begin with keys, such as issuer: or apps:")
		return nil
	}
	return r.open(top, nil, "")
}

// parseSlowly reads with the library what the quick reader did not take. Of a wrong
// indent the library names the line where the block began; the line where the
// quick reader got stuck is nearer, since all before it was in order.
func (r *reader) parseSlowly(data []byte, stuck int) *node {
	docs, err := decode(data)
	switch {
	case err != nil:
		line, message := syntaxError(err)
		if !strings.Contains(message, "',' or") { // of a bracket, where it opened is what helps
			line = max(line, stuck)
		}
		r.problem(line, "", "", message)
		return nil
	case len(docs) == 0 || docs[0].Kind != yaml.DocumentNode || len(docs[0].Content) == 0:
		r.problem(0, "", "", "is empty")
		return nil
	case len(docs) > 1:
		r.problem(docs[1].Line, "", "", "holds a second document; one file is one document, without ---")
		return nil
	}
	top := docs[0].Content[0]
	if !r.plain(top, 0) {
		return nil
	}
	return fromLibrary(top)
}

// decode gives the documents of data, at most two. The library reports syntax
// errors as errors, but has panicked on hostile bytes more than once in its
// history; a panic here would be a stack trace for a typing error.
func decode(data []byte) (docs []*yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			docs, err = nil, errors.New("is not YAML that can be read")
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(data))
	for len(docs) < 2 {
		n := new(yaml.Node)
		switch err := d.Decode(n); {
		case errors.Is(err, io.EOF):
			return docs, nil
		case err != nil:
			return nil, err
		}
		docs = append(docs, n)
	}
	return docs, nil
}

var syntaxLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntaxError turns the library's message into a line and a sentence.
func syntaxError(err error) (int, string) {
	m := syntaxLine.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if m == nil {
		return 0, err.Error()
	}
	line, _ := strconv.Atoi(m[1])
	text := m[2]
	if strings.HasPrefix(text, "did not find expected") {
		line++ // of these the library counts lines from 0
	}
	for _, h := range []struct{ in, hint string }{
		{"tab character", "indent with spaces, never with tabs"},
		{"cannot start any token", "put a text that begins with a sign between quotes"},
		{"mapping values are not allowed", "put a text with a colon between quotes, and look at the indent"},
		{"'-' indicator", "look at the indent"},
		{"expected key", "look at the indent"},
	} {
		if strings.Contains(text, h.in) {
			return line, "is not YAML: " + text + " (" + h.hint + ")"
		}
	}
	return line, "is not YAML: " + text
}

func badUTF8(data []byte) (int, bool) {
	if utf8.Valid(data) {
		return 0, false
	}
	for i := 0; ; {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size <= 1 {
			return 1 + bytes.Count(data[:i], []byte("\n")), true
		}
		i += size
	}
}

// plain reports whether the tree holds only mappings, lists and scalars that mean
// what they say, within the depth cap.
func (r *reader) plain(n *yaml.Node, depth int) bool {
	why := ""
	switch {
	case depth > maxDepth:
		why = fmt.Sprintf("is nested deeper than %d levels", maxDepth)
	case n.Kind == yaml.AliasNode:
		why = "an alias (*) is not allowed; write the value out"
	case n.Anchor != "":
		why = "an anchor (&) is not allowed; write the value out where it is used"
	case n.Style&yaml.TaggedStyle != 0:
		why = "a tag (!) is not allowed; write the value alone"
	case n.Tag == "!!merge":
		why = "a merge key (<<) is not allowed; write the keys out"
	}
	if why != "" {
		r.problem(n.Line, "", "", why)
		return false
	}
	ok := true
	for _, c := range n.Content {
		ok = r.plain(c, depth+1) && ok
	}
	return ok
}
