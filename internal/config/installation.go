package config

import (
	"net/netip"
	"net/url"
	"time"
)

// Installation is sluis.yaml: this machine. It is read once, at start.
// Paths are resolved: they open from the working directory.
type Installation struct {
	Issuer         string         `yaml:"issuer" need:"yes" example:"https://login.example.nl" doc:"The one public origin: scheme, host and, where it is not the usual one, port. No path, no query, no final slash. http is for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost)."`
	Listen         string         `yaml:"listen" default:"127.0.0.1:8080" doc:"Address and port to listen on."`
	Data           string         `yaml:"data" default:"./data" doc:"Directory of the embedded stores and the last good metadata. It is made where it does not exist."`
	Registry       string         `yaml:"registry" default:"./registry.yaml" doc:"The registry file. It is read again on SIGHUP and when it, or a file it names, changes; sluis registry may write it. Written as {file: ./registry.yaml} it changes by hand or by Git alone, and sluis registry apply and rollback refuse: docs/registry.md."`
	MasterKeyFile  string         `yaml:"master_key_file" default:"./sluis.key" doc:"The key that wraps all other keys; never in the data directory. The default is made on first start of an embedded installation; where $CREDENTIALS_DIRECTORY holds a sluis.key, that one is taken instead. A file named here must exist."`
	Stores         Stores         `yaml:"stores" doc:"Where state and records are kept."`
	TLS            TLS            `yaml:"tls" doc:"Certificate and key, where no proxy stands before this machine."`
	MTLS           MTLS           `yaml:"mtls" doc:"From where certificates of clients come (RFC 8705), for apps that prove themselves by one or bind their tokens to one. Absent: no app can."`
	TrustedProxies []netip.Prefix `yaml:"trusted_proxies" example:"[10.0.0.0/8]" doc:"Networks of the proxies whose forwarded address is believed. Nobody else's is."`
	AdminListen    string         `yaml:"admin_listen" example:"127.0.0.1:9090" doc:"Address and port of /metrics, /healthz and /readyz. Absent: they are not served."`
	Operator       Operator       `yaml:"operator" doc:"Who runs this installation: in our metadata at the federations, on /privacy and in security.txt."`
	Guard          Guard          `yaml:"guard" doc:"Who may come to the door."`
	AdminKeys      []AdminKeys    `yaml:"admin_keys" doc:"What the security keys of admins must be, by role. Absent: any key that checks its user, and for platform one that cannot be copied."`

	// RegistryKept says that the registry is written {file: …}: others are in charge of it.
	RegistryKept bool `yaml:"-"`

	// MasterKeyDefault says that MasterKeyFile is the default and may be made.
	MasterKeyDefault bool `yaml:"-"`

	at *section
}

// MTLS is from where certificates of clients come.
type MTLS struct {
	Certificates string `yaml:"certificates" need:"yes" allowed:"tls, header" doc:"tls: this machine speaks TLS itself (see tls) and asks for a certificate; nobody needs to show one. header: a proxy of trusted_proxies does so, and passes it on in a header. It must take that header away from whoever sends it."`
	Header       string `yaml:"header" default:"Client-Cert" doc:"The header of the proxy, in the form of RFC 9440: the certificate in DER and base64, between colons. With header only."`
	Origin       string `yaml:"origin" example:"https://mtls.login.example.nl" doc:"A second origin of this installation, for apps with a certificate: discovery names it (mtls_endpoint_aliases). With tls a certificate is asked for under its host name alone, so that no browser shows people a choice of certificates. cert_file must hold for it as well."`
}

// TLS names a certificate chain and its private key, PEM.
type TLS struct {
	CertFile string `yaml:"cert_file" doc:"The certificate, PEM, followed by the intermediate ones."`
	KeyFile  string `yaml:"key_file" doc:"Its private key, PEM."`
}

// Operator is who runs this installation. The addresses are e-mail addresses; the
// federations ask for a technical, a support and a security contact.
type Operator struct {
	Name      Text   `yaml:"name" doc:"The name that schools see at the federation. Absent: Sluis and the host of issuer."`
	Technical string `yaml:"technical" example:"techniek@example.nl" doc:"E-mail address for who runs a federation."`
	Support   string `yaml:"support" doc:"E-mail address for schools and apps."`
	Security  string `yaml:"security" doc:"E-mail address for reports of weaknesses; also in security.txt."`
	Privacy   string `yaml:"privacy" doc:"E-mail address for questions about personal data, on /privacy."`
}

