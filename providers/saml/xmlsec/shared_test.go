package xmlsec

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedFolder finds a folder of other projects' data beside the project. None of
// it is copied into the project; where it is absent the test says so and is skipped.
func sharedFolder(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatalf("working directory: %v", err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
	folder := filepath.Join(filepath.Dir(dir), "shared", name)
	if !exists(folder) {
		t.Skipf("SKIPPED: ../shared/%s is absent, so no published message was tried", name)
	}
	return folder
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// sharedFile reads one of them; base64 is decoded whether or not the name says so.
func sharedFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read a shared file: %v", err)
	}
	if plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(b)), "")); err == nil {
		return plain
	}
	return b
}

// reasonOf gives the reason of a refusal, "" for none.
func reasonOf(t testing.TB, err error) Reason {
	t.Helper()
	if err == nil {
		return ""
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error of type %T, want *Error: %v", err, err)
	}
	return e.Reason
}

func wantReason(t testing.TB, err error, want Reason) {
	t.Helper()
	if got := reasonOf(t, err); got != want {
		t.Errorf("refused with %q, want %q (%v)", got, want, err)
	}
}

func mustParse(t testing.TB, s string) *Document {
	t.Helper()
	d, err := Parse([]byte(s))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return d
}

// tree writes down all that a caller can read from an element: names, attributes,
// and the text of leaves. Two elements with the same tree make the same claims.
func tree(n Node) string {
	var b strings.Builder
	writeTree(&b, n)
	return b.String()
}

func writeTree(b *strings.Builder, n Node) {
	e := n.entry()
	b.WriteString("(" + n.Space() + " " + n.Local())
	for _, a := range n.d.attrs[e.plain:e.last] {
		b.WriteString(" @" + a.space + " " + a.local + "=" + a.value)
	}
	leaf := true
	for c := range n.Children() {
		leaf = false
		writeTree(b, c)
	}
	if text, err := n.Text(); leaf && err == nil {
		b.WriteString("|" + text)
	}
	b.WriteString(")")
}
