package registry

import (
	"testing"

	"sluis/claims"
)

// approving is the test registry in which the school zuid approves contracts itself.
func approving(t *testing.T, edits ...string) *Snapshot {
	t.Helper()
	return compiled(t, append([]string{"registry.yaml", "id: zuid, ", "id: zuid, approval: required, "}, edits...)...)
}

const (
	wider    = "name: {purpose"
	widerNew = "role: {purpose: {nl: De rol., en: The role.}}\n        name: {purpose"
)

// A contract that becomes wider waits at the school that approves, and holds at the others;
// one that becomes narrower holds at once everywhere (M-05).
func TestAgree(t *testing.T) {
	t.Parallel()
	first := compiled(t)
	app := func(s *Snapshot) *App {
		a, ok := s.App("portfolio")
		if !ok {
			t.Fatal("no app")
		}
		return a
	}
	has := func(s *Snapshot, school string) bool { return app(s).At(school).Released.Has(claims.RoleItem) }
	step := func(prev, next *Snapshot, was Agreed) Agreed {
		out := Agree(prev, next, was)
		next.Hold(out)
		return out
	}
	if a := step(nil, first, nil); len(a) != 0 {
		t.Fatalf("a registry in which nobody approves has agreements: %v", a)
	}

	on := approving(t) // what held until now is agreed
	agreed := step(first, on, nil)
	if !app(on).Admits("zuid") || app(on).Waits("zuid") || len(agreed) == 0 {
		t.Fatalf("the day it begins: %v", agreed)
	}
	wide := approving(t, "registry.yaml", wider, widerNew)
	was := step(on, wide, agreed)
	if has(wide, "zuid") || !has(wide, "elan") || !app(wide).Waits("zuid") || app(wide).Waits("elan") {
		t.Error("wider: it holds where it waits, or waits where it holds")
	}
	was[Pair{"zuid", "portfolio"}] = app(wide).Contract // approved
	again := approving(t, "registry.yaml", wider, widerNew)
	step(wide, again, was)
	if !has(again, "zuid") || app(again).Waits("zuid") {
		t.Error("approved, and it still waits")
	}
	back := approving(t)
	was = step(again, back, was)
	if has(back, "zuid") || app(back).Waits("zuid") {
		t.Error("narrower does not hold at once")
	}
	anew := approving(t, "registry.yaml", wider, widerNew)
	if step(back, anew, was); has(anew, "zuid") {
		t.Error("what was narrowed came back without being approved")
	}

	// At once with the setting itself: the file cannot switch it on and widen in one.
	both := approving(t, "registry.yaml", wider, widerNew)
	if step(first, both, nil); has(both, "zuid") {
		t.Error("switched on and widened at once: it holds")
	}
	// And off: the file holds.
	off := compiled(t, "registry.yaml", wider, widerNew)
	if left := step(wide, off, was); len(left) != 0 || !has(off, "zuid") {
		t.Errorf("switched off: %v", left)
	}
	// Without any agreement, as from an older backup: it waits whole.
	lost := approving(t)
	step(on, lost, Agreed{})
	if app(lost).Admits("zuid") || !app(lost).Waits("zuid") || !app(lost).Names("zuid") || !app(lost).Admits("elan") {
		t.Error("nothing is agreed, and the app is served")
	}
	if _, ok := app(lost).School("zuid"); ok || len(app(lost).Schools) != len(app(lost).Named)-1 {
		t.Error("the picker offers a school that has not approved")
	}
}
