package xmlenc

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"strings"
	"sync"
	"testing"

	"sluis/providers/saml/xmlsec"
)

var keys = sync.OnceValue(func() []*rsa.PrivateKey {
	out := make([]*rsa.PrivateKey, 3)
	for i, bits := range []int{2048, 3072, 2048} {
		k, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			panic(err)
		}
		out[i] = k
	}
	return out
})

// parts of an EncryptedAssertion, each with a sound default.
type parts struct {
	data, transport string // URIs
	method          string // inside the key's EncryptionMethod
	inMethod        string // inside the data's
	wrapped, sealed []byte
	keys            string // in place of the one EncryptedKey
	before, after   string // of the EncryptedData, in the holder
	attrs           string // of the EncryptedData
}

func (p parts) holder(t testing.TB) xmlsec.Node {
	t.Helper()
	value := func(b []byte) string {
		return `<x:CipherData><x:CipherValue>` + base64.StdEncoding.EncodeToString(b) + `</x:CipherValue></x:CipherData>`
	}
	def := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	def(&p.data, Contents()[2])
	def(&p.transport, transportMGF1P)
	def(&p.keys, `<x:EncryptedKey Id="_k"><x:EncryptionMethod Algorithm="`+p.transport+`">`+p.method+`</x:EncryptionMethod>`+value(p.wrapped)+`</x:EncryptedKey>`)
	doc := `<h xmlns:x="` + spaceEnc + `" xmlns:e="` + spaceEnc11 + `" xmlns:d="` + spaceDS + `">` + p.before +
		`<x:EncryptedData Id="_d"` + p.attrs + `><x:EncryptionMethod Algorithm="` + p.data + `">` + p.inMethod + `</x:EncryptionMethod>` +
		`<d:KeyInfo>` + p.keys + `</d:KeyInfo>` + value(p.sealed) + `</x:EncryptedData>` + p.after + `</h>`
	d, err := xmlsec.Parse([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return d.Root()
}

const secret = "<geheim/>"

// sound is what an honest hub sends to a key.
func sound(t testing.TB, to *rsa.PublicKey, size int, o *rsa.OAEPOptions) parts {
	t.Helper()
	key := bytes.Repeat([]byte{7}, size)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := rsa.EncryptOAEPWithOptions(rand.Reader, to, key, o)
	if err != nil {
		t.Fatal(err)
	}
	return parts{wrapped: wrapped, sealed: gcm.Seal(nil, nil, []byte(secret), nil), data: Contents()[size/8-2]}
}

var sha1OAEP = &rsa.OAEPOptions{Hash: crypto.SHA1, MGFHash: crypto.SHA1}

func opener(t testing.TB, keys ...crypto.Decrypter) *Opener {
	t.Helper()
	o, err := New(keys)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Every content algorithm under every form of OAEP opens, whichever of our keys it is
// for, also where they differ in size (F-04, F-10).
func TestOpen(t *testing.T) {
	t.Parallel()
	o := opener(t, keys()[0], keys()[1])
	sha256Digest := `<d:DigestMethod Algorithm="` + spaceEnc + `sha256"/>`
	mask := func(name string) string { return `<e:MGF Algorithm="` + spaceEnc11 + name + `"/>` }
	for name, c := range map[string]struct {
		transport, method string
		oaep              rsa.OAEPOptions
	}{
		"mgf1p":                   {transportMGF1P, "", *sha1OAEP},
		"mgf1p, said":             {transportMGF1P, `<d:DigestMethod Algorithm="` + spaceDS + `sha1"/>` + mask("mgf1sha1"), *sha1OAEP},
		"mgf1p, SHA-256":          {transportMGF1P, sha256Digest, rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA1}},
		"oaep":                    {transportOAEP, "", *sha1OAEP},
		"oaep, SHA-256 twice":     {transportOAEP, sha256Digest + mask("mgf1sha256"), rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA256}},
		"oaep, mask of SHA-256":   {transportOAEP, mask("mgf1sha256"), rsa.OAEPOptions{Hash: crypto.SHA1, MGFHash: crypto.SHA256}},
		"oaep, digest of SHA-256": {transportOAEP, sha256Digest, rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA1}},
	} {
		for _, size := range []int{16, 24, 32} {
			for _, to := range keys()[:2] {
				p := sound(t, &to.PublicKey, size, &c.oaep)
				p.transport, p.method = c.transport, c.method
				if plain, err := o.Open(p.holder(t), false); err != nil || string(plain) != secret {
					t.Errorf("%s, AES-%d, RSA-%d: %q, %v", name, size*8, to.N.BitLen(), plain, err)
				}
				p.method, p.transport = mask("mgf1sha256"), transportMGF1P
				if _, err := o.Open(p.holder(t), false); err == nil {
					t.Errorf("%s: opened under other parameters than it was made with", name)
				}
			}
		}
	}
	p := sound(t, &keys()[2].PublicKey, 32, sha1OAEP)
	if _, err := o.Open(p.holder(t), false); !errors.Is(err, errOpen) {
		t.Errorf("to a stranger: %v", err)
	}
}

