package claims

import "testing"

// An assertion as EngineBlock sends one to a service with a usual set: eleven
// attributes, each under two names.
func benchScholar() []Attribute {
	return []Attribute{
		attr("urn:mace:dir:attribute-def:uid", "s1234567"), attr("urn:oid:0.9.2342.19200300.100.1.1", "s1234567"),
		attr("urn:mace:dir:attribute-def:givenName", "Jaantje"), attr("urn:oid:2.5.4.42", "Jaantje"),
		attr("urn:mace:dir:attribute-def:sn", "van der Sanden"), attr("urn:oid:2.5.4.4", "van der Sanden"),
		attr("urn:mace:dir:attribute-def:displayName", "Jaantje van der Sanden"), attr("urn:oid:2.16.840.1.113730.3.1.241", "Jaantje van der Sanden"),
		attr("urn:mace:dir:attribute-def:cn", "Jaantje van der Sanden"), attr("urn:oid:2.5.4.3", "Jaantje van der Sanden"),
		attr("urn:mace:dir:attribute-def:mail", "j@example.nl"), attr("urn:oid:0.9.2342.19200300.100.1.3", "j@example.nl"),
		attr("urn:mace:terena.org:attribute-def:schacHomeOrganization", "uniharderwijk.nl"), attr("urn:oid:1.3.6.1.4.1.25178.1.2.9", "uniharderwijk.nl"),
		attr("urn:mace:dir:attribute-def:eduPersonAffiliation", "student", "member"), attr("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "student", "member"),
		attr("urn:mace:dir:attribute-def:isMemberOf", "urn:collab:org:surf.nl"), attr("urn:oid:1.3.6.1.4.1.5923.1.5.1.1", "urn:collab:org:surf.nl"),
		attr("urn:schac:attribute-def:schacPersonalUniqueCode", ownCode+"s1234567", "urn:schac:personalUniqueCode:int:esi:uniharderwijk.nl:s1"),
		attr("urn:oid:1.3.6.1.4.1.25178.1.2.14", ownCode+"s1234567", "urn:schac:personalUniqueCode:int:esi:uniharderwijk.nl:s1"),
		attr("urn:mace:eduid.nl:1.1", "bd25cbfc-df67-46b3-bb2b-5913342c667f"), attr("urn:nl.surfconext.licenseInfo", "LICENSE_UNKNOWN"),
	}
}

func benchPupil() []Attribute {
	return pupil(attr("givenName", "Piet"), attr("nlEduPersonTussenvoegsels", "van der"), attr("sn", "Pukkelen"),
		attr("nlEduPersonHomeOrganization", "Petteflat College"), attr("nlEduPersonProfileId", "95312@1.petteflat.nl"),
		attr("nlEduPersonUnit", "H2A", "wi2"), attr("eckId", ""))
}

func BenchmarkNormalise(b *testing.B) {
	for name, c := range map[string]struct {
		f     Federation
		attrs []Attribute
	}{"entree": {Entree, benchPupil()}, "surfconext": {SURFconext, benchScholar()}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Normalise(c.f, persistent, c.attrs); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecide(b *testing.B) {
	p, err := Normalise(Entree, NameID{}, benchPupil())
	if err != nil {
		b.Fatal(err)
	}
	c, terms := contract(Everything, Class), SchoolTerms{ID: "petteflat"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Decide(p, terms, Everything, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSubject(b *testing.B) {
	key := countingKey()
	id := SubjectID{"entree", "petteflat", "qj7cks8qdz9ph54@petteflat", "portfolio", 0}
	b.ReportAllocs()
	for b.Loop() {
		Subject(key, id)
	}
}

func BenchmarkMarshalBinary(b *testing.B) {
	r := sampleRelease()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.MarshalBinary(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnmarshalBinary(b *testing.B) {
	sealed, err := sampleRelease().MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var r Release
		if err := r.UnmarshalBinary(sealed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	r := sampleRelease()
	dst := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		dst = r.AppendJSON(dst[:0])
	}
}

// TestAllocations pins the work per login; benchmarks only show it. The race
// detector adds none.
func TestAllocations(t *testing.T) {
	scholar, pupil := benchScholar(), benchPupil()
	p := mustNormalise(t, Entree, NameID{}, pupil)
	c, terms, key, r := contract(Everything), SchoolTerms{ID: "x"}, countingKey(), sampleRelease()
	buffer := make([]byte, 0, 512)
	for _, a := range []struct {
		name string
		most float64
		work func()
	}{
		{"normalise a student", 12, func() { _, _ = Normalise(SURFconext, persistent, scholar) }},
		{"normalise a pupil", 12, func() { _, _ = Normalise(Entree, NameID{}, pupil) }},
		{"decide", 1, func() { _, _ = c.Decide(p, terms, Everything, 0) }},
		{"subject", 8, func() { Subject(key, SubjectID{"a", "b", "c", "d", 0}) }},
		{"seal", 1, func() { _, _ = r.MarshalBinary() }},
		{"spell", 0, func() { buffer = r.AppendJSON(buffer[:0]) }},
	} {
		if got := testing.AllocsPerRun(100, a.work); got > a.most {
			t.Errorf("%s allocates %.0f times, at most %.0f is agreed", a.name, got, a.most)
		}
	}
}
