package op

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/flow"
	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/claims"
)

// TestPreviewIsTheToken: what is shown of an imaginary pupil is what a real grant of the
// same release gives at the token endpoint and at userinfo, member for member (M-17).
func TestPreviewIsTheToken(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app, _ := p.Registry().App("portfolio")
	school, _ := app.School("petteflat")
	i := flow.Imagine(app, school, claims.Student)
	if i.Refused != nil || i.Decision.Release.Name.Full != "Noor van der Test" || i.Decision.Release.StudentNumber != "9900001" {
		t.Fatalf("imagined %v, %+v", i.Refused, i.Decision.Withheld)
	}
	shown, err := p.Preview(app, i)
	if err != nil {
		t.Fatal(err)
	}
	code := keys.NewHandle()
	err = p.Grants.Hand(context.Background(), code, grant.Binding{App: app.ID, RedirectURI: benchRedirect, Challenge: benchChallenge},
		grant.Grant{App: app.ID, School: school.ID, Subject: i.Subject, SID: "sid", Release: i.Decision.Release, Contract: 1, Scope: "openid", AuthTime: time.Now(), Issued: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	real := held(t, p.Token(context.Background(), redemption(code)))
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(real.IDToken, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	same(t, "ID token", shown.IDToken, payload, "exp", "iat", "auth_time", "jti", "sid", "at_hash")
	info := p.UserInfo(context.Background(), Call{Authorization: []string{"Bearer " + real.AccessToken}})
	if string(info.Body) != string(shown.UserInfo) {
		t.Errorf("userinfo %s, shown %s", info.Body, shown.UserInfo)
	}
	same(t, "userinfo", shown.UserInfo, info.Body)
}

// same holds two objects to each other, but for what differs at each login.
func same(t *testing.T, what string, shown, real []byte, differs ...string) {
	t.Helper()
	var a, b map[string]any
	if err := json.Unmarshal(shown, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(real, &b); err != nil {
		t.Fatal(err)
	}
	if x, y := slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)); !slices.Equal(x, y) {
		t.Errorf("%s: members %v, real ones %v", what, x, y)
	}
	for k := range a {
		x, _ := json.Marshal(a[k])
		y, _ := json.Marshal(b[k])
		if !slices.Contains(differs, k) && string(x) != string(y) {
			t.Errorf("%s: %s is %s, really %s", what, k, x, y)
		}
	}
}

// What stays behind stays behind in the preview too: another contract gives another token.
func TestPreviewFollowsTheContract(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	app, _ := p.Registry().App("portfolio")
	app.Contract.Released, app.ClaimsInIDToken = claims.ItemsOf(claims.Class), false // this snapshot is this test's own
	school, _ := app.School("petteflat")
	shown, err := p.Preview(app, flow.Imagine(app, school, claims.Student))
	if err != nil || !strings.Contains(string(shown.UserInfo), `"class":["T1B"]`) || strings.Contains(string(shown.UserInfo), "Noor") || strings.Contains(string(shown.IDToken), "T1B") {
		t.Errorf("%s %s, %v", shown.UserInfo, shown.IDToken, err)
	}
	app.Contract.Roles = []claims.Role{claims.Staff}
	if i := flow.Imagine(app, school, claims.Staff); i.Refused != nil || i.Decision.Release.Items != 0 {
		t.Errorf("a teacher: %v, %v", i.Refused, i.Decision.Release.Items)
	}
	if i := flow.Imagine(app, school, claims.Student); i.Refused == nil {
		t.Error("a pupil comes in where the contract is for staff")
	}
}
