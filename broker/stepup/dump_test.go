package stepup

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sluis/broker/stepup/authtest"
)

// S-10: who has a copy of the data directory has no seed, no recovery code, no credential
// and no name; nor a challenge or an enrolment that is under way. The account's id, which
// is in clear, is the control: the search finds what is there.
func TestDump(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	seed, codes := b.generator(t, anna), b.codes(t, anna)
	underWay, err := b.BeginTOTP(ctx, anna, "anna@example.test", "tweede")
	if err != nil {
		t.Fatal(err)
	}
	options, err := b.BeginAssertion(ctx, anna, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	b.db = nil
	secrets := map[string][]byte{"the credential": k.ID, "the public key": k.COSE[10:42], "the challenge": []byte(challengeOf(t, options)),
		"the handle of the enrolment": []byte(underWay.Handle), "the name of the key": []byte("sleutel"), "the name of the account": []byte("anna@example.test"),
		"the browser": []byte(anna.Browser)}
	for name, s := range map[string]string{"the seed": seed, "the seed under way": underWay.Seed.Reveal(), "a code": strings.ReplaceAll(codes[0].Reveal(), "-", "")} {
		raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		secrets[name], secrets[name+" in bytes"] = []byte(s), raw
	}
	for name, s := range secrets {
		if in := b.holds(t, s); in != "" {
			t.Errorf("%s is in %s", name, in)
		}
	}
	if b.holds(t, []byte(anna.Account)) == "" {
		t.Error("control: the account's id is not found")
	}
}

// holds gives the file of the data directory that holds a secret as it is, in hexadecimal
// or in base64.
func (b *bench) holds(tb testing.TB, s []byte) string {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(b.dir, "*"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		for _, form := range []string{string(s), hex.EncodeToString(s), base64.RawStdEncoding.EncodeToString(s)[:len(s)], base64.RawURLEncoding.EncodeToString(s)[:len(s)]} {
			if bytes.Contains(content, []byte(form)) {
				return filepath.Base(file)
			}
		}
	}
	return ""
}
