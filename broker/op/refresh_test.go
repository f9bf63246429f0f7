package op

import (
	"testing"

	"sluis/broker/grant"
	"sluis/broker/registry"
)

// TestRenewalOf: what a refresh token is good for is the profile's to say, and a public
// client's is for its key (O-14, RFC 9449 §5).
func TestRenewalOf(t *testing.T) {
	t.Parallel()
	key := grant.JKT("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
	for name, c := range map[string]struct {
		profile, method string
		off             bool
		sender          grant.Sender
		want            grant.Renewal
	}{
		"off":                          {"basic", "client_secret_basic", true, "", grant.Renewal{Rotates: true}},
		"basic, a secret":              {"basic", "client_secret_basic", false, "", grant.Renewal{On: true, Rotates: true}},
		"basic, a secret and a key":    {"basic", "client_secret_basic", false, key, grant.Renewal{On: true, Rotates: true}},
		"basic, public":                {"basic", "none", false, "", grant.Renewal{On: true, Rotates: true}},
		"basic, public with a key":     {"basic", "none", false, key, grant.Renewal{On: true, Rotates: true, Sender: key}},
		"nlgov":                        {"nlgov", "private_key_jwt", false, "", grant.Renewal{On: true, Rotates: true}},
		"fapi2":                        {"fapi2", "private_key_jwt", false, key, grant.Renewal{On: true, Sender: key}},
		"a profile that nobody allows": {"", "private_key_jwt", false, key, grant.Renewal{On: true, Sender: key}},
	} {
		app := registry.App{Profile: registry.ProfileOf(c.profile), ClientAuth: registry.ClientAuth{Method: c.method}, Refresh: !c.off}
		if got := renewalOf(&app, c.sender); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
