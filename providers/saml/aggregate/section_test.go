package aggregate

import (
	"slices"
	"strings"
	"testing"
)

// sections are aggregates of a and b with character data sections, each beside what
// it stands for.
var sections = map[string]struct{ written, meant string }{
	"a description":         {`<![CDATA[Café & <b>kroeg</b>]]>`, `Café &amp; &lt;b>kroeg&lt;/b>`},
	"an entity as text":     {`<![CDATA[<md:EntityDescriptor entityID="c"/>]]>`, `&lt;md:EntityDescriptor entityID="c"/>`},
	"the end tags as text":  {`<![CDATA[</md:Organization></md:EntityDescriptor></md:EntitiesDescriptor>]]>`, `&lt;/md:Organization>&lt;/md:EntityDescriptor>&lt;/md:EntitiesDescriptor>`},
	"a comment as text":     {`<![CDATA[<!-- ]]>`, `&lt;!-- `},
	"an opening in it":      {`<![CDATA[<![CDATA[]]>`, `&lt;![CDATA[`},
	"brackets at the end":   {`<![CDATA[x]]]]>`, `x]]`},
	"two side by side":      {`<![CDATA[]]]]><![CDATA[>]]>`, `]]&gt;`},
	"nothing":               {`<![CDATA[]]>`, ``},
	"a reference as text":   {`<![CDATA[&amp;&#0;]]>`, `&amp;amp;&amp;#0;`},
	"a section as comment":  {`<!-- <![CDATA[ -->x<!-- ]]> -->`, `<!-- <![CDATA[ -->x<!-- ]]> -->`},
	"lines":                 {"<![CDATA[a\r\nb\rc]]>", "a\r\nb\rc"},
	"quotes":                {`<![CDATA["']]>`, `"'`},
	"between other content": {`x<![CDATA[<]]>y<e/><![CDATA[>]]>`, `x&lt;y<e/>&gt;`},
}

func withText(text string) string {
	return root("", `<md:EntityDescriptor entityID="a"><md:Organization>`+text+`</md:Organization></md:EntityDescriptor>`+entity("b"))
}

// TestSection: a character data section is the text that it stands for: the entities
// are the same ones, and the signature over the text holds over the section.
func TestSection(t *testing.T) {
	t.Parallel()
	s := newSigner(t, "metadata")
	for name, c := range sections {
		signed := s.sign(t, withText(c.meant), "")
		if got, err := names(strings.NewReader(signed), s.public(t)); err != nil || !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s: what it means: %q, %v", name, got, err)
		}
		written := strings.Replace(signed, c.meant+`</md:Organization>`, c.written+`</md:Organization>`, 1)
		if got, err := names(strings.NewReader(written), s.public(t)); err != nil || !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		other := strings.Replace(signed, c.meant+`</md:Organization>`, c.written+`<![CDATA[!]]></md:Organization>`, 1)
		if got, err := names(strings.NewReader(other), s.public(t)); err == nil {
			t.Errorf("%s: one character more, and accepted with %q", name, got)
		}
	}
}

// TestBadSection: what is no character data section is none.
func TestBadSection(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]string{
		"without end":               withText(`<![CDATA[x`),
		"ended by half":             withText(`<![CDATA[x]]`),
		"overlapping its opening":   withText(`<![CDATA[>`),
		"in lower case":             withText(`<![cdata[x]]>`),
		"with a space":              withText(`<![CDATA [x]]>`),
		"an end alone":              withText(`x]]>`),
		"a forbidden character":     withText("<![CDATA[\x01]]>"),
		"not UTF-8":                 withText("<![CDATA[\xff]]>"),
		"before the root":           `<![CDATA[x]]>` + withText(``),
		"after the root":            withText(``) + `<![CDATA[x]]>`,
		"in a tag":                  root(` <![CDATA[x="1"]]>`, entity("a")),
		"longer than an entity may": withText(`<![CDATA[` + strings.Repeat("&", 20<<10) + `]]>`),
	} {
		if got, err := names(strings.NewReader(doc), nil); err == nil {
			t.Errorf("%s: accepted with %q", name, got)
		}
	}
}
