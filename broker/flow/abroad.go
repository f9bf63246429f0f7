package flow

import (
	"context"

	"sluis/broker/registry"
	"sluis/internal/refusal"
)

// The door does not know whose pupil a browser is. Where a country is open to some schools
// alone it lets the browser on with that country's name (Browser.Abroad), and each step that
// knows a school asks that school (decision 0018): the request its contract, the picker
// what it offers, the answer whom it was asked of, every step after it who was asserted.

// Travels reports whether a request could be of a school that has opened the country that
// its browser comes from. One that could not gets no answer at all, and no app one.
func (f *Flow) Travels(r Request, abroad string) bool {
	_, _, err := f.choices(r, Browser{Abroad: abroad})
	return err == nil || refusal.Of(err).Code == refusal.SchoolAbroad
}

// openTo leaves the schools that have opened the country. None: the border is closed, and
// closed too is a person's own page, which no school opens.
func (f *Flow) openTo(r Request, schools []*registry.School, b Browser) ([]*registry.School, error) {
	if r.Destination != App {
		return nil, refusal.New(refusal.Country, nil)
	}
	var open []*registry.School
	for _, s := range schools {
		if s.Opens(b.Abroad, f.Now()) {
			open = append(open, s)
		}
	}
	switch {
	case len(open) == 0:
		return nil, refusal.New(refusal.Country, nil)
	case hinted(schools, r.SchoolHint) != nil && hinted(open, r.SchoolHint) == nil:
		return nil, refusal.New(refusal.SchoolAbroad, nil) // others are open, and are not this pupil's
	}
	return open, nil
}

// MayReturn refuses an answer that a browser brings from a country that the asked school has
// not opened. nil: it is not from abroad, or may go on to where the asserted school is asked.
func (f *Flow) MayReturn(ctx context.Context, relay, abroad string) error {
	if abroad == "" {
		return nil
	}
	t, err := f.getTransaction(ctx, relay)
	if err != nil || t.Request.Destination != App {
		return refusal.New(refusal.Country, err)
	}
	if t.Brings != nil {
		return nil // the login that waits for it is asked again before anything goes out
	}
	return f.welcome(t.School, abroad)
}

// welcome refuses a school that has not opened the country.
func (f *Flow) welcome(school, abroad string) error {
	s, ok := f.Registry().School(school)
	if abroad == "" || ok && s.Opens(abroad, f.Now()) {
		return nil
	}
	return refusal.New(refusal.SchoolAbroad, nil)
}

// mayStay asks the asserted school at each step: whom the hub vouched for may be of another
// one than was chosen, and the journey may have ended meanwhile.
func (f *Flow) mayStay(r result, b Browser) error {
	switch {
	case b.Abroad == "" || r.Transaction.Brings != nil:
		return nil
	case r.Transaction.Request.Destination != App:
		return refusal.New(refusal.Country, nil)
	case r.School == "":
		return f.welcome(r.Transaction.School, b.Abroad)
	}
	return f.welcome(r.School, b.Abroad)
}

// refuseAbroad keeps the app out of what the border refused.
func (f *Flow) refuseAbroad(ctx context.Context, err error, r Request, b Browser) Refused {
	if b.Abroad == "" {
		return f.refuse(ctx, err, &r)
	}
	return f.refuse(ctx, err, nil)
}
