package config

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

func (r *reader) checkInstallation(i *Installation) {
	s := i.at
	var issuer *url.URL
	if i.Issuer != "" {
		u, fault := checkOrigin(i.Issuer)
		if fault != "" {
			value := i.Issuer
			if strings.Contains(value, "@") {
				value = ""
			}
			s.wrong("issuer", value, fault)
		}
		issuer = u
	}
	if fault := checkListen(i.Listen); fault != "" {
		s.wrong("listen", i.Listen, fault)
	}
	if i.AdminListen != "" {
		r.checkAdminListen(i)
	}
	if info, err := os.Stat(i.Data); err == nil && !info.IsDir() {
		s.wrong("data", s.shown("data"), "is a file, not a directory")
	}
	r.checkStores(i)
	r.checkMasterKey(i)
	r.checkTLS(i, issuer)
	r.checkMTLS(i, issuer)
	for n, p := range i.TrustedProxies {
		if p.Bits() == 0 {
			s.wrongAt("trusted_proxies", n, p.String(), "is everyone: any browser could claim any address; name the networks of your proxies")
		}
	}
	r.checkOperator(i)
	r.checkGuard(i)
	r.checkAdminKeys(i)
}

func (r *reader) checkOperator(i *Installation) {
	o := i.Operator
	for _, v := range []struct{ key, value string }{{"technical", o.Technical}, {"support", o.Support}, {"security", o.Security}, {"privacy", o.Privacy}} {
		if v.value != "" && !email.MatchString(v.value) {
			i.at.within("operator").wrong(v.key, v.value, "is not an e-mail address, such as techniek@example.nl")
		}
	}
}

