package demo

import (
	"cmp"
	"sync"

	"github.com/zitadel/oidc/v3/pkg/client/rp"

	"sluis/providers/hub"
)

type text struct{ NL, EN string }

// item is one released item of a demo contract.
type item struct {
	key      string
	nl, en   string // purpose
	optional bool
}

// app is one app of the demo: a client of the broker, and a contract.
type app struct {
	id    string
	name  text
	about text
	alg   string
	basis string
	only  hub.Style // "" all schools, or those of one federation
	items []item
	at    string // origin of the demo app
	own   string // where the app of a developer takes answers, which is not ours

	mu     sync.Mutex
	client rp.RelyingParty // made at the first login, when the broker answers
	seats  seats
}

func (a *app) callback() string { return cmp.Or(a.own, a.at+"/"+a.id+"/callback") }

func (a *app) left() string { return a.at + "/" + a.id + "/left" }

// scopes asks for what the contract names.
func (a *app) scopes() []string {
	out := []string{"openid"}
	for _, i := range a.items {
		if i.key == "name" {
			out = append(out, "profile")
		} else {
			out = append(out, i.key)
		}
	}
	return out
}

func (a *app) has(key string) *item {
	for k := range a.items {
		if a.items[k].key == key {
			return &a.items[k]
		}
	}
	return nil
}

// OwnID is the client_id of a developer's own app.
const OwnID = "eigen-app"

// offered are the apps: the usual one, a stricter one, a pseudonymous one, and one
// that asks consent.
func (d *Demo) offered() []*app {
	name := item{"name", "Zo staat je naam boven je werk.", "Your name stands above your work.", false}
	number := item{"student_number", "Zo herkent de app jou en niet iemand met dezelfde naam.", "The app knows you from someone with the same name.", false}
	class := item{"class", "Zo ziet je docent je werk bij de goede klas.", "Your teacher sees your work with the right class.", true}
	school := item{"school", "Zo houdt de app scholen uit elkaar.", "The app tells schools apart.", false}
	role := item{"role", "Zo weet de app of je leerling of medewerker bent.", "The app knows whether you are a pupil or staff.", false}
	required := class
	required.optional = false
	if d.at.Own != "" {
		d.own = &app{id: OwnID, own: d.at.Own, name: text{"Eigen app", "Own app"}, alg: "RS256", basis: "public_task",
			items: []item{name, number, class, school, role}}
	}
	apps := []*app{
		{id: "portfolio", name: text{"Portfolio", "Portfolio"}, alg: "RS256", basis: "public_task",
			about: text{"Naam, nummer, klas (mag je uitzetten), school en rol.", "Name, number, class (you may switch it off), school and role."},
			items: []item{name, number, class, school, role}},
		{id: "rekenrups", name: text{"Rekenrups", "Rekenrups"}, alg: "ES256", basis: "public_task", only: hub.Entree,
			about: text{"Eist een nummer en een klas.", "Requires a number and a class."},
			items: []item{number, required}},
		{id: "leeshoek", name: text{"Leeshoek", "Reading Corner"}, alg: "EdDSA", basis: "public_task",
			about: text{"Krijgt niets dan een eigen nummer voor jou.", "Gets nothing but a number of its own for you."}},
		{id: "onderzoek", name: text{"Onderzoek", "Research"}, alg: "PS256", basis: "consent", only: hub.SURFconext,
			about: text{"Vraagt je toestemming.", "Asks your consent."},
			items: []item{name, number}},
	}
	for _, a := range apps {
		a.at = d.at.App
	}
	return apps
}
