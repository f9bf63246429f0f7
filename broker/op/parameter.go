package op

import (
	"net/url"
	"strings"
)

// Caps on what a request may hold. A request is read whole before anything is
// decided, so it must be small.
const (
	maxRequest   = 16 << 10 // bytes of a query or a body
	maxParameter = 64       // parameters in one request
	maxOpaque    = 1 << 10  // state and nonce (contract 16)
)

// parameters are a request's parameters, each once. A parameter that was sent
// twice is remembered as such: the last or the first one winning is how filters
// and servers come to disagree (RFC 6749 §3.1).
type parameters struct {
	value map[string]string
	twice map[string]bool
}

// parseParameters reads a query or a form body. false: it is too large or not
// form-encoded.
func parseParameters(raw string) (parameters, bool) {
	p := parameters{map[string]string{}, map[string]bool{}}
	if len(raw) > maxRequest || strings.Count(raw, "&") >= maxParameter || strings.Contains(raw, ";") {
		return p, false
	}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return p, false
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return p, false
		}
		if _, seen := p.value[name]; seen {
			p.twice[name] = true
		}
		p.value[name] = value
	}
	return p, true
}

func (p parameters) get(name string) string { return p.value[name] }

func (p parameters) has(name string) bool { _, ok := p.value[name]; return ok }

// spaced gives the words of a space-delimited parameter (RFC 6749 §3.3).
func (p parameters) spaced(name string) []string { return strings.Fields(p.value[name]) }
