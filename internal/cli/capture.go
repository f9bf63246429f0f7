package cli

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"os"
	"strings"
	"time"

	"sluis/broker/registry"
	"sluis/providers"
	"sluis/providers/saml"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

// maxCapture is a message of the largest size, twice encoded, and a form around it.
const maxCapture = 4 * xmlsec.MaxBytes

// capture reads a captured answer, and gives the form field that it was.
func capture(path string, in io.Reader) (string, error) {
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", fmt.Errorf("the captured answer: %w", err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxCapture+1))
	if err != nil {
		return "", fmt.Errorf("the captured answer: %w", err)
	}
	if len(b) > maxCapture {
		return "", fmt.Errorf("the captured answer is more than %d bytes, and no answer of a hub is", maxCapture)
	}
	b = bytes.TrimSpace(b)
	switch {
	case bytes.HasPrefix(b, []byte("<")):
		return base64.StdEncoding.EncodeToString(b), nil
	case bytes.Contains(b, []byte("SAMLResponse=")):
		form, err := url.ParseQuery(string(b))
		if err != nil || len(form["SAMLResponse"]) != 1 {
			return "", errors.New("the captured form does not hold one SAMLResponse")
		}
		return form.Get("SAMLResponse"), nil
	}
	if text, err := url.PathUnescape(string(b)); err == nil && bytes.ContainsRune(b, '%') {
		return text, nil
	}
	return string(b), nil
}

// said is what an answer says about itself. Nothing of it is believed: it stands in
// for the moment and the request, which are gone.
type said struct {
	inResponseTo, destination string
	issued                    time.Time
}

// selfSaid reads the attributes of the first element.
func selfSaid(field string) (said, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(field), ""))
	if err != nil {
		return said{}, errors.New("it is neither XML nor base64")
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := d.Token()
		if err != nil {
			return said{}, errors.New("it is not XML")
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "Response" {
			return said{}, errors.New("its first element is not a Response")
		}
		var out said
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "InResponseTo":
				out.inResponseTo = a.Value
			case "Destination":
				out.destination = a.Value
			case "IssueInstant":
				out.issued, _ = metadata.Instant(a.Value)
			}
		}
		if out.issued.IsZero() {
			return said{}, errors.New("it has no IssueInstant in UTC")
		}
		return out, nil
	}
}

// dryVerify verifies an answer as a connection would, at the moment and for the
// request that the answer names.
func (e *explanation) dryVerify(c *registry.Connection, field string, s said) (*providers.Identity, error) {
	b := &link{registered: c}
	if err := e.hubs.feeds(b); err != nil {
		return nil, err
	}
	e.hubs.byID[c.ID] = b
	entity := b.live.Entity()
	if entity == nil {
		return nil, errors.New("its federation's metadata has not been fetched yet: run the broker once")
	}
	conn, err := saml.New(e.hubs.registration(c, b.live, saml.Config{Signer: e.signer, Certificate: e.certificate}))
	if err != nil {
		return nil, err
	}
	return conn.Verify(providers.Answer{SAMLResponse: field, RequestID: s.inResponseTo, KeySet: entity.KeySet.ID, Asked: s.issued, Now: s.issued})
}

// passingKey makes a key that signs nothing: a connection has one, and a dry run may
// not touch the keyring, which the running broker holds.
func passingKey() (*rsa.PrivateKey, []byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "dry run"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return key, der, err
}
