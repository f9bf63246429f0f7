package stepup

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// BeginRegistration gives what navigator.credentials.create is called with: the JSON of
// PublicKeyCredentialCreationOptions (for parseCreationOptionsFromJSON). The account's keys
// are excluded. shown is how the browser and the key name the account to its owner; it is
// kept there and not here. name will be the new factor's.
func (f *Factors) BeginRegistration(ctx context.Context, c Caller, shown, name string, p Policy) (json.RawMessage, error) {
	if err := f.ready(c, p); err != nil {
		return nil, err
	}
	all, err := f.read(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	who, full, err := f.person(c.Account, all)
	if err != nil {
		return nil, err
	}
	if full {
		return nil, ErrFull
	}
	who.shown = CleanName(shown)
	if who.shown == "" {
		who.shown = f.name
	}
	conveyance := protocol.PreferNoAttestation
	if p.Attested {
		conveyance = protocol.PreferDirectAttestation
	}
	options, session, err := f.web.BeginRegistration(who, webauthn.WithCredentialParameters(algorithms()),
		webauthn.WithConveyancePreference(conveyance), webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("stepup: begin registration: %w", err)
	}
	if err := f.keep(ctx, open{registering, c.Account, f.browser(c), CleanName(name), *session}); err != nil {
		return nil, err
	}
	return json.Marshal(options.Response)
}

// ready refuses what is a fault of the caller or of the installation.
func (f *Factors) ready(c Caller, p Policy) error {
	switch {
	case f.web == nil:
		return ErrAddress
	case c.Browser == "":
		return errors.New("stepup: a challenge for no browser")
	}
	return p.Check()
}

// FinishRegistration judges what navigator.credentials.create gave (its toJSON), and keeps
// the key. Refusals are ErrAnswer, ErrChallenge, ErrUnverified, ErrAttestation, ErrModel,
// ErrSynced, ErrKnown and ErrFull.
func (f *Factors) FinishRegistration(ctx context.Context, c Caller, answer []byte, p Policy, note keys.Note) (Factor, error) {
	if note == nil {
		return Factor{}, errNoNote
	}
	if err := f.ready(c, p); err != nil {
		return Factor{}, err
	}
	r, err := f.registration(ctx, c, answer, p)
	if err == nil {
		err = f.keepKey(ctx, r, note)
	}
	if err != nil {
		return Factor{}, f.refused(ctx, c, Key, err, note)
	}
	return f.show(r)
}

// registration takes the challenge that an answer names, and judges the answer.
func (f *Factors) registration(ctx context.Context, c Caller, answer []byte, p Policy) (row, error) {
	parsed, err := parseCreation(answer)
	if err != nil {
		return row{}, err
	}
	o, err := f.spend(ctx, parsed.Response.CollectedClientData.Challenge, registering, c)
	if err != nil {
		return row{}, err
	}
	return f.judgeKey(o, parsed, p)
}

// judgeKey makes the row of a new key. It reads no store.
func (f *Factors) judgeKey(o open, parsed *protocol.ParsedCredentialCreationData, p Policy) (row, error) {
	data := parsed.Response.AttestationObject
	if err := f.sane(parsed.Response.CollectedClientData, data.AuthData.Flags); err != nil {
		return row{}, err
	}
	made, err := f.web.CreateCredential(person{account: o.Account}, o.Session, parsed)
	if err != nil {
		return row{}, answerFault(err)
	}
	if len(made.ID) == 0 {
		return row{}, fmt.Errorf("%w: a credential without an id", ErrAnswer)
	}
	if err := soundKey(made.PublicKey); err != nil {
		return row{}, err
	}
	attested, err := f.vouched(data, p)
	if err != nil {
		return row{}, err
	}
	keep := content{Name: o.Name, Credential: made.ID, PublicKey: made.PublicKey, Transports: transports(made.Transport),
		Model: AAGUID(made.Authenticator.AAGUID), Attested: attested, Format: made.AttestationFormat, Synced: made.Flags.BackupEligible}
	if err := p.Admits(Factor{Kind: Key, Model: keep.Model, Attested: attested, Synced: keep.Synced}); err != nil {
		return row{}, err
	}
	r := row{id: rand.Text(), account: o.Account, kind: Key, finder: f.finder(Key, made.ID), counter: int64(made.Authenticator.SignCount), made: f.now().Unix()}
	if made.Flags.BackupState {
		r.backedUp = 1
	}
	return r, f.sealRow(&r, keep)
}

// keepKey writes a new key. A credential id is taken once in the whole installation
// (WebAuthn L3 §7.1 step 26): two accounts with one would be one key with two owners.
func (f *Factors) keepKey(ctx context.Context, r row, note keys.Note) error {
	err := f.records.Update(ctx, func(tx store.Tx) error {
		if err := room(tx, r.account); err != nil {
			return err
		}
		if err := insert(tx, r); err != nil {
			return err
		}
		return note(tx, "factor.add", lines(r.account, r.kind, r.id)...)
	})
	if errors.Is(err, store.ErrExists) {
		return ErrKnown
	}
	return err
}

func room(tx store.Tx, account string) error {
	var n int64
	err := tx.Query(`SELECT count(*) FROM factor WHERE account = $1 AND kind <> $2`, []any{account, string(Recovery)},
		func(scan func(...any) error) error { return scan(&n) })
	if err == nil && n >= MaxFactors {
		err = ErrFull
	}
	return err
}

// maxTransports bounds what a browser says of how a key is reached; there are six words.
const maxTransports = 8

func transports(in []protocol.AuthenticatorTransport) (out []string) {
	for _, t := range in[:min(len(in), maxTransports)] {
		switch t {
		case protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal:
			out = append(out, string(t))
		}
	}
	return out
}
