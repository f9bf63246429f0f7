package cli

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// scanner looks for values in any form in which a program may leave them lying
// about (design §1.4).
type scanner struct {
	forms []form
}

type form struct {
	name, value string
	bytes       []byte
}

func newScanner(values ...string) *scanner {
	s := &scanner{}
	for _, v := range values {
		for name, b := range formsOf(v) {
			s.forms = append(s.forms, form{name, v, b})
		}
	}
	return s
}

// formsOf spells a value in every form but deflated ones, which find inflates.
func formsOf(v string) map[string][]byte {
	out := map[string][]byte{"raw": []byte(v), "percent": []byte(url.QueryEscape(v)), "path": []byte(url.PathEscape(v)),
		"hex": []byte(hex.EncodeToString([]byte(v))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(v))))}
	var js, xml, le, be []byte
	for _, u := range utf16.Encode([]rune(v)) {
		le, be = binary.LittleEndian.AppendUint16(le, u), binary.BigEndian.AppendUint16(be, u)
	}
	for _, c := range v {
		if c < 0x80 {
			js, xml = append(js, byte(c)), append(xml, byte(c))
			continue
		}
		js, xml = fmt.Appendf(js, `\u%04x`, c), fmt.Appendf(xml, "&#%d;", c)
	}
	out["json"], out["xml"], out["utf-16le"], out["utf-16be"] = js, xml, le, be
	for i := range 3 { // where in a group of three it begins decides how base64 spells it
		padded := append(bytes.Repeat([]byte{'x'}, i), v...)
		padded = padded[:len(padded)-len(padded)%3]
		for name, enc := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			out[fmt.Sprint(name, " at ", i)] = []byte(enc.EncodeToString(padded))[(i*8+5)/6:]
		}
	}
	m, s1, s2 := md5.Sum([]byte(v)), sha1.Sum([]byte(v)), sha256.Sum256([]byte(v))
	for name, sum := range map[string][]byte{"md5": m[:], "sha-1": s1[:], "sha-256": s2[:]} {
		out[name] = sum
		out[name+" in hex"] = []byte(hex.EncodeToString(sum))
		out[name+" in base64"] = []byte(base64.RawStdEncoding.EncodeToString(sum))
		out[name+" in base64url"] = []byte(base64.RawURLEncoding.EncodeToString(sum))
	}
	return out
}

var wrapped = regexp.MustCompile(`[A-Za-z0-9+/_%-]{24,}`)

// find names the first value that stands in b, and its form; "" where none does.
func (s *scanner) find(b []byte) string {
	if found := s.plain(b); found != "" {
		return found
	}
	if found := s.inflated(b); found != "" {
		return found
	}
	for _, run := range wrapped.FindAll(b, -1) {
		text, err := url.QueryUnescape(string(run))
		if err != nil {
			text = string(run)
		}
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if plain, err := enc.DecodeString(strings.TrimRight(text, "=")); err == nil {
				if found := s.inflated(plain); found != "" {
					return found + " in base64"
				}
			}
		}
	}
	return ""
}

func (s *scanner) plain(b []byte) string {
	for _, f := range s.forms {
		if bytes.Contains(b, f.bytes) {
			return f.value + " as " + f.name
		}
	}
	return ""
}

// inflated looks into what was compressed: a whole sink, or from a header on.
func (s *scanner) inflated(b []byte) string {
	open := func(at int, name string, r func(io.Reader) (io.Reader, error)) string {
		in, err := r(bytes.NewReader(b[at:]))
		if err != nil {
			return ""
		}
		plain, _ := io.ReadAll(io.LimitReader(in, 1<<20)) // what came before a fault counts
		if found := s.plain(plain); found != "" {
			return found + ", " + name
		}
		return ""
	}
	if found := open(0, "deflated", func(r io.Reader) (io.Reader, error) { return flate.NewReader(r), nil }); found != "" {
		return found
	}
	for at := 0; at+2 < len(b); at++ {
		var found string
		switch {
		case b[at] == 0x1f && b[at+1] == 0x8b && b[at+2] == 8:
			found = open(at, "gzipped", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) })
		case b[at] == 0x78 && (b[at+1] == 0x01 || b[at+1] == 0x5e || b[at+1] == 0x9c || b[at+1] == 0xda):
			found = open(at, "zlib", func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) })
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// A scanner that finds nothing proves nothing: each form, in the middle of other
// bytes, must be found, and clean bytes must not.
func TestCanaryScanner(t *testing.T) {
	t.Parallel()
	const value = "Kanariëvogel77"
	s := newScanner(value)
	clean := []byte(strings.Repeat("Er staat hier niets over iemand. ", 40))
	if found := s.find(clean); found != "" {
		t.Errorf("found %s in clean bytes", found)
	}
	for name, b := range formsOf(value) {
		if s.find(append(append(bytes.Clone(clean), b...), clean...)) == "" {
			t.Errorf("%s was not found", name)
		}
	}
	for i := range 3 {
		long := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 30+i) + value + "tail"))
		if s.find([]byte("token="+long)) == "" {
			t.Errorf("base64 of a longer text, shifted by %d, was not found", i)
		}
	}
	var deflated, zipped, zl bytes.Buffer
	fw, err := flate.NewWriter(&deflated, 9)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []io.WriteCloser{fw, gzip.NewWriter(&zipped), zlib.NewWriter(&zl)} {
		if _, err := fmt.Fprintf(w, "<saml>%s%s</saml>", clean, value); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range map[string][]byte{"deflated": deflated.Bytes(), "gzipped": append(bytes.Clone(clean), zipped.Bytes()...),
		"zlib": append(bytes.Clone(clean), zl.Bytes()...), "deflated in base64 in a query": []byte("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString(deflated.Bytes())))} {
		if s.find(b) == "" {
			t.Errorf("%s was not found", name)
		}
	}
}
