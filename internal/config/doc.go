// Package config reads what an operator writes: sluis.yaml (the installation) and
// registry.yaml (connections, schools, apps), with the files both name.
//
// It owns strictness: an unknown key, a wrong type or a missing file is a problem
// with its file, line, path, value and what is allowed, and all problems come at
// once. It creates nothing and changes nothing; where a rule needs knowledge of
// SAML, JOSE or the claims engine, the caller passes it in as [Checks].
//
// It refuses to know what the values are for: broker/registry compiles them.
// docs/configuration.md is generated from the structs of this package.
package config

//go:generate go run ./gendoc -o ../../docs/configuration.md
