// Package hub holds test hubs: identity providers with the manners of Entree and
// of SURFconext as OpenConext EngineBlock builds them. They run in process, over
// HTTP or without it, and misbehave on request. Tests and the demo use them; no
// school ever does.
//
// It owns what a hub sends: metadata, signed answers, their vocabulary and every
// way in which an answer can be wrong ([Misbehaviour]).
//
// It refuses to know Sluis. It imports none of our packages, and above all not the
// validator that judges its answers: a mistake in canonicalisation would cancel
// itself out. It signs with goxmldsig and etree, which nothing that runs for a
// school may import.
package hub
