package claims

import "unicode/utf8"

// AppendJSON appends the Release as members of a JSON object, without braces and
// with commas between them only: nothing at all for an empty Release. The order is
// fixed: name, given_name, family_name, student_number, class, school, role. An
// empty given_name or family_name is left out; class is always an array of
// strings (contract 10, 13).
//
// It is the only place where claims are spelled. The characters that would end a
// script element or an HTML attribute are escaped too, since userinfo answers end
// up in pages that we do not write.
func (r Release) AppendJSON(dst []byte) []byte {
	m := members{dst: dst}
	if r.Items.Has(Name) {
		m.text("name", r.Name.Full)
		if r.Name.Given != "" {
			m.text("given_name", r.Name.Given)
		}
		if r.Name.Family != "" {
			m.text("family_name", r.Name.Family)
		}
	}
	if r.Items.Has(StudentNumber) {
		m.text("student_number", r.StudentNumber)
	}
	if r.Items.Has(Class) {
		m.key("class")
		m.dst = append(m.dst, '[')
		for i, c := range r.Class {
			if i > 0 {
				m.dst = append(m.dst, ',')
			}
			m.dst = appendQuoted(m.dst, c)
		}
		m.dst = append(m.dst, ']')
	}
	if r.Items.Has(School) {
		m.text("school", r.School)
	}
	if r.Items.Has(RoleItem) {
		m.text("role", string(r.Role))
	}
	return m.dst
}

// members appends the members of an object.
type members struct {
	dst  []byte
	some bool
}

func (m *members) key(k string) {
	if m.some {
		m.dst = append(m.dst, ',')
	}
	m.some = true
	m.dst = append(append(append(m.dst, '"'), k...), '"', ':')
}

func (m *members) text(k, v string) {
	m.key(k)
	m.dst = appendQuoted(m.dst, v)
}

const hexDigits = "0123456789abcdef"

// appendQuoted appends s as a JSON string (RFC 8259 §7). Bytes that are not UTF-8
// become U+FFFD: a Release has none, but a token must be JSON whatever comes.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
				dst = append(dst, s[start:i]...)
				dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
				start = i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			dst = append(append(dst, s[start:i]...), "\\ufffd"...)
			start = i + size
		case r == 0x2028 || r == 0x2029: // line ends in JavaScript before 2019
			dst = append(append(dst, s[start:i]...), "\\u202"...)
			dst = append(dst, hexDigits[r&0xf])
			start = i + size
		}
		i += size
	}
	return append(append(dst, s[start:]...), '"')
}
