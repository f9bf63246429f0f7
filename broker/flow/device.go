package flow

import (
	"sluis/broker/guard"
	"sluis/broker/store"
)

// deviceOf gives what the browser of a login is known as: what it was known as before, or
// else one that is derived from the login, so that a reload gives the same (L-13).
func (f *Flow) deviceOf(b Browser, root string) guard.Device {
	if d := guard.ParseDevice(b.Device); d != (guard.Device{}) {
		return d
	}
	m := f.Ring.MAC("handle", []byte("device"), []byte(root))
	return guard.Device(m[:16])
}

// beside writes the session of a login, and for whom its device is known, in the
// transaction of the release: the subject is matched here, after the assertion, and a
// login that is not written down makes nobody known.
func (f *Flow) beside(session func(store.Tx) error, d guard.Device, a admitted) func(store.Tx) error {
	person := string(f.personOf(a))
	return func(tx store.Tx) error {
		if err := session(tx); err != nil {
			return err
		}
		return f.People.Remember(tx, d, person)
	}
}
