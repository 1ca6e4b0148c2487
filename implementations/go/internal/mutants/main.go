// Command mutants makes wrong implementations: it lists small changes of the files of the package in the current folder, drawn at
// random from all that compile. It knows Go and nothing of the lifecycle.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
)

func run(seed uint64, count int) error {
	source, err := load(".")
	if err != nil {
		return err
	}
	changes := source.changes()
	order := rand.New(rand.NewPCG(seed, 0)).Perm(len(changes))
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, index := range order {
		if count == 0 {
			break
		}
		if source.compiles(changes[index]) {
			if err := encoder.Encode(changes[index]); err != nil {
				return err
			}
			count--
		}
	}
	fmt.Fprintf(os.Stderr, "drawn from %d changes\n", len(changes))
	return nil
}

func main() {
	seed := flag.Uint64("seed", 1, "what is drawn: the same number, the same changes")
	count := flag.Int("count", 150, "how many; -1 is all")
	flag.Parse()
	if err := run(*seed, *count); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
