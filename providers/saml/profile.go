package saml

import (
	"fmt"

	"sluis/claims"
)

// profile is all that differs between the federations as far as SAML goes. What
// their attributes mean, and which of them is the home organisation, is in package
// claims.
type profile struct {
	// nameIDPolicy is the Format that an AuthnRequest asks for and our metadata
	// names; empty leaves NameIDPolicy out altogether. Entree's identifier is the
	// attribute uid, and its hub may answer a fixed format with another NameID than
	// the school's (federations §1.2); SURFconext answers a format it does not
	// support with another one instead of an error (§2.2), so the answer is checked
	// too (contract 12).
	nameIDPolicy string

	// wire gives the name under which the hub knows an attribute that configuration
	// calls by its short name. Names that are not here go as they are written.
	wire map[string]string

	// nameFormat goes with the requested attributes. Entree's plain names have
	// been sent under two formats (federations §1.2): none is claimed.
	nameFormat string
}

// Formats of NameID and attribute names (saml-core §8.2, §8.3).
const formatURI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

// profileOf finds the profile of a federation. The names of SURFconext are those
// of EngineBlock's attributes.json (federations §2.4).
func profileOf(f claims.Federation) (profile, error) {
	switch f {
	case claims.Entree:
		return profile{}, nil
	case claims.SURFconext:
		return profile{
			nameIDPolicy: claims.FormatPersistent,
			nameFormat:   formatURI,
			wire: map[string]string{
				"uid":                     "urn:mace:dir:attribute-def:uid",
				"givenName":               "urn:mace:dir:attribute-def:givenName",
				"sn":                      "urn:mace:dir:attribute-def:sn",
				"displayName":             "urn:mace:dir:attribute-def:displayName",
				"eduPersonAffiliation":    "urn:mace:dir:attribute-def:eduPersonAffiliation",
				"schacHomeOrganization":   "urn:mace:terena.org:attribute-def:schacHomeOrganization",
				"schacPersonalUniqueCode": "urn:schac:attribute-def:schacPersonalUniqueCode",
			},
		}, nil
	}
	return profile{}, fmt.Errorf("saml: federation %q is neither entree nor surfconext", f)
}

// wireName is the name of a pinned attribute in our metadata.
func (p profile) wireName(attribute string) string {
	if w, ok := p.wire[attribute]; ok {
		return w
	}
	return attribute
}
