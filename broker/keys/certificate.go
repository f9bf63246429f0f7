package keys

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"
)

// certificateYears is how long a SAML certificate is valid: what Kennisnet advises at
// most (federations §2.8). Hubs pin the key, yet some warn when the certificate around
// it has expired.
const certificateYears = 5

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
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
	}
	return x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
}
