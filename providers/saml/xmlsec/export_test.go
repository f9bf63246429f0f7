package xmlsec

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // linked into the tests alone
)

// What only the tests of this package may do.

// sha1Algorithms is what the old fixtures are signed with. The package itself has
// no way to name SHA-1; adding these shows that it is the algorithm, and nothing
// else, that makes such a message unacceptable.
func sha1Algorithms() []algorithm {
	return []algorithm{
		{"http://www.w3.org/2000/09/xmldsig#sha1", forDigest, crypto.SHA1},
		{"http://www.w3.org/2000/09/xmldsig#rsa-sha1", forRSA, crypto.SHA1},
	}
}

// weakKey admits an RSA key below 2048 bits: most published messages have one.
func weakKey(pub *rsa.PublicKey) Key { return Key{pub: pub, use: forRSA, id: "weak"} }

// Visits counts the work done on a document so far.
func (d *Document) Visits() int { return d.visits }

// Canonical gives the exclusive canonical form of an element, whole.
func (n Node) Canonical(prefixList ...string) []byte {
	var b bytes.Buffer
	n.canonical(&b, Node{}, prefixList)
	return b.Bytes()
}
