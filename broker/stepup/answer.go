package stepup

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/keys"
)

// parseCreation and parseRequest read a browser's JSON. Nothing in them is trusted yet.
func parseCreation(answer []byte) (*protocol.ParsedCredentialCreationData, error) {
	if len(answer) > MaxAnswer {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrAnswer, MaxAnswer)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, answerFault(err)
	}
	return parsed, nil
}

func parseRequest(answer []byte) (*protocol.ParsedCredentialAssertionData, error) {
	if len(answer) > MaxAnswer {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrAnswer, MaxAnswer)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, answerFault(err)
	}
	return parsed, nil
}

// answerFault keeps what the library says of the kind of fault. Its further words quote
// what was sent, and go nowhere.
func answerFault(err error) error {
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		return fmt.Errorf("%w: %s", ErrAnswer, e.Type)
	}
	return ErrAnswer
}

// sane is what we hold an answer to beyond the library: the origin byte for byte (it takes
// any case, path and default port), no embedding, and our own words for a key that did not
// verify its user.
func (f *Factors) sane(d protocol.CollectedClientData, flags protocol.AuthenticatorFlags) error {
	switch {
	case d.Origin != f.origin:
		return fmt.Errorf("%w: for another origin", ErrAnswer)
	case d.CrossOrigin, d.TopOrigin != "":
		return fmt.Errorf("%w: from a page inside another's", ErrAnswer)
	case flags.HasUserPresent() && !flags.HasUserVerified():
		return ErrUnverified
	}
	return nil
}

// RSA keys of an authenticator: 2048 bits as everywhere in Sluis, and none that takes long
// to verify with.
const minRSA, maxRSA = 256, 512 // bytes of modulus

// soundKey refuses public keys that verify what they should not; the library takes an RSA
// key of exponent 1, under which anybody signs, and an algorithm beside its type.
func soundKey(cose []byte) error {
	f4 := []byte{1, 0, 1} // 65537
	parsed, err := webauthncose.ParsePublicKey(cose)
	if err != nil {
		return fmt.Errorf("%w: its public key", ErrAnswer)
	}
	var alg int64
	var want webauthncose.COSEAlgorithmIdentifier
	switch k := parsed.(type) {
	case webauthncose.RSAPublicKeyData:
		if n := len(k.Modulus); n < minRSA || n > maxRSA || k.Modulus[0] == 0 || !bytes.Equal(k.Exponent, f4) {
			return fmt.Errorf("%w: an RSA key of %d bytes, or of another exponent", ErrAnswer, n)
		}
		alg, want = k.Algorithm, webauthncose.AlgRS256
	case webauthncose.EC2PublicKeyData:
		if k.Curve != int64(webauthncose.P256) {
			return fmt.Errorf("%w: ES256 on another curve", ErrAnswer) // RFC 9053 §2.1 leaves it open, WebAuthn L3 §5.8.5 does not
		}
		alg, want = k.Algorithm, webauthncose.AlgES256
	case webauthncose.OKPPublicKeyData:
		if k.Curve != int64(webauthncose.Ed25519) || len(k.XCoord) != 32 {
			return fmt.Errorf("%w: EdDSA on another curve", ErrAnswer)
		}
		alg, want = k.Algorithm, webauthncose.AlgEdDSA
	default:
		return fmt.Errorf("%w: its public key", ErrAnswer)
	}
	if alg != int64(want) {
		return fmt.Errorf("%w: an algorithm for another type of key", ErrAnswer)
	}
	return nil
}

// maxChain bounds the certificates of an attestation.
const maxChain = 6

// vouched reports whether the statement, whose signature the library has verified, leads
// to a root of the policy: without that, anybody may write any AAGUID (WebAuthn L3 §7.1
// step 24).
func (f *Factors) vouched(a protocol.AttestationObject, p Policy) (bool, error) {
	if !p.Attested {
		return false, nil
	}
	switch protocol.AttestationFormat(a.Format) {
	case protocol.AttestationFormatPacked, protocol.AttestationFormatTPM, protocol.AttestationFormatAndroidKey, protocol.AttestationFormatApple:
	default:
		return false, fmt.Errorf("%w: format not taken", ErrAttestation)
	}
	list, ok := a.AttStatement["x5c"].([]any)
	if !ok || len(list) == 0 || len(list) > maxChain { // self attestation has none: the key vouches for itself
		return false, fmt.Errorf("%w: no certificate", ErrAttestation)
	}
	chain := make([]*x509.Certificate, 0, len(list))
	for _, item := range list {
		der, _ := item.([]byte)
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return false, fmt.Errorf("%w: a certificate that cannot be read", ErrAttestation)
		}
		chain = append(chain, c)
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: p.Roots, Intermediates: between, CurrentTime: f.now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return false, fmt.Errorf("%w: no way to a trusted root", ErrAttestation)
	}
	return true, nil
}

// refusals are the errors that a person's act ends in; each is an entry in the chain.
func refusals() []error {
	return []error{ErrAnswer, ErrChallenge, ErrUnverified, ErrAttestation, ErrModel, ErrSynced, ErrKnown, ErrSuspended, ErrCode, ErrReplayed, ErrThrottled, ErrKind}
}

// refused writes a refusal down, as long as the account has room in its window: whoever
// sends answers without end does not fill the chain. It gives the refusal back.
func (f *Factors) refused(ctx context.Context, c Caller, kind Kind, err error, note keys.Note) error {
	known := false
	for _, r := range refusals() {
		known = known || errors.Is(err, r)
	}
	if !known {
		return err
	}
	n, errCount := f.state.Add(ctx, refusalKey(c), 1, Window)
	if errCount != nil {
		return errors.Join(err, errCount)
	}
	if n > maxRefusals {
		return err
	}
	said := []string{"factor " + string(kind), err.Error()}
	if c.Account != "" { // else the key was to say whose it is, and did not
		said = append(said, "account "+c.Account)
	}
	if errNote := f.note(ctx, note, "factor.refused", said...); errNote != nil {
		return errors.Join(err, errNote)
	}
	return err
}

// person is an account as the library sees it.
type person struct {
	account, shown string
	keys           []webauthn.Credential
}

func (p person) WebAuthnID() []byte                         { return []byte(p.account) }
func (p person) WebAuthnName() string                       { return p.shown }
func (p person) WebAuthnDisplayName() string                { return p.shown }
func (p person) WebAuthnCredentials() []webauthn.Credential { return p.keys }

// person gives an account with its keys; full: there is no room for more.
func (f *Factors) person(account string, all []row) (who person, full bool, err error) {
	who.account = account
	n := 0
	for _, r := range all {
		if r.kind != Recovery {
			n++
		}
		if r.kind != Key {
			continue
		}
		c, err := f.openRow(r)
		if err != nil {
			return who, false, err
		}
		who.keys = append(who.keys, credential(r, c))
	}
	return who, n >= MaxFactors, nil
}

func credential(r row, c content) webauthn.Credential {
	k := webauthn.Credential{ID: c.Credential, PublicKey: c.PublicKey, AttestationFormat: c.Format,
		Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: c.Synced, BackupState: r.backedUp != 0},
		Authenticator: webauthn.Authenticator{AAGUID: c.Model[:], SignCount: uint32(r.counter)}}
	for _, t := range c.Transports {
		k.Transport = append(k.Transport, protocol.AuthenticatorTransport(t))
	}
	return k
}
