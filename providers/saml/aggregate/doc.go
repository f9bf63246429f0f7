// Package aggregate reads metadata that is too large to hold: an EntitiesDescriptor
// with the thousands of entities of a federation, one at a time, under one signature
// over all of it.
//
// It has no reading of its own. A cutter proposes where one child of a group ends and
// the next begins; each child is put between the start and end tags of the groups
// around it, and that small document goes through xmlsec, whose strict tokenizer
// decides what stands there and whose canonical form is hashed. Since every byte
// passes xmlsec in its own context, a wrong cut is a malformed document and never
// another meaning.
//
// What a caller makes of an entity is handed out at the end, when the hash of all
// canonical pieces is what the pinned key has signed, and not before: what is used
// are the bytes that were verified (design §5.1).
//
// It refuses to know what an entity says, and where the bytes come from.
package aggregate
