package admin

import (
	"errors"
	"slices"

	"sluis/broker/stepup"
)

// Throttled reports whether too many wrong codes were given: a try is free in a quarter of
// an hour.
func Throttled(err error) bool { return errors.Is(err, stepup.ErrThrottled) }

// ModelRefused reports whether a key is good, and not one that the role takes: of another
// maker or model, or one that can be copied. Its owner can do something about that.
func ModelRefused(err error) bool {
	return errors.Is(err, stepup.ErrAttestation) || errors.Is(err, stepup.ErrModel) || errors.Is(err, stepup.ErrSynced)
}

// FactorRefused reports whether a factor was judged and found wanting. Which of the reasons
// it was is for the log.
func FactorRefused(err error) bool {
	return slices.ContainsFunc([]error{stepup.ErrAnswer, stepup.ErrChallenge, stepup.ErrUnverified, stepup.ErrAttestation, stepup.ErrModel, stepup.ErrSynced,
		stepup.ErrKnown, stepup.ErrClone, stepup.ErrSuspended, stepup.ErrCode, stepup.ErrReplayed, stepup.ErrNoFactor, stepup.ErrFull, stepup.ErrKind, stepup.ErrAddress},
		func(is error) bool { return errors.Is(err, is) })
}
