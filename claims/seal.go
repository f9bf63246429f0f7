package claims

import (
	"encoding/binary"
	"errors"
	"slices"
	"unicode/utf8"
)

// The binary forms below are what grants and transactions seal. Each begins with
// a version byte; strings have a 16-bit length, so that one value has one form.
// Reading refuses trailing bytes, unknown bits and whatever Normalise and Decide
// could not have made.

const (
	releaseForm = 0x01
	personForm  = 0x81
	maxSchool   = 256
)

var (
	errSealedForm = errors.New("claims: read sealed form: not a form that this version writes")
	errUnsealable = errors.New("claims: write sealed form: value outside its bounds")
)

// MarshalBinary gives the sealed form of the Release: at most 22 KiB, mostly far
// below 200 bytes. It fails where a field's value and Items disagree.
func (r Release) MarshalBinary() ([]byte, error) {
	return r.AppendBinary(make([]byte, 0, 192))
}

// AppendBinary appends what MarshalBinary gives.
func (r Release) AppendBinary(dst []byte) ([]byte, error) {
	if !r.sound() {
		return nil, errUnsealable
	}
	dst = append(dst, releaseForm, byte(r.Items))
	if r.Items.Has(Name) {
		dst = appendString(dst, r.Name.Full)
		dst = appendString(dst, r.Name.Given)
		dst = appendString(dst, r.Name.Family)
	}
	if r.Items.Has(StudentNumber) {
		dst = appendString(dst, r.StudentNumber)
	}
	if r.Items.Has(Class) {
		dst = appendStrings(dst, r.Class)
	}
	if r.Items.Has(School) {
		dst = appendString(dst, r.School)
	}
	if r.Items.Has(RoleItem) {
		dst = append(dst, roleByte(r.Role))
	}
	return dst, nil
}

// UnmarshalBinary reads what MarshalBinary gave; r is unchanged on error.
func (r *Release) UnmarshalBinary(data []byte) error {
	d := decoder{rest: data}
	if d.byte() != releaseForm {
		return errSealedForm
	}
	var n Release
	n.Items = Items(d.byte())
	if n.Items.Has(Name) {
		n.Name.Full, n.Name.Given, n.Name.Family = d.string(), d.string(), d.string()
	}
	if n.Items.Has(StudentNumber) {
		n.StudentNumber = d.string()
	}
	if n.Items.Has(Class) {
		n.Class = d.strings()
	}
	if n.Items.Has(School) {
		n.School = d.string()
	}
	if n.Items.Has(RoleItem) {
		n.Role = d.role()
	}
	if !d.done() || !n.sound() {
		return errSealedForm
	}
	*r = n
	return nil
}

// sound reports whether exactly the named items have values, within their caps.
func (r *Release) sound() bool {
	return r.Items&^Everything == 0 && r.Given() == r.Items &&
		(r.Name.Full != "" || !r.Items.Has(Name)) &&
		legal(r.Name.Full, maxValue) && legal(r.Name.Given, maxValue) && legal(r.Name.Family, maxValue) &&
		legal(r.StudentNumber, maxShort) && soundList(r.Class, maxClasses) &&
		legal(r.School, maxSchool) && (r.Role == "" || roleByte(r.Role) != 0)
}

// MarshalBinary gives the sealed form of the Person, for a transaction that must
// compute its Release anew at the pupil's answer (design §1.3). Only what
// [Normalise] made has one.
func (p Person) MarshalBinary() ([]byte, error) {
	if !p.sound() {
		return nil, errUnsealable
	}
	dst := append(make([]byte, 0, 256), personForm, federationByte(p.Federation))
	for _, s := range [...]string{p.UpstreamID, p.Organisation, p.GivenName, p.FamilyName, p.FullName, p.Number} {
		dst = appendString(dst, s)
	}
	dst = appendStrings(dst, p.Affiliations)
	dst = appendStrings(dst, p.Classes)
	dst = binary.BigEndian.AppendUint32(dst, uint32(p.Received))
	return append(dst, byte(p.Conflicts), byte(p.Malformed)), nil
}

// UnmarshalBinary reads what MarshalBinary gave; p is unchanged on error.
func (p *Person) UnmarshalBinary(data []byte) error {
	d := decoder{rest: data}
	if d.byte() != personForm {
		return errSealedForm
	}
	n := Person{Federation: d.federation()}
	for _, s := range [...]*string{&n.UpstreamID, &n.Organisation, &n.GivenName, &n.FamilyName, &n.FullName, &n.Number} {
		*s = d.string()
	}
	n.Affiliations = d.strings()
	n.Classes = d.strings()
	n.Received = int(d.uint32())
	n.Conflicts, n.Malformed = Items(d.byte()), Items(d.byte())
	if !d.done() || !n.sound() {
		return errSealedForm
	}
	*p = n
	return nil
}

// sound reports whether p is within what Normalise makes.
func (p *Person) sound() bool {
	return federationByte(p.Federation) != 0 &&
		p.Received >= 0 && p.Received <= 1<<31-1 && p.flawed()&^personal == 0 && p.flawed()&p.sends() == 0 &&
		p.UpstreamID != "" && p.Organisation != "" &&
		legal(p.UpstreamID, maxValue) && legal(p.Organisation, maxValue) &&
		legal(p.GivenName, maxValue) && legal(p.FamilyName, maxValue) && legal(p.FullName, maxValue) &&
		legal(p.Number, maxShort) && soundAffiliations(p.Affiliations) && soundList(p.Classes, maxClasses)
}

func soundList(list []string, limit int) bool {
	for _, s := range list {
		if s == "" || !legal(s, maxShort) {
			return false
		}
	}
	return len(list) <= limit
}

func soundAffiliations(list []string) bool {
	for i, a := range list {
		if affiliation(a) != a || slices.Contains(list[:i], a) {
			return false
		}
	}
	return true
}

func roleByte(r Role) byte {
	switch r {
	case Student:
		return 1
	case Staff:
		return 2
	}
	return 0
}

func federationByte(f Federation) byte {
	switch f {
	case Entree:
		return 1
	case SURFconext:
		return 2
	}
	return 0
}

func appendString(dst []byte, s string) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(s)))
	return append(dst, s...)
}

func appendStrings(dst []byte, list []string) []byte {
	dst = append(dst, byte(len(list)))
	for _, s := range list {
		dst = appendString(dst, s)
	}
	return dst
}

// decoder reads a sealed form. After the first fault everything reads as zero.
type decoder struct {
	rest []byte
	bad  bool
}

// take gives the next n bytes, or nil.
func (d *decoder) take(n int) []byte {
	if d.bad || len(d.rest) < n {
		d.bad = true
		return nil
	}
	out := d.rest[:n]
	d.rest = d.rest[n:]
	return out
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uint32() uint32 {
	if b := d.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) string() string {
	b := d.take(2)
	if b == nil {
		return ""
	}
	text := d.take(int(binary.BigEndian.Uint16(b)))
	if !utf8.Valid(text) {
		d.bad = true
		return ""
	}
	return string(text)
}

func (d *decoder) strings() []string {
	n := int(d.byte())
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = d.string()
	}
	return out
}

func (d *decoder) role() Role {
	switch d.byte() {
	case 1:
		return Student
	case 2:
		return Staff
	}
	d.bad = true
	return ""
}

func (d *decoder) federation() Federation {
	switch d.byte() {
	case 1:
		return Entree
	case 2:
		return SURFconext
	}
	d.bad = true
	return ""
}

func (d *decoder) done() bool { return !d.bad && len(d.rest) == 0 }
