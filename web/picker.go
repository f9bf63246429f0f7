package web

import (
	"net/url"
	"strings"
	"unicode"
)

// ListAtOnce is the number of schools up to which the first page lists them all
// instead of asking for a search (contract 6).
const ListAtOnce = 20

// SchoolPicker asks at which school someone is, without script too (U-08, U-12).
// Its state follows from the fields: All is the list A–Z; a Query shows results,
// or none with the nearest names. Without a Query, Schools is the whole list where
// Total is no more (at most [ListAtOnce]); else the search field stands above it, and
// Schools is empty or what was chosen last time on this device.
//
// It posts to [PathSchool]: t, school (the id chosen), remember=on, lang. Searching
// is a GET of the same path: t, q, remember, lang.
type SchoolPicker struct {
	Frame
	Sealed   string // the transaction, hidden field t
	Query    string
	Schools  []SchoolRow
	Near     []SchoolRow // "did you mean", shown where a Query finds nothing
	All      bool
	Total    int  // schools that match, of which Schools may be the first few
	Remember bool // the tick as the person left it; it starts off
	Higher   bool // the contract has schools of mbo or ho beside others: offers a short way to them
}

// SchoolRow is one school to choose. NameParts and PlaceParts are Name and Place
// cut where the query matched; empty means no match to show.
type SchoolRow struct {
	ID         string
	Name       string
	Place      string
	Sector     string // po | vo | mbo | ho
	NameParts  []Part
	PlaceParts []Part
}

// Part is a piece of a name; Hit is set in bold.
type Part struct {
	Text string
	Hit  bool
}

// SchoolResults is the part of the picker that picker.js puts in place while
// someone types: the status line and the buttons, without a page around them.
type SchoolResults struct {
	Frame
	Query   string
	Schools []SchoolRow
	Near    []SchoolRow
	Total   int
}

func (SchoolPicker) layout() layout   { return layout{"gate", "school", "school-results"} }
func (v SchoolPicker) frame() Frame   { return v.Frame }
func (SchoolPicker) picture() picture { return stillPicture() }
func (v SchoolPicker) title(t texts) string {
	switch {
	case v.All:
		return t.AllSchoolsTitle()
	case v.Query != "" && len(v.Schools) == 0:
		return t.NoSchoolTitle()
	}
	return t.PickerTitle()
}

// Searches reports whether the page has the search field, which picker.js helps.
func (v SchoolPicker) Searches() bool {
	return !v.All && (v.Query != "" || len(v.Schools) == 0 || v.Total > len(v.Schools))
}

// row is what a school's button shows.
type row struct {
	ID    string
	Name  []Part
	Place []Part
	Kind  string
}

// Row prepares a school for its button; without parts the whole name is one.
func (c *common) Row(s SchoolRow) row {
	r := row{ID: s.ID, Name: s.NameParts, Place: s.PlaceParts, Kind: c.T.Sector(s.Sector)}
	if len(r.Name) == 0 {
		r.Name = []Part{{Text: s.Name}}
	}
	if len(r.Place) == 0 && s.Place != "" {
		r.Place = []Part{{Text: s.Place}}
	}
	return r
}

// PickerURL is the picker again, with the search field or with the whole list.
func (c *common) PickerURL(sealed string, all bool) string {
	q := url.Values{"t": {sealed}, "lang": {string(c.Lang)}}
	if all {
		q.Set("all", "1")
	}
	return PathSchool + "?" + q.Encode()
}

func (SchoolResults) layout() layout       { return layout{"bare", "school-results", ""} }
func (v SchoolResults) frame() Frame       { return v.Frame }
func (SchoolResults) picture() picture     { return stillPicture() }
func (SchoolResults) title(t texts) string { return t.PickerTitle() }

// letterGroup is one fold of the list A–Z.
type letterGroup struct {
	Letter  string
	Schools []SchoolRow
}

// shelf is the schools of one kind, by letter. Higher is mbo, hbo and university.
type shelf struct {
	Higher bool
	Groups []letterGroup
}

// byLetter sorts the whole list into shelves and letters. Rows keep the order they
// come in; names that begin with no letter go under "#", the last.
func byLetter(rows []SchoolRow) []shelf {
	var shelves []shelf
	for _, higher := range []bool{false, true} {
		var groups []letterGroup
		at := map[string]int{}
		for _, r := range rows {
			if (r.Sector == "mbo" || r.Sector == "ho") != higher {
				continue
			}
			l := letter(r.Name)
			i, ok := at[l]
			if !ok {
				i = len(groups)
				at[l] = i
				groups = append(groups, letterGroup{Letter: l})
			}
			groups[i].Schools = append(groups[i].Schools, r)
		}
		if i, ok := at["#"]; ok {
			other := groups[i]
			groups = append(append(groups[:i:i], groups[i+1:]...), other)
		}
		if len(groups) > 0 {
			shelves = append(shelves, shelf{higher, groups})
		}
	}
	return shelves
}

func letter(name string) string {
	for _, r := range fold(name) {
		if unicode.IsLetter(r) {
			return strings.ToUpper(string(r))
		}
		if unicode.IsDigit(r) {
			break
		}
	}
	return "#"
}
