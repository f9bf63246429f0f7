package guard

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

// mmdb writes a table in which all of IPv4 has one record, given as JSON (MaxMind DB
// File Format 2.0).
func mmdb(tb testing.TB, record string) []byte {
	tb.Helper()
	var v any
	if err := json.Unmarshal([]byte(record), &v); err != nil {
		tb.Fatal(err)
	}
	out := []byte{0, 0, 17, 0, 0, 17} // one node of two records of 24 bits: 1 node + 16 bytes + offset 0
	out = append(out, make([]byte, 16)...)
	out = encode(out, v)
	out = append(out, "\xab\xcd\xefMaxMind.com"...)
	return encode(out, map[string]any{"binary_format_major_version": uint16(2), "binary_format_minor_version": uint16(0), "build_epoch": uint16(1000),
		"database_type": "test", "description": map[string]any{"en": "test"}, "ip_version": uint16(4), "languages": []any{}, "node_count": uint16(1), "record_size": uint16(24)})
}

// encode appends a value of the data section.
func encode(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(append(b, 2<<5|byte(len(v))), v...)
	case uint16:
		return binary.BigEndian.AppendUint16(append(b, 5<<5|2), v)
	case []any:
		b = append(b, byte(len(v)), 11-7) // an extended type: array
		for _, e := range v {
			b = encode(b, e)
		}
	case map[string]any:
		b = append(b, 7<<5|byte(len(v)))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			b = encode(encode(b, k), v[k])
		}
	}
	return b
}
