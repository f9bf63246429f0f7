// Package broker is the HTTP surface of Sluis. routes.go lists every route there
// is; only this package writes HTTP, sets cookies and renders pages.
//
// There are three kinds of routes with a helper each (wrap.go): pages (GET), acts
// (our own forms, guarded against other origins) and protocol routes, whose POSTs
// read no cookie. A handler returns an error; one function makes it a page.
//
// It refuses to decide anything about a login: broker/flow and broker/op give
// replies, and this package turns them into responses.
package broker
