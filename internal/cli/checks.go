package cli

import (
	"fmt"
	"os"
	"time"

	"sluis/broker/keys"
	"sluis/claims"
	"sluis/internal/config"
	"sluis/providers/saml/metadata"
)

// checks lends configuration the knowledge of those who will use what it names.
func checks(now func() time.Time, demo bool) config.Checks {
	return config.Checks{
		Metadata: func(file []byte) error {
			_, _, err := metadata.Parse(file, now(), metadata.Options{})
			return err
		},
		ClientKeys: func(jwks []byte) error {
			_, err := keys.ParseClientKeys(jwks)
			return err
		},
		GuardName: func(name string) error { return guarded(claims.GuardNames(name)) },
		GuardText: func(text string) error { return guarded(claims.GuardText(text)) },
		Needed: func(federation string, items []string) []string {
			var set claims.Items
			for _, name := range items {
				if i, ok := claims.ParseItem(name); ok {
					set = set.With(i)
				}
			}
			return claims.Needed(claims.Federation(federation), set)
		},
		Canonical:            claims.Canonical,
		CredentialsDirectory: os.Getenv("CREDENTIALS_DIRECTORY"),
		Demo:                 demo,
		Now:                  now,
	}
}

func guarded(found []claims.Finding) error {
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("%q is about %s, which may never be asked for", found[0].Word, found[0].Category.Text().EN)
}
