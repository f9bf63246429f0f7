package metadata

import (
	"slices"
	"strings"

	"sluis/providers/saml/xmlsec"
)

const (
	nsUI           = "urn:oasis:names:tc:SAML:metadata:ui"
	nsScope        = "urn:mace:shibboleth:metadata:1.0"
	nsRegistration = "urn:oasis:names:tc:SAML:metadata:rpi"
	nsAttribute    = "urn:oasis:names:tc:SAML:metadata:attribute"
	nsAssertion    = "urn:oasis:names:tc:SAML:2.0:assertion"
	categoryName   = "http://macedir.org/entity-category"
	hideCategory   = "http://refeds.org/category/hide-from-discovery"
)

// maxAbout caps each list of what an entity says about itself, and maxWord a text in
// it: more is left out. A logo may be a whole picture in its URL; that is no word.
const (
	maxAbout = 64
	maxWord  = 1024
)

// About is what an entity says about itself, beside what logins hang on.
type About struct {
	Names map[string]string // mdui:DisplayName by language, as it is written
	Logos []string          // mdui:Logo, addresses as text: nothing here fetches or shows one
	// Scopes are the shibmd:Scope values, in lower case: what the entity may speak for.
	// Patterns (regexp="true") are left out: what nobody can read at a glance is
	// nothing to refuse by.
	Scopes       []string
	Registration string // mdrpi:RegistrationInfo registrationAuthority: who vouches for it
	Hidden       bool   // the category hide-from-discovery: not for a list to choose from
}

// readAbout reads the extensions of an entity and of its identity provider role: a
// scope of the entity holds for all its roles.
func readAbout(entity xmlsec.Node) About {
	a := About{Names: map[string]string{}}
	a.extensions(entity.Child(nsMetadata, "Extensions"))
	for role := range entity.ChildrenNamed(nsMetadata, "IDPSSODescriptor") {
		a.extensions(role.Child(nsMetadata, "Extensions"))
	}
	return a
}

func (a *About) extensions(n xmlsec.Node) {
	for c := range n.Children() {
		switch {
		case c.Is(nsScope, "Scope"):
			a.scope(c)
		case c.Is(nsUI, "UIInfo"):
			a.ui(c)
		case c.Is(nsRegistration, "RegistrationInfo"):
			v, _ := c.Attr("registrationAuthority")
			a.Registration = strings.Clone(v[:min(len(v), maxWord)])
		case c.Is(nsAttribute, "EntityAttributes"):
			for at := range c.ChildrenNamed(nsAssertion, "Attribute") {
				a.category(at)
			}
		}
	}
}

func (a *About) scope(n xmlsec.Node) {
	if pattern, _ := n.Attr("regexp"); pattern == "true" || pattern == "1" || len(a.Scopes) == maxAbout {
		return
	}
	if v := strings.ToLower(word(n)); v != "" && !slices.Contains(a.Scopes, v) {
		a.Scopes = append(a.Scopes, v)
	}
}

func (a *About) ui(n xmlsec.Node) {
	for c := range n.Children() {
		v := word(c)
		lang, _ := c.AttrNS("http://www.w3.org/XML/1998/namespace", "lang")
		switch {
		case v == "":
		case c.Is(nsUI, "DisplayName") && len(lang) <= 16 && len(a.Names) < maxAbout:
			a.Names[strings.Clone(lang)] = v
		case c.Is(nsUI, "Logo") && len(a.Logos) < maxAbout:
			a.Logos = append(a.Logos, v)
		}
	}
}

func (a *About) category(n xmlsec.Node) {
	if name, _ := n.Attr("Name"); name != categoryName {
		return
	}
	for v := range n.ChildrenNamed(nsAssertion, "AttributeValue") {
		a.Hidden = a.Hidden || word(v) == hideCategory
	}
}

// word gives a short text, or "": what is no text alone is no word.
func word(n xmlsec.Node) string {
	text, err := n.Text()
	if text = strings.TrimSpace(text); err != nil || len(text) > maxWord {
		return ""
	}
	return strings.Clone(text) // a part of a whole document
}
