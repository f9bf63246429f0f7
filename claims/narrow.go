package claims

import "slices"

// NarrowedBy gives what stands between an agreement that was approved and a contract that
// is asked for: nothing beyond the approved one, and nothing that the asked one has left out
// (M-05, M-06). What makes a contract narrower holds at once: an item, a role or a person
// less, an item that became optional, consent, being told more often. What makes it wider
// waits, and so does another purpose: it was approved for what it was for. Where nothing
// waits it is the asked contract itself; else it keeps the number of the approved one, which
// is what people were told of.
func (c Contract) NarrowedBy(asked Contract) Contract {
	out := Contract{Version: c.Version, Approved: c.Approved, Basis: c.Basis, Inform: stricter(c.Inform, asked.Inform), Released: c.Released.And(asked.Released)}
	if asked.Basis == Consent {
		out.Basis = Consent
	}
	for _, r := range c.Roles {
		if slices.Contains(asked.Roles, r) {
			out.Roles = append(out.Roles, r)
		}
	}
	for _, i := range out.Released.List() {
		out.Terms[i] = Term{Purpose: c.Terms[i].Purpose, Optional: c.Terms[i].Optional || asked.Terms[i].Optional}
	}
	if out.Allows(asked) {
		return asked
	}
	return out
}

// Allows reports whether a contract says all that another one asks, in the same words: the
// version and the day of approval say nothing.
func (c Contract) Allows(asked Contract) bool {
	if c.Basis != asked.Basis || c.Inform != asked.Inform || c.Released != asked.Released || !slices.Equal(c.Roles, asked.Roles) {
		return false
	}
	for _, i := range c.Released.List() {
		if c.Terms[i] != asked.Terms[i] {
			return false
		}
	}
	return true
}

// stricter is the way to inform that tells people more.
func stricter(a, b Inform) Inform {
	for _, i := range []Inform{EveryLogin, FirstLogin} {
		if a == i || b == i {
			return i
		}
	}
	return Never
}
