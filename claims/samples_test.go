package claims

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample reads a file of ../shared/federation-samples, which is other people's data
// and no part of the project. Where the folder is absent the test skips; where it
// is there, a file that cannot be read is a failure.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	root, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(root, "go.mod")); e == nil {
			break
		}
		if filepath.Dir(root) == root {
			t.Fatal("no go.mod above the test")
		}
		root = filepath.Dir(root)
	}
	folder := filepath.Join(root, "..", "shared", "federation-samples")
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		t.Skipf("SKIPPED: the samples of both federations are not there (shared/federation-samples beside the project); %s was not tried", name)
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatalf("read sample %s: %v", name, err)
	}
	return data
}

// assertion is as much of a Response as this package needs. It is no validator:
// these samples are unsigned or no longer verify.
type assertion struct {
	NameID struct {
		Format string `xml:"Format,attr"`
		Value  string `xml:",chardata"`
	} `xml:"Assertion>Subject>NameID"`
	Attributes []struct {
		Name   string `xml:"Name,attr"`
		Values []struct {
			Text   string `xml:",chardata"`
			NameID string `xml:"NameID"`
		} `xml:"AttributeValue"`
	} `xml:"Assertion>AttributeStatement>Attribute"`
}

func readSample(t *testing.T, name string) (NameID, []Attribute) {
	t.Helper()
	var a assertion
	if err := xml.Unmarshal(sample(t, name), &a); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var attrs []Attribute
	for _, x := range a.Attributes {
		out := Attribute{Name: x.Name}
		for _, v := range x.Values {
			out.Values = append(out.Values, v.Text+v.NameID)
		}
		attrs = append(attrs, out)
	}
	if len(attrs) == 0 {
		t.Fatalf("%s holds no attributes", name)
	}
	return NameID{Format: a.NameID.Format, Value: a.NameID.Value}, attrs
}

// TestSampleMessages reads whole assertions of both hubs.
func TestSampleMessages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		f    Federation
		id   *NameID // replaces the sample's, which is not persistent
		want Person
	}{
		{"S1-SYNTHETIC-entree-response-unsigned.xml", Entree, nil, Person{Federation: Entree, UpstreamID: "qj7cks8qdz9ph54@petteflat",
			Organisation: "11ZZ", Affiliations: []string{"student"}, GivenName: "Piet", FamilyName: "van der Pukkelen",
			FullName: "Piet van der Pukkelen", Number: "95312", Classes: []string{"H2A"}, Received: 9}}, // eckId is empty: not received
		{"S2-SYNTHETIC-surfconext-response-unsigned.xml", SURFconext, nil, Person{Federation: SURFconext,
			UpstreamID: "69c803b4b218529bc4ae3ae0047cb5481e72c772", Organisation: "example.nl", Affiliations: []string{"student", "member"},
			GivenName: "Jaantje", FamilyName: "van der Sanden", FullName: "Jaantje van der Sanden", Number: "s1234567", Received: 5}},
		{"06-engineblock-response-to-sp-mace-and-oid.xml", SURFconext, &persistent, Person{Federation: SURFconext, UpstreamID: persistent.Value,
			Organisation: "example.com", Affiliations: []string{"other"}, GivenName: "John", FamilyName: "Doe", FullName: "John Doe", Received: 12}},
		{"09-engineblock-response-to-sp-2013-mace-only.xml", SURFconext, &persistent, Person{Federation: SURFconext, UpstreamID: persistent.Value,
			Organisation: "aai.example.org", FamilyName: "John", FullName: "John", Received: 8}},
		{"10-idp-response-entree-plain-and-surf-mace-names.xml", Entree, nil, Person{Federation: Entree, UpstreamID: "john.doe@example.org",
			Organisation: "12AB", Affiliations: []string{"employee"}, GivenName: "John", FamilyName: "Doe", FullName: "John Doe", Received: 15}},
		{"10-idp-response-entree-plain-and-surf-mace-names.xml", SURFconext, nil, Person{Federation: SURFconext, UpstreamID: "john.doe@example.org",
			Organisation: "example.org", Affiliations: []string{"employee"}, GivenName: "John", FamilyName: "Doe", FullName: "John Doe", Received: 15}},
	} {
		t.Run(string(c.f)+" "+c.file, func(t *testing.T) {
			t.Parallel()
			id, attrs := readSample(t, c.file)
			if c.id != nil {
				var fault *Fault
				if _, err := Normalise(c.f, id, attrs); !errors.As(err, &fault) || fault.Kind != FaultNameIDFormat {
					t.Errorf("contract 12: a NameID that is not persistent gives %v", err)
				}
				id = *c.id
			}
			comparePersons(t, mustNormalise(t, c.f, id, attrs), c.want)
		})
	}
}

