package config

import (
	"fmt"
	"slices"
	"time"
)

// An exception that nobody thinks of again is no exception: it is for one journey, whose
// end is known (L-04).
const (
	maxTravel          = 30 * 24 * time.Hour
	maxTravels         = 10 // of one school at a time
	maxTravelCountries = 10 // of one journey
)

// checkTravel holds a school's journeys to their end.
func (r *reader) checkTravel(s *School, x *index) {
	if len(s.Travel) > maxTravels {
		s.at.wrong("travel", "", fmt.Sprintf("has %d journeys; a school has at most %d at a time", len(s.Travel), maxTravels))
	}
	for i := range s.Travel {
		t := &s.Travel[i]
		r.checkTravelCountries(t, x)
		r.checkTravelEnd(t)
	}
}

func (r *reader) checkTravelCountries(t *Travel, x *index) {
	switch n := len(t.Countries); {
	case n == 0 && t.at.has("countries") && t.at.find("countries").is == isList:
		t.at.wrong("countries", "", "names no country; write those of the journey, such as [ES, FR]")
	case n > maxTravelCountries:
		t.at.wrong("countries", "", fmt.Sprintf("names %d countries; a journey goes to at most %d", n, maxTravelCountries))
	}
	for i, c := range t.Countries {
		switch {
		case c == "":
		case !knownCountry(c):
			t.at.wrongAt("countries", i, c, "is not an ISO 3166-1 code of two capitals, such as NL")
		case slices.Contains(x.installation.Guard.Countries, c):
			t.at.warnAt("countries", i, c, "is in guard.countries: browsers from there are let in as it is")
		}
	}
}

func (r *reader) checkTravelEnd(t *Travel) {
	if t.Until.IsZero() {
		return
	}
	now, value := r.load.checks.Now(), t.Until.Format(time.DateOnly)
	switch {
	case !now.Before(t.Until.AddDate(0, 0, 1)):
		// A warning: a broker that is started again the night after a journey must start.
		t.at.warn("until", value, "is past: browsers from there are refused again; take the journey out")
	case t.Until.After(now.Add(maxTravel)):
		t.at.wrong("until", value, "is more than 30 days ahead; write a later journey down when it is near")
	default:
		t.at.warn("until", value, "lets people of this school in from "+fmt.Sprint(t.Countries)+" until the end of that day")
	}
}
