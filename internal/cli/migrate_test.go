package cli

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/internal/refusal"
	"sluis/providers/hub"
)

// A school called Oud becomes part of Petteflat College. Its pupils get new accounts; for
// apps they must stay who they are.
func moving(w *world) {
	w.schools[hub.Entree] = append(slices.Clone(w.schools[hub.Entree]), hub.School{ID: "oud", Name: "Oud College", Organisation: "03EF", IdP: "https://idp.oud.example/"})
	person := func(login, school, given string) hub.Person {
		return hub.Person{Login: login, Password: login + "-wachtwoord", School: school, Attributes: []hub.Attribute{
			attr("uid", login+"@"+school), attr("givenName", given), attr("sn", "Visser"), attr("eduPersonAffiliation", "student")}}
	}
	w.people[hub.Entree] = append(slices.Clone(w.people[hub.Entree]), person("sanne-oud", "oud", "Sanne"), person("sanne-nieuw", "petteflat", "Sanne"),
		person("tim-oud", "oud", "Tim"), person("tim-nieuw", "petteflat", "Tim"))
	w.registry = strings.Replace(w.registry, "apps:", "  - {id: oud, name: Oud College, sector: vo, connection: entree, home_organisation: 03EF}\napps:", 1)
	w.registry = strings.Replace(w.registry, "schools: [petteflat, harderwijk]", "schools: [petteflat, oud, harderwijk]", 1)
	w.registry = strings.Replace(w.registry, "  - {id: surfconext, federation: surfconext,", "  - {id: surf2, federation: surfconext, entity_id: \"https://sluis.test/surf2\", metadata: {file: surfconext.xml}}\n  - {id: surfconext, federation: surfconext,", 1)
}

func (w *world) subjects(args ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	code = Main(append(append([]string{"subjects", "migrate"}, args...), "--config", filepath.Join(w.dir, "sluis.yaml")), &o, &e)
	return o.String(), e.String(), code
}

var planned = regexp.MustCompile(`Planned as (\S+): [\s\S]*Code for that person: (\S+)`)

// moves plans and opens a window, and gives its id and the code to undo it.
func (w *world) moves(args ...string) (id, undo string) {
	w.t.Helper()
	out, errs, code := w.subjects(append([]string{"plan", "--reason", "fusie, brief 12", "--by", "Anna"}, args...)...)
	m := planned.FindStringSubmatch(out)
	if code != 0 || m == nil {
		w.t.Fatalf("plan: %d %s %s", code, out, errs)
	}
	out, errs, code = w.subjects("open", "--id", m[1], "--code", m[2], "--by", "Bram")
	_, undo, ok := strings.Cut(out, "Code to undo it: ")
	if code != 0 || !ok {
		w.t.Fatalf("open: %d %s %s", code, out, errs)
	}
	return m[1], strings.Fields(undo)[0]
}

// subOf logs in at stil and gives who the app sees.
func (b *browser) subOf(a *answer) string {
	b.w.t.Helper()
	_, claims := b.w.tokens("stil", stilURI, mustQuery(b.w.t, a.next(b.w.t)).Get("code"))
	sub, _ := claims["sub"].(string)
	if sub == "" {
		b.w.t.Fatalf("no sub: %v", claims)
	}
	return sub
}

func (b *browser) choosing(a *answer, answer string) *answer {
	b.w.t.Helper()
	f := a.hidden()
	f.Set("answer", answer)
	return b.post("/login/answer", f)
}

// fetch shows an old account, up to the page that asks whose it is.
func (b *browser) fetch(page *answer, school, login string) *answer {
	b.w.t.Helper()
	acs, form := b.atHub(b.choosing(page, "bring").next(b.w.t), school, login)
	a := b.post(acs, form)
	if a.StatusCode != http.StatusSeeOther {
		return a
	}
	return b.get(a.next(b.w.t))
}

const bringTitle, broughtTitle = "Had je hier al een account?", "Is dit jouw oude account?"

