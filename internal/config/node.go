package config

import "go.yaml.in/yaml/v3"

// node is one value of a file: what it is, where it stands, what it says. A third
// of the library's node, which carries comments and anchors; a registry of 2,000
// schools has 36,000 of them.
type node struct {
	is      kind
	line    int32
	value   string
	content []*node // of a list its values; of a mapping each key and its value
}

// kind is what a value is to YAML 1.2.
type kind uint8

const (
	isText kind = iota
	isWhole
	isFraction
	isTruth
	isDay
	isNothing
	isList
	isMapping
)

// String names a kind in the words of who wrote the file.
func (k kind) String() string {
	switch k {
	case isWhole, isFraction:
		return "a number"
	case isTruth:
		return "true or false"
	case isDay:
		return "a date"
	case isNothing:
		return "nothing"
	case isList:
		return "a list"
	case isMapping:
		return "a mapping (key: value)"
	default:
		return "a text"
	}
}

// scalar reports whether the value is one word or text.
func (n *node) scalar() bool { return n.is < isList }

// fromLibrary takes over a tree of plain values (see plain).
func fromLibrary(n *yaml.Node) *node {
	out := &node{is: kindOf(n), line: int32(n.Line), value: n.Value}
	for _, c := range n.Content {
		out.content = append(out.content, fromLibrary(c))
	}
	return out
}

func kindOf(n *yaml.Node) kind {
	switch n.Kind {
	case yaml.MappingNode:
		return isMapping
	case yaml.SequenceNode:
		return isList
	}
	switch n.Tag {
	case "!!int":
		return isWhole
	case "!!float":
		return isFraction
	case "!!bool":
		return isTruth
	case "!!timestamp":
		return isDay
	case "!!null":
		return isNothing
	default:
		return isText
	}
}
