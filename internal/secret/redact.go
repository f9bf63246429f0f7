package secret

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every printed, logged or encoded secret looks like.
const Redacted = "[redacted]"

// The content of both types sits behind pointers, because fmt cannot call the
// methods of a value in an unexported field: it prints the field itself, and of a
// nested pointer only the address. Bytes needs two: with a verb that does not fit
// (%s), fmt follows one pointer to a slice. The zero-length array makes == a
// compile error, so that nobody compares secrets in variable time.

// Bytes is a secret of bytes: a key, a decoded seed. The zero Bytes is empty.
type Bytes struct {
	_ [0]func()
	p **[]byte
}

// New makes a Bytes that owns a copy of b.
func New(b []byte) Bytes {
	c := new(append([]byte(nil), b...))
	return Bytes{p: &c}
}

// Reveal gives the content itself, not a copy: read it, never keep or change it.
func (b Bytes) Reveal() []byte {
	if b.p == nil {
		return nil
	}
	return **b.p
}

// IsZero reports whether there is no content.
func (b Bytes) IsZero() bool { return len(b.Reveal()) == 0 }

// Equal compares in time that depends on the lengths alone. Two empty secrets
// are not equal: an unset secret must never match an unset one.
func (b Bytes) Equal(o []byte) bool { return equal(b.Reveal(), o) }

// Text is a secret of characters: a client secret, a password. The zero Text is empty.
type Text struct {
	_ [0]func()
	p *string
}

// NewText makes a Text.
func NewText(s string) Text { return Text{p: &s} }

// Reveal gives the content.
func (t Text) Reveal() string {
	if t.p == nil {
		return ""
	}
	return *t.p
}

// IsZero reports whether there is no content.
func (t Text) IsZero() bool { return t.Reveal() == "" }

// Equal compares as [Bytes.Equal] does.
func (t Text) Equal(o string) bool { return equal([]byte(t.Reveal()), []byte(o)) }

func equal(a, b []byte) bool {
	return len(a) > 0 && subtle.ConstantTimeCompare(a, b) == 1
}

func (b Bytes) String() string               { return Redacted }
func (b Bytes) GoString() string             { return Redacted }
func (b Bytes) Format(f fmt.State, _ rune)   { io.WriteString(f, Redacted) } //nolint:errcheck // fmt.State never fails
func (b Bytes) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }
func (b Bytes) MarshalText() ([]byte, error) { return []byte(Redacted), nil }
func (b Bytes) LogValue() slog.Value         { return slog.StringValue(Redacted) }

func (t Text) String() string               { return Redacted }
func (t Text) GoString() string             { return Redacted }
func (t Text) Format(f fmt.State, _ rune)   { io.WriteString(f, Redacted) } //nolint:errcheck // fmt.State never fails
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }
func (t Text) LogValue() slog.Value         { return slog.StringValue(Redacted) }
