package admin

import (
	"errors"
	"slices"

	"sluis/broker/stepup"
)

// Throttled reports whether too many wrong codes were given: a try is free in a quarter of
// an hour.
func Throttled(err error) bool { return errors.Is(err, stepup.ErrThrottled) }

// FactorRefused reports whether a factor was judged and found wanting. Which of the reasons
// it was is for the log.
func FactorRefused(err error) bool {
	return slices.ContainsFunc([]error{stepup.ErrAnswer, stepup.ErrChallenge, stepup.ErrUnverified, stepup.ErrAttestation, stepup.ErrModel, stepup.ErrSynced,
		stepup.ErrKnown, stepup.ErrClone, stepup.ErrSuspended, stepup.ErrCode, stepup.ErrReplayed, stepup.ErrNoFactor, stepup.ErrFull, stepup.ErrKind, stepup.ErrAddress},
		func(is error) bool { return errors.Is(err, is) })
}
