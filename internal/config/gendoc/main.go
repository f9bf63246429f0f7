package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", "docs/configuration.md", "the page to write")
	examples := flag.String("examples", "", "the folder of the examples; by default ../deploy/examples from the page")
	flag.Parse()
	if *examples == "" {
		*examples = filepath.Join(filepath.Dir(*out), "..", "deploy", "examples")
	}
	text, err := page(*examples)
	if err == nil {
		err = os.WriteFile(*out, text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gendoc:", err)
		os.Exit(1)
	}
}
