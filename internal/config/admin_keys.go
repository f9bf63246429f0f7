package config

import (
	"crypto/x509"
	"regexp"
	"slices"
	"strings"
)

// AdminKeys is what the security keys of some roles of admins must be (S-11).
type AdminKeys struct {
	Roles     []string `yaml:"roles" need:"yes" allowed:"platform, privacy, helpdesk, auditor, developer" doc:"For admins of these roles. A role stands in one entry."`
	RootsFile string   `yaml:"roots_file" need:"yes" example:"./key-makers.pem" doc:"Certificates of makers, PEM, as they publish them. A key is taken where its maker vouches for its model by one of these; one that nobody vouches for is refused, also where it was added before. Who has such a key alone comes in by a recovery code and adds another."`
	Models    []string `yaml:"models" example:"[cb69481e-8ff7-4039-93ec-0a2729a154a8]" doc:"The models that are taken, by their AAGUID. Absent: all of those makers."`

	Roots []*x509.Certificate `yaml:"-"` // what RootsFile holds

	at *section
}

func (r *reader) adminKeys(s *section) (out []AdminKeys) {
	for _, t := range s.sections("admin_keys") {
		k := AdminKeys{Roles: t.list("roles"), RootsFile: r.resolve(t.filename("roots_file")), Models: t.list("models"), at: t}
		t.done()
		out = append(out, k)
	}
	return out
}

// adminRoles are the roles of admins as sluis.yaml has them; package admin has the same words.
var adminRoles = []string{"platform", "privacy", "helpdesk", "auditor", "developer"}

// aaguid is how makers publish the name of a model.
var aaguid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// unnamed is the AAGUID of keys that do not say what they are.
const unnamed = "00000000-0000-0000-0000-000000000000"

func (r *reader) checkAdminKeys(i *Installation) {
	seen := map[string]bool{}
	for n := range i.AdminKeys {
		k := &i.AdminKeys[n]
		if len(k.Roles) == 0 {
			k.at.missing("roles", "one or more of "+strings.Join(adminRoles, ", "))
		}
		for j, role := range k.Roles {
			switch {
			case role == "": // it was reported
			case !slices.Contains(adminRoles, role):
				k.at.wrongAt("roles", j, role, "is no role of an admin; allowed are "+strings.Join(adminRoles, ", "))
			case seen[role]:
				k.at.wrongAt("roles", j, role, "stands in another entry of admin_keys too")
			}
			seen[role] = true
		}
		for j, m := range k.Models {
			switch {
			case m == "":
			case !aaguid.MatchString(m):
				k.at.wrongAt("models", j, m, "is no AAGUID, such as cb69481e-8ff7-4039-93ec-0a2729a154a8")
			case m == unnamed:
				k.at.wrongAt("models", j, m, "is what keys say that do not name their model")
			}
		}
		r.checkKeyMakers(k)
	}
}

// checkKeyMakers reads the certificates of the makers.
func (r *reader) checkKeyMakers(k *AdminKeys) {
	if k.RootsFile == "" {
		k.at.missing("roots_file", "the name of a PEM file with certificates of makers")
		return
	}
	data, ok := k.at.named("roots_file", k.RootsFile)
	if !ok {
		return
	}
	roots, err := certificates(data)
	if err != nil {
		k.at.wrong("roots_file", k.at.shown("roots_file"), err.Error())
		return
	}
	k.Roots = roots
	for _, c := range roots {
		if now := r.load.checks.Now(); now.After(c.NotAfter) {
			k.at.warn("roots_file", k.at.shown("roots_file"), "holds a certificate that expired on "+c.NotAfter.UTC().Format("2006-01-02"))
		}
	}
}
