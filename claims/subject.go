package claims

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
)

// SubjectID is all that a pairwise subject hangs on. No field may ever change for
// an app that is live.
type SubjectID struct {
	Federation string // entree or surfconext
	School     string // our own id of the school: the same number at two schools is two persons (F-12, M-10)
	UpstreamID string // Person.UpstreamID
	Sector     string // of the app; by default its id
	Epoch      uint32 // 0, and one more after each erasure
}

// subjectLabel versions the frame. It is the first field, so that the key can
// serve another purpose without ever giving a subject.
const subjectLabel = "sluis/sub/1"

// subjectKeySize is the least a pairwise key may have, in bytes.
const subjectKeySize = 32

// Subject gives the pairwise sub (design §1.5, contract 19): 52 characters a–z
// and 2–7, base32 (RFC 4648 §6, lower case, no padding) of HMAC-SHA-256 under key
// over six fields, each preceded by its length in bytes as 32 bits, most
// significant first:
//
//	"sluis/sub/1"  Federation  School  UpstreamID  Sector  Epoch (4 bytes, most significant first)
//
// The lengths make the frame injective: no two SubjectIDs give the same bytes.
// A key below 32 bytes or an empty field is a programming error and panics: the
// other outcome would be one subject for many people.
func Subject(key []byte, s SubjectID) string {
	if len(key) < subjectKeySize || s.Federation == "" || s.School == "" || s.UpstreamID == "" || s.Sector == "" {
		panic("claims: subject of an incomplete identifier or under a short key")
	}
	frame := make([]byte, 0, 256)
	for _, field := range [...]string{subjectLabel, s.Federation, s.School, s.UpstreamID, s.Sector} {
		frame = binary.BigEndian.AppendUint32(frame, uint32(len(field)))
		frame = append(frame, field...)
	}
	frame = binary.BigEndian.AppendUint32(frame, 4)
	frame = binary.BigEndian.AppendUint32(frame, s.Epoch)
	mac := hmac.New(sha256.New, key)
	mac.Write(frame)
	var sum [sha256.Size]byte
	var text [56]byte // 32 bytes in base32 are 52 characters and four of padding
	base32.StdEncoding.Encode(text[:], mac.Sum(sum[:0]))
	for i := range text {
		text[i] = lower(text[i])
	}
	return string(text[:52])
}
