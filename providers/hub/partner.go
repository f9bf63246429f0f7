package hub

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxMetadata is more than any service provider's descriptor needs.
const maxMetadata = 256 << 10

// SP is a registered service provider.
type SP struct {
	EntityID     string
	ACS          []string // the first is the default
	Certificates [][]byte // DER; more than one while it rolls its key over

	// Encryption are the certificates to encrypt to, DER; none: Certificates are.
	Encryption [][]byte

	keys, enc []*rsa.PublicKey
}

// AcceptSP registers the service provider that metadataXML describes, or replaces
// it. The metadata's own signature is not looked at: whoever calls vouches for it.
func (h *Hub) AcceptSP(metadataXML []byte) error {
	if len(metadataXML) > maxMetadata {
		return fmt.Errorf("hub: service provider metadata is more than %d bytes", maxMetadata)
	}
	var d spDescriptor
	if err := xml.Unmarshal(metadataXML, &d); err != nil {
		return fmt.Errorf("hub: service provider metadata: %w", err)
	}
	sp := SP{EntityID: d.EntityID}
	for _, key := range d.Keys {
		for _, text := range key.Certificates {
			der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
			if err != nil {
				return fmt.Errorf("hub: service provider %q: certificate: %w", d.EntityID, err)
			}
			if key.Use != "encryption" {
				sp.Certificates = append(sp.Certificates, der)
			}
			if key.Use != "signing" {
				sp.Encryption = append(sp.Encryption, der)
			}
		}
	}
	slices.SortStableFunc(d.ACS, func(a, b acsEndpoint) int { return a.rank() - b.rank() })
	for _, acs := range d.ACS {
		if acs.Binding == bindingPOST {
			sp.ACS = append(sp.ACS, acs.Location)
		}
	}
	return h.Register(sp)
}

// Register registers a service provider without metadata, or replaces it.
func (h *Hub) Register(sp SP) error {
	if sp.EntityID == "" || len(sp.ACS) == 0 {
		return errors.New("hub: a service provider needs an entityID and an assertion consumer service for HTTP-POST")
	}
	var err error
	if sp.keys, err = publicKeys(sp.Certificates); err == nil {
		sp.enc, err = publicKeys(sp.Encryption)
	}
	if err != nil {
		return fmt.Errorf("hub: service provider %q: %w", sp.EntityID, err)
	}
	if len(sp.enc) == 0 {
		sp.enc = sp.keys
	}
	if len(sp.keys) == 0 && !h.unsignedOK {
		return fmt.Errorf("hub: service provider %q has no signing certificate, and requests must be signed", sp.EntityID)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sps[sp.EntityID] = &sp
	return nil
}

func publicKeys(certificates [][]byte) (keys []*rsa.PublicKey, err error) {
	for _, der := range certificates {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		key, ok := certificate.PublicKey.(*rsa.PublicKey)
		if !ok {
			return nil, errors.New("its key is not RSA")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func (h *Hub) sp(entityID string) (*SP, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	sp, ok := h.sps[entityID]
	return sp, ok
}

// spDescriptor is what is read of an EntityDescriptor (saml-metadata-2.0-os §2.4.4).
type spDescriptor struct {
	XMLName  xml.Name      `xml:"urn:oasis:names:tc:SAML:2.0:metadata EntityDescriptor"`
	EntityID string        `xml:"entityID,attr"`
	ACS      []acsEndpoint `xml:"SPSSODescriptor>AssertionConsumerService"`
	Keys     []struct {
		Use          string   `xml:"use,attr"`
		Certificates []string `xml:"KeyInfo>X509Data>X509Certificate"`
	} `xml:"SPSSODescriptor>KeyDescriptor"`
}

type acsEndpoint struct {
	Binding   string `xml:",attr"`
	Location  string `xml:",attr"`
	IsDefault bool   `xml:"isDefault,attr"`
}

func (a acsEndpoint) rank() int {
	if a.IsDefault {
		return 0
	}
	return 1
}
