package broker

import (
	"bytes"
	"encoding/base64"
	"testing"
)

// FuzzForwarded: whatever a header holds, no panic, and what is taken is spelled in the
// one way of RFC 9440.
func FuzzForwarded(f *testing.F) {
	for _, s := range []string{"", ":", "::", ":AAAA:", ":AAA=:", "AAAA", ":\n:", ":AA AA:", ":AAAA:, :AAAA:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		c := forwarded(value)
		if c == nil {
			return
		}
		if len(value) > maxCertificate || !bytes.Contains([]byte(value), []byte(":"+base64.StdEncoding.EncodeToString(c.Raw)+":")) {
			t.Fatalf("%q is taken", value)
		}
	})
}
