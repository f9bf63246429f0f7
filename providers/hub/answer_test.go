package hub

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/crewjam/saml"
)

// rootOfAnswer parses an answer.
func rootOfAnswer(t *testing.T, h *Hub, req RequestInfo, p Person, m Misbehaviour) *etree.Element {
	t.Helper()
	b, err := h.XML(req, p, m)
	if err != nil {
		t.Fatal(err)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b); err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// said collects the attributes of an answer by wire name.
func said(root *etree.Element) map[string][]string {
	out := make(map[string][]string)
	for _, a := range root.FindElements("Assertion/AttributeStatement/Attribute") {
		name := a.SelectAttrValue("Name", "")
		for _, v := range a.SelectElements("AttributeValue") {
			if id := v.SelectElement("NameID"); id != nil {
				out[name] = append(out[name], "NameID "+id.SelectAttrValue("Format", "")+" "+id.Text())
				continue
			}
			out[name] = append(out[name], v.Text())
		}
	}
	return out
}

// TestEntreeAnswer: plain names, NameID = uid and unspecified whatever was asked
// (federations §1.2, §1.3).
func TestEntreeAnswer(t *testing.T) {
	t.Parallel()
	h := testHub(t, Entree)
	root := rootOfAnswer(t, h, theRequest, person(t, h, "yara"), Misbehaviour{})
	got := said(root)
	for name, want := range map[string]string{
		"givenName": "Yara", "nlEduPersonTussenvoegsels": "van den", "sn": "Heuvel", "eduPersonAffiliation": "student",
		"nlEduPersonHomeOrganizationId": "01AB", "nlEduPersonHomeOrganization": "Petteflat College",
		"nlEduPersonProfileId": "2041187@petteflat", "nlEduPersonUnit": "H2A", "employeeNumber": "2041187",
	} {
		if strings.Join(got[name], "|") != want {
			t.Errorf("%s = %q, want %q", name, got[name], want)
		}
	}
	for name := range got {
		if strings.Contains(name, ":") {
			t.Errorf("%s is no plain name", name)
		}
	}
	id := find(root, "Assertion", "Subject", "NameID")
	if id.SelectAttrValue("Format", "") != formatUnspecified || id.Text() != got["uid"][0] {
		t.Errorf("NameID %s %s, uid %s", id.SelectAttrValue("Format", ""), id.Text(), got["uid"])
	}
	twice := said(rootOfAnswer(t, h, theRequest, person(t, h, "zoe"), Misbehaviour{}))
	if strings.Join(twice["nlEduPersonUnit"], "|") != "V3C|V3 wiskunde D" {
		t.Errorf("two classes: %q", twice["nlEduPersonUnit"])
	}
}

// TestSURFconextAnswer: every attribute under both names, eduPersonTargetedID as an
// element, persistent NameID of 40 hex that differs per service provider and not
// per login, times and authorities as EngineBlock has them (federations §2.3).
func TestSURFconextAnswer(t *testing.T) {
	t.Parallel()
	h := testHub(t, SURFconext)
	p := person(t, h, "fatma")
	root := rootOfAnswer(t, h, theRequest, p, Misbehaviour{})
	got := said(root)
	for _, short := range []string{"uid", "sn", "givenName", "displayName", "cn", "mail", "eduPersonAffiliation", "eduPersonTargetedID", "schacHomeOrganization"} {
		mace, oid := spelling(short)
		if len(got[mace]) == 0 || !slices.Equal(got[mace], got[oid]) {
			t.Errorf("%s: %q and %q", short, got[mace], got[oid])
		}
	}
	id := find(root, "Assertion", "Subject", "NameID")
	if !regexp.MustCompile(`^[0-9a-f]{40}$`).MatchString(id.Text()) || id.SelectAttrValue("Format", "") != formatPersistent {
		t.Errorf("NameID %s %q", id.SelectAttrValue("Format", ""), id.Text())
	}
	if ept := got["urn:oid:1.3.6.1.4.1.5923.1.1.1.10"]; len(ept) != 1 || ept[0] != "NameID "+formatPersistent+" "+id.Text() {
		t.Errorf("eduPersonTargetedID %q", ept)
	}
	nameIDOf := func(req RequestInfo) string {
		return find(rootOfAnswer(t, h, req, p, Misbehaviour{}), "Assertion", "Subject", "NameID").Text()
	}
	elsewhere := theRequest
	elsewhere.Issuer = "https://other.example"
	if nameIDOf(theRequest) != id.Text() || nameIDOf(elsewhere) == id.Text() {
		t.Error("NameID is not pairwise, or not stable")
	}
	transient := theRequest
	transient.NameIDFormat = formatTransient
	if nameIDOf(transient) == nameIDOf(transient) {
		t.Error("transient NameID is stable")
	}
	c := find(root, "Assertion", "Conditions")
	if c.SelectAttrValue("NotBefore", "") != "2026-01-15T11:59:59Z" || c.SelectAttrValue("NotOnOrAfter", "") != "2026-01-15T12:05:00Z" {
		t.Errorf("conditions %v", c.Attr)
	}
	var authorities []string
	for _, a := range root.FindElements("//AuthenticatingAuthority") {
		authorities = append(authorities, a.Text())
	}
	if strings.Join(authorities, " ") != "https://proxy.zuiderzee.example/metadata https://idp.zuiderzee.example/metadata" {
		t.Errorf("authorities %q", authorities)
	}
	if id := root.SelectAttrValue("ID", ""); !regexp.MustCompile(`^CORTO[0-9a-f]{40}$`).MatchString(id) {
		t.Errorf("ID %s", id)
	}
}

// TestSpelling holds our table of names against EngineBlock's own, where the
// reference samples are.
func TestSpelling(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(sharedFile(t, "federation-samples/02-engineblock-attributes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]any
	if err := json.Unmarshal(b, &table); err != nil {
		t.Fatal(err)
	}
	_, people := DemoPeople(SURFconext)
	for _, p := range people {
		for _, a := range append(p.Attributes, Attribute{Name: "schacHomeOrganization"}, Attribute{Name: "eduPersonTargetedID"}, Attribute{Name: "eduPersonEntitlement"}, Attribute{Name: "eduPersonAssurance"}, Attribute{Name: "schacHomeOrganizationType"}) {
			mace, oid := spelling(a.Name)
			if _, ok := table[mace]; !ok || table[oid] != mace {
				t.Errorf("%s: EngineBlock has no %s with %s (it says %v)", a.Name, mace, oid, table[oid])
			}
		}
	}
}

// sharedFile finds a reference file beside the project; absent, the test is
// skipped.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", name)
	if _, err := os.Stat(path); os.IsNotExist(err) {
		t.Skipf("%s is not beside the project: what it would check here is not checked", name)
	}
	return path
}

// TestSize: the knob of the benchmarks gives what it says, and no more than a
// quarter too much.
func TestSize(t *testing.T) {
	t.Parallel()
	for _, style := range []Style{Entree, SURFconext} {
		h := testHub(t, style)
		for _, p := range h.people {
			plain, err := h.XML(theRequest, p, Misbehaviour{})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []int{8 << 10, 16 << 10, 257 << 10} {
				b, err := h.XML(theRequest, p, Misbehaviour{Size: want})
				if err != nil {
					t.Fatal(err)
				}
				if len(b) < want || len(b) > max(want*5/4, len(plain)) {
					t.Errorf("%s %s: %d bytes, asked %d, plain %d", style, p.Login, len(b), want, len(plain))
				}
			}
		}
	}
}

// TestXMLSec1 has xmlsec1 judge every signature that the hub makes and every one
// that a misbehaviour spoils: the hub's canonicalisation is not its own judge. What
// is right stands in the file of TestChanges.
func TestXMLSec1(t *testing.T) {
	t.Parallel()
	x := xmlsec1{
		t: t, path: tool(t, "xmlsec1"),
		certificate: file(t, "hub.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: testKeys()[0].der})),
		good:        make(map[string][]string),
	}
	for _, style := range []Style{Entree, SURFconext} {
		h := testHub(t, style)
		p := person(t, h, pupilOf(style))
		for _, n := range Misbehaviours() {
			if n.Only != "" && n.Only != style || style == SURFconext && !n.Honest {
				continue // what is spoilt is spoilt alike in both styles
			}
			if n.M.Encoding != "" || n.M.Doctype != "" || n.M.DuplicateID || n.M.WrapSame || n.M.SecondSignature {
				continue // xmlsec1 refuses duplicate IDs itself, and takes the first of two signatures
			}
			b, err := h.XML(theRequest, p, n.M)
			if err != nil {
				t.Fatal(err)
			}
			x.judge(&painter{t: t, h: h, p: p}, n, b)
		}
	}
	for where, messages := range x.good {
		if out, err := x.verify(where, messages...); err != nil {
			// It stops at the first one that it refuses, which its last lines name.
			t.Errorf("xmlsec1 refuses one of the %d good signatures of %s: %v\n%s", len(messages), where, err, out[max(0, len(out)-1000):])
		}
	}
	if len(x.good["Response"]) < 5 || len(x.good["Response']/*[local-name()='Assertion"]) < 50 {
		t.Error("too few good signatures to mean anything")
	}
}

// xmlsec1 runs the program once for all that must be good, and once for each that
// must not: its exit status is about all files together.
type xmlsec1 struct {
	t                 *testing.T
	path, certificate string
	good              map[string][]string // messages by element
}

func (x *xmlsec1) judge(a *painter, n Named, b []byte) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b); err != nil {
		x.t.Fatal(err)
	}
	message := file(x.t, n.Name+".xml", b)
	for where, holder := range map[string]*etree.Element{
		"Response": doc.Root(), "Response']/*[local-name()='Assertion": find(doc.Root(), "Assertion"),
	} {
		if holder == nil || holder.SelectElement("Signature") == nil {
			continue
		}
		if xmlsec1Accepts(a.state(holder.SelectElement("Signature")), n.M) {
			x.good[where] = append(x.good[where], message)
			continue
		}
		if out, err := x.verify(where, message); err == nil {
			x.t.Errorf("%s: xmlsec1 accepts the signature of %s\n%s", n.Name, where, out)
		}
	}
}

func (x *xmlsec1) verify(where string, messages ...string) ([]byte, error) {
	return exec.Command(x.path, append([]string{"--verify", "--enabled-key-data", "rsa",
		"--id-attr:ID", nsProtocol + ":Response", "--id-attr:ID", nsAssertion + ":Assertion",
		"--node-xpath", "(/*[local-name()='" + where + "']/*[local-name()='Signature'])[1]",
		"--pubkey-cert-pem", x.certificate}, messages...)...).CombinedOutput()
}

// xmlsec1Accepts is what a signature is worth to a tool that does as it is told: it
// goes wherever the Reference points, and does any transform that it can do.
func xmlsec1Accepts(state string, m Misbehaviour) bool {
	switch m.Wrap {
	case 0:
		return state == "by the hub, digest right" && m.Transform == "" && !m.SecondInfo
	case 2, 3, 4, 5, 7:
		return true
	}
	return false
}

// TestCrewjam: an independent service provider takes the honest answers of both
// hubs, from the metadata that they publish.
func TestCrewjam(t *testing.T) {
	t.Parallel()
	for _, style := range []Style{Entree, SURFconext} {
		for _, coverage := range []Coverage{SignAssertion, SignResponse, SignBoth} {
			h := testHub(t, style, func(c *Config) { c.Now = time.Now })
			var idp saml.EntityDescriptor
			if err := xml.Unmarshal(h.Metadata(), &idp); err != nil {
				t.Fatal(err)
			}
			acs, _ := url.Parse(spACS)
			sp := saml.ServiceProvider{EntityID: spEntity, AcsURL: *acs, IDPMetadata: &idp}
			field, err := h.Answer(theRequest, person(t, h, pupilOf(style)), Misbehaviour{Sign: coverage})
			if err != nil {
				t.Fatal(err)
			}
			b, err := base64.StdEncoding.DecodeString(field)
			if err != nil {
				t.Fatal(err)
			}
			assertion, err := sp.ParseXMLResponse(b, []string{theRequest.ID}, *acs)
			if err != nil {
				if bad, ok := err.(*saml.InvalidResponseError); ok {
					err = bad.PrivateErr
				}
				t.Errorf("%s, %s signed: %v", style, coverage, err)
				continue
			}
			if len(assertion.AttributeStatements[0].Attributes) < 10 {
				t.Errorf("%s: %d attributes", style, len(assertion.AttributeStatements[0].Attributes))
			}
		}
	}
}

// TestSchema: what the hub sends is valid SAML wherever it claims to be honest.
func TestSchema(t *testing.T) {
	t.Parallel()
	xmllint := tool(t, "xmllint")
	schemas := "/usr/share/xml/opensaml"
	if _, err := os.Stat(schemas); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("opensaml-schemas are not installed, and CI may skip nothing: %v", err)
		}
		t.Skip("opensaml-schemas are not installed: messages are not checked against them")
	}
	catalog := file(t, "catalog.xml", []byte(`<?xml version="1.0"?><catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<system systemId="http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd" uri="file:///usr/share/xml/xmltooling/xmldsig-core-schema.xsd"/>
<system systemId="http://www.w3.org/TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd" uri="file:///usr/share/xml/xmltooling/xenc-schema.xsd"/>
<system systemId="http://www.w3.org/2001/xml.xsd" uri="file:///usr/share/xml/xmltooling/xml.xsd"/>
<rewriteSystem systemIdStartString="http://www.w3.org/TR/xmldsig-core/" rewritePrefix="file:///usr/share/xml/xmltooling/"/>
<system systemId="http://www.w3.org/2001/XMLSchema.dtd" uri="file:///dev/null"/></catalog>`))
	check := func(name, schema string, b []byte, valid bool) {
		t.Helper()
		cmd := exec.Command(xmllint, "--nonet", "--noout", "--schema", filepath.Join(schemas, schema), file(t, "message.xml", b))
		cmd.Env = append(os.Environ(), "XML_CATALOG_FILES="+catalog)
		if out, err := cmd.CombinedOutput(); (err == nil) != valid {
			t.Errorf("%s: valid = %v, want %v\n%s", name, err == nil, valid, out)
		}
	}
	for _, style := range []Style{Entree, SURFconext} {
		h := testHub(t, style)
		for _, n := range Misbehaviours() {
			if n.Honest || strings.HasPrefix(n.Name, "status-") || n.M.Encrypt != nil && n.Either && n.M.Encrypt.MGF == "" { // XML Encryption 1.1 has no schema here
				b, err := h.XML(theRequest, person(t, h, pupilOf(style)), n.M)
				if err != nil {
					t.Fatal(err)
				}
				check(string(style)+" "+n.Name, "saml-schema-protocol-2.0.xsd", b, true)
			}
		}
		check(string(style)+" metadata", "saml-schema-metadata-2.0.xsd", h.Metadata(), true)
		check(string(style)+" aggregate", "saml-schema-metadata-2.0.xsd", h.Aggregate(), true)
	}
	h := testHub(t, Entree) // the judge itself
	b, err := h.XML(theRequest, person(t, h, "yara"), Misbehaviour{Version: Missing})
	if err != nil {
		t.Fatal(err)
	}
	check("no version", "saml-schema-protocol-2.0.xsd", b, false)
}

// BenchmarkAnswer is the price of one answer; sign is the floor below it.
func BenchmarkAnswer(b *testing.B) {
	for _, style := range []Style{Entree, SURFconext} {
		h := testHub(b, style)
		p := person(b, h, pupilOf(style))
		b.Run(string(style), func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				x, err := h.XML(theRequest, p, Misbehaviour{Size: 8 << 10})
				if err != nil {
					b.Fatal(err)
				}
				size = len(x)
			}
			b.ReportMetric(float64(size), "bytes/answer")
		})
	}
	b.Run("sign", func(b *testing.B) {
		s := &seal{m: new(Misbehaviour), key: testKeys()[0], method: algRSASHA256}
		for b.Loop() {
			if _, err := s.value([]byte("x")); err != nil {
				b.Fatal(err)
			}
		}
	})
}
