package config

import (
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const stray = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"

// The reader asks for keys one by one and the documentation reads tags: this holds
// the two together, both ways. A stray key in every mapping makes check list what
// it knows there.
func TestTheReaderKnowsTheDocumentedKeys(t *testing.T) {
	t.Parallel()
	for file, of := range map[string]reflect.Type{
		"sluis.yaml": reflect.TypeFor[Installation](), "registry.yaml": reflect.TypeFor[Registry](),
	} {
		want := map[string][]string{}
		doc := everyMapping(of, "", want)
		dir := site(t, file, "", doc)
		known := map[string][]string{}
		for line := range strings.Lines(faults(t, dir, testChecks())) {
			m := strayLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			if m == nil {
				continue
			}
			known[index1.ReplaceAllString(m[1], "[]")] = strings.Split(m[2], ", ")
		}
		for path, keys := range want {
			slices.Sort(keys)
			got := known[path]
			slices.Sort(got)
			if !slices.Equal(got, keys) {
				t.Errorf("%s %s%s: the reader knows %v, the tags say %v", file, path, "*", got, keys)
			}
		}
		if len(known) != len(want) {
			t.Errorf("%s: %d mappings are read, %d are documented", file, len(known), len(want))
		}
	}
}

var (
	strayLine = regexp.MustCompile(`: ([^ ]*)` + stray + `: is (?:not a key here; known are|beyond what can be released:) (.*)$`)
	index1    = regexp.MustCompile(`\[1\]`)
)

// everyMapping writes a document in which every mapping that the tags know is
// there, with a stray key in it, and notes the keys of each.
func everyMapping(of reflect.Type, path string, want map[string][]string) string {
	parts := []string{stray + ": 1"}
	for i := range of.NumField() {
		f := of.Field(i)
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		want[path] = append(want[path], key)
		inner, list := f.Type, false
		if inner.Kind() == reflect.Slice {
			inner, list = inner.Elem(), true
		}
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() != reflect.Struct || inner == reflect.TypeFor[netip.Prefix]() || inner == reflect.TypeFor[time.Time]() {
			continue
		}
		if list {
			parts = append(parts, key+": ["+everyMapping(inner, path+key+"[].", want)+"]")
		} else {
			parts = append(parts, key+": "+everyMapping(inner, path+key+".", want))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
