package keys

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// forms are the ways in which a key may lie in a file: as it is, in hexadecimal, in
// both base64 alphabets at each of the three alignments.
func forms(key []byte) [][]byte {
	lower := hex.EncodeToString(key)
	out := [][]byte{key, []byte(lower), bytes.ToUpper([]byte(lower))}
	for shift := range 3 {
		shifted := append(make([]byte, shift), key...)
		from, to := (shift*8+5)/6, len(shifted)*8/6
		out = append(out, []byte(base64.RawStdEncoding.EncodeToString(shifted)[from:to]),
			[]byte(base64.RawURLEncoding.EncodeToString(shifted)[from:to]))
	}
	return out
}

// found lists the keys, by name, that a directory holds in some form.
func found(t *testing.T, dir string, secrets map[string][]byte) []string {
	t.Helper()
	var out []string
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for name, key := range secrets {
			if len(key) < 16 {
				t.Fatalf("%s has %d bytes: it would be found by chance", name, len(key))
			}
			for i, form := range forms(key) {
				if bytes.Contains(content, form) {
					out = append(out, name+" in "+filepath.Base(f)+", form "+string(rune('0'+i)))
				}
			}
		}
	}
	return out
}

func secretsOf(t *testing.T, r *Ring, m []byte) map[string][]byte {
	t.Helper()
	out := map[string][]byte{"master": m}
	for p, k := range r.keys {
		out[string(p)] = k.root.Reveal()
	}
	signers := *r.tokens.Load()
	for _, k := range r.saml {
		signers = append(signers, k...)
	}
	for _, k := range signers {
		switch private := k.private.(type) {
		case *rsa.PrivateKey:
			out[k.kid+" d"], out[k.kid+" p"], out[k.kid+" q"] = private.D.Bytes(), private.Primes[0].Bytes(), private.Primes[1].Bytes()
		case *ecdsa.PrivateKey:
			d, err := private.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			out[k.kid+" d"] = d
		case ed25519.PrivateKey:
			out[k.kid+" seed"] = private.Seed()
		}
	}
	return out
}

// S-10: a dump of the database holds no key in clear, nor do the files beside it.
func TestDumpShowsNoKey(t *testing.T) {
	t.Parallel()
	ctx, clock, dir := context.Background(), newClock(), t.TempDir()
	db := openStore(t, dir)
	r := openRing(t, db.Records(), master(1), clock.now)
	if _, _, err := r.SAML(ctx, "entree"); err != nil {
		t.Fatal(err)
	}
	secrets := secretsOf(t, r, []byte("\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01"))
	for i := range Day(3) {
		k, err := r.LogKey(ctx, "petteflat", dayOf(clock.now())+i)
		if err != nil {
			t.Fatal(err)
		}
		secrets["log key "+string(rune('0'+i))] = k.Reveal()
	}
	if err := r.ForgetLogKeysBefore(ctx, "petteflat", dayOf(clock.now())+1); err != nil {
		t.Fatal(err)
	}
	if err := r.Rewrap(ctx, master(2), unnoted); err != nil {
		t.Fatal(err)
	}
	if len(secrets) != 1+len(purposes())+3*3+1+1+3 {
		t.Fatalf("%d keys to look for", len(secrets))
	}
	if bad := found(t, dir, secrets); len(bad) > 0 {
		t.Errorf("in clear: %v", bad)
	}

	// The scan must be able to find: plant each form.
	k := secrets["log key 2"]
	for i, form := range forms(k) {
		exec(t, db.Records(), `INSERT INTO meta (name, value) VALUES ($1, $2)`, "planted "+string(rune('0'+i)), string(form))
	}
	exec(t, db.Records(), `INSERT INTO log_key (school, day, box) VALUES ('planted', 1, $1)`, k)
	if bad := found(t, dir, map[string][]byte{"planted": k}); len(bad) < len(forms(k)) {
		t.Errorf("of %d planted forms these were found: %v", len(forms(k)), bad)
	}
}

// L-07: what was forgotten is in no page and no log of the database any more, once
// the store has swept: the old box would open with the present keyring.
func TestForgottenBoxIsGone(t *testing.T) {
	t.Parallel()
	ctx, clock, dir := context.Background(), newClock(), t.TempDir()
	db := openStore(t, dir)
	r := openRing(t, db.Records(), master(1), clock.now)
	day := dayOf(clock.now())
	if _, err := r.LogKey(ctx, "petteflat", day); err != nil {
		t.Fatal(err)
	}
	var box []byte
	err := db.Records().View(ctx, queryBox(&box))
	if err != nil {
		t.Fatal(err)
	}
	old := map[string][]byte{"the old box": box}
	if len(found(t, dir, old)) == 0 {
		t.Fatal("the scan does not find the box while it is there")
	}
	if err := r.ForgetLogKeysBefore(ctx, "petteflat", day+1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if left := found(t, dir, old); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
