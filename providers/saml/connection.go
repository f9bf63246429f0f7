package saml

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"sluis/claims"
	"sluis/providers"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlenc"
)

// Config is one registration at one hub. All of it is fixed for the life of a
// [Connection]; only what Metadata holds moves.
type Config struct {
	ID         string // the connection's id in the registry; for errors
	EntityID   string // ours at this hub; identifiers hang on it (federations §0.7)
	ACS        string // absolute URL of the assertion consumer service of this connection
	Federation claims.Federation
	Metadata   *metadata.Live

	Signer      crypto.Signer // RSA of at least 2048 bits; signs requests
	Certificate []byte        // DER, of the Signer's key
	// Next are further certificates (DER) to publish: of a key that will sign after
	// this one, so that the hub knows it in time, or of one that signed before.
	// SURFconext takes two in all.
	Next [][]byte

	// Decrypters are the keys that the hub may have encrypted to: the Signer's own,
	// which our metadata offers it, and those before and after it, at most
	// [xmlenc.MaxOwn]. None: our metadata asks for no encryption, and an encrypted
	// answer is refused.
	Decrypters []crypto.Decrypter
	Line       *Line // where answers wait to be decrypted; nil: a line of this connection's own
	// Encryption is the certificate (DER) that our metadata offers for it, of one of the
	// Decrypters; nil: Certificate.
	Encryption []byte
	// InsecureCBCUntil is when AES-CBC ends, which until then is taken from this hub
	// inside a Response whose signature holds. Zero: it never began (F-10).
	InsecureCBCUntil time.Time

	// Attributes are the pinned attributes that our metadata asks for, by short
	// name (translated to the federation's) or by wire name. None: our metadata has
	// no AttributeConsumingService.
	Attributes []string

	Name         claims.Text // both languages; the hub shows it
	Description  claims.Text // both languages
	PrivacyURL   claims.Text // both languages
	Organisation Organisation
	Contacts     []Contact
}

// Organisation is who runs this Sluis. The zero value leaves it out.
type Organisation struct {
	Name claims.Text
	URL  claims.Text
}

// ContactKind says what a contact is for.
type ContactKind string

// The kinds of contact that both federations ask for.
const (
	Technical ContactKind = "technical"
	Support   ContactKind = "support"
	Security  ContactKind = "security" // written as REFEDS defines it
)

// Contact is a role with an address, not a person.
type Contact struct {
	Kind  ContactKind
	Name  string
	Email string
}

// Connection is a [providers.Provider]. It is safe for use by several goroutines.
type Connection struct {
	id       string
	entityID string
	acs      string
	profile  profile
	metadata *metadata.Live
	signer   crypto.Signer
	opener   *xmlenc.Opener // nil: nothing encrypted is taken
	line     *Line
	cbcUntil time.Time
	document []byte // our metadata
	desks    sync.Pool
}

var _ providers.Provider = (*Connection)(nil)

// New checks a configuration and writes our metadata once. The error joins all
// that is wrong.
func New(cfg Config) (*Connection, error) {
	p, err := profileOf(cfg.Federation)
	problems := []error{err}
	problems = append(problems, cfg.checkAddresses()...)
	problems = append(problems, cfg.checkKeys()...)
	opener, err := cfg.opener()
	problems = append(problems, err)
	problems = append(problems, cfg.checkTexts()...)
	problems = append(problems, cfg.checkAttributes(p))
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("saml: connection %s: %w", cfg.ID, err)
	}
	c := &Connection{
		id: cfg.ID, entityID: cfg.EntityID, acs: cfg.ACS, profile: p,
		metadata: cfg.Metadata, signer: cfg.Signer, opener: opener, line: cmp.Or(cfg.Line, NewLine(1, 64)), cbcUntil: cfg.InsecureCBCUntil,
		desks: sync.Pool{New: newDesk},
	}
	c.document = writeMetadata(cfg, p)
	return c, nil
}

// Metadata is our metadata document as the hub loads it. The caller may not change
// the bytes. It depends on the connection alone: an edit of an app cannot change
// what is asked of a school (federations §0.6).
func (c *Connection) Metadata() []byte { return c.document }

