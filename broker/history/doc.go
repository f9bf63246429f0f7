// Package history keeps the registries that were accepted as numbered versions in the
// records: the file byte for byte, who wrote it, why, when, and what differed.
//
// A version that a command made is written down before it is used, so that a crash
// between the two leaves either nothing or what can be finished.
//
// It refuses to know which registry is right, and where the file lies.
package history
