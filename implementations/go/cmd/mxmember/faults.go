//go:build faults

// The same with one fault of the catalogue: `--fault NAME`. `--faults` lists their names.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"mxmember"
)

var (
	begin     func(mxmember.Input) (mxmember.Reply, error)
	step      func(mxmember.Record, mxmember.Event) (mxmember.Reply, error)
	recovered func(mxmember.Record) (mxmember.Reply, error)
	view      func(mxmember.Record) mxmember.View
)

// Before main, which does not know of faults.
func init() {
	name := flag.String("fault", "", "break one rule on purpose")
	list := flag.Bool("faults", false, "list the names of all faults")
	// A test of this package has flags of its own.
	if strings.HasSuffix(os.Args[0], ".test") {
		os.Args = os.Args[:1]
	}
	flag.Parse()
	if *list {
		fmt.Println(strings.Join(mxmember.FaultNames(), " "))
		os.Exit(0)
	}
	machine, isKnown := mxmember.Wrong(*name)
	if !isKnown {
		fmt.Fprintln(os.Stderr, "unknown fault:", *name)
		os.Exit(2)
	}
	begin, step, recovered, view = machine.Begin, machine.Step, machine.Recover, machine.View
}
