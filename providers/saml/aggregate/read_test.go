package aggregate

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"sluis/providers/saml/xmlsec"
)

// names reads a document and gives the entityIDs in it.
func names(r io.Reader, keys []xmlsec.Key) ([]string, error) {
	return Read(r, Options{Keys: keys, MaxEntity: 64 << 10}, func(e Entity) (string, bool) {
		id, _ := e.Attr("entityID")
		return strings.Clone(id), true
	})
}

func entity(id string) string {
	return `<md:EntityDescriptor xmlns:md="` + nsMetadata + `" entityID="` + id + `"><md:Organization/></md:EntityDescriptor>`
}

func root(attrs, inside string) string {
	return `<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `" ID="_g"` + attrs + `>` + inside + `</md:EntitiesDescriptor>`
}

// spellings are aggregates in the many ways that XML allows. All of them hold the
// entities a and b.
var spellings = map[string]string{
	"side by side":            root("", entity("a")+entity("b")),
	"white space":             root("", "\n \t"+entity("a")+"\r\n\r"+entity("b")+"\n"),
	"a group in the group":    root("", "\n"+root1("", entity("a"))+" "+entity("b")),
	"groups in groups":        root("", root1("", root2(entity("a"))+" "+root2(" "))+root1(` validUntil="2026-01-01T00:00:00Z"`, "\n"+entity("b")+"\n")),
	"an empty group":          root("", `<md:EntitiesDescriptor/>`+entity("a")+`<md:EntitiesDescriptor Name='x'  />`+entity("b")),
	"extensions of a group":   root("", `<md:Extensions><x xmlns="urn:x:y">text</x></md:Extensions>`+entity("a")+entity("b")),
	"comments":                root("", "<!-- <md:EntityDescriptor> -->"+entity("a")+"<!-- > --> <!-- -->"+entity("b")+"<!-- last -->"),
	"around the root":         "\ufeff<?xml version='1.0' encoding='utf-8'?>\n<!-- a > b -->\n<?style x?>" + root("", entity("a")+entity("b")) + "\n<!-- end --> ",
	"quotes in values":        root(` Name='"&lt;"'`, entity("a")+`<md:EntityDescriptor xmlns:md="`+nsMetadata+`" entityID='b' x="/>" y='">'></md:EntityDescriptor >`),
	"references":              root(` Name="&#60;&amp;&#x10FFFF;&quot;&#9;"`, "&#32;"+entity("a")+"&#13;&#x20;"+entity("b")),
	"another prefix":          `<m:EntitiesDescriptor xmlns:m="` + nsMetadata + `" xmlns:md="urn:x:other" ID="_g">` + entity("a") + entity("b") + `</m:EntitiesDescriptor>`,
	"no prefix":               `<EntitiesDescriptor xmlns="` + nsMetadata + `" ID="_g"><EntityDescriptor entityID="a"/>` + entity("b") + `<a xmlns=""/></EntitiesDescriptor>`,
	"declarations inherited":  root(` xmlns:x="urn:x:y" xmlns:unused="urn:x:z"`, `<md:EntityDescriptor entityID="a" x:y="1"><x:b/></md:EntityDescriptor><md:EntitiesDescriptor xmlns:x="urn:x:w" x:z="1"><md:EntityDescriptor entityID="b"><x:b xmlns:x="urn:x:y"/></md:EntityDescriptor></md:EntitiesDescriptor>`),
	"attributes out of order": root(` z="1" a="2"`, `<md:EntityDescriptor z="1" entityID="a" b="2"/>`+entity("b")),
	"a tag over lines":        "<md:EntitiesDescriptor\n\txmlns:md='" + nsMetadata + "'\nID='_g'\n>" + entity("a") + entity("b") + "</md:EntitiesDescriptor\n>",
}

func root1(attrs, inside string) string {
	return `<md:EntitiesDescriptor` + attrs + `>` + inside + `</md:EntitiesDescriptor>`
}
func root2(inside string) string {
	return `<g:EntitiesDescriptor xmlns:g="` + nsMetadata + `" Name="g">` + inside + `</g:EntitiesDescriptor>`
}

