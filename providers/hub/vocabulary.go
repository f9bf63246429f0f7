package hub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// wireAttribute is an Attribute as it stands in an answer.
type wireAttribute struct {
	name   string
	values []string
	nameID *nameID // eduPersonTargetedID: the value is an element
}

// vocabulary names what the misbehaviours about a person act upon.
type vocabulary struct{ organisation, surname, givenName, affiliation, number, class string }

func (h *Hub) vocabulary() vocabulary {
	if h.style == Entree {
		return vocabulary{"nlEduPersonHomeOrganizationId", "sn", "givenName", "eduPersonAffiliation", "nlEduPersonProfileId", "nlEduPersonUnit"}
	}
	return vocabulary{"schacHomeOrganization", "sn", "givenName", "eduPersonAffiliation", "schacPersonalUniqueCode", ""}
}

// spelling is how EngineBlock writes a short name: always both, where there are
// two (application/configs/attributes.json; federations §2.4). Names that are not
// here have no second form.
func spelling(short string) (mace, oid string) {
	const dir, terena = "urn:mace:dir:attribute-def:", "urn:mace:terena.org:attribute-def:"
	switch short {
	case "uid":
		return dir + short, "urn:oid:0.9.2342.19200300.100.1.1"
	case "mail":
		return dir + short, "urn:oid:0.9.2342.19200300.100.1.3"
	case "cn":
		return dir + short, "urn:oid:2.5.4.3"
	case "sn":
		return dir + short, "urn:oid:2.5.4.4"
	case "givenName":
		return dir + short, "urn:oid:2.5.4.42"
	case "displayName":
		return dir + short, "urn:oid:2.16.840.1.113730.3.1.241"
	case "preferredLanguage":
		return dir + short, "urn:oid:2.16.840.1.113730.3.1.39"
	case "eduPersonAffiliation":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.1.1.1"
	case "eduPersonPrincipalName":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.1.1.6"
	case "eduPersonEntitlement":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.1.1.7"
	case "eduPersonScopedAffiliation":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.1.1.9"
	case "eduPersonTargetedID":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.1.1.10"
	case "eduPersonAssurance":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.1.1.11"
	case "isMemberOf":
		return dir + short, "urn:oid:1.3.6.1.4.1.5923.1.5.1.1"
	case "ou":
		return dir + short, ""
	case "schacHomeOrganization":
		return terena + short, "urn:oid:1.3.6.1.4.1.25178.1.2.9"
	case "schacHomeOrganizationType":
		return terena + short, "urn:oid:1.3.6.1.4.1.25178.1.2.10"
	case "schacPersonalUniqueCode":
		return "urn:schac:attribute-def:" + short, "urn:oid:1.3.6.1.4.1.25178.1.2.14"
	case "eckid":
		return "urn:mace:surf.nl:attribute-def:" + short, ""
	}
	return short, ""
}

// attributes gives the statement about a person: what the school knows, with the
// organisation's own attributes, bent, in the names of the federation.
func (h *Hub) attributes(p Person, s School, id nameID, m *Misbehaviour) []wireAttribute {
	known := slices.Clone(p.Attributes)
	for _, a := range h.organisationAttributes(s) {
		if !slices.ContainsFunc(known, func(k Attribute) bool { return k.Name == a.Name }) {
			known = append(known, a)
		}
	}
	known = h.bendPerson(known, s, m)
	out := make([]wireAttribute, 0, 2*len(known)+4)
	for _, a := range known {
		if h.style == Entree || strings.Contains(a.Name, ":") {
			out = append(out, wireAttribute{name: a.Name, values: a.Values})
			continue
		}
		mace, oid := spelling(a.Name)
		out = append(out, wireAttribute{name: mace, values: a.Values})
		if oid != "" {
			out = append(out, wireAttribute{name: oid, values: a.Values})
		}
	}
	if h.style == SURFconext {
		mace, oid := spelling("eduPersonTargetedID")
		out = append(out, wireAttribute{name: mace, nameID: &id}, wireAttribute{name: oid, nameID: &id})
	}
	return h.repeat(out, m)
}

func (h *Hub) organisationAttributes(s School) []Attribute {
	if h.style == Entree {
		return []Attribute{
			{"nlEduPersonHomeOrganizationId", []string{s.Organisation}},
			{"nlEduPersonHomeOrganization", []string{s.Name}},
		}
	}
	return []Attribute{{"schacHomeOrganization", []string{s.Organisation}}}
}

// nameID follows federations §1.2 and §2.3. Entree's is the uid, whatever was
// asked. SURFconext's is persistent unless another known format was asked: 40 hex
// digits, another one for each service provider, the same at every login.
func (h *Hub) nameID(req RequestInfo, p Person, s School) nameID {
	uid := first(p.Attributes, "uid")
	switch {
	case h.style == Entree:
		return nameID{formatUnspecified, or(p.NameID, uid)}
	case req.NameIDFormat == formatUnspecified:
		return nameID{formatUnspecified, or(p.NameID, "urn:collab:person:"+s.Organisation+":"+uid)}
	case req.NameIDFormat == formatTransient:
		return nameID{formatTransient, or(p.NameID, strings.TrimPrefix(newID(), "CORTO"))}
	}
	mac := hmac.New(sha256.New, []byte("hub "+h.entityID))
	for _, part := range []string{s.ID, p.Login, req.Issuer} {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return nameID{formatPersistent, or(p.NameID, hex.EncodeToString(mac.Sum(nil)[:20]))}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// first gives the first value of an attribute by its short name.
func first(attributes []Attribute, name string) string {
	for _, a := range attributes {
		if a.Name == name && len(a.Values) > 0 {
			return a.Values[0]
		}
	}
	return ""
}
