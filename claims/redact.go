package claims

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Every type that holds a value of a person redacts itself in fmt, slog and the
// encodings that follow interfaces, so that a careless %+v is not a leak (design
// §1.4). Fields that are read one by one are strings: what is spelled out is meant.
//
// fmt cannot call methods on unexported fields: a struct that keeps one of these
// in such a field must itself not be printed.

// errNotSpelled is what implicit encodings get: only broker/op spells claims, with
// [Release.AppendJSON].
var errNotSpelled = errors.New("claims: this type has no implicit encoding")

// String names the items and no value: [release: name, class].
func (r Release) String() string { return "[release: " + r.Items.String() + "]" }

// Format prints String for every verb.
func (r Release) Format(s fmt.State, _ rune) { writeTo(s, r.String()) }

// LogValue logs String.
func (r Release) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalJSON refuses.
func (r Release) MarshalJSON() ([]byte, error) { return nil, errNotSpelled }

// MarshalText refuses.
func (r Release) MarshalText() ([]byte, error) { return nil, errNotSpelled }

// String gives [name].
func (n FullName) String() string { return "[name]" }

// Format prints String for every verb.
func (n FullName) Format(s fmt.State, _ rune) { writeTo(s, n.String()) }

// LogValue logs String.
func (n FullName) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalJSON refuses.
func (n FullName) MarshalJSON() ([]byte, error) { return nil, errNotSpelled }

// MarshalText refuses.
func (n FullName) MarshalText() ([]byte, error) { return nil, errNotSpelled }

// String names the federation: [person: entree].
func (p Person) String() string {
	switch p.Federation {
	case Entree, SURFconext:
		return "[person: " + string(p.Federation) + "]"
	}
	return "[person]"
}

// Format prints String for every verb.
func (p Person) Format(s fmt.State, _ rune) { writeTo(s, p.String()) }

// LogValue logs String.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalJSON refuses.
func (p Person) MarshalJSON() ([]byte, error) { return nil, errNotSpelled }

// MarshalText refuses.
func (p Person) MarshalText() ([]byte, error) { return nil, errNotSpelled }

// String gives the attribute's short name where it is one of ours. Another name
// is the hub's text, and nothing says that it holds no value.
func (a Attribute) String() string {
	if n := Canonical(a.Name); n != "" {
		return "[attribute: " + n + "]"
	}
	return "[attribute]"
}

// Format prints String for every verb.
func (a Attribute) Format(s fmt.State, _ rune) { writeTo(s, a.String()) }

// LogValue logs String.
func (a Attribute) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalJSON refuses.
func (a Attribute) MarshalJSON() ([]byte, error) { return nil, errNotSpelled }

// String says whether the format is persistent.
func (n NameID) String() string {
	if n.Format == FormatPersistent {
		return "[name id: persistent]"
	}
	return "[name id]"
}

// GoString gives String: the field Format leaves no room for a fmt.Formatter.
func (n NameID) GoString() string { return n.String() }

// LogValue logs String.
func (n NameID) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalJSON refuses.
func (n NameID) MarshalJSON() ([]byte, error) { return nil, errNotSpelled }

// String lists the set's items in their order: "name, class".
func (s Items) String() string {
	var b strings.Builder
	for _, i := range AllItems() {
		if !s.Has(i) {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(i.String())
	}
	return b.String()
}

// writeTo ignores the error: fmt.State has no way to fail that a Formatter could
// report.
func writeTo(s fmt.State, text string) { _, _ = s.Write([]byte(text)) }
