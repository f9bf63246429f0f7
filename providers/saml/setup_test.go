package saml

import (
	"crypto"
	cryptorand "crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"sluis/claims"
	"sluis/providers"
	"sluis/providers/saml/metadata"
)

// clock is the moment at which every test answer is received; the hub wrote it a
// second before, and the question left a minute earlier.
var clock = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// Keys are made once for the package, and always the same: a fuzzing engine runs
// its worker in another process, whose seeds must be genuine there too.
var (
	ourKey    = sync.OnceValue(func() *rsa.PrivateKey { return testKey("ours") })
	nextKey   = sync.OnceValue(func() *rsa.PrivateKey { return testKey("next") })
	entreeKey = sync.OnceValue(func() *rsa.PrivateKey { return testKey("entree") })
	surfKey   = sync.OnceValue(func() *rsa.PrivateKey { return testKey("surfconext") })
)

// testKey derives an RSA key of 2048 bits from a name. It is as secret as the name.
func testKey(name string) *rsa.PrivateKey {
	stream := rand.NewChaCha8(sha256.Sum256([]byte(name)))
	prime := func() *big.Int {
		b := make([]byte, 128)
		for {
			if _, err := stream.Read(b); err != nil {
				panic(err)
			}
			b[0] |= 0xc0 // so that the product has 2048 bits
			b[127] |= 1
			if p := new(big.Int).SetBytes(b); p.ProbablyPrime(20) {
				return p
			}
		}
	}
	one, e := big.NewInt(1), big.NewInt(65537)
	for {
		p, q := prime(), prime()
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil {
			continue
		}
		k := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}, D: d, Primes: []*big.Int{p, q}}
		k.Precompute()
		if err := k.Validate(); err != nil {
			panic(err)
		}
		return k
	}
}

