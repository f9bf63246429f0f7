// Package demo is `sluis demo`: an Entree-like and a SURFconext-like hub with
// invented pupils, and a demo app that shows side by side what the hub sent, what
// arrived and what stayed behind, and why.
//
// It owns pupils, registry and app of the demo. It refuses to know the broker: its
// app is a relying party like any other (zitadel's rp), and package cli runs the
// broker beside it.
package demo
