package op

import (
	"encoding/json"
	"slices"

	"sluis/broker/flow"
	"sluis/broker/registry"
)

// Caps on the context classes of one request.
const (
	maxClasses = 8
	maxClass   = 256
)

// readClasses takes acr_values, which is a wish (OpenID Connect Core 3.1.2.1). Which
// classes can be asked for is the connection's to say, once the school is known.
func readClasses(r *flow.Request, _ *registry.App, q parameters) *fault {
	if r.Essential {
		return nil // a demand is not softened by a wish beside it
	}
	return addClasses(r, q.spaced("acr_values"))
}

// demandClasses takes the claim acr of the claims parameter, which may be a demand
// (OpenID Connect Core 5.5.1.1).
func demandClasses(r *flow.Request, want *claimRequest) *fault {
	asked, ok := want.texts()
	if !ok {
		return invalid("claims asks for an impossible acr")
	}
	r.Essential = want.Essential && len(asked) > 0
	return addClasses(r, asked)
}

func addClasses(r *flow.Request, classes []string) *fault {
	for _, v := range classes {
		if len(v) > maxClass {
			return invalid("a context class is longer than 256 bytes")
		}
		if len(r.Classes) < maxClasses && !slices.Contains(r.Classes, v) {
			r.Classes = append(r.Classes, v)
		}
	}
	return nil
}

// texts gives value and values of a claim that is text, in their order.
func (c *claimRequest) texts() (out []string, ok bool) {
	if c.Value != nil {
		var one string
		if json.Unmarshal(c.Value, &one) != nil || one == "" {
			return nil, false
		}
		out = append(out, one)
	}
	if c.Values != nil {
		var many []string
		if json.Unmarshal(c.Values, &many) != nil || slices.Contains(many, "") {
			return nil, false
		}
		out = append(out, many...)
	}
	return out, true
}