func newCertificate(t testing.TB, key *rsa.PrivateKey) []byte {
	t.Helper()
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: clock.AddDate(-1, 0, 0), NotAfter: clock.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(cryptorand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

const (
	entreeHub = "https://engine.entree.example.nl/authentication/idp/metadata"
	surfHub   = "https://engine.surfconext.example.nl/authentication/idp/metadata"
	requestID = "_8d7cfe3ab0d44a7f9d0c7f9e4f6d1c02"
)

// hubMetadata is the least that a hub publishes.
func hubMetadata(t testing.TB, entityID, sso string, keys ...*rsa.PrivateKey) []byte {
	t.Helper()
	var descriptors string
	for _, k := range keys {
		descriptors += `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="` + nsDsig + `"><ds:X509Data><ds:X509Certificate>` +
			base64.StdEncoding.EncodeToString(newCertificate(t, k)) + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
	}
	return []byte(`<md:EntityDescriptor xmlns:md="` + nsMetadata + `" entityID="` + entityID + `">` +
		`<md:IDPSSODescriptor protocolSupportEnumeration="` + nsProtocol + `">` + descriptors +
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="` + sso + `"/>` +
		`</md:IDPSSODescriptor></md:EntityDescriptor>`)
}

// entree and surf are two connections as one Sluis has them.
func entree(t testing.TB) *Connection {
	return connect(t, claims.Entree, "entree", hubMetadata(t, entreeHub, "https://engine.entree.example.nl/sso", entreeKey()))
}

func surf(t testing.TB) *Connection {
	return connect(t, claims.SURFconext, "surfconext", hubMetadata(t, surfHub, "https://engine.surfconext.example.nl/sso/key:20230403", surfKey()))
}

func connect(t testing.TB, f claims.Federation, id string, hub []byte) *Connection {
	t.Helper()
	live, _, err := metadata.Static(hub, clock, metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := testConfig(t, f, id)
	cfg.Metadata = live
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func testConfig(t testing.TB, f claims.Federation, id string) Config {
	return Config{
		ID: id, Federation: f,
		EntityID:    "https://sluis.example.nl/saml/" + id,
		ACS:         "https://sluis.example.nl/saml/" + id + "/acs",
		Signer:      ourKey(),
		Certificate: newCertificate(t, ourKey()),
		Decrypters:  []crypto.Decrypter{ourKey()},
		Attributes:  claims.Needed(f, claims.Items(0).With(claims.Name).With(claims.StudentNumber)),
		Name:        claims.Text{NL: "Sluis", EN: "Sluis"},
		Description: claims.Text{
			NL: "Geeft apps alleen wat is afgesproken: \"naam\", <nummer> & klas.",
			EN: "Gives apps only what was agreed.",
		},
		PrivacyURL:   claims.Text{NL: "https://sluis.example.nl/privacy?lang=nl&x=1", EN: "https://sluis.example.nl/privacy?lang=en"},
		Organisation: Organisation{Name: claims.Text{NL: "Stichting Voorbeeld", EN: "Example Foundation"}, URL: claims.Text{NL: "https://example.nl/", EN: "https://example.nl/en"}},
		Contacts: []Contact{
			{Kind: Technical, Name: "Beheer", Email: "beheer@example.nl"},
			{Kind: Support, Email: "help@example.nl"},
			{Kind: Security, Name: "Meldpunt", Email: "security@example.nl"},
		},
	}
}

func keySet(t testing.TB, c *Connection) metadata.KeySet {
	t.Helper()
	k, err := c.metadata.Current(clock)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// reply is a genuine Response to requestID, as EngineBlock builds it (federations
// §2.3), before it is signed.
func reply(t testing.TB, c *Connection) *el {
	const issued, ends = "2026-01-01T08:59:59Z", "2026-01-01T09:04:59Z"
	hub := keySet(t, c).EntityID
	issuer := func() *el { return &el{name: "saml:Issuer", text: hub} }
	assertion := &el{name: "saml:Assertion", attrs: []string{"ID", "CORTO2222", "IssueInstant", issued, "Version", "2.0"}, kids: []*el{
		issuer(),
		{name: "saml:Subject", kids: []*el{
			{name: "saml:NameID", attrs: []string{"Format", claims.FormatPersistent}, text: "69c803b4b218529bc4ae3ae0047cb5481e72c772"},
			{name: "saml:SubjectConfirmation", attrs: []string{"Method", methodBearer}, kids: []*el{
				{name: "saml:SubjectConfirmationData", attrs: []string{"InResponseTo", requestID, "NotOnOrAfter", ends, "Recipient", c.acs}},
			}},
		}},
		{name: "saml:Conditions", attrs: []string{"NotBefore", "2026-01-01T08:59:58Z", "NotOnOrAfter", ends}, kids: []*el{
			{name: "saml:AudienceRestriction", kids: []*el{{name: "saml:Audience", text: c.entityID}}},
		}},
		{name: "saml:AuthnStatement", attrs: []string{"AuthnInstant", issued, "SessionIndex", "CORTO2222"}, kids: []*el{
			{name: "saml:AuthnContext", kids: []*el{
				{name: "saml:AuthnContextClassRef", text: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
				{name: "saml:AuthenticatingAuthority", text: "https://proxy.example.nl/"},
				{name: "saml:AuthenticatingAuthority", text: "https://idp.petteflat.example.nl/"},
			}},
		}},
		{name: "saml:AttributeStatement", kids: []*el{
			attribute("uid", "qj7cks8qdz9ph54@petteflat"),
			attribute("eduPersonAffiliation", "student", "member"),
			attribute("sn", " Pükkelen & zn "),
			attribute("eckId", ""),
		}},
	}}
	response := &el{name: "samlp:Response", attrs: []string{
		"Destination", c.acs, "ID", "CORTO1111", "InResponseTo", requestID, "IssueInstant", issued, "Version", "2.0"}, kids: []*el{
		issuer(),
		{name: "samlp:Status", kids: []*el{{name: "samlp:StatusCode", attrs: []string{"Value", statusPrefix + "Success"}}}},
		assertion,
	}}
	return response
}

func attribute(name string, values ...string) *el {
	a := &el{name: "saml:Attribute", attrs: []string{"Name", name}}
	for _, v := range values {
		a.kids = append(a.kids, &el{name: "saml:AttributeValue", text: v})
	}
	return a
}

// style says which elements a hub signs: EngineBlock the Assertion, and the
// Response too where coin:sign_response is set (federations §0.3).
type style struct{ response, assertion bool }

func (s style) sign(t testing.TB, response *el, key *rsa.PrivateKey) string {
	t.Helper()
	if s.assertion {
		response.at(t, "saml:Assertion").sign(t, key)
	}
	if s.response {
		response.sign(t, key)
	}
	return base64.StdEncoding.EncodeToString([]byte(response.canonical()))
}

func answer(t testing.TB, c *Connection, form string) providers.Answer {
	return providers.Answer{SAMLResponse: form, RequestID: requestID, KeySet: keySet(t, c).ID,
		Asked: clock.Add(-time.Minute), Now: clock}
}