// TestSampleUsers goes through SURFconext's own test users. Four of them, by name,
// have a code of another organisation (contract 13): it must count as absent.
func TestSampleUsers(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(strings.NewReader(string(sample(t, "16-surfconext-diy-idp-test-users.csv")))).ReadAll()
	if err != nil || len(rows) < 50 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	foreign := map[string]int{"U6789003": 0, "student19": 0, "isaac": 0, "g_ohm": 0}
	numbers, zeros := 0, 0
	for _, row := range rows[1:] {
		at := func(name string) string { return row[column[name]] }
		var attrs []Attribute
		for _, name := range rows[0] {
			attrs = append(attrs, attr(name, at(name)))
		}
		p := mustNormalise(t, SURFconext, persistent, attrs)
		// The row's own reading of its code, apart from ours: split at every colon.
		want := ""
		if code := strings.Split(at("schacPersonalUniqueCode"), ":"); len(code) == 8 && code[6] == "studentid" && strings.EqualFold(code[5], at("schacHomeOrganization")) {
			want = code[7]
			numbers++
		}
		if at("schacPersonalUniqueCode") == "0" {
			zeros++
		}
		if _, ok := foreign[at("uid")]; ok {
			foreign[at("uid")]++
			if want != "" || p.Number != "" {
				t.Errorf("%s: the code of another organisation is taken", at("uid"))
			}
		}
		if p.Number != want || p.FullName != at("displayName") || p.GivenName != at("givenName") || p.FamilyName != at("sn") ||
			p.Organisation != strings.ToLower(at("schacHomeOrganization")) || p.flawed() != 0 {
			t.Errorf("%s (%s): a field differs from the row", at("uid"), at("eduPersonAffiliation"))
		}
	}
	for uid, n := range foreign {
		if n == 0 {
			t.Errorf("%s is not in the sample any more", uid)
		}
	}
	if numbers < 20 || zeros == 0 {
		t.Errorf("%d rows with an own number and %d with a zero: the sample shows less than it should", numbers, zeros)
	}
}

// TestSampleAliasMap holds our table against the map that was written apart from
// it: same meaning, same name, for every attribute that a rule reads.
func TestSampleAliasMap(t *testing.T) {
	t.Parallel()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(sample(t, "S3-attribute-alias-map.json"), &raw); err != nil {
		t.Fatal(err)
	}
	ours := map[string]string{"given_name": "givenName", "family_name": "sn", "name_prefix": "nlEduPersonTussenvoegsels", "display_name": "displayName",
		"affiliation": "eduPersonAffiliation", "uid": "uid", "home_org": "schacHomeOrganization", "brin": "nlEduPersonHomeOrganizationId",
		"profile_id": "nlEduPersonProfileId", "personal_unique_code": "schacPersonalUniqueCode", "class": "nlEduPersonUnit"}
	read := 0
	for key, body := range raw {
		if strings.HasPrefix(key, "_") {
			continue
		}
		var entry struct {
			Max   *int        `json:"max"`
			Names [][2]string `json:"names"`
		}
		if err := json.Unmarshal(body, &entry); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		for _, n := range entry.Names {
			if got := Canonical(n[0]); got != ours[key] {
				t.Errorf("%s (%s) is %q here, want %q", n[0], key, got, ours[key])
			}
			if w := canonical(n[0]); ours[key] != "" && (entry.Max != nil) != (w < singleEnd) {
				t.Errorf("%s: single-valued here must be %v", n[0], entry.Max != nil)
			}
			read++
		}
	}
	if read < 25 {
		t.Errorf("only %d names were compared", read)
	}
}
