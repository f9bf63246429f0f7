package hub

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// inject breaks up the text of a value before it is signed: a validator that
// canonicalises sees all of it, and one that reads the first text node half of it
// (CVE-2017-11427 and its kin).
func (h *Hub) inject(response *etree.Element, m *Misbehaviour) {
	assertion := response.SelectElement("Assertion")
	if m.InjectNameID != "" {
		split(find(assertion, "Subject", "NameID"), m.InjectNameID)
	}
	if m.Inject == "" || assertion == nil {
		return
	}
	name := h.vocabulary().givenName
	for _, a := range assertion.FindElements("AttributeStatement/Attribute") {
		if wire := a.SelectAttrValue("Name", ""); wire == name || strings.HasSuffix(wire, ":"+name) {
			split(a.SelectElement("AttributeValue"), m.Inject)
		}
	}
}

// split puts a token of another kind into the middle of an element's text.
func split(e *etree.Element, kind string) {
	if e == nil || e.Text() == "" {
		return
	}
	runes := []rune(e.Text())
	half := (len(runes) + 1) / 2
	head, tail := string(runes[:half]), string(runes[half:])
	for len(e.Child) > 0 {
		e.RemoveChildAt(0)
	}
	e.CreateText(head)
	switch kind {
	case "comment":
		e.CreateComment("x")
	case "pi":
		e.CreateProcInst("x", "y")
	case "element":
		add(e, "saml:AttributeValue").CreateText(Evil)
	case "cdata":
		e.CreateCData(tail)
		return
	}
	e.CreateText(tail)
}

// recoded gives the bytes in another encoding, and a declaration that says so. In
// ISO-8859-1 a character beyond it becomes a reference, which leaves the content
// what it was.
func recoded(b []byte, encoding string) ([]byte, error) {
	text := string(b)
	switch encoding {
	case "":
		return b, nil
	case "iso-8859-1":
		out := make([]byte, 0, len(b))
		for _, r := range strings.Replace(text, "UTF-8", "ISO-8859-1", 1) {
			if r < utf8.RuneSelf || r >= 0xa0 && r <= 0xff {
				out = append(out, byte(r))
				continue
			}
			out = append(out, "&#"+strconv.Itoa(int(r))+";"...)
		}
		return out, nil
	case "utf-16":
		out := []byte{0xfe, 0xff}
		for _, unit := range utf16.Encode([]rune(strings.Replace(text, "UTF-8", "UTF-16", 1))) {
			out = binary.BigEndian.AppendUint16(out, unit)
		}
		return out, nil
	}
	return nil, fmt.Errorf("hub: no encoding %q", encoding)
}
