package config

// edits: file, old text, new text (see site); want: what check prints.
var installationCases = []brokenCase{
	{
		name:  "keys of admins, each fault once",
		edits: []string{"sluis.yaml", "guard:\n", "admin_keys:\n  - {roles: [platform, baas], roots_file: signing.pem, models: [geel, 00000000-0000-0000-0000-000000000000]}\n  - {roles: [platform], roots_file: signing.pem, model: x}\nguard:\n"},
		want: []string{
			`sluis.yaml:8: admin_keys[1].roles[2]: "baas" is no role of an admin; allowed are platform, privacy, helpdesk, auditor, developer`,
			`sluis.yaml:8: admin_keys[1].models[1]: "geel" is no AAGUID, such as cb69481e-8ff7-4039-93ec-0a2729a154a8`,
			`sluis.yaml:8: admin_keys[1].models[2]: "00000000-0000-0000-0000-000000000000" is what keys say that do not name their model`,
			`sluis.yaml:9: admin_keys[2].model: is not a key here; did you mean models?`,
			`sluis.yaml:9: admin_keys[2].roles[1]: "platform" stands in another entry of admin_keys too`,
		},
	},
	{
		name:  "keys of admins without roles and makers",
		edits: []string{"sluis.yaml", "guard:\n", "admin_keys:\n  - {models: [cb69481e-8ff7-4039-93ec-0a2729a154a8]}\nguard:\n"},
		want: []string{
			`sluis.yaml:8: admin_keys[1].roles: is missing; it is one or more of platform, privacy, helpdesk, auditor, developer`,
			`sluis.yaml:8: admin_keys[1].roots_file: is missing; it is the name of a PEM file with certificates of makers`,
		},
	},
	{
		name:  "keys of admins by a file that holds no certificate",
		edits: []string{"sluis.yaml", "guard:\n", "admin_keys:\n  - {roles: [platform], roots_file: portfolio.secret}\nguard:\n"},
		want: []string{
			`sluis.yaml:8: admin_keys[1].roots_file: "portfolio.secret" holds no certificate (PEM)`,
		},
	},
	{
		name:  "keys of admins by a file that is not there",
		edits: []string{"sluis.yaml", "guard:\n", "admin_keys:\n  - {roles: [platform], roots_file: makers.pem}\nguard:\n"},
		want: []string{
			`sluis.yaml:8: admin_keys[1].roots_file: "makers.pem" cannot be read: no such file`,
		},
	},
	{
		name:  "a kept registry without its file",
		edits: []string{"sluis.yaml", "registry: ./registry.yaml", "registry: {}"},
		want: []string{
			`sluis.yaml:4: registry.file: is missing; it is the registry file, such as ./registry.yaml`,
		},
	},
	{
		name:  "a kept registry that is not there",
		edits: []string{"sluis.yaml", "registry: ./registry.yaml", "registry: {file: ./elsewhere.yaml}"},
		want: []string{
			`sluis.yaml:4: registry.file: "./elsewhere.yaml" cannot be read: no such file`,
		},
	},
	{
		name:  "a kept registry with a key of its own",
		edits: []string{"sluis.yaml", "registry: ./registry.yaml", "registry: {file: ./registry.yaml, branch: main}"},
		want: []string{
			`sluis.yaml:4: registry.branch: is not a key here; known are file`,
		},
	},
	{
		name:  "issuer missing",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl\n", ""},
		want: []string{
			`sluis.yaml:1: issuer: is missing; it is the one public origin, such as https://login.example.nl`,
		},
	},
	{
		name:  "issuer empty",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: \"\""},
		want: []string{
			`sluis.yaml:1: issuer: is empty; it is the one public origin, such as https://login.example.nl`,
		},
	},
	{
		name:  "issuer with a path",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://login.example.nl/oidc"},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl/oidc" has a path; an origin is scheme, host and port only`,
		},
	},
	{
		name:  "issuer with a final slash",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://login.example.nl/"},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl/" ends in a slash; an origin is scheme, host and port only`,
		},
	},
	{
		name:  "issuer with a query",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://login.example.nl?tenant=1"},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl?tenant=1" has a query; an origin is scheme, host and port only`,
		},
	},
	{
		name:  "issuer with a bare question mark",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: \"https://login.example.nl?\""},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl?" has a query; an origin is scheme, host and port only`,
		},
	},
	{
		name:  "issuer with a fragment",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: \"https://login.example.nl#x\""},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl#x" holds a fragment (#)`,
		},
	},
	{
		name:  "issuer with a password, which is not shown",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://admin:hunter2@login.example.nl"},
		want: []string{
			`sluis.yaml:1: issuer: holds a user name or password`,
		},
	},
	{
		name:  "issuer http beyond loopback",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: http://login.example.nl"},
		want: []string{
			`sluis.yaml:1: issuer: "http://login.example.nl" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "issuer http on an address beyond loopback",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: http://10.0.0.1:8080"},
		want: []string{
			`sluis.yaml:1: issuer: "http://10.0.0.1:8080" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "issuer http on a name that only begins like localhost",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: http://localhost.example.nl"},
		want: []string{
			`sluis.yaml:1: issuer: "http://localhost.example.nl" is http; that is allowed for loopback hosts only (127.0.0.0/8, ::1, localhost, *.localhost), write https`,
		},
	},
	{
		name:  "issuer without a scheme",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: login.example.nl"},
		want: []string{
			`sluis.yaml:1: issuer: "login.example.nl" is not an https address`,
		},
	},
	{
		name:  "issuer without a host",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: \"https://\""},
		want: []string{
			`sluis.yaml:1: issuer: "https://" has no host that can be reached, such as app.example.nl`,
		},
	},
	{
		name:  "issuer of another scheme",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: ftp://login.example.nl"},
		want: []string{
			`sluis.yaml:1: issuer: "ftp://login.example.nl" is not an https address`,
		},
	},
	{
		name:  "issuer in capitals",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://Login.example.nl"},
		want: []string{
			`sluis.yaml:1: issuer: "https://Login.example.nl" has a host in capitals; write it in lower case, as browsers do`,
		},
	},
	{
		name:  "issuer with the usual port",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://login.example.nl:443"},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl:443" names the usual port; leave it out, as browsers do`,
		},
	},
	{
		name:  "issuer with a port that is none",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://login.example.nl:70000"},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl:70000" has no host that can be reached, such as app.example.nl`,
		},
	},
	{
		name:  "issuer with a space",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: \"https://login.example.nl \""},
		want: []string{
			`sluis.yaml:1: issuer: "https://login.example.nl " holds a character that an address cannot hold; percent-encode it`,
		},
	},
	{
		name:  "issuer with a letter beyond ASCII",
		edits: []string{"sluis.yaml", "issuer: https://login.example.nl", "issuer: https://inlöggen.nl"},
		want: []string{
			`sluis.yaml:1: issuer: "https://inlöggen.nl" holds a character that an address cannot hold; percent-encode it`,
		},
	},
	{
		name:  "listen without a port",
		edits: []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: 127.0.0.1"},
		want: []string{
			`sluis.yaml:2: listen: "127.0.0.1" is not host:port, such as 127.0.0.1:8080`,
		},
	},
	{
		name:  "listen on a port that is none",
		edits: []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: 127.0.0.1:99999"},
		want: []string{
			`sluis.yaml:2: listen: "127.0.0.1:99999" has no port from 1 to 65535`,
		},
	},
	{
		name:  "listen on a bare IPv6 address",
		edits: []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: ::1:8080"},
		want: []string{
			`sluis.yaml:2: listen: "::1:8080" is not host:port, such as 127.0.0.1:8080`,
		},
	},
	{
		name:  "listen on no host name",
		edits: []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: a b:8080"},
		want: []string{
			`sluis.yaml:2: listen: "a b:8080" has no address or host name before its port`,
		},
	},
	{
		name:  "admin_listen the same",
		edits: []string{"sluis.yaml", "admin_listen: 127.0.0.1:9090", "admin_listen: 127.0.0.1:8080"},
		want: []string{
			`sluis.yaml:6: admin_listen: "127.0.0.1:8080" is the same as listen; /metrics is not for the public`,
		},
	},
	{
		name:  "admin_listen without a port",
		edits: []string{"sluis.yaml", "admin_listen: 127.0.0.1:9090", "admin_listen: localhost"},
		want: []string{
			`sluis.yaml:6: admin_listen: "localhost" is not host:port, such as 127.0.0.1:8080`,
		},
	},
	{
		name:  "master key is a directory",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: .\nguard:\n", "sluis.yaml", "data: ./data", "data: ./data"},
		want: []string{
			`sluis.yaml:7: master_key_file: "." is not a file`,
		},
	},
	{
		name:  "stores that are no texts",
		edits: []string{"sluis.yaml", "guard:\n", "stores: {records: [hunter2]}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: stores.records: is not a text`,
		},
	},
	{
		name:  "registry missing",
		edits: []string{"registry.yaml", "", "-"},
		want: []string{
			`sluis.yaml:4: registry: "./registry.yaml" cannot be read: no such file`,
		},
	},
	{
		name:  "registry elsewhere and missing",
		edits: []string{"sluis.yaml", "registry: ./registry.yaml", "registry: ./elsewhere/registry.yaml"},
		want: []string{
			`sluis.yaml:4: registry: "./elsewhere/registry.yaml" cannot be read: no such file`,
		},
	},
	{
		name:  "data is a file",
		edits: []string{"sluis.yaml", "data: ./data", "data: ./entree-idp.xml"},
		want: []string{
			`sluis.yaml:3: data: "./entree-idp.xml" is a file, not a directory`,
		},
	},
	{
		name:  "named master key missing",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: ./master.key\nguard:\n"},
		want: []string{
			`sluis.yaml:7: master_key_file: "./master.key" cannot be read: no such file`,
		},
	},
	{
		name:  "named master key empty",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: ./master.key\nguard:\n", "master.key", "", ""},
		want: []string{
			`sluis.yaml:7: master_key_file: "./master.key" is an empty file`,
		},
	},
	{
		name:  "master key in the data directory",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: ./data/sluis.key\nguard:\n"},
		want: []string{
			`sluis.yaml:7: master_key_file: "./data/sluis.key" lies in the data directory, which holds what it protects; put it elsewhere, such as beside sluis.yaml`,
			`sluis.yaml:7: master_key_file: "./data/sluis.key" cannot be read: no such file`,
		},
	},
	{
		name:  "default master key in the data directory",
		edits: []string{"sluis.yaml", "data: ./data", "data: ."},
		want: []string{
			`sluis.yaml:1: master_key_file: lies in the data directory, which holds what it protects; put it elsewhere, such as beside sluis.yaml`,
		},
	},
	{
		name:  "stores with a password, value not shown",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: sluis.key\nstores: {records: \"postgres://sluis:hunter2@db/sluis\", state: \"hunter2\"}\nguard:\n", "sluis.key", "", "k"},
		want: []string{
			`sluis.yaml:8: stores.records: holds a password; put it into a file (the value is not shown, it may hold a password)`,
			`sluis.yaml:8: stores.state: is not a URL (the value is not shown, it may hold a password)`,
		},
	},
	{
		name:  "one store shared, the other not",
		edits: []string{"sluis.yaml", "guard:\n", "stores: {state: \"redis://127.0.0.1\"}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: stores.state: and records go together: both embedded, on one machine, or both on servers, on several`,
		},
	},
	{
		name:  "shared stores without a master key",
		edits: []string{"sluis.yaml", "guard:\n", "stores: {records: \"postgres://s@127.0.0.1/s\", state: \"redis://127.0.0.1\"}\nguard:\n"},
		want: []string{
			`sluis.yaml:1: master_key_file: is not there, and nodes that share their stores share the key: make it once, with openssl rand -base64 32, and bring it to every machine`,
		},
	},
	{
		name:  "shared stores in the clear, and their files",
		edits: []string{"sluis.yaml", "guard:\n", "master_key_file: sluis.key\nstores:\n  records: postgres://s@db.example/s\n  records_password_file: elders\n  records_ca_file: sluis.key\n  state: redis://r.example\n  state_password_file: leeg\nguard:\n", "sluis.key", "", "k", "leeg", "", "\n"},
		want: []string{
			`sluis.yaml:9: stores.records: goes over a network without TLS; use TLS, or, where nobody else is on that network, set insecure_plaintext`,
			`sluis.yaml:10: stores.records_password_file: "elders" cannot be read: no such file`,
			`sluis.yaml:11: stores.records_ca_file: "sluis.key" holds no certificate (PEM)`,
			`sluis.yaml:12: stores.state: goes over a network without TLS; use TLS, or, where nobody else is on that network, set insecure_plaintext`,
			`sluis.yaml:13: stores.state_password_file: "leeg" is an empty file`,
		},
	},
	{
		name:  "files of embedded stores",
		edits: []string{"sluis.yaml", "guard:\n", "stores: {state_password_file: portfolio.secret}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: stores.state_password_file: "portfolio.secret" stands beside embedded stores, which need none`,
		},
	},
	{
		name:  "tls without a key",
		edits: []string{"sluis.yaml", "guard:\n", "tls: {cert_file: signing.pem}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: tls.key_file: is missing; it is the name of a PEM file; a certificate and its key go together`,
		},
	},
	{
		name:  "tls files that are no pair",
		edits: []string{"sluis.yaml", "guard:\n", "tls: {cert_file: signing.pem, key_file: portfolio.secret}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: tls.cert_file: "signing.pem" and key_file are not a certificate and its key: failed to find any PEM data in key input`,
		},
	},
	{
		name:  "tls files missing",
		edits: []string{"sluis.yaml", "guard:\n", "tls: {cert_file: a.pem, key_file: b.pem}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: tls.cert_file: "a.pem" cannot be read: no such file`,
			`sluis.yaml:7: tls.key_file: "b.pem" cannot be read: no such file`,
		},
	},
	{
		name:  "a key pasted where its file belongs",
		edits: []string{"sluis.yaml", "guard:\n", "tls: {cert_file: signing.pem, key_file: MC4CAQAwBQYDK2VwBCIEIAhunter2hunter2}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: tls.key_file: cannot be read: no such file (what stands here is not shown; it is the name of a file)`,
		},
	},
	{
		name:  "proxies: a bare address",
		edits: []string{"sluis.yaml", "[10.0.0.0/8]", "[10.0.0.1]"},
		want: []string{
			`sluis.yaml:5: trusted_proxies[1]: "10.0.0.1" is not a network, such as 10.0.0.0/8 or ::1/128`,
		},
	},
	{
		name:  "proxies: bits beyond the prefix",
		edits: []string{"sluis.yaml", "[10.0.0.0/8]", "[10.0.0.1/8]"},
		want: []string{
			`sluis.yaml:5: trusted_proxies[1]: "10.0.0.1/8" has bits beyond its prefix; the network is 10.0.0.0/8`,
		},
	},
	{
		name:  "proxies: everyone",
		edits: []string{"sluis.yaml", "[10.0.0.0/8]", "[0.0.0.0/0, \"::/0\"]"},
		want: []string{
			`sluis.yaml:5: trusted_proxies[1]: "0.0.0.0/0" is everyone: any browser could claim any address; name the networks of your proxies`,
			`sluis.yaml:5: trusted_proxies[2]: "::/0" is everyone: any browser could claim any address; name the networks of your proxies`,
		},
	},
	{
		name:  "proxies: IPv4 in IPv6",
		edits: []string{"sluis.yaml", "[10.0.0.0/8]", "[\"::ffff:10.0.0.0/104\"]"},
		want: []string{
			`sluis.yaml:5: trusted_proxies[1]: "::ffff:10.0.0.0/104" is an IPv4 network in IPv6 form; write the IPv4 network`,
		},
	},
	{
		name:  "operator's address that is none",
		edits: []string{"sluis.yaml", "guard:\n", "operator: {name: {nl: Stichting, en: Foundation}, technical: techniek, security: \"a b@example.nl\"}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: operator.technical: "techniek" is not an e-mail address, such as techniek@example.nl`,
			`sluis.yaml:7: operator.security: "a b@example.nl" is not an e-mail address, such as techniek@example.nl`,
		},
	},
	{
		name:  "operator's name in one language",
		edits: []string{"sluis.yaml", "guard:\n", "operator: {name: {nl: Stichting}}\nguard:\n"},
		want: []string{
			`sluis.yaml:7: operator.name.en: is missing; it is the English text`,
		},
	},
	{
		name:  "country unknown",
		edits: []string{"sluis.yaml", "[NL, GB, IT]", "[NL, UK, nl]"},
		want: []string{
			`sluis.yaml:8: guard.countries[2]: "UK" is not an ISO 3166-1 code of two capitals, such as NL`,
			`sluis.yaml:8: guard.countries[3]: "nl" is not an ISO 3166-1 code of two capitals, such as NL`,
		},
	},
	{
		name:  "countries empty",
		edits: []string{"sluis.yaml", "[NL, GB, IT]", "[]"},
		want: []string{
			`sluis.yaml:8: guard.countries: is empty: nobody could log in; the default is [NL, GB, IT]`,
		},
	},
	{
		name:  "country twice",
		edits: []string{"sluis.yaml", "[NL, GB, IT]", "[NL, NL]"},
		want: []string{
			`sluis.yaml:8: guard.countries[2]: "NL" stands in this list twice`,
		},
	},
	{
		name:  "admin country beyond the EEA",
		edits: []string{"sluis.yaml", "[NL, IT]", "[NL, GB, XX]"},
		want: []string{
			`sluis.yaml:9: guard.admin_countries[2]: "GB" is not in the European Economic Area: AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK`,
			`sluis.yaml:9: guard.admin_countries[3]: "XX" is not an ISO 3166-1 code of two capitals, such as NL`,
		},
	},
	{
		name:  "country table missing",
		edits: []string{"sluis.yaml", "country_db: \"\"", "country_db: countries.mmdb"},
		want: []string{
			`sluis.yaml:10: guard.country_db: "countries.mmdb" cannot be read: no such file`,
		},
	},
	{
		name:  "allowed networks: everyone",
		edits: []string{"sluis.yaml", "127.0.0.0/8, ", "0.0.0.0/0, "},
		want: []string{
			`sluis.yaml:11: guard.allow_networks[1]: "0.0.0.0/0" is everyone: no country would be refused; name your own networks`,
		},
	},
}
