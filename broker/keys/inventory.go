package keys

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluis/broker/store"
)

// Stage is where a signing key stands in its calendar.
type Stage string

// The stages (design §3). A key that is gone is removed, and has none.
const (
	StagePublished Stage = "published"
	StageInUse     Stage = "in use"
	StageRetired   Stage = "retired"
)

// Listed is a signing key as an operator knows it: nothing of it is secret. A date
// that is not planned is zero.
type Listed struct {
	Connection  string // of a SAML key; "": it signs tokens
	Alg         string
	KID         string // RFC 7638 thumbprint
	Fingerprint string // SHA-256 of the certificate, hex; SAML alone
	Stage       Stage
	Published   time.Time
	Used        time.Time
	Retired     time.Time
	Gone        time.Time
	Expires     time.Time // of the certificate; SAML alone
}

// Root is a key of the keyring: it has no calendar, since what hangs on it must stay.
type Root struct {
	Purpose Purpose
	Made    time.Time
}

// Inventory lists the signing keys, those of tokens first, and the keyring.
func (r *Ring) Inventory(ctx context.Context) ([]Listed, []Root, error) {
	now := r.now().Unix()
	var listed []Listed
	var roots []Root
	err := r.records.View(ctx, func(tx store.Tx) error {
		rows, err := allSigning(tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !row.gone(now) {
				listed = append(listed, row.listed(now))
			}
		}
		return tx.Query(`SELECT purpose, made FROM keyring ORDER BY purpose`, nil, func(scan func(...any) error) error {
			var purpose string
			var made int64
			err := scan(&purpose, &made)
			roots = append(roots, Root{Purpose(purpose), date(made)})
			return err
		})
	})
	if err != nil {
		return nil, nil, fmt.Errorf("keys: inventory: %w", err)
	}
	return listed, roots, nil
}

// allSigning reads every signing key without opening one.
func allSigning(tx store.Tx) ([]signingRow, error) {
	var owners []string
	err := tx.Query(`SELECT DISTINCT owner FROM signing_key ORDER BY owner`, nil, func(scan func(...any) error) error {
		var owner string
		err := scan(&owner)
		owners = append(owners, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []signingRow
	for _, owner := range owners { // "oidc" comes before "saml:"
		rows, err := readSigning(tx, owner)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(rows, func(a, b signingRow) int {
			if n := strings.Compare(a.alg, b.alg); n != 0 {
				return n
			}
			return bySigning(a.calendar, b.calendar)
		})
		all = append(all, rows...)
	}
	return all, nil
}

func (r signingRow) listed(now int64) Listed {
	l := Listed{Alg: r.alg, KID: r.kid, Stage: StageRetired,
		Published: date(r.Published), Used: date(r.Used), Retired: date(r.Retired), Gone: date(r.Gone)}
	l.Connection, _ = strings.CutPrefix(r.owner, ownerSAML)
	if r.owner == ownerTokens {
		l.Connection = ""
	}
	switch {
	case r.waits(now):
		l.Stage = StagePublished
	case r.signs(now):
		l.Stage = StageInUse
	}
	if r.cert != nil {
		l.Fingerprint = fmt.Sprintf("%x", sha256.Sum256(r.cert))
		if c, err := x509.ParseCertificate(r.cert); err == nil { // we made it
			l.Expires = c.NotAfter
		}
	}
	return l
}

func date(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

// Forget removes the signing keys that are gone: from that day no copy of the records
// that is made can decrypt or sign with them. It gives their number. It may run on
// several nodes at once.
func (r *Ring) Forget(ctx context.Context, note Note) (n int, err error) {
	if note == nil {
		return 0, errNoNote
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now().Unix()
	err = r.records.Update(ctx, func(tx store.Tx) error {
		rows, err := allSigning(tx)
		if err != nil {
			return err
		}
		var lines []string
		for _, row := range rows {
			if row.gone(now) {
				lines = append(lines, row.owner+" "+row.alg+" key "+row.kid)
			}
		}
		if n = len(lines); n == 0 {
			return nil
		}
		if err := note(tx, "keys.gone", lines...); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM signing_key WHERE gone > 0 AND gone <= $1`, now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("keys: forget: %w", err)
	}
	if n > 0 {
		clear(r.saml) // read anew, without them
	}
	return n, nil
}
