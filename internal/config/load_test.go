package config

import (
	"testing"
)

func TestTheGoodSiteLoads(t *testing.T) {
	t.Parallel()
	dir := site(t)
	if got := faults(t, dir, testChecks()); got != "" {
		t.Errorf("problems:\n%s", got)
	}
	want := "sluis.yaml:7: warning: guard: " + GuardNotEnforced + "\n" +
		"registry.yaml:48: warning: apps[keyed].profile: \"nlgov\" is in part: requests are plain and access tokens opaque in this version\n"
	if got := warnings(t, dir); got != want {
		t.Errorf("warnings:\n%swant:\n%s", got, want)
	}
}
