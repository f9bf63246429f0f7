package xmlsec

import "testing"

// A value is the whole text of a leaf or nothing (contract 14-15: an element or a
// comment inside a NameID or value is refused; CVE-2017-11427 and kin).
func TestText(t *testing.T) {
	t.Parallel()
	d, err := ParseWith([]byte(`<r><plain> x </plain><empty/><blank> </blank><inner>x<b/></inner><only><b/></only><split>x<!-- -->y</split></r>`), Options{AllowComments: true})
	if err != nil {
		t.Fatal(err)
	}
	for local, want := range map[string]string{"plain": " x ", "empty": "", "blank": " "} {
		if got, err := d.Root().Child("", local).Text(); err != nil || got != want {
			t.Errorf("text of %s: %q, %v; want %q", local, got, err, want)
		}
	}
	for _, local := range []string{"inner", "only", "split"} {
		got, err := d.Root().Child("", local).Text()
		wantReason(t, err, ReasonContent)
		if got != "" {
			t.Errorf("text of %s: %q beside the refusal", local, got)
		}
	}
}

// Names are compared with their namespace; attributes too ("The Fragile Lock").
func TestNames(t *testing.T) {
	t.Parallel()
	root := mustParse(t, `<x:r xmlns:x="u:1" xmlns:y="u:2" x:a="1" a="2" y:b="3"><c/><x:c n="1"/><y:c/><x:c n="2"/></x:r>`).Root()
	if !root.Is("u:1", "r") || root.Is("", "r") || root.Is("u:2", "r") || root.Space() != "u:1" || root.Local() != "r" {
		t.Error("the root's name does not compare by namespace")
	}
	for _, c := range []struct {
		space, local, want string
		ok                 bool
	}{{"", "a", "2", true}, {"u:1", "a", "1", true}, {"u:2", "b", "3", true}, {"", "b", "", false}, {"u:1", "b", "", false}, {declared, "x", "", false}} {
		if got, ok := root.AttrNS(c.space, c.local); got != c.want || ok != c.ok {
			t.Errorf("attribute {%s}%s: %q, %v; want %q, %v", c.space, c.local, got, ok, c.want, c.ok)
		}
	}
	count := 0
	for c := range root.ChildrenNamed("u:1", "c") {
		count++
		if n, _ := c.Attr("n"); n != "1" && n != "2" {
			t.Errorf("child of another name: n=%q", n)
		}
	}
	if n, _ := root.Child("u:1", "c").Attr("n"); count != 2 || n != "1" {
		t.Errorf("%d children by name, first n=%q; want 2, first 1", count, n)
	}
	if root.Child("u:3", "c").OK() {
		t.Error("a child of a namespace that is not there")
	}
	for range root.Children() {
		break // an iteration may end early
	}
}

// The zero Node answers everything with nothing.
func TestZeroNode(t *testing.T) {
	t.Parallel()
	var n Node
	_, attr := n.Attr("ID")
	if n.OK() || n.Is("", "") || n.Space() != "" || n.Local() != "" || attr || n.Child("", "a").OK() {
		t.Error("the zero Node claims to be something")
	}
	for range n.Children() {
		t.Error("the zero Node has a child")
	}
	if text, err := n.Text(); text != "" || err == nil {
		t.Errorf("text of the zero Node: %q, %v; want a refusal", text, err)
	}
	d := mustParse(t, "<a/>")
	if present, err := d.Signature(n); present || err != nil {
		t.Errorf("signature of the zero Node: %v, %v", present, err)
	}
	_, err := d.Verify(n, nil)
	wantReason(t, err, ReasonNoSignature)
}
