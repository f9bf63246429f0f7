package flow

import "sluis/internal/refusal"

// OAuth errors that the flow gives by itself (OpenID Connect Core 3.1.2.6; OpenID
// Connect Core Error Code unmet_authentication_requirements 1.0).
const (
	loginRequired       = "login_required"
	interactionRequired = "interaction_required"
	unmet               = "unmet_authentication_requirements"
)

// silent keeps a login that nobody may see from showing anything: what would be a
// page becomes an error at the app (OpenID Connect Core 3.1.2.1, prompt=none). A
// step in another browser stays a page: the app that asked is not there to hear it.
func (f *Flow) silent(r Request, reply Reply) Reply {
	if !r.Passive {
		return reply
	}
	switch p := reply.(type) {
	case Ask, Bring, Brought:
		return Denied{Request: r, Error: interactionRequired}
	case Refused:
		if p.Err.Code == refusal.OtherBrowser || p.Err.Code == refusal.RequestSpent {
			return reply
		}
		if oauth := refusal.Lookup(p.Err.Code).OAuth; oauth != "" {
			return Denied{Request: r, Error: oauth}
		}
	}
	return reply
}
