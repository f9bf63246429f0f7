package broker

import (
	"net/http"
	"strings"
	"time"

	"sluis/broker/admin"
	"sluis/web"
)

func (d *desk) recoverPage() error {
	return d.html(http.StatusOK, web.AdminRecover{AdminFrame: d.frame("")})
}

func (d *desk) recoverByCode() error {
	code, err := d.field("code")
	if err != nil {
		return err
	}
	session, err := d.desk.SignInByCode(d.r.Context(), d.at, code)
	if err != nil {
		return err
	}
	d.seat(session)
	return d.to(admin.PathKeys)
}

func (d *desk) stopRecovery() error {
	if err := d.desk.StopRecovery(d.r.Context(), d.v); err != nil {
		return err
	}
	return d.to(admin.PathKeys)
}

func (d *desk) askRecovery() error {
	f, err := d.fields("id", "ticket")
	if err != nil {
		return err
	}
	if err := d.desk.AskRecovery(d.r.Context(), d.v, f["id"], strings.TrimSpace(f["ticket"])); err != nil {
		return err
	}
	return d.to(admin.PathPeople)
}

func noticesView(all []admin.Notice) []web.AdminNotice {
	var out []web.AdminNotice
	for _, n := range all {
		out = append(out, web.AdminNotice{Kind: string(n.Kind), At: time.Unix(n.At, 0).UTC()})
	}
	return out
}