// What a fault of the shape is called stands in the log; what happened under a key
// is always the same error, and none holds a byte of the message.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	o := opener(t, keys()[0])
	good := sound(t, &keys()[0].PublicKey, 32, sha1OAEP)
	key := func(body string) string { return `<x:EncryptedKey>` + body + `</x:EncryptedKey>` }
	for name, c := range map[string]struct {
		change func(*parts)
		want   string
	}{
		"tag":                   {func(p *parts) { p.sealed = append(bytes.Clone(p.sealed[:len(p.sealed)-1]), 0) }, errOpen.Detail},
		"shorter than a nonce":  {func(p *parts) { p.sealed = p.sealed[:11] }, errOpen.Detail},
		"shorter than a tag":    {func(p *parts) { p.sealed = p.sealed[:27] }, errOpen.Detail},
		"empty":                 {func(p *parts) { p.sealed = nil }, errOpen.Detail},
		"another AES":           {func(p *parts) { p.data = Contents()[0] }, errOpen.Detail},
		"another digest":        {func(p *parts) { p.method = `<d:DigestMethod Algorithm="` + spaceEnc + `sha256"/>` }, errOpen.Detail},
		"no number":             {func(p *parts) { p.wrapped = nil }, errOpen.Detail},
		"too large a number":    {func(p *parts) { p.wrapped = bytes.Repeat([]byte{255}, 256) }, errOpen.Detail},
		"no key":                {func(p *parts) { p.keys = "<d:KeyName>x</d:KeyName>" }, "no EncryptedKey"},
		"a key without parts":   {func(p *parts) { p.keys = key("") }, "EncryptedKey: algorithm is not RSA-OAEP"},
		"three keys":            {func(p *parts) { p.keys = key("") + key("") + key("") }, "more EncryptedKeys than we have keys"},
		"three keys, all about": {func(p *parts) { p.before, p.after = key(""), key("") }, "more EncryptedKeys than we have keys"},
		"CBC":                   {func(p *parts) { p.data = spaceEnc + "aes256-cbc" }, "EncryptedData: AES-CBC is not allowed for this message"},
		"parameter of AES":      {func(p *parts) { p.inMethod = "<x:KeySize>256</x:KeySize>" }, "EncryptedData: EncryptionMethod with parameters"},
		"Type":                  {func(p *parts) { p.attrs = ` Type="` + spaceEnc + `Content"` }, "EncryptedData: Type is not Element"},
		"two EncryptedData":     {func(p *parts) { p.after = "<x:EncryptedData/>" }, "two EncryptedData"},
		"two KeyInfo":           {func(p *parts) { p.keys += "</d:KeyInfo><d:KeyInfo>" }, "an element that may stand once stands twice"},
		"something beside":      {func(p *parts) { p.after = "<x:Other/>" }, "something other than EncryptedData and EncryptedKey"},
		"reference to others":   {func(p *parts) { p.keys += `<d:RetrievalMethod URI="#_k"/>` }, "RetrievalMethod: not to an EncryptedKey beside the EncryptedData"},
		"reference to the web":  {func(p *parts) { p.keys += `<d:RetrievalMethod URI="https://kwaad.example/"/>` }, "RetrievalMethod: not to an EncryptedKey beside the EncryptedData"},
	} {
		p := good
		c.change(&p)
		plain, err := o.Open(p.holder(t), false)
		if e := new(Error); plain != nil || !errors.As(err, &e) || e.Detail != c.want {
			t.Errorf("%s: %q, %v; want %s", name, plain, err, c.want)
		}
	}
	d, err := xmlsec.Parse([]byte("<h/>"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Open(d.Root(), true); err == nil {
		t.Error("an empty holder was opened")
	}
	if _, err := o.Open(xmlsec.Node{}, true); err == nil {
		t.Error("no holder was opened")
	}
}

// A message may be opened by several goroutines at once, and opened again.
func TestOpenIsRepeatable(t *testing.T) {
	t.Parallel()
	o := opener(t, keys()[0])
	holder := sound(t, &keys()[0].PublicKey, 16, sha1OAEP).holder(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if plain, err := o.Open(holder, false); err != nil || string(plain) != secret {
				t.Errorf("%q, %v", plain, err)
			}
		})
	}
	all.Wait()
}

