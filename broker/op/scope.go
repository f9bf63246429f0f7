package op

import (
	"encoding/json"
	"strings"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/claims"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// An app asks by scope or by the claims parameter; what it gets is decided by its
// contract (contract 13).

var itemOfScope = [...]struct {
	scope string
	item  claims.Item
}{
	{oidc.ScopeProfile, claims.Name},
	{"student_number", claims.StudentNumber},
	{"class", claims.Class},
	{"school", claims.School},
	{"role", claims.RoleItem},
}

func itemsOfScopes(scopes []string) claims.Items {
	var items claims.Items
	for _, s := range scopes {
		for _, k := range itemOfScope {
			if s == k.scope {
				items = items.With(k.item)
			}
		}
	}
	return items
}

// knownScopes gives the scopes that mean something here, each once, in our order;
// unknown ones are ignored (OpenID Connect Core 3.1.2.1).
func knownScopes(scopes []string) string {
	out := []string{oidc.ScopeOpenID}
	asked := itemsOfScopes(scopes)
	for _, k := range itemOfScope {
		if asked.Has(k.item) {
			out = append(out, k.scope)
		}
	}
	return strings.Join(out, " ")
}

func itemOfClaim(name string) (claims.Item, bool) {
	switch name {
	case "given_name", "family_name":
		return claims.Name, true
	}
	return claims.ParseItem(name)
}

// claimsParameter is OpenID Connect Core 5.5. Members that we do not know are
// ignored, as the standard asks.
type claimsParameter struct {
	UserInfo map[string]*claimRequest `json:"userinfo"`
	IDToken  map[string]*claimRequest `json:"id_token"`
}

type claimRequest struct {
	Essential bool            `json:"essential"`
	Value     json.RawMessage `json:"value"`
	Values    json.RawMessage `json:"values"`
}

// readClaims takes the claims parameter: items, auth_time, the sub that is expected,
// and acr, which comes before what acr_values wishes.
func readClaims(r *flow.Request, _ *registry.App, q parameters) *fault {
	if !q.has("claims") {
		return nil
	}
	var c claimsParameter
	if err := json.Unmarshal([]byte(q.get("claims")), &c); err != nil {
		return invalid("claims is not a JSON object as OpenID Connect Core 5.5 has it")
	}
	for _, place := range []map[string]*claimRequest{c.UserInfo, c.IDToken} {
		for name, want := range place {
			if item, ok := itemOfClaim(name); ok {
				r.Asked = r.Asked.With(item)
			}
			if name == "auth_time" {
				r.AuthTime = true
			}
			if name == "sub" && want != nil && want.Value != nil {
				var sub string
				if json.Unmarshal(want.Value, &sub) != nil || sub == "" || r.Subject != "" && r.Subject != sub {
					return invalid("claims asks for an impossible sub")
				}
				r.Subject = sub
			}
		}
	}
	if want := c.IDToken["acr"]; want != nil {
		return demandClasses(r, want)
	}
	return nil
}
