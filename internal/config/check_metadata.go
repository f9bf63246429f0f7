package config

import (
	"io"
	"strings"
)

// checkMetadata looks at both documents of a connection: of the hub, and of the schools
// behind it.
func (r *reader) checkMetadata(c *Connection) {
	if s := c.at.within("metadata"); s != nil {
		r.checkSource(s, &c.Metadata, r.load.checks.Metadata)
		r.checkEntity(s, &c.Metadata)
	}
	s := c.at.within("idps_metadata")
	switch {
	case s == nil:
		return
	case c.Federation == "entree":
		s.wrong("", "", "belongs to surfconext: scopes are organisations there, and Entree publishes none")
	case s.has("mdq") || s.has("entity") || s.has("mdq_id"):
		s.wrong("", "", "is of all schools: {file: …} or {url: …, signing_cert_file: …}")
	default:
		r.checkSource(s, &c.IdPsMetadata, r.load.checks.IdPsMetadata)
	}
}

// judgement is what a hook makes of a metadata file.
type judgement = func(file io.Reader, entity string) (warnings []string, err error)

// checkSource wants one source, and what belongs to it.
func (r *reader) checkSource(s *section, m *Metadata, judge judgement) {
	var sources []string
	for _, key := range []string{"file", "url", "mdq"} {
		if s.has(key) {
			sources = append(sources, key)
		}
	}
	switch {
	case len(sources) == 0:
		s.wrong("", "", "names no source; it is {file: …}, {url: …, signing_cert_file: …} or {mdq: …, entity: …, signing_cert_file: …}")
	case len(sources) > 1:
		s.wrong(sources[1], "", "stands beside "+sources[0]+"; metadata comes from one of file, url and mdq")
	case s.emptyText(sources[0]):
		s.wrong("", "", "has an empty "+sources[0])
	case m.File != "":
		r.checkMetadataFile(s, m, judge)
	case m.URL != "" || m.MDQ != "":
		r.checkFetched(s, m)
	}
}

func (r *reader) checkMetadataFile(s *section, m *Metadata, judge judgement) {
	for _, key := range []string{"signing_cert_file", "refresh"} {
		if s.has(key) {
			s.wrong(key, "", "belongs to url and mdq; a file is taken as it is")
		}
	}
	if judge == nil {
		s.wrong("file", s.shown("file"), unjudged)
		return
	}
	var warnings []string
	var refused error
	stamp, fault := r.load.passing(m.File, func(file io.Reader) { warnings, refused = judge(file, m.Entity) })
	if !s.sound("file", fault) {
		return
	}
	if refused != nil {
		s.wrong("file", s.shown("file"), "is not metadata that can be used: "+refused.Error())
	}
	for _, w := range warnings {
		s.warn("file", s.shown("file"), "is used, but "+w)
	}
	m.Sum = stamp.Sum
}

// checkFetched holds a URL, or the base of a metadata query service, to what can be
// fetched safely: over TLS, and signed by a pinned key.
func (r *reader) checkFetched(s *section, m *Metadata) {
	key, address := "url", m.URL
	if m.MDQ != "" {
		key, address = "mdq", m.MDQ
	}
	u, fault := checkWeb(address)
	if fault == "" && key == "mdq" && (!strings.HasSuffix(u.Path, "/") || strings.Contains(address, "?")) {
		fault = "is not the base of a metadata query service, which ends in / (often /entities/): the entityID is put behind it"
	}
	if fault != "" {
		if strings.Contains(address, "@") {
			address = ""
		}
		s.wrong(key, address, fault)
	}
	if m.SigningCertFile == "" {
		s.missing("signing_cert_file", "the certificate, PEM, that fetched metadata must be signed with")
		return
	}
	if data, ok := s.named("signing_cert_file", m.SigningCertFile); ok {
		if fault := signingCert(data); fault != "" {
			s.wrong("signing_cert_file", s.shown("signing_cert_file"), fault)
		}
		m.Signing = data
	}
}

// checkEntity: a query service is asked for one entity, so it must be named. In a
// URL or file it may be: an aggregate holds many.
func (r *reader) checkEntity(s *section, m *Metadata) {
	switch {
	case m.MDQ != "" && m.Entity == "" && m.URL == "" && m.File == "":
		s.missing("entity", "the federation's own entityID, which the query service is asked for")
	case len(m.Entity) > 1024 || strings.ContainsAny(m.Entity, " \t\r\n"):
		s.wrong("entity", m.Entity, "is not an entityID: at most 1024 characters without blanks (SAML core 8.3.6)")
	}
	if s.has("mdq_id") && m.MDQ == "" {
		s.wrong("mdq_id", "", "belongs to mdq")
	}
}
