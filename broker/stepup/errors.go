package stepup

import "errors"

// Why something was refused. Compare with errors.Is; what stands behind one of these is
// for the log, and holds no secret. Any other error means that a store did not answer.
var (
	// ErrAnswer: the browser's answer is malformed, forged, for another origin or of a key
	// that is not the account's. Which of these is not told apart for who sent it.
	ErrAnswer = errors.New("stepup: the answer does not prove anything")
	// ErrChallenge: the answer is to no open challenge of this account, browser and purpose.
	ErrChallenge = errors.New("stepup: the challenge is spent, expired or another's")
	// ErrUnverified: the key is right, but did not ask for its PIN or biometrics.
	ErrUnverified = errors.New("stepup: the key did not verify its user")
	// ErrAttestation: the policy wants the maker's word for a key, and it is not there or
	// not of a maker in the policy.
	ErrAttestation = errors.New("stepup: the make of this key is not vouched for")
	// ErrModel: the make is proven, and its AAGUID is not in the policy's list.
	ErrModel = errors.New("stepup: this model of key is not listed")
	// ErrSynced: the key can be copied to other devices, and the policy takes none such.
	ErrSynced = errors.New("stepup: a key that can be synced is not allowed here")
	// ErrKnown: the key is registered already, here or with another account.
	ErrKnown = errors.New("stepup: this key is registered already")
	// ErrClone: the key's counter did not grow. It is suspended from now on.
	ErrClone = errors.New("stepup: the key's counter did not grow: there may be a copy of it")
	// ErrSuspended: the factor is suspended.
	ErrSuspended = errors.New("stepup: this factor is suspended")
	// ErrCode: the code is wrong, or of no use any more.
	ErrCode = errors.New("stepup: wrong code")
	// ErrReplayed: the code was right, and has been used.
	ErrReplayed = errors.New("stepup: this code was used already")
	// ErrThrottled: too many failures; at the latest [Window] from now a try is free.
	ErrThrottled = errors.New("stepup: too many failures")
	// ErrNoFactor: the account has no such factor.
	ErrNoFactor = errors.New("stepup: no such factor")
	// ErrFull: the account holds [MaxFactors] factors.
	ErrFull = errors.New("stepup: no room for another factor")
	// ErrLast: nobody takes their own last usable key or code generator away.
	ErrLast = errors.New("stepup: the last factor stays")
	// ErrKind: the policy does not take this kind of factor.
	ErrKind = errors.New("stepup: this kind of factor is not allowed here")
	// ErrAddress: WebAuthn needs a name, and the issuer is an IP address.
	ErrAddress = errors.New("stepup: security keys need an issuer with a host name")
)

// errNoNote is a fault of the caller: nothing happens to a factor that nobody writes down.
var errNoNote = errors.New("stepup: an act that nobody writes down is not done")
