package config

import "fmt"

// registry reads the three lists. Each must be written, be it empty: a file cut
// short while it is saved must not pass for a registry without apps.
func (r *reader) registry(s *section) Registry {
	var g Registry
	for _, c := range s.sections("connections") {
		g.Connections = append(g.Connections, r.connection(c))
	}
	for _, c := range s.sections("schools") {
		g.Schools = append(g.Schools, r.school(c))
	}
	for _, c := range s.sections("apps") {
		g.Apps = append(g.Apps, r.app(c))
	}
	for _, key := range []string{"connections", "schools", "apps"} {
		s.missing(key, "a list; write "+key+": [] where there are none")
	}
	s.done()
	return g
}

func (r *reader) connection(s *section) Connection {
	c := Connection{
		at:         s,
		ID:         s.need("id", "its name, such as entree"),
		Federation: s.oneOf("federation", "", "entree", "surfconext"),
		EntityID:   s.need("entity_id", "our entityID at this federation, such as https://login.example.nl/saml/entree"),
		Assurance:  s.list("assurance"),
		Attributes: s.list("attributes"),
	}
	c.Encryption.Answers = "accept"
	if e := s.sub("encryption"); e != nil {
		c.Encryption = Encryption{
			Answers:          e.oneOf("answers", "accept", "accept", "refuse"),
			InsecureCBCUntil: e.date("insecure_cbc_until"),
		}
		e.done()
	}
	if m := s.sub("metadata"); m != nil {
		c.Metadata = r.metadata(m)
	} else {
		s.missing("metadata", "the federation's metadata: {file: …} or {url: …, signing_cert_file: …}")
	}
	if m := s.sub("idps_metadata"); m != nil {
		c.IdPsMetadata = r.metadata(m)
	}
	s.done()
	return c
}

func (r *reader) metadata(m *section) Metadata {
	out := Metadata{
		File:            r.resolve(m.filename("file")),
		URL:             m.text("url"),
		MDQ:             m.text("mdq"),
		MDQID:           m.oneOf("mdq_id", "entity", "entity", "sha1"),
		Entity:          m.text("entity"),
		SigningCertFile: r.resolve(m.filename("signing_cert_file")),
		Refresh:         m.span("refresh", defaultRefresh, minRefresh, maxRefresh),
	}
	m.done()
	return out
}

func (r *reader) school(s *section) School {
	c := School{
		at:               s,
		ID:               s.need("id", "its name here, such as petteflat"),
		Name:             s.need("name", "the name that people choose by"),
		Sector:           s.oneOf("sector", "", "po", "vo", "mbo", "ho"),
		Connection:       s.need("connection", "the id of a connection"),
		HomeOrganisation: s.needed("home_organisation", "a BRIN of four characters, or a schacHomeOrganization", true),
		Place:            s.text("place"),
		IdP:              s.text("idp"),
		LoginLog:         s.oneOf("login_log", "failed_only", "all", "failed_only"),
		LogRetentionDays: s.number("log_retention_days", maxLogDays, minLogDays, maxLogDays),
		Reauthenticate:   s.maybe("reauthenticate", "always", "shared_device", "never"),
		Approval:         s.oneOf("approval", "none", "none", "required"),
	}
	if t := s.sub("contact"); t != nil {
		c.Contact = Contact{ICT: t.text("ict"), Privacy: t.text("privacy")}
		t.done()
	}
	if t := s.sub("admit"); t != nil {
		c.Admit = map[string]string{}
		for _, a := range []string{"affiliate", "pre-student", "alum", "member", "library-walk-in", "none"} {
			if role := t.maybe(a, "student", "staff"); role != "" {
				c.Admit[a] = role
			}
		}
		t.done()
	}
	c.SecondFactor = s.secondFactor("second_factor")
	for _, t := range s.sections("travel") {
		c.Travel = append(c.Travel, Travel{at: t, Countries: t.list("countries"), Until: t.date("until")})
		t.missing("countries", "those of the journey, such as [ES, FR]")
		t.missing("until", "the last day, such as 2026-10-02")
		t.done()
	}
	s.done()
	return c
}

