package flow

import (
	"context"
	"testing"

	"sluis/broker/guard"
)

// TestKnownFor: L-13. A login makes the browser known for who logged in, as the same device when
// the answer is asked for again, and for nobody else; a page that is only shown makes nobody known.
func TestKnownFor(t *testing.T) {
	t.Parallel()
	s := newStage(t, DefaultCaps)
	handle, page := s.arrive("yara")
	person := func() string {
		r, err := s.getResult(context.Background(), handle)
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.admit(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		return string(s.personOf(a))
	}()
	knows := func(d guard.Device) bool {
		ok, err := s.People.Knows(context.Background(), d, person)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if knows(s.deviceOf(here, handle)) {
		t.Error("known before the login ended")
	}
	first := want[Granted](t, "first", s.proceed(handle, page))
	again := want[Granted](t, "again", s.proceed(handle, page))
	d := guard.ParseDevice(first.Device)
	if d == (guard.Device{}) || again.Device != first.Device || !knows(d) {
		t.Errorf("%q, then %q; known: %v", first.Device, again.Device, knows(d))
	}
	if other, _ := (guard.Devices{Ring: s.Ring, Now: s.clock.Now}).New(); knows(other) {
		t.Error("another device knows the person")
	}
	known := here
	known.Device = d.String()
	if s.deviceOf(known, "another login") != d {
		t.Error("a known browser becomes another device")
	}
}
