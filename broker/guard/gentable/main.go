// Command gentable packs an MMDB file of countries into the table that is in the binary
// (make countries).
package main

import (
	"fmt"
	"os"

	"sluis/broker/guard"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "gentable: two arguments are needed, the MMDB file and the file to write")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gentable:", err)
		os.Exit(1)
	}
}

func pack(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	packed, err := guard.Pack(raw)
	if err != nil {
		return err
	}
	return os.WriteFile(to, packed, 0o644)
}
