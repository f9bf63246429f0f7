package keys

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"sync"
	"testing"
	"time"
)

func TestSAML(t *testing.T) {
	t.Parallel()
	ctx, s, clock := context.Background(), newStore(t), newClock()
	r := openRing(t, s, master(1), clock.now)
	signer, der, err := r.SAML(ctx, "entree")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if cert.Subject.String() != "CN=Sluis SAML signing entree" || cert.IsCA || cert.SignatureAlgorithm != x509.SHA256WithRSA {
		t.Errorf("subject %s, CA %v, %s", cert.Subject, cert.IsCA, cert.SignatureAlgorithm)
	}
	if cert.NotBefore.After(clock.now()) || cert.NotAfter.Before(clock.now().AddDate(4, 11, 0)) || cert.NotAfter.After(cert.NotBefore.AddDate(5, 0, 0)) {
		t.Errorf("valid from %s to %s", cert.NotBefore, cert.NotAfter)
	}
	public, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok || public.N.BitLen() != 2048 || !public.Equal(signer.Public()) {
		t.Fatal("the certificate is not of the key, or not RSA-2048")
	}
	digest := sha256.Sum256([]byte("SAMLRequest=x"))
	signature, err := signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := cert.CheckSignature(x509.SHA256WithRSA, []byte("SAMLRequest=x"), signature); err != nil {
		t.Error(err)
	}

	clock.forward(6 * 365 * 24 * time.Hour) // the key outlives its certificate: hubs pin keys
	if _, again, err := openRing(t, s, master(1), clock.now).SAML(ctx, "entree"); err != nil || !bytes.Equal(again, der) {
		t.Errorf("after a restart: another certificate, %v", err)
	}
	if _, other, err := r.SAML(ctx, "surfconext"); err != nil || bytes.Equal(other, der) {
		t.Errorf("two connections share a key: %v", err)
	}
	if bytes.Contains(r.JWKS(), []byte(signer.Public().(*rsa.PublicKey).N.String())) || len(r.today().published) != len(Algorithms()) {
		t.Error("a SAML key is in the JWKS")
	}
}

// Two nodes that start together send one key to the hub.
func TestSAMLAtOnce(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	rings := []*Ring{openRing(t, s, master(1), fixedClock()), openRing(t, s, master(1), fixedClock())}
	got := make([][]byte, 4)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			_, der, err := rings[i%2].SAML(context.Background(), "entree")
			if err != nil {
				t.Error(err)
			}
			got[i] = der
		})
	}
	wait.Wait()
	for _, der := range got {
		if !bytes.Equal(der, got[0]) {
			t.Error("two certificates for one connection")
		}
	}
}

func TestSAMLRetired(t *testing.T) {
	t.Parallel()
	ctx, s, clock := context.Background(), newStore(t), newClock()
	if _, _, err := openRing(t, s, master(1), clock.now).SAML(ctx, "entree"); err != nil {
		t.Fatal(err)
	}
	exec(t, s, `UPDATE signing_key SET retired = $1 WHERE owner = 'saml:entree'`, clock.now().Unix())
	if _, _, err := openRing(t, s, master(1), clock.now).SAML(ctx, "entree"); err == nil {
		t.Error("a retired key signs")
	}
}
