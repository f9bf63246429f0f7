package authtest

import (
	"encoding/binary"
	"fmt"
)

// Map is a CBOR map: keys with their values, in the order in which they are written.
type Map [][2]any

// CBOR encodes int, bool, string, []byte, []any, Map and, as they stand, Raw.
func CBOR(v any) []byte {
	switch v := v.(type) {
	case Raw:
		return v
	case bool:
		if v {
			return []byte{0xf5}
		}
		return []byte{0xf4}
	case int:
		if v < 0 {
			return head(1, uint64(-1-v))
		}
		return head(0, uint64(v))
	case []byte:
		return append(head(2, uint64(len(v))), v...)
	case string:
		return append(head(3, uint64(len(v))), v...)
	case []any:
		out := head(4, uint64(len(v)))
		for _, x := range v {
			out = append(out, CBOR(x)...)
		}
		return out
	case Map:
		out := head(5, uint64(len(v)))
		for _, p := range v {
			out = append(append(out, CBOR(p[0])...), CBOR(p[1])...)
		}
		return out
	}
	panic(fmt.Sprintf("authtest: %T is not encoded here", v))
}

// Raw is CBOR already, or what shall pass for it.
type Raw []byte

func head(major byte, n uint64) []byte {
	major <<= 5
	switch {
	case n < 24:
		return []byte{major | byte(n)}
	case n < 1<<8:
		return []byte{major | 24, byte(n)}
	case n < 1<<16:
		return binary.BigEndian.AppendUint16([]byte{major | 25}, uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32([]byte{major | 26}, uint32(n))
	}
	return binary.BigEndian.AppendUint64([]byte{major | 27}, n)
}
