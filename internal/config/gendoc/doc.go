// Gendoc writes docs/configuration.md from the structs of internal/config: their
// fields, tags and order, and the two examples of deploy/examples. A test fails
// where the page is stale; `go generate ./internal/config` writes it anew.
//
// It refuses to know what a key does: the words stand in the tags.
package main
