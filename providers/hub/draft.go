package hub

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"
)

// draft is an answer before it is XML: every string as it will be written. A
// string that is [Missing] is left out.
type draft struct {
	response, assertion header
	destination         string
	inResponseTo        string
	status              []string // codes, outermost first
	present             bool     // there is an Assertion
	subject             *subject
	conditions          *conditions
	authn               []authnStatement
	statements          [][]wireAttribute
}

type header struct{ id, version, issued, issuer string }

type subject struct {
	nameID        nameID
	confirmations []confirmation
}

type nameID struct{ format, value string }

type confirmation struct {
	method string
	data   *confirmationData
}

type confirmationData struct{ start, end, recipient, inResponseTo string }

type conditions struct {
	start, end   string
	restrictions [][]string // audiences
	oneTimeUse   bool
}

type authnStatement struct {
	instant, session, end, context string
	authorities                    []string
}

// lifetime is EngineBlock's: an answer is good for five minutes, from a second
// before it was made (federations §2.3).
const lifetime = 300 * time.Second

// newDraft is the honest answer about a person.
func (h *Hub) newDraft(req RequestInfo, p Person, s School, authenticated, now time.Time) draft {
	id := newID()
	end := stamp(now.Add(lifetime))
	context := "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
	if h.style == SURFconext {
		context = "http://surfconext.nl/assurance/loa1"
	}
	if len(req.Classes) > 0 {
		context = req.Classes[0]
	}
	return draft{
		response:     header{newID(), "2.0", stamp(now), h.entityID},
		assertion:    header{id, "2.0", stamp(now), h.entityID},
		destination:  req.ACS,
		inResponseTo: req.ID,
		status:       []string{statusSuccess},
		present:      true,
		subject: &subject{
			nameID: h.nameID(req, p, s),
			confirmations: []confirmation{{method: cmBearer, data: &confirmationData{
				start: string(Missing), end: end, recipient: req.ACS, inResponseTo: req.ID,
			}}},
		},
		conditions: &conditions{start: stamp(now.Add(-time.Second)), end: end, restrictions: [][]string{{req.Issuer}}},
		authn: []authnStatement{{
			instant: stamp(authenticated), session: id, end: string(Missing), context: context,
			authorities: append(slices.Clone(s.Via), s.IdP),
		}},
	}
}

// newID has EngineBlock's form.
func newID() string {
	var b [20]byte
	rand.Read(b[:])
	return "CORTO" + hex.EncodeToString(b[:])
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

const (
	statusPrefix  = "urn:oasis:names:tc:SAML:2.0:status:"
	statusSuccess = statusPrefix + "Success"
)

// bend applies to a draft what a misbehaviour wants of its values. The attributes
// are bent where they are rendered.
func (d *draft) bend(m *Misbehaviour, now time.Time) {
	d.bendResponse(m, now)
	d.bendSubject(m, now)
	d.bendConditions(m, now)
	d.bendAuthn(m, now)
	switch {
	case m.NoAttributes:
		d.statements = nil
	case m.SplitStatements && len(d.statements[0]) > 1:
		half := len(d.statements[0]) / 2
		d.statements = [][]wireAttribute{d.statements[0][:half], d.statements[0][half:]}
	}
}

func (d *draft) bendResponse(m *Misbehaviour, now time.Time) {
	d.destination = m.Destination.edit(d.destination)
	d.inResponseTo = m.InResponseTo.edit(d.inResponseTo)
	d.response.issuer = m.ResponseIssuer.edit(d.response.issuer)
	d.assertion.issuer = m.AssertionIssuer.edit(d.assertion.issuer)
	d.response.version = m.Version.edit(d.response.version)
	d.assertion.version = m.AssertionVersion.edit(d.assertion.version)
	if m.IssueInstantSkew != 0 {
		d.response.issued = stamp(now.Add(m.IssueInstantSkew))
		d.assertion.issued = d.response.issued
	}
	if m.Status != "" {
		d.status = []string{statusPrefix + m.Status}
		if m.SubStatus != "" {
			d.status = append(d.status, statusPrefix+m.SubStatus)
		}
		d.present = m.KeepAssertion
	}
	if m.NoAssertion {
		d.present = false
	}
	if m.DuplicateID {
		d.assertion.id = d.response.id
		d.authn[0].session = d.response.id
	}
}

func (d *draft) bendSubject(m *Misbehaviour, now time.Time) {
	s := d.subject
	s.nameID.value = m.NameID.edit(s.nameID.value)
	s.nameID.format = m.NameIDFormat.edit(s.nameID.format)
	c := &s.confirmations[0]
	c.method = m.ConfirmationMethod.edit(c.method)
	c.data.recipient = m.Recipient.edit(c.data.recipient)
	c.data.inResponseTo = m.ConfirmationInResponseTo.edit(c.data.inResponseTo)
	if m.ExpiredBy != 0 {
		c.data.end = stamp(now.Add(-m.ExpiredBy))
	}
	if m.ConfirmationExpiredBy != 0 {
		c.data.end = stamp(now.Add(-m.ConfirmationExpiredBy))
	}
	c.data.end = m.ConfirmationEnd.edit(c.data.end)
	if m.ConfirmationStart {
		c.data.start = stamp(now.Add(-time.Second))
	}
	if m.SecondConfirmation != "" {
		data := *c.data
		other := confirmation{method: c.method, data: &data}
		switch m.SecondConfirmation {
		case "holder-of-key":
			other.method = cmHolderOfKey
		case "elsewhere":
			data.recipient = EvilOrigin
		}
		s.confirmations = []confirmation{other, *c}
	}
	switch {
	case m.NoSubject:
		d.subject = nil
	case m.NoConfirmation:
		s.confirmations = nil
	case m.NoConfirmationData:
		s.confirmations[0].data = nil
	}
}

func (d *draft) bendConditions(m *Misbehaviour, now time.Time) {
	c := d.conditions
	audience := m.Audience.edit(c.restrictions[0][0])
	c.restrictions = [][]string{slices.Concat(m.AudienceBefore, []string{audience}, m.AudienceAfter)}
	if m.Audience == Missing {
		c.restrictions = nil
	}
	if m.SecondRestriction != "" {
		c.restrictions = append(c.restrictions, []string{m.SecondRestriction})
	}
	c.oneTimeUse = m.OneTimeUse
	if m.ExpiredBy != 0 {
		c.end = stamp(now.Add(-m.ExpiredBy))
	}
	if m.NotYetValidBy != 0 {
		c.start = stamp(now.Add(m.NotYetValidBy))
	}
	if m.NoConditions {
		d.conditions = nil
	}
}

func (d *draft) bendAuthn(m *Misbehaviour, now time.Time) {
	a := &d.authn[0]
	if m.AuthnInstantAge != 0 {
		a.instant = stamp(now.Add(-m.AuthnInstantAge))
	}
	a.instant = m.AuthnInstant.edit(a.instant)
	a.context = m.AuthnContext.edit(a.context)
	if m.SessionNotOnOrAfter != 0 {
		a.end = stamp(now.Add(m.SessionNotOnOrAfter))
	}
	if m.Authority != "" {
		a.authorities[len(a.authorities)-1] = string(m.Authority)
	}
	if m.TwoAuthnStatements {
		d.authn = append(d.authn, *a)
	}
	if m.NoAuthnStatement {
		d.authn = nil
	}
}
