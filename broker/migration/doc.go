// Package migration owns what keeps a pupil's pseudonyms when a school merges, moves to
// a connection of its own, or gives out new identifiers: the window that two people open
// for it, and the link from who somebody is for the hub now to the subjects of who that
// was (M-10, docs/subjects.md, decision 0012).
//
// It refuses to know about SAML, HTTP and pages, and who is really the same person: that
// somebody showed both accounts, or that the school wrote it in a file, is for others to
// establish. It stores no identifier of a hub: digests under a key, and subjects.
package migration
