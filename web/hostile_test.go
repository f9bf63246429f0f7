package web

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// poison breaks out of text, of both kinds of quoted attribute, of a comment and of
// a URL if anything lets it. The number tells which field it stood in.
func poison(n int) string {
	return fmt.Sprintf(`javascript:alert(%d)//--></title></p><script>alert(%d)</script><img src=x onerror=alert(%d)>"' style="x" data-x='`, n, n, n)
}

// TestEveryFieldStaysText fills each string field of each view with markup, one page
// at a time, and wants to find nothing of it as markup (contract 9: no inline script;
// a display name, a class or a query is never more than text).
func TestEveryFieldStaysText(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{Issuer: "http://localhost:8080", Demo: true})
	for _, v := range views() {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) {
			t.Parallel()
			filled := reflect.New(reflect.TypeOf(v)).Elem()
			fields := 0
			fill(filled, &fields)
			hostile, ok := filled.Interface().(View)
			if !ok {
				t.Fatal("no view")
			}
			for _, l := range []Lang{NL, EN} {
				r, err := p.Render(hostile, l)
				if err != nil {
					t.Fatal(err)
				}
				checkNesting(t, r.Body)
				doc := parse(t, r.Body)
				checkNothingInline(t, p, doc)
				checkAddresses(t, doc)
				if fields > 0 && !strings.Contains(text(doc)+attributes(doc), "<script>alert(") {
					t.Error("the poison is nowhere: the test looks at an empty page")
				}
			}
		})
	}
}

// checkAddresses: no link and no form leads to a scheme that runs code.
func checkAddresses(t *testing.T, doc *html.Node) {
	t.Helper()
	for _, n := range find(doc, func(*html.Node) bool { return true }) {
		for _, key := range []string{"href", "action", "src", "formaction"} {
			to := strings.ToLower(strings.TrimSpace(attr(n, key)))
			if to == "" || to == "#" || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") ||
				strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") {
				continue
			}
			t.Errorf("<%s %s=%q>", n.Data, key, to)
		}
	}
}

func attributes(doc *html.Node) string {
	var b strings.Builder
	for _, n := range find(doc, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			b.WriteString(a.Val)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// fill puts poison into every string, true into every bool, and two elements into
// every slice.
func fill(v reflect.Value, fields *int) {
	switch v.Kind() {
	case reflect.String:
		*fields++
		v.SetString(poison(*fields))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), fields)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), fields)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(approved))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), fields)
		}
	default:
		panic("a view has a field of a kind that this test does not fill: " + v.Kind().String())
	}
}

// TestOutboundAddresses: an app's address is written byte for byte, or not at all.
func TestOutboundAddresses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want string }{
		{"https", "https://app.example/cb?a=b&c='(d)", "https://app.example/cb?a=b&c='(d)"},
		{"breaks out of the attribute", `https://app.example/"><script>alert(1)</script>`, `https://app.example/"><script>alert(1)</script>`},
		{"an entity stays what it is", "https://app.example/?a=&quot;b&amp;c", "https://app.example/?a=&quot;b&amp;c"},
		{"loopback", "http://127.0.0.1:9000/callback", "http://127.0.0.1:9000/callback"},
		{"own path", "/login/again?t=x", "/login/again?t=x"},
		{"private-use scheme of RFC 8252", "nl.voorbeeld.app:/cb", "nl.voorbeeld.app:/cb"},
		{"javascript", "javascript:alert(1)", "#"},
		{"javascript in capitals", "JavaScript:alert(1)", "#"},
		{"javascript after a tab", "java\tscript:alert(1)", "#"},
		{"space before", " javascript:alert(1)", "#"},
		{"data", "data:text/html,x", "#"},
		{"other host without scheme", "//evil.example/", "#"},
		{"other host by backslash", `/\evil.example/`, "#"},
		{"other host by a tab", "/\t/evil.example/", "#"},
		{"scheme without a dot", "app:/cb", "#"},
		{"a dot after the colon", "javascript:a.b", "#"},
		{"empty", "", "#"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, _ := render(t, FormPost{Action: tc.in}, NL)
			if got := attr(find(doc, isTag("form"))[0], "action"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