func (a *answer) must(t testing.TB, want string) *answer {
	t.Helper()
	if !strings.Contains(a.body, want) {
		t.Fatalf("%d, not %q:\n%s", a.StatusCode, want, text(a.body))
	}
	return a
}

// TestMerger: a pupil shows the old account in the middle of a login with the new one, and
// is for the app who it always was; once, in every browser, after a restart too. Who says
// to be new is not asked again. Before the window and for others nothing changes.
func TestMerger(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, moving)
	enter := func(b *browser, school, login string) *answer {
		return b.arrive(w.request("stil", stilURI), school, login)
	}
	old := w.newBrowser()
	was := old.subOf(enter(old, "oud", "sanne-oud"))
	b := w.newBrowser()
	fresh := b.subOf(enter(b, "petteflat", "sanne-nieuw"))
	if was == fresh {
		t.Fatal("two accounts are one before anybody moved")
	}
	w.moves("--from-school", "oud", "--to-school", "petteflat")

	b = w.newBrowser()
	page := enter(b, "petteflat", "sanne-nieuw").must(t, bringTitle)
	if strings.Contains(page.body, "Visser") {
		t.Error("the question shows a name")
	}
	asked := b.fetch(page, "oud", "sanne-oud").must(t, broughtTitle).must(t, "Sanne Visser").must(t, "Oud College")
	back := b.choosing(asked, "continue")
	if got := b.subOf(b.get(back.next(t))); got != was {
		t.Errorf("brought along, and the app sees %s, not %s", got, was)
	}
	again := w.newBrowser()
	if got := again.subOf(enter(again, "petteflat", "sanne-nieuw")); got != was {
		t.Errorf("in another browser: %s", got)
	}
	w.stop()
	w.start()
	later := w.newBrowser()
	if got := later.subOf(enter(later, "petteflat", "sanne-nieuw")); got != was {
		t.Errorf("after a restart: %s", got)
	}
	if a := w.newBrowser().arrive(w.request("stil", stilURI), "oud", "sanne-oud"); !strings.Contains(a.body, refusal.AccountGone.String()) {
		t.Errorf("the old account itself, which may be another pupil's by now: %d", a.StatusCode)
	}
	if got := w.newBrowser(); got.subOf(enter(got, "oud", "tim-oud")) == was {
		t.Error("another old account")
	}

	tim := w.newBrowser()
	end := tim.choosing(enter(tim, "petteflat", "tim-nieuw").must(t, bringTitle), "new")
	own := tim.subOf(tim.get(end.next(t)))
	if got := tim.subOf(enter(tim, "petteflat", "tim-nieuw")); got != own || got == was {
		t.Errorf("who is new: %s, then %s", own, got)
	}
	other := w.newBrowser()
	if a := other.arrive(w.request("stil", stilURI), "harderwijk", "lukasz"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a school that did not move: %d", a.StatusCode)
	}
	if log := w.log.String(); strings.Contains(log, "sanne") || strings.Contains(log, "Sanne") {
		t.Error("the log names somebody")
	}
}

