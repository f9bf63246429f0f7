package stepup

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/internal/secret"
)

// Period is the life of one code (RFC 6238 §5.2). The code of the period before is taken
// too: it was read from a screen.
const Period = 30 * time.Second

// seedSize is 160 bits (RFC 4226 §4 R6), hashed with SHA-1: what every generator can do.
const seedSize = 20

// Enrolment is a generator that is being set up. Its seed is shown to its owner, and
// nowhere else.
type Enrolment struct {
	Handle string      // brings the same enrolment back, for EnrolLife
	Seed   secret.Text // base32, to type over
	URI    secret.Text // otpauth://, for a link that opens the app
}

// enrolment is what waits for its first code.
type enrolment struct {
	Account string `json:"a"`
	Browser []byte `json:"b"`
	Name    string `json:"n"`
	URI     string `json:"u"`
}

// BeginTOTP makes a seed. shown is how the generator names the account to its owner; name
// will be the factor's.
func (f *Factors) BeginTOTP(ctx context.Context, c Caller, shown, name string) (Enrolment, error) {
	if c.Browser == "" || c.Account == "" {
		return Enrolment{}, errors.New("stepup: an enrolment for nobody")
	}
	if shown = CleanName(shown); shown == "" {
		shown = f.name
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: f.name, AccountName: strings.ReplaceAll(shown, ":", " "), SecretSize: seedSize, Period: uint(Period / time.Second)})
	if err != nil {
		return Enrolment{}, fmt.Errorf("stepup: make seed: %w", err)
	}
	plain, err := json.Marshal(enrolment{c.Account, f.browser(c), CleanName(name), key.URL()})
	if err != nil {
		return Enrolment{}, fmt.Errorf("stepup: encode enrolment: %w", err)
	}
	handle := keys.NewHandle()
	box, err := keys.SealWith([]byte(handle), "stepup enrolment", plain)
	if err != nil {
		return Enrolment{}, fmt.Errorf("stepup: seal enrolment: %w", err)
	}
	if err := f.state.Create(ctx, store.KeyOf("stepup enrolment", handle), box, EnrolLife); err != nil {
		return Enrolment{}, fmt.Errorf("stepup: keep enrolment: %w", err)
	}
	return Enrolment{handle, secret.NewText(key.Secret()), secret.NewText(key.URL())}, nil
}

// ResumeTOTP gives an enrolment back, to show its page again. ErrChallenge:
// there is none for this account and browser.
func (f *Factors) ResumeTOTP(ctx context.Context, c Caller, handle string) (Enrolment, error) {
	_, key, err := f.enrolling(ctx, c, handle)
	if err != nil {
		return Enrolment{}, err
	}
	return Enrolment{handle, secret.NewText(key.Secret()), secret.NewText(key.URL())}, nil
}

func (f *Factors) enrolling(ctx context.Context, c Caller, handle string) (enrolment, *otp.Key, error) {
	e := enrolment{}
	if len(handle) != keys.HandleLength {
		return e, nil, ErrChallenge
	}
	v, err := f.state.Get(ctx, store.KeyOf("stepup enrolment", handle))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrTaken) {
		return e, nil, ErrChallenge
	}
	if err != nil {
		return e, nil, fmt.Errorf("stepup: read enrolment: %w", err)
	}
	plain, err := keys.OpenWith([]byte(handle), "stepup enrolment", v.Data)
	if err != nil {
		return e, nil, fmt.Errorf("stepup: open enrolment: %w", err)
	}
	if err := json.Unmarshal(plain, &e); err != nil {
		return e, nil, fmt.Errorf("stepup: decode enrolment: %w", err)
	}
	if e.Account != c.Account || !bytes.Equal(e.Browser, f.browser(c)) {
		return e, nil, fmt.Errorf("%w: of another account or browser", ErrChallenge)
	}
	key, err := otp.NewKeyFromURL(e.URI)
	if err != nil {
		return e, nil, errors.New("stepup: enrolment holds no seed")
	}
	return e, key, nil
}

