package config

// edits: file, old text, new text (see site); want: what check prints.
var yamlCases = []brokenCase{
	{
		name:  "unknown key, nearest named",
		edits: []string{"sluis.yaml", "admin_listen:", "admin_lisen:"},
		want: []string{
			`sluis.yaml:6: admin_lisen: is not a key here; did you mean admin_listen?`,
		},
	},
	{
		name:  "unknown key far from any",
		edits: []string{"sluis.yaml", "guard:\n", "colour: blue\nguard:\n"},
		want: []string{
			`sluis.yaml:7: colour: is not a key here; known are issuer, listen, data, registry, master_key_file, stores, tls, mtls, trusted_proxies, admin_listen, operator, guard, admin_keys`,
		},
	},
	{
		name:  "unknown key in a nested list",
		edits: []string{"registry.yaml", "    supplier: Voorbeeld B.V.\n    profile: basic", "    suplier: Voorbeeld B.V.\n    profile: basic"},
		want: []string{
			`registry.yaml:27: apps[portfolio].supplier: is missing; it is who makes the app`,
			`registry.yaml:29: apps[portfolio].suplier: is not a key here; did you mean supplier?`,
		},
	},
	{
		name:  "duplicate key",
		edits: []string{"sluis.yaml", "guard:\n", "data: ./other\nguard:\n"},
		want: []string{
			`sluis.yaml:7: data: stands here twice; the first is on line 3`,
		},
	},
	{
		name:  "number for a text",
		edits: []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: 8080"},
		want: []string{
			`sluis.yaml:2: listen: "8080" is a number, not a text; put it between quotes`,
		},
	},
	{
		name:  "truth for a text",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: true"},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: "true" is true or false, not a text; put it between quotes`,
		},
	},
	{
		name:  "date for a text",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: 2026-09-01"},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: "2026-09-01" is a date, not a text; put it between quotes`,
		},
	},
	{
		name:  "text for a number",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: \"365\""},
		want: []string{
			`registry.yaml:20: schools[petteflat].log_retention_days: "365" is a text, not a whole number from 183 to 365`,
		},
	},
	{
		name:  "hexadecimal for a number",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 0x16D"},
		want: []string{
			`registry.yaml:20: schools[petteflat].log_retention_days: "0x16D" is not a whole number from 183 to 365`,
		},
	},
	{
		name:  "octal look for a number",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 0365"},
		want: []string{
			`registry.yaml:20: schools[petteflat].log_retention_days: "0365" is not a whole number from 183 to 365`,
		},
	},
	{
		name:  "fraction for a number",
		edits: []string{"registry.yaml", "log_retention_days: 365", "log_retention_days: 365.0"},
		want: []string{
			`registry.yaml:20: schools[petteflat].log_retention_days: "365.0" is a number, not a whole number from 183 to 365`,
		},
	},
	{
		name:  "text for true",
		edits: []string{"registry.yaml", "optional: true", "optional: \"yes\""},
		want: []string{
			`registry.yaml:44: apps[portfolio].contract.release.class.optional: "yes" is a text, not true or false`,
		},
	},
	{
		name:  "yes for true",
		edits: []string{"registry.yaml", "optional: true", "optional: yes"},
		want: []string{
			`registry.yaml:44: apps[portfolio].contract.release.class.optional: "yes" is a text, not true or false`,
		},
	},
	{
		name:  "text for a list",
		edits: []string{"registry.yaml", "redirect_uris: [https://portfolio.example.nl/callback]", "redirect_uris: https://portfolio.example.nl/callback"},
		want: []string{
			`registry.yaml:32: apps[portfolio].redirect_uris: "https://portfolio.example.nl/callback" is a text, not a list`,
		},
	},
	{
		name:  "list for a text",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: [Petteflat College]"},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: is a list, not a text`,
		},
	},
	{
		name:  "list for a mapping",
		edits: []string{"registry.yaml", "metadata: {file: entree-idp.xml}", "metadata: [entree-idp.xml]"},
		want: []string{
			`registry.yaml:5: connections[entree].metadata: is a list, not a mapping (key: value)`,
		},
	},
	{
		name:  "text for a mapping of an app",
		edits: []string{"registry.yaml", "  - id: keyed\n    name: {nl: Sleutels, en: Keys}", "  - keyed\n  - id: keyed\n    name: {nl: Sleutels, en: Keys}"},
		want: []string{
			`registry.yaml:45: apps[2]: "keyed" is a text, not a mapping (key: value)`,
		},
	},
	{
		name:  "text where a mapping with a secret belongs",
		edits: []string{"registry.yaml", "client_auth: {method: client_secret_basic, secret_file: portfolio.secret}", "client_auth: hunter2hunter2hunter2"},
		want: []string{
			`registry.yaml:31: apps[portfolio].client_auth: is a text, not a mapping (key: value)`,
		},
	},
	{
		name:  "key without a value",
		edits: []string{"registry.yaml", "name: Petteflat College", "name:"},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: has no value`,
		},
	},
	{
		name:  "section without a value",
		edits: []string{"sluis.yaml", "  countries: [NL, GB, IT]\n  admin_countries: [NL, IT]\n  country_db: \"\"\n  allow_networks: [127.0.0.0/8, \"::1/128\"]\n", ""},
		want: []string{
			`sluis.yaml:7: guard: has no value`,
		},
	},
	{
		name:  "number in a list of texts",
		edits: []string{"registry.yaml", "roles: [student, staff]", "roles: [student, 2]"},
		want: []string{
			`registry.yaml:37: apps[portfolio].contract.roles[2]: "2" is a number, not a text`,
		},
	},
	{
		name:  "control character",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: \"Petteflat\\e[2J\""},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: "Petteflat\x1b[2J" holds a line break or a control character`,
		},
	},
	{
		name:  "line break",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: \"Petteflat\\nCollege\""},
		want: []string{
			`registry.yaml:15: schools[petteflat].name: "Petteflat\nCollege" holds a line break or a control character`,
		},
	},
	{
		name:  "anchor and alias",
		edits: []string{"registry.yaml", "name: {nl: Sleutels, en: Keys}", "name: {nl: &n Sleutels, en: *n}"},
		want: []string{
			`registry.yaml:46: an anchor (&) is not allowed; write the value out where it is used`,
			`registry.yaml:46: an alias (*) is not allowed; write the value out`,
		},
	},
	{
		name:  "merge key",
		edits: []string{"registry.yaml", "name: {nl: Sleutels, en: Keys}", "name: {<<: {nl: a}, en: Keys}"},
		want: []string{
			`registry.yaml:46: a merge key (<<) is not allowed; write the keys out`,
		},
	},
	{
		name:  "tag",
		edits: []string{"registry.yaml", "name: {nl: Sleutels, en: Keys}", "name: {nl: !!str Sleutels, en: Keys}"},
		want: []string{
			`registry.yaml:46: a tag (!) is not allowed; write the value alone`,
		},
	},
	{
		name:  "second document",
		edits: []string{"registry.yaml", "connections:\n", "connections: []\nschools: []\napps: []\n---\nconnections:\n"},
		want: []string{
			`registry.yaml:4: holds a second document; one file is one document, without ---`,
		},
	},
	{
		name:  "empty file",
		edits: []string{"registry.yaml", "", ""},
		want: []string{
			`registry.yaml: is empty`,
		},
	},
	{
		name:  "only comments",
		edits: []string{"registry.yaml", "", "# nothing yet\n"},
		want: []string{
			`registry.yaml: is empty`,
		},
	},
	{
		name:  "a list at the top",
		edits: []string{"registry.yaml", "", "- apps\n"},
		want: []string{
			`registry.yaml:1: does not begin with keys, such as issuer: or apps:`,
		},
	},
	{
		name:  "tab",
		edits: []string{"registry.yaml", "    name: Petteflat College", "\tname: Petteflat College"},
		want: []string{
			`registry.yaml:15: is not YAML: found a tab character that violates indentation (indent with spaces, never with tabs)`,
		},
	},
	{
		name:  "indent of neither",
		edits: []string{"registry.yaml", "    name: Petteflat College", "   name: Petteflat College"},
		want: []string{
			`registry.yaml:15: is not YAML: did not find expected '-' indicator (look at the indent)`,
		},
	},
	{
		name:  "colon inside a text",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: Petteflat: College"},
		want: []string{
			`registry.yaml:15: is not YAML: mapping values are not allowed in this context (put a text with a colon between quotes, and look at the indent)`,
		},
	},
	{
		name:  "unclosed quote",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: \"Petteflat College"},
		want: []string{
			`registry.yaml:15: is not YAML: found unexpected end of stream`,
		},
	},
	{
		name:  "text that begins with a sign",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: @Petteflat"},
		want: []string{
			`registry.yaml:15: is not YAML: found character that cannot start any token (put a text that begins with a sign between quotes)`,
		},
	},
	{
		name:  "unclosed bracket",
		edits: []string{"registry.yaml", "roles: [student, staff]", "roles: [student, staff"},
		want: []string{
			`registry.yaml:37: is not YAML: did not find expected ',' or ']'`,
		},
	},
	{
		name:  "not UTF-8",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: Petteflat Coll\xe8ge"},
		want: []string{
			`registry.yaml:15: is not UTF-8`,
		},
	},
	{
		name:  "nested too deep",
		edits: []string{"registry.yaml", "name: Petteflat College", "name: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"},
		want: []string{
			`registry.yaml:15: is nested deeper than 24 levels`,
		},
	},
	{
		name:  "a mapping as key",
		edits: []string{"registry.yaml", "name: {nl: Sleutels, en: Keys}", "name: {? {a: b} : c, nl: Sleutels, en: Keys}"},
		want: []string{
			`registry.yaml:46: apps[keyed].name: a key is a word; this one is a list or a mapping`,
		},
	},
}
