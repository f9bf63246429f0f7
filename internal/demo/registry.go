package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// WriteConfiguration writes sluis.yaml, registry.yaml and the files they name into
// dir, for a broker that listens on listen. They are files like any other's: the
// demo goes through the same checks as an installation does.
func (d *Demo) WriteConfiguration(dir, listen string) (path string, err error) {
	files := map[string]string{
		"sluis.yaml":    fmt.Sprintf("issuer: %s\nlisten: %q\ndata: ./data\nregistry: ./registry.yaml\n", d.at.Broker, listen),
		"registry.yaml": d.registry(),
		"app.secret":    d.secret + "\n",
	}
	for _, f := range d.hubs {
		files[f.connection+".xml"] = string(f.hub.Metadata())
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("demo: %w", err)
		}
	}
	return filepath.Join(dir, "sluis.yaml"), nil
}

func (d *Demo) registry() string {
	var b strings.Builder
	b.WriteString("connections:\n")
	for _, f := range d.hubs {
		fmt.Fprintf(&b, "  - id: %s\n    federation: %s\n    entity_id: urn:sluis:demo:%s\n    metadata: {file: %s.xml}\n",
			f.connection, strings.TrimPrefix(f.connection, "demo-"), f.connection, f.connection)
	}
	b.WriteString("schools:\n")
	for _, f := range d.hubs {
		for i, s := range f.schools {
			mode := "failed_only"
			if i%2 == 1 {
				mode = "all"
			}
			fmt.Fprintf(&b, "  - id: %s\n    name: %q\n    sector: %s\n    connection: %s\n    home_organisation: %q\n    idp: %q\n    login_log: %s\n",
				s.ID, s.Name, s.Sector, f.connection, s.Organisation, s.IdP, mode)
		}
	}
	b.WriteString("apps:\n")
	for _, a := range d.apps {
		b.WriteString(a.registration(d))
	}
	if d.own != nil {
		b.WriteString(d.own.registration(d))
	}
	return b.String()
}

// leaving is how an app of the demo takes part in a logout; of a developer's own app
// only the callback is known.
func (a *app) leaving() string {
	if a.own != "" {
		return ""
	}
	return fmt.Sprintf("    post_logout_redirect_uris: [%q]\n    backchannel_logout_uri: %q\n", a.left(), a.at+"/"+a.id+"/backchannel")
}

// registration is one entry of apps.
func (a *app) registration(d *Demo) string {
	var schools []string
	for _, f := range d.hubs {
		for _, s := range f.schools {
			if a.only == "" || a.only == f.style {
				schools = append(schools, s.ID)
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `  - id: %s
    name: {nl: %q, en: %q}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [%q]
%s    id_token_alg: %s
    contract:
      version: 1
      approved: 2026-09-01
      basis: %s
      inform: first_login
      schools: [%s]
      roles: [student, staff]
      release: `, a.id, a.name.NL, a.name.EN, a.callback(), a.leaving(), a.alg, a.basis, strings.Join(schools, ", "))
	if len(a.items) == 0 {
		b.WriteString("{}\n")
		return b.String()
	}
	b.WriteByte('\n')
	for _, i := range a.items {
		fmt.Fprintf(&b, "        %s: {purpose: {nl: %q, en: %q}, optional: %t}\n", i.key, i.nl, i.en, i.optional)
	}
	return b.String()
}
