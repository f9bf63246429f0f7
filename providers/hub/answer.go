package hub

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/beevik/etree"
)

// Answer gives the SAMLResponse field that the hub would post about a person, and
// needs no browser. It costs one RSA signature for each thing that is signed. A
// RequestInfo that was not parsed needs Issuer, ACS and ID.
func (h *Hub) Answer(req RequestInfo, p Person, m Misbehaviour) (samlResponseBase64 string, err error) {
	now := h.now()
	b, err := h.answer(req, &p, now, now, &m)
	if err != nil {
		return "", err
	}
	return encoded(b, &m), nil
}

// XML is Answer before base64.
func (h *Hub) XML(req RequestInfo, p Person, m Misbehaviour) ([]byte, error) {
	now := h.now()
	return h.answer(req, &p, now, now, &m)
}

func encoded(b []byte, m *Misbehaviour) string {
	out := base64.StdEncoding.EncodeToString(b)
	if m.LineBreaks {
		out = lines(out, 76)
	}
	return out
}

// answer builds, bends, signs and breaks, in that order. A nil person gives an
// answer that can hold none, for a status.
func (h *Hub) answer(req RequestInfo, p *Person, authenticated, now time.Time, m *Misbehaviour) ([]byte, error) {
	key, ok := h.keyFor(req.KeyID)
	if !ok {
		return nil, fmt.Errorf("hub: no key %q", req.KeyID)
	}
	if p == nil {
		p = new(Person)
		if m.Status == "" {
			return nil, errors.New("hub: an answer about nobody needs a status")
		}
	}
	s, _ := h.school(p.School) // Answer takes persons who are not registered
	d := h.newDraft(req, *p, s, authenticated, now)
	attributes := h.attributes(*p, s, d.subject.nameID, m)
	d.statements = [][]wireAttribute{h.padded(attributes, m.Size)}
	d.bend(m, now)
	doc := d.tree()
	response := doc.Root()
	h.inject(response, m)
	if err := h.encryptNameID(req, m, response); err != nil {
		return nil, err
	}
	seal, err := h.seal(m, key)
	if err != nil {
		return nil, err
	}
	if err := h.signAll(seal, req, response); err != nil {
		return nil, err
	}
	if err := afterSigning(m, response); err != nil {
		return nil, err
	}
	b, err := doc.WriteToBytes()
	if err != nil {
		return nil, fmt.Errorf("hub: write answer: %w", err)
	}
	return h.spoilBytes(b, *p, m)
}

// signAll signs the Assertion first, so that a signature of the Response covers
// the one inside.
func (h *Hub) signAll(s *seal, req RequestInfo, response *etree.Element) error {
	coverage := s.m.Sign
	if coverage == "" {
		coverage = SignAssertion
		if h.signResponse {
			coverage = SignBoth
		}
	}
	assertion := response.SelectElement("Assertion")
	second, err := secondAssertion(s, response, assertion, coverage)
	if err != nil {
		return err
	}
	if assertion != nil && (coverage == SignAssertion || coverage == SignBoth) {
		if err := s.sign(assertion); err != nil {
			return err
		}
	}
	switch {
	case second == nil:
	case s.m.SecondAssertion == "before":
		response.InsertChildAt(assertion.Index(), second)
	default:
		response.AddChild(second)
	}
	if err := h.encryptAssertion(req, s.m, response); err != nil {
		return err
	}
	if coverage == SignResponse || coverage == SignBoth {
		return s.sign(response)
	}
	return nil
}

// secondAssertion is about someone else; signed it is genuine in all but that.
func secondAssertion(s *seal, response, assertion *etree.Element, coverage Coverage) (*etree.Element, error) {
	if s.m.SecondAssertion == "" || assertion == nil {
		return nil, nil
	}
	second := assertion.Copy()
	forge(second)
	attr(second, "ID", newID())
	if s.m.SecondAssertion == "signed" && coverage != SignNothing {
		response.AddChild(second) // where its namespaces are
		if err := s.sign(second); err != nil {
			return nil, err
		}
		response.RemoveChild(second)
	}
	return second, nil
}

// afterSigning is what a signature is there to catch.
func afterSigning(m *Misbehaviour, response *etree.Element) error {
	if m.Tamper != "" && (m.Encrypt == nil || !slices.Contains(assertionParts(), m.Tamper)) {
		if err := tamper(response, m.Tamper); err != nil {
			return err
		}
	}
	if m.Wrap != 0 {
		return wrap(response, m.Wrap, m.WrapSame)
	}
	return nil
}

// spoilBytes is what cannot be said in a tree.
func (h *Hub) spoilBytes(b []byte, p Person, m *Misbehaviour) ([]byte, error) {
	switch m.Doctype {
	case "bare":
		b = bytes.Replace(b, []byte("?><"), []byte("?><!DOCTYPE samlp:Response><"), 1)
	case "entity":
		given := escaped(first(p.Attributes, h.vocabulary().givenName))
		doctype := fmt.Sprintf("?><!DOCTYPE samlp:Response [<!ENTITY given %q>]><", given)
		b = bytes.Replace(b, []byte("?><"), []byte(doctype), 1)
		b = bytes.ReplaceAll(b, []byte(">"+given+"<"), []byte(">&given;<"))
	}
	return recoded(b, m.Encoding)
}

func escaped(s string) string {
	var b bytes.Buffer
	e := etree.NewElement("v")
	e.CreateText(s)
	e.WriteTo(&b, &etree.WriteSettings{CanonicalText: true, CanonicalEndTags: true})
	return b.String()[len("<v>") : b.Len()-len("</v>")]
}
