package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/internal/refusal"
	"sluis/web"
)

const logAbout = `reads a school's login log: the week in numbers, or what became of one pupil's logins.

  sluis log week --school ID [--week 2026-W48] [--csv]          the week for the school, in Dutch, or as CSV
  sluis log search --school ID --reason help --ticket T-123 [--from 2026-11-01] [--to 2026-11-28]

search reads the pupil's number from its input, so that it stands in no history and in no list of
processes: type it and press Enter. Without a number nothing can be found. Each search is an
entry in the audit chain before it is done: who looked, in which school and days, and why. Reasons: help
(a pupil asks), incident, request (somebody asks what is kept), order (of an authority). The log holds no
name, no class, no address and no country; countries of what was refused are counted apart, for 45 days. It works beside a running broker and without one.`

func runLog(args []string, in io.Reader, out, errs io.Writer) error {
	o := logOrder{By: whoAsks()}
	o.Act, args = splitAct(args)
	path, spreadsheet, ok, err := o.parse(args, errs)
	if !ok {
		return err
	}
	if o.Act == "search" {
		if o.Number, err = askNumber(in, errs); err != nil {
			return err
		}
	}
	answer, err := operate(context.Background(), errs, path, "log", o, func(n *Node, c *custodian) func(context.Context, logOrder) (logAnswer, error) {
		return n.archivist(c.ring).do
	})
	switch {
	case err != nil:
		return err
	case o.Act == "search":
		return answer.writeFound(out)
	case spreadsheet:
		return answer.Week.WriteCSV(out, answer.LogAll)
	}
	return answer.writeWeek(out)
}

func (o *logOrder) parse(args []string, errs io.Writer) (path string, spreadsheet, ok bool, err error) {
	fs := flags("log", logAbout, errs)
	fs.StringVar(&path, "config", "./sluis.yaml", "the installation's `file`")
	fs.StringVar(&o.School, "school", "", "the school's `id` in the registry")
	switch o.Act {
	case "week":
		fs.StringVar(&o.Week, "week", "", "the `week`, as 2026-W48; without it the last whole one")
		fs.BoolVar(&spreadsheet, "csv", false, "write CSV, for a spreadsheet")
	case "search":
		fs.StringVar(&o.From, "from", "", "the first `day`, as 2026-11-01; without it six days ago")
		fs.StringVar(&o.To, "to", "", "the last `day`; without it today")
		fs.StringVar(&o.Reason, "reason", "", "why: "+strings.Join(ledger.Reasons, ", "))
		fs.StringVar(&o.Ticket, "ticket", "", "the `number` of the request in your own system")
	case "show": // no act was named
		fs.Usage()
		return "", false, false, nil
	default:
		return "", false, false, fmt.Errorf("log: %q is not one of week, search", o.Act)
	}
	if ok, err := parse(fs, args); !ok {
		return "", false, false, err
	}
	if o.School == "" {
		return "", false, false, fmt.Errorf("log %s: --school is needed", o.Act)
	}
	return path, spreadsheet, true, nil
}

// askNumber takes one line.
func askNumber(in io.Reader, errs io.Writer) (string, error) {
	fmt.Fprint(errs, "Student number (Enter): ")
	line, err := bufio.NewReader(io.LimitReader(in, 256)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("log search: %w", err)
	}
	fmt.Fprintln(errs)
	if line = strings.TrimSpace(line); line == "" {
		return "", keys.Declined("log search: no number was given; it is read from the input")
	}
	return line, nil
}

func (a logAnswer) writeFound(w io.Writer) error {
	if len(a.Found) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is in the log for that number on those days."+map[bool]string{false: " This school keeps failed logins alone."}[a.LogAll])
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHEN\tAPP\tOUTCOME")
	for _, f := range a.Found {
		fmt.Fprintf(t, "%s\t%s\t%s\n", minute(f.At), f.App, outcome(f.Outcome, "en"))
	}
	return t.Flush()
}

// outcome says what became of an attempt in the words that the pupil read.
func outcome(name, lang string) string {
	e, ok := refusal.Named(name)
	switch {
	case !ok:
		return name
	}
	m := e.EN
	if lang == "nl" {
		m = e.NL
	}
	item := strings.ReplaceAll(strings.TrimSuffix(name, "-missing"), "-", "_")
	return e.Code.String() + " " + m.Fill(refusal.Facts{Item: refusal.ItemWord(item, "vo", lang)}).Title
}

// owners are the names that the Dutch report gives to who must act.
var owners = map[refusal.Owner]string{refusal.You: "leerling", refusal.School: "school", refusal.App: "app", refusal.Federation: "federatie", refusal.Sluis: "Sluis"}

// writeWeek is the weekly report for a school, in Dutch (L-18).
func (a logAnswer) writeWeek(w io.Writer) error {
	year, week := a.Week.Monday.Time().ISOWeek()
	fmt.Fprintf(w, "Logins van %s, week %d van %d\n", a.Name, week, year)
	fmt.Fprintf(w, "%s tot en met %s. De dagen en uren zijn in UTC.\n", dutchDay(a.Week.Monday), dutchDay(a.Week.Monday+6))
	if !a.LogAll {
		fmt.Fprintln(w, "Deze school bewaart alleen mislukte logins: het aantal gelukte logins staat nergens.")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nDag\tGelukt\tGeweigerd")
	for i, d := range a.Week.Days {
		fmt.Fprintf(t, "%s\t%s\t%d\n", dutchDay(a.Week.Monday+ledger.Day(i)), ledger.WentWell(d.Released, a.LogAll), d.Refused)
	}
	fmt.Fprintf(t, "Samen\t%s\t%d\n", ledger.WentWell(a.Week.Released, a.LogAll), a.Week.Failed)
	fmt.Fprintln(t, "\nApp\tGelukt\tGeweigerd")
	for _, app := range a.Week.Apps {
		fmt.Fprintf(t, "%s\t%s\t%d\n", app.Name, ledger.WentWell(app.Released, a.LogAll), app.Tally.Refused)
	}
	fmt.Fprintln(t, "\nWaarom geweigerd (wat de leerling las)\tKeer\tGemiddeld, 4 weken ervoor\tWie aan zet is")
	for _, r := range a.Week.Reasons() {
		e, _ := refusal.Named(r.Name)
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\n", outcome(r.Name, "nl"), r.Tally.Refused, average(a.Week.Average(r.Name)), owners[e.Owner])
	}
	if origins := a.Week.Origins(); len(origins) > 0 {
		fmt.Fprintln(t, "\nWaarvandaan geweigerd (land)\tKeer\tGemiddeld, 4 weken ervoor")
		for _, o := range origins {
			fmt.Fprintf(t, "%s\t%d\t%s\n", cmp.Or(o.Name, "onbekend"), o.Tally.Refused, average(float64(a.Week.CountriesBefore[o.Name])/float64(a.Week.WeeksBefore())))
		}
	}
	if hour, most := a.Week.Busiest(); most > 0 {
		fmt.Fprintf(t, "\nDe meeste weigeringen waren tussen %d en %d uur (UTC): %d keer.\n", hour, hour+1, most)
	}
	return t.Flush()
}

// average is over the four weeks before, with a Dutch comma.
func average(n float64) string {
	return strings.Replace(strconv.FormatFloat(n, 'f', 1, 64), ".", ",", 1)
}

func dutchDay(d ledger.Day) string {
	days := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	return days[d.Time().Weekday()] + " " + web.Date(web.NL, d.Time())
}
