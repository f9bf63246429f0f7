package config

import (
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Why a text of the registry is not edited. Compare with errors.Is.
var (
	// ErrNoEntry: the text has no such school or app, or not the key above.
	ErrNoEntry = errors.New("config: nothing of that id is in the registry")
	// ErrShape: the place is written in a way that only a person with an editor changes.
	ErrShape = errors.New("config: the registry is written there in a way that is only changed by hand")
)

// Edit is one change of a registry's text: what a key of one school or app is to hold.
type Edit struct {
	List string   // schools or apps
	ID   string   // of the entry
	Keys []string // the way to the value below the entry; all but the last must be there
	To   Value    // the zero Value takes the key out
}

// Value is what can stand under a key. The zero Value is nothing.
type Value struct{ n *node }

// TextValue is a text.
func TextValue(s string) Value { return Value{&node{is: isText, value: s}} }

// NumberValue is a whole number.
func NumberValue(n int) Value { return Value{&node{is: isWhole, value: fmt.Sprint(n)}} }

// TruthValue is true or false.
func TruthValue(b bool) Value { return Value{&node{is: isTruth, value: fmt.Sprint(b)}} }

// DayValue is a day, written 2026-10-02.
func DayValue(day string) Value { return Value{&node{is: isDay, value: day}} }

// ListValue is a list.
func ListValue(items ...Value) Value {
	n := &node{is: isList}
	for _, v := range items {
		n.content = append(n.content, v.n)
	}
	return Value{n}
}

// TextsValue is a list of texts.
func TextsValue(items ...string) Value {
	n := &node{is: isList}
	for _, s := range items {
		n.content = append(n.content, &node{is: isText, value: s})
	}
	return Value{n}
}

// Pair is a key and what stands under it; a pair whose value is nothing is not written.
type Pair struct {
	Key string
	To  Value
}

// MapValue is a mapping.
func MapValue(pairs ...Pair) Value {
	n := &node{is: isMapping}
	for _, p := range pairs {
		if p.To.n != nil {
			n.content = append(n.content, &node{is: isText, value: p.Key}, p.To.n)
		}
	}
	return Value{n}
}

// maxEditSteps bounds one edit of a text: each step writes or takes out one thing. An edit of
// a contract that lost all of its thousand schools is beyond it, and no work for a form.
const maxEditSteps = 300

// EditRegistry changes what the edits name and leaves every other byte as it was, comments
// included. It does not judge what comes of it. What it gives, read again, is exactly the
// old registry with the edits, or it gives an error.
func EditRegistry(text []byte, edits []Edit) ([]byte, error) {
	e := &editor{text: string(text)}
	if err := e.parse(); err != nil {
		return nil, err
	}
	want := fromLibrary(e.root)
	for _, x := range edits {
		if err := x.apply(want); err != nil {
			return nil, err
		}
		if err := e.carry(x); err != nil {
			return nil, err
		}
	}
	if !says(fromLibrary(e.root), want) {
		return nil, ErrShape
	}
	return []byte(e.text), nil
}

// apply makes the change in a tree, which is what the text is held to.
func (x Edit) apply(root *node) error {
	at := root.under(x.List)
	if at == nil || at.is != isList || len(x.Keys) == 0 {
		return ErrNoEntry
	}
	i := slices.IndexFunc(at.content, func(n *node) bool { id := n.under("id"); return id != nil && id.value == x.ID })
	if i < 0 {
		return ErrNoEntry
	}
	at = at.content[i]
	for _, k := range x.Keys[:len(x.Keys)-1] {
		if at = at.under(k); at == nil || at.is != isMapping {
			return ErrNoEntry
		}
	}
	at.put(x.Keys[len(x.Keys)-1], x.To.n)
	return nil
}

// under gives the value of a mapping's key; nil: there is none.
func (n *node) under(key string) *node {
	if n.is != isMapping {
		return nil
	}
	for i := 0; i+1 < len(n.content); i += 2 {
		if n.content[i].value == key {
			return n.content[i+1]
		}
	}
	return nil
}

// put sets a key, or takes it out.
func (n *node) put(key string, to *node) {
	for i := 0; i+1 < len(n.content); i += 2 {
		if n.content[i].value != key {
			continue
		}
		if to == nil {
			n.content = slices.Delete(n.content, i, i+2)
		} else {
			n.content[i+1] = to
		}
		return
	}
	if to != nil {
		n.content = append(n.content, &node{is: wordKind(key), value: key}, to)
	}
}

// says reports whether two trees say the same. The order of keys says nothing.
func says(a, b *node) bool {
	if a.is != b.is || a.value != b.value || len(a.content) != len(b.content) {
		return false
	}
	if a.is != isMapping {
		return slices.EqualFunc(a.content, b.content, says)
	}
	for i := 0; i+1 < len(a.content); i += 2 {
		other := b.under(a.content[i].value)
		if other == nil || !says(a.content[i+1], other) {
			return false
		}
	}
	return true
}

// editor is a text and what the library reads in it.
type editor struct {
	text  string
	root  *yaml.Node
	lines []int // where each line begins
}

// parse reads the text anew. What means more to YAML than itself is not touched.
func (e *editor) parse() error {
	if len(e.text) > maxYAML || unusual(e.text) >= 0 {
		return ErrShape
	}
	docs, err := decode([]byte(e.text))
	if err != nil || len(docs) != 1 || docs[0].Kind != yaml.DocumentNode || len(docs[0].Content) != 1 {
		return ErrShape
	}
	e.root = docs[0].Content[0]
	if r := (&reader{rep: new(report)}); !r.plain(e.root, 0) || e.root.Kind != yaml.MappingNode {
		return ErrShape
	}
	e.lines = append(e.lines[:0], 0)
	for i, c := range []byte(e.text) {
		if c == '\n' {
			e.lines = append(e.lines, i+1)
		}
	}
	return nil
}

// carry makes one edit, step by step: after each the text is read anew, since every place
// behind it has moved.
func (e *editor) carry(x Edit) error {
	for range maxEditSteps {
		before := len(e.text)
		at := e.entry(x)
		if at == nil {
			return ErrNoEntry
		}
		done, err := e.set(at, x.Keys[len(x.Keys)-1], x.To.n)
		if err != nil || done {
			return err
		}
		if err := e.parse(); err != nil || len(e.text) > before+maxText*16 {
			return ErrShape
		}
	}
	return ErrShape
}

func (e *editor) entry(x Edit) *yaml.Node {
	_, list := pairOf(e.root, x.List)
	if list == nil {
		return nil
	}
	for _, at := range list.Content {
		if _, id := pairOf(at, "id"); id == nil || id.Value != x.ID {
			continue
		}
		for _, k := range x.Keys[:len(x.Keys)-1] {
			if _, at = pairOf(at, k); at == nil {
				return nil
			}
		}
		return at
	}
	return nil
}

// pairOf gives the key and the value of a mapping's pair; nil, nil: there is none.
func pairOf(n *yaml.Node, key string) (k, v *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// set takes one step towards what a key is to hold; done: it holds that.
func (e *editor) set(in *yaml.Node, key string, want *node) (done bool, err error) {
	k, v := pairOf(in, key)
	switch {
	case want == nil && v == nil:
		return true, nil
	case want == nil:
		return false, e.remove(in, k, v)
	case v == nil:
		return false, e.insert(in, key+": "+spell(want))
	}
	have := fromLibrary(v)
	switch {
	case says(have, want):
		return true, nil
	case have.scalar() && want.scalar():
		return false, e.replace(v, spell(want))
	case have.is != want.is || len(have.content) == 0 || len(want.content) == 0:
		return false, e.rewrite(k, v, want)
	case have.is == isList:
		return false, e.alter(v, have, want)
	}
	return e.merge(v, want)
}

// merge takes one step towards a mapping.
func (e *editor) merge(v *yaml.Node, want *node) (done bool, err error) {
	for i := 0; i+1 < len(want.content); i += 2 {
		if done, err := e.set(v, want.content[i].value, want.content[i+1]); err != nil || !done {
			return false, err
		}
	}
	for i := 0; i+1 < len(v.Content); i += 2 {
		if want.under(v.Content[i].Value) == nil {
			return false, e.remove(v, v.Content[i], v.Content[i+1])
		}
	}
	return true, nil
}

// alter takes one step towards a list: what is not wanted at its place goes, and what is
// wanted comes at the end.
func (e *editor) alter(v *yaml.Node, have, want *node) error {
	i := 0
	for i < len(have.content) && i < len(want.content) && says(have.content[i], want.content[i]) {
		i++
	}
	if i == len(have.content) {
		return e.insert(v, spell(want.content[i]))
	}
	if i == 0 && len(have.content) == 1 { // an empty list has another form: first what comes, then what goes
		return e.insert(v, spell(want.content[0]))
	}
	return e.remove(v, v.Content[i], v.Content[i])
}