func (c Config) checkAddresses() (problems []error) {
	if c.Metadata == nil {
		problems = append(problems, errors.New("no hub metadata"))
	}
	// saml-core §8.3.6: at most 1024 characters.
	if c.EntityID == "" || len(c.EntityID) > 1024 || strings.ContainsAny(c.EntityID, " \t\r\n") || !writable(c.EntityID) {
		problems = append(problems, fmt.Errorf("entityID %q is not a name of 1 to 1024 characters without blanks", c.EntityID))
	}
	if err := metadata.CheckEndpoint(c.ACS); err != nil {
		problems = append(problems, fmt.Errorf("assertion consumer service %q: %w", c.ACS, err))
	}
	return problems
}

func (c Config) checkKeys() (problems []error) {
	if c.Signer == nil {
		return []error{errors.New("no signing key")}
	}
	key, ok := c.Signer.Public().(*rsa.PublicKey)
	if !ok || key.N.BitLen() < 2048 {
		return []error{errors.New("signing key is not RSA of at least 2048 bits")}
	}
	own, err := x509.ParseCertificate(c.Certificate)
	if err != nil {
		return []error{fmt.Errorf("read certificate: %w", err)}
	}
	if !key.Equal(own.PublicKey) {
		problems = append(problems, errors.New("certificate is of another key than the signer's"))
	}
	for _, der := range c.Next {
		if _, err := x509.ParseCertificate(der); err != nil {
			problems = append(problems, fmt.Errorf("read next certificate: %w", err))
		}
		if bytes.Equal(der, c.Certificate) {
			problems = append(problems, errors.New("next certificate is the current one"))
		}
	}
	return problems
}

func (c Config) encryption() []byte {
	if c.Encryption != nil {
		return c.Encryption
	}
	return c.Certificate
}

// opener makes what decrypts. The key of the published certificate must be in it: a
// hub that encrypts to it would lock everybody out.
func (c Config) opener() (*xmlenc.Opener, error) {
	if len(c.Decrypters) == 0 {
		return nil, nil
	}
	o, err := xmlenc.New(c.Decrypters)
	if err != nil {
		return nil, err
	}
	own, err := x509.ParseCertificate(c.encryption())
	if err != nil || !slices.ContainsFunc(c.Decrypters, func(d crypto.Decrypter) bool {
		pub, ok := d.Public().(*rsa.PublicKey)
		return ok && pub.Equal(own.PublicKey)
	}) {
		return nil, errors.New("the key of the certificate to encrypt to is not among the decryption keys")
	}
	return o, nil
}

// checkTexts demands both languages wherever there is a text at all: with half a
// translation the hub shows an empty name to half of the pupils.
func (c Config) checkTexts() (problems []error) {
	both := func(what string, t claims.Text, need bool) {
		switch {
		case t.NL == "" && t.EN == "" && !need:
		case t.NL == "" || t.EN == "":
			problems = append(problems, fmt.Errorf("%s lacks nl or en", what))
		case !writable(t.NL) || !writable(t.EN):
			problems = append(problems, fmt.Errorf("%s cannot be written in XML", what))
		}
	}
	both("name", c.Name, true)
	both("description", c.Description, true)
	both("privacy URL", c.PrivacyURL, true)
	both("organisation", c.Organisation.Name, c.Organisation.URL != claims.Text{})
	both("organisation URL", c.Organisation.URL, c.Organisation.Name != claims.Text{})
	for _, who := range c.Contacts {
		switch who.Kind {
		case Technical, Support, Security:
		default:
			problems = append(problems, fmt.Errorf("contact kind %q is not technical, support or security", who.Kind))
		}
		if !writable(who.Name) || !writable(who.Email) || !strings.Contains(who.Email, "@") {
			problems = append(problems, fmt.Errorf("%s contact has no e-mail address", who.Kind))
		}
	}
	return problems
}

func (c Config) checkAttributes(p profile) error {
	seen := make(map[string]bool, len(c.Attributes))
	for _, a := range c.Attributes {
		w := p.wireName(a)
		if w == "" || !writable(w) || seen[w] {
			return fmt.Errorf("attribute %q is empty, unwritable or asked for twice", a)
		}
		seen[w] = true
	}
	return nil
}