// ConfirmTOTP keeps a generator once it has shown one right code, which is then used. It
// takes the place of the generator that the account has. Refusals are ErrChallenge, ErrCode
// (the enrolment stays), ErrThrottled and ErrFull.
func (f *Factors) ConfirmTOTP(ctx context.Context, c Caller, handle, code string, note keys.Note) (Factor, error) {
	if note == nil {
		return Factor{}, errNoNote
	}
	e, key, err := f.enrolling(ctx, c, handle)
	if err != nil {
		return Factor{}, err
	}
	var r row
	err = f.attempt(ctx, c, func() error {
		step, ok := f.match(key.Secret(), code)
		if !ok {
			return ErrCode
		}
		if _, err := f.state.Take(ctx, store.KeyOf("stepup enrolment", handle), nil, EnrolLife); err != nil {
			return ErrChallenge // twice at once: one of them made it
		}
		r = row{id: rand.Text(), account: c.Account, kind: TOTP, counter: step, made: f.now().Unix()}
		if err := f.sealRow(&r, content{Name: e.Name, Seed: []byte(key.Secret())}); err != nil {
			return err
		}
		return f.keepTOTP(ctx, r, note)
	})
	if err != nil {
		return Factor{}, f.refused(ctx, c, TOTP, err, note)
	}
	return f.show(r)
}

func (f *Factors) keepTOTP(ctx context.Context, r row, note keys.Note) error {
	return f.records.Update(ctx, func(tx store.Tx) error {
		old, err := tx.Exec(`DELETE FROM factor WHERE account = $1 AND kind = $2`, r.account, string(TOTP))
		if err != nil {
			return err
		}
		if err := room(tx, r.account); err != nil {
			return err
		}
		if err := insert(tx, r); err != nil {
			return err
		}
		verb := "factor.add"
		if old > 0 {
			verb = "factor.replace"
		}
		return note(tx, verb, lines(r.account, r.kind, r.id)...)
	})
}

// attempt counts a try with a code. Only a wrong or used code stays counted.
func (f *Factors) attempt(ctx context.Context, c Caller, do func() error) error {
	t, err := f.try(ctx, c)
	if err != nil {
		return err
	}
	err = do()
	if errors.Is(err, ErrCode) || errors.Is(err, ErrReplayed) {
		return err
	}
	return errors.Join(err, t.right(ctx))
}

// match gives the step whose code this is: the present one or the one before. Both are
// computed whatever the outcome.
func (f *Factors) match(seed, code string) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "") // generators show 123 456
	if len(code) != int(otp.DigitsSix) || strings.Trim(code, "0123456789") != "" {
		return 0, false
	}
	now := f.now().Unix() / int64(Period/time.Second)
	for _, s := range []int64{now, now - 1} {
		right, err := hotp.ValidateCustom(code, uint64(s), seed, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && right && !ok {
			step, ok = s, true
		}
	}
	return step, ok
}

// CheckTOTP judges a code of the account's generator. Refusals are ErrNoFactor, ErrKind,
// ErrSuspended, ErrCode, ErrReplayed and ErrThrottled.
func (f *Factors) CheckTOTP(ctx context.Context, c Caller, code string, p Policy, note keys.Note) (Proof, error) {
	if note == nil {
		return Proof{}, errNoNote
	}
	proof := Proof{}
	err := f.attempt(ctx, c, func() (err error) {
		proof, err = f.checkTOTP(ctx, c.Account, code, p, note)
		return err
	})
	if err != nil {
		return Proof{}, f.refused(ctx, c, TOTP, err, note)
	}
	return proof, nil
}

func (f *Factors) checkTOTP(ctx context.Context, account, code string, p Policy, note keys.Note) (Proof, error) {
	all, err := f.read(ctx, account)
	if err != nil {
		return Proof{}, err
	}
	for _, r := range all {
		if r.kind != TOTP {
			continue
		}
		if err := p.Admits(Factor{Kind: TOTP, Suspended: r.suspended}); err != nil {
			return Proof{}, err
		}
		c, err := f.openRow(r)
		if err != nil {
			return Proof{}, err
		}
		step, ok := f.match(string(c.Seed), code)
		if !ok {
			return Proof{}, ErrCode
		}
		at := f.now().Unix()
		return Proof{account, TOTP, r.id, false, time.Unix(at, 0).UTC()}, f.useStep(ctx, r, step, at, note)
	}
	return Proof{}, ErrNoFactor
}

// useStep takes a step that is later than the last one used (RFC 6238 §5.2: no code
// twice). The records are the same for all nodes, and outlive a restart.
func (f *Factors) useStep(ctx context.Context, r row, step, at int64, note keys.Note) error {
	return f.records.Update(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(`UPDATE factor SET counter = $1, used = $2 WHERE id = $3 AND counter < $1 AND suspended = ''`, step, at, r.id)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrReplayed
		}
		return note(tx, "factor.proof", lines(r.account, r.kind, r.id)...)
	})
}
