package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const keysAbout = `shows our keys, and exchanges them without losing a login.

  sluis keys show                            every key, where it stands, and what you must do next (also without "show")
  sluis keys stage --connection X [--at DAY] make the next key of a connection: published now, and signing from DAY on,
                                             or from your "keys move" where no day is given
  sluis keys move --connection X [--force]   sign with the next key from now on
  sluis keys rotate [--alg RS256]            make the next key for tokens, of one algorithm or of all
  sluis keys rewrap --master FILE            seal all keys under another master key

It works beside a running broker and without one. Every change is an entry in the audit chain.`

// runKeys is the operator's command on the keys.
func runKeys(args []string, out, errs io.Writer) error {
	var o order
	o.Act, args = splitAct(args)
	path, ok, err := o.parse(args, errs)
	if !ok {
		return err
	}
	answer, err := operate(context.Background(), errs, path, "keys", o, func(_ *Node, c *custodian) func(context.Context, order) (inventory, error) { return c.do })
	if err != nil {
		return err
	}
	for _, line := range answer.Done {
		fmt.Fprintln(out, line)
	}
	if o.Act == "show" {
		return answer.write(out)
	}
	return nil
}

// splitAct finds the act, which may stand behind --config as well as before it; where
// there is none, it is show.
func splitAct(args []string) (act string, rest []string) {
	at := 0
	if len(args) > 0 && strings.HasPrefix(args[0], "-") {
		switch name := strings.TrimLeft(args[0], "-"); {
		case name == "config":
			at = 2
		case strings.HasPrefix(name, "config="):
			at = 1
		}
	}
	if at >= len(args) || strings.HasPrefix(args[at], "-") {
		return "show", args
	}
	return args[at], slices.Concat(args[:at], args[at+1:])
}

// parse reads the flags that the act knows; ok is false where nothing is to be done.
func (o *order) parse(args []string, errs io.Writer) (path string, ok bool, err error) {
	fs := flags("keys", keysAbout, errs)
	fs.StringVar(&path, "config", "./sluis.yaml", "the installation's `file`")
	need, given := "", (*string)(nil)
	switch o.Act {
	case "show":
	case "stage":
		need, given = "connection", &o.Connection
		fs.Func("at", "the `day` from which the next key signs, as 2027-03-01 or 2027-03-01T06:00:00Z (UTC)", func(s string) (err error) {
			o.At, err = parseDay(s)
			return err
		})
	case "move":
		need, given = "connection", &o.Connection
		fs.BoolVar(&o.Force, "force", false, "sign at once with a key that the hub may not know: every login there fails until it does")
	case "rotate":
		fs.StringVar(&o.Alg, "alg", "", "the `algorithm`: RS256, PS256, ES256 or EdDSA, or RSA-OAEP and RSA-OAEP-256 where apps may encrypt; all of them where it is absent")
	case "rewrap":
		need, given = "master", &o.Master
	default:
		return "", false, fmt.Errorf("keys: %q is not one of show, stage, move, rotate, rewrap", o.Act)
	}
	if given != nil {
		fs.StringVar(given, need, "", map[string]string{"connection": "the `id` of a connection in the registry", "master": "the `file` of the new master key; made where it is not there"}[need])
	}
	if ok, err := parse(fs, args); !ok {
		return "", false, err
	}
	if given != nil && *given == "" {
		return "", false, fmt.Errorf("keys %s: --%s is needed", o.Act, need)
	}
	if o.Master != "" {
		if o.Master, err = filepath.Abs(o.Master); err != nil {
			return "", false, fmt.Errorf("keys rewrap: %w", err)
		}
	}
	return path, true, nil
}

func parseDay(s string) (time.Time, error) {
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(form, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("a day is written 2027-03-01, or 2027-03-01T06:00:00Z")
}