// TestMoveIsNoTakeover: what must not link.
func TestMoveIsNoTakeover(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, moving)
	id, undo := w.moves("--from-school", "oud", "--to-school", "petteflat")
	enter := func(b *browser, login string) *answer {
		return b.arrive(w.request("stil", stilURI), "petteflat", login).must(t, bringTitle)
	}
	sees := func(a *answer, code refusal.Code) {
		t.Helper()
		if !strings.Contains(a.body, code.String()) {
			t.Errorf("%d, not %s:\n%s", a.StatusCode, code, text(a.body))
		}
	}
	owner := w.newBrowser()
	asked := owner.fetch(enter(owner, "sanne-nieuw"), "oud", "sanne-oud").must(t, broughtTitle)

	// The page that links, in another browser.
	sees(w.newBrowser().choosing(asked, "continue"), refusal.OtherBrowser)
	// The answer of the old school, in another browser's waiting login.
	thief := w.newBrowser()
	enter(thief, "tim-nieuw")
	second := w.newBrowser()
	acs, form := second.atHub(second.choosing(enter(second, "sanne-nieuw"), "bring").next(t), "oud", "sanne-oud")
	landed := thief.post(acs, form)
	sees(thief.get(landed.next(t)), refusal.OtherBrowser)
	// Another school than the old one.
	b := w.newBrowser()
	sees(b.fetch(enter(b, "tim-nieuw"), "zonder", "noor"), refusal.NotOldSchool)
	// A form without its verifier, or of the other page, asks again and links nothing.
	f := asked.hidden()
	f.Set("answer", "continue")
	f.Set("v", "AAAAAAAAAAAAAAAAAAAAAA")
	owner.post("/login/answer", f).must(t, broughtTitle)
	// "That is not me" links nothing.
	b = w.newBrowser()
	no := b.choosing(b.fetch(enter(b, "tim-nieuw"), "oud", "sanne-oud"), "notme")
	b.get(no.next(t)).must(t, bringTitle)

	if a := owner.choosing(asked, "continue"); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("the owner: %d", a.StatusCode)
	}
	// An old account that is somebody's by now.
	b = w.newBrowser()
	sees(b.choosing(b.fetch(enter(b, "tim-nieuw"), "oud", "sanne-oud"), "continue"), refusal.AccountTaken)
	// Doubly pressed, it is one link.
	if a := owner.choosing(asked, "continue"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("pressed twice: %d", a.StatusCode)
	}
	// Closed in the middle.
	b = w.newBrowser()
	waiting := b.fetch(enter(b, "tim-nieuw"), "oud", "tim-oud").must(t, broughtTitle)
	if _, errs, code := w.subjects("close", "--id", id, "--by", "Anna"); code != 0 {
		t.Fatal(errs)
	}
	sees(b.choosing(waiting, "continue"), refusal.MoveOver)
	// After it nobody is asked, and who came along stays.
	if out, _, _ := w.subjects("show"); !strings.Contains(out, "closed") || !regexp.MustCompile(`UTC\s+1\s+0\s`).MatchString(out) {
		t.Errorf("the list:\n%s", out)
	}
	stays := w.newBrowser()
	before := stays.subOf(stays.arrive(w.request("stil", stilURI), "petteflat", "sanne-nieuw"))
	if _, errs, code := w.subjects("undo", "--id", id, "--code", undo, "--by", "Anna"); code != 1 || !strings.Contains(errs, "second person") {
		t.Errorf("undone by who planned it: %d %s", code, errs)
	}
	if out, errs, code := w.subjects("undo", "--id", id, "--code", undo, "--by", "Bram"); code != 0 || !strings.Contains(out, "1 pupils") {
		t.Fatalf("undo: %d %s %s", code, out, errs)
	}
	if stays.subOf(stays.arrive(w.request("stil", stilURI), "petteflat", "sanne-nieuw")) == before {
		t.Error("undone, and still linked")
	}
	verbs := strings.Join(w.verbs(), "\n")
	for _, v := range []string{"Anna subjects.plan", "Bram subjects.open", "pupil subjects.link", "Anna subjects.close", "Bram subjects.undo"} {
		if !strings.Contains(verbs, v) {
			t.Errorf("no entry %q:\n%s", v, verbs)
		}
	}
}

