package config

var warningCases = []brokenCase{
	{
		name:  "single sign-on",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    session: {sso: app, idle: 10m}\n"},
		want: []string{
			`registry.yaml:31: warning: apps[portfolio].session.sso: "app" lets a session answer instead of the school: on a shared computer the next person is the one before, until idle (10m) has passed or somebody logs out`,
		},
	},
	{
		name:  "opaque tokens under nlgov",
		edits: []string{"registry.yaml", "redirect_uris: [https://keyed.example.nl/callback]", "redirect_uris: [https://keyed.example.nl/callback]\n    access_token: opaque"},
		want: []string{
			`registry.yaml:51: warning: apps[keyed].access_token: "opaque" is not what nlgov asks: an access token is a signed JWT there`,
		},
	},
	{
		name:  "https without tls and proxies",
		edits: []string{"sluis.yaml", "trusted_proxies: [10.0.0.0/8]\n", ""},
		want: []string{
			`sluis.yaml:1: warning: issuer: "https://login.example.nl" is https, and neither tls nor trusted_proxies is set: nothing here speaks TLS, and everyone behind a proxy has the proxy's address`,
		},
	},
	{
		name:  "metrics on every address",
		edits: []string{"sluis.yaml", "admin_listen: 127.0.0.1:9090", "admin_listen: \":9090\""},
		want: []string{
			`sluis.yaml:6: warning: admin_listen: ":9090" listens on every address of this machine; /metrics is not for the public`,
		},
	},
	{
		name:  "certificate of another host, expired",
		edits: []string{"sluis.yaml", "guard:\n", "tls: {cert_file: tls.pem, key_file: tls.key}\nguard:\n", "tls.pem", "", "@pair"},
		want: []string{
			`sluis.yaml:7: warning: tls.cert_file: "tls.pem" does not hold for login.example.nl, the host of issuer`,
			`sluis.yaml:7: warning: tls.cert_file: "tls.pem" has expired on 2026-08-31`,
		},
	},
	{
		name:  "a journey on its last day, and one to where browsers may come from anyway",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: [{countries: [ES, FR], until: 2026-09-01}, {countries: [NL], until: 2026-10-01}]"},
		want: []string{
			`registry.yaml:21: warning: schools[petteflat].travel[1].until: "2026-09-01" lets people of this school in from [ES FR] until the end of that day`,
			`registry.yaml:21: warning: schools[petteflat].travel[2].countries[1]: "NL" is in guard.countries: browsers from there are let in as it is`,
			`registry.yaml:21: warning: schools[petteflat].travel[2].until: "2026-10-01" lets people of this school in from [NL] until the end of that day`,
		},
	},
	{
		name:  "a journey that is over",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365\n    travel: [{countries: [ES], until: 2026-08-31}]"},
		want: []string{
			`registry.yaml:21: warning: schools[petteflat].travel[1].until: "2026-08-31" is past: browsers from there are refused again; take the journey out`,
		},
	},
	{
		name:  "AES-CBC on its last day",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {insecure_cbc_until: 2026-09-01}\n"},
		want: []string{
			`registry.yaml:6: warning: connections[entree].encryption.insecure_cbc_until: "2026-09-01" lets AES-CBC in until the end of that day, inside a signed Response; after it this line is refused`,
		},
	},
	{
		name:  "metadata that is used all the same",
		edits: []string{"entree-idp.xml", "", "<EntityDescriptor/> ended"},
		want: []string{
			`registry.yaml:5: warning: connections[entree].metadata.file: "entree-idp.xml" is used, but a certificate ended`,
		},
	},
	{
		name:  "unused connection and school",
		edits: []string{"registry.yaml", "connections:\n", "connections:\n  - id: old\n    federation: entree\n    entity_id: https://login.example.nl/saml/old\n    metadata: {file: entree-idp.xml}\n", "registry.yaml", "  - id: petteflat\n", "  - {id: old, name: Oud, sector: vo, connection: entree, home_organisation: 99ZZ}\n  - id: petteflat\n"},
		want: []string{
			`registry.yaml:2: warning: connections[old].id: "old" is not used: no school and no app refers to it`,
			`registry.yaml:18: warning: schools[old].id: "old" is not used: no contract names it`,
		},
	},
	{
		name:  "sector at an odd federation",
		edits: []string{"registry.yaml", "sector: vo", "sector: ho"},
		want: []string{
			`registry.yaml:16: warning: schools[petteflat].sector: "ho" is unusual for entree: Entree is for po, vo and mbo, SURFconext for mbo and ho`,
		},
	},
	{
		name:  "pkce if_sent",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    pkce: if_sent\n"},
		want: []string{
			`registry.yaml:31: warning: apps[portfolio].pkce: "if_sent" weakens this app: a request without PKCE is taken if it has a nonce`,
		},
	},
	{
		name:  "nlgov and a redirect to localhost",
		edits: []string{"registry.yaml", "redirect_uris: [https://keyed.example.nl/callback]", "redirect_uris: [\"http://127.0.0.1:9000/callback\", \"http://localhost:9000/callback\"]"},
		want: []string{
			`registry.yaml:50: warning: apps[keyed].redirect_uris: "http://localhost:9000/callback" (number 2) is not what nlgov asks: https, or http on a loopback address such as 127.0.0.1`,
		},
	},
	{
		name:  "one sector for two apps",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    sector: keyed\n"},
		want: []string{
			`registry.yaml:46: warning: apps[keyed].sector: "keyed" is the sector of app portfolio too: both see the same sub for the same pupil`,
		},
	},
	{
		name:  "items that the roles do not have",
		edits: []string{"registry.yaml", "roles: [student, staff]", "roles: [staff]"},
		want: []string{
			`registry.yaml:40: warning: apps[portfolio].contract.release.class: is never released: the contract is for staff, who have none`,
		},
	},
	{
		name:  "schools that cannot be told apart",
		edits: []string{"registry.yaml", "name: Universiteit Harderwijk", "name: petteflat college"},
		want: []string{
			`registry.yaml:36: warning: apps[portfolio].contract.schools: "uniharderwijk" has the name and place of school petteflat: people cannot tell them apart`,
		},
	},
	{
		name:  "own connection",
		edits: []string{"registry.yaml", "    profile: basic\n", "    profile: basic\n    connection: entree\n"},
		want: []string{
			`registry.yaml:31: warning: apps[portfolio].connection: "entree" gives this app's pupils other subjects than the schools' own connection would`,
		},
	},
	{
		name:  "own connection without a school",
		edits: []string{"registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    connection: surfconext\n"},
		want: []string{
			`registry.yaml:49: warning: apps[keyed].connection: "surfconext" gives this app's pupils other subjects than the schools' own connection would`,
			`registry.yaml:49: warning: apps[keyed].connection: "surfconext" is not used: no school of the contract is in surfconext`,
		},
	},
	{
		name:  "pinned attributes: lacking and surplus",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml}\n    attributes: [\"urn:uid\", mail]"},
		want: []string{
			`registry.yaml:6: warning: connections[entree].attributes: lack unit, which the item class needs`,
			`registry.yaml:6: warning: connections[entree].attributes[2]: "mail" is surplus: no contract needs it`,
		},
	},
	{
		name:  "pinned attributes: none",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml}\n    attributes: []"},
		want: []string{
			`registry.yaml:6: warning: connections[entree].attributes: lack uid, which every login needs`,
			`registry.yaml:6: warning: connections[entree].attributes: lack unit, which the item class needs`,
		},
	},
	{
		name:  "stores in the clear",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: sluis.key\nstores: {records: \"postgres://s@db.example/s\", state: \"redis://r.example\", insecure_plaintext: true}\nguard:\n", "sluis.key", "", "k"},
		want: []string{
			`sluis.yaml:8: warning: stores.records: goes over a network without TLS: who listens there reads passwords and handles`,
			`sluis.yaml:8: warning: stores.state: goes over a network without TLS: who listens there reads passwords and handles`,
		},
	},
}
