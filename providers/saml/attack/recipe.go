package attack

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Evil stands in forged elements where a person's data were. Nobody may ever take it
// over.
const Evil = "kwaad"

// kitchen is a message while a recipe is carried out.
type kitchen struct {
	scene Scene
	root  *node // the Response, or a ds:Signature in its phase
	kept  map[string]*node
}

// change carries out one line on the tree.
func (k *kitchen) change(s step) error {
	args := k.scene.fill(s.args)
	path, rest, _ := strings.Cut(args, " ")
	path, attr, _ := strings.Cut(path, "@")
	switch s.op {
	case "put": // WHERE PATH $NAME or XML
		return k.put(args)
	case "keep": // PATH $NAME: a copy as it is now
		n, _, err := k.root.find(path)
		if err == nil {
			k.kept[rest] = n.clone()
		}
		return err
	case "become": // $NAME: it is the message from now on
		k.root = k.kept[args].clone()
		return nil
	}
	n, parent, err := k.root.find(path)
	if err != nil {
		return err
	}
	switch s.op {
	case "set": // PATH@ATTRIBUTE VALUE
		n.set(attr, rest)
	case "unset": // PATH@ATTRIBUTE
		n.unset(attr)
	case "rename": // PATH NAME
		n.name = rest
	case "text": // PATH TEXT
		n.kids = []*node{{kind: words, text: rest}}
	case "split": // PATH XML: in the middle of the text
		return n.split(rest)
	case "drop": // PATH
		parent.kids = slices.DeleteFunc(parent.kids, func(c *node) bool { return c == n })
	case "evil": // PATH: what is said about the person becomes Evil
		n.forge()
	default:
		return fmt.Errorf("%s is no operation on a tree", s.op)
	}
	return nil
}

func (k *kitchen) put(args string) error {
	where, rest, _ := strings.Cut(args, " ")
	path, what, _ := strings.Cut(rest, " ")
	n, parent, err := k.root.find(path)
	if err != nil {
		return err
	}
	pieces := []*node{k.kept[what]}
	if pieces[0] == nil {
		if pieces, err = fragment(what); err != nil {
			return err
		}
	} else {
		pieces[0] = pieces[0].clone()
	}
	switch where {
	case "first":
		n.kids = slices.Insert(n.kids, 0, pieces...)
	case "into":
		n.kids = append(n.kids, pieces...)
	case "before":
		parent.kids = slices.Insert(parent.kids, slices.Index(parent.kids, n), pieces...)
	case "after":
		parent.kids = slices.Insert(parent.kids, slices.Index(parent.kids, n)+1, pieces...)
	default:
		return fmt.Errorf("%s is no place: first, into, before or after", where)
	}
	return nil
}

// split puts a piece in the middle of an element's text.
func (n *node) split(piece string) error {
	pieces := []*node{{kind: words, text: piece}}
	if strings.HasPrefix(piece, "<") {
		var err error
		if pieces, err = fragment(piece); err != nil {
			return err
		}
	}
	if len(n.kids) != 1 || n.kids[0].kind != words {
		return fmt.Errorf("%s is not text alone", n.name)
	}
	s := n.kids[0].text
	half := len(s) / 2
	n.kids = slices.Concat([]*node{{kind: words, text: s[:half]}}, pieces, []*node{{kind: words, text: s[half:]}})
	return nil
}

func (n *node) forge() {
	if name := n.local(); n.kind == element && (name == "NameID" || name == "AttributeValue") {
		n.kids = []*node{{kind: words, text: Evil}}
	}
	for _, k := range n.kids {
		k.forge()
	}
}

// rewrite carries out one line on text: the XML, or the form field.
func (k *kitchen) rewrite(text string, s step) (string, error) {
	args := k.scene.fill(s.args)
	switch s.op {
	case "replace": // OLD => NEW, the first one; OLD must be there
		old, with, _ := strings.Cut(args, " => ")
		if !strings.Contains(text, old) {
			return "", fmt.Errorf("%q is not in the message", old)
		}
		return strings.Replace(text, old, with, 1), nil
	case "remove": // OLD, the first one
		return k.rewrite(text, step{s.phase, "replace", s.args + " => "})
	case "prepend":
		return args + text, nil
	case "append":
		return text + args, nil
	case "is":
		return args, nil
	case "utf-16":
		var b strings.Builder
		b.WriteString("\xfe\xff")
		for _, u := range utf16.Encode([]rune(text)) {
			b.WriteString(string([]byte{byte(u >> 8), byte(u)}))
		}
		return b.String(), nil
	case "base64": // once more
		return base64.StdEncoding.EncodeToString([]byte(text)), nil
	case "wrap": // lines of 76
		return regexp.MustCompile(`.{1,76}`).ReplaceAllString(text, "$0\r\n"), nil
	}
	return "", fmt.Errorf("%s is no operation on text", s.op)
}

var repeats = regexp.MustCompile(`\{repeat:(\d+):([^{}]*)\}`)

// unrepeat writes {repeat:3:ab} as ababab; {n} counts.
func unrepeat(s string) string {
	return repeats.ReplaceAllStringFunc(s, func(m string) string {
		found := repeats.FindStringSubmatch(m)
		count, err := strconv.Atoi(found[1])
		if err != nil {
			return m
		}
		var b strings.Builder
		for i := range count {
			b.WriteString(strings.ReplaceAll(found[2], "#n", strconv.Itoa(i)))
		}
		return b.String()
	})
}
