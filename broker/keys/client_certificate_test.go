package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"
)

// issuer makes certificates; one without a parent signs itself.
type issuer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func (by *issuer) issue(t testing.TB, change func(*x509.Certificate)) issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true}
	change(c)
	parent, signer := c, crypto.Signer(key)
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return issuer{cert, key}
}

func (by issuer) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: by.cert.Raw})
}

func authority(c *x509.Certificate) {
	c.IsCA, c.KeyUsage, c.ExtKeyUsage = true, x509.KeyUsageCertSign, nil
	c.Subject = pkix.Name{CommonName: "CA " + c.SerialNumber.String()}
}

func appCertificate(c *x509.Certificate) {
	c.Subject = pkix.Name{Country: []string{"NL"}, Organization: []string{"Voorbeeld, B.V."}, CommonName: "app.example.nl"}
	c.DNSNames, c.EmailAddresses, c.IPAddresses = []string{"app.example.nl"}, []string{"app@example.nl"}, []net.IP{net.IPv4(10, 0, 0, 1)}
	c.URIs = []*url.URL{{Scheme: "https", Host: "app.example.nl", Path: "/id"}}
}

// TestVouched: a certificate is the client's where the registered authority issued it for
// the registered subject, for clients, and it holds now (RFC 8705 §2.1).
func TestVouched(t *testing.T) {
	t.Parallel()
	root := (*issuer)(nil).issue(t, authority)
	between := root.issue(t, authority)
	stranger := (*issuer)(nil).issue(t, authority)
	good := root.issue(t, appCertificate)
	const dn = `CN=app.example.nl,O=Voorbeeld\, B.V.,C=NL`
	chain := func(all ...issuer) (out []*x509.Certificate) {
		for _, i := range all {
			out = append(out, i.cert)
		}
		return out
	}
	with := func(more func(*x509.Certificate)) func(*x509.Certificate) {
		return func(c *x509.Certificate) { appCertificate(c); more(c) }
	}
	twoNames := with(func(c *x509.Certificate) {
		c.Subject = pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{
			{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: "app.example.nl"}, {Type: asn1.ObjectIdentifier{2, 5, 4, 10}, Value: "Voorbeeld, B.V."}, {Type: asn1.ObjectIdentifier{2, 5, 4, 6}, Value: "NL"}}}
	})
	for _, c := range []struct {
		name    string
		subject CertificateSubject
		chain   []*x509.Certificate
		want    bool
	}{
		{"by DN", CertificateSubject{DN: dn}, chain(good), true},
		{"by DN with spaces and long names", CertificateSubject{DN: `cn = app.example.nl, 2.5.4.10=Voorbeeld\2c B.V., C=NL`}, chain(good), true},
		{"by dNSName", CertificateSubject{DNS: "APP.example.nl"}, chain(good), true},
		{"by URI", CertificateSubject{URI: "https://app.example.nl/id"}, chain(good), true},
		{"by IP", CertificateSubject{IP: "10.0.0.1"}, chain(good), true},
		{"by address", CertificateSubject{Email: "app@example.nl"}, chain(good), true},
		{"through another authority", CertificateSubject{DN: dn}, chain(between.issue(t, appCertificate), between), true},
		{"another CN", CertificateSubject{DN: `CN=App.example.nl,O=Voorbeeld\, B.V.,C=NL`}, chain(good), false},
		{"a part of the DN", CertificateSubject{DN: `CN=app.example.nl`}, chain(good), false},
		{"more than the DN", CertificateSubject{DN: dn + ",DC=nl"}, chain(good), false},
		{"the DN the other way round", CertificateSubject{DN: `C=NL,O=Voorbeeld\, B.V.,CN=app.example.nl`}, chain(good), false},
		{"the DN's names in another order in the certificate", CertificateSubject{DN: dn}, chain(root.issue(t, twoNames)), false},
		{"another dNSName", CertificateSubject{DNS: "example.nl"}, chain(good), false},
		{"the CN as dNSName", CertificateSubject{DNS: "app.example.nl"}, chain(root.issue(t, with(func(c *x509.Certificate) { c.DNSNames = nil }))), false},
		{"another URI", CertificateSubject{URI: "https://app.example.nl/"}, chain(good), false},
		{"another IP", CertificateSubject{IP: "10.0.0.2"}, chain(good), false},
		{"another address", CertificateSubject{Email: "App@example.nl"}, chain(good), false},
		{"a stranger's authority", CertificateSubject{DN: dn}, chain(stranger.issue(t, appCertificate)), false},
		{"a stranger's authority that came along", CertificateSubject{DN: dn}, chain(stranger.issue(t, appCertificate), stranger), false},
		{"signed by itself", CertificateSubject{DN: dn}, chain((*issuer)(nil).issue(t, appCertificate)), false},
		{"issued by another client", CertificateSubject{DN: dn}, chain(good.issue(t, appCertificate), good), false},
		{"without what stands between", CertificateSubject{DN: dn}, chain(between.issue(t, appCertificate)), false},
		{"for servers", CertificateSubject{DN: dn}, chain(root.issue(t, with(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }))), false},
		{"ended", CertificateSubject{DN: dn}, chain(root.issue(t, with(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }))), false},
		{"not yet", CertificateSubject{DN: dn}, chain(root.issue(t, with(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }))), false},
		{"none", CertificateSubject{DN: dn}, nil, false},
	} {
		r, err := ParseVouched(root.pem(), c.subject)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := r.Admits(c.chain, time.Now()); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
	for name, s := range map[string]CertificateSubject{"nothing": {}, "two": {DN: dn, DNS: "a"}, "no IP": {IP: "x"}, "no DN": {DN: "app.example.nl"}} {
		if _, err := ParseVouched(root.pem(), s); err == nil {
			t.Errorf("%s as subject is taken", name)
		}
	}
	if _, err := ParseVouched(good.pem(), CertificateSubject{DN: dn}); err == nil {
		t.Error("a client's certificate is taken for an authority")
	}
}

