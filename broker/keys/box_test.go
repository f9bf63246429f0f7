package keys

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// The vectors of this file were computed apart, in another language: a restart, an
// upgrade and a second node must find the same rows and open the same boxes.

func TestDerivePinned(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, key, info, want string
	}{
		{"a handle", "0123456789012345678901234567890123456789012", "grant", "c97d38a15d49a8d54d151d7ed5a19af862181ffc78f80afabe33870587198563"},
		{"a log key", strings.Repeat("\x09", 32), "login log", "0b64531004391854a81ccc047536d862f1e0e82129b9c2f27b8af0f3b0710296"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := derive([]byte(c.key), c.info)
			if hex.EncodeToString(got[:]) != c.want {
				t.Errorf("%x, want %s", got, c.want)
			}
		})
	}
}

// derive is spelled out; it must stay the HKDF of the standard library, at every
// length around the blocks of the hash.
func TestDeriveIsHKDF(t *testing.T) {
	t.Parallel()
	for n := range 300 {
		key, info := bytes.Repeat([]byte{byte(n)}, n), strings.Repeat("i", n)
		want, err := hkdf.Key(sha256.New, key, nil, info, 32)
		if err != nil {
			t.Fatal(err)
		}
		if got := derive(key, info); !bytes.Equal(got[:], want) {
			t.Fatalf("key and info of %d bytes: %x, want %x", n, got, want)
		}
	}
}

func TestMACPinned(t *testing.T) {
	t.Parallel()
	r := fixedRing()
	for _, c := range []struct {
		purpose Purpose
		fields  []string
		want    string
	}{
		{handle, []string{"browser", "abc"}, "30e8143a886226bf685771dd9750baf3152e931c5275944b809e4e1ac8c4f0e1"},
		{index, []string{"subject", ""}, "fc77347a9cb12c1084970482bffd0d2750f0c2556140e5e0dbbe9fb0381741d0"},
		{form, nil, "735d7294954c79841dce27ebd89cbfa572fa87ec377ccc6369158fd2070b60f7"},
	} {
		for range 2 { // the second time with a used state from the pool
			m := r.MAC(c.purpose, fields(c.fields)...)
			if got := hex.EncodeToString(m[:]); got != c.want {
				t.Errorf("MAC(%s, %q) = %s, want %s", c.purpose, c.fields, got, c.want)
			}
		}
	}
}

func fields(list []string) [][]byte {
	out := make([][]byte, len(list))
	for i, f := range list {
		out[i] = []byte(f)
	}
	return out
}

// Without lengths, school "a" with number "bc" and school "ab" with number "c" would
// be one person. And no purpose may stand in for another.
func TestMACSeparates(t *testing.T) {
	t.Parallel()
	r, seen := fixedRing(), map[[32]byte]string{}
	add := func(name string, m [32]byte) {
		if other, ok := seen[m]; ok {
			t.Errorf("%s and %s share a MAC", name, other)
		}
		seen[m] = name
	}
	for _, f := range []string{"a|bc", "ab|c", "abc", "abc|", "|abc", "", "|", "||", "a\x00b|c", "a|b\x00c"} {
		add(f, r.MAC(index, fields(strings.Split(f, "|"))...))
	}
	for _, p := range purposes() {
		add(string(p), r.MAC(p, []byte("one")))
	}
}

// A frame longer than the pool's buffer, and many at once, give what one alone does.
func TestMACFromThePool(t *testing.T) {
	t.Parallel()
	r := fixedRing()
	long, short := bytes.Repeat([]byte("x"), 5000), []byte("s")
	wantLong, wantShort := r.MAC(form, long), fixedRing().MAC(form, short)
	done := make(chan bool)
	for range 8 {
		go func() {
			same := true
			for range 200 {
				same = same && r.MAC(form, long) == wantLong && r.MAC(form, short) == wantShort
			}
			done <- same
		}()
	}
	for range 8 {
		if !<-done {
			t.Error("a MAC differs")
		}
	}
}

func TestMACUnknownPurpose(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a MAC under no key")
		}
	}()
	fixedRing().MAC("forms")
}

