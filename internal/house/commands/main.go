package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "directory of the module")
	flag.Parse()
	text, err := reference(*root)
	if err == nil {
		err = os.WriteFile(filepath.Join(*root, "docs", "commands.md"), text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "commands:", err)
		os.Exit(1)
	}
}

// reference gives the whole of docs/commands.md.
func reference(root string) ([]byte, error) {
	src, err := readSource(root)
	if err != nil {
		return nil, err
	}
	return src.write()
}
