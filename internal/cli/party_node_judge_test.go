package cli

import (
	"net/http"
	"testing"
)

// nodeResult is what a program of testdata says came of a login. What its app does not
// do is absent.
type nodeResult struct {
	Claims, Info              map[string]any
	Alg, Type, Guessed, Again string
	After                     any
	Refresh                   bool
	Stolen                    *struct{ Plain, Key int } // userinfo without the key, and by another
	Renewed                   *struct {
		Rotated  bool
		Userinfo int
		Again    string
		After    int
	}
	Left *struct {
		State    bool
		Userinfo int
	}
	Ended *struct {
		Before, Unknown, After map[string]any
		Userinfo               int
	}
}

// judge holds a result to what the app is registered for.
func (a nodeApp) judge(t *testing.T, got nodeResult) {
	t.Helper()
	sub, _ := got.Info["sub"].(string)
	delete(got.Info, "sub")
	want := map[string]any{"name": "Yara van den Heuvel", "given_name": "Yara", "family_name": "van den Heuvel", "student_number": "2041187", "class": []any{"H2A"}}
	if !equalJSON(got.Info, want) {
		t.Errorf("userinfo %v, want %v", got.Info, want)
	}
	if got.Alg != a.Alg || got.Refresh != a.Renew {
		t.Errorf("signed with %s, refresh token: %t", got.Alg, got.Refresh)
	}
	if _, amr := got.Claims["amr"]; amr || got.Claims["at_hash"] == nil || got.Claims["name"] != nil {
		t.Errorf("ID token %v", got.Claims)
	}
	// O-02: the verifier of somebody else finds no code, and leaves it to whom it is of.
	if got.Guessed != "invalid_grant" {
		t.Errorf("another verifier: %q", got.Guessed)
	}
	// O-04: a code that is used twice ends what it gave.
	if got.Again != "invalid_grant" || got.After != 401.0 {
		t.Errorf("the code again: %s; userinfo after that: %v", got.Again, got.After)
	}
	a.judgeKey(t, got)
	a.judgeRefresh(t, got)
	a.judgeEnd(t, got, sub)
}

// judgeKey: a token that is bound to a key is worth nothing without it (O-13).
func (a nodeApp) judgeKey(t *testing.T, got nodeResult) {
	t.Helper()
	if kind := map[bool]string{true: "dpop", false: "bearer"}[a.DPoP]; got.Type != kind {
		t.Errorf("token_type %q, want %s", got.Type, kind)
	}
	if a.DPoP && (got.Stolen == nil || got.Stolen.Plain != http.StatusUnauthorized || got.Stolen.Key != http.StatusUnauthorized) {
		t.Errorf("a stolen token: %+v", got.Stolen)
	}
}

// judgeRefresh: a refresh token is spent by its use, and a spent one that comes again
// ends the family; one that is bound to a key stays (O-14).
func (a nodeApp) judgeRefresh(t *testing.T, got nodeResult) {
	t.Helper()
	if !a.Renew {
		return
	}
	r := got.Renewed
	switch {
	case r == nil || r.Userinfo != http.StatusOK || r.Rotated == (a.profile == "fapi2"):
		t.Errorf("renewed: %+v", r)
	case r.Rotated && (r.Again != "invalid_grant" || r.After != http.StatusUnauthorized):
		t.Errorf("a spent refresh token: %+v", r)
	case !r.Rotated && (r.Again != "accepted" || r.After != http.StatusOK):
		t.Errorf("a refresh token that is bound: %+v", r)
	}
}

// judgeEnd: after a log-out and after a revocation the token is dead, and introspection
// says so, and never a name, a number or a class (O-18, O-22, contract 18).
func (a nodeApp) judgeEnd(t *testing.T, got nodeResult, sub string) {
	t.Helper()
	if a.Bye != "" && (got.Left == nil || !got.Left.State || got.Left.Userinfo != http.StatusUnauthorized) {
		t.Errorf("after the log-out: %+v", got.Left)
	}
	if !a.Inspect {
		return
	}
	e, inactive := got.Ended, map[string]any{"active": false}
	if e == nil || e.Before["active"] != true || e.Before["client_id"] != a.ID || e.Before["sub"] != sub || e.Before["name"] != nil || e.Before["student_number"] != nil || e.Before["class"] != nil {
		t.Fatalf("introspection: %+v", e)
	}
	if !equalJSON(e.Unknown, inactive) || !equalJSON(e.After, inactive) || e.Userinfo != http.StatusUnauthorized {
		t.Errorf("after the revocation: %+v", e)
	}
}