// TestMoveToAnotherConnection: the same school, by another registration: SURFconext then
// gives out another identifier for everybody.
func TestMoveToAnotherConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, moving)
	b := w.newBrowser()
	was := b.subOf(b.arrive(w.request("stil", stilURI), "harderwijk", "lukasz"))
	w.stop()
	w.registry = strings.Replace(w.registry, "sector: ho, connection: surfconext", "sector: ho, connection: surf2", 1)
	w.write("registry.yaml", w.registry)
	w.start()
	doc, _ := w.node.hubs.spMetadata("surf2")
	if err := w.surf.AcceptSP(doc); err != nil {
		t.Fatal(err)
	}
	if got := b.subOf(b.arrive(w.request("stil", stilURI), "harderwijk", "lukasz")); got == was {
		t.Fatal("the hub gives out the same identifier: nothing moves")
	}
	w.moves("--from-school", "harderwijk", "--to-school", "harderwijk", "--from-connection", "surfconext")
	b = w.newBrowser()
	page := b.arrive(w.request("stil", stilURI), "harderwijk", "lukasz").must(t, bringTitle).must(t, "op een nieuwe manier")
	end := b.choosing(b.fetch(page, "harderwijk", "lukasz").must(t, broughtTitle), "continue")
	if got := b.subOf(b.get(end.next(t))); got != was {
		t.Errorf("%s, not %s", got, was)
	}
}

