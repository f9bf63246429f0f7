package keys

import (
	"crypto"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"

	"github.com/go-jose/go-jose/v4"

	"sluis/broker/store"
)

// The owners of signing keys; a SAML key's ends with its connection.
const (
	ownerTokens = "oidc"
	ownerSAML   = "saml:"
)

const rsaBits = 2048

// Algorithms lists what tokens may be signed with (RFC 7518 §3.1, RFC 8037). Each
// has a key of its own: a JWK names one "alg" (contract 19).
func Algorithms() []string { return []string{"RS256", "PS256", "ES256", "EdDSA"} }

// signingKey is a key pair, ready to sign; or to decrypt, where its algorithm is one of
// [EncryptionAlgorithms].
type signingKey struct {
	kid     string
	alg     string
	private crypto.Signer
	cert    []byte // SAML alone
	calendar
	header string // of a JWT with typ JWT, in base64url
}

// signingRow is a signing key as it lies in the records.
type signingRow struct {
	kid, owner, alg string
	box, cert       []byte
	calendar
}

func generate(alg string) (crypto.Signer, error) {
	switch alg {
	case "RS256", "PS256", "RSA-OAEP", "RSA-OAEP-256":
		return rsa.GenerateKey(rand.Reader, rsaBits)
	case "ES256":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "EdDSA":
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return private, err
	}
	return nil, fmt.Errorf("keys: unknown algorithm %q", alg)
}

// generateAll makes a key for each algorithm, side by side: RSA is most of a first
// start.
func generateAll(algs []string) ([]*signingKey, error) {
	out := make([]*signingKey, len(algs))
	errs := make([]error, len(algs))
	var wait sync.WaitGroup
	for i, alg := range algs {
		wait.Go(func() {
			private, err := generate(alg)
			if err == nil {
				out[i], err = newSigningKey(alg, private)
			}
			errs[i] = err
		})
	}
	wait.Wait()
	return out, errors.Join(errs...)
}

// newSigningKey names a key by its thumbprint (RFC 7638).
func newSigningKey(alg string, private crypto.Signer) (*signingKey, error) {
	print, err := (&jose.JSONWebKey{Key: private.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("keys: thumbprint: %w", err)
	}
	k := &signingKey{kid: base64.RawURLEncoding.EncodeToString(print), alg: alg, private: private}
	k.header = k.headerOf("JWT")
	return k, nil
}

func (r signingRow) label() string { return "signing key " + r.owner + " " + r.alg + " " + r.kid }

func sealSigning(wrap cipher.AEAD, owner string, k *signingKey, c calendar) (signingRow, error) {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		return signingRow{}, fmt.Errorf("keys: encode %s key: %w", k.alg, err)
	}
	row := signingRow{kid: k.kid, owner: owner, alg: k.alg, cert: k.cert, calendar: c}
	row.box = seal(wrap, row.label(), der)
	return row, nil
}

func (r signingRow) open(wrap cipher.AEAD) (*signingKey, error) {
	der, err := open(wrap, r.label(), r.box)
	if err != nil {
		return nil, ErrMaster
	}
	private, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("keys: decode %s key: %w", r.alg, err)
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("keys: a key that cannot sign lies as %s key", r.alg)
	}
	k, err := newSigningKey(r.alg, signer)
	if err != nil {
		return nil, err
	}
	if k.kid != r.kid {
		return nil, fmt.Errorf("keys: %s key lies under another key's name", r.alg)
	}
	k.cert, k.calendar = r.cert, r.calendar
	return k, nil
}

func readSigning(tx store.Tx, owner string) ([]signingRow, error) {
	var rows []signingRow
	err := tx.Query(`SELECT kid, owner, alg, box, cert, published, in_use, retired, gone FROM signing_key WHERE owner = $1 ORDER BY published, kid`,
		[]any{owner}, func(scan func(...any) error) error {
			var r signingRow
			if err := scan(&r.kid, &r.owner, &r.alg, &r.box, &r.cert, &r.Published, &r.Used, &r.Retired, &r.Gone); err != nil {
				return err
			}
			rows = append(rows, r)
			return nil
		})
	return rows, err
}

// insertFirst writes the first key of its owner and algorithm: where another node was
// earlier, that one's key stays the only one.
func (r signingRow) insertFirst(tx store.Tx) error {
	taken := false
	err := tx.Query(`SELECT kid FROM signing_key WHERE owner = $1 AND alg = $2 LIMIT 1`, []any{r.owner, r.alg},
		func(scan func(...any) error) error { var kid string; taken = true; return scan(&kid) })
	if err != nil || taken {
		return err
	}
	return r.insert(tx)
}

func (r signingRow) insert(tx store.Tx) error {
	_, err := tx.Exec(`INSERT INTO signing_key (kid, owner, alg, box, cert, published, in_use, retired, gone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.kid, r.owner, r.alg, r.box, r.cert, r.Published, r.Used, r.Retired, r.Gone)
	return err
}
