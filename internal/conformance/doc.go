// Package conformance holds the provider to what others wrote down about it: the
// modules of the OpenID Foundation's certification plans, by their public names and
// in our own words (modules*_test.go); some hundreds of requests that must be
// refused, each with its clause and its exact answer (negative*_test.go), tried as
// well in a planted build in which the check that refuses it is off
// (planted_test.go); laws that hold for any request (property_test.go); and the page
// docs/conformance.md, whose every Yes must name a test (ledger_test.go).
//
// It is made of tests alone, over HTTP against a whole broker and a test hub. It
// refuses to know how the broker is built: only planted_test.go reads its sources.
package conformance
