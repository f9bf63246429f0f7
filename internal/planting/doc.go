// Package planting builds a program or a test from its own sources with some of them
// rewritten, so that a check can be switched off and a test shown to miss it (decision
// 0010). It is for tests alone: what it writes lies in their folder and reaches the
// compiler as an overlay.
//
// It refuses to know which checks there are.
package planting