// TestOwnCertificates: of self_signed_tls_client_auth the certificate itself is what was
// registered (RFC 8705 §2.2).
func TestOwnCertificates(t *testing.T) {
	t.Parallel()
	old, next, other := (*issuer)(nil).issue(t, appCertificate), (*issuer)(nil).issue(t, appCertificate), (*issuer)(nil).issue(t, appCertificate)
	c, err := ParseOwnCertificates(append(old.pem(), next.pem()...))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]struct {
		chain []*x509.Certificate
		at    time.Time
		want  bool
	}{
		"the old one":            {[]*x509.Certificate{old.cert}, time.Now(), true},
		"the next one":           {[]*x509.Certificate{next.cert}, time.Now(), true},
		"another of one subject": {[]*x509.Certificate{other.cert}, time.Now(), false},
		"another, ours behind":   {[]*x509.Certificate{other.cert, old.cert}, time.Now(), false},
		"after its end":          {[]*x509.Certificate{old.cert}, time.Now().Add(2 * time.Hour), false},
		"none":                   {nil, time.Now(), false},
	} {
		if got := c.Admits(r.chain, r.at); got != r.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if CertificateThumbprint(old.cert) == CertificateThumbprint(next.cert) || len(CertificateThumbprint(old.cert)) != 43 {
		t.Error("thumbprints")
	}
	weak := string(old.pem())
	for name, text := range map[string]string{"empty": "", "no PEM": "x", "something behind it": weak + "x", "a key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"no certificate in it": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "eleven": strings.Repeat(weak, 11)} {
		if _, err := ParseOwnCertificates([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestParseDNRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "CN", "CN=", "=a", "CN=a,", "CN=a,,C=NL", ",CN=a", "CN=a+", "XX=a", "CN=\"a\"", "CN=a;C=NL", "CN=#0403", "CN=a\\", "CN=a\\z1",
		"1=a", "1.02=a", "CN=<a>", "CN=a\x00", "CN=\xff", "CN=\\ff", "CN=" + strings.Repeat("a", maxDN)} {
		if d, err := parseDN(text); err == nil {
			t.Errorf("%q is %v", text, d)
		}
	}
}

// FuzzParseDN: whatever is written as a name, no panic, and what is taken has a type and
// a value in each place.
func FuzzParseDN(f *testing.F) {
	for _, s := range []string{`CN=app.example.nl,O=Voorbeeld\, B.V.,C=NL`, `cn = a + ou=b,dc=c`, `2.5.4.97=NTRNL-12345678`, `CN=\e2\82\ac`, `CN=a\`, `CN=#04`, `=,+`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDN(text)
		if err != nil {
			return
		}
		for _, rdn := range d {
			if len(rdn) == 0 {
				t.Fatalf("%q: a name of nothing", text)
			}
			for _, a := range rdn {
				if a.oid == "" || a.value == "" || len(a.value) > len(text) {
					t.Fatalf("%q: %+v", text, a)
				}
			}
		}
	})
}