func (s *section) secondFactor(key string) (f SecondFactor) {
	t := s.sub(key)
	if t == nil {
		return f
	}
	f.Roles, f.ACR = t.list("roles"), t.oneOf("acr", "", "https://refeds.org/profile/mfa", ownClasses+"phishing-resistant")
	t.missing("roles", "whose login: student, staff or both")
	t.checkRoles(f.Roles)
	t.done()
	return f
}

// checkRoles refuses a list of roles that names none, or another.
func (s *section) checkRoles(roles []string) {
	if roles != nil && len(roles) == 0 {
		s.wrong("roles", "", "is empty; it names student, staff or both")
	}
	for i, v := range roles {
		if v != "student" && v != "staff" && v != "" {
			s.wrongAt("roles", i, v, "is not one of student, staff")
		}
	}
}

func (r *reader) app(s *section) App {
	a := App{
		at:                     s,
		ID:                     s.need("id", "the client_id, such as portfolio"),
		Name:                   s.words("name", "the app's name as {nl: …, en: …}"),
		Supplier:               s.need("supplier", "who makes the app"),
		Profile:                s.oneOf("profile", "", "basic", "nlgov", "fapi2"),
		ClientAuth:             r.clientAuth(s),
		PKCE:                   s.oneOf("pkce", "required", "required", "if_sent"),
		RedirectURIs:           s.list("redirect_uris"),
		PostLogoutRedirectURIs: s.list("post_logout_redirect_uris"),
		BackchannelLogoutURI:   s.text("backchannel_logout_uri"),
		BackchannelNetworks:    s.networks("backchannel_logout_networks"),
		Origins:                s.list("origins"),
		InitiateLoginURI:       s.text("initiate_login_uri"),
		PrivacyURL:             s.text("privacy_url"),
		Introspect:             s.list("introspect"),
		IDTokenAlg:             s.maybe("id_token_alg", "RS256", "PS256", "ES256", "EdDSA"),
		PAR:                    s.maybe("par", "required", "allowed"),
		RequestObject:          s.maybe("request_object", "refused", "allowed", "required"),
		UserInfoAlg:            s.maybe("userinfo_alg", "RS256", "PS256", "ES256", "EdDSA"),
		AccessToken:            s.maybe("access_token", "opaque", "jwt"),
		Audience:               s.text("audience"),
		Refresh:                s.oneOf("refresh", "off", "off", "on"),
		ClaimsIn:               s.oneOf("claims_in", "userinfo", "userinfo", "id_token"),
		Sector:                 s.text("sector"),
		Session:                Session{SSO: "off", Idle: defaultIdle, Absolute: defaultAbsolute},
		Passive:                s.flag("passive"),
		DPoPBound:              s.flag("dpop_bound_access_tokens"),
		CertificateBound:       s.flag("tls_client_certificate_bound_access_tokens"),
		DPoPNonce:              s.flag("dpop_nonce"),
		RequesterID:            s.text("requester_id"),
		Connection:             s.text("connection"),
	}
	s.missing("redirect_uris", "a list of addresses where answers may go")
	if a.Sector == "" {
		a.Sector = a.ID
	}
	r.asProfiled(&a)
	if t := s.sub("session"); t != nil {
		a.Session.SSO = t.oneOf("sso", "off", "off", "app", "all")
		a.Session.Absolute = t.span("absolute", defaultAbsolute, minIdle, maxAbsolute)
		a.Session.Idle = t.span("idle", min(defaultIdle, a.Session.Absolute), minIdle, a.Session.Absolute)
		t.done()
	}
	if t := s.sub("contract"); t != nil {
		a.Contract = r.contract(t)
	} else {
		s.missing("contract", "what the app gets, about whom and why; without it nobody logs in")
	}
	s.done()
	return a
}

