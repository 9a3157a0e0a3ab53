package house

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// atRoot is all that may stand at the module's root.
var atRoot = []string{
	"agenda", "cmd", "conference", "docs", "internal", "minutes", "templates",
	".ci", ".git", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "go.mod", "go.sum",
}

// Root names everything at the module's root that does not belong there. What .gitignore names at the
// root (a built binary, the demo's documents) is not part of the module.
func Root(root string) ([]string, error) {
	ignored, err := ignoredAtRoot(root)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, e := range entries {
		if !slices.Contains(atRoot, e.Name()) && !slices.Contains(ignored, e.Name()) {
			faults = append(faults, fmt.Sprintf("%s: does not belong at the root", e.Name()))
		}
	}
	return faults, nil
}

func ignoredAtRoot(root string) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	var names []string
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "/"); ok {
			names = append(names, strings.TrimSuffix(name, "/"))
		}
	}
	return names, err
}
