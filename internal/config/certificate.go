package config

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
)

// certificates reads a PEM file that holds certificates only.
func certificates(data []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, errors.New("holds something other than a certificate")
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("holds a certificate that cannot be read")
		}
		out, data = append(out, c), rest
	}
	if len(out) == 0 {
		return nil, errors.New("holds no certificate (PEM)")
	}
	return out, nil
}

func rsaBits(key any) int {
	if k, ok := key.(*rsa.PublicKey); ok {
		return k.N.BitLen()
	}
	return 0
}
