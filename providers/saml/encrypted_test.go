package saml

import (
	"crypto"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/hub"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlenc"
)

// counting is a key that counts what is asked of it.
type counting struct {
	crypto.Decrypter
	asked *atomic.Int64
}

func (c counting) Decrypt(random io.Reader, msg []byte, opts crypto.DecrypterOpts) ([]byte, error) {
	c.asked.Add(1)
	return c.Decrypter.Decrypt(random, msg, opts)
}

// lockable is a hub and our connection with it, which has two keys to be encrypted
// to: the current one, and one that nobody encrypts to yet.
type lockable struct {
	partner
	asked *atomic.Int64
	req   hub.RequestInfo
	q     providers.Answer
}

func encrypting(t testing.TB, h hub.Style, change func(*Config)) lockable {
	t.Helper()
	p := hubs()[h]
	live, _, err := metadata.Static(p.hub.Metadata(), clock, metadata.Options{EntityID: p.hub.EntityID()})
	if err != nil {
		t.Fatal(err)
	}
	// An entityID of its own, since other tests register with the same hubs.
	cfg := testConfig(t, claims.Federation(h), "locked-"+strings.ToLower(strings.Map(letters, t.Name())))
	cfg.Metadata = live
	asked := new(atomic.Int64)
	cfg.Decrypters = []crypto.Decrypter{counting{ourKey(), asked}, counting{nextKey(), asked}}
	if change != nil {
		change(&cfg)
	}
	if p.connection, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := p.hub.AcceptSP(p.connection.Metadata()); err != nil {
		t.Fatal(err)
	}
	l := lockable{partner: p, asked: asked}
	l.req, l.q = p.ask(t)
	return l
}

func letters(r rune) rune {
	if r == '/' || r > 'z' {
		return '-'
	}
	return r
}

// answer has the hub answer, and gives how many private-key operations it cost.
func (l lockable) answer(t testing.TB, m hub.Misbehaviour) (id *providers.Identity, cost int64, err error) {
	t.Helper()
	field, err := l.hub.Answer(l.req, l.people[0], m)
	if err != nil {
		t.Fatal(err)
	}
	q := l.q
	q.SAMLResponse = field
	before := l.asked.Load()
	id, err = l.connection.Verify(q)
	return id, l.asked.Load() - before, err
}

// everyFault lists what can be wrong with something encrypted, and is not seen
// before it is decrypted.
func everyFault() map[string]hub.Misbehaviour {
	const sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
	const cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
	list := map[string]hub.Misbehaviour{
		"PKCS #1 v1.5":          {Sign: hub.SignBoth, Encrypt: &hub.Encryption{Key: "http://www.w3.org/2001/04/xmlenc#rsa-1_5"}},
		"CBC":                   {Sign: hub.SignAssertion, Encrypt: &hub.Encryption{Data: cbc}},
		"not signed":            {Sign: hub.SignNothing, Encrypt: new(hub.Encryption)},
		"signed by a stranger":  {Sign: hub.SignAssertion, ForeignKey: true, Encrypt: new(hub.Encryption)},
		"altered and encrypted": {Sign: hub.SignAssertion, Tamper: "name-id", Encrypt: new(hub.Encryption)},
		"an ID from outside":    {DuplicateID: true, Encrypt: new(hub.Encryption)},
		"comment in a value":    {Inject: "comment", Encrypt: new(hub.Encryption)},
		"SHA-1 inside":          {SignatureMethod: "http://www.w3.org/2000/09/xmldsig#rsa-sha1", Encrypt: new(hub.Encryption)},
	}
	for _, f := range hub.EncryptionFaults() {
		list[f] = hub.Misbehaviour{Sign: hub.SignAssertion, Encrypt: &hub.Encryption{Fault: f}}
		list[f+", Response signed"] = hub.Misbehaviour{Sign: hub.SignBoth, Encrypt: &hub.Encryption{Fault: f}}
		list[f+", other algorithms"] = hub.Misbehaviour{Sign: hub.SignResponse, Encrypt: &hub.Encryption{
			Data: "http://www.w3.org/2009/xmlenc11#aes128-gcm", Key: "http://www.w3.org/2009/xmlenc11#rsa-oaep", Digest: sha256, Fault: f}}
	}
	delete(list, "mask-with-mgf1p, other algorithms")                          // the fault writes the older algorithm
	delete(list, "digest-twice, other algorithms")                             // thrice is not another fault
	list["digest-twice, again"] = list["digest-twice"]                         // but twice is, under any signature
	for _, f := range append(hub.CBCFaults(), "body", "not-xml", "data-cut") { // CBC is allowed here, and the Response is signed
		list[f+", CBC"] = hub.Misbehaviour{Sign: hub.SignBoth, Encrypt: &hub.Encryption{Data: cbc, Fault: f}}
	}
	return list
}

