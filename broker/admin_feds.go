package broker

import (
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/mux"

	"sluis/broker/admin"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/web"
)

// fedHandlers are those of federations, test logins, our own keys and kill switches.
func fedHandlers() map[string]func(*desk) error {
	return map[string]func(*desk) error{
		"stop": (*desk).stopPage, "stop.throw": (*desk).stopThrow, "stop.undo": (*desk).stopUndo,
		"signing": (*desk).signingPage, "signing.rotate": (*desk).signingRotate, "signing.stage": (*desk).signingStage, "signing.move": (*desk).signingMove, "signing.drop": (*desk).signingDrop,
		"check": (*desk).checkPage, "check.begin": (*desk).checkBegin, "check.result": (*desk).checkResult,
		"feds": (*desk).fedsPage, "feds.one": (*desk).fedPage, "feds.refresh": (*desk).fedRefresh,
	}
}

// days are whole days as people count them: what ends this evening has 0.
func days(end, now time.Time) int { return int(end.Sub(now).Hours()) / 24 }

// health gives the card of each connection and of our own keys, and what of it ends within
// a month. Who may not see federations has none.
func (d *desk) health() (h web.Health, err error) {
	if !d.v.May(admin.SeeFeds) {
		return h, nil
	}
	feds, err := d.desk.Feds(d.r.Context())
	if err != nil {
		return h, err
	}
	calendars, tokens, err := d.desk.Calendars(d.r.Context())
	if err != nil {
		return h, err
	}
	for _, f := range feds {
		h.Levels = append(h.Levels, d.level(f, calendars[f.ID]))
	}
	h.Levels = append(h.Levels, d.ownLevel(tokens))
	for _, l := range h.Levels {
		if l.Low() {
			h.Ending = append(h.Ending, web.Ending{Kind: l.Kind, Name: l.Name, Days: l.Days, URL: l.URL})
		}
	}
	slices.SortStableFunc(h.Ending, func(a, b web.Ending) int { return a.Days - b.Days })
	return h, nil
}

// ownLevel is the card of what is ours alone: the keys for tokens, and the table of
// countries.
func (d *desk) ownLevel(tokens []keys.Listed) web.Level {
	now := d.s.Now()
	l := web.Level{Name: "Sluis", Kind: "token", URL: admin.PathSigning}
	if end := admin.TokensEnd(tokens); !end.IsZero() {
		l.Known, l.Days = true, days(end, now)
	}
	if t := d.s.Border.Table; t != nil {
		l.Facts = append(l.Facts, web.Fact{Kind: "countries", At: t.Built(), Now: now})
	}
	return l
}

// level is the card of one connection.
func (d *desk) level(f admin.Federation, c admin.Calendar) web.Level {
	now := d.s.Now()
	kind, end := f.Ends(c)
	l := web.Level{Name: d.fedName(f), Kind: kind, Known: !end.IsZero(), URL: admin.PathFeds + "/" + f.ID}
	if l.Known {
		l.Days = days(end, now)
	}
	for _, s := range f.Sources {
		if s.Fetched && !s.Schools {
			l.Facts = append(l.Facts, web.Fact{Kind: "metadata", At: s.Confirmed, Now: now})
		}
	}
	l.Facts = append(l.Facts, web.Fact{Kind: "login", At: d.s.Flow.LastLogin(f.ID), Now: now},
		web.Fact{Kind: "schools", N: len(schoolsAt(d.s.Registry(), f.ID))})
	return l
}

// fedName is the federation's, with the connection's id where it has several.
func (d *desk) fedName(f admin.Federation) string {
	name, n := "", 0
	for _, c := range d.s.Registry().Connections() {
		if string(c.Federation) == f.Federation {
			name, n = federationNames[c.Federation], n+1
		}
	}
	if n != 1 {
		return name + " (" + f.ID + ")"
	}
	return name
}

// schoolsAt lists the schools whose logins go through a connection: their own, or that of an
// app which has its own registration.
func schoolsAt(snap *registry.Snapshot, connection string) (out []*registry.School) {
	for _, s := range snap.Schools() {
		if s.Connection.ID == connection || slices.ContainsFunc(snap.Apps(), func(a *registry.App) bool {
			return a.Admits(s.ID) && a.ConnectionFor(s).ID == connection
		}) {
			out = append(out, s)
		}
	}
	return out
}

func (d *desk) fedsPage() error {
	h, err := d.health()
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminFeds{AdminFrame: d.frame("feds"), Health: h, MayCheck: d.v.May(admin.TestLogin)})
}

func (d *desk) fedPage() error {
	f, c, err := d.desk.Fed(d.r.Context(), mux.Vars(d.r)["connection"])
	if err != nil {
		return err
	}
	now := d.s.Now()
	v := web.AdminFed{AdminFrame: d.frame("feds"), Level: d.level(f, c), ID: f.ID, Hub: f.Hub, Usable: f.Usable, EntityID: f.EntityID, MetadataURL: f.MetadataURL,
		ACS: f.ACS, LastLogin: d.s.Flow.LastLogin(f.ID), Now: now, May: d.v.May(admin.ChangeFeds), MayStop: d.v.May(admin.ChangeSwitch), Asked: queryValue(d.r, "asked") != ""}
	v.Level.URL = ""
	for _, s := range f.Sources {
		v.Sources = append(v.Sources, web.FedSource(s))
	}
	for _, k := range f.Certificates {
		v.Certificates = append(v.Certificates, web.FedCertificate{Fingerprint: k.Fingerprint, End: k.End, Days: days(k.End, now)})
	}
	v.Calendar = web.FedCalendar{Step: string(c.Step), Day: c.Day}
	for _, k := range c.Keys {
		v.Calendar.Keys = append(v.Calendar.Keys, fedKey(k))
	}
	for _, s := range schoolsAt(d.s.Registry(), f.ID) {
		v.Schools = append(v.Schools, web.AdminSchool{ID: s.ID, Name: s.Name})
	}
	return d.html(http.StatusOK, v)
}

func (d *desk) fedRefresh() error {
	id := mux.Vars(d.r)["connection"]
	if err := d.desk.RefreshFed(d.r.Context(), d.v, id); err != nil {
		return err
	}
	return d.to(admin.PathFeds + "/" + id + "?asked=1")
}

// fedKey is one of our keys as a page shows it.
func fedKey(k keys.Listed) web.FedKey {
	return web.FedKey{KID: k.KID, Alg: k.Alg, Fingerprint: k.Fingerprint, Stage: string(k.Stage),
		Published: k.Published, Used: k.Used, Retired: k.Retired, Gone: k.Gone, CertificateTo: k.Expires}
}
