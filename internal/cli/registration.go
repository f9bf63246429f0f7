package cli

import (
	"net/url"

	"sluis/broker/registry"
	"sluis/claims"
	"sluis/providers/saml"
	"sluis/providers/saml/metadata"
)

// registration is what our metadata says at this hub. It hangs on the connection
// and the operator alone, never on an app.
func (h *hubs) registration(c *registry.Connection, live *metadata.Live, cfg saml.Config) saml.Config {
	cfg.ID, cfg.EntityID, cfg.ACS, cfg.Federation = c.ID, c.EntityID, c.ACS, c.Federation
	cfg.Metadata, cfg.Attributes = live, c.Attributes
	cfg.Name = claims.Text{NL: h.operator.Name.NL, EN: h.operator.Name.EN}
	if u, err := url.Parse(h.issuer); err == nil && cfg.Name.NL == "" {
		cfg.Name = claims.Text{NL: "Sluis op " + u.Host, EN: "Sluis at " + u.Host}
	}
	cfg.Description = claims.Text{
		NL: "Laat leerlingen en medewerkers inloggen bij apps, met alleen de gegevens die zijn afgesproken.",
		EN: "Lets pupils and staff sign in to apps, with only the data that was agreed.",
	}
	cfg.PrivacyURL = claims.Text{NL: h.issuer + "/privacy?lang=nl", EN: h.issuer + "/privacy?lang=en"}
	for _, who := range []struct {
		kind  saml.ContactKind
		email string
	}{{saml.Technical, h.operator.Technical}, {saml.Support, h.operator.Support}, {saml.Security, h.operator.Security}} {
		if who.email != "" {
			cfg.Contacts = append(cfg.Contacts, saml.Contact{Kind: who.kind, Name: cfg.Name.EN, Email: who.email})
		}
	}
	return cfg
}
