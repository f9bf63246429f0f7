package claims

// ElevenProof reports whether number has the form of a burgerservicenummer or an
// onderwijsnummer: nine digits, of which 9×the first + 8×the second + … + 2×the
// eighth − the last is a multiple of eleven (the elfproef). One random number in
// eleven passes.
func ElevenProof(number string) bool {
	if len(number) != 9 {
		return false
	}
	sum, digits := 0, 0
	for i := range 9 {
		d := int(number[i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		weight := 9 - i
		if weight == 1 {
			weight = -1
		}
		sum += weight * d
		digits += d
	}
	return digits > 0 && sum%11 == 0
}

// ShareGuard counts, per school, how many student numbers look like a national
// number (M-18). Chance makes 9 % of nine-digit numbers pass the proof; a school
// of which more than 20 % does is probably sending BSNs. It keeps two counts and
// no value. Count each pupil once, such as when a subject is new: the same pupil
// every morning is not a share. It is not safe for concurrent use.
type ShareGuard struct {
	Seen  uint32 // student numbers counted
	Proof uint32 // of which nine digits that pass the proof
}

const (
	shareLeast  = 50   // below it a share says nothing
	shareWindow = 4096 // at it both counts are halved, so that a school that mends its ways is forgiven
)

// Count counts one student number; an absent one does not count.
func (g *ShareGuard) Count(number string) {
	if number == "" {
		return
	}
	if g.Seen >= shareWindow {
		g.Seen, g.Proof = g.Seen/2, g.Proof/2
	}
	g.Seen++
	if ElevenProof(number) {
		g.Proof++
	}
}

// Alert reports a share above 20 % over at least 50 numbers.
func (g ShareGuard) Alert() bool {
	return g.Seen >= shareLeast && uint64(g.Proof)*5 > uint64(g.Seen)
}
