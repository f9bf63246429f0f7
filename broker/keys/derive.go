package keys

import "crypto/sha256"

// derive gives 32 bytes for one use of a key: HKDF-SHA-256 without salt (RFC 5869).
//
// It is spelled out because every handle of a login passes here: crypto/hkdf makes
// four HMAC states on the heap for it, and takes more than twice as long.
func derive(key []byte, info string) [32]byte {
	var none [32]byte // RFC 5869 §2.2: no salt is a salt of zeros
	extracted := hmac32(&none, key)
	var stack [64]byte
	return hmac32(&extracted, append(append(stack[:0], info...), 1)) // the first and only block
}

// hmac32 is HMAC-SHA-256 (RFC 2104) under a key of half a block.
func hmac32(key *[32]byte, message []byte) [32]byte {
	var stack [192]byte
	frame := stack[:sha256.BlockSize]
	pad(frame, key, 0x36)
	inner := sha256.Sum256(append(frame, message...))
	pad(frame, key, 0x5c)
	return sha256.Sum256(append(frame, inner[:]...))
}

func pad(frame []byte, key *[32]byte, with byte) {
	for i := range frame {
		frame[i] = with
	}
	for i, b := range key {
		frame[i] ^= b
	}
}
