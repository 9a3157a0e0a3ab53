// Command package makes what is handed out of a finished program: a Debian package, and the list of what is in the program
// (SBOM). It is a module of its own, so that what it needs is no part of the product.
//
// It uses nfpm as a library: nfpm's own command also links the packer for rpm, one of whose modules cannot be fetched.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run is "deb VERSION BINARY OUT" or "sbom BINARY OUT".
func run(args []string) error {
	made, err := sourceDate()
	switch {
	case err != nil:
		return err
	case len(args) == 4 && args[0] == "deb":
		return deb(args[1], args[2], args[3], made)
	case len(args) == 3 && args[0] == "sbom":
		return sbom(args[1], args[2], made)
	}
	return fmt.Errorf("usage: package deb VERSION BINARY OUT | package sbom BINARY OUT")
}

// sourceDate is the time of the commit: the same source gives the same bytes, whenever it is packed.
func sourceDate() (time.Time, error) {
	n, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH must say when the source was committed: %w", err)
	}
	return time.Unix(n, 0).UTC(), nil
}
