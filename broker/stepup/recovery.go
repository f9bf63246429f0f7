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
// which people misread. The records have a keyed digest of it: at 112 bits and more that
// needs no slow hash (ASVS 6.5.2), and the code alone says whose it is.
const (
	codeBytes = 15
	codeGroup = 4
	codeHead  = 2 * codeGroup
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
		made[i] = row{id: rand.Text(), account: account, kind: Recovery, finder: f.finder(Recovery, []byte(code)), made: f.now().Unix()}
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

// CodeHead gives the first two of a code's six groups, as they are counted by: who mistypes
// the rest is told apart from who guesses at another code. false: it is no code at all.
func CodeHead(code string) (string, bool) {
	plain, ok := ungrouped(code)
	if !ok {
		return "", false
	}
	return plain[:codeHead], true
}

// UseRecoveryCode takes a code, once. Of an empty Caller.Account the proof's account is the
// code's. also, where there is one, writes in the same transaction, and what it refuses
// leaves the code unused. What a code proves is that its owner kept a paper: admit it to
// the page where new factors are enrolled, and to little else. Refusals are ErrCode,
// ErrReplayed and ErrThrottled.
func (f *Factors) UseRecoveryCode(ctx context.Context, c Caller, code string, note keys.Note, also func(tx store.Tx, p Proof) error) (Proof, error) {
	if note == nil {
		return Proof{}, errNoNote
	}
	proof := Proof{Account: c.Account, Kind: Recovery, Factor: string(Recovery), At: time.Unix(f.now().Unix(), 0).UTC()}
	err := f.attempt(ctx, f.guesser(c, code), func() error {
		plain, ok := ungrouped(code)
		if !ok {
			return ErrCode
		}
		return f.records.Update(ctx, func(tx store.Tx) error {
			if err := useCode(tx, &proof, f.finder(Recovery, []byte(plain)), note); err != nil || also == nil {
				return err
			}
			return also(tx, proof)
		})
	})
	if err != nil {
		return Proof{}, f.refused(ctx, c, Recovery, err, note)
	}
	return proof, nil
}

// guesser is at whom a try with a code counts. Where the code is to say whose it is, that
// is its own head: if such tries all counted together, five wrong ones would keep
// everybody's codes out (L-14).
func (f *Factors) guesser(c Caller, code string) Caller {
	if c.Account == "" {
		head, _ := CodeHead(code)
		c.Account = "code " + ids.EncodeToString(f.finder(Recovery, []byte("head"), []byte(head)))
	}
	return c
}

// useCode spends a code and completes the proof with whose it was.
func useCode(tx store.Tx, p *Proof, finder []byte, note keys.Note) error {
	account, used := "", int64(0)
	err := tx.Query(`SELECT account, used FROM factor WHERE finder = $1`, []any{finder}, func(scan func(...any) error) error { return scan(&account, &used) })
	switch {
	case err != nil:
		return err
	case account == "", p.Account != "" && p.Account != account:
		return ErrCode
	case used != 0: // its owner should know that it was used
		return ErrReplayed
	}
	n, err := tx.Exec(`UPDATE factor SET used = $1 WHERE finder = $2 AND used = 0`, p.At.Unix(), finder)
	if err == nil && n == 0 {
		err = ErrReplayed // by another node, meanwhile
	}
	if err != nil {
		return err
	}
	p.Account = account
	return note(tx, "factor.proof", lines(account, Recovery, string(Recovery))...)
}
