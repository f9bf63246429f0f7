package config

// edits: file, old text, new text (see site); want: what check prints.
var connectionCases = []brokenCase{
	{
		name:  "id with a slash",
		edits: []string{"registry.yaml", "  - id: surfconext", "  - id: surf/conext"},
		want: []string{
			`registry.yaml:6: connections[surf/conext].id: "surf/conext" is not an id: lower-case letters, digits and hyphens, at most 63, beginning with a letter or digit`,
			`registry.yaml:24: schools[uniharderwijk].connection: "surfconext" is not the id of a connection; did you mean surf/conext?`,
		},
	},
	{
		name:  "assurance that cannot be",
		edits: []string{"registry.yaml", "  - id: surfconext\n", "  - id: surfconext\n    assurance: [loa2, 'urn:sluis:acr:phishing-resistant', 'http://surfconext.nl/assurance/loa2', 'http://surfconext.nl/assurance/loa2']\n"},
		want: []string{
			`registry.yaml:7: connections[surfconext].assurance[4]: "http://surfconext.nl/assurance/loa2" stands in this list twice`,
			`registry.yaml:7: connections[surfconext].assurance[1]: "loa2" is not an absolute URI of at most 256 characters, such as http://surfconext.nl/assurance/loa2`,
			`registry.yaml:7: connections[surfconext].assurance[2]: "urn:sluis:acr:phishing-resistant" is a class of Sluis itself: no hub gives it`,
		},
	},
	{
		name: "second factors that cannot be",
		edits: []string{"registry.yaml", "    login_log: failed_only", "    second_factor: {roles: [pupil], acr: 'http://surfconext.nl/assurance/loa2'}\n    login_log: failed_only",
			"registry.yaml", "      basis: public_task\n      schools: [petteflat]", "      basis: public_task\n      step_up: {roles: [], level: 2}\n      schools: [petteflat]"},
		want: []string{
			`registry.yaml:19: schools[petteflat].second_factor.acr: "http://surfconext.nl/assurance/loa2" is not one of https://refeds.org/profile/mfa, urn:sluis:acr:phishing-resistant`,
			`registry.yaml:19: schools[petteflat].second_factor.roles[1]: "pupil" is not one of student, staff`,
			`registry.yaml:55: apps[keyed].contract.step_up.acr: is missing; it is one of https://refeds.org/profile/mfa, urn:sluis:acr:phishing-resistant`,
			`registry.yaml:55: apps[keyed].contract.step_up.roles: is empty; it names student, staff or both`,
			`registry.yaml:55: apps[keyed].contract.step_up.level: is not a key here; known are roles, acr`,
		},
	},
	{
		name:  "id twice",
		edits: []string{"registry.yaml", "  - id: surfconext", "  - id: entree"},
		want: []string{
			`registry.yaml:6: connections[entree].id: "entree" is the id of another one in this list; an id stands for one thing`,
			`registry.yaml:24: schools[uniharderwijk].connection: "surfconext" is not the id of a connection; known are entree`,
		},
	},
	{
		name:  "id missing",
		edits: []string{"registry.yaml", "  - id: surfconext\n    federation", "  - federation"},
		want: []string{
			`registry.yaml:6: connections[2].id: is missing; it is its name, such as entree`,
			`registry.yaml:23: schools[uniharderwijk].connection: "surfconext" is not the id of a connection; known are entree`,
		},
	},
	{
		name:  "federation unknown",
		edits: []string{"registry.yaml", "federation: entree", "federation: edugain"},
		want: []string{
			`registry.yaml:3: connections[entree].federation: "edugain" is not one of entree, surfconext`,
		},
	},
	{
		name:  "AES-CBC past its day",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {insecure_cbc_until: 2026-08-31}\n"},
		want: []string{
			`registry.yaml:6: connections[entree].encryption.insecure_cbc_until: "2026-08-31" is past; take the line out, and AES-CBC stays refused`,
		},
	},
	{
		name:  "AES-CBC without end",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {insecure_cbc_until: 2027-09-03}\n"},
		want: []string{
			`registry.yaml:6: connections[entree].encryption.insecure_cbc_until: "2027-09-03" is more than a year ahead; AES-CBC is for the time until the federation has AES-GCM`,
		},
	},
	{
		name:  "AES-CBC where nothing encrypted is taken",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {answers: refuse, insecure_cbc_until: 2026-12-31}\n"},
		want: []string{
			`registry.yaml:6: connections[entree].encryption.insecure_cbc_until: "2026-12-31" stands beside answers: refuse, which takes nothing encrypted`,
		},
	},
	{
		name:  "AES-CBC until no day, answers of no kind",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    encryption: {answers: maybe, insecure_cbc_until: always}\n"},
		want: []string{
			`registry.yaml:6: connections[entree].encryption.answers: "maybe" is not one of accept, refuse`,
			`registry.yaml:6: connections[entree].encryption.insecure_cbc_until: "always" is not a day, such as 2026-09-01`,
		},
	},
	{
		name:  "entityID missing",
		edits: []string{"registry.yaml", "    entity_id: https://login.example.nl/saml/entree\n", ""},
		want: []string{
			`registry.yaml:2: connections[entree].entity_id: is missing; it is our entityID at this federation, such as https://login.example.nl/saml/entree`,
		},
	},
	{
		name:  "entityID relative",
		edits: []string{"registry.yaml", "entity_id: https://login.example.nl/saml/entree", "entity_id: saml/entree"},
		want: []string{
			`registry.yaml:4: connections[entree].entity_id: "saml/entree" is not an absolute URI, such as https://login.example.nl/saml/entree`,
		},
	},
	{
		name:  "entityID with a space",
		edits: []string{"registry.yaml", "entity_id: https://login.example.nl/saml/entree", "entity_id: https://login.example.nl/saml entree"},
		want: []string{
			`registry.yaml:4: connections[entree].entity_id: "https://login.example.nl/saml entree" holds a character that an address cannot hold; percent-encode it`,
		},
	},
	{
		name:  "entityID too long",
		edits: []string{"registry.yaml", "entity_id: https://login.example.nl/saml/entree", "entity_id: https://login.example.nl/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
		want: []string{
			`registry.yaml:4: connections[entree].entity_id: "https://login.example.nl/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" is longer than 1024 characters (SAML core 8.3.6)`,
		},
	},
	{
		name:  "entityID of a demo",
		edits: []string{"registry.yaml", "entity_id: https://login.example.nl/saml/entree", "entity_id: urn:sluis:demo:entree"},
		want: []string{
			`registry.yaml:4: connections[entree].entity_id: "urn:sluis:demo:entree" is the entityID of a demo; write your own`,
		},
	},
	{
		name:  "entityID twice",
		edits: []string{"registry.yaml", "entity_id: https://login.example.nl/saml/surfconext", "entity_id: https://login.example.nl/saml/entree"},
		want: []string{
			`registry.yaml:8: connections[surfconext].entity_id: "https://login.example.nl/saml/entree" is the entityID of connection entree too; each connection has its own`,
		},
	},
	{
		name:  "metadata missing",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", ""},
		want: []string{
			`registry.yaml:2: connections[entree].metadata: is missing; it is the federation's metadata: {file: …} or {url: …, signing_cert_file: …}`,
		},
	},
	{
		name:  "metadata without a source",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata: names no source; it is {file: …}, {url: …, signing_cert_file: …} or {mdq: …, entity: …, signing_cert_file: …}`,
		},
	},
	{
		name:  "metadata with two sources",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml, url: https://metadata.example.nl/entree.xml, signing_cert_file: signing.pem}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.url: stands beside file; metadata comes from one of file, url and mdq`,
		},
	},
	{
		name:  "metadata file missing",
		edits: []string{"entree-idp.xml", "", "-"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.file: "entree-idp.xml" cannot be read: no such file`,
		},
	},
	{
		name:  "metadata file empty",
		edits: []string{"entree-idp.xml", "", " \n"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.file: "entree-idp.xml" is an empty file`,
		},
	},
	{
		name:  "metadata file that the hook refuses",
		edits: []string{"entree-idp.xml", "", "<keyless/>"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.file: "entree-idp.xml" is not metadata that can be used: no signing key`,
		},
	},
	{
		name:  "metadata file is a directory",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: .}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.file: "." is not a file`,
		},
	},
	{
		name:  "refresh of a file",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml, refresh: 1h}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.refresh: belongs to url and mdq; a file is taken as it is`,
		},
	},
	{
		name:  "metadata url without a certificate",
		edits: []string{"registry.yaml", "      signing_cert_file: signing.pem\n", ""},
		want: []string{
			`registry.yaml:10: connections[surfconext].metadata.signing_cert_file: is missing; it is the certificate, PEM, that fetched metadata must be signed with`,
		},
	},
	{
		name:  "metadata url http",
		edits: []string{"registry.yaml", "url: https://metadata", "url: http://metadata"},
		want: []string{
			`registry.yaml:10: connections[surfconext].metadata.url: "http://metadata.example.nl/idp.xml" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "metadata url with a password, which is not shown",
		edits: []string{"registry.yaml", "url: https://metadata", "url: https://sluis:hunter2@metadata"},
		want: []string{
			`registry.yaml:10: connections[surfconext].metadata.url: holds a user name or password`,
		},
	},
	{
		name:  "signing certificate that is none",
		edits: []string{"signing.pem", "", "hello"},
		want: []string{
			`registry.yaml:11: connections[surfconext].metadata.signing_cert_file: "signing.pem" holds no certificate (PEM)`,
		},
	},
	{
		name:  "signing certificate with a weak key",
		edits: []string{"signing.pem", "", "@weak"},
		want: []string{
			`registry.yaml:11: connections[surfconext].metadata.signing_cert_file: "signing.pem" holds an RSA key of 1024 bits; at least 2048`,
		},
	},
	{
		name:  "signing file holds a private key",
		edits: []string{"signing.pem", "", "@key"},
		want: []string{
			`registry.yaml:11: connections[surfconext].metadata.signing_cert_file: "signing.pem" holds something other than a certificate`,
		},
	},
	{
		name:  "an aggregate that does not describe the entity",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml, entity: \"https://hub.example.nl/\"}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.file: "entree-idp.xml" is not metadata that can be used: it does not describe https://hub.example.nl/`,
		},
	},
	{
		name:  "an entity that is no name",
		edits: []string{"registry.yaml", "refresh: 6h", "entity: \"https://hub .nl/\""},
		want: []string{
			`registry.yaml:12: connections[surfconext].metadata.entity: "https://hub .nl/" is not an entityID: at most 1024 characters without blanks (SAML core 8.3.6)`,
		},
	},
	{
		name:  "a query service without an entity",
		edits: []string{"registry.yaml", "url: https://metadata.example.nl/idp.xml", "mdq: https://metadata.example.nl/entities/"},
		want: []string{
			`registry.yaml:10: connections[surfconext].metadata.entity: is missing; it is the federation's own entityID, which the query service is asked for`,
		},
	},
	{
		name:  "a query service that is no base",
		edits: []string{"registry.yaml", "url: https://metadata.example.nl/idp.xml", "mdq: https://metadata.example.nl/entities\n      entity: urn:hub"},
		want: []string{
			`registry.yaml:10: connections[surfconext].metadata.mdq: "https://metadata.example.nl/entities" is not the base of a metadata query service, which ends in / (often /entities/): the entityID is put behind it`,
		},
	},
	{
		name:  "a query service on plain http",
		edits: []string{"registry.yaml", "url: https://metadata.example.nl/idp.xml", "mdq: http://metadata.example.nl/entities/\n      entity: urn:hub"},
		want: []string{
			`registry.yaml:10: connections[surfconext].metadata.mdq: "http://metadata.example.nl/entities/" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "a query service beside a url",
		edits: []string{"registry.yaml", "refresh: 6h", "mdq: https://metadata.example.nl/entities/"},
		want: []string{
			`registry.yaml:12: connections[surfconext].metadata.mdq: stands beside url; metadata comes from one of file, url and mdq`,
		},
	},
	{
		name:  "how to ask, and nobody to ask",
		edits: []string{"registry.yaml", "refresh: 6h", "mdq_id: md5"},
		want: []string{
			`registry.yaml:12: connections[surfconext].metadata.mdq_id: "md5" is not one of entity, sha1`,
			`registry.yaml:12: connections[surfconext].metadata.mdq_id: belongs to mdq`,
		},
	},
	{
		name:  "schools of Entree",
		edits: []string{"registry.yaml", "    metadata: {file: entree-idp.xml}\n", "    metadata: {file: entree-idp.xml}\n    idps_metadata: {file: entree-idp.xml}\n"},
		want: []string{
			`registry.yaml:6: connections[entree].idps_metadata: belongs to surfconext: scopes are organisations there, and Entree publishes none`,
		},
	},
	{
		name:  "schools by query",
		edits: []string{"registry.yaml", "      refresh: 6h\n", "      refresh: 6h\n    idps_metadata: {mdq: https://mdq.example.nl/}\n"},
		want: []string{
			`registry.yaml:13: connections[surfconext].idps_metadata: is of all schools: {file: …} or {url: …, signing_cert_file: …}`,
		},
	},
	{
		name:  "schools by url, without a certificate",
		edits: []string{"registry.yaml", "      refresh: 6h\n", "      refresh: 6h\n    idps_metadata: {url: https://metadata.example.nl/idps.xml}\n"},
		want: []string{
			`registry.yaml:13: connections[surfconext].idps_metadata.signing_cert_file: is missing; it is the certificate, PEM, that fetched metadata must be signed with`,
		},
	},
	{
		name:  "a file without schools",
		edits: []string{"registry.yaml", "      refresh: 6h\n", "      refresh: 6h\n    idps_metadata: {file: schools.xml}\n", "schools.xml", "", "<schoolless/>"},
		want: []string{
			`registry.yaml:13: connections[surfconext].idps_metadata.file: "schools.xml" is not metadata that can be used: it holds no identity provider`,
		},
	},
	{
		name:  "refresh too often",
		edits: []string{"registry.yaml", "refresh: 6h", "refresh: 10s"},
		want: []string{
			`registry.yaml:12: connections[surfconext].metadata.refresh: "10s" is not a time from 5m to 24h, such as 30m or 6h`,
		},
	},
	{
		name:  "refresh without a unit",
		edits: []string{"registry.yaml", "refresh: 6h", "refresh: \"6\""},
		want: []string{
			`registry.yaml:12: connections[surfconext].metadata.refresh: "6" is not a time from 5m to 24h, such as 30m or 6h`,
		},
	},
	{
		name:  "own registration that would fit two schools",
		edits: []string{"registry.yaml", "  - id: surfconext\n", "  - {id: test, federation: entree, entity_id: 'urn:x:test', metadata: {file: entree-idp.xml}}\n  - {id: own, federation: entree, entity_id: 'urn:x:own', metadata: {file: entree-idp.xml}}\n  - id: surfconext\n", "registry.yaml", "  - id: uniharderwijk\n", "  - {id: proef, name: Proef, sector: vo, connection: test, home_organisation: 01AB}\n  - id: uniharderwijk\n", "registry.yaml", "    profile: nlgov\n", "    profile: nlgov\n    connection: own\n", "registry.yaml", "schools: [petteflat]\n", "schools: [petteflat, proef]\n"},
		want: []string{
			`registry.yaml:58: apps[keyed].contract.schools[2]: "proef" has the home organisation of school petteflat; an answer of connection own would fit both`,
		},
	},
	{
		name:  "signing file with two certificates",
		edits: []string{"signing.pem", "", "@two"},
		want: []string{
			`registry.yaml:11: connections[surfconext].metadata.signing_cert_file: "signing.pem" holds 2 certificates; it is the one that signs`,
		},
	},
	{
		name:  "metadata file that is no name",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: [a]}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata.file: is not the name of a file`,
		},
	},
	{
		name:  "metadata with an empty file",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: \"\"}"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata: has an empty file`,
		},
	},
	{
		name:  "an attribute that may never be asked for",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml}\n    attributes: [uid, studentBSN]"},
		want: []string{
			`registry.yaml:6: connections[entree].attributes[2]: "studentBSN" names a national number`,
		},
	},
	{
		name:  "an attribute twice",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: {file: entree-idp.xml}\n    attributes: [uid, uid]"},
		want: []string{
			`registry.yaml:6: connections[entree].attributes[2]: "uid" stands in this list twice`,
		},
	},
}
