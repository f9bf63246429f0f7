package claims

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

// TestReleaseIsTheCeiling: design §1.1, M-01, M-12 (no free-text claim). A field
// more, or a field of a kind that could hold anything, is a change of that
// paragraph and not of this list.
func TestReleaseIsTheCeiling(t *testing.T) {
	t.Parallel()
	var got []string
	var walk func(prefix string, s reflect.Type)
	walk = func(prefix string, s reflect.Type) {
		for i := range s.NumField() {
			f := s.Field(i)
			if f.Type.Kind() == reflect.Struct {
				walk(prefix+f.Name+".", f.Type)
				continue
			}
			kind := f.Type.Kind().String()
			if f.Type.Kind() == reflect.Slice {
				kind = "[]" + f.Type.Elem().Kind().String()
			}
			got = append(got, prefix+f.Name+" "+kind)
		}
	}
	walk("", reflect.TypeFor[Release]())
	want := "Items uint8, Name.Full string, Name.Given string, Name.Family string, StudentNumber string, Class []string, School string, Role string"
	if strings.Join(got, ", ") != want {
		t.Errorf("Release is\n%s, the ceiling is\n%s", strings.Join(got, ", "), want)
	}
	if itemCount != 5 || Everything != 0b11111 {
		t.Errorf("there are %d items, the ceiling has five", itemCount)
	}
}

// TestItems: a set has no room for a sixth, whatever is done to it.
func TestItems(t *testing.T) {
	t.Parallel()
	for i := range 256 {
		item, set := Item(i), Items(i)
		if known := i < int(itemCount); Items(0).With(item).Has(item) != known || Items(0xff).Has(item) != known {
			t.Errorf("item %d: known must be %v", i, known)
		}
		if parsed, ok := ParseItem(item.String()); ok != (i < int(itemCount)) || ok && parsed != item {
			t.Errorf("item %d does not survive its name", i)
		}
		if set.Without(item)&^Everything != 0 || set.And(0xff)&^Everything != 0 || set.Minus(0)&^Everything != 0 {
			t.Errorf("set %d keeps bits beyond the ceiling", i)
		}
		if set.Count() != len(set.List()) || ItemsOf(set.List()...) != set&Everything {
			t.Errorf("set %d does not list what it holds", i)
		}
	}
	if _, ok := ParseItem("eck_id"); ok {
		t.Error("a sixth item has a name")
	}
	if !Name.Personal() || !StudentNumber.Personal() || !Class.Personal() || School.Personal() || RoleItem.Personal() {
		t.Error("name, number and class are personal; school and role are context")
	}
	if got := ItemsOf(Class, Name).String(); got != "name, class" {
		t.Errorf("a set reads %q", got)
	}
}

const canaryName = "Kanarie-Naam"

// holders are all types that hold a person's values, each with the canary.
func holders() map[string]any {
	r := Release{Items: Everything, Name: FullName{canaryName, canaryName, canaryName}, StudentNumber: canaryName,
		Class: []string{canaryName}, School: canaryName, Role: Student}
	p := Person{Federation: Entree, UpstreamID: canaryName, Organisation: canaryName, Affiliations: []string{canaryName}, GivenName: canaryName,
		FamilyName: canaryName, FullName: canaryName, Number: canaryName, Classes: []string{canaryName}}
	d := Decision{Role: Student, Release: r}
	a := Attribute{Name: canaryName, Values: []string{canaryName}}
	n := NameID{Format: canaryName, Value: canaryName}
	return map[string]any{
		"release": r, "*release": &r, "name": r.Name, "*name": &r.Name, "person": p, "*person": &p, "decision": d, "*decision": &d,
		"attribute": a, "[]attribute": []Attribute{a}, "name id": n, "*name id": &n,
	}
}

// TestNothingPrintsAValue: design §1.4. A careless %+v, slog call or template
// shows names of items.
func TestNothingPrintsAValue(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X"} {
			out := fmt.Sprintf(verb, v)
			if leaks(out) {
				t.Errorf("%s printed with %s shows a value", name, verb)
			}
			if out == "" {
				t.Errorf("%s printed with %s shows nothing at all", name, verb)
			}
		}
		for _, handler := range []func(*bytes.Buffer) slog.Handler{
			func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
			func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			var log bytes.Buffer
			slog.New(handler(&log)).Info("login", "what", v, slog.Group("g", "what", v))
			if leaks(log.String()) {
				t.Errorf("%s logged shows a value", name)
			}
		}
		var page bytes.Buffer
		_ = template.Must(template.New("p").Parse(`<p>{{.}}</p><a href="?x={{.}}"></a><script>x={{.}}</script>`)).Execute(&page, v)
		if leaks(page.String()) {
			t.Errorf("%s in a template shows a value", name)
		}
	}
	for want, v := range map[string]any{
		"[release: name, class]": Release{Items: ItemsOf(Name, Class)}, "[person: entree]": Person{Federation: Entree},
		"[person]": Person{Federation: canaryName}, "[name]": FullName{}, "[attribute: sn]": attr("urn:oid:2.5.4.4", canaryName),
		"[name id: persistent]": persistent, "[name id]": NameID{Format: "x"}, "[attribute]": attr("x"),
	} {
		if got := fmt.Sprint(v); got != want {
			t.Errorf("prints %q, want %q", got, want)
		}
	}
}

// leaks finds the canary as text and as hexadecimal, which %x would give.
func leaks(out string) bool {
	low := strings.ToLower(out)
	return strings.Contains(low, strings.ToLower(canaryName)) || strings.Contains(low, fmt.Sprintf("%x", canaryName))
}

// TestTheScannerFindsWhatIsPlanted: a scanner that finds nothing proves nothing.
func TestTheScannerFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	type bare struct{ Name string }
	if !leaks(fmt.Sprintf("%+v", bare{canaryName})) || !leaks(fmt.Sprintf("%x", canaryName)) || leaks("[release: name]") {
		t.Error("the scanner is blind")
	}
}

// TestNoImplicitEncoding: only AppendJSON spells claims.
func TestNoImplicitEncoding(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		if out, err := json.Marshal(v); !errors.Is(err, errNotSpelled) || leaks(string(out)) {
			t.Errorf("%s became JSON: %v", name, err)
		}
		if out, err := json.Marshal(map[string]any{"x": v}); err == nil || leaks(string(out)) {
			t.Errorf("%s became JSON within something else", name)
		}
		if strings.Contains(name, "attribute") || strings.Contains(name, "name id") {
			continue // what a hub said is XML by birth
		}
		if out, _ := xml.Marshal(v); leaks(string(out)) {
			t.Errorf("%s became XML", name)
		}
	}
}

// TestFaultsNameNoValue: a Fault's text comes from our own words alone.
func TestFaultsNameNoValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f    Fault
		want string
	}{
		{Fault{Kind: FaultUpstreamMissing, Attribute: "uid"}, "claims: upstream identifier is missing: uid"},
		{Fault{Kind: FaultTwoCodes, Item: StudentNumber, HasItem: true, Attribute: "schacPersonalUniqueCode"},
			"claims: two student codes of the same organisation: schacPersonalUniqueCode (for student_number)"},
		{Fault{Kind: FaultFederation}, "claims: federation is unknown"},
		{Fault{Kind: 99}, "claims: ?"},
	} {
		if got := c.f.Error(); got != c.want {
			t.Errorf("fault reads %q, want %q", got, c.want)
		}
	}
	for k := range faultEnd {
		if k.String() == "" {
			t.Errorf("fault %d has no words", k)
		}
	}
}