// TestNoOracle is F-10 and issue 3: whatever is wrong with an encrypted assertion,
// the refusal is the same, and so is the number of private-key operations, which is
// also that of a sound one. The table holds far more than 30 faults.
func TestNoOracle(t *testing.T) {
	t.Parallel()
	l := encrypting(t, hub.SURFconext, func(c *Config) { c.InsecureCBCUntil = clock.Add(time.Hour) })
	const want = 2 * xmlenc.MaxKeys
	for name, sign := range map[string]hub.Coverage{"assertion signed": hub.SignAssertion, "response signed": hub.SignResponse} {
		if _, cost, err := l.answer(t, hub.Misbehaviour{Sign: sign, Encrypt: new(hub.Encryption)}); err != nil || cost != want {
			t.Fatalf("a sound answer, %s: %d operations, want %d; %v", name, cost, want, err)
		}
	}
	faults := everyFault()
	if len(faults) < 100 {
		t.Errorf("only %d faults", len(faults))
	}
	for name, m := range faults {
		id, cost, err := l.answer(t, m)
		if cost != want {
			t.Errorf("%s: %d private-key operations, want %d", name, cost, want)
		}
		t.Run(name, func(t *testing.T) { wantRefusal(t, id, err, refusal.Undecryptable) })
	}
}

// TestNothingToDecrypt: what is refused before decryption costs no private-key
// operation, and a plain answer none either.
func TestNothingToDecrypt(t *testing.T) {
	t.Parallel()
	l := encrypting(t, hub.Entree, nil)
	e := new(hub.Encryption)
	for name, c := range map[string]struct {
		m    hub.Misbehaviour
		code refusal.Code
	}{
		"plain":                      {hub.Misbehaviour{}, accepted},
		"Response signed by another": {hub.Misbehaviour{Sign: hub.SignResponse, ForeignKey: true, Encrypt: e}, refusal.Signature},
		"ciphertext moved after it":  {hub.Misbehaviour{Sign: hub.SignResponse, Tamper: "response-id", Encrypt: e}, refusal.Signature},
		"another's answer":           {hub.Misbehaviour{InResponseTo: "_other", Encrypt: e}, refusal.InResponseTo},
		"another's Destination":      {hub.Misbehaviour{Destination: hub.EvilOrigin, Encrypt: e}, refusal.Destination},
		"status":                     {hub.Misbehaviour{Status: "Responder", KeepAssertion: true, Encrypt: e}, refusal.StatusOther},
		"beside a plain one":         {hub.Misbehaviour{Encrypt: &hub.Encryption{Fault: "beside-plain"}}, refusal.SecondAssertion},
		"two of them":                {hub.Misbehaviour{Encrypt: &hub.Encryption{Fault: "holder-twice"}}, refusal.SecondAssertion},
	} {
		t.Run(name, func(t *testing.T) {
			id, cost, err := l.answer(t, c.m)
			if cost != 0 {
				t.Errorf("%d private-key operations", cost)
			}
			if c.code == accepted && err == nil {
				return
			}
			wantRefusal(t, id, err, c.code)
		})
	}
}

// TestEncryptedIdentity: an answer is the same identity however it was encrypted,
// down to the digest by which a replay is known.
func TestEncryptedIdentity(t *testing.T) {
	t.Parallel()
	for _, h := range []hub.Style{hub.Entree, hub.SURFconext} {
		l := encrypting(t, h, nil)
		for _, n := range hub.Misbehaviours() {
			if n.M.Encrypt == nil || !n.Either {
				continue
			}
			plain := n.M
			plain.Encrypt = nil
			want, _, err := l.answer(t, plain)
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := l.answer(t, n.M)
			if err != nil {
				t.Errorf("%s: %v", n.Name, err)
				continue
			}
			if got.NameID != want.NameID || len(got.Attributes) != len(want.Attributes) || got.Authority != want.Authority || got.Assertion == "" {
				t.Errorf("%s: another identity", n.Name)
			}
		}
	}
}

