// Package architecture holds docs/architecture.md to the code: its test reads both
// import tables from the page and fails where the tree differs. It has no code of
// its own.
package architecture
