package xmlsec

import (
	"math/rand/v2"
	"regexp"
	"strings"
)

// mutation makes mutants of one class. Those of this file keep the signed octets
// and wrap, move, double or surround them: the attacks that signatures alone do not
// stop (XSW: Somorovsky et al., USENIX 2012).
type mutation struct {
	class  string
	weight int
	same   bool // means the same to every reader of XML, so it must be accepted
	make   func(r *rand.Rand, g *genuine) string
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

var (
	nameIDText = regexp.MustCompile(`(<(?:saml:)?NameID [^>]*>)[^<]*`)
	valueText  = regexp.MustCompile(`(<(?:saml:)?AttributeValue[^>]*>)[^<]+`)
	firstID    = regexp.MustCompile(` ID="[^"]*"`)
)

// evil is the unsigned assertion that an attacker wants read, with an ID as asked:
// the genuine one's, its own, none, or the genuine one under a look-alike name.
func (g *genuine) evil(r *rand.Rand, id string) string {
	s := g.evilText()
	switch id {
	case "same":
	case "none":
		s = replaceFirst(firstID, s, "")
	case "alike":
		s = replaceFirst(firstID, s, pick(r, ` Id="`, ` id="`, ` xml:id="`, ` samlp:ID="`)+assertionID+`"`)
	default:
		s = replaceFirst(firstID, s, ` ID="_evil"`)
	}
	return s
}

func (g *genuine) evilText() string {
	return valueText.ReplaceAllString(nameIDText.ReplaceAllString(g.bare, "${1}admin@evil"), "${1}staff")
}

func replaceFirst(re *regexp.Regexp, s, to string) string {
	at := re.FindStringIndex(s)
	if at == nil {
		return s
	}
	return s[:at[0]] + to + s[at[1]:]
}

// afterIssuer puts s where the schema has an assertion's signature.
func afterIssuer(assertion, s string) string {
	at := strings.Index(assertion, "Issuer>\n")
	if at < 0 {
		at = strings.Index(assertion, "</saml:Issuer>")
	}
	if at < 0 {
		at = strings.Index(assertion, "</Issuer>")
	}
	at += strings.Index(assertion[at:], ">") + 1
	return assertion[:at] + s + assertion[at:]
}

// atEnd puts s before the end tag of the outer element.
func atEnd(element, s string) string {
	at := strings.LastIndex(element, "</")
	return element[:at] + s + element[at:]
}

// atStart puts s right after the start tag of the outer element.
func atStart(element, s string) string {
	at := strings.Index(element, ">") + 1
	return element[:at] + s + element[at:]
}

// withObject hides s in a signature.
func withObject(r *rand.Rand, sig, s string) string {
	tag := pick(r, "Object", "KeyInfo", "SignatureProperties")
	return strings.Replace(sig, "</ds:Signature>", "<ds:"+tag+">"+s+"</ds:"+tag+"></ds:Signature>", 1)
}

// around gives the message with other text in place of the assertion, and maybe
// some before the status.
func (g *genuine) around(assertion, beforeStatus string) string {
	s := strings.Replace(g.rest, "{{A}}", assertion, 1)
	return strings.Replace(s, "<samlp:Status>", beforeStatus+"<samlp:Status>", 1)
}

func extensions(s string) string { return "<samlp:Extensions>" + s + "</samlp:Extensions>" }

// response gives the root element alone, and what stands before it.
func (g *genuine) response() (prolog, root string) {
	at := strings.Index(g.doc, "<samlp:Response")
	return g.doc[:at], g.doc[at:]
}

// evilResponse is an unsigned Response around an evil assertion.
func (g *genuine) evilResponse(r *rand.Rand, id string) string {
	s := strings.Replace(g.rest[strings.Index(g.rest, "<samlp:Response"):], g.wholeSig, "", 1)
	s = strings.Replace(s, "{{A}}", g.evil(r, "own"), 1)
	switch id {
	case "same":
	case "none":
		s = replaceFirst(firstID, s, "")
	default:
		s = replaceFirst(firstID, s, ` ID="_evilresponse"`)
	}
	return s
}

// xsw gives the eight classic wrappings; those of the other kind of signing become
// their nearest relative.
func xsw(n int) func(r *rand.Rand, g *genuine) string {
	return func(r *rand.Rand, g *genuine) string {
		if g.ownSig == "" || n <= 2 {
			return g.wrapResponse(r, n)
		}
		switch n {
		case 3:
			evil := g.evil(r, pick(r, "own", "none"))
			return g.around(pick(r, evil+g.assertion, g.assertion+evil), "")
		case 4:
			return g.around(atEnd(g.evil(r, "own"), g.assertion), "")
		case 5:
			return g.around(afterIssuer(g.evil(r, pick(r, "own", "same")), g.ownSig)+g.bare, "")
		case 6:
			return g.around(afterIssuer(g.evil(r, pick(r, "own", "same")), withObject(r, g.ownSig, g.bare)), "")
		case 7:
			return g.around(g.assertion, extensions(g.evil(r, pick(r, "own", "same"))))
		}
		return g.around(afterIssuer(g.evil(r, pick(r, "own", "same")), withObject(r, g.ownSig, g.assertion)), "")
	}
}

// wrapResponse hides the signed Response in an evil one.
func (g *genuine) wrapResponse(r *rand.Rand, n int) string {
	prolog, root := g.response()
	evil := g.evilResponse(r, pick(r, "own", "same", "none"))
	sig := g.wholeSig
	if sig == "" {
		sig = g.ownSig
	}
	bare := strings.Replace(root, sig, "", 1)
	switch n {
	case 1:
		return prolog + afterIssuer(evil, withObject(r, sig, bare))
	case 2:
		return prolog + afterIssuer(evil, bare+sig)
	case 3, 4:
		return prolog + atEnd(evil, root)
	case 5, 6:
		return prolog + atStart(evil, root)
	}
	return prolog + afterIssuer(evil, extensions(root))
}

// wrapAnywhere draws place, ID and signature of the hidden genuine assertion apart.
func wrapAnywhere(r *rand.Rand, g *genuine) string {
	evil := g.evil(r, pick(r, "own", "same", "none", "alike"))
	hidden, sig := pick(r, g.assertion, g.bare), g.ownSig
	if sig == "" {
		sig = g.wholeSig
	}
	switch r.IntN(4) {
	case 0:
		evil = afterIssuer(evil, sig)
	case 1:
		evil = atEnd(evil, sig)
	case 2:
		evil = afterIssuer(evil, withObject(r, sig, hidden))
	}
	switch r.IntN(14) {
	case 0:
		return g.around(hidden+evil, "")
	case 1:
		return g.around(evil+hidden, "")
	case 2:
		return g.around(evil, extensions(hidden))
	case 3:
		return g.around(atEnd(evil, hidden), "")
	case 4:
		return g.around(atStart(evil, hidden), "")
	case 5:
		return g.around(afterIssuer(evil, "<saml:Advice>"+hidden+"</saml:Advice>"), "")
	case 6:
		return g.around(strings.Replace(evil, "AttributeValue>", "AttributeValue>"+hidden, 1), "")
	case 7:
		return strings.Replace(g.around(evil, ""), "</samlp:Status>", "<samlp:StatusDetail>"+hidden+"</samlp:StatusDetail></samlp:Status>", 1)
	case 8:
		return g.around(evil+`<samlp:Response ID="_inner">`+hidden+"</samlp:Response>", "")
	case 9:
		return g.around(evil+`<x:w xmlns:x="urn:x">`+hidden+"</x:w>", "")
	case 10:
		return g.around(strings.Repeat("<saml:Advice>", 5)+hidden+strings.Repeat("</saml:Advice>", 5)+evil, "")
	case 11:
		return g.around(evil, sig+extensions(hidden))
	case 12:
		return g.around(evil+"<![CDATA["+hidden+"]]>", "")
	}
	return g.around(evil+"<!--"+hidden+"-->", "")
}

// double repeats a signed part as it is.
func double(r *rand.Rand, g *genuine) string {
	switch r.IntN(5) {
	case 0:
		return g.around(g.assertion+g.assertion, "")
	case 1:
		return g.around(g.assertion, extensions(g.assertion))
	case 2:
		return strings.Replace(g.doc, "<ds:Signature ", pick(r, g.ownSig, g.wholeSig, `<ds:Signature xmlns:ds="`+spaceDS+`"/>`)+"<ds:Signature ", 1) + pick(r, "", "<x/>")
	case 3:
		return g.around(g.assertion+replaceFirst(firstID, g.assertion, ` ID="_copy"`), "")
	}
	_, root := g.response()
	return g.doc + root
}

// foreign stands an element of the same name in another namespace beside or before
// the genuine one, or gives it a foreign attribute.
func foreign(r *rand.Rand, g *genuine) string {
	evil := strings.ReplaceAll(strings.ReplaceAll(g.evil(r, pick(r, "own", "same", "none")), "<saml:", "<e:"), "</saml:", "</e:")
	evil = strings.Replace(evil, "<e:Assertion ", `<e:Assertion xmlns:e="`+pick(r, "urn:evil", "urn:oasis:names:tc:SAML:1.0:assertion", spaceSAML+"x", spaceSAMLP)+`" `, 1)
	evil = strings.Replace(evil, `xmlns="`+spaceSAML+`"`, `xmlns="urn:evil"`, 1)
	switch r.IntN(5) {
	case 0:
		return g.around(evil+g.assertion, "")
	case 1:
		return g.around(g.assertion+evil, "")
	case 2:
		return g.around(g.assertion, evil)
	case 3:
		return g.around(g.assertion, extensions(evil))
	}
	return g.around(g.assertion, `<e:Status xmlns:e="urn:evil"><e:StatusCode Value="x"/></e:Status>`)
}

// surround changes what stands outside the signed octets, and nothing in them.
func surround(r *rand.Rand, g *genuine) string {
	prolog, root := g.response()
	junk := pick(r, "<!-- x -->", "<?x y?>", "<!DOCTYPE x>", `<!DOCTYPE samlp:Response [<!ATTLIST saml:NameID Format CDATA "x">]>`, "\ufeff", "<x/>", "x", " ", "\n", "\t", "\x00", "&#32;", `<?xml version="1.1"?>`)
	switch r.IntN(4) {
	case 0:
		return junk + g.doc
	case 1:
		return prolog + junk + root
	case 2:
		return prolog + root + junk
	}
	return pick(r, ``, `<?xml version="1.0" encoding="ISO-8859-1"?>`, `<?xml version="1.0" standalone="yes"?>`, `<?xml version='1.0'?>`) + root
}

// rebind changes the namespaces that the signed part stands in.
func rebind(r *rand.Rand, g *genuine) string {
	added := pick(r, ` xmlns="urn:evil"`, ` xmlns:e="urn:evil"`, ` xmlns:xs="urn:evil"`, ` xmlns:ds="urn:evil"`, ` xmlns:saml="urn:evil"`, ` xmlns:xsi=""`, ` xmlns=""`, ` xmlns="`+spaceSAML+`"`)
	switch r.IntN(3) {
	case 0: // on a Response that has it already: twice
		return strings.Replace(g.doc, "<samlp:Response ", "<samlp:Response"+added+" ", 1)
	case 1: // in its place
		return regexp.MustCompile(` xmlns:(?:xs|xsi|saml)="[^"]*"`).ReplaceAllStringFunc(g.doc, func(s string) string {
			if r.IntN(3) == 0 {
				return added
			}
			return s
		})
	}
	return g.around("<samlp:Extensions"+added+">"+g.assertion+"</samlp:Extensions>", "")
}

// outside changes the Response around a signed assertion: attributes, status,
// issuer, strangers that look like parts of an assertion.
func outside(r *rand.Rand, g *genuine) string {
	stranger := pick(r, `<saml:Subject><saml:NameID>admin</saml:NameID></saml:Subject>`, `<saml:AttributeStatement><saml:Attribute Name="uid"><saml:AttributeValue>admin</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`,
		`<saml:Issuer>https://evil.example/</saml:Issuer>`, `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>`, `<ds:SignedInfo xmlns:ds="`+spaceDS+`"/>`, `text`)
	switch r.IntN(6) {
	case 0:
		return g.around(g.assertion, stranger)
	case 1:
		return g.around(stranger+g.assertion, "")
	case 2:
		return g.around(g.assertion+stranger, "")
	case 3:
		return strings.Replace(g.doc, pick(r, ` Destination="`, ` InResponseTo="`, ` Version="`, ` IssueInstant="`, ` ID="`), pick(r, ` Destination="x`, ` x="`, ` xml:id="`, ` samlp:ID="`), 1)
	case 4:
		return strings.Replace(g.doc, "status:Success", pick(r, "status:Responder", "", "status:success", "status:Success "), 1)
	}
	return strings.Replace(g.doc, "https://hub.example.nl/metadata</saml:Issuer>", pick(r, "https://evil.example/", "", "<x/>")+"</saml:Issuer>", 1)
}

// moveSignature takes a signature out of its place, or away.
func moveSignature(r *rand.Rand, g *genuine) string {
	sig := pick(r, g.ownSig, g.wholeSig)
	if sig == "" {
		sig = g.ownSig + g.wholeSig
	}
	without := strings.Replace(g.doc, sig, "", 1)
	at := pick(r, "<samlp:Status>", "</samlp:Response>", "<saml:Issuer>", "<Issuer>", "<saml:Subject>", "<Subject>", "</saml:Subject>", "</saml:Assertion>", "</Assertion>", "<saml:Conditions ", "")
	if at == "" {
		return without
	}
	return strings.Replace(without, at, sig+at, 1)
}

// respell writes the surroundings of the signed part, or its signature, in other
// words with the same meaning.
func respell(r *rand.Rand, g *genuine) string {
	prolog, root := g.response()
	if r.IntN(2) == 0 {
		prolog = pick(r, "", `<?xml version="1.0"?>`, `<?xml version='1.0' encoding='utf-8' standalone='no'?>`+"\r\n", prolog+" \n\t")
	}
	if r.IntN(2) == 0 {
		root += pick(r, "\n", " ", "\r\n\t")
	}
	if r.IntN(2) == 0 {
		root = strings.Replace(root, `InResponseTo="_req1">`, pick(r, `InResponseTo='_req1'>`, `InResponseTo = "&#95;req1" >`, "\n InResponseTo=\"_req1\"\t>", `InResponseTo="_req1" xmlns:unused="urn:unused">`), 1)
	}
	if r.IntN(2) == 0 {
		root = strings.Replace(root, "<ds:SignatureValue>", pick(r, "<ds:SignatureValue>\n", "<ds:SignatureValue >", "\n<ds:SignatureValue>&#32;"), 1)
	}
	if r.IntN(2) == 0 {
		root = strings.Replace(root, "</samlp:Response>", "</samlp:Response >", 1)
	}
	return prolog + root
}