// TestMoveByFile: new identifiers, and nobody can log in with the old ones any more: the
// school says who is who. All lines count, or none; and no identifier stays anywhere.
func TestMoveByFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, moving)
	b := w.newBrowser()
	was := b.subOf(b.arrive(w.request("stil", stilURI), "oud", "sanne-oud"))
	id, _ := w.moves("--from-school", "oud", "--to-school", "petteflat", "--file-only")
	enter := func(login string) *answer {
		return w.newBrowser().arrive(w.request("stil", stilURI), "petteflat", login)
	}
	if a := enter("tim-nieuw"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a pupil is asked: %d", a.StatusCode)
	}
	give := func(by string, lines string, more ...string) (string, string, int) {
		path := filepath.Join(t.TempDir(), "leerlingen.csv")
		w.writeAt(path, lines)
		return w.subjects(append([]string{"link", "--id", id, "--file", path, "--by", by}, more...)...)
	}
	for name, lines := range map[string]string{
		"no comma": "sanne-oud@oud sanne-nieuw@petteflat\n", "three": "a,b,c\n", "old twice": "a,b\na,c\n", "new twice": "a,b\nc,b\n", "empty": "\n\n",
		"half": "a,\n", "quotes": "\"a\",\"b\"\n",
	} {
		if _, errs, code := give("Bram", lines); code != 1 || strings.Contains(errs, "sanne") {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	good := "old,new\r\nsanne-oud@oud, sanne-nieuw@petteflat\r\n\r\ntim-oud@oud,tim-nieuw@petteflat\r\n"
	if _, errs, code := give("anna ", good); code != 1 || !strings.Contains(errs, "second person") {
		t.Errorf("by who planned it: %d %s", code, errs)
	}
	if out, _, code := give("Bram", good, "--dry"); code != 0 || !strings.Contains(out, "2 pupils") {
		t.Errorf("dry: %d %s", code, out)
	}
	if got := b.subOf(enter("sanne-nieuw")); got == was {
		t.Error("a look linked")
	}
	if out, errs, code := give("Bram", good); code != 0 || !strings.Contains(out, "Linked 2 pupils") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if _, errs, code := give("Bram", "iemand@oud,anders@petteflat\nsanne-oud@oud,tim-nieuw@petteflat\n"); code != 1 || !strings.Contains(errs, "nothing was linked") {
		t.Errorf("a line that takes another's: %d %s", code, errs)
	}
	if out, _, _ := w.subjects("show"); !regexp.MustCompile(`UTC\s+2\s+0\s`).MatchString(out) {
		t.Errorf("not all or nothing:\n%s", out)
	}
	if got := b.subOf(enter("sanne-nieuw")); got != was {
		t.Errorf("%s, not %s", got, was)
	}
	w.stop()
	err := filepath.WalkDir(filepath.Join(w.dir, "data"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte("sanne-")) || bytes.Contains(raw, []byte(was)) {
			t.Errorf("%s holds an identifier or a subject", d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.start()
}

// TestMoveDeclines: four eyes, and what no plan may say.
func TestMoveDeclines(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, moving)
	plan := func(more ...string) []string {
		return append([]string{"plan", "--reason", "fusie", "--by", "Anna"}, more...)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no school":            {plan("--from-school", "weg", "--to-school", "petteflat"), "no school of the registry"},
		"to nowhere":           {plan("--from-school", "oud", "--to-school", "weg"), "no school of the registry"},
		"no connection":        {plan("--from-school", "oud", "--to-school", "petteflat", "--from-connection", "weg"), "no connection"},
		"across federations":   {plan("--from-school", "oud", "--to-school", "petteflat", "--from-connection", "surfconext"), "is a connection to"},
		"nothing moves":        {plan("--from-school", "oud", "--to-school", "oud"), "--file-only"},
		"too long":             {plan("--from-school", "oud", "--to-school", "petteflat", "--days", "91"), "90 days"},
		"no days":              {plan("--from-school", "oud", "--to-school", "petteflat", "--days", "0"), "90 days"},
		"nobody":               {[]string{"plan", "--from-school", "oud", "--to-school", "petteflat", "--reason", "x"}, "--by is needed"},
		"no reason":            {[]string{"plan", "--from-school", "oud", "--to-school", "petteflat", "--by", "Anna"}, "--reason is needed"},
		"another act":          {[]string{"merge"}, "is not one of"},
		"open what is not":     {[]string{"open", "--id", "X", "--code", "Y", "--by", "Bram"}, "no move of that id"},
		"open without a code":  {[]string{"open", "--id", "X", "--by", "Bram"}, "--code is needed"},
		"close what is not":    {[]string{"close", "--id", "X", "--by", "Bram"}, "no move of that id"},
		"a file that is not":   {[]string{"link", "--id", "X", "--file", "/nergens", "--by", "Bram"}, "no such file"},
		"undo without a code":  {[]string{"undo", "--id", "X", "--by", "Bram"}, "--code is needed"},
		"undo what is not":     {[]string{"undo", "--id", "X", "--code", "Y", "--by", "Bram"}, "no move of that id"},
		"an unknown flag":      {[]string{"show", "--nu"}, "not defined"},
		"words behind the act": {[]string{"close", "--id", "X", "--by", "Bram", "nu"}, "takes no argument"},
	} {
		if out, errs, code := w.subjects(c.args...); code == 0 || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %d %s %s", name, code, out, errs)
		}
	}
	out, _, _ := w.subjects(plan("--from-school", "oud", "--to-school", "petteflat")...)
	m := planned.FindStringSubmatch(out)
	if m == nil {
		t.Fatal(out)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"the same person":    {[]string{"open", "--id", m[1], "--code", m[2], "--by", " anna"}, "second person"},
		"another code":       {[]string{"open", "--id", m[1], "--code", "AAAA", "--by", "Bram"}, "not the code"},
		"undo of a plan":     {[]string{"undo", "--id", m[1], "--code", m[2], "--by", "Bram"}, "cannot be done"},
		"a second plan":      {plan("--from-school", "oud", "--to-school", "petteflat"), "planned or open already"},
		"a file before open": {[]string{"link", "--id", m[1], "--file", filepath.Join(w.dir, "app.secret"), "--by", "Bram"}, "line 1"},
	} {
		if out, errs, code := w.subjects(c.args...); code == 0 || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %d %s %s", name, code, out, errs)
		}
	}
	b := w.newBrowser()
	if a := b.arrive(w.request("stil", stilURI), "petteflat", "sanne-nieuw"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a plan asks pupils: %d", a.StatusCode)
	}
	w.newDay(8 * 24 * time.Hour)
	if _, errs, code := w.subjects("open", "--id", m[1], "--code", m[2], "--by", "Bram"); code == 0 || !strings.Contains(errs, "cannot be done") {
		t.Errorf("a plan of eight days: %d %s", code, errs)
	}
}