func TestNew(t *testing.T) {
	t.Parallel()
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	good := keys()[0]
	for name, list := range map[string][]crypto.Decrypter{
		"none":   nil,
		"a gap":  {good, nil},
		"four":   {good, good, good, good},
		"1024":   {good, short},
		"no RSA": {good, elliptical{}},
	} {
		if o, err := New(list); err == nil || o != nil || !strings.HasPrefix(err.Error(), "xmlenc: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// elliptical is a key that is not RSA.
type elliptical struct{}

func (elliptical) Public() crypto.PublicKey { return &ecdsa.PublicKey{Curve: elliptic.P256()} }
func (elliptical) Decrypt(io.Reader, []byte, crypto.DecrypterOpts) ([]byte, error) {
	return nil, errors.New("never asked")
}

// lenient is a private key that unwraps anything, for a fuzzer who could not. It
// notes what crypto/rsa would have sent back without any work.
type lenient struct {
	*rsa.PrivateKey
	asked, early *int
}

func (l lenient) Decrypt(_ io.Reader, msg []byte, _ crypto.DecrypterOpts) ([]byte, error) {
	*l.asked++
	if len(msg) != l.Size() || new(big.Int).SetBytes(msg).Cmp(l.N) >= 0 {
		*l.early++
	}
	return bytes.Repeat([]byte{7}, 32), nil
}

// TestSameWork: a ciphertext that is no number below the modulus costs a whole
// operation all the same, and opens nothing even under a key that opens everything.
func TestSameWork(t *testing.T) {
	t.Parallel()
	asked, early := 0, 0
	o := opener(t, lenient{keys()[0], &asked, &early}, lenient{keys()[1], &asked, &early})
	p := sound(t, &keys()[0].PublicKey, 32, sha1OAEP)
	for name, c := range map[string]struct {
		wrapped []byte
		opens   bool
	}{
		"sound":             {p.wrapped, true},
		"nothing":           {nil, false},
		"too short":         {p.wrapped[1:], false},
		"too long":          {append([]byte{0}, p.wrapped...), false},
		"of no key of ours": {make([]byte, 512), false},
		"above the modulus": {bytes.Repeat([]byte{255}, 256), false},
		"the modulus":       {keys()[0].N.Bytes(), false},
		"zero":              {make([]byte, 256), true},
	} {
		asked = 0
		p := p
		p.wrapped = c.wrapped
		_, err := o.Open(p.holder(t), false)
		if (err == nil) != c.opens || asked != 2*MaxKeys || early != 0 {
			t.Errorf("%s: %v after %d operations, %d of which do nothing", name, err, asked, early)
		}
	}
}

// TestOpenCBC: the padding is read as XML Encryption has it, and no length or padding
// leads outside the plaintext.
func TestOpenCBC(t *testing.T) {
	t.Parallel()
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	for blocks := range 3 {
		for last := range 256 {
			sealed := make([]byte, 16+16*blocks)
			if blocks > 0 {
				sealed[len(sealed)-1] = byte(last)
				cipher.NewCBCEncrypter(block, sealed[:16]).CryptBlocks(sealed[16:], sealed[16:])
			}
			plain, ok := openCBC(block, sealed)
			if good := blocks > 0 && last >= 1 && last <= 16; ok != good || ok && len(plain) != 16*blocks-last {
				t.Errorf("%d blocks, padding %d: %t, %d bytes", blocks, last, ok, len(plain))
			}
		}
	}
	for n := range 48 {
		if _, ok := openCBC(block, make([]byte, n)); ok {
			t.Errorf("%d bytes were opened", n)
		}
	}
}
