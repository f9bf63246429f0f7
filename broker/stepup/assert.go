package stepup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// BeginAssertion gives what navigator.credentials.get is called with: the JSON of
// PublicKeyCredentialRequestOptions (for parseRequestOptionsFromJSON). With an account it
// names that account's keys, as far as the policy admits them, and ErrNoFactor says that
// there are none; without, any key that knows its account may answer, nothing is told to
// who asks, and nothing is written.
func (f *Factors) BeginAssertion(ctx context.Context, c Caller, p Policy) (json.RawMessage, error) {
	if err := f.ready(c, p); err != nil {
		return nil, err
	}
	if c.Account == "" {
		options, err := f.beginDoor(c)
		if err != nil {
			return nil, err
		}
		return json.Marshal(options.Response)
	}
	options, session, err := f.beginLogin(ctx, c.Account, p)
	if err != nil {
		return nil, err
	}
	if err := f.keep(ctx, open{asserting, c.Account, f.browser(c), "", *session}); err != nil {
		return nil, err
	}
	return json.Marshal(options.Response)
}

func (f *Factors) beginLogin(ctx context.Context, account string, p Policy) (*protocol.CredentialAssertion, *webauthn.SessionData, error) {
	all, err := f.read(ctx, account)
	if err != nil {
		return nil, nil, err
	}
	var admitted []row
	for _, r := range all {
		if r.kind != Key {
			continue
		}
		x, err := f.show(r)
		if err != nil {
			return nil, nil, err
		}
		if p.Admits(x) == nil {
			admitted = append(admitted, r)
		}
	}
	who, _, err := f.person(account, admitted)
	if err != nil {
		return nil, nil, err
	}
	if len(who.keys) == 0 {
		return nil, nil, ErrNoFactor
	}
	return f.web.BeginLogin(who)
}

// FinishAssertion judges what navigator.credentials.get gave (its toJSON). Refusals are
// ErrAnswer, ErrChallenge, ErrUnverified, ErrClone, ErrSuspended, and what Policy.Admits
// says. With an empty Caller.Account the proof's account is the key's.
func (f *Factors) FinishAssertion(ctx context.Context, c Caller, answer []byte, p Policy, note keys.Note) (Proof, error) {
	if note == nil {
		return Proof{}, errNoNote
	}
	if err := f.ready(c, p); err != nil {
		return Proof{}, err
	}
	s, err := f.assertion(ctx, c, answer)
	if err == nil {
		err = f.count(ctx, s, p, note)
	}
	if errors.Is(err, ErrClone) { // written down with the suspension
		return Proof{}, err
	}
	if err != nil {
		return Proof{}, f.refused(ctx, c, Key, err, note)
	}
	return Proof{s.account, Key, s.id, true, time.Unix(s.at, 0).UTC()}, nil
}

// shown is an assertion whose signature holds.
type shown struct {
	account, id string
	counter     int64 // what the key says
	backedUp    bool
	at          int64
}

// assertion takes the challenge that an answer names, and judges the answer by the keys of
// its account.
func (f *Factors) assertion(ctx context.Context, c Caller, answer []byte) (shown, error) {
	parsed, err := parseRequest(answer)
	if err != nil {
		return shown{}, err
	}
	o, err := f.spend(ctx, parsed.Response.CollectedClientData.Challenge, asserting, c)
	if err != nil {
		return shown{}, err
	}
	account := o.Account
	if account == "" {
		account = string(parsed.Response.UserHandle) // the key is looked for among that account's own
	}
	all, err := f.read(ctx, account)
	if err != nil {
		return shown{}, err
	}
	return f.judgeAssertion(o, account, all, parsed)
}

// judgeAssertion gives which of an account's keys signed, and what it said. It reads no
// store.
func (f *Factors) judgeAssertion(o open, account string, all []row, parsed *protocol.ParsedCredentialAssertionData) (shown, error) {
	data := parsed.Response.AuthenticatorData
	if err := f.sane(parsed.Response.CollectedClientData, data.Flags); err != nil {
		return shown{}, err
	}
	who, _, err := f.person(account, all)
	if err != nil {
		return shown{}, err
	}
	used, err := f.validate(o, who, parsed)
	if err != nil {
		return shown{}, err
	}
	finder := f.finder(Key, used.ID)
	for _, r := range all {
		if bytes.Equal(r.finder, finder) {
			return shown{account, r.id, int64(data.Counter), data.Flags.HasBackupState(), f.now().Unix()}, nil
		}
	}
	return shown{}, fmt.Errorf("%w: no key of this account", ErrAnswer)
}

func (f *Factors) validate(o open, who person, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	var used *webauthn.Credential
	var err error
	if o.Account != "" {
		used, err = f.web.ValidateLogin(who, o.Session, parsed)
	} else {
		_, used, err = f.web.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return who, nil }, o.Session, parsed)
	}
	if err != nil {
		return nil, answerFault(err)
	}
	return used, nil
}

// count holds a proven key to its counter, its standing and the policy, and writes the use
// down, in one transaction: of two answers of a key and its copy, that come at once on two
// nodes, one is the sign. A counter of zero on both sides says that the key has none, as
// synced ones do (WebAuthn L3 §6.1.1).
func (f *Factors) count(ctx context.Context, s shown, p Policy, note keys.Note) error {
	cloned := false
	err := f.records.Update(ctx, func(tx store.Tx) error {
		r, x, err := f.one(tx, s.account, s.id)
		if err != nil {
			return err
		}
		if err := p.Admits(x); err != nil {
			return err
		}
		backedUp := 0
		if s.backedUp {
			backedUp = 1
		}
		if cloned = s.counter <= r.counter && (s.counter != 0 || r.counter != 0); cloned {
			if _, err := tx.Exec(`UPDATE factor SET suspended = $1 WHERE id = $2`, string(ByClone), s.id); err != nil {
				return err
			}
			return note(tx, "factor.clone", append(lines(s.account, Key, s.id), fmt.Sprintf("counter %d after %d", s.counter, r.counter))...)
		}
		if _, err := tx.Exec(`UPDATE factor SET counter = $1, backed_up = $2, used = $3 WHERE id = $4`, s.counter, backedUp, s.at, s.id); err != nil {
			return err
		}
		return note(tx, "factor.proof", lines(s.account, Key, s.id)...)
	})
	if err == nil && cloned {
		return ErrClone
	}
	return err
}

// one reads one key or generator of an account.
func (f *Factors) one(tx store.Tx, account, id string) (row, Factor, error) {
	all, err := rows(tx, account)
	if err != nil {
		return row{}, Factor{}, err
	}
	for _, r := range all {
		if r.id == id && r.kind != Recovery {
			x, err := f.show(r)
			return r, x, err
		}
	}
	return row{}, Factor{}, fmt.Errorf("%w: removed meanwhile", ErrAnswer)
}
