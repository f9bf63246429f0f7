package refusal

import "slices"

// Owner is who must act before the login can work. A page marks exactly one.
type Owner string

// The five owners, in the order in which a page lists them.
const (
	You        Owner = "you"
	School     Owner = "school"
	App        Owner = "app"
	Federation Owner = "federation"
	Sluis      Owner = "sluis"
)

// Entry is what is known about a code.
type Entry struct {
	Code  Code
	Name  string // kebab case, unique; for logs and metrics
	Owner Owner
	// Status of the page: 4xx, and 5xx only for a fault of ours.
	Status int
	// OAuth is the error that the link back to the app carries (RFC 6749 §4.1.2.1,
	// OpenID Connect Core §3.1.2.6). Empty: there is no way back that can be
	// trusted, or no open request to go back with.
	OAuth string
	// Guiltless: the lead already says that the person did nothing wrong.
	Guiltless bool
	NL, EN    Message
}

// Message is the text of one page in one language. Placeholders are {app},
// {school}, {item}, {federation} and {chosen}; [Message.Fill] replaces them.
type Message struct {
	Lang  string   // "nl" or "en"
	Title string   // what happened; the page's h1, without a full stop
	Lead  string   // what it means, in full sentences
	Steps []string // one to three, each begins with a verb
	// Helpdesk is the technical line under the fold "Voor de helpdesk". It names
	// elements, attributes and settings, each between backticks; never a value.
	Helpdesk string
}

// table is every entry in order of code. It is written once, before main, and only
// read after that.
var table = slices.SortedFunc(slices.Values(slices.Concat(
	requestEntries, logoutEntries, messageEntries, profileEntries, statusEntries,
	personEntries, admissionEntries, stepEntries, adminEntries, faultEntries,
)), func(a, b Entry) int { return int(a.Code) - int(b.Code) })

// Lookup gives the entry of a code; for a code that is not in the table, that of
// [Internal].
func Lookup(c Code) Entry {
	i, ok := slices.BinarySearchFunc(table, c, func(e Entry, c Code) int { return int(e.Code) - int(c) })
	if !ok {
		return Lookup(Internal)
	}
	return table[i].copied()
}

// Named gives the entry of a name; ok is false where there is none.
func Named(name string) (e Entry, ok bool) {
	i := slices.IndexFunc(table, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return Entry{}, false
	}
	return table[i].copied(), true
}

// All gives every entry, in order of code.
func All() []Entry {
	all := make([]Entry, len(table))
	for i, e := range table {
		all[i] = e.copied()
	}
	return all
}

// copied keeps a caller that edits steps from editing the table.
func (e Entry) copied() Entry {
	e.NL.Lang, e.EN.Lang = "nl", "en"
	e.NL.Steps = slices.Clone(e.NL.Steps)
	e.EN.Steps = slices.Clone(e.EN.Steps)
	return e
}