// TestDecryptionKeys is the half of F-04 that is about decryption: the hub encrypts
// to the old key, to the new one or to both, and all of it opens.
func TestDecryptionKeys(t *testing.T) {
	t.Parallel()
	l := encrypting(t, hub.Entree, nil)
	for name, c := range map[string]struct {
		certificates [][]byte
		to           string
		opens        bool
	}{
		"to the current key":        {[][]byte{newCertificate(t, ourKey())}, "", true},
		"to the next key":           {[][]byte{newCertificate(t, nextKey())}, "", true},
		"to both":                   {[][]byte{newCertificate(t, nextKey()), newCertificate(t, ourKey())}, "all", true},
		"to ours and to a stranger": {[][]byte{newCertificate(t, surfKey()), newCertificate(t, ourKey())}, "all", true},
		"to a stranger":             {[][]byte{newCertificate(t, surfKey())}, "", false},
		"to us two, and to a third": {[][]byte{newCertificate(t, ourKey()), newCertificate(t, nextKey()), newCertificate(t, surfKey())}, "all", false},
	} {
		sp := hub.SP{EntityID: l.connection.entityID, ACS: []string{l.connection.acs}, Certificates: [][]byte{newCertificate(t, ourKey())}, Encryption: c.certificates}
		if err := l.hub.Register(sp); err != nil {
			t.Fatal(err)
		}
		for _, place := range []string{"", "beside", "listed", "loose"} {
			_, cost, err := l.answer(t, hub.Misbehaviour{Encrypt: &hub.Encryption{To: c.to, Place: place}})
			if (err == nil) != c.opens || cost != 2*xmlenc.MaxKeys {
				t.Errorf("%s, key %q: %d operations, %v", name, place, cost, err)
			}
		}
	}
}

// TestCBC is F-10: AES-CBC is refused unless it is switched on, until its day, inside
// a Response whose signature holds.
func TestCBC(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"128", "192", "256"} {
		m := hub.Misbehaviour{Encrypt: &hub.Encryption{Data: "http://www.w3.org/2001/04/xmlenc#aes" + size + "-cbc"}}
		for name, c := range map[string]struct {
			until time.Time
			sign  hub.Coverage
			opens bool
		}{
			"not switched on":                {time.Time{}, hub.SignBoth, false},
			"in time":                        {clock.Add(time.Second), hub.SignBoth, true},
			"in time, the Response's alone":  {clock.Add(time.Second), hub.SignResponse, true},
			"too late":                       {clock, hub.SignBoth, false},
			"in time, but Response unsigned": {clock.Add(time.Hour), hub.SignAssertion, false},
		} {
			t.Run(size+" "+name, func(t *testing.T) {
				l := encrypting(t, hub.Entree, func(cfg *Config) { cfg.InsecureCBCUntil = c.until })
				m := m
				m.Sign = c.sign
				id, _, err := l.answer(t, m)
				if c.opens {
					if err != nil {
						t.Error(err)
					}
					return
				}
				wantRefusal(t, id, err, refusal.Undecryptable)
			})
		}
		l := encrypting(t, hub.Entree, func(cfg *Config) { cfg.InsecureCBCUntil = clock.Add(time.Hour) })
		sealed := *m.Encrypt
		sealed.What = "name-id" // its ciphertext is signed, but by the Assertion
		id, _, err := l.answer(t, hub.Misbehaviour{Sign: hub.SignAssertion, Encrypt: &sealed})
		wantRefusal(t, id, err, refusal.Undecryptable)
	}
}

// TestEncryptionOff: a connection without decryption keys offers none and takes
// nothing encrypted.
func TestEncryptionOff(t *testing.T) {
	t.Parallel()
	l := encrypting(t, hub.Entree, func(c *Config) { c.Decrypters = nil })
	for _, k := range published(t, l.connection).Role.Keys {
		if k.Use != "signing" {
			t.Errorf("a key for %s is published", k.Use)
		}
	}
	for _, what := range []string{"", "name-id", "both"} {
		id, _, err := l.answer(t, hub.Misbehaviour{Encrypt: &hub.Encryption{What: what}})
		wantRefusal(t, id, err, refusal.Encrypted)
	}
}
