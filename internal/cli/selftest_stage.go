package cli

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"sluis/internal/config"
	"sluis/internal/selftest"
	"sluis/providers/saml/attack"
)

// casting is who plays in a selftest at one federation: an app, one of its schools, and
// the connection between them.
type casting struct {
	app        *config.App
	school     *config.School
	connection *config.Connection
	other      *config.Connection // another one of this broker; nil: there is none
	stranger   *config.School     // a school of the other one; nil: there is none
}

// cast finds, for each federation, an app that lets a pupil of one of its schools in.
// A school that admits everybody is taken only where there is no other.
func cast(g *config.Registry) map[string]casting {
	out := map[string]casting{}
	for a := range g.Apps {
		app := &g.Apps[a]
		if !slices.Contains(app.Contract.Roles, "student") {
			continue
		}
		for _, id := range app.Contract.Schools {
			c := casting{app: app, school: schoolByID(g, id)}
			c.connection = connectionOf(g, app, c.school)
			had, has := out[c.connection.Federation]
			if !has || len(had.school.Admit) > 0 && len(c.school.Admit) == 0 {
				out[c.connection.Federation] = c
			}
		}
	}
	for federation, c := range out {
		for i := range g.Connections {
			if o := &g.Connections[i]; o.ID != c.connection.ID && (c.other == nil || o.Federation == federation) {
				c.other = o
			}
		}
		for i := range g.Schools {
			if s := &g.Schools[i]; c.other != nil && s.Connection == c.other.ID {
				c.stranger = s
			}
		}
		out[federation] = c
	}
	return out
}

func schoolByID(g *config.Registry, id string) *config.School {
	i := slices.IndexFunc(g.Schools, func(s config.School) bool { return s.ID == id })
	return &g.Schools[i] // check has seen to it that there is one
}

func connectionOf(g *config.Registry, app *config.App, s *config.School) *config.Connection {
	find := func(id string) *config.Connection {
		i := slices.IndexFunc(g.Connections, func(c config.Connection) bool { return c.ID == id })
		if i < 0 {
			return nil
		}
		return &g.Connections[i]
	}
	of := find(s.Connection)
	if own := find(app.Connection); own != nil && own.Federation == of.Federation {
		return own
	}
	return of
}

// stage sets one up at a broker. The names of the hubs are the caller's to know.
func (c casting) stage(b selftest.Broker, hub, otherHub string, keys *attack.Keys) selftest.Stage {
	acs := func(id string) string { return b.Origin + "/saml/" + id + "/acs" }
	s := selftest.Stage{Broker: b, Now: time.Now,
		Route: selftest.Route{App: c.app.ID, RedirectURI: c.app.RedirectURIs[0], School: c.school.ID, Connection: c.connection.ID},
		Scene: attack.Scene{Hub: hub, Us: c.connection.EntityID, ACS: acs(c.connection.ID), OtherHub: otherHub, OtherACS: acs("elsewhere"),
			Federation: c.connection.Federation, Organisation: c.school.HomeOrganisation, OtherSchool: "nobody", Authority: c.school.IdP, Keys: keys}}
	if s.Scene.Authority == "" {
		s.Scene.Authority = "https://idp.example/"
	}
	if c.other != nil {
		s.Other, s.Scene.OtherACS = c.other.ID, acs(c.other.ID)
	}
	if c.stranger != nil {
		s.Scene.OtherSchool = c.stranger.HomeOrganisation
	}
	return s
}

// installationStages are those of the running broker. What a forger can have is what
// anybody has: the hub's name and its certificate.
func installationStages(l *config.Loaded) (map[string]selftest.Stage, error) {
	i := l.Installation
	transport, err := toListener(i)
	if err != nil {
		return nil, err
	}
	b := selftest.Broker{Origin: i.Issuer, Transport: transport}
	out := map[string]selftest.Stage{}
	for federation, c := range cast(&l.Registry) {
		keys, err := attack.NewKeys(time.Now())
		if err != nil {
			return nil, err
		}
		hub := known(i, c.connection)
		if hub.certificate != nil {
			keys.Hub.Certificate = hub.certificate
		}
		other := "https://elsewhere.example/"
		if c.other != nil {
			other = known(i, c.other).name
		}
		out[federation] = c.stage(b, hub.name, other, keys)
	}
	return out, nil
}

// published is what a hub lets everybody know.
type published struct {
	name        string
	certificate []byte
}

var (
	publishedName = regexp.MustCompile(`entityID="([^"]+)"`)
	publishedKey  = regexp.MustCompile(`X509Certificate>([A-Za-z0-9+/=\s]+)<`)
)

// known reads a hub's metadata as a forger would, without judging it: the file, or the
// last copy of what is fetched. Of an aggregate it takes the first key; then the
// forgeries that need the very certificate are as good as any other.
func known(i config.Installation, c *config.Connection) published {
	out := published{name: "https://hub.example/"}
	path := c.Metadata.File
	if path == "" {
		path = filepath.Join(i.Data, "metadata", c.ID+".xml")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return out
	}
	if m := publishedName.FindSubmatch(b); m != nil {
		out.name = string(m[1])
	}
	if c.Metadata.Entity != "" {
		out.name = c.Metadata.Entity
	}
	if m := publishedKey.FindSubmatch(b); m != nil {
		if der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(m[1])), "")); err == nil {
			out.certificate = der
		}
	}
	return out
}

// toListener brings requests for the issuer to the address where this machine listens,
// with or without TLS: past any proxy, and past the resolver.
func toListener(i config.Installation) (http.RoundTripper, error) {
	host, port, err := net.SplitHostPort(i.Listen)
	if err != nil {
		return nil, fmt.Errorf("selftest: listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	t := &listener{address: net.JoinHostPort(host, port), scheme: "http", base: &http.Transport{}}
	if i.TLS.CertFile == "" {
		return t, nil
	}
	u, err := url.Parse(i.Issuer)
	if err != nil {
		return nil, fmt.Errorf("selftest: issuer: %w", err)
	}
	pem, err := os.ReadFile(i.TLS.CertFile)
	if err != nil {
		return nil, fmt.Errorf("selftest: %w", err)
	}
	roots := x509.NewCertPool() // nobody but the holder of our own certificate may answer
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("selftest: tls.cert_file holds no certificate")
	}
	t.scheme = "https"
	t.base.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, ServerName: u.Hostname()}
	return t, nil
}

type listener struct {
	address, scheme string
	base            *http.Transport
}

// RoundTrip keeps the Host that the browser asked for.
func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	there := r.Clone(r.Context())
	there.Host = r.URL.Host
	there.URL.Scheme, there.URL.Host = l.scheme, l.address
	return l.base.RoundTrip(there) //nolint:wrapcheck // a transport gives its transport's errors
}
