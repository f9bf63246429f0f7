package config

import "strings"

// edits: file, old text, new text (see site); want: what check prints.
var schoolCases = []brokenCase{
	{
		name:  "id in capitals",
		edits: []string{"registry.yaml", "  - id: petteflat", "  - id: Petteflat"},
		want: []string{
			`registry.yaml:14: schools[Petteflat].id: "Petteflat" is not an id: lower-case letters, digits and hyphens, at most 63, beginning with a letter or digit`,
			`registry.yaml:36: apps[portfolio].contract.schools[1]: "petteflat" is not the id of a school; did you mean Petteflat?`,
			`registry.yaml:54: apps[keyed].contract.schools[1]: "petteflat" is not the id of a school; did you mean Petteflat?`,
		},
	},
	{
		name:  "id twice",
		edits: []string{"registry.yaml", "  - id: uniharderwijk\n", "  - id: petteflat\n"},
		want: []string{
			`registry.yaml:21: schools[petteflat].id: "petteflat" is the id of another one in this list; an id stands for one thing`,
			`registry.yaml:36: apps[portfolio].contract.schools[2]: "uniharderwijk" is not the id of a school; known are petteflat`,
		},
	},
	{
		name:  "sector unknown",
		edits: []string{"registry.yaml", "sector: vo", "sector: havo"},
		want: []string{
			`registry.yaml:16: schools[petteflat].sector: "havo" is not one of po, vo, mbo, ho`,
		},
	},
	{
		name:  "connection unknown",
		edits: []string{"registry.yaml", "    connection: entree", "    connection: entre"},
		want: []string{
			`registry.yaml:17: schools[petteflat].connection: "entre" is not the id of a connection; did you mean entree?`,
		},
	},
	{
		name:  "retention of 182 days (L-07)",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 182"},
		want: []string{
			`registry.yaml:20: schools[petteflat].log_retention_days: "182" is not a whole number from 183 to 365`,
		},
	},
	{
		name:  "retention of 366 days (L-07)",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 366"},
		want: []string{
			`registry.yaml:20: schools[petteflat].log_retention_days: "366" is not a whole number from 183 to 365`,
		},
	},
	{
		name:  "log unknown",
		edits: []string{"registry.yaml", "login_log: failed_only", "login_log: none"},
		want: []string{
			`registry.yaml:19: schools[petteflat].login_log: "none" is not one of all, failed_only`,
		},
	},
	{
		name:  "BRIN with branch",
		edits: []string{"registry.yaml", "home_organisation: 01AB", "home_organisation: 01AB00"},
		want: []string{
			`registry.yaml:18: schools[petteflat].home_organisation: "01AB00" has the branch in it; write the BRIN of four characters, 01AB`,
		},
	},
	{
		name:  "BRIN that is none",
		edits: []string{"registry.yaml", "home_organisation: 01AB", "home_organisation: petteflat.nl"},
		want: []string{
			`registry.yaml:18: schools[petteflat].home_organisation: "petteflat.nl" is not a BRIN of four letters and digits, such as 01AB`,
		},
	},
	{
		name:  "home organisation missing",
		edits: []string{"registry.yaml", "    home_organisation: 01AB\n", ""},
		want: []string{
			`registry.yaml:14: schools[petteflat].home_organisation: is missing; it is a BRIN of four characters, or a schacHomeOrganization`,
		},
	},
	{
		name:  "schacHomeOrganization that is none",
		edits: []string{"registry.yaml", "home_organisation: uniharderwijk.nl", "home_organisation: uniharderwijk"},
		want: []string{
			`registry.yaml:25: schools[uniharderwijk].home_organisation: "uniharderwijk" is not a schacHomeOrganization, such as uniharderwijk.nl`,
		},
	},
	{
		name:  "one BRIN for two schools, whatever the case",
		edits: []string{"registry.yaml", "  - id: uniharderwijk\n", "  - {id: tweede, name: Tweede, sector: vo, connection: entree, home_organisation: 01ab}\n  - id: uniharderwijk\n"},
		want: []string{
			`registry.yaml:21: schools[tweede].home_organisation: "01AB" is that of school petteflat too; an answer of connection entree would fit both`,
		},
	},
	{
		name:  "one schacHomeOrganization for two schools, whatever the case",
		edits: []string{"registry.yaml", "apps:\n", "  - {id: tweede, name: Tweede, sector: ho, connection: surfconext, home_organisation: UniHarderwijk.NL}\napps:\n"},
		want: []string{
			`registry.yaml:26: schools[tweede].home_organisation: "uniharderwijk.nl" is that of school uniharderwijk too; an answer of connection surfconext would fit both`,
		},
	},
	{
		name:  "idp that is no entityID",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    idp: idp.petteflat.nl"},
		want: []string{
			`registry.yaml:21: schools[petteflat].idp: "idp.petteflat.nl" is not an entityID: an absolute URI, such as https://idp.petteflat.nl/`,
		},
	},
	{
		name:  "reauthenticate unknown",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    reauthenticate: sometimes"},
		want: []string{
			`registry.yaml:21: schools[petteflat].reauthenticate: "sometimes" is not one of always, shared_device, never`,
		},
	},
	{
		name:  "contact with an unknown key",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    contact: {it: a@example.nl}"},
		want: []string{
			`registry.yaml:21: schools[petteflat].contact.it: is not a key here; did you mean ict?`,
		},
	},
	{
		name:  "admit an affiliation that is a role already",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    admit: {employee: staff}"},
		want: []string{
			`registry.yaml:21: schools[petteflat].admit.employee: is not a key here; known are affiliate, pre-student, alum, member, library-walk-in, none`,
		},
	},
	{
		name:  "admit as something that is no role",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    admit: {affiliate: guest}"},
		want: []string{
			`registry.yaml:21: schools[petteflat].admit.affiliate: "guest" is not one of student, staff`,
		},
	},
	{
		name:  "a journey without an end that anybody knows",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: [{countries: [ES], until: 2026-10-02}]"},
		want: []string{
			`registry.yaml:21: schools[petteflat].travel[1].until: "2026-10-02" is more than 30 days ahead; write a later journey down when it is near`,
		},
	},
	{
		name:  "a journey to nowhere, and one without a day",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: [{countries: [], until: tomorrow}, {}, {countries: [XX, es, FR, FR], until: 2026-09-09}]"},
		want: []string{
			`registry.yaml:21: schools[petteflat].travel[1].until: "tomorrow" is not a day, such as 2026-09-01`,
			`registry.yaml:21: schools[petteflat].travel[2].countries: is missing; it is those of the journey, such as [ES, FR]`,
			`registry.yaml:21: schools[petteflat].travel[2].until: is missing; it is the last day, such as 2026-10-02`,
			`registry.yaml:21: schools[petteflat].travel[3].countries[4]: "FR" stands in this list twice`,
			`registry.yaml:21: schools[petteflat].travel[1].countries: names no country; write those of the journey, such as [ES, FR]`,
			`registry.yaml:21: schools[petteflat].travel[3].countries[1]: "XX" is not an ISO 3166-1 code of two capitals, such as NL`,
			`registry.yaml:21: schools[petteflat].travel[3].countries[2]: "es" is not an ISO 3166-1 code of two capitals, such as NL`,
		},
	},
	{
		name:  "a journey round the world",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: [{countries: [AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR], until: 2026-09-09}]"},
		want: []string{
			`registry.yaml:21: schools[petteflat].travel[1].countries: names 11 countries; a journey goes to at most 10`,
		},
	},
	{
		name:  "a school that is always on a journey",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: [" + strings.Repeat("{countries: [ES], until: 2026-09-09}, ", 11) + "]"},
		want: []string{
			`registry.yaml:21: schools[petteflat].travel: has 11 journeys; a school has at most 10 at a time`,
		},
	},
	{
		name:  "a journey that is no list",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: {countries: [ES], until: 2026-09-09}"},
		want: []string{
			`registry.yaml:21: schools[petteflat].travel: is a mapping (key: value), not a list`,
		},
	},
	{
		name:  "name of spaces",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: \"  \""},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: is empty; it is the name that people choose by`,
		},
	},
}
