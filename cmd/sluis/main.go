// Command sluis is the federated identity broker for schools. `sluis help` tells
// what it can do.
package main

import (
	"os"

	"sluis/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }
