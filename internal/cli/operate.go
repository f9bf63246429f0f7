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
	"time"

	"sluis/internal/config"
	"sluis/internal/control"
)

// operate carries out an order on the installation of the file at path: it asks the
// running broker, and does the work itself where none runs, since who has the stores
// open is the only one who may write in them (docs/decisions/0008). command is the
// order's name and its path at the broker; here does it in this process.
func operate[O, A any](ctx context.Context, errs io.Writer, path, command string, o O, here func(*Node, *custodian) func(context.Context, O) (A, error)) (A, error) {
	var none A
	c := checks(time.Now, false)
	loaded, problems := config.Load(path, c)
	fmt.Fprint(errs, problems.Errors())
	if problems.Refused() {
		return none, shown{errors.New("refused")}
	}
	client, err := control.Client(loaded.Installation.Data)
	if err == nil {
		return ask[O, A](ctx, client, command, o)
	}
	if !errors.Is(err, control.ErrNobody) {
		return none, err
	}
	n, custodian, err := openCustody(ctx, NodeConfig{Loaded: loaded, Checks: c, Now: time.Now,
		Logger: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelError}))})
	if err != nil {
		return none, err
	}
	answer, err := here(n, custodian)(ctx, o)
	return answer, errors.Join(err, n.db.Close())
}

// maxAnswer is more than any answer needs, in bytes: the longest holds a registry.
const maxAnswer = 2 * maxList

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
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&r); err != nil {
		return r.Answer, fmt.Errorf("%s: the running broker answered %d, which this version does not understand: restart it", command, res.StatusCode)
	}
	if r.Refused != "" {
		return r.Answer, errors.New(r.Refused)
	}
	return r.Answer, nil
}
