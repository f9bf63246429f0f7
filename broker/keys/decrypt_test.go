package keys

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const secretText = "a.signed.token"

// offered gives the key that an app finds to encrypt to.
func offered(t testing.TB, r *Ring, alg string) jose.JSONWebKey {
	t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(r.JWKS(), &set); err != nil {
		t.Fatal(err)
	}
	var found []jose.JSONWebKey
	for _, k := range set.Keys {
		if k.Use == "enc" && k.Algorithm == alg {
			found = append(found, k)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d keys to encrypt to with %s", len(found), alg)
	}
	return found[0]
}

func encrypted(t testing.TB, alg string, key any, kid string, enc jose.ContentEncryption, options *jose.EncrypterOptions) string {
	t.Helper()
	e, err := jose.NewEncrypter(enc, jose.Recipient{Algorithm: jose.KeyAlgorithm(alg), Key: key, KeyID: kid}, options)
	if err != nil {
		t.Fatal(err)
	}
	o, err := e.Encrypt([]byte(secretText))
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A ring has keys to encrypt to once somebody may, the same on every node; they never
// sign, and nothing that they could have signed is ours.
func TestEncryptionKeys(t *testing.T) {
	t.Parallel()
	ctx, s := context.Background(), newStore(t)
	r, second := openRing(t, s, master(1), fixedClock()), openRing(t, s, master(1), fixedClock())
	if strings.Contains(string(r.JWKS()), `"enc"`) || len(r.KeyAlgorithms()) != len(Algorithms()) {
		t.Error("keys to encrypt to are there before anybody may encrypt")
	}
	if _, err := r.Rotate(ctx, "RSA-OAEP", unnoted); err == nil {
		t.Error("a key that is not there was rotated")
	}
	var wait sync.WaitGroup
	for _, node := range []*Ring{r, second, r, second} {
		wait.Go(func() {
			if err := node.MakeEncryption(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, alg := range EncryptionAlgorithms() {
		key := offered(t, r, alg)
		if other := offered(t, second, alg); other.KeyID != key.KeyID {
			t.Errorf("%s: two nodes offer two keys", alg)
		}
		for name, kid := range map[string]string{"with a kid": key.KeyID, "without": ""} {
			if got, err := second.Decrypt(encrypted(t, alg, key.Key, kid, jose.A256GCM, nil)); err != nil || string(got) != secretText {
				t.Errorf("%s, %s: %q, %v", alg, name, got, err)
			}
		}
		if _, err := r.SignJWT(alg, "JWT", []byte("{}")); err == nil {
			t.Errorf("a token was signed with a key for %s", alg)
		}
	}
	if again := openRing(t, s, master(1), fixedClock()); offered(t, again, "RSA-OAEP").KeyID != offered(t, r, "RSA-OAEP").KeyID {
		t.Error("a restart offers another key")
	}
	if !slices.Contains(r.KeyAlgorithms(), "RSA-OAEP-256") {
		t.Error("keys to encrypt to are not among those that are rotated")
	}
}

// The calendar: one key is offered at a time, and what was encrypted to the one before
// opens for a week more (O-19).
func TestEncryptionKeyRotates(t *testing.T) {
	t.Parallel()
	ctx, clock := context.Background(), newClock()
	r := openRing(t, newStore(t), master(1), clock.now)
	if err := r.MakeEncryption(ctx); err != nil {
		t.Fatal(err)
	}
	old := offered(t, r, "RSA-OAEP")
	next, err := r.Rotate(ctx, "RSA-OAEP", unnoted)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after       time.Duration
		offers      string
		opensTheOld bool
	}{
		{6 * 24 * time.Hour, old.KeyID, true},
		{7*24*time.Hour + time.Second, next, true},
		{14*24*time.Hour - time.Second, next, true},
		{14*24*time.Hour + time.Second, next, false},
	} {
		clock.unix.Store(start.Add(c.after).Unix())
		if key := offered(t, r, "RSA-OAEP"); key.KeyID != c.offers {
			t.Errorf("after %s another key is offered", c.after)
		}
		if _, err := r.Decrypt(encrypted(t, "RSA-OAEP", old.Key, old.KeyID, jose.A256GCM, nil)); (err == nil) != c.opensTheOld {
			t.Errorf("after %s the old key: %v", c.after, err)
		}
	}
}

// Whatever is wrong, there is one answer.
func TestDecryptRefuses(t *testing.T) {
	t.Parallel()
	r := openRing(t, newStore(t), master(1), fixedClock())
	if err := r.MakeEncryption(context.Background()); err != nil {
		t.Fatal(err)
	}
	key, wide := offered(t, r, "RSA-OAEP"), offered(t, r, "RSA-OAEP-256")
	good := encrypted(t, "RSA-OAEP", key.Key, key.KeyID, jose.A256GCM, nil)
	parts := strings.Split(good, ".")
	with := func(i int, part string) string {
		p := slices.Clone(parts)
		p[i] = part
		return strings.Join(p, ".")
	}
	for name, jwe := range map[string]string{
		"empty":                           "",
		"a signed token":                  sign(t, r, "RS256"),
		"RSA PKCS #1 v1.5":                encrypted(t, "RSA1_5", key.Key, key.KeyID, jose.A256GCM, nil),
		"AES-CBC":                         encrypted(t, "RSA-OAEP", key.Key, key.KeyID, jose.A256CBC_HS512, nil),
		"AES-128":                         encrypted(t, "RSA-OAEP", key.Key, key.KeyID, jose.A128GCM, nil),
		"compressed":                      encrypted(t, "RSA-OAEP", key.Key, key.KeyID, jose.A256GCM, &jose.EncrypterOptions{Compression: jose.DEFLATE}),
		"another content type":            encrypted(t, "RSA-OAEP", key.Key, key.KeyID, jose.A256GCM, (&jose.EncrypterOptions{}).WithContentType("text/plain")),
		"the key of another algorithm":    encrypted(t, "RSA-OAEP", wide.Key, wide.KeyID, jose.A256GCM, nil),
		"another kid":                     encrypted(t, "RSA-OAEP", key.Key, wide.KeyID, jose.A256GCM, nil),
		"a key that signs":                encrypted(t, "RSA-OAEP", r.today().signers["RS256"].private.Public(), "", jose.A256GCM, nil),
		"the password of a symmetric key": header(`{"alg":"dir","enc":"A256GCM"}`) + "..AAAA.AAAA.AAAA",
		"an extension that is demanded":   header(`{"alg":"RSA-OAEP","enc":"A256GCM","crit":["x"],"x":1}`) + ".AAAA.AAAA.AAAA.AAAA",
		"another header":                  with(0, header(`{"alg":"RSA-OAEP","enc":"A256GCM"}`)),
		"another key in it":               with(1, strings.Repeat("A", len(parts[1]))),
		"no key in it":                    with(1, ""),
		"another tag":                     with(4, "AAAAAAAAAAAAAAAAAAAAAA"),
		"four parts":                      strings.Join(parts[:4], "."),
		"a line end":                      strings.Replace(good, ".", ".\n", 1),
		"too long":                        with(3, strings.Repeat("A", maxJWT)),
	} {
		if got, err := r.Decrypt(jwe); !errors.Is(err, ErrDecryption) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := r.Decrypt(good); err != nil || string(got) != secretText {
		t.Errorf("the good one: %q, %v", got, err)
	}
}

// FuzzDecrypt: nothing opens but what was encrypted, spelled as it was.
func FuzzDecrypt(f *testing.F) {
	r := openRing(f, newStore(f), master(1), fixedClock())
	if err := r.MakeEncryption(context.Background()); err != nil {
		f.Fatal(err)
	}
	genuine := map[string]bool{}
	for _, alg := range EncryptionAlgorithms() {
		key := offered(f, r, alg)
		jwe := encrypted(f, alg, key.Key, key.KeyID, jose.A256GCM, nil)
		genuine[jwe] = true
		f.Add(jwe)
		f.Add(strings.Replace(jwe, ".", ".\n", 1))
	}
	f.Add(header(`{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}`) + ".AAAA.AAAA.AAAA.AAAA") // compressed
	f.Add(header(`{"alg":"RSA-OAEP","Alg":"dir","enc":"A256GCM"}`) + ".AAAA.AAAA.AAAA.AAAA") // two spellings of one member
	f.Add("....")
	f.Fuzz(func(t *testing.T, jwe string) {
		plain, err := r.Decrypt(jwe)
		if err == nil && (!genuine[jwe] || string(plain) != secretText) {
			t.Fatalf("%q opened to %q", jwe, plain)
		}
		if err != nil && !errors.Is(err, ErrDecryption) {
			t.Fatal(err)
		}
	})
}
