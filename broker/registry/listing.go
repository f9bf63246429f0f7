package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"sluis/claims"
)

// Listing is what a registry comes down to when two are compared: digests of what
// stands at each key, and of a few keys the values that an alert names. It holds no
// secret, and can be kept to compare a later registry with.
type Listing []Listed

// Listed is one connection, school or app.
type Listed struct {
	Kind  string              `json:"kind"` // connection, school, app
	ID    string              `json:"id"`
	Facts []Fact              `json:"facts"`
	Holds map[string][]string `json:"holds,omitempty"` // by key, what more of is an alert
}

// Fact is one key, and a digest of what stands there.
type Fact struct {
	Key    string `json:"key"`
	Digest string `json:"digest"`
	Shown  string `json:"shown,omitempty"` // the value itself, of the one key whose value is shown
}

// Listing gives what is compared of a snapshot.
func (s *Snapshot) Listing() Listing {
	out := make(Listing, 0, len(s.connections)+len(s.schools)+len(s.apps))
	for _, c := range s.connections {
		out = append(out, Listed{Kind: "connection", ID: c.ID, Facts: digests(connectionFacts(c))})
	}
	for _, c := range s.schools {
		out = append(out, Listed{Kind: "school", ID: c.ID, Facts: digests(schoolFacts(c))})
	}
	for _, a := range s.apps {
		out = append(out, Listed{Kind: "app", ID: a.ID, Facts: digests(appFacts(a)), Holds: holds(a)})
	}
	return out
}

// spell is the key as a diff names it.
func (f Fact) spell() string {
	if f.Shown == "" {
		return f.Key
	}
	return f.Key + " (" + f.Shown + ")"
}

// digests keeps 128 bits of each: secrets among them have at least as many.
func digests(facts []fact) []Fact {
	out := make([]Fact, len(facts))
	for i, f := range facts {
		sum := sha256.Sum256([]byte(f.value))
		out[i] = Fact{Key: f.key, Digest: hex.EncodeToString(sum[:16])}
		if f.key == travelKey {
			out[i].Shown = f.value
		}
	}
	return out
}

// holds spells where an app's answers may go, and what its contract allows, as sets:
// one member more is more than was agreed.
func holds(a *App) map[string][]string {
	c := &a.Contract
	out := map[string][]string{
		"redirect_uris": a.RedirectURIs, "post_logout_redirect_uris": a.PostLogoutRedirectURIs,
		"contract.basis": when(c.Basis == claims.PublicTask, "without consent"), "contract.inform": when(c.Inform == claims.Never, "without being told"),
	}
	out["contract.schools"], out["contract.roles"] = a.schoolIDs(), a.roles()
	for _, r := range c.Roles {
		floor := a.StepUp.For(r)
		out[stepUpKey] = slices.Concat(out[stepUpKey], when(floor == "", string(r)+" by the school's login alone"), when(floor != ClassPhishingResistant, string(r)+" by a code"))
	}
	for _, i := range claims.AllItems() {
		has := c.Released.Has(i)
		out["contract.release."+i.String()] = slices.Concat(when(has, i.String()), when(has && !c.Terms[i].Optional, "always"))
	}
	return out
}

func when(is bool, what string) []string {
	if is {
		return []string{what}
	}
	return nil
}
