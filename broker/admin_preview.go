package broker

import (
	"bytes"
	"encoding/json"
	"slices"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/web"
)

// imagined is the login of a person who does not exist, as a page shows it: decided and
// spelled by what decides and spells the real ones (M-17).
func (d *desk) imagined(a *registry.App, s *registry.School, role claims.Role) (*web.AdminPreview, error) {
	i := flow.Imagine(a, s, role)
	v := &web.AdminPreview{School: s.ID, SchoolName: s.Name, Sector: s.Sector, Role: string(role), Federation: string(s.Connection.Federation)}
	for _, other := range d.schoolsOf(a) {
		v.Schools = append(v.Schools, web.AdminSchool{ID: other.ID, Name: other.Name})
	}
	for _, r := range a.Contract.Roles {
		v.Roles = append(v.Roles, string(r))
	}
	if i.NameID != "" {
		v.Received = append(v.Received, receivedRow(s.Connection.Federation, claims.Attribute{Name: "NameID", Values: []string{i.NameID}}, i.Decision))
	}
	for _, attribute := range i.Received {
		v.Received = append(v.Received, receivedRow(s.Connection.Federation, attribute, i.Decision))
	}
	if i.Refused != nil {
		v.Refused = i.Refused.Code.String()
		for _, item := range i.Decision.Missing.List() {
			v.Missing = append(v.Missing, item.String())
		}
		return v, nil
	}
	p, err := d.s.Provider.Preview(a, i)
	if err != nil {
		return nil, err
	}
	v.IDToken, v.UserInfo = membersOf(p.IDToken), membersOf(p.UserInfo)
	return v, nil
}

// receivedRow says what becomes of an attribute.
func receivedRow(f claims.Federation, a claims.Attribute, decided claims.Decision) web.AdminReceived {
	row := web.AdminReceived{Name: a.Name, Values: a.Values, Why: "never"}
	for _, i := range claims.AllItems() {
		if !slices.Contains(claims.Sources(f, i), a.Name) {
			continue
		}
		row.Why = "not_in_contract"
		if decided.Release.Items.Has(i) {
			row.Claim, row.Marked, row.Why = i.String(), i.Personal(), ""
		}
		for _, w := range decided.Withheld {
			if w.Item == i {
				row.Why = w.Why.String()
			}
		}
	}
	if f == claims.Entree && a.Name == "uid" || a.Name == "NameID" {
		row.Claim, row.Why = "sub", ""
	}
	return row
}

// personal are the members of a token that say something of a person.
var personal = []string{"name", "given_name", "family_name", "student_number", "class"}

// membersOf takes a JSON object of ours apart, in its order. What is between the quotes of a
// personal value is marked.
func membersOf(object []byte) (out []web.AdminMember) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return out
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return out
		}
		m := web.AdminMember{Key: key.(string)}
		if slices.Contains(personal, m.Key) {
			m.Pieces = marked(value)
		} else {
			m.Pieces = []web.AdminPiece{{Text: string(value)}}
		}
		out = append(out, m)
	}
	return out
}

func marked(value json.RawMessage) (out []web.AdminPiece) {
	var list []json.RawMessage
	if json.Unmarshal(value, &list) != nil {
		inner := string(value[1 : len(value)-1])
		return []web.AdminPiece{{Text: `"`}, {Text: inner, Marked: true}, {Text: `"`}}
	}
	out = append(out, web.AdminPiece{Text: "["})
	for i, v := range list {
		if i > 0 {
			out = append(out, web.AdminPiece{Text: ", "})
		}
		out = append(out, marked(v)...)
	}
	return append(out, web.AdminPiece{Text: "]"})
}
