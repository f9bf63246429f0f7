package broker

import (
	"net/http"

	"sluis/broker/admin"
	"sluis/web"
)

// secondPage shows what waits for a second admin.
func (d *desk) secondPage() error { return d.waiting("") }

func (d *desk) waiting(shown string) error {
	v := web.AdminSecond{AdminFrame: d.frame("home"), Shown: shown}
	all, err := d.desk.Proposals(d.r.Context(), d.v)
	if err != nil {
		return err
	}
	for _, w := range all {
		v.Waiting = append(v.Waiting, web.AdminWaiting{ID: w.ID, Kind: w.Kind, School: d.schoolName(w.School), Asker: w.Asker, Seconder: w.Seconder,
			Made: w.Made, Ends: w.Ends, Due: w.Due, Lines: w.Lines, About: w.About, May: w.May, Mine: w.Mine})
	}
	return d.html(http.StatusOK, v)
}

// carry takes the next step of a proposal. What it shows stands on the page that answers
// the form, and never again.
func (d *desk) carry() error {
	id, err := d.field("id")
	if err != nil {
		return err
	}
	done, err := d.desk.Second(d.r.Context(), d.v, id)
	if err != nil {
		return err
	}
	if shown := done.Shown.Reveal(); shown != "" {
		return d.waiting(shown)
	}
	return d.to(admin.PathSecond)
}

func (d *desk) drop() error {
	id, err := d.field("id")
	if err != nil {
		return err
	}
	if err := d.desk.Drop(d.r.Context(), d.v, id); err != nil {
		return err
	}
	return d.to(admin.PathSecond)
}
