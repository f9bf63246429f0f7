package keys

import (
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// dn is a distinguished name as RFC 4514 writes it, the most specific name first.
type dn [][]attribute

type attribute struct {
	oid   string
	value string
}

// relativeNameSET is one RelativeDistinguishedName of a certificate. What encoding/asn1
// takes for a SET is told by the end of the type's name.
type relativeNameSET []pkix.AttributeTypeAndValue

// The short names of RFC 4514 §3 and those that certificates of organisations have
// beside them, in lower case.
var attributeTypes = map[string]string{
	"cn": "2.5.4.3", "sn": "2.5.4.4", "serialnumber": "2.5.4.5", "c": "2.5.4.6", "l": "2.5.4.7", "st": "2.5.4.8",
	"street": "2.5.4.9", "o": "2.5.4.10", "ou": "2.5.4.11", "title": "2.5.4.12", "postalcode": "2.5.4.17", "gn": "2.5.4.42",
	"givenname": "2.5.4.42", "organizationidentifier": "2.5.4.97", "dc": "0.9.2342.19200300.100.1.25",
	"uid": "0.9.2342.19200300.100.1.1", "emailaddress": "1.2.840.113549.1.9.1",
}

const maxDN = 1 << 10

var errDN = errors.New("keys: is not a distinguished name as RFC 4514 writes it, such as CN=app.example.nl,O=Voorbeeld B.V.,C=NL")

// parseDN reads a distinguished name. Values are compared as they are written, case and
// spaces included: what is looser than that lets in another name than was meant.
func parseDN(text string) (dn, error) {
	if len(text) > maxDN || !utf8.ValidString(text) {
		return nil, errDN
	}
	var out dn
	var rdn []attribute
	for rest := text; ; {
		a, after, ok := cutAttribute(rest)
		if !ok {
			return nil, errDN
		}
		rdn = append(rdn, a)
		if after == "" || after[0] == ',' {
			out, rdn = append(out, rdn), nil
		}
		if after == "" {
			return out, nil
		}
		rest = after[1:]
	}
}

// cutAttribute takes one type=value, up to a comma or plus that is not escaped.
func cutAttribute(s string) (a attribute, rest string, ok bool) {
	name, s, found := strings.Cut(s, "=")
	name = strings.ToLower(strings.TrimSpace(name))
	if a.oid = attributeTypes[name]; a.oid == "" && isOID(name) {
		a.oid = name
	}
	if !found || a.oid == "" {
		return a, "", false
	}
	var v strings.Builder
	s = strings.TrimLeft(s, " ")
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ',', '+':
			a.value = strings.TrimRight(v.String(), " ")
			return a, s[i:], a.value != "" && utf8.ValidString(a.value)
		case '\\':
			raw, n, ok := unescaped(s[i+1:])
			if !ok {
				return a, "", false
			}
			v.WriteByte(raw)
			i += n
		case '"', ';', '<', '>', 0:
			return a, "", false
		case '#':
			if v.Len() == 0 { // a value in BER: no text that anybody checks by reading
				return a, "", false
			}
			v.WriteByte(c)
		default:
			v.WriteByte(c)
		}
	}
	a.value = strings.TrimRight(v.String(), " ")
	return a, "", a.value != "" && utf8.ValidString(a.value)
}

// unescaped reads what stands behind a backslash: a sign, or two hexadecimal digits.
func unescaped(s string) (c byte, length int, ok bool) {
	if s == "" {
		return 0, 0, false
	}
	if strings.IndexByte(` "#+,;<=>\`, s[0]) >= 0 {
		return s[0], 1, true
	}
	if len(s) < 2 {
		return 0, 0, false
	}
	b, err := hex.DecodeString(s[:2])
	if err != nil {
		return 0, 0, false
	}
	return b[0], 2, true
}

func isOID(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) < 2 {
		return false
	}
	return !slices.ContainsFunc(parts, func(p string) bool {
		n, err := strconv.ParseUint(p, 10, 31)
		return err != nil || strconv.FormatUint(n, 10) != p
	})
}

// equal reports whether a certificate's relative name has these attributes and no other.
func equal(want []attribute, got relativeNameSET) bool {
	if len(want) != len(got) {
		return false
	}
	left := slices.Clone(want)
	for _, g := range got {
		text, ok := g.Value.(string)
		i := slices.Index(left, attribute{g.Type.String(), text})
		if !ok || i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
