// Package cli is the command line: the subcommands, and wire.go, the only place
// that builds the object graph.
//
// It owns no rule of the product. Errors of a command are one line that says what
// happened and what to do.
package cli
