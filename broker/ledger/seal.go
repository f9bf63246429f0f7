package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"sluis/broker/keys"
	"sluis/internal/secret"
)

func sealAttempt(key secret.Bytes, plain []byte) ([]byte, error) {
	return keys.SealWith(key.Reveal(), "login log", plain)
}

func openAttempt(key secret.Bytes, box []byte) ([]byte, error) {
	return keys.OpenWith(key.Reveal(), "login log", box)
}

// finder joins its fields with their lengths, so that no school and number can
// read as another school and number.
func finder(key secret.Bytes, school, number string) []byte {
	m := hmac.New(sha256.New, key.Reveal())
	for _, f := range []string{"finder", school, number} {
		m.Write(binary.BigEndian.AppendUint32(nil, uint32(len(f))))
		m.Write([]byte(f))
	}
	return m.Sum(nil)[:16]
}
