package xmlsec

import (
	"cmp"
	"strings"
)

// MaxBytes is the largest message that [Parse] reads.
const MaxBytes = 256 << 10

const (
	maxNodes   = 16 << 10 // a hub's Response with 500 group memberships has some 3,000
	maxDepth   = 32       // SAML needs 8
	maxAttrs   = 64       // on one element, namespace declarations included
	maxInScope = 128      // declarations on one path: each lookup walks them
	maxURI     = 256      // of a namespace: exclusive c14n repeats it at every use
)

// Options widen [ParseWith]; zero fields mean the limits of [Parse].
type Options struct {
	MaxBytes int
	MaxDepth int
	MaxNodes int // elements, texts, attributes and namespace declarations together

	// AllowComments is for published metadata: comments anywhere, processing
	// instructions outside the root, a byte order mark. Canonical form omits all
	// three, and [Node.Text] refuses a value with a comment beside its text.
	AllowComments bool
}

// Document is one parsed document. Reading it is safe for concurrent use,
// verifying is not. It keeps its own copy of the bytes.
type Document struct {
	nodes  []node // in document order: the subtree of i is nodes[i:nodes[i].end]
	attrs  []attr
	ids    map[string]bool
	visits int         // work done: nodes seen, declarations compared
	extra  []algorithm // beyond the list; only tests set it
}

// node is an element, or a text: then only text, parent and end are set. Its
// attrs[first:plain] are namespace declarations, attrs[plain:last] attributes.
type node struct {
	qname
	space, text                     string
	parent, end, first, plain, last int
}

// attr is an attribute, or a namespace declaration: then space is declared, local
// the prefix ("" for the default namespace) and value the URI.
type attr struct {
	qname
	space, value string
}

type qname struct{ name, prefix, local string } // name is "prefix:local" as written

const declared = "\x00" // no document can spell this namespace

// Parse reads a message of at most [MaxBytes]: UTF-8, no document type, no CDATA,
// no comments, no processing instructions, no byte order mark.
func Parse(b []byte) (*Document, error) { return ParseWith(b, Options{}) }

// ParseWith is [Parse] under other limits.
func ParseWith(b []byte, o Options) (*Document, error) {
	o = Options{cmp.Or(o.MaxBytes, MaxBytes), cmp.Or(o.MaxDepth, maxDepth), cmp.Or(o.MaxNodes, maxNodes), o.AllowComments}
	if len(b) > o.MaxBytes {
		return nil, refuse(ReasonTooLarge, "the document is larger than allowed")
	}
	src := string(b)
	if o.AllowComments {
		src = strings.TrimPrefix(src, "\ufeff") // ADFS publishes its metadata with one
	}
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n") // XML 1.0 §2.11
	p := parser{src: src, rest: src, limits: o, open: -1}
	p.d.ids = map[string]bool{}
	p.d.nodes = make([]node, 0, max(0, min(strings.Count(src, "<")*3/2, o.MaxNodes)))
	p.d.attrs = make([]attr, 0, max(0, min(strings.Count(src, `="`), o.MaxNodes)))
	if p.run(); p.err != nil {
		return nil, p.err
	}
	return &p.d, nil
}

// resolve finds the namespace of a prefix at element i. An undeclared default is
// the empty namespace; ok is false for any other undeclared prefix.
func (d *Document) resolve(i int, prefix string) (uri string, ok bool) {
	for ; i >= 0; i = d.nodes[i].parent {
		n := &d.nodes[i]
		d.visits += 1 + n.plain - n.first
		for _, a := range d.attrs[n.first:n.plain] {
			if a.local == prefix {
				return a.value, true
			}
		}
	}
	if prefix == "xml" {
		return spaceXML, true
	}
	return "", prefix == ""
}
