package flow

import (
	"errors"
	"time"

	"sluis/internal/refusal"
	"sluis/providers"
)

// The checks that are the flow's own, after those of the answer itself.
const (
	checkConnection = "connection" // it came where the question went
	checkOnce       = "once"       // its question had no other answer
	checkAnswer     = "answer"     // all checks of the answer, which a login past them has behind it
	checkStrength   = "strength"   // at least the context class that was asked for
	checkAttributes = "person"     // identifier, organisation and role can be read
	checkSchool     = "school"     // of this connection, and sent by its own identity provider
	checkAdmission  = "admission"  // app, school and contract as they are now
	checkItems      = "items"      // role and items that the contract requires
	checkFactor     = "factor"     // a factor of the person's own, where the app asks for one
)

// answerTrail is of an answer that was refused before a person was known.
func answerTrail(t transaction, now time.Time, err error) Trail {
	tr := Trail{Asked: time.Unix(t.Asked, 0), Received: now, Failed: checkConnection}
	if unfit, ok := errors.AsType[*providers.Unfit](err); ok {
		tr.Passed, tr.Failed = append([]string{checkConnection}, unfit.Passed...), unfit.Check
	} else if refusal.Of(err).Code == refusal.Replayed {
		tr.Passed, tr.Failed = []string{checkConnection, checkAnswer}, checkOnce
	}
	return tr
}

// loginTrail is of a login that was refused after its answer had been taken.
func loginTrail(r result, code refusal.Code) Trail {
	tr := Trail{Asked: time.Unix(r.Transaction.Asked, 0), Received: time.Unix(r.At, 0), Names: r.Names, Others: r.Others,
		Passed: []string{checkConnection, checkAnswer, checkOnce}}
	ladder := []string{checkStrength, checkAttributes, checkSchool, checkAdmission, checkItems, checkFactor}
	for _, check := range ladder {
		if check == failedAt(r, code) {
			tr.Failed = check
			break
		}
		tr.Passed = append(tr.Passed, check)
	}
	return tr
}

func failedAt(r result, code refusal.Code) string {
	switch code {
	case refusal.AuthnTooWeak:
		return checkStrength
	case refusal.UnknownSchool, refusal.SchoolOfOtherConnection, refusal.WrongAuthority:
		return checkSchool
	case refusal.Halted, refusal.AppStopped, refusal.AppNotAtSchool, refusal.StepExpired, refusal.OtherPerson:
		return checkAdmission
	case refusal.FactorNone, refusal.FactorWrong, refusal.FactorLocked:
		return checkFactor
	}
	if r.Refuse != 0 {
		return checkAttributes
	}
	return checkItems
}
