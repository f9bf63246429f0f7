package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sluis/broker/keys"
)

// command runs `sluis keys` on a world's configuration as the operator does.
func (w *world) command(args ...string) (out, errs string, code int) {
	w.t.Helper()
	var o, e bytes.Buffer
	code = Main(append(append([]string{"keys"}, args...), "--config", filepath.Join(w.dir, "sluis.yaml")), &o, &e)
	return o.String(), e.String(), code
}

func (w *world) commands(args ...string) string {
	w.t.Helper()
	out, errs, code := w.command(args...)
	if code != 0 {
		w.t.Fatalf("sluis keys %s: exit %d: %s", strings.Join(args, " "), code, errs)
	}
	return out
}

// certificates counts the keys of our metadata, by use.
func (w *world) certificates(connection, use string) int {
	w.t.Helper()
	return strings.Count(w.newBrowser().get("/saml/"+connection+"/metadata").body, `<md:KeyDescriptor use="`+use+`">`)
}

func (w *world) giveMetadata() {
	w.t.Helper()
	for id, accept := range map[string]func([]byte) error{"entree": w.entree.AcceptSP, "surfconext": w.surf.AcceptSP} {
		if err := accept([]byte(w.newBrowser().get("/saml/" + id + "/metadata").body)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// newDay moves the clock and has the broker take the hubs' metadata of that day, as its
// feeds do.
func (w *world) newDay(ahead time.Duration) {
	w.t.Helper()
	w.clock.advance(ahead)
	for id, doc := range map[string][]byte{"entree": w.entree.Metadata(), "surfconext": w.surf.Metadata()} {
		b, _ := w.node.hubs.link(id)
		if _, err := b.live.Set(doc, w.clock.now()); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) verbs() (out []string) {
	w.t.Helper()
	trail, err := w.node.ledger.AuditTrail(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range trail {
		out = append(out, e.By+" "+e.Verb)
	}
	return out
}

const week = 7 * 24 * time.Hour

// F-04: the operator exchanges our key beside the running broker, in the order of
// docs/keys.md, and each act is an entry in the chain.
func TestKeysBesideTheBroker(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	if out := w.commands(); !strings.Contains(out, "Connection entree: signs requests") || strings.Count(out, "in use") != 4+2 {
		t.Errorf("show: %s", out)
	}
	if _, errs, code := w.command("move", "--connection", "entree"); code != 1 || !strings.Contains(errs, "sluis keys stage --connection entree") {
		t.Errorf("nothing waits: %d, %s", code, errs)
	}
	if out := w.commands("stage", "--connection", "entree"); !strings.Contains(out, w.issuer+"/saml/entree/metadata") || !strings.Contains(out, "keys move --connection entree") {
		t.Errorf("stage: %s", out)
	}
	if n := w.certificates("entree", "signing"); n != 2 {
		t.Errorf("%d keys in our metadata", n)
	}
	if _, errs, code := w.command("move", "--connection", "entree"); code != 1 || !strings.Contains(errs, "--force") {
		t.Errorf("too soon: %d, %s", code, errs)
	}
	w.giveMetadata()
	w.newDay(week)
	pending := w.newBrowser()
	acs, form := pending.choose(w.request("portfolio", portfolioURI), "petteflat", "yara")
	w.commands("move", "--connection", "entree")
	if a := pending.post(acs, form); a.StatusCode != 303 {
		t.Errorf("a login under way: %d %s", a.StatusCode, text(a.body))
	}
	if q := w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara"); q.Get("code") == "" {
		t.Errorf("a login after: %v", q)
	}
	if out := w.commands("show"); !strings.Contains(out, "retired") || !strings.Contains(out, "removed by itself") {
		t.Errorf("show: %s", out)
	}
	w.newDay(week)
	w.node.watch(context.Background())
	if n := w.certificates("entree", "signing"); n != 1 {
		t.Errorf("%d keys in our metadata when the old one is gone", n)
	}
	want := []string{"operator keys.move.declined", "operator keys.stage", "operator keys.move.declined", "operator keys.move", "calendar keys.gone"}
	if got := w.verbs(); !slices.Equal(got, want) {
		t.Errorf("the chain holds %q", got)
	}
}

// The same acts without a broker: the command takes the stores itself, and the next
// start finds what it did.
func TestKeysWithoutTheBroker(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	w.stop()
	day := w.clock.now().Add(8 * 24 * time.Hour).UTC().Format(time.DateOnly)
	if out := w.commands("stage", "--connection", "surfconext", "--at", day); !strings.Contains(out, day) {
		t.Errorf("stage: %s", out)
	}
	if out := w.commands("rotate", "--alg", "ES256"); !strings.Contains(out, "next ES256 key") || strings.Contains(out, "RS256") {
		t.Errorf("rotate: %s", out)
	}
	if out := w.commands("show"); !strings.Contains(out, "To be done") || !strings.Contains(out, "surfconext: our next key signs from "+day) {
		t.Errorf("show: %s", out)
	}
	w.start()
	if n := w.certificates("surfconext", "signing"); n != 2 {
		t.Errorf("%d keys in our metadata", n)
	}
	if n := strings.Count(w.newBrowser().get("/oauth/jwks").body, `"alg":"ES256"`); n != 2 {
		t.Errorf("%d ES256 keys in the JWKS", n)
	}
	w.giveMetadata()
	w.newDay(9 * 24 * time.Hour)
	if q := w.newBrowser().login(w.request("portfolio", portfolioURI), "harderwijk", "lukasz"); q.Get("code") == "" {
		t.Errorf("a login after the day: %v", q)
	}
	if got := w.verbs(); !slices.Contains(got, "operator keys.rotate") || !slices.Contains(got, "operator keys.stage") {
		t.Errorf("the chain holds %q", got)
	}
}

// What is wrong is said in a line, and changes nothing.
func TestKeysDeclines(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	soon := w.clock.now().UTC().Add(24 * time.Hour).Format(time.DateOnly)
	cases := map[string]struct {
		args []string
		says string
	}{
		"an act that is none":            {[]string{"turn"}, "not one of show, stage, move, rotate, rewrap"},
		"no connection":                  {[]string{"stage"}, "--connection is needed"},
		"an unknown connection":          {[]string{"stage", "--connection", "entre"}, "it has entree, surfconext"},
		"a date that is none":            {[]string{"stage", "--connection", "entree", "--at", "morgen"}, "2027-03-01"},
		"a date too soon":                {[]string{"stage", "--connection", "entree", "--at", soon}, "too soon"},
		"an unknown algorithm":           {[]string{"rotate", "--alg", "HS256"}, "not an algorithm of ours"},
		"a master in the data directory": {[]string{"rewrap", "--master", filepath.Join(w.dir, "data", "m.key")}, "must lie elsewhere"},
		"a master that is none":          {[]string{"rewrap", "--master", filepath.Join(w.dir, "app.secret")}, "does not hold 32 bytes"},
		"a flag of another act":          {[]string{"rotate", "--force"}, "not defined"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			out, errs, code := w.command(c.args...)
			if code != 1 || out != "" || !strings.Contains(errs, c.says) {
				t.Errorf("exit %d, %q, %q", code, out, errs)
			}
		})
	}
	listed, _, err := w.node.hubs.ring.Inventory(context.Background())
	if err != nil || len(listed) != 4+2 || slices.ContainsFunc(listed, func(l keys.Listed) bool { return l.Stage != keys.StageInUse }) {
		t.Errorf("%d keys, %v", len(listed), err)
	}
}

// A new master changes no pseudonym, and the old file no longer opens the keyring.
func TestKeysRewrap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	sub := func() any {
		tok, _ := w.tokens("stil", stilURI, w.newBrowser().login(w.request("stil", stilURI), "petteflat", "yara").Get("code"))
		return w.info(tok.AccessToken)["sub"]
	}
	before := sub()
	fresh, path := filepath.Join(w.dir, "new.key"), filepath.Join(w.dir, "sluis.key")
	if out := w.commands("rewrap", "--master", fresh); !strings.Contains(out, "BEFORE the next start") {
		t.Errorf("rewrap: %s", out)
	}
	if sub() != before {
		t.Error("another pseudonym while it runs")
	}
	w.stop()
	if _, errs, code := w.command("show"); code != 1 || !strings.Contains(errs, "does not fit the keyring") {
		t.Errorf("the old master: %d, %s", code, errs)
	}
	if err := os.Rename(fresh, path); err != nil {
		t.Fatal(err)
	}
	w.start()
	if sub() != before {
		t.Error("another pseudonym after the restart")
	}
}

// The real program, asked by a second process while it serves; and what a killed one
// leaves stands in nobody's way.
func TestKeysProcess(t *testing.T) {
	t.Parallel()
	p := newProcess(t, worldApps)
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	show := func() string {
		t.Helper()
		cmd := exec.Command(path, "keys", "show", "--config", filepath.Join(p.dir, "sluis.yaml"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	kid := regexp.MustCompile(`kid +(\S+)`)
	serving := kid.FindAllString(show(), -1)
	p.end(syscall.SIGKILL)
	alone := kid.FindAllString(show(), -1)
	p.begin()
	again := kid.FindAllString(show(), -1)
	if len(serving) != 4+2 || !slices.Equal(serving, alone) || !slices.Equal(serving, again) {
		t.Errorf("%d, %d and %d keys", len(serving), len(alone), len(again))
	}
}

// The act is found wherever --config stands (contract 3), and every command that the
// walk-through names is one.
func TestKeysArguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"": "show", "--config x.yaml": "show", "-config=x.yaml": "show", "show --config x.yaml": "show", "--config x.yaml show": "show",
		"--config x.yaml stage --connection entree": "stage", "--config=x.yaml move --connection entree --force": "move",
	} {
		act, fields := splitAct(strings.Fields(args))
		o := order{Act: act}
		path, ok, err := o.parse(fields, io.Discard)
		if o.Act != want || !ok || err != nil || strings.Contains(args, "config") != (path == "x.yaml") {
			t.Errorf("%q: %s, %s, %v", args, o.Act, path, err)
		}
	}
	page, err := os.ReadFile("../../docs/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?m)^    \$ sluis keys ?(.*)$`).FindAllStringSubmatch(string(page), -1)
	if len(named) < 5 {
		t.Fatalf("the walk-through names %d commands", len(named))
	}
	for _, m := range named {
		act, fields := splitAct(strings.Fields(m[1]))
		o := order{Act: act}
		if _, ok, err := o.parse(fields, io.Discard); !ok || err != nil {
			t.Errorf("docs/keys.md: sluis keys %s: %v", m[1], err)
		}
	}
}
