package authtest

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// Flags of authenticator data (WebAuthn L3 §6.1).
const (
	UP byte = 1 << 0 // somebody was there
	UV byte = 1 << 2 // and was verified
	BE byte = 1 << 3 // may be synced
	BS byte = 1 << 4 // is synced
	AT byte = 1 << 6 // attested data follows
	ED byte = 1 << 7 // extensions follow
)

// Authenticator is a browser with a security key in it, that holds one credential.
type Authenticator struct {
	Origin string // that the browser is at
	Alg    int    // ES256 where 0
	Bits   int    // of an RSA key; 2048 where 0
	Model  [16]byte
	Maker  *Maker // nil: it attests itself where attestation is asked for
	Flags  byte   // beside AT; UP and UV where 0
	Count  uint32 // of the last signature
	Still  bool   // Count does not move
	Seed   []byte // 32 bytes: the key is EdDSA's of this seed, and so every answer the same

	ID     []byte // of the credential
	Handle []byte // the account, as it was told
	COSE   []byte // the public key
	key    crypto.Signer
}

// Bend changes one stage of an answer. What is nil changes nothing. Stages before the
// signature are signed as bent.
type Bend struct {
	Client    func(map[string]any)         // clientDataJSON
	Data      func([]byte) []byte          // authenticator data
	Signature func([]byte) []byte          // of an assertion or a packed attestation
	Statement func(Map) Map                // attStmt
	Format    string                       // fmt, where not ""
	Object    func([]byte) []byte          // the attestation object, encoded
	Late      func(map[string]any)         // response, after everything was signed
	Answer    func(map[string]any)         // the whole
	JSON      func([]byte) []byte          // the bytes that are sent
	Signer    func([]byte) (signed []byte) // signs in place of the key
}

// options is what both kinds of options share.
type options struct {
	Challenge string `json:"challenge"`
	RP        struct {
		ID string `json:"id"`
	} `json:"rp"`
	RPID string `json:"rpId"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
	Attestation string `json:"attestation"`
}

// Base64 is base64url without padding, as WebAuthn's JSON has all bytes.
func Base64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func read(tb testing.TB, raw []byte) options {
	tb.Helper()
	o := options{}
	if err := json.Unmarshal(raw, &o); err != nil {
		tb.Fatalf("options: %v", err)
	}
	return o
}

// Create makes a credential, the first time, and answers registration options.
func (a *Authenticator) Create(tb testing.TB, creation []byte, b Bend) []byte {
	tb.Helper()
	o := read(tb, creation)
	a.make(tb)
	handle, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	if err != nil {
		tb.Fatalf("options: user.id: %v", err)
	}
	a.Handle = handle
	attested := binary.BigEndian.AppendUint16(append([]byte{}, a.Model[:]...), uint16(len(a.ID)))
	data := bent(b.Data, append(a.data(o.RP.ID, AT), append(append(attested, a.ID...), a.COSE...)...))
	client := a.client(tb, "webauthn.create", o.Challenge, b)
	format, statement := a.attest(tb, o.Attestation, data, client, b)
	if b.Format != "" {
		format = b.Format
	}
	if b.Statement != nil {
		statement = b.Statement(statement)
	}
	object := bent(b.Object, CBOR(Map{{"fmt", format}, {"attStmt", statement}, {"authData", data}}))
	return a.answer(tb, map[string]any{"clientDataJSON": Base64(client), "attestationObject": Base64(object), "transports": []string{"usb"}}, b)
}

// make makes the credential, once.
func (a *Authenticator) make(tb testing.TB) {
	tb.Helper()
	switch {
	case a.key != nil:
	case a.Seed != nil:
		a.Alg = EdDSA
		id := sha256.Sum256(a.Seed)
		a.ID, a.key = id[:], ed25519.NewKeyFromSeed(a.Seed)
		a.COSE = coseEd25519(a.key.Public())
	default:
		a.ID = make([]byte, 32)
		rand.Read(a.ID) // never fails (crypto/rand)
		a.key, a.COSE = newKey(tb, a.alg(), a.bits())
	}
}

func (a *Authenticator) bits() int {
	if a.Bits == 0 {
		return 2048
	}
	return a.Bits
}

// attest gives the statement: none unless asked for, by the maker, or by the key itself.
func (a *Authenticator) attest(tb testing.TB, conveyance string, data, client []byte, b Bend) (string, Map) {
	tb.Helper()
	if conveyance == "" || conveyance == "none" {
		return "none", Map{}
	}
	digest := sha256.Sum256(client)
	message := append(append([]byte{}, data...), digest[:]...)
	if a.Maker == nil {
		return "packed", Map{{"alg", a.alg()}, {"sig", bent(b.Signature, sign(tb, a.key, message))}}
	}
	chain := []any{}
	for _, c := range a.Maker.chain {
		chain = append(chain, c)
	}
	return "packed", Map{{"alg", ES256}, {"sig", bent(b.Signature, sign(tb, a.Maker.key, message))}, {"x5c", chain}}
}

// Get answers assertion options.
func (a *Authenticator) Get(tb testing.TB, request []byte, b Bend) []byte {
	tb.Helper()
	o := read(tb, request)
	if !a.Still {
		a.Count++
	}
	data := bent(b.Data, a.data(o.RPID, 0))
	client := a.client(tb, "webauthn.get", o.Challenge, b)
	digest := sha256.Sum256(client)
	message := append(append([]byte{}, data...), digest[:]...)
	var sig []byte
	if b.Signer != nil {
		sig = b.Signer(message)
	} else {
		sig = bent(b.Signature, sign(tb, a.key, message))
	}
	return a.answer(tb, map[string]any{"clientDataJSON": Base64(client), "authenticatorData": Base64(data),
		"signature": Base64(sig), "userHandle": Base64(a.Handle)}, b)
}

func (a *Authenticator) alg() int {
	if a.Alg == 0 {
		return ES256
	}
	return a.Alg
}

// data is the head of authenticator data: rpIdHash, flags, signCount.
func (a *Authenticator) data(rpID string, more byte) []byte {
	hash := sha256.Sum256([]byte(rpID))
	flags := a.Flags
	if flags == 0 {
		flags = UP | UV
	}
	return binary.BigEndian.AppendUint32(append(hash[:], flags|more), a.Count)
}

func (a *Authenticator) client(tb testing.TB, kind, challenge string, b Bend) []byte {
	tb.Helper()
	m := map[string]any{"type": kind, "challenge": challenge, "origin": a.Origin, "crossOrigin": false}
	if b.Client != nil {
		b.Client(m)
	}
	return marshal(tb, m)
}

func (a *Authenticator) answer(tb testing.TB, response map[string]any, b Bend) []byte {
	tb.Helper()
	if b.Late != nil {
		b.Late(response)
	}
	m := map[string]any{"id": Base64(a.ID), "rawId": Base64(a.ID), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response}
	if b.Answer != nil {
		b.Answer(m)
	}
	return bent(b.JSON, marshal(tb, m))
}

func marshal(tb testing.TB, v any) []byte {
	tb.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func bent(f func([]byte) []byte, b []byte) []byte {
	if f == nil {
		return b
	}
	return f(b)
}