func (r *reader) clientAuth(s *section) ClientAuth {
	const methods = "client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none"
	t := s.sub("client_auth")
	if t == nil {
		s.missing("client_auth", "how the app proves who it is: {method: one of "+methods+"}")
		return ClientAuth{}
	}
	a := ClientAuth{
		Method:          t.oneOf("method", "", "client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "none"),
		SecretFile:      r.resolve(t.filename("secret_file")),
		JWKSFile:        r.resolve(t.filename("jwks_file")),
		CertificateFile: r.resolve(t.filename("certificate_file")),
		CAFile:          r.resolve(t.filename("ca_file")),
		SubjectDN:       t.text("subject_dn"), SANDNS: t.text("san_dns"), SANURI: t.text("san_uri"), SANIP: t.text("san_ip"), SANEmail: t.text("san_email"),
	}
	t.done()
	return a
}

func (r *reader) contract(s *section) Contract {
	c := Contract{
		Version:  s.number("version", 0, 1, 1<<30),
		Approved: s.date("approved"),
		Basis:    s.oneOf("basis", "", "public_task", "consent"),
		Inform:   s.oneOf("inform", "first_login", "first_login", "every_login", "never"),
		Schools:  s.list("schools"),
		Roles:    s.list("roles"),
	}
	s.missing("version", "a whole number from 1, one more with each change")
	s.missing("schools", "the ids of the schools it holds for")
	s.missing("roles", "who may log in: student, staff or both")
	c.StepUp = s.secondFactor("step_up")
	if t := s.sub("release"); t != nil {
		c.Release = r.release(t)
	} else {
		s.missing("release", "what goes to the app, each with its purpose, or {} for nothing")
	}
	s.done()
	return c
}

const ceiling = "name, student_number, class, school, role"

// release reads the items. A key beyond the ceiling is not an unknown key like any
// other: it says what this product never passes on (design §1.1, M-12, M-18).
func (r *reader) release(s *section) Release {
	out := Release{
		Name:          r.term(s, "name"),
		StudentNumber: r.term(s, "student_number"),
		Class:         r.term(s, "class"),
		School:        r.term(s, "school"),
		Role:          r.term(s, "role"),
	}
	for i := 0; i+1 < len(s.node.content); i += 2 {
		k := s.node.content[i].value
		if parseItem(k) {
			continue
		}
		message := "is beyond what can be released: " + ceiling
		if fault := guard(r.load.checks.GuardName, k); fault != "" {
			message = fault + "; what can be released is " + ceiling
		}
		r.problem(int(s.node.content[i].line), s.path(k), "", message)
	}
	return out
}

func parseItem(key string) bool {
	for _, t := range (Release{}).terms() {
		if t.key == key {
			return true
		}
	}
	return false
}

func (r *reader) term(s *section, key string) *Term {
	t := s.sub(key)
	if t == nil {
		return nil
	}
	out := &Term{Purpose: t.words("purpose", "why the app needs it, as {nl: …, en: …}"), Optional: t.flag("optional")}
	t.done()
	return out
}

// words gives a text in both languages (M-03: an empty purpose is no purpose). It
// may be absent where allowed is "".
func (s *section) words(key, allowed string) Text {
	t := s.sub(key)
	if t == nil {
		if allowed != "" {
			s.missing(key, allowed)
		}
		return Text{}
	}
	out := Text{NL: t.need("nl", "the Dutch text"), EN: t.need("en", "the English text")}
	for _, v := range []struct{ key, text string }{{"nl", out.NL}, {"en", out.EN}} {
		if n := len([]rune(v.text)); n > maxText {
			t.wrong(v.key, v.text, fmt.Sprintf("is %d characters long; at most %d", n, maxText))
		}
	}
	t.done()
	return out
}

// maxText is the longest text a page has room for.
const maxText = 400
