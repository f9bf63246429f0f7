package registry

import (
	"slices"
	"strings"

	"sluis/claims"
)

// Aspect is what a [Line] of a contrast is about.
type Aspect string

// The aspects, in the order in which a contrast has them.
const (
	OfItem     Aspect = "item"
	OfBasis    Aspect = "basis"
	OfInform   Aspect = "inform"
	OfRole     Aspect = "role"
	OfSchool   Aspect = "school"
	OfRedirect Aspect = "redirect"
	OfKey      Aspect = "key" // anything else of the app, by the key that changed
)

// Line is one thing that an app has, or had.
type Line struct {
	Aspect   Aspect
	Value    string // an item, a role, the id of a school, an address, a key
	Purpose  claims.Text
	Optional bool
	Was, Is  bool // which of the two has it; a key has neither: what stands there is not shown
}

// Contrast tells what an app got in one registry and gets in another, whichever of the two
// there is: what stayed as well as what came and went (M-15). Either may be nil: there was
// no such app.
func Contrast(was, is *App) []Line {
	var out []Line
	for _, i := range claims.AllItems() {
		before, had := termOf(was, i)
		after, has := termOf(is, i)
		switch {
		case had && has && before == after:
			out = append(out, Line{OfItem, i.String(), after.Purpose, after.Optional, true, true})
		default:
			if has {
				out = append(out, Line{OfItem, i.String(), after.Purpose, after.Optional, false, true})
			}
			if had {
				out = append(out, Line{OfItem, i.String(), before.Purpose, before.Optional, true, false})
			}
		}
	}
	for _, of := range []struct {
		aspect Aspect
		list   func(*App) []string
	}{
		{OfBasis, func(a *App) []string { return []string{string(a.Contract.Basis)} }},
		{OfInform, func(a *App) []string { return []string{string(a.Contract.Inform)} }},
		{OfRole, (*App).roles}, {OfSchool, (*App).schoolIDs},
		{OfRedirect, func(a *App) []string { return a.RedirectURIs }},
	} {
		out = append(out, contrastOf(of.aspect, was, is, of.list)...)
	}
	if was != nil && is != nil {
		out = append(out, otherKeys(was, is)...)
	}
	return out
}

func termOf(a *App, i claims.Item) (claims.Term, bool) {
	if a == nil {
		return claims.Term{}, false
	}
	return a.Contract.Terms[i], a.Contract.Released.Has(i)
}

func contrastOf(aspect Aspect, was, is *App, list func(*App) []string) (out []Line) {
	var before, after []string
	if was != nil {
		before = list(was)
	}
	if is != nil {
		after = list(is)
	}
	for _, v := range after {
		out = append(out, Line{Aspect: aspect, Value: v, Was: slices.Contains(before, v), Is: true})
	}
	for _, v := range before {
		if !slices.Contains(after, v) {
			out = append(out, Line{Aspect: aspect, Value: v, Was: true})
		}
	}
	return out
}

// otherKeys names what changed and has no line of its own.
func otherKeys(was, is *App) (out []Line) {
	before := map[string]string{}
	for _, f := range appFacts(was) {
		before[f.key] = f.value
	}
	for _, f := range appFacts(is) {
		shown := strings.HasPrefix(f.key, "contract.") && f.key != "contract.version" && f.key != "contract.approved" && f.key != stepUpKey || f.key == "redirect_uris"
		if !shown && before[f.key] != f.value {
			out = append(out, Line{Aspect: OfKey, Value: f.key})
		}
	}
	return out
}

func (a *App) roles() (out []string) {
	for _, r := range a.Contract.Roles {
		out = append(out, string(r))
	}
	return out
}

func (a *App) schoolIDs() (out []string) {
	for _, s := range a.Named {
		out = append(out, s.ID)
	}
	return out
}
