package flow

import (
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
)

// Imagined is a login of somebody who does not exist, in one role, at one school.
type Imagined struct {
	Judged
	Subject  string             // at the app
	NameID   string             // by which the federation knows the person; "": by an attribute
	Received []claims.Attribute // what the federation sends of such a person
}

// Imagine takes pupil M-17, or a teacher who does not exist, through the rules that decide a
// real login, for the contract of the registry, which need not be in force at that school
// yet (M-17). Nothing is kept. The subject is made as every other, under a key that is known to all: it is nobody's.
func Imagine(app *registry.App, s *registry.School, role claims.Role) Imagined {
	out := Imagined{Judged: Judged{School: s}}
	var id claims.NameID
	id, out.Received = claims.Imaginary(s.Connection.Federation, s.Organisation, role)
	out.NameID = id.Value
	p, err := claims.Normalise(s.Connection.Federation, id, out.Received)
	if err != nil {
		out.Refused = refusal.Of(refusal.New(faultCode(err), err).About(faultItem(err)))
		return out
	}
	out.Subject = claims.Subject(make([]byte, 32), claims.SubjectID{
		Federation: string(s.Connection.Federation), School: s.ID, UpstreamID: p.UpstreamID, Sector: app.Sector})
	out.decided(&app.Contract, p)
	return out
}

// decided fills in what a contract says of a person.
func (j *Judged) decided(c *claims.Contract, p claims.Person) {
	var err error
	j.Decision, err = decide(c, j.School, p, c.Released, 0)
	if j.Refused = refusal.Of(err); err == nil && j.Decision.Missing != 0 {
		j.Refused = missingError(j.Decision.Missing)
	}
}