// email takes what fits a mailto: address and an XML element as it stands.
var email = regexp.MustCompile(`^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

func (r *reader) checkAdminListen(i *Installation) {
	switch fault := checkListen(i.AdminListen); {
	case fault != "":
		i.at.wrong("admin_listen", i.AdminListen, fault)
	case i.AdminListen == i.Listen && !strings.HasSuffix(i.Listen, ":0"):
		i.at.wrong("admin_listen", i.AdminListen, "is the same as listen; /metrics is not for the public")
	default:
		host, _, _ := cutPort(i.AdminListen)
		if a, err := netip.ParseAddr(host); host == "" || err == nil && a.IsUnspecified() {
			i.at.warn("admin_listen", i.AdminListen, "listens on every address of this machine; /metrics is not for the public")
		}
	}
}

// checkMasterKey looks where the key is and never into it. The key and what it
// wraps in one directory would go into one backup (design §3).
func (r *reader) checkMasterKey(i *Installation) {
	s := i.at
	fallback := filepath.Join(r.dir, "sluis.key")
	if i.MasterKeyFile == "" {
		i.MasterKeyFile, i.MasterKeyDefault = fallback, true
		if dir := r.load.checks.CredentialsDirectory; dir != "" {
			given := filepath.Join(dir, "sluis.key")
			if _, err := os.Stat(given); err == nil {
				i.MasterKeyFile, i.MasterKeyDefault = given, false
			}
		}
	}
	if within(i.MasterKeyFile, i.Data) {
		s.wrong("master_key_file", s.shown("master_key_file"), "lies in the data directory, which holds what it protects; put it elsewhere, such as beside sluis.yaml")
	}
	info, err := os.Stat(i.MasterKeyFile)
	switch {
	case err != nil && i.MasterKeyDefault && os.IsNotExist(err) && i.Stores.Shared():
		s.wrong("master_key_file", "", "is not there, and nodes that share their stores share the key: make it once, with openssl rand -base64 32, and bring it to every machine")
	case err != nil && i.MasterKeyDefault && os.IsNotExist(err):
	case err != nil:
		s.wrong("master_key_file", s.shown("master_key_file"), fileFault(err))
	case !info.Mode().IsRegular():
		s.wrong("master_key_file", s.shown("master_key_file"), "is not a file")
	case info.Size() == 0:
		s.wrong("master_key_file", s.shown("master_key_file"), "is an empty file")
	case info.Mode().Perm()&0o004 != 0:
		s.warn("master_key_file", s.shown("master_key_file"), "can be read by every user of this machine; chmod 600 it")
	}
}

// within reports whether path lies in dir, as both are written.
func within(path, dir string) bool {
	a, err1 := filepath.Abs(path)
	d, err2 := filepath.Abs(dir)
	if err1 != nil || err2 != nil {
		return false
	}
	rel, err := filepath.Rel(d, a)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func (r *reader) checkTLS(i *Installation, issuer *url.URL) {
	s, t := i.at.within("tls"), i.TLS
	if s == nil {
		if issuer != nil && issuer.Scheme == "https" && len(i.TrustedProxies) == 0 {
			i.at.warn("issuer", i.Issuer, "is https, and neither tls nor trusted_proxies is set: nothing here speaks TLS, and everyone behind a proxy has the proxy's address")
		}
		return
	}
	if t.CertFile == "" || t.KeyFile == "" {
		for _, key := range []string{"cert_file", "key_file"} {
			s.missing(key, "the name of a PEM file; a certificate and its key go together")
		}
		return
	}
	if issuer != nil && issuer.Scheme == "http" {
		i.at.wrong("tls", "", "is set while issuer is http; write the issuer as https, or leave tls out")
	}
	cert, ok1 := s.named("cert_file", t.CertFile)
	key, ok2 := s.named("key_file", t.KeyFile)
	if !ok1 || !ok2 {
		return
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		s.wrong("cert_file", s.shown("cert_file"), "and key_file are not a certificate and its key: "+strings.TrimPrefix(err.Error(), "tls: "))
		return
	}
	leaf, now := pair.Leaf, r.load.checks.Now()
	if issuer != nil && leaf.VerifyHostname(issuer.Hostname()) != nil {
		s.warn("cert_file", s.shown("cert_file"), "does not hold for "+issuer.Hostname()+", the host of issuer")
	}
	if now.After(leaf.NotAfter) {
		s.warn("cert_file", s.shown("cert_file"), "has expired on "+leaf.NotAfter.UTC().Format("2006-01-02"))
	}
}

func (r *reader) checkGuard(i *Installation) {
	r.checkCountryTable(i)
	s := i.at.within("guard")
	if s == nil {
		return
	}
	for at, c := range i.Guard.Countries {
		if c != "" && !knownCountry(c) {
			s.wrongAt("countries", at, c, "is not an ISO 3166-1 code of two capitals, such as NL")
		}
	}
	if s.has("countries") && len(i.Guard.Countries) == 0 {
		s.wrong("countries", "", "is empty: nobody could log in; the default is [NL, GB, IT]")
	}
	if s.has("admin_countries") {
		for at, c := range i.Guard.AdminCountries {
			switch {
			case c == "":
			case !knownCountry(c):
				s.wrongAt("admin_countries", at, c, "is not an ISO 3166-1 code of two capitals, such as NL")
			case !inEEA(c):
				s.wrongAt("admin_countries", at, c, "is not in the European Economic Area:"+strings.TrimSuffix(eeaCountries, " "))
			}
		}
	}
	for at, p := range i.Guard.AllowNetworks {
		if p.Bits() == 0 {
			s.wrongAt("allow_networks", at, p.String(), "is everyone: no country would be refused; name your own networks")
		}
	}
}

// tableLife is how old a table of countries may grow without a word: each day some
// networks move.
const tableLife = 90 * 24 * time.Hour

func (r *reader) checkCountryTable(i *Installation) {
	s, path := i.at.within("guard"), i.Guard.CountryDB
	if r.load.checks.CountryTable == nil {
		i.at.wrong("guard", "", unjudged)
		return
	}
	if path != "" {
		if _, err := os.Stat(path); err != nil {
			s.sound("country_db", fileFault(err))
			return
		}
	}
	built, err := r.load.checks.CountryTable(path)
	now := r.load.checks.Now()
	switch {
	case err != nil && path != "":
		s.sound("country_db", err.Error())
	case err != nil:
		i.at.wrong("guard", "", "the table of countries in the binary "+err.Error())
	case now.Sub(built) > tableLife && path != "":
		s.warn("country_db", s.shown("country_db"), "was made on "+built.UTC().Format("2006-01-02")+", more than 90 days ago: networks move between countries; put a newer one there")
	case now.Sub(built) > tableLife:
		i.at.warn("guard", "", "the table of countries in the binary was made on "+built.UTC().Format("2006-01-02")+", more than 90 days ago: networks move between countries; name a newer one in country_db")
	}
}

// signingCert gives what is wrong with a certificate that metadata must be signed
// with.
func signingCert(pem []byte) string {
	certs, err := certificates(pem)
	if err != nil {
		return err.Error()
	}
	if len(certs) != 1 {
		return fmt.Sprintf("holds %d certificates; it is the one that signs", len(certs))
	}
	return weakKey(certs[0])
}

func weakKey(c *x509.Certificate) string {
	if bits := rsaBits(c.PublicKey); bits > 0 && bits < 2048 {
		return fmt.Sprintf("holds an RSA key of %d bits; at least 2048", bits)
	}
	return ""
}
