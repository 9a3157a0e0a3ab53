package house

import (
	"fmt"
	"slices"
	"strings"
)

// Edges names every import that the table does not allow, and every package without a row.
func Edges(t *Tree, table []Row) []string {
	var faults []string
	for _, p := range t.Packages {
		row, ok := rowOf(table, p.Dir)
		if !ok {
			faults = append(faults, fmt.Sprintf("%s: the package has no row in the table", p.Dir))
			continue
		}
		for _, file := range p.Files {
			for _, spec := range file.Imports {
				path := importPath(spec)
				if why := refuse(t.Module, p.Dir, row, path); why != "" {
					faults = append(faults, fmt.Sprintf("%s: %s may not import %s: %s", t.At(spec), p.Dir, path, why))
				}
			}
		}
	}
	return faults
}

// refuse gives the reason why the package at dir may not import path; "" when it may.
func refuse(module, dir string, row Row, path string) string {
	for owned, owner := range owners {
		if under(path, owned) && row.Package != owner {
			return "only " + owner + " may"
		}
	}
	if path == module || strings.HasPrefix(path, module+"/") {
		return refuseInside(dir, row, strings.TrimPrefix(strings.TrimPrefix(path, module), "/"))
	}
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for _, lib := range row.Libs {
		if lib == "*" || under(path, lib) {
			return ""
		}
	}
	return "the module is not named in its row"
}

func refuseInside(dir string, row Row, imported string) string {
	for _, only := range testsOnly {
		if under(imported, only) && !slices.ContainsFunc(testsOnly, func(x string) bool { return under(dir, x) }) {
			return "it is for tests only"
		}
	}
	if under(imported, row.Package) {
		return "" // its own rooms
	}
	for _, may := range row.May {
		if under(imported, may) {
			return ""
		}
	}
	return "the edge is not in the table"
}
