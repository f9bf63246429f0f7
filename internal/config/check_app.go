package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"sluis/internal/secret"
)

func (r *reader) checkApp(a *App, x *index) {
	if len([]rune(a.Supplier)) > maxName {
		a.at.wrong("supplier", a.Supplier, fmt.Sprintf("is longer than %d characters", maxName))
	}
	if fault := guard(r.load.checks.GuardName, a.ID); a.ID != "" && fault != "" {
		a.at.wrong("id", a.ID, fault)
	}
	r.checkAddresses(a)
	r.checkClientAuth(a)
	r.checkProfile(a)
	if a.Sector != "" && a.at.has("sector") && !clientID.MatchString(a.Sector) {
		a.at.wrong("sector", a.Sector, "is not a sector: letters, digits, dots, hyphens and underscores, at most 128")
	}
	if a.Session.SSO == "app" || a.Session.SSO == "all" {
		a.at.within("session").warn("sso", a.Session.SSO, "lets a session answer instead of the school: on a shared computer the next person is the one before, until idle ("+short(a.Session.Idle)+") has passed or somebody logs out")
	}
	if a.Connection != "" {
		if x.connections[a.Connection] == nil {
			a.at.wrong("connection", a.Connection, "is not the id of a connection; "+nearest(x, a.Connection, x.connections))
		} else {
			x.usedBy["connection "+a.Connection] = true
			a.at.warn("connection", a.Connection, "gives this app's pupils other subjects than the schools' own connection would")
		}
	}
	if a.RequesterID != "" {
		if u, fault := parseURI(a.RequesterID); fault != "" {
			a.at.wrong("requester_id", a.RequesterID, fault)
		} else if u.Scheme == "" || len(a.RequesterID) > 1024 {
			a.at.wrong("requester_id", a.RequesterID, "is not an absolute URI of at most 1024 characters, as an entityID is")
		}
	}
	r.checkIntrospect(a, x)
	if s := a.at.within("contract"); s != nil {
		r.checkContract(s, &a.Contract, x)
	}
}

func (r *reader) checkAddresses(a *App) {
	if a.RedirectURIs != nil && len(a.RedirectURIs) == 0 {
		a.at.wrong("redirect_uris", "", "is empty; an app has at least one address where answers may go")
	}
	urls(a.at, "redirect_uris", a.RedirectURIs, checkRedirect)
	urls(a.at, "post_logout_redirect_uris", a.PostLogoutRedirectURIs, checkRedirect)
	urls(a.at, "origins", a.Origins, checkOrigin)
	for _, v := range []struct{ key, value string }{
		{"backchannel_logout_uri", a.BackchannelLogoutURI}, {"initiate_login_uri", a.InitiateLoginURI}, {"privacy_url", a.PrivacyURL},
	} {
		if v.value == "" {
			continue
		}
		if _, fault := checkWeb(v.value); fault != "" {
			a.at.wrong(v.key, withoutUser(v.value), fault)
		}
	}
	for i, n := range a.BackchannelNetworks {
		switch {
		case a.BackchannelLogoutURI == "":
			a.at.wrongAt("backchannel_logout_networks", i, n.String(), "is for a backchannel_logout_uri, and the app has none")
		case !private(n):
			a.at.wrongAt("backchannel_logout_networks", i, n.String(), "is no private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7); public addresses need no leave")
		}
	}
}

// private reports whether all of a network lies in one that RFC 1918 or RFC 4193 keeps
// for private use.
func private(n netip.Prefix) bool {
	for _, whole := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"} {
		if w := netip.MustParsePrefix(whole); w.Contains(n.Addr()) && n.Bits() >= w.Bits() {
			return true
		}
	}
	return false
}

// checkRedirect holds RFC 9700 §2.1 and §4.1: absolute, exact, nothing that could
// stand for more than one place, and no parameter that our own answer sets.
func checkRedirect(v string) (*url.URL, string) {
	if strings.Contains(v, "*") {
		return nil, "holds a wildcard (*); every address is written out and compared byte for byte"
	}
	u, fault := parseURI(v)
	if fault != "" {
		return nil, fault
	}
	if u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
		return nil, "has the scheme " + u.Scheme + "; https, or http on a loopback host"
	}
	if u, fault = checkWeb(v); fault != "" {
		return nil, fault
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, "has a query that cannot be read"
	}
	for _, p := range []string{"code", "state", "iss", "error", "error_description", "error_uri"} {
		if q.Has(p) {
			return nil, "has the parameter " + p + " in its query, which belongs to the answer"
		}
	}
	return u, ""
}

func (r *reader) checkClientAuth(a *App) {
	s := a.at.within("client_auth")
	if s == nil {
		return
	}
	c := &a.ClientAuth
	shared := c.Method == "client_secret_basic" || c.Method == "client_secret_post"
	switch {
	case shared && c.SecretFile == "":
		s.missing("secret_file", "the file with the secret")
	case c.Method != "" && !shared && c.SecretFile != "":
		s.wrong("secret_file", "", "does not belong to method "+c.Method)
	case shared:
		c.Secret = r.secret(s, "secret_file", c.SecretFile)
	}
	switch {
	case c.Method == "private_key_jwt" && c.JWKSFile == "":
		s.missing("jwks_file", "the file with the app's public keys, a JWK Set")
	case c.Method != "" && c.Method != "private_key_jwt" && c.JWKSFile != "":
		s.wrong("jwks_file", s.shown("jwks_file"), "does not belong to method "+c.Method)
	case c.JWKSFile != "":
		if data, ok := s.named("jwks_file", c.JWKSFile); ok {
			if fault := r.judgeKeys(a.Profile, data); fault != "" {
				s.wrong("jwks_file", s.shown("jwks_file"), "is not a JWK Set that can be used: "+fault)
			}
			c.JWKS = data
		}
	}
	r.checkCertificates(a, s)
}

