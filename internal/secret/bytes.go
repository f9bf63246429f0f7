package secret

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
)

// redacted is what stands in the place of a secret.
const redacted = "[secret]"

// Bytes are secret bytes. The zero value holds none. It is a struct, so that it
// cannot be converted to a string by accident.
type Bytes struct{ b []byte }

// New takes b as a secret; it must not be changed afterwards.
func New(b []byte) Bytes { return Bytes{b} }

// Reveal gives the bytes themselves. Whoever calls it says where they go.
func (s Bytes) Reveal() []byte { return s.b }

// Empty reports whether there is no secret.
func (s Bytes) Empty() bool { return len(s.b) == 0 }

// Equal compares in constant time. An empty secret equals nothing: a missing
// secret must never be what an empty password matches.
func (s Bytes) Equal(other []byte) bool {
	return len(s.b) > 0 && subtle.ConstantTimeCompare(s.b, other) == 1
}

// String, GoString, Format, MarshalText and LogValue redact.
func (s Bytes) String() string { return redacted }

// GoString redacts %#v.
func (s Bytes) GoString() string { return redacted }

// Format redacts every verb.
func (s Bytes) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText redacts JSON and other encodings.
func (s Bytes) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue redacts structured logs.
func (s Bytes) LogValue() slog.Value { return slog.StringValue(redacted) }

// maxFile caps a secret file; the largest are private keys, some 4 KiB.
const maxFile = 64 << 10

// ReadFile reads a secret from a file, without one final line break (\n or \r\n).
// An empty file is an error: an empty secret protects nothing. Errors never hold
// the content.
func ReadFile(path string) (Bytes, error) {
	f, err := os.Open(path)
	if err != nil {
		return Bytes{}, fmt.Errorf("secret: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Bytes{}, fmt.Errorf("secret: %w", err)
	}
	if len(b) > maxFile {
		return Bytes{}, errors.New("secret: the file is larger than 64 KiB")
	}
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
		if n := len(b); n > 0 && b[n-1] == '\r' {
			b = b[:n-1]
		}
	}
	if len(b) == 0 {
		return Bytes{}, errors.New("secret: the file is empty")
	}
	return New(b), nil
}
