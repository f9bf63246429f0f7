package config

// edits: file, old text, new text (see site); want: what check prints.
var contractCases = []brokenCase{
	{
		name:  "no contract, no login (M-04)",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", ""},
		want: []string{
			`registry.yaml:45: apps[keyed].contract: is missing; it is what the app gets, about whom and why; without it nobody logs in`,
		},
	},
	{
		name:  "empty contract",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.basis: is missing; it is one of public_task, consent`,
			`registry.yaml:51: apps[keyed].contract.version: is missing; it is a whole number from 1, one more with each change`,
			`registry.yaml:51: apps[keyed].contract.schools: is missing; it is the ids of the schools it holds for`,
			`registry.yaml:51: apps[keyed].contract.roles: is missing; it is who may log in: student, staff or both`,
			`registry.yaml:51: apps[keyed].contract.release: is missing; it is what goes to the app, each with its purpose, or {} for nothing`,
		},
	},
	{
		name:  "version zero",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 0, basis: public_task, schools: [petteflat], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.version: "0" is not a whole number from 1 to 1073741824`,
		},
	},
	{
		name:  "approved on no day",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, approved: 2026-02-30, basis: public_task, schools: [petteflat], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.approved: "2026-02-30" is not a day, such as 2026-09-01`,
		},
	},
	{
		name:  "basis unknown",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, basis: legitimate_interest, schools: [petteflat], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.basis: "legitimate_interest" is not one of public_task, consent`,
		},
	},
	{
		name:  "basis missing",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, schools: [petteflat], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.basis: is missing; it is one of public_task, consent`,
		},
	},
	{
		name:  "consent of many schools of vo",
		edits: []string{"registry.yaml", "apps:\n", "  - {id: s0, name: S0, sector: mbo, connection: entree, home_organisation: 10A0}\n  - {id: s1, name: S1, sector: mbo, connection: entree, home_organisation: 10A1}\n  - {id: s2, name: S2, sector: mbo, connection: entree, home_organisation: 10A2}\n  - {id: s3, name: S3, sector: mbo, connection: entree, home_organisation: 10A3}\n  - {id: s4, name: S4, sector: mbo, connection: entree, home_organisation: 10A4}\napps:\n", "registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, basis: consent, schools: [s0, s1, s2, s3, s4], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:56: apps[keyed].contract.basis: "consent" is not in this version for po, vo and mbo (school s0, s1, s2 and 2 more): consent there is kept per pupil and parent; public_task, or schools of ho only`,
		},
	},
	{
		name:  "consent of a school of vo",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, basis: consent, schools: [petteflat, uniharderwijk], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.basis: "consent" is not in this version for po, vo and mbo (school petteflat): consent there is kept per pupil and parent; public_task, or schools of ho only`,
		},
	},
	{
		name:  "never informed with consent",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, basis: consent, inform: never, schools: [uniharderwijk], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.inform: "never" is for basis public_task only: who is not asked has not consented; first_login or every_login`,
		},
	},
	{
		name:  "inform unknown",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, basis: public_task, inform: sometimes, schools: [petteflat], roles: [student], release: {}}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.inform: "sometimes" is not one of first_login, every_login, never`,
		},
	},
	{
		name:  "no schools",
		edits: []string{"registry.yaml", "schools: [petteflat, uniharderwijk]", "schools: []"},
		want: []string{
			`registry.yaml:36: apps[portfolio].contract.schools: is empty; a contract holds for at least one school`,
		},
	},
	{
		name:  "school unknown",
		edits: []string{"registry.yaml", "schools: [petteflat, uniharderwijk]", "schools: [petteflt, uniharderwijk]"},
		want: []string{
			`registry.yaml:36: apps[portfolio].contract.schools[1]: "petteflt" is not the id of a school; did you mean petteflat?`,
		},
	},
	{
		name:  "school twice",
		edits: []string{"registry.yaml", "schools: [petteflat, uniharderwijk]", "schools: [petteflat, petteflat, uniharderwijk]"},
		want: []string{
			`registry.yaml:36: apps[portfolio].contract.schools[2]: "petteflat" stands in this list twice`,
		},
	},
	{
		name:  "no roles",
		edits: []string{"registry.yaml", "roles: [student, staff]", "roles: []"},
		want: []string{
			`registry.yaml:37: apps[portfolio].contract.roles: is empty; it names student, staff or both`,
		},
	},
	{
		name:  "role unknown",
		edits: []string{"registry.yaml", "roles: [student, staff]", "roles: [student, parent]"},
		want: []string{
			`registry.yaml:37: apps[portfolio].contract.roles[2]: "parent" is not one of student, staff`,
		},
	},
	{
		name:  "release missing",
		edits: []string{"registry.yaml", "    contract:\n      version: 1\n      basis: public_task\n      schools: [petteflat]\n      roles: [student]\n      release: {}\n", "    contract: {version: 1, basis: public_task, schools: [petteflat], roles: [student]}\n"},
		want: []string{
			`registry.yaml:51: apps[keyed].contract.release: is missing; it is what goes to the app, each with its purpose, or {} for nothing`,
		},
	},
	{
		name:  "an item beyond the ceiling (M-01)",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        email: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.email: is beyond what can be released: name, student_number, class, school, role`,
		},
	},
	{
		name:  "an item that may never be released (M-18)",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        bsn: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.bsn: names a national number; what can be released is name, student_number, class, school, role`,
		},
	},
	{
		name:  "purpose missing (M-03)",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: {}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name.purpose: is missing; it is why the app needs it, as {nl: …, en: …}`,
		},
	},
	{
		name:  "purpose empty in English (M-03)",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: {purpose: {nl: Je docent ziet wie je bent., en: \"\"}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name.purpose.en: is empty; it is the English text`,
		},
	},
	{
		name:  "purpose of spaces (M-03)",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: {purpose: {nl: \" \", en: Your teacher sees who you are.}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name.purpose.nl: is empty; it is the Dutch text`,
		},
	},
	{
		name:  "purpose in one language (M-03)",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: {purpose: {nl: Je docent ziet wie je bent.}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name.purpose.en: is missing; it is the English text`,
		},
	},
	{
		name:  "purpose that names what may never be asked",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: {purpose: {nl: Om je BSN op te zoeken., en: To look you up.}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name.purpose.nl: "Om je BSN op te zoeken." names a national number`,
		},
	},
	{
		name:  "purpose without end",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: {purpose: {nl: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, en: To look you up.}}"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name.purpose.nl: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" is 401 characters long; at most 400`,
		},
	},
	{
		name:  "item as a list",
		edits: []string{"registry.yaml", "        name: {purpose: {nl: Je docent ziet wie je bent., en: Your teacher sees who you are.}}", "        name: [purpose]"},
		want: []string{
			`registry.yaml:39: apps[portfolio].contract.release.name: is a list, not a mapping (key: value)`,
		},
	},
}
