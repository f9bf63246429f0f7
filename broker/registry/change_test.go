package registry

import (
	"encoding/json"
	"strings"
	"testing"
)

// What opens a door is an alert, and what closes one is none; but a redirect URI that went
// is a change of where answers go.
func TestAlerts(t *testing.T) {
	t.Parallel()
	const callback = "https://portfolio.example.nl/callback"
	for _, c := range []struct{ name, old, replacement, want string }{
		{"a name", "Zuidcollege", "Zuid", ""},
		{"redirect URI replaced", callback, "https://evil.example.nl/callback", "alert: app portfolio: redirect_uri: redirect_uris, added https://evil.example.nl/callback, removed " + callback},
		{"metadata", "saml/surfconext\", metadata: {file: idp.xml}", "saml/surfconext\", metadata: {file: idp.xml, entity: \"https://hub.example.nl/\"}", "alert: connection surfconext: key_set: metadata"},
		{"who came in by the school's login alone less", "      roles: [staff, student]\n", "      roles: [staff, student]\n      step_up: {roles: [staff], acr: https://refeds.org/profile/mfa}\n", ""},
		{"a role less", "[staff, student]", "[student]", ""},
		{"roles in another order", "[staff, student]", "[student, staff]", ""},
		{"a school less", "[zuid, harderwijk, elan]", "[zuid, elan]", ""},
		{"an item that is no choice any more", ", optional: true", "", "alert: app portfolio: contract_widened: contract.release.class, added always"},
		{"another purpose", "Je komt in je groep.", "Je ziet je groep.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			old, next := compiled(t).Listing(), compiled(t, "registry.yaml", c.old, c.replacement).Listing()
			if got := alerts(Compare(old, next)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if back := alerts(Compare(next, old)); c.want == "" && strings.HasSuffix(c.name, "less") && !strings.Contains(back, "contract_widened") {
				t.Errorf("one more is no alert: %q", back)
			}
		})
	}
}

func alerts(changes []Change) string {
	var out []string
	for _, c := range changes {
		for _, a := range c.Alerts {
			out = append(out, a.String())
		}
	}
	return strings.Join(out, "\n")
}

// A listing that was kept compares as the one that was made, and holds no secret.
func TestListingIsKept(t *testing.T) {
	t.Parallel()
	made := compiled(t).Listing()
	raw, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	var kept Listing
	if err := json.Unmarshal(raw, &kept); err != nil {
		t.Fatal(err)
	}
	if diff := Compare(kept, made); len(diff) != 0 {
		t.Errorf("differs: %v", diff)
	}
	for _, a := range compiled(t).Apps() {
		if s := string(a.ClientAuth.Secret.Reveal()); s != "" && strings.Contains(string(raw), s) {
			t.Error("a secret stands in the listing")
		}
	}
	added := alerts(Compare(nil, made))
	if !strings.Contains(added, "alert: app portfolio: added: answers go to https://") || strings.Contains(added, "school") {
		t.Errorf("alerts of a registry that was not there: %s", added)
	}
}
