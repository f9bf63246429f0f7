package config

// edits: file, old text, new text (see site); want: what check prints.
var wholeCases = []brokenCase{
	{
		name:  "every list missing",
		edits: []string{"registry.yaml", "", "{}\n"},
		want: []string{
			`registry.yaml:1: connections: is missing; it is a list; write connections: [] where there are none`,
			`registry.yaml:1: schools: is missing; it is a list; write schools: [] where there are none`,
			`registry.yaml:1: apps: is missing; it is a list; write apps: [] where there are none`,
		},
	},
	{
		name:  "cut short while saved",
		edits: []string{"registry.yaml", "  - id: portfolio\n", "  - id: portfolio\n#"},
		want: []string{
			`registry.yaml:27: apps[portfolio].name: is missing; it is the app's name as {nl: …, en: …}`,
		},
	},
	{
		name:  "both files, in the order of the files and lines",
		edits: []string{"sluis.yaml", "listen: 127.0.0.1:8080", "listen: x", "sluis.yaml", "data: ./data", "dta: ./data", "registry.yaml", "federation: entree", "federation: x", "registry.yaml", "    profile: basic\n", "    profile: x\n"},
		want: []string{
			`sluis.yaml:2: listen: "x" is not host:port, such as 127.0.0.1:8080`,
			`sluis.yaml:3: dta: is not a key here; did you mean data?`,
			`registry.yaml:3: connections[entree].federation: "x" is not one of entree, surfconext`,
			`registry.yaml:30: apps[portfolio].profile: "x" is not one of basic, nlgov, fapi2`,
		},
	},
}
