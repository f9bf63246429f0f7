package cli

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/ledger"
)

// logs runs sluis log with something on its input.
func (w *world) logs(in string, args ...string) (out, errs string, err error) {
	w.t.Helper()
	var o, e bytes.Buffer
	err = runLog(append(args, "--config", filepath.Join(w.dir, "sluis.yaml")), strings.NewReader(in), &o, &e)
	return o.String(), e.String(), err
}

// TestLog: after real logins and refusals a school's week can be counted and a pupil be
// found, beside the running broker and without one, and each look is written down (L-09,
// L-18). What was asked for and who was found stands in no log and no chain.
func TestLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for range 2 {
		if q := w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara"); q.Get("code") == "" {
			t.Fatal(q)
		}
	}
	w.newBrowser().arrive(w.request("portfolio", portfolioURI), "zonder", "noor") // their school sends no number
	year, week := w.clock.now().UTC().ISOWeek()
	this := fmt.Sprintf("%d-W%02d", year, week)

	for _, running := range []bool{true, false} {
		if !running {
			w.stop()
		}
		out, _, err := w.logs("", "week", "--school", "petteflat", "--week", this)
		if err != nil || !strings.Contains(out, "Samen") || !slices.ContainsFunc(strings.Split(out, "\n"), func(l string) bool {
			return slices.Equal(strings.Fields(l), []string{"portfolio", "2", "0"})
		}) {
			t.Errorf("running %t: %v\n%s", running, err, out)
		}
		out, _, err = w.logs("", "week", "--school", "zonder", "--week", this, "--csv")
		rows, err2 := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil || err2 != nil || !slices.ContainsFunc(rows, func(r []string) bool {
			return r[0] == "reden" && strings.Contains(r[1], "missing") && r[3] == "1" && r[4] == "0"
		}) {
			t.Errorf("running %t: %v %v\n%s", running, err, err2, out)
		}
		out, errs, err := w.logs("2041187\n", "search", "--school", "petteflat", "--reason", "help", "--ticket", "T-7")
		if err != nil || strings.Count(out, "released") != 2 || !strings.Contains(errs, "Student number") || strings.Contains(out, "2041187") {
			t.Errorf("running %t: %v\n%s%s", running, err, out, errs)
		}
		if out, _, err := w.logs("2041188\n", "search", "--school", "petteflat", "--reason", "help", "--ticket", "T-7"); err != nil || !strings.HasPrefix(out, "Nothing is in the log") {
			t.Errorf("running %t, another number: %v\n%s", running, err, out)
		}
	}
	w.start()
	if verbs := w.verbs(); strings.Count(strings.Join(verbs, "\n"), "log.search") != 4 {
		t.Errorf("the chain has %q", verbs)
	}
	if strings.Contains(w.log.String(), "2041187") {
		t.Error("a number stands in the process log")
	}
}

// TestLogRefuses: each order that is not carried out says why, in one line.
func TestLogRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, c := range []struct{ name, in, args, says string }{
		{"an unknown act", "", "look --school petteflat", "is not one of week, search"},
		{"no school", "", "week", "--school is needed"},
		{"a school of nobody", "", "week --school nergens", "no school of that id"},
		{"a week that is none", "", "week --school petteflat --week 48", "2026-W48"},
		{"a week that the year has not", "", "week --school petteflat --week 2027-W53", "one that the year has"},
		{"no number", "\n", "search --school petteflat --reason help --ticket 1", "no number was given"},
		{"no reason", "1\n", "search --school petteflat --ticket 1", "help, incident, request, order"},
		{"no ticket", "1\n", "search --school petteflat --reason help", "a ticket is a number"},
		{"a day that is none", "1\n", "search --school petteflat --reason help --ticket 1 --from gisteren", "a day is written"},
		{"a year and more", "1\n", "search --school petteflat --reason help --ticket 1 --from 2024-01-01", "368 at most"},
	} {
		if out, _, err := w.logs(c.in, strings.Fields(c.args)...); err == nil || !strings.Contains(err.Error(), c.says) || out != "" {
			t.Errorf("%s: %v %q", c.name, err, out)
		}
	}
	if out, errs, err := w.logs(""); err != nil || out != "" || !strings.Contains(errs, "sluis log week") {
		t.Errorf("without an act: %v %q", err, errs)
	}
}

// TestWeekReport holds the text for a school, as it is sent to one (L-18).
func TestWeekReport(t *testing.T) {
	t.Parallel()
	monday, ok := ledger.ParseWeek("2026-W48", time.Now())
	if !ok {
		t.Fatal("2026-W48 is no week")
	}
	a := logAnswer{Name: "Petteflat College"}
	a.Week.Monday, a.Week.Failed = monday, 3
	a.Week.Days[1].Refused, a.Week.Hours[8] = 3, 3
	a.Week.Before = map[string]int{"name-missing": 6}
	var out bytes.Buffer
	if err := a.writeWeek(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"week 48 van 2026", "maandag 23 november 2026 tot en met zondag 29 november 2026", "bewaart alleen mislukte logins", "Je school stuurt je naam niet mee", "1,5", "tussen 8 en 9 uur"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("without %q:\n%s", want, out.String())
		}
	}
}
