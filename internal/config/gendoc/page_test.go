package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sluis/internal/config"
)

// root is the project's folder, found by its go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = up
	}
}

// docs/configuration.md is what the structs say (style habit 17).
func TestThePageIsFresh(t *testing.T) {
	t.Parallel()
	want, err := page(filepath.Join(root(t), "deploy", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root(t), "docs", "configuration.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/configuration.md is stale; run: go generate ./internal/config")
	}
}

// Every key has a sentence: a table with an empty cell helps nobody.
func TestEveryKeyIsDescribed(t *testing.T) {
	t.Parallel()
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		for i := range of.NumField() {
			f := of.Field(i)
			key := f.Tag.Get("yaml")
			if !f.IsExported() || key == "-" {
				continue
			}
			if doc := f.Tag.Get("doc"); key == "" || !strings.HasSuffix(doc, ".") {
				t.Errorf("%s.%s: key %q, doc %q; want a key and a sentence", path, f.Name, key, doc)
			}
			if inner, _ := structOf(f.Type); inner != nil {
				walk(path+"."+f.Name, inner)
			}
		}
	}
	walk("Installation", reflect.TypeFor[config.Installation]())
	walk("Registry", reflect.TypeFor[config.Registry]())
}
