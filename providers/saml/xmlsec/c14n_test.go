package xmlsec

import (
	"crypto"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Rules of Exclusive XML Canonicalization 1.0 and Canonical XML 1.0 §2.3, one each.
func TestCanonical(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		doc, at, list, want string
	}{
		"empty element":                     {`<a/>`, "a", "", `<a></a>`},
		"blanks in tags":                    {"<a  b = '1'\n></a >", "a", "", `<a b="1"></a>`},
		"text is escaped":                   {`<a>&amp;&lt;&gt;"'>&#13;&#9;</a>`, "a", "", "<a>&amp;&lt;&gt;\"'&gt;&#xD;\t</a>"},
		"values are escaped":                {`<a b='&amp;&lt;>"&#39;&#9;&#10;&#13;'/>`, "a", "", `<a b="&amp;&lt;>&quot;'&#x9;&#xA;&#xD;"></a>`},
		"attributes by namespace":           {`<a z="1" y:a="2" xml:lang="nl" x:b="3" b="4" xmlns:x="u:2" xmlns:y="u:1"/>`, "a", "", `<a xmlns:x="u:2" xmlns:y="u:1" b="4" z="1" xml:lang="nl" y:a="2" x:b="3"></a>`},
		"unused declarations go":            {`<a xmlns="u:1" xmlns:x="u:2"><b/></a>`, "a", "", `<a xmlns="u:1"><b></b></a>`},
		"moved to where it is used":         {`<a xmlns:x="u:1"><x:b/><x:c/></a>`, "a", "", `<a><x:b xmlns:x="u:1"></x:b><x:c xmlns:x="u:1"></x:c></a>`},
		"not repeated below":                {`<x:a xmlns:x="u:1"><x:b xmlns:x="u:1"/></x:a>`, "a", "", `<x:a xmlns:x="u:1"><x:b></x:b></x:a>`},
		"repeated when changed":             {`<x:a xmlns:x="u:1"><x:b xmlns:x="u:2"><x:c xmlns:x="u:1"/></x:b></x:a>`, "a", "", `<x:a xmlns:x="u:1"><x:b xmlns:x="u:2"><x:c xmlns:x="u:1"></x:c></x:b></x:a>`},
		"not when the change is unused":     {`<x:a xmlns:x="u:1"><b xmlns:x="u:2"><x:c xmlns:x="u:1"/></b></x:a>`, "a", "", `<x:a xmlns:x="u:1"><b><x:c></x:c></b></x:a>`},
		"default undone":                    {`<a xmlns="u:1"><b xmlns=""><c/></b></a>`, "a", "", `<a xmlns="u:1"><b xmlns=""><c></c></b></a>`},
		"default undone without need":       {`<a><b xmlns=""/></a>`, "a", "", `<a><b></b></a>`},
		"default undone above the apex":     {`<r xmlns="u:1"><a xmlns=""/></r>`, "a", "", `<a></a>`},
		"used by an attribute alone":        {`<a xmlns:x="u:1"><b x:c=""/></a>`, "a", "", `<a><b xmlns:x="u:1" x:c=""></b></a>`},
		"xml is never declared":             {`<a xml:space="preserve"><xml:b/></a>`, "a", "", `<a xml:space="preserve"><xml:b></xml:b></a>`},
		"declared above the apex":           {`<x:r xmlns:x="u:1"><x:a/></x:r>`, "a", "", `<x:a xmlns:x="u:1"></x:a>`},
		"list: declared above the apex":     {`<r xmlns:x="u:1" xmlns:y="u:2"><a/></r>`, "a", "x", `<a xmlns:x="u:1"></a>`},
		"list: declared below":              {`<a><b xmlns:x="u:1"><c/></b></a>`, "a", "x", `<a><b xmlns:x="u:1"><c></c></b></a>`},
		"list: changed below":               {`<a xmlns:x="u:1"><b xmlns:x="u:2"/></a>`, "a", "x", `<a xmlns:x="u:1"><b xmlns:x="u:2"></b></a>`},
		"list: not declared":                {`<a/>`, "a", "x xs", `<a></a>`},
		"list: the default namespace":       {`<r xmlns="u:1"><x:a xmlns:x="u:2"/></r>`, "a", "#default", `<x:a xmlns="u:1" xmlns:x="u:2"></x:a>`},
		"list: the default undone":          {`<r xmlns="u:1"><x:a xmlns:x="u:2"><x:b xmlns=""/></x:a></r>`, "a", "#default", `<x:a xmlns="u:1" xmlns:x="u:2"><x:b xmlns=""></x:b></x:a>`},
		"list: no default at all":           {`<a/>`, "a", "#default", `<a></a>`},
		"declarations in order of prefixes": {`<c:a xmlns="u:1" xmlns:b="u:2" xmlns:c="u:3" b:z="" c:y=""><d/></c:a>`, "a", "", `<c:a xmlns:b="u:2" xmlns:c="u:3" b:z="" c:y=""><d xmlns="u:1"></d></c:a>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := strings.Fields(strings.ReplaceAll(c.list, "#default", "#"))
			for i := range list {
				list[i] = strings.TrimPrefix(list[i], "#")
			}
			el := findLocal(mustParse(t, c.doc).Root(), c.at)
			if got := string(el.Canonical(list...)); got != c.want {
				t.Errorf("canonical form\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// findLocal gives the first element of that local name, in document order.
func findLocal(n Node, local string) Node {
	if n.Local() == local {
		return n
	}
	for c := range n.kids() {
		if found := findLocal(c, local); found.OK() {
			return found
		}
	}
	return Node{}
}

// The published pairs of input and output, octet for octet.
func TestCanonicalPublishedPairs(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(sharedFolder(t, "saml-fixtures"), "c14n")
	inputs, err := filepath.Glob(filepath.Join(folder, "ssoready-*-in.xml"))
	if err != nil || len(inputs) < 7 {
		t.Fatalf("%d published pairs, want at least 7 (%v)", len(inputs), err)
	}
	for _, in := range inputs {
		t.Run(filepath.Base(in), func(t *testing.T) {
			doc, err := os.ReadFile(in)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(in, "in.xml") + "out.xml")
			if err != nil {
				t.Fatal(err)
			}
			d, err := Parse(doc)
			if strings.Contains(in, "encoding") {
				wantReason(t, err, ReasonEncoding) // ISO-8859-1: refused by policy
				return
			}
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			if got := string(d.Root().Canonical()); got != string(want) {
				t.Errorf("canonical form\n got %s\nwant %s", got, want)
			}
		})
	}
}

var (
	merlinReference = regexp.MustCompile(`(?s)<Reference URI="">(.*?)</Reference>`)
	merlinXPath     = regexp.MustCompile(`(?s)<XPath[^>]*>\s*(.*?)\s*</XPath>`)
	merlinList      = regexp.MustCompile(`PrefixList="([^"]*)"`)
)

