package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// same compares all that the rest of this package looks at.
func same(t *testing.T, path string, quick, library *node) {
	t.Helper()
	if quick.is != library.is || quick.value != library.value || quick.line != library.line || len(quick.content) != len(library.content) {
		t.Fatalf("at %s: quick has %s %q, line %d, with %d; the library %s %q, line %d, with %d", path,
			quick.is, quick.value, quick.line, len(quick.content), library.is, library.value, library.line, len(library.content))
	}
	for i := range quick.content {
		same(t, path+"/"+quick.content[i&^1].value, quick.content[i], library.content[i])
	}
}

// FuzzQuick: whatever the quick reader takes, the library takes, as one document,
// with the same nodes on the same lines. What it does not take is no matter here.
func FuzzQuick(f *testing.F) {
	for _, name := range []string{"sluis.yaml", "registry.yaml"} {
		b, err := os.ReadFile(filepath.Join("testdata", "good", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, s := range quickSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // refused before
		}
		n, _ := quickTree(text)
		if n == nil {
			return
		}
		docs, err := decode([]byte(text))
		if err != nil || len(docs) != 1 {
			t.Fatalf("quick takes what the library does not: %v, %d documents", err, len(docs))
		}
		r := &reader{rep: new(report)}
		if top := docs[0].Content[0]; r.plain(top, 0) {
			same(t, "", n, fromLibrary(top))
		} else {
			t.Fatalf("quick takes what is refused: %s", r.rep.problems)
		}
	})
}

var quickSeeds = []string{
	"a: b\n  c\n",                                // a text that goes on below
	"a: 'b' c\nd: \"e\\n\"\nf: 'g''h'",           // quotes that end early, escapes, doubled quotes
	"a:\n- b\n- c: d\n  e: f\ng: h\n",            // a list in the column of its key
	"a: [b, c,\n  d] # e\nf: {g: h,\n i: [j]}\n", // flow over lines
	"a: [b: c, {d}, e?f, g#h, #i\n]\n",           // flow that is more than it seems
	"a: http://b:80/c#d # e\nf: g#h\n",           // colons and hashes inside texts
	"a: 0x1F\nb: 2026-09-01\nc: 12E4\nd: 01AB\ne: 1_000\nf: 1.5\ng: 0o7\nh: 08\ni: 1:30\nj: 9999999999999999999999\n", // what looks like a number
	"a: true\nb: Null\nc: yes\nd: ~\ne: .inf\nf: ./g\nh: ...\n",                                                       // words with a meaning
	"a: |\n b\nc: >-\n d\n",                                  // block texts
	"a: &b c\nd: *b\ne: !!str f\n",                           // anchors, aliases, tags
	"a:\n  b: c\n d: e\n",                                    // an indent of neither
	"a:\n    - b: c\n      d: e\n    -  f: g\n       h: i\n", // dashes with more space
	"- a\n",                                                                                                 // a list at the top
	"a: b\n---\nc: d\n",                                                                                     // two documents
	"a: - b\nc: ? d\ne: @f\ng: `h\ni: %j",                                                                   // texts that begin with a sign
	"a: b\n\n   \n  # c\nd: e",                                                                              // gaps and comments between
	"a:    \n  b: c # d\n#e\n  f: g\n",                                                                      // comments in other columns
	"a: [b]\n  \n  c\n", "a: {b: }\n", "a: [,]\n", "a: [b c\n d]\n", "a: 'b'#c\n", "a: b #c\n", "a: [b,,c]", // small corners
}

// The quick reader is worth having only where it takes what people write.
func TestTheQuickReaderTakesTheExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"testdata/good/sluis.yaml", "testdata/good/registry.yaml", "../../deploy/examples/sluis.yaml", "../../deploy/examples/registry.yaml"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n, line := quickTree(string(b)); n == nil {
			t.Errorf("%s: gave up on line %d: %s", name, line, strings.Split(string(b), "\n")[line-1])
		}
	}
}

func BenchmarkQuickTree2000Schools(b *testing.B) {
	text, err := os.ReadFile(filepath.Join(site(b, bigRegistry(2000)...), "registry.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if n, line := quickTree(string(text)); n == nil {
			b.Fatal(line)
		}
	}
}
