package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// forms are the ways in which a content could show in an output.
func forms(s string) []string {
	return []string{s, fmt.Sprintf("%x", s), fmt.Sprintf("%v", []byte(s)), fmt.Sprintf("%#v", []byte(s))}
}

// Habit 16: however a secret is printed, it does not show, also not as a field of
// something else, exported or not.
func TestRedaction(t *testing.T) {
	t.Parallel()
	const content = "hunter2-hunter2"
	type nested struct {
		B Bytes
		T Text
		b Bytes
		t Text
		P *Bytes
	}
	b, s := New([]byte(content)), NewText(content)
	values := map[string]any{
		"bytes":          b,
		"text":           s,
		"pointer":        &b,
		"slice":          []Text{s},
		"map":            map[string]Bytes{"k": b},
		"nested":         nested{b, s, b, s, &b},
		"nested pointer": &nested{b, s, b, s, &b},
	}
	for name, v := range values {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%c"} {
				fmt.Fprintf(&out, verb+"\n", v)
			}
			if err := json.NewEncoder(&out).Encode(v); err != nil {
				t.Fatal(err)
			}
			slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
			fmt.Fprintln(&out, fmt.Errorf("wrapped %v", v))
			for _, f := range forms(content) {
				if strings.Contains(out.String(), strings.Trim(f, "[]")) {
					t.Errorf("content shows as %q in:\n%s", f, &out)
				}
			}
			if !strings.Contains(out.String(), Redacted) {
				t.Errorf("no %s in:\n%s", Redacted, &out)
			}
		})
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, a, b string
		want       bool
	}{
		{"same", "abc", "abc", true},
		{"different", "abc", "abd", false},
		{"shorter", "abc", "ab", false},
		{"longer", "abc", "abcd", false},
		{"both empty: an unset secret matches nothing", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := New([]byte(c.a)).Equal([]byte(c.b)); got != c.want {
				t.Errorf("Bytes: %v", got)
			}
			if got := NewText(c.a).Equal(c.b); got != c.want {
				t.Errorf("Text: %v", got)
			}
		})
	}
	if (Bytes{}).Equal(nil) || (Text{}).Equal("") || !(Bytes{}).IsZero() || !(Text{}).IsZero() {
		t.Error("zero values")
	}
}

func TestNewCopies(t *testing.T) {
	t.Parallel()
	in := []byte("abc")
	s := New(in)
	in[0] = 'x'
	if string(s.Reveal()) != "abc" {
		t.Errorf("the secret changed with its source: %q", s.Reveal())
	}
}

// Contract 1: secret files are taken without their final newline.
func TestReadFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, content, want string
		err                 error
	}{
		{"no newline", "s3cret", "s3cret", nil},
		{"newline", "s3cret\n", "s3cret", nil},
		{"crlf", "s3cret\r\n", "s3cret", nil},
		{"one newline only", "s3cret\n\n", "s3cret\n", nil},
		{"spaces stay", " s3cret \n", " s3cret ", nil},
		{"lone cr stays", "s3cret\r", "s3cret\r", nil},
		{"empty", "", "", ErrEmpty},
		{"newline alone", "\n", "", ErrEmpty},
		{"crlf alone", "\r\n", "", ErrEmpty},
		{"missing", "-", "", os.ErrNotExist},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "secret")
			if c.content != "-" {
				if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := ReadFile(path)
			if !errors.Is(err, c.err) || string(got.Reveal()) != c.want {
				t.Errorf("got %q, %v; want %q, %v", got.Reveal(), err, c.want, c.err)
			}
		})
	}
}

func TestReadFileCap(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret")
	for size, ok := range map[int]bool{maxFile: true, maxFile + 1: false} {
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), size), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadFile(path); (err == nil) != ok {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
