package selftest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"sluis/providers/saml/attack"
)

// Part is one round of cases against one broker.
type Part struct {
	Title   string
	Results []Result
	Left    []string // what was not run, and why
}

// Result is what came of one case.
type Result struct {
	Name     string `json:"name"`
	Source   string `json:"source"`
	Over     string `json:"connection"`
	Expected string `json:"expected"` // a code, or "accepted"
	Got      string `json:"got"`
	Verdict  string `json:"verdict"`
}

// The verdicts.
const (
	Held      = "held"      // refused with its own code; or honest, and accepted
	Otherwise = "otherwise" // refused, with another code than its own: safe, and worth a look
	Succeeded = "SUCCEEDED" // an attack was accepted
	Shut      = "SHUT"      // an honest message was refused: the run proves nothing
	Broke     = "BROKE"     // no answer that could be read
)

// Keyless tells whether a case needs no key of the hub: what anybody on the internet
// could send. Everything that is refused before a signature is looked at is among it.
func Keyless(c *attack.Case) bool {
	switch c.Play {
	case "second-answer", "step-in-another-browser", "post-in-another-browser", "swapped-relay-state":
		return false // they begin with an answer that is taken
	case "":
	default:
		return true
	}
	if c.Expect == 0 {
		return false
	}
	for _, before := range []string{"encoding", "character", "syntax", "doctype", "cdata", "comment", "processing-instruction", "entity",
		"namespace", "duplicate-", "too-", "root", "second-assertion", "assertion-place", "form field", "answer is", "illegal base64"} {
		if strings.HasPrefix(c.Checks[0], before) {
			return true
		}
	}
	return c.Sign == "none" || c.Key == "foreign" || c.Key == "weak" || strings.HasPrefix(c.Hash, "hmac")
}

// Run plays those cases that wanted picks on the stages of a broker, one for each
// federation that it has. Progress goes to out while it runs.
func (p *Part) Run(ctx context.Context, stages map[string]Stage, all []attack.Case, wanted func(*attack.Case) bool, out io.Writer) error {
	list := slices.DeleteFunc(slices.Clone(all), func(c attack.Case) bool { return !wanted(&c) })
	for i := range list {
		c := &list[i]
		if i%30 == 0 {
			fmt.Fprintf(out, "selftest: %s: %d of %d\n", p.Title, i, len(list))
		}
		federation := c.Federation
		if federation == "" {
			federation = "surfconext"
		}
		s, ok := stages[federation]
		if !ok && c.Federation == "" { // the other one will do: the case is not about this one
			for _, s = range stages {
				ok = !strings.HasPrefix(c.Name, "name-id-format-")
			}
		}
		switch {
		case c.At == "message":
			p.Left = append(p.Left, c.Name+": needs a clock that stands still; the tests of the build run it")
		case !ok:
			p.Left = append(p.Left, c.Name+": no app has a school of "+federation)
		case s.Other == "" && needsOther(c):
			p.Left = append(p.Left, c.Name+": there is one connection only")
		default:
			p.Results = append(p.Results, s.result(ctx, c))
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("selftest: %w", err)
		}
	}
	return nil
}

func needsOther(c *attack.Case) bool {
	return c.Play == "other-connection" || strings.HasPrefix(c.Name, "school-of-the-other-hub")
}

func (s Stage) result(ctx context.Context, c *attack.Case) Result {
	r := Result{Name: c.Name, Source: c.Source, Over: s.Route.Connection, Expected: accepted}
	if c.Expect != 0 {
		r.Expected = c.Expect.String()
	}
	got, err := s.play(ctx, c)
	r.Got = got
	switch {
	case err != nil:
		r.Verdict, r.Got = Broke, err.Error()
	case got == r.Expected:
		r.Verdict = Held
	case got == accepted:
		r.Verdict = Succeeded
	case r.Expected == accepted:
		r.Verdict = Shut
	case strings.HasPrefix(got, "SLUIS-"):
		r.Verdict = Otherwise
	default:
		r.Verdict = Broke
	}
	return r
}

// Count gives how many results have a verdict.
func (p *Part) Count(verdict string) (n int) {
	for _, r := range p.Results {
		if r.Verdict == verdict {
			n++
		}
	}
	return n
}
