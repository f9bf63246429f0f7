package saml

import (
	"errors"

	"sluis/internal/refusal"
	"sluis/providers"
)

// trail is which checks of one answer have passed, for whoever asks why a login
// failed. It holds names of checks, which are the same for everybody.
type trail struct {
	names [maxChecks]string
	n     int
}

// maxChecks is all of them: three before the steps, and the steps.
const maxChecks = 3 + len(steps)

func (t *trail) pass(check string) {
	t.names[t.n] = check
	t.n++
}

// endsAt gives the same refusal with the way to it.
func (t *trail) endsAt(check string, err error) error {
	e := refusal.Of(err)
	unfit := &providers.Unfit{Check: check, Passed: append([]string(nil), t.names[:t.n]...), Cause: errors.Unwrap(e)}
	return refusal.New(e.Code, unfit).About(e.Item)
}
