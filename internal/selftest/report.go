package selftest

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Report is a dated statement of what was tried and what came of it.
type Report struct {
	At            time.Time
	Version       string
	Configuration string // SHA-256, in hex, of sluis.yaml and the registry as they were
	Parts         []Part
}

// Failed gives the sentence that the command ends with, or "" where all held.
func (r *Report) Failed() string {
	played := 0
	for _, p := range r.Parts {
		played += len(p.Results)
		switch {
		case p.Count(Succeeded) > 0:
			return fmt.Sprintf("%s: %d attacks succeeded; stop this installation and report it (SECURITY.md)", p.Title, p.Count(Succeeded))
		case p.Count(Shut) > 0:
			return fmt.Sprintf("%s: %d honest messages were refused, so the run proves nothing", p.Title, p.Count(Shut))
		case p.Count(Broke) > 0:
			return fmt.Sprintf("%s: %d cases got no answer", p.Title, p.Count(Broke))
		}
	}
	if played == 0 {
		return "nothing was tried"
	}
	return ""
}

// Text writes the report for people: totals and all that did not hold first, every
// case after.
func (r *Report) Text(out io.Writer) {
	fmt.Fprintf(out, "Sluis selftest of %s\nversion        %s\nconfiguration  sha256 %s\n", r.At.UTC().Format(time.RFC3339), r.Version, r.Configuration)
	for i := range r.Parts {
		p := &r.Parts[i]
		fmt.Fprintf(out, "\n%s\n  %d cases: %d held, %d refused otherwise, %d succeeded, %d honest ones refused, %d broke; %d not run\n",
			p.Title, len(p.Results), p.Count(Held), p.Count(Otherwise), p.Count(Succeeded), p.Count(Shut), p.Count(Broke), len(p.Left))
		for _, verdict := range []string{Succeeded, Shut, Broke, Otherwise, Held} {
			for _, c := range p.Results {
				if c.Verdict == verdict {
					fmt.Fprintf(out, "  %-9s  %-10s  expected %-10s  got %-10s  %s\n", c.Verdict, c.Over, c.Expected, c.Got, c.Name)
				}
			}
		}
		for _, left := range p.Left {
			fmt.Fprintf(out, "  %-9s  %s\n", "not run", left)
		}
	}
	if why := r.Failed(); why != "" {
		fmt.Fprintf(out, "\nFAILED: %s\n", why)
		return
	}
	fmt.Fprint(out, "\nNo attack succeeded.\n")
}

// JSON writes the report for programs.
func (r *Report) JSON(out io.Writer) error {
	type part struct {
		Title   string   `json:"title"`
		Results []Result `json:"results"`
		Left    []string `json:"not_run"`
	}
	parts := make([]part, 0, len(r.Parts))
	for _, p := range r.Parts {
		parts = append(parts, part(p))
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", " ")
	err := enc.Encode(struct {
		At            time.Time `json:"at"`
		Version       string    `json:"version"`
		Configuration string    `json:"configuration_sha256"`
		Failed        string    `json:"failed"`
		Parts         []part    `json:"parts"`
	}{r.At.UTC(), r.Version, r.Configuration, r.Failed(), parts})
	if err != nil {
		return fmt.Errorf("selftest: %w", err)
	}
	return nil
}
