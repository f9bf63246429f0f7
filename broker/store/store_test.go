package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
)

// A restart, an upgrade and a second node find the same rows: vectors are pinned.
// They were computed apart, with another implementation of the framing.
func TestKeyOfPinned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  string
		parts []string
		want  string
	}{
		{"code", []string{"abc"}, "52865644242f7fa4aade1148152714a6c128ff9bf0d4bcb7eaa0b01b5bed289b"},
		{"code", []string{"abc", "portfolio", ""}, "6cfd84c6d866a912de8bb8f725d17b8a554996b5bb1c43fb7dad4d6eaa0dc069"},
		{"", nil, "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"},
	} {
		k := KeyOf(c.kind, c.parts...)
		if got := hex.EncodeToString(k[:]); got != c.want {
			t.Errorf("KeyOf(%q, %q) = %s, want %s", c.kind, c.parts, got, c.want)
		}
	}
}

// Without lengths, "a"+"bc" and "ab"+"c" would be one row.
func TestKeyOfFramesItsParts(t *testing.T) {
	t.Parallel()
	seen := map[Key]string{}
	for _, parts := range [][]string{
		{"a", "b", "c"}, {"a", "bc"}, {"ab", "c"}, {"abc"}, {"a", "b", "c", ""}, {"", "a", "b", "c"}, {"a\x00b", "c"}, {"a", "b\x00c"},
	} {
		k := KeyOf(parts[0], parts[1:]...)
		if other, ok := seen[k]; ok {
			t.Errorf("%q and %s share a key", parts, other)
		}
		seen[k] = fmt.Sprintf("%q", parts)
	}
}

func TestTakenError(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("wrapped: %w", &TakenError{Mark: []byte("m")})
	taken, ok := errors.AsType[*TakenError](err)
	if !ok || string(taken.Mark) != "m" || !errors.Is(err, ErrTaken) || errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func BenchmarkKeyOf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		KeyOf("code", "0123456789012345678901234567890123456789012", "portfolio", "https://app.test/callback")
	}
}
