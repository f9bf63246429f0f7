package broker

import (
	"slices"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/internal/refusal"
	"sluis/web"
)

// maxStarts is how many apps a page offers to begin at.
const maxStarts = 12

// starts are the apps where a person can begin whose answer belongs to no request of
// ours: those of the hub that it came from, with an address where they begin a login
// themselves (F-08, OpenID Connect Core 4). Which of them it was, nobody can say.
func (s *Server) starts(x *exchange, r flow.Refused) (out []web.AppStart) {
	if r.Err.Code != refusal.Unsolicited || r.Connection == nil {
		return nil
	}
	for _, app := range s.Registry().Apps() {
		if at := s.Provider.InitiateURL(app, ""); at != "" && len(out) < maxStarts && uses(app, r.Connection) {
			out = append(out, web.AppStart{Name: in(x.lang, app.Name), URL: at})
		}
	}
	return out
}

func uses(app *registry.App, c *registry.Connection) bool {
	return slices.ContainsFunc(app.Schools, func(s *registry.School) bool { return app.ConnectionFor(s).ID == c.ID })
}