// Boxes of an earlier version open.
func TestBoxesPinned(t *testing.T) {
	t.Parallel()
	handleBox := unhex(t, "01000102030405060708090a0b1bf8843a8394740f5e3df2bebf83ebd48b0cdcd04f5010ddb7")
	if got, err := OpenWith([]byte("0123456789012345678901234567890123456789012"), "grant", handleBox); err != nil || string(got) != "Petteflat" {
		t.Errorf("by handle: %q, %v", got, err)
	}
	columnBox := unhex(t, "01000102030405060708090a0b0c0d0e0f1011121314151617091167ed17e3136b38f824de175ce4fea789cd01540719870c")
	if got, err := fixedRing().Open(form, "request", columnBox); err != nil || string(got) != "Petteflat" {
		t.Errorf("by purpose: %q, %v", got, err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSealOpens(t *testing.T) {
	t.Parallel()
	r := fixedRing()
	for _, plain := range [][]byte{{}, []byte("x"), bytes.Repeat([]byte("y"), 200<<10)} {
		box, err := r.Seal(sealing, "row 1", plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Open(sealing, "row 1", box); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %v", len(plain), err)
		}
		again, err := r.Seal(sealing, "row 1", plain)
		if err != nil || bytes.Equal(box, again) {
			t.Errorf("two boxes of one text are the same: %v", err)
		}
	}
}

// A box opens with its own key, purpose and label, unchanged, and in no other way
// (design §1.6): a row that was moved to another place is not read there.
func TestSealRefuses(t *testing.T) {
	t.Parallel()
	r := fixedRing()
	other := &Ring{keys: newKeys(map[Purpose][]byte{sealing: bytes.Repeat([]byte{99}, 32)})}
	box, err := r.Seal(sealing, "row 1", []byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another purpose": func() ([]byte, error) { return r.Open(form, "row 1", box) },
		"another label":   func() ([]byte, error) { return r.Open(sealing, "row 2", box) },
		"another ring":    func() ([]byte, error) { return other.Open(sealing, "row 1", box) },
		"a handle's box":  func() ([]byte, error) { return OpenWith(r.keys[sealing].root.Reveal(), "row 1", box) },
	} {
		if got, err := open(); !errors.Is(err, ErrSealed) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	everyFault(t, box, func(b []byte) ([]byte, error) { return r.Open(sealing, "row 1", b) })
}

func everyFault(t *testing.T, box []byte, open func([]byte) ([]byte, error)) {
	t.Helper()
	for i := range box {
		changed := bytes.Clone(box)
		changed[i] ^= 1
		if _, err := open(changed); !errors.Is(err, ErrSealed) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := open(box[:i]); !errors.Is(err, ErrSealed) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
	if _, err := open(append(bytes.Clone(box), 0)); !errors.Is(err, ErrSealed) {
		t.Errorf("a byte added: %v", err)
	}
	if _, err := open(box); err != nil {
		t.Errorf("unchanged: %v", err)
	}
}

func TestSealWithRefuses(t *testing.T) {
	t.Parallel()
	h := []byte(NewHandle())
	box, err := SealWith(h, "code", []byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another kind":       func() ([]byte, error) { return OpenWith(h, "grant", box) },
		"another handle":     func() ([]byte, error) { return OpenWith([]byte(NewHandle()), "code", box) },
		"a truncated handle": func() ([]byte, error) { return OpenWith(h[:42], "code", box) },
	} {
		if got, err := open(); !errors.Is(err, ErrSealed) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	everyFault(t, box, func(b []byte) ([]byte, error) { return OpenWith(h, "code", b) })
}

// An empty handle would seal for everyone.
func TestSealWithShortKey(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, shortest - 1} {
		if _, err := SealWith(make([]byte, n), "code", nil); err == nil {
			t.Errorf("sealed under %d bytes", n)
		}
		if _, err := OpenWith(make([]byte, n), "code", nil); err == nil {
			t.Errorf("opened under %d bytes", n)
		}
	}
}

func TestNewHandle(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		h := NewHandle()
		if len(h) != 43 || strings.IndexFunc(h, notCompact) >= 0 || strings.Contains(h, ".") || seen[h] {
			t.Fatalf("handle %q", h)
		}
		seen[h] = true
	}
}
