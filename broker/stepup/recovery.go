package stepup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/internal/secret"
)

// RecoveryCodes is how many a set has.
const RecoveryCodes = 10

// A code is 120 bits in six groups of four letters and digits, without 0, 1, 8 and 9,
// which people misread. The records have a keyed digest of it and the account: at 112 bits
// and more that needs no slow hash (ASVS 6.5.2).
const (
	codeBytes = 15
	codeGroup = 4
)

// MakeRecoveryCodes makes a set, and ends the one before. This is the only time that the
// codes can be shown.
func (f *Factors) MakeRecoveryCodes(ctx context.Context, account string, note keys.Note) ([]secret.Text, error) {
	if note == nil {
		return nil, errNoNote
	}
	if account == "" {
		return nil, errors.New("stepup: codes for nobody")
	}
	codes := make([]secret.Text, RecoveryCodes)
	made := make([]row, RecoveryCodes)
	for i := range codes {
		var raw [codeBytes]byte
		rand.Read(raw[:]) // never fails (crypto/rand)
		code := ids.EncodeToString(raw[:])
		made[i] = row{id: rand.Text(), account: account, kind: Recovery, finder: f.finder(Recovery, []byte(account), []byte(code)), made: f.now().Unix()}
		codes[i] = secret.NewText(grouped(code))
	}
	err := f.records.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(`DELETE FROM factor WHERE account = $1 AND kind = $2`, account, string(Recovery)); err != nil {
			return err
		}
		for _, r := range made {
			if err := insert(tx, r); err != nil {
				return err
			}
		}
		return note(tx, "factor.codes", "account "+account, fmt.Sprintf("%d recovery codes", RecoveryCodes))
	})
	if err != nil {
		return nil, fmt.Errorf("stepup: write codes: %w", err)
	}
	return codes, nil
}

func grouped(code string) string {
	var out strings.Builder
	for i, r := range code {
		if i > 0 && i%codeGroup == 0 {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// ungrouped reads a code as a person types it: in any case, with spaces or hyphens.
func ungrouped(s string) (string, bool) {
	if len(s) > 64 {
		return "", false
	}
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
	raw, err := ids.DecodeString(s)
	return s, err == nil && len(raw) == codeBytes
}

// UseRecoveryCode takes a code of the account, once. What it proves is that its owner kept
// a paper: admit it to the page where new factors are enrolled, and to little else.
// Refusals are ErrCode, ErrReplayed and ErrThrottled.
func (f *Factors) UseRecoveryCode(ctx context.Context, c Caller, code string, note keys.Note) (Proof, error) {
	if note == nil {
		return Proof{}, errNoNote
	}
	at := f.now().Unix()
	err := f.attempt(ctx, c, func() error {
		plain, ok := ungrouped(code)
		if !ok {
			return ErrCode
		}
		return f.useCode(ctx, c.Account, f.finder(Recovery, []byte(c.Account), []byte(plain)), at, note)
	})
	if err != nil {
		return Proof{}, f.refused(ctx, c, Recovery, err, note)
	}
	return Proof{c.Account, Recovery, string(Recovery), false, time.Unix(at, 0).UTC()}, nil
}

func (f *Factors) useCode(ctx context.Context, account string, finder []byte, at int64, note keys.Note) error {
	return f.records.Update(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(`UPDATE factor SET used = $1 WHERE account = $2 AND finder = $3 AND used = 0`, at, account, finder)
		if err != nil {
			return err
		}
		if n == 0 {
			return missed(tx, account, finder)
		}
		return note(tx, "factor.proof", lines(account, Recovery, string(Recovery))...)
	})
}

// missed tells a used code from a wrong one: its owner should know that it was used.
func missed(tx store.Tx, account string, finder []byte) error {
	n := 0
	err := tx.Query(`SELECT count(*) FROM factor WHERE account = $1 AND finder = $2`, []any{account, finder}, func(scan func(...any) error) error { return scan(&n) })
	if err == nil && n > 0 {
		return ErrReplayed
	}
	if err == nil {
		return ErrCode
	}
	return err
}
