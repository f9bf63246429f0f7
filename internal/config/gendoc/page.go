package main

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"sluis/internal/config"
)

const head = `# Configuration

<!-- Written by internal/config/gendoc from the structs of internal/config. Change those, then: go generate ./internal/config -->

Two files. ` + "`sluis.yaml`" + ` is this machine, read at start; ` + "`registry.yaml`" + ` is who may log in where and what goes to
whom, read again on SIGHUP and within five seconds of a change. A registry that has a fault is not taken: the old one
stays, and the log names ` + "`registry`" + ` and the fault.

` + "`sluis check`" + ` reads both and every file they name, and prints every problem at once: file, line, key, value, and
what is allowed. It creates nothing. Exit status 0 means that ` + "`serve`" + ` takes it (warnings are printed and change nothing), 1
that it does not. ` + "`--config FILE`" + ` names another ` + "`sluis.yaml`" + `.

What holds everywhere:

- An unknown key, a duplicate key and a wrong type are refused. A text that looks like a number, a date or true goes
  between quotes. Anchors, aliases, merge keys, tags and second documents are refused; a file is UTF-8, at most 8 MiB.
- A relative path is relative to the file that names it.
- Secrets never stand in these files: they name files, taken without their final line break. A secret has at least 22
  random characters (128 bits).
- ` + "`http://`" + ` is for loopback hosts only: 127.0.0.0/8, ::1, localhost and names under it.
- Ids of connections, schools and sectors, and entityIDs, never change once live: the subjects of pupils hang on them.

`

// page gives the whole text.
func page(examples string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head)
	for _, f := range []struct {
		name string
		of   reflect.Type
	}{{"sluis.yaml", reflect.TypeFor[config.Installation]()}, {"registry.yaml", reflect.TypeFor[config.Registry]()}} {
		fmt.Fprintf(&b, "## %s\n\n", f.name)
		example, err := os.ReadFile(filepath.Join(examples, f.name))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "```yaml\n%s```\n\n", example)
		section(&b, "", f.of)
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// section writes the table of a struct, and after it those of the structs in it.
func section(b *bytes.Buffer, path string, t reflect.Type) {
	if path != "" {
		fmt.Fprintf(b, "### %s\n\n", path)
	}
	b.WriteString("| key | value | absent | meaning |\n|---|---|---|---|\n")
	var below []func()
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", key, value(f), absent(f), meaning(f))
		if inner, list := structOf(f.Type); inner != nil && !skip(path, key) {
			name := strings.TrimPrefix(path+"."+key, ".")
			switch {
			case list:
				name += "[]"
			case strings.HasSuffix(path, ".release"):
				name = path + ".{item}"
			}
			below = append(below, func() { section(b, name, inner) })
		}
	}
	b.WriteString("\n")
	for _, f := range below {
		f()
	}
}

// skip leaves out what would be printed five times: the items of a release all
// look like the first.
func skip(path, key string) bool { return strings.HasSuffix(path, ".release") && key != "name" }

func structOf(t reflect.Type) (inner reflect.Type, list bool) {
	if t.Kind() == reflect.Slice {
		t, list = t.Elem(), true
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[netip.Prefix]() || t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[config.Text]() {
		return nil, false
	}
	return t, list
}

// value says what may stand there.
func value(f reflect.StructField) string {
	if v := f.Tag.Get("allowed"); v != "" {
		words := "`" + strings.Join(strings.Split(v, ", "), "`, `") + "`"
		if f.Type.Kind() == reflect.Slice {
			return "list of " + words
		}
		return words
	}
	if v := f.Tag.Get("example"); v != "" {
		return shape(f.Type) + ", such as `" + v + "`"
	}
	return shape(f.Type)
}

func shape(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "time"
	case reflect.TypeFor[time.Time]():
		return "day"
	case reflect.TypeFor[netip.Prefix]():
		return "network"
	case reflect.TypeFor[config.Text]():
		return "`{nl: …, en: …}`"
	}
	switch t.Kind() {
	case reflect.Slice:
		switch inner, _ := structOf(t); {
		case inner != nil:
			return "list, see below"
		default:
			return "list of " + shape(t.Elem()) + "s"
		}
	case reflect.Int:
		return "number"
	case reflect.Bool:
		return "`true` or `false`"
	case reflect.Map:
		return "mapping"
	case reflect.Struct, reflect.Pointer:
		return "see below"
	default:
		return "text"
	}
}

func absent(f reflect.StructField) string {
	switch v := f.Tag.Get("default"); {
	case f.Tag.Get("need") != "":
		return "refused"
	case v == "":
		return ""
	case strings.Contains(v, " ") && !strings.HasPrefix(v, "["):
		return v
	default:
		return "`" + v + "`"
	}
}

func meaning(f reflect.StructField) string { return strings.ReplaceAll(f.Tag.Get("doc"), "|", "\\|") }
