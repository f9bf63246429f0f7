package broker

import (
	"net/http"

	"sluis/internal/refusal"
)

// admit asks the border whether a browser may come from where it is (L-01). It is the
// first thing that happens to a request: nothing of it has been read, no cookie is
// set, and an app gets no answer that could carry anything.
func (s *Server) admit(r *http.Request) error {
	v := s.Border.Judge(s.address(r))
	if v.Admitted {
		return nil
	}
	if v.Country == "" {
		v.Country = "unknown"
	}
	s.foreign.Inc(v.Country)
	return refusal.New(refusal.Country, nil)
}
