// Command report reads `go test -json` and prints what a person wants to know: a
// line per package, the output of what failed, and every skipped test by name with
// its reason. It exits 1 on a failure, and under CI=true on a skip: a gate that
// skips quietly is no gate.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

func main() {
	output := map[string][]string{} // of a test or a package, while it runs
	var skips, failed []string
	passed := 0
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			fmt.Println(in.Text()) // a build error, or a line of the go command itself
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output":
			output[key] = append(output[key], e.Output)
			continue
		case "build-output":
			fmt.Print(e.Output)
			continue
		case "pass":
			if e.Test != "" {
				passed++
			} else {
				fmt.Printf("ok    %-40s %6.1fs\n", e.Package, e.Elapsed)
				for _, l := range output[key] { // what a package prints for people to read
					if strings.HasPrefix(l, "# ") {
						fmt.Print(l)
					}
				}
			}
		case "skip":
			if e.Test != "" {
				skips = append(skips, key+": "+reason(output[key]))
			}
		case "fail", "build-fail":
			if e.Test != "" || len(output[key]) > 0 {
				failed = append(failed, key)
				fmt.Printf("FAIL  %s\n%s", key, strings.Join(output[key], ""))
			} else if e.Action == "fail" {
				failed = append(failed, key)
			}
		default:
			continue
		}
		delete(output, key)
	}
	sort.Strings(skips)
	for _, s := range skips {
		fmt.Println("SKIP  " + s)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, len(failed), len(skips))
	if len(failed) > 0 || in.Err() != nil || passed == 0 {
		os.Exit(1)
	}
	if len(skips) > 0 && os.Getenv("CI") == "true" {
		fmt.Println("a skipped test is a failure here (CI=true)")
		os.Exit(1)
	}
}

func reason(lines []string) string {
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l != "" && !strings.HasPrefix(l, "=== ") && !strings.HasPrefix(l, "--- ") {
			return l
		}
	}
	return "no reason given"
}
