package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes dist anew.
func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bundle DIRECTORY-OF-ASSETS")
	}
	files, err := bundle(args[0])
	if err != nil {
		return err
	}
	dist := filepath.Join(args[0], "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dist, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