func (r *reader) judgeKeys(profile string, jwks []byte) string {
	check := r.load.checks.ClientKeys
	if check == nil {
		return unjudged
	}
	return judge(func(data []byte) error { return check(profile, data) }, jwks)
}

// minSecret is 128 bits in base64, the densest form in which a person copies a
// secret.
const minSecret = 22

// secret reads a client secret without its final line break (contract 1).
func (r *reader) secret(s *section, key, path string) secret.Bytes {
	if _, ok := s.named(key, path); !ok {
		return secret.Bytes{}
	}
	v, err := r.load.secret(path)
	if err != nil {
		s.wrong(key, s.shown(key), "holds no secret")
		return secret.Bytes{}
	}
	raw := v.Reveal()
	switch {
	case len(raw) < minSecret:
		s.wrong(key, s.shown(key), fmt.Sprintf("holds a secret of %d characters; at least %d random ones (128 bits), as openssl rand -base64 32 makes", len(raw), minSecret))
	case fewDifferent(raw):
		s.wrong(key, s.shown(key), "holds a secret of few different characters; let openssl rand -base64 32 make it")
	case slices.ContainsFunc(raw, func(c byte) bool { return c < ' ' || c > '~' }):
		s.wrong(key, s.shown(key), "holds a line break or a character beyond ASCII; a secret is printable ASCII on one line")
	}
	return v
}

// fewDifferent catches a secret such as aaaaaaaaaaaaaaaaaaaaaaaa. Of 22 random
// base64 characters fewer than 8 differ once in more than 10^9.
func fewDifferent(v []byte) bool {
	var seen [256]bool
	n := 0
	for _, c := range v {
		if !seen[c] {
			seen[c], n = true, n+1
		}
	}
	return n < 8
}

func (r *reader) checkIntrospect(a *App, x *index) {
	for i, id := range a.Introspect {
		other := x.apps[id]
		switch {
		case id == "":
		case other == nil:
			a.at.wrongAt("introspect", i, id, "is not the id of an app; "+nearest(x, id, x.apps))
		case other.ClientAuth.Method == "none":
			a.at.wrongAt("introspect", i, id, "is a public client; introspection needs client authentication")
		}
	}
}

func (r *reader) checkContract(s *section, c *Contract, x *index) {
	r.checkContractSchools(s, c, x)
	s.checkRoles(c.Roles)
	if c.Inform == "never" && c.Basis == "consent" {
		s.wrong("inform", c.Inform, "is for basis public_task only: who is not asked has not consented; first_login or every_login")
	}
	for _, t := range c.Release.terms() {
		if t.term == nil {
			continue
		}
		if pupilsOnly := t.key == "student_number" || t.key == "class"; pupilsOnly && slices.Equal(c.Roles, []string{"staff"}) {
			s.within("release").warn(t.key, "", "is never released: the contract is for staff, who have none")
		}
		purpose := s.within("release").within(t.key).within("purpose")
		for _, v := range []struct{ key, text string }{{"nl", t.term.Purpose.NL}, {"en", t.term.Purpose.EN}} {
			if fault := guard(r.load.checks.GuardText, v.text); v.text != "" && fault != "" {
				purpose.wrong(v.key, v.text, fault)
			}
		}
	}
}

func (r *reader) checkContractSchools(s *section, c *Contract, x *index) {
	if c.Schools != nil && len(c.Schools) == 0 {
		s.wrong("schools", "", "is empty; a contract holds for at least one school")
	}
	var minors []string
	names := make(map[string]string, len(c.Schools))
	for i, id := range c.Schools {
		school := x.schools[id]
		if id == "" {
			continue
		}
		if school == nil {
			s.wrongAt("schools", i, id, "is not the id of a school; "+nearest(x, id, x.schools))
			continue
		}
		x.usedBy["school "+id] = true
		if school.Sector != "ho" && school.Sector != "" {
			minors = append(minors, id)
		}
		name := strings.ToLower(school.Name + "\n" + school.Place)
		if other, same := names[name]; same && school.Name != "" {
			s.warn("schools", id, "has the name and place of school "+other+": people cannot tell them apart")
		}
		names[name] = id
	}
	if c.Basis == "consent" && len(minors) > 0 {
		s.wrong("basis", c.Basis, "is not in this version for po, vo and mbo (school "+some(minors)+"): consent there is kept per pupil and parent; public_task, or schools of ho only")
	}
}

// some lists a few of many.
func some(list []string) string {
	if len(list) > 3 {
		return strings.Join(list[:3], ", ") + fmt.Sprintf(" and %d more", len(list)-3)
	}
	return strings.Join(list, ", ")
}