// The W3C interop vectors of 2002. Most select parts of a subtree by XPath, which no
// SAML signature may do; those that take the whole of one are compared.
func TestCanonicalMerlin(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(sharedFolder(t, "saml-fixtures"), "c14n", "merlin-c14n-three")
	doc := sharedFile(t, filepath.Join(folder, "signature.xml"))
	d := mustParse(t, string(doc))
	compared := 0
	for i, ref := range merlinReference.FindAllStringSubmatch(string(doc), -1) {
		xpath := merlinXPath.FindStringSubmatch(ref[1])
		if !strings.Contains(ref[1], `"`+spaceExc+`"`) || xpath == nil || xpath[1] != "ancestor-or-self::bar:Something" {
			continue
		}
		var list []string
		if found := merlinList.FindStringSubmatch(ref[1]); found != nil {
			list = []string{strings.TrimPrefix(found[1], "#default")}
		}
		want, err := os.ReadFile(filepath.Join(folder, "c14n-"+strconv.Itoa(i)+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(findLocal(d.Root(), "Something").Canonical(list...)); got != string(want) {
			t.Errorf("reference %d\n got %s\nwant %s", i, got, want)
		}
		compared++
	}
	if compared != 2 {
		t.Errorf("%d references compared, want 2: without a list and with #default", compared)
	}
}

// The digests in the exclusive vector, without comments and with a list.
func TestCanonicalMerlinExclusive(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(sharedFolder(t, "saml-fixtures"), "c14n", "merlin-exc-c14n-one")
	d, err := ParseWith(sharedFile(t, filepath.Join(folder, "exc-signature.xml")), Options{AllowComments: true})
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	object := findLocal(d.Root(), "Object")
	for _, c := range []struct {
		list []string
		want string
	}{{nil, "7yOTjUu+9oEhShgyIIXDLjQ08aY="}, {[]string{"bar", ""}, "09xMy0RTQM1Q91demYe/0F6AGXo="}} {
		if got := base64.StdEncoding.EncodeToString(sumOf(crypto.SHA1, object.Canonical(c.list...))); got != c.want {
			t.Errorf("digest with list %q: %s, want %s", c.list, got, c.want)
		}
	}
}
