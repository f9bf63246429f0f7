// Package providers says what a login federation is to Sluis: something that is
// asked to log a person in ([Provider.Start]) and whose answer is verified
// ([Provider.Verify]). Both are pure: no store, no clock of their own, no HTTP.
//
// It refuses to know what a login is for: transactions, replay marks, contracts
// and pages belong to broker/flow.
package providers
