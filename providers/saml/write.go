package saml

import "unicode/utf8"

// document is the small writer behind everything that we send: elements in the
// order of the calls, double-quoted attributes, no pretty-printing, no default
// namespaces.
type document struct{ b []byte }

// open writes a start tag. attrs are names and values in turn; an attribute whose
// value is empty is left out, since none of ours may be empty.
func (d *document) open(name string, attrs ...string) {
	d.start(name, attrs)
	d.b = append(d.b, '>')
}

// empty writes an element without content.
func (d *document) empty(name string, attrs ...string) {
	d.start(name, attrs)
	d.b = append(d.b, '/', '>')
}

func (d *document) start(name string, attrs []string) {
	d.b = append(d.b, '<')
	d.b = append(d.b, name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		d.b = append(d.b, ' ')
		d.b = append(d.b, attrs[i]...)
		d.b = append(d.b, '=', '"')
		d.escape(attrs[i+1])
		d.b = append(d.b, '"')
	}
}

func (d *document) close(name string) {
	d.b = append(d.b, '<', '/')
	d.b = append(d.b, name...)
	d.b = append(d.b, '>')
}

// text writes an element that holds only text.
func (d *document) text(name, value string, attrs ...string) {
	d.open(name, attrs...)
	d.escape(value)
	d.close(name)
}

// escape serves text and attribute values alike. White space other than the blank
// goes as a reference, or attribute normalisation would change it (XML 1.0 §3.3.3).
func (d *document) escape(s string) {
	from := 0
	for i := range len(s) {
		var ref string
		switch s[i] {
		case '&':
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		case '"':
			ref = "&quot;"
		case '\t':
			ref = "&#x9;"
		case '\n':
			ref = "&#xA;"
		case '\r':
			ref = "&#xD;"
		default:
			continue
		}
		d.b = append(d.b, s[from:i]...)
		d.b = append(d.b, ref...)
		from = i + 1
	}
	d.b = append(d.b, s[from:]...)
}

// writable reports whether s can stand in an XML 1.0 document at all (§2.2):
// there is no way to escape a control character or half a rune.
func writable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return false
		}
	}
	return true
}
