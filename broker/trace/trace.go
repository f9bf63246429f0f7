package trace

import (
	"strings"

	"sluis/claims"
)

// Trace is one refused login. Every text in it is an id of ours, a name of a check
// or a name of an attribute; times are Unix milliseconds, 0 where there was none.
type Trace struct {
	Code       int    `json:"c"`           // of internal/refusal
	App        string `json:"a,omitempty"` // ids of the registry
	Connection string `json:"k,omitempty"`
	School     string `json:"s,omitempty"` // that the hub asserted
	Chosen     string `json:"h,omitempty"` // that the person chose

	Asked    int64 `json:"q,omitempty"` // the request left for the hub
	Received int64 `json:"r,omitempty"` // its answer came
	Refused  int64 `json:"e"`

	Passed []string `json:"p,omitempty"` // checks, in their order
	Failed string   `json:"f,omitempty"` // the check that it ended at

	Names   []string `json:"n,omitempty"` // attributes that arrived; see [Names]
	Others  int      `json:"o,omitempty"` // and how many that no rule knows
	Missing []string `json:"m,omitempty"` // items that the app requires and that were not there
}

// maxNames bounds what one hub can make us keep.
const maxNames = 64

// Names gives the names of attributes as a trace may show them: the short name of
// those that a rule reads, the name itself where it is a urn of a known registry,
// and a count of the rest. A name that somebody made up could be a value.
func Names(attributes []claims.Attribute) (names []string, others int) {
	seen := map[string]bool{}
	for _, a := range attributes {
		n := claims.Canonical(a.Name)
		if n == "" && registered(a.Name) {
			n = a.Name
		}
		switch {
		case seen[n] && n != "":
		case n == "" || len(names) == maxNames:
			others++
		default:
			seen[n] = true
			names = append(names, n)
		}
	}
	return names, others
}

// registered reports whether a name is in the form of one of the registries that
// both federations use (federations §1.3, §2.4), and short.
func registered(name string) bool {
	if len(name) > 100 {
		return false
	}
	if oid, ok := strings.CutPrefix(name, "urn:oid:"); ok {
		return oid != "" && strings.Trim(oid, "0123456789.") == ""
	}
	rest, ok := strings.CutPrefix(name, "urn:mace:")
	if !ok {
		rest, ok = strings.CutPrefix(name, "urn:schac:")
	}
	return ok && strings.Trim(strings.ToLower(rest), "abcdefghijklmnopqrstuvwxyz.:-") == ""
}
