package grant

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// redeemed gives a token and its grant.
func (b *bench) redeemed(t testing.TB) (string, Grant) {
	t.Helper()
	g, token, err := b.Redeem(context.Background(), b.hand(t), binding)
	if err != nil {
		t.Fatal(err)
	}
	return token, g
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token, _ := b.redeemed(t)
	b.clock.Advance(TokenLife - time.Millisecond)
	if _, err := b.ByToken(context.Background(), token); err != nil {
		t.Errorf("a millisecond before its end: %v", err)
	}
	b.clock.Advance(2 * time.Millisecond)
	if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
		t.Errorf("after its end: %v, want ErrUnknown", err)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token, g := b.redeemed(t)
	other, _ := b.redeemed(t)
	for range 2 { // twice is once
		if err := b.Revoke(context.Background(), g.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
		t.Errorf("revoked token: %v, want ErrUnknown", err)
	}
	if _, err := b.ByToken(context.Background(), other); err != nil {
		t.Errorf("another login's token: %v", err)
	}
}

// TestRevokedBeforeIssue: a second redemption may revoke a grant that the first is
// about to write; what the first then writes must not come to life.
func TestRevokedBeforeIssue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	if err := b.Revoke(context.Background(), idOf(code)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Redeem(context.Background(), code, binding); !errors.Is(err, ErrSpent) {
		t.Errorf("redeemed after its grant was revoked: %v, want ErrSpent", err)
	}
}

// TestHandlesOpenTheirOwnKindOnly: a code is no token and the other way round, and
// a row that somebody swapped or cut opens nothing (design §1.6).
func TestHandlesOpenTheirOwnKindOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := context.Background()
	code := b.hand(t)
	if _, err := b.ByToken(ctx, code); !errors.Is(err, ErrUnknown) {
		t.Errorf("code as token: %v", err)
	}
	token, g := b.redeemed(t)
	if _, _, err := b.Redeem(ctx, token, binding); !errors.Is(err, ErrUnknown) {
		t.Errorf("token as code: %v", err)
	}
	row, err := b.state.Get(ctx, store.KeyOf("grant", g.ID))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"empty":         {},
		"cut":           row.Data[:len(row.Data)-1],
		"longer":        append(bytes.Clone(row.Data), 0),
		"one bit off":   append([]byte{row.Data[0] ^ 1}, row.Data[1:]...),
		"a code's seal": mustSeal(t, token, "code", row.Data),
	} {
		for _, kind := range []store.Key{store.KeyOf("grant", g.ID), store.KeyOf("access", token)} {
			good, err := b.state.Get(ctx, kind)
			if err != nil {
				t.Fatal(err)
			}
			version, err := b.state.Swap(ctx, kind, good.Version, data, TokenLife)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.ByToken(ctx, token); !errors.Is(err, ErrUnknown) {
				t.Errorf("%s: %v, want ErrUnknown", name, err)
			}
			if _, err := b.state.Swap(ctx, kind, version, good.Data, TokenLife); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := b.ByToken(ctx, token); err != nil {
		t.Errorf("with its own rows back: %v", err)
	}
}

func mustSeal(t *testing.T, handle, kind string, plain []byte) []byte {
	t.Helper()
	box, err := keys.SealWith([]byte(handle), kind, plain)
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// TestDump: the files of the store show no pupil and no handle, in no form in which
// they are written elsewhere; a value that is put there in clear is found, so the
// search can fail.
func TestDump(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	token, g := b.redeemed(t)
	if err := b.state.Create(context.Background(), store.KeyOf("control"), []byte("CONTROLVALUE"), time.Hour); err != nil {
		t.Fatal(err)
	}
	b.close()
	dump := b.files(t)
	b.open(t)
	if found(dump, "CONTROLVALUE") == "" {
		t.Fatal("the search does not find what lies there in clear")
	}
	for _, v := range []string{code, token, g.Subject, g.SID, g.Nonce, g.Release.Name.Full, g.Release.Name.Family, g.Release.StudentNumber} {
		if form := found(dump, v); form != "" {
			t.Errorf("a value of %d characters lies in the store as %s", len(v), form)
		}
	}
}

func (b *bench) files(t *testing.T) []byte {
	t.Helper()
	var dump []byte
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		dump = append(dump, content...)
		return err
	})
	if err != nil || len(dump) == 0 {
		t.Fatal("no files", err)
	}
	return dump
}

// found names the form in which v lies in dump.
func found(dump []byte, v string) string {
	for form, text := range map[string]string{
		"it is": v, "hex": hex.EncodeToString([]byte(v)), "base64": base64.RawStdEncoding.EncodeToString([]byte(v))[:len(v)],
		"base64url": base64.RawURLEncoding.EncodeToString([]byte(v))[:len(v)],
	} {
		if bytes.Contains(dump, []byte(text)) {
			return form
		}
	}
	return ""
}

// FuzzDecode: whatever a sealed row would hold, no panic, and what is taken is
// written the same way again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"a":"portfolio","s":"petteflat","u":"x","d":"y","r":"","v":1,"e":1}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, row []byte) {
		g, err := decode(row)
		if err != nil {
			return
		}
		again, err := g.encode()
		if err != nil {
			t.Fatalf("taken and not written: %v", err)
		}
		same, err := decode(again)
		if err != nil || !g.same(same) || !g.Issued.Equal(same.Issued) {
			t.Errorf("written again it reads otherwise: %v", err)
		}
	})
}