// TestEverySpelling: the pieces together hash to what the whole hashes to, under one
// signature, and no entity is lost, whatever stands between them and however few
// bytes come at a time.
func TestEverySpelling(t *testing.T) {
	t.Parallel()
	s := newSigner(t, "metadata")
	for name, doc := range spellings {
		if !strings.Contains(doc, "<md:EntitiesDescriptor") {
			continue // sign knows one prefix
		}
		for _, prefixes := range []string{"", "md x #default unused"} {
			t.Run(name+"/"+prefixes, func(t *testing.T) {
				signed := s.sign(t, doc, prefixes)
				for how, r := range map[string]io.Reader{"at once": strings.NewReader(signed), "byte by byte": iotest.OneByteReader(strings.NewReader(signed))} {
					got, err := names(r, s.public(t))
					if err != nil || !slices.Equal(got, []string{"a", "b"}) {
						t.Errorf("%s: %q, %v", how, got, err)
					}
				}
			})
		}
	}
	for name, doc := range spellings {
		if got, err := names(strings.NewReader(doc), nil); err != nil || !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s, unsigned and nobody asks: %q, %v", name, got, err)
		}
	}
}

// TestEveryByteCounts: in a signed aggregate no byte can be changed, taken out or put
// twice without a refusal, unless it stands where canonical form looks past it; then
// the entities are the genuine ones.
func TestEveryByteCounts(t *testing.T) {
	t.Parallel()
	s := newSigner(t, "metadata")
	signed := s.sign(t, root(` Name="f"`, "\n"+entity("a")+root1("", entity("b")+" ")+"<!-- c -->"), "")
	refused, accepted := 0, 0
	for i := range signed {
		for _, mutant := range []string{
			signed[:i] + string([]byte{signed[i] ^ 1}) + signed[i+1:], signed[:i] + signed[i+1:], signed[:i+1] + signed[i:], signed[:i],
		} {
			got, err := names(strings.NewReader(mutant), s.public(t))
			switch {
			case err != nil && got == nil:
				refused++
			case err != nil:
				t.Fatalf("an error and entities at byte %d", i)
			case !slices.Equal(got, []string{"a", "b"}):
				t.Fatalf("byte %d: accepted with %q:\n%s", i, got, mutant)
			default:
				accepted++
			}
		}
	}
	t.Logf("%d refused, %d accepted with the genuine entities", refused, accepted)
	if refused < 10*accepted {
		t.Error("most mutants are accepted: the signature is not looked at")
	}
}

