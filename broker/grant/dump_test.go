package grant

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
)

// TestDump: the files of the store show no pupil and no handle, in no form in which
// they are written elsewhere (design §1.6). Each form of a value that is planted is
// found, so the search can fail.
func TestDump(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	token, g := b.redeemed(t)
	spent := b.hand(t)
	for _, want := range []error{nil, ErrSpent} { // a mark and a tombstone
		if _, _, err := redeem(b.Store, spent, binding, ""); !errors.Is(err, want) {
			t.Fatal(err)
		}
	}
	sender := JKT("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
	family, _ := b.family(t, Renewal{On: true, Rotates: true, Sender: sender})
	next, err := renew(b.Store, family.refresh, sender, rotating) // a spent refresh token, and the one that counts
	if err != nil {
		t.Fatal(err)
	}
	values := []string{code, token, spent, family.access, family.refresh, next.access, next.refresh, sender.JKT(), g.Subject, g.SID, g.Nonce, g.App, binding.RedirectURI, binding.Challenge,
		g.Release.Name.Full, g.Release.Name.Family, g.Release.StudentNumber}
	shows := func(when string) {
		dump := b.files(t)
		for _, v := range values {
			for form, written := range forms(v) {
				if bytes.Contains(dump, written) {
					t.Errorf("%s a value of %d characters lies in the store, %s", when, len(v), form)
				}
			}
		}
	}
	shows("while it runs")
	b.fold(t)
	shows("after it ended")
}

// TestDumpSearch: the search finds every form of what lies there.
func TestDumpSearch(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for form, written := range forms("PLANTEDVALUE") {
		for _, before := range []string{"", "x", "xx"} { // at any place of a row
			if err := b.state.Create(context.Background(), store.KeyOf("planted", form, before), append([]byte(before), written...), time.Hour); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.fold(t)
	dump := b.files(t)
	for form, written := range forms("PLANTEDVALUE") {
		if !bytes.Contains(dump, written) {
			t.Errorf("not found where it lies %s", form)
		}
	}
	for i := range 3 { // what somebody encoded together with other things
		whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", i) + "PLANTEDVALUE and more"))
		if !bytes.Contains([]byte(whole), forms("PLANTEDVALUE")[fmt.Sprint("in base64 from ", i)]) {
			t.Errorf("not found in base64 from %d", i)
		}
	}
}

// forms are the ways to write a value that are looked for.
func forms(v string) map[string][]byte {
	sha := sha256.Sum256([]byte(v))
	out := map[string][]byte{"as it is": []byte(v), "in hex": []byte(hex.EncodeToString([]byte(v))),
		"in upper hex": []byte(strings.ToUpper(hex.EncodeToString([]byte(v)))), "as a digest": sha[:], "as a digest in hex": []byte(hex.EncodeToString(sha[:]))}
	for i := range 3 {
		// Of what is encoded with i bytes before it, the characters that v alone decides.
		padded := append(make([]byte, i), v...)
		for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := e.EncodeToString(padded[:len(padded)/3*3])
			out[fmt.Sprint("in ", name, " from ", i)] = []byte(text[(i*8+5)/6:])
		}
	}
	return out
}

// fold ends the store, so that all of it is in its files.
func (b *bench) fold(t *testing.T) {
	t.Helper()
	b.close()
	b.open(t) // folds the journal in
	b.close()
	b.close = func() {}
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
