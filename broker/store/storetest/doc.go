// Package storetest is the conformance suite of the two contracts in broker/store.
// Every driver runs all of it:
//
//	func TestState(t *testing.T) {
//		storetest.State(t, func(t *testing.T, now func() time.Time) (store.State, func() store.State) {
//			…
//		})
//	}
//
// Each check is a function that returns what is wrong, so that the suite can be run
// against drivers with a planted fault and be seen to catch every one of them.
//
// A check covers promises in the words of the contract; what only one driver has (its
// files, its start) is tested beside that driver.
package storetest
