package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/config"
	"sluis/providers/saml/metadata"
)

// Checks is what `serve` judges its files by, for whoever runs a [Node] without it.
func Checks(now func() time.Time) config.Checks { return checks(now, false) }

// checks lends configuration the knowledge of those who will use what it names.
func checks(now func() time.Time, demo bool) config.Checks {
	return config.Checks{
		Metadata: func(file io.Reader, entity string) ([]string, error) {
			_, warnings, err := metadata.Read(file, now(), metadata.Options{EntityID: entity})
			return spoken(warnings), err
		},
		IdPsMetadata: func(file io.Reader, _ string) ([]string, error) {
			warnings, err := metadata.NewAuthorities(metadata.Options{}).Load(file, now())
			return spoken(warnings), err
		},
		ClientKeys:         clientKeys,
		ClientCertificates: clientCertificates,
		Profile:            profileRules,
		GuardName:          func(name string) error { return guarded(claims.GuardNames(name)) },
		GuardText:          func(text string) error { return guarded(claims.GuardText(text)) },
		Needed: func(federation string, items []string) []string {
			var set claims.Items
			for _, name := range items {
				if i, ok := claims.ParseItem(name); ok {
					set = set.With(i)
				}
			}
			return claims.Needed(claims.Federation(federation), set)
		},
		Canonical: claims.Canonical,
		CountryTable: func(path string) (time.Time, error) {
			t, err := guard.OpenTable(path)
			if err != nil {
				return time.Time{}, err
			}
			return t.Built(), nil
		},
		RecordsURL:           recordsURL,
		StateURL:             stateURL,
		CredentialsDirectory: os.Getenv("CREDENTIALS_DIRECTORY"),
		Demo:                 demo,
		Now:                  now,
	}
}

func spoken(warnings []metadata.Warning) (sentences []string) {
	for _, w := range warnings {
		sentences = append(sentences, string(w))
	}
	return sentences
}

// clientKeys demands of an app's key set that the app can sign with it what its
// profile takes: otherwise each of its logins would fail at the token endpoint,
// where nobody looks.
func clientKeys(profile string, jwks []byte) error {
	set, err := keys.ParseClientKeys(jwks)
	if err != nil {
		return err
	}
	allowed := registry.ProfileOf(profile).ClientAlgs()
	if len(allowed) > 0 && !slices.ContainsFunc(allowed, set.Verifies) {
		return fmt.Errorf("profile %s takes %s, and no key of the set is for that", profile, strings.Join(allowed, " and "))
	}
	return nil
}

// clientCertificates judges what an app registered to prove itself by TLS.
func clientCertificates(a config.ClientAuth) (err error) {
	if a.Method == "tls_client_auth" {
		_, err = keys.ParseVouched(a.Certificates, keys.CertificateSubject{DN: a.SubjectDN, DNS: a.SANDNS, URI: a.SANURI, IP: a.SANIP, Email: a.SANEmail})
		return err
	}
	_, err = keys.ParseOwnCertificates(a.Certificates)
	return err
}

// profileRules gives configuration what a profile lets a registration say.
func profileRules(name string) config.ProfileRules {
	p := registry.ProfileOf(name)
	return config.ProfileRules{ClientAuth: p.ClientAuth(), IDTokenAlgs: p.IDTokenAlgs(), PKCEIfSent: p.AllowsPKCEIfSent(),
		Sender: p.RequiresSenderConstraint(), PAR: p.RequiresPAR(), JWTAccess: p.JWTAccessTokens(), RequestObjects: p.TakesRequestObjects(), NamedLoopback: p.AllowsNamedLoopback()}
}

func guarded(found []claims.Finding) error {
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("%q is about %s, which may never be asked for", found[0].Word, found[0].Category.Text().EN)
}
