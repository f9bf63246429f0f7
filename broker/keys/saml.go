package keys

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"

	"sluis/broker/store"
)

// certificateYears is how long a SAML certificate is valid. Hubs pin the key, yet
// some warn when the certificate around it has expired.
const certificateYears = 5

type samlKey = signingKey

// SAML gives the key with which a connection signs its requests (RSA-2048), and its
// self-signed certificate in DER. The first call for a connection makes both; they
// are the same ever after.
func (r *Ring) SAML(ctx context.Context, connection string) (crypto.Signer, []byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.saml[connection]
	if !ok {
		var err error
		if k, err = r.openSAML(ctx, connection); err != nil {
			return nil, nil, fmt.Errorf("keys: SAML key of %s: %w", connection, err)
		}
		r.saml[connection] = k
	}
	return k.private, k.cert, nil
}

func (r *Ring) openSAML(ctx context.Context, connection string) (*samlKey, error) {
	owner := ownerSAML + connection
	var rows []signingRow
	err := r.records.View(ctx, func(tx store.Tx) (err error) {
		rows, err = readSigning(tx, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		if rows, err = r.makeSAML(ctx, connection, owner); err != nil {
			return nil, err
		}
	}
	now := r.now().Unix()
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].signs(now) {
			return rows[i].open(r.wrap)
		}
	}
	return nil, errors.New("none is in use")
}

func (r *Ring) makeSAML(ctx context.Context, connection, owner string) ([]signingRow, error) {
	private, err := generate("RS256")
	if err != nil {
		return nil, err
	}
	k, err := newSigningKey("RS256", private)
	if err != nil {
		return nil, err
	}
	now := r.now()
	if k.cert, err = selfSigned(private, connection, now); err != nil {
		return nil, err
	}
	row, err := sealSigning(r.wrap, owner, k, calendar{Published: now.Unix(), Used: now.Unix()})
	if err != nil {
		return nil, err
	}
	var rows []signingRow
	err = r.records.Update(ctx, func(tx store.Tx) error {
		// A rewrap on another node leaves this one with the old master: what it
		// sealed now, nobody could open.
		if _, err := r.read(tx); err != nil {
			return err
		}
		if err := row.insertFirst(tx); err != nil {
			return err
		}
		var err error
		rows, err = readSigning(tx, owner)
		return err
	})
	return rows, err
}

// selfSigned makes the certificate in which SAML metadata carries a key. Nobody
// reads more from it than the key.
func selfSigned(private crypto.Signer, connection string, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial.Add(serial, big.NewInt(1)), // positive (RFC 5280 §4.1.2.2)
		Subject:               pkix.Name{CommonName: "Sluis SAML signing " + connection},
		NotBefore:             now.Add(-time.Hour), // hubs' clocks differ
		NotAfter:              now.AddDate(certificateYears, 0, -1),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, // hubs encrypt to it too (F-02)
		BasicConstraintsValid: true,
	}
	return x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
}