// TestRefuses: genuine signed parts put where they were not, and documents that are
// none.
func TestRefuses(t *testing.T) {
	t.Parallel()
	s, other := newSigner(t, "metadata"), newSigner(t, "somebody else")
	plain := root("", entity("a"))
	signed := s.sign(t, plain, "")
	from := strings.Index(signed, "<ds:Signature")
	to := strings.Index(signed, "</ds:Signature>") + len("</ds:Signature>")
	signature, without := signed[from:to], signed[:from]+signed[to:]
	evil := entity("evil")
	long := strings.Repeat("x", 64<<10)
	for _, tc := range []struct{ name, doc, says string }{
		{"nothing", "", "xmlsec"},
		{"unsigned", plain, "signature"},
		{"signed by another key", other.sign(t, plain, ""), "signature"},
		{"an entity put in", strings.Replace(signed, entity("a"), entity("a")+evil, 1), "signature"},
		{"an entity changed", strings.Replace(signed, `"a"`, `"evil"`, 1), "signature"},
		{"an entity behind the root", signed + evil, "behind the end"},
		{"a second root", signed + root("", evil), "behind the end"},
		{"the root ended twice", signed + "</md:EntitiesDescriptor>", "without its start"},
		{"the signed group in another", root("", evil+strings.ReplaceAll(signed, "_g", "_h")), "signature"},
		{"the signature in an inner group", root("", strings.Replace(signed, `ID="_g"`, `ID="_h"`, 1)), "signature"},
		{"the signature behind an entity", strings.Replace(without, "</md:EntitiesDescriptor>", signature+"</md:EntitiesDescriptor>", 1), "signature"},
		{"the signature twice", signed[:to] + signature + signed[to:], "signature"},
		{"two signatures, the other first", signed[:from] + other.signature(t, make([]byte, 32), "") + signed[from:], "signature"},
		{"the signature inside the entity", strings.Replace(without, `entityID="a">`, `entityID="a">`+signature, 1), "signature"},
		{"no end", strings.TrimSuffix(signed, "</md:EntitiesDescriptor>"), "too early"},
		{"half a tag", signed[:len(signed)-3], "xmlsec"},
		{"a document type", "<!DOCTYPE a [<!ENTITY b \"c\">]>" + signed, "doctype"},
		{"a foreign group", `<x:EntitiesDescriptor xmlns:x="urn:x:y" ID="_g">` + evil + `</x:EntitiesDescriptor>`, "foreign"},
		{"a foreign group inside", root("", `<x:EntitiesDescriptor xmlns:x="urn:x:y">`+evil+`</x:EntitiesDescriptor>`), "foreign"},
		{"an undeclared prefix", root("", `<y:EntityDescriptor entityID="evil"/>`), "namespace"},
		{"a wrong end tag", root("", `<md:EntityDescriptor entityID="evil"></md:Entity>`), "syntax"},
		{"groups end in the wrong order", root("", `<md:EntitiesDescriptor></x:EntitiesDescriptor>`), "syntax"},
		{"text behind the root", signed + "x", "syntax"},
		{"groups without end", strings.Repeat(`<md:EntitiesDescriptor xmlns:md="`+nsMetadata+`">`, 9), "nested too deeply"},
		{"an endless tag", `<md:EntitiesDescriptor x="` + long, "too-large"},
		{"an endless comment", root("", "<!--"+long+"-->"), "too-large"},
		{"endless text", root("", long), "too-large"},
		{"an endless entity", root("", strings.Replace(entity("a"), "<md:Organization/>", strings.Repeat("<md:Organization/>", 4000), 1)), "too-large"},
		{"a comment that cuts", root("", `<!--><md:EntityDescriptor entityID="evil"/><!-- -->`), "comment"},
	} {
		got, err := names(strings.NewReader(tc.doc), s.public(t))
		if err == nil || got != nil {
			t.Errorf("%s: accepted, %q", tc.name, got)
		} else if !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: the error does not say %q: %v", tc.name, tc.says, err)
		}
	}
}

// TestReaderFails: what the road says is passed on, and nothing is handed out.
func TestReaderFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("line cut")
	doc := root("", entity("a")+entity("b"))
	for n := range len(doc) {
		got, err := names(io.MultiReader(strings.NewReader(doc[:n]), iotest.ErrReader(broken)), nil)
		if !errors.Is(err, broken) || got != nil {
			t.Fatalf("cut after %d bytes: %q, %v", n, got, err)
		}
	}
}

// TestOwnSignature: where the root has none, an entity that is kept needs its own;
// one that nobody wants does not.
func TestOwnSignature(t *testing.T) {
	t.Parallel()
	s := newSigner(t, "metadata")
	own := strings.NewReplacer("EntitiesDescriptor", "EntityDescriptor").Replace(s.sign(t, root("", ""), ""))
	if got, err := names(strings.NewReader(own), s.public(t)); err == nil {
		t.Errorf("a signature over something else: %q", got)
	}
	_, err := Read(strings.NewReader(root("", entity("a"))), Options{Keys: s.public(t), MaxEntity: 1 << 10}, func(Entity) (int, bool) { return 0, false })
	if err != nil {
		t.Errorf("an entity that nobody wants: %v", err)
	}
}
