package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sluis/internal/config"
	"sluis/internal/control"
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
	c := checks(time.Now, false)
	loaded, problems := config.Load(path, c)
	fmt.Fprint(errs, problems.Errors())
	if problems.Refused() {
		return shown{errors.New("refused")}
	}
	answer, err := carryOut(context.Background(), NodeConfig{Loaded: loaded, Checks: c, Now: time.Now,
		Logger: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelError}))}, o)
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

// carryOut asks the running broker, and does the work itself where none runs: who has
// the stores open is the only one who may write in them (docs/decisions/0008).
func carryOut(ctx context.Context, c NodeConfig, o order) (inventory, error) {
	client, err := control.Client(c.Loaded.Installation.Data)
	if err == nil {
		return ask[order, inventory](ctx, client, "keys", o)
	}
	if !errors.Is(err, control.ErrNobody) {
		return inventory{}, err
	}
	n, custodian, err := openCustody(ctx, c)
	if err != nil {
		return inventory{}, err
	}
	answer, err := custodian.do(ctx, o)
	return answer, errors.Join(err, n.db.Close())
}

// reply is what comes over the control socket.
type reply[A any] struct {
	Answer  A      `json:"answer"`
	Refused string `json:"refused,omitempty"`
}

// ask carries an order to the running broker: command is its name and its path there.
func ask[O, A any](ctx context.Context, client *http.Client, command string, o O) (A, error) {
	var r reply[A]
	body, err := json.Marshal(o)
	if err != nil {
		return r.Answer, fmt.Errorf("%s: %w", command, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://broker/"+command, bytes.NewReader(body))
	if err != nil {
		return r.Answer, fmt.Errorf("%s: %w", command, err)
	}
	res, err := client.Do(req)
	if err != nil {
		return r.Answer, fmt.Errorf("%[1]s: the running broker did not answer; look at `sluis %[1]s` before you try again: %[2]w", command, err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(io.LimitReader(res.Body, 4<<20)).Decode(&r); err != nil {
		return r.Answer, fmt.Errorf("%s: the running broker answered %d, which this version does not understand: restart it", command, res.StatusCode)
	}
	if r.Refused != "" {
		return r.Answer, errors.New(r.Refused)
	}
	return r.Answer, nil
}
