package cli

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/broker/trace"
	"sluis/claims"
	"sluis/internal/config"
	"sluis/internal/refusal"
	"sluis/providers"
)

const explainAbout = `takes a captured answer of a hub through every check, and says what each app would get of it.
Nothing is kept and nothing is written. The answer may be raw XML, the base64 of the form field, or the whole form.
It is judged as of the moment that it names itself: whether it is in time, and which request it answers, is not judged.
Exit 0: it would be released to the app (or to one, where none is named). Exit 1: it would be refused.`

// runExplain is the dry run of design §4.
func runExplain(args []string, in io.Reader, out, errs io.Writer) error {
	fs := flags("explain", explainAbout, errs)
	path := fs.String("config", "./sluis.yaml", "the installation's `file`")
	response := fs.String("response", "", "the `file` with the captured answer; - is standard input")
	app := fs.String("app", "", "the `id` of one app; every app where it is left out")
	connection := fs.String("connection", "", "the `id` of the connection it came to; found by its Destination where it is left out")
	values := fs.Bool("values", false, "show the values too: they are personal data")
	if ok, err := parse(fs, args); !ok {
		return err
	}
	if *response == "" {
		return errors.New("explain needs --response FILE, the captured answer; - reads it from standard input")
	}
	field, err := capture(*response, in)
	if err != nil {
		return err
	}
	loaded, problems := config.Load(*path, checks(time.Now, false))
	if problems.Refused() {
		fmt.Fprint(errs, problems)
		return shown{errors.New("refused")}
	}
	e := &explanation{out: out, snap: registry.Compile(loaded), values: *values}
	apps := e.snap.Apps()
	if *app != "" {
		one, ok := e.snap.App(*app)
		if !ok {
			return fmt.Errorf("%q is no app of %s", *app, loaded.Installation.Registry)
		}
		apps = []*registry.App{one}
	}
	e.hubs = &hubs{issuer: loaded.Installation.Issuer, operator: loaded.Installation.Operator, cache: copiesOf(loaded.Installation),
		logger: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelError})), now: time.Now, byID: map[string]*link{}}
	if e.signer, e.certificate, err = passingKey(); err != nil {
		return err
	}
	if !e.run(field, *connection, apps) {
		return shown{errors.New("refused")}
	}
	return nil
}

// explanation is one dry run.
type explanation struct {
	out    io.Writer
	snap   *registry.Snapshot
	hubs   *hubs
	values bool

	signer      *rsa.PrivateKey // signs nothing; see passingKey
	certificate []byte
}

func (e *explanation) say(format string, args ...any) { fmt.Fprintf(e.out, format+"\n", args...) }

// run reports whether the answer would be released to one of the apps.
func (e *explanation) run(field, connection string, apps []*registry.App) bool {
	said, err := selfSaid(field)
	if err != nil {
		e.say("This is no SAML Response: %v.", err)
		return false
	}
	if now := e.hubs.now(); said.issued.After(now) { // no metadata holds for ever
		said.issued = now
	}
	conn, id, err := e.verify(field, connection, said)
	if conn == nil {
		e.say("%v", err)
		return false
	}
	e.say("Connection: %s (%s)", conn.ID, conn.Federation)
	e.say("Judged as of %s, the moment that the answer names. Not judged: whether it is in time, which request it answers, and whether it was used before.", said.issued.UTC().Format(time.RFC3339))
	if err != nil {
		e.unfit(err)
		return false
	}
	e.say("Signature and all other checks of the answer: passed.")
	e.received(id)
	released := false
	for _, app := range apps {
		j := flow.Judge(e.snap, conn, app, id, e.hubs.maySpeak)
		e.say("")
		e.judged(app, j)
		released = released || j.Refused == nil
	}
	return released
}

// verify tries the connections that the answer may have come to, the likeliest first.
// Which one it names itself is a hint: the keys are those of the connection.
func (e *explanation) verify(field, connection string, said said) (*registry.Connection, *providers.Identity, error) {
	var candidates []*registry.Connection
	for _, c := range e.snap.Connections() {
		if connection == c.ID || connection == "" && (said.destination == "" || said.destination == c.ACS) {
			candidates = append(candidates, c)
		}
	}
	if len(candidates) == 0 {
		return nil, nil, errors.New("No connection of the registry has this answer's Destination. Name one with --connection to see which other checks it passes.") //nolint:staticcheck // a sentence for a person
	}
	var first error
	for _, c := range candidates {
		id, err := e.dryVerify(c, field, said)
		if err == nil {
			return c, id, nil
		}
		if first == nil {
			first = err
		}
	}
	return candidates[0], nil, first
}

// unfit says at which check an answer ended.
func (e *explanation) unfit(err error) {
	refused := refusal.Of(err)
	entry := refusal.Lookup(refused.Code)
	if unfit, ok := errors.AsType[*providers.Unfit](err); ok {
		e.say("Checks passed: %s", listed(unfit.Passed))
		e.say("Ended at: %s", unfit.Check)
	}
	e.say("%s %s: %v", entry.Code, entry.Name, errors.Unwrap(refused))
	e.say("%s", strings.ReplaceAll(entry.EN.Fill(refusal.Facts{}).Helpdesk, "`", ""))
	if refused.Code == refusal.Encrypted {
		e.say("Where it is encrypted: explain holds no keys, so that it can run beside the broker, and cannot look inside.")
	}
}

func (e *explanation) received(id *providers.Identity) {
	names, others := trace.Names(id.Attributes)
	e.say("Received: %s", listed(names))
	if others > 0 {
		e.say("And %d more, whose names no rule knows", others)
	}
	if !e.values {
		return
	}
	e.say("What follows are personal data.")
	e.say("  NameID: %s", id.NameID.Value)
	for _, a := range id.Attributes {
		e.say("  %s: %q", a.Name, a.Values)
	}
}

func (e *explanation) judged(app *registry.App, j flow.Judged) {
	if j.Refused != nil {
		entry := refusal.Lookup(j.Refused.Code)
		facts := refusal.Facts{App: app.Name.EN, Item: refusal.ItemWord(j.Refused.Item, "", "en")}
		if j.School != nil {
			facts.School = j.School.Name
			facts.Item = refusal.ItemWord(j.Refused.Item, j.School.Sector, "en")
		}
		m := entry.EN.Fill(facts)
		e.say("%s: refused, %s. %s.", app.ID, entry.Code, m.Title)
		e.say("  %s", strings.ReplaceAll(m.Helpdesk, "`", ""))
		return
	}
	e.say("%s: released, for %s, as %s", app.ID, j.School.ID, j.Decision.Role)
	for _, item := range j.Decision.Release.Items.List() {
		line := "  released  " + item.String()
		if e.values {
			line += ": " + valueOf(j.Decision.Release, item)
		}
		e.say("%s", line)
	}
	for _, w := range j.Decision.Withheld {
		e.say("  withheld  %s: %s", w.Item, w.Why)
	}
}

func valueOf(r claims.Release, item claims.Item) string {
	switch item {
	case claims.Name:
		return r.Name.Full
	case claims.StudentNumber:
		return r.StudentNumber
	case claims.Class:
		return strings.Join(r.Class, ", ")
	case claims.School:
		return r.School
	}
	return string(r.Role)
}

func listed(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