// Guard is who may come to the door.
type Guard struct {
	Countries      []string       `yaml:"countries" default:"[NL, GB, IT]" doc:"Browsers from elsewhere are refused. ISO 3166-1 codes of two letters."`
	AdminCountries []string       `yaml:"admin_countries" default:"those of countries that are in the EEA" doc:"From where admins may sign in; countries of the European Economic Area only."`
	CountryDB      string         `yaml:"country_db" default:"the table in the binary" doc:"A country table of your own: an MMDB file with country.iso_code or country_code. One of more than 90 days is warned of; it is read at start."`
	AllowNetworks  []netip.Prefix `yaml:"allow_networks" default:"loopback, where issuer is a loopback host or tls is set" example:"[10.0.0.0/8, \"fd00::/8\"]" doc:"Addresses that pass the country rule: networks of your own that belong to no country. Behind a proxy that trusted_proxies does not name, every browser has the address of the proxy: that is refused, unless it is listed here."`

	named bool // allow_networks stands there
}

// The bounds of what an operator may choose.
const (
	minRefresh, maxRefresh, defaultRefresh = 5 * time.Minute, 24 * time.Hour, 6 * time.Hour
	minLogDays, maxLogDays                 = 183, 365 // L-07
	minIdle, defaultIdle                   = time.Minute, 30 * time.Minute
	defaultAbsolute, maxAbsolute           = 8 * time.Hour, 24 * time.Hour
)

func (r *reader) installation(s *section) Installation {
	i := Installation{
		Issuer: s.need("issuer", "the one public origin, such as https://login.example.nl"),
		at:     s,
	}
	i.Listen = or(s.text("listen"), "127.0.0.1:8080")
	i.Data = r.resolve(or(s.text("data"), "./data"))
	i.Registry, i.RegistryKept = r.registryFile(s)
	i.MasterKeyFile = r.resolve(s.filename("master_key_file"))
	if t := s.sub("stores"); t != nil {
		i.Stores = r.stores(t)
	}
	if t := s.sub("tls"); t != nil {
		i.TLS = TLS{CertFile: r.resolve(t.filename("cert_file")), KeyFile: r.resolve(t.filename("key_file"))}
		t.done()
	}
	if t := s.sub("mtls"); t != nil {
		i.MTLS = MTLS{Certificates: t.oneOf("certificates", "", "tls", "header"), Header: or(t.text("header"), "Client-Cert"), Origin: t.text("origin")}
		t.done()
	}
	i.TrustedProxies = s.networks("trusted_proxies")
	i.AdminListen = s.text("admin_listen")
	if t := s.sub("operator"); t != nil {
		i.Operator = Operator{Name: t.words("name", ""), Technical: t.text("technical"), Support: t.text("support"), Security: t.text("security"), Privacy: t.text("privacy")}
		t.done()
	}
	i.Guard = r.guard(s.sub("guard"))
	i.AdminKeys = r.adminKeys(s)
	if !i.Guard.named && i.direct() {
		i.Guard.AllowNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	s.done()
	return i
}

// registryFile reads the two ways to name the registry.
func (r *reader) registryFile(s *section) (path string, kept bool) {
	if n := s.find("registry"); n == nil || n.is != isMapping {
		return r.resolve(or(s.text("registry"), "./registry.yaml")), false
	}
	t := s.sub("registry")
	t.missing("file", "the registry file, such as ./registry.yaml")
	path = r.resolve(t.filename("file"))
	t.done()
	return path, true
}

// direct reports whether browsers come here without a proxy between: then a loopback
// address is somebody at this machine. Behind a proxy it is everybody whose proxy
// was forgotten in trusted_proxies, and the country rule would let all of them in.
func (i *Installation) direct() bool {
	u, err := url.Parse(i.Issuer)
	return i.TLS.CertFile != "" || err == nil && Loopback(u.Hostname())
}

func (r *reader) guard(s *section) Guard {
	g := Guard{Countries: []string{"NL", "GB", "IT"}}
	if s != nil {
		if list := s.list("countries"); s.has("countries") {
			g.Countries = list
		}
		g.AdminCountries = s.list("admin_countries")
		g.CountryDB = r.resolve(s.text("country_db"))
		g.AllowNetworks, g.named = s.networks("allow_networks"), s.has("allow_networks")
		s.done()
	}
	if s == nil || !s.has("admin_countries") {
		for _, c := range g.Countries {
			if inEEA(c) {
				g.AdminCountries = append(g.AdminCountries, c)
			}
		}
	}
	return g
}

func or(v, def string) string {
	if v == "" {
		return def
	}
	return v
}
