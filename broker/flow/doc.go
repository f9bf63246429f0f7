// Package flow is the login: the transaction that begins at an app, passes the
// school picker and the hub, and ends in a code, a page or a refusal.
//
// Its steps are begin, choose school, upstream, verify, admit, release, inform or
// consent, step up, issue. Steps never call one another: one dispatcher (dispatch.go) reads
// what is stored and says what comes next, so that the security order stands on
// one page.
//
// It refuses to know about HTTP, cookies' names, HTML and OAuth's wire format: it
// takes a [Browser] and gives a [Reply]; package broker writes it, package op
// spells it.
package flow
