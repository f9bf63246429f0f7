package claims

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		r    Release
		want string
	}{
		{"nothing", Release{}, ``},
		{"contract 13: everything, in order", Release{Items: Everything, Name: FullName{"Jan van der Berg", "Jan", "van der Berg"}, StudentNumber: "0042", Class: []string{"H2A", "wi2"}, School: "petteflat", Role: Student},
			`"name":"Jan van der Berg","given_name":"Jan","family_name":"van der Berg","student_number":"0042","class":["H2A","wi2"],"school":"petteflat","role":"student"`},
		{"a name without parts has no empty claims", Release{Items: ItemsOf(Name), Name: FullName{Full: "髙橋 大輔"}}, `"name":"髙橋 大輔"`},
		{"contract 10: one class is an array too", Release{Items: ItemsOf(Class), Class: []string{"H2A"}}, `"class":["H2A"]`},
		{"a field that Items does not name stays", Release{Items: ItemsOf(RoleItem), Name: FullName{Full: "x"}, StudentNumber: "1", Class: []string{"y"}, School: "z", Role: Staff}, `"role":"staff"`},
		{"quotes, slashes, script ends", Release{Items: ItemsOf(Class), Class: []string{`a"b\c`, `</script>&`}},
			"\"class\":[\"a\\u0022b\\u005cc\",\"\\u003c/script\\u003e\\u0026\"]"},
		{"control characters", Release{Items: ItemsOf(StudentNumber), StudentNumber: "a\x00\n\x7f"}, "\"student_number\":\"a\\u0000\\u000a\\u007f\""},
		{"line separators, bytes that are not UTF-8", Release{Items: ItemsOf(School), School: "a\u2028\u2029\xffb\xc3"}, "\"school\":\"a\\u2028\\u2029\\ufffdb\\ufffd\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := string(c.r.AppendJSON([]byte("{")))
			if got != "{"+c.want {
				t.Errorf("spelled %s, want %s", got, c.want)
			}
			var decoded map[string]any
			if err := json.Unmarshal([]byte(got+"}"), &decoded); err != nil {
				t.Errorf("not JSON: %v", err)
			}
		})
	}
}

// spelled reads AppendJSON back with the standard library, which shares no code
// with it.
func spelled(t *testing.T, r Release) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(append(r.AppendJSON([]byte("{")), '}'), &out); err != nil {
		t.Fatalf("spelled claims are not JSON: %v", err)
	}
	return out
}

// compareSpelled holds what was spelled against the Release, claim by claim.
func compareSpelled(t *testing.T, r Release) {
	t.Helper()
	want := map[string]any{}
	put := func(i Item, key, v string) {
		if r.Items.Has(i) && v != "" {
			want[key] = string([]rune(v)) // each byte that is not UTF-8 is one U+FFFD
		}
	}
	put(Name, "name", r.Name.Full)
	put(Name, "given_name", r.Name.Given)
	put(Name, "family_name", r.Name.Family)
	put(StudentNumber, "student_number", r.StudentNumber)
	put(School, "school", r.School)
	put(RoleItem, "role", string(r.Role))
	got := spelled(t, r)
	classes, _ := got["class"].([]any)
	if len(classes) != len(r.Class) {
		t.Errorf("%d classes were spelled of %d", len(classes), len(r.Class))
	}
	for i, c := range classes {
		if c != r.Class[i] {
			t.Errorf("class %d is spelled otherwise", i)
		}
	}
	delete(got, "class")
	if !maps.Equal(got, want) {
		t.Errorf("spelled claims %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}
