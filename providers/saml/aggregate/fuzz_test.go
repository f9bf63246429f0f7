package aggregate

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sluis/providers/saml/xmlsec"
)

// FuzzRead holds reading in pieces against reading whole: what is accepted piece by
// piece under a signature of the root is a document that xmlsec, which has no pieces,
// accepts under the same key, and it has the same entities. Signed or not, the order
// and the number of entities are those of the whole.
func FuzzRead(f *testing.F) {
	s := newSigner(f, "metadata")
	keys := s.public(f)
	for name, doc := range spellings {
		f.Add([]byte(doc), false)
		if strings.Contains(doc, "<md:EntitiesDescriptor") {
			f.Add([]byte(s.sign(f, doc, "")), true)
			f.Add([]byte(s.sign(f, doc, "md x")), true)
		} else if name == "" {
			f.Fatal("a spelling without a name")
		}
	}
	f.Add([]byte(federation(2)), false)
	f.Add([]byte(entity("a")), false)
	f.Add([]byte(`<md:EntitiesDescriptor xmlns:md="`+nsMetadata+`"><!--><md:EntityDescriptor/>-->`), false)
	for _, c := range sections {
		f.Add([]byte(withText(c.written)), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, signed bool) {
		var use []xmlsec.Key
		if signed {
			use = keys
		}
		got, err := names(bytes.NewReader(b), use)
		if err != nil {
			if got != nil {
				t.Fatal("entities beside an error")
			}
			return
		}
		if bytes.Contains(b, []byte(sectionOpens)) {
			return // xmlsec takes none; TestSection and TestXMLSec1 judge them
		}
		whole, err := xmlsec.ParseWith(b, xmlsec.Options{MaxBytes: 4 << 20, MaxNodes: 1 << 20, MaxDepth: 64, AllowComments: true})
		if err != nil {
			if strings.Contains(err.Error(), string(xmlsec.ReasonDuplicateID)) {
				return // two entities may have one ID: neither is found by it
			}
			t.Fatalf("accepted in pieces, and whole: %v", err)
		}
		root := whole.Root()
		if rootSigned, _ := whole.Signature(root); signed && rootSigned {
			if _, err := whole.Verify(root, keys); err != nil {
				t.Fatalf("verified in pieces, and whole: %v", err)
			}
		}
		if want := walked(root); !slices.Equal(got, want) {
			t.Fatalf("in pieces %q, whole %q", got, want)
		}
	})
}

// walked gives the entityIDs in the groups of a whole document.
func walked(n xmlsec.Node) (ids []string) {
	if n.Is(nsMetadata, entityName) {
		id, _ := n.Attr("entityID")
		return []string{id}
	}
	if !n.Is(nsMetadata, groupName) {
		return nil
	}
	for c := range n.Children() {
		ids = append(ids, walked(c)...)
	}
	return ids
}
