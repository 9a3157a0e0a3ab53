package house

import (
	"fmt"
	"go/ast"
	"slices"
)

// worldly are the packages through which code meets the machine it runs on. The domain is handed
// what it needs instead: then a replay gives the same state on any machine, any day.
var worldly = []string{
	"os", "log", "syscall", "net", "net/http", "database", "math/rand", "crypto/rand", "testing", "runtime", "unsafe", "reflect",
}

// readable are parsers that lie below a worldly package but touch nothing.
var readable = []string{"net/url", "net/mail", "net/netip", "net/textproto"}

// clocks are the names of package time that read or wait for the machine's clock or zone.
var clocks = []string{
	"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker", "Local",
}

// Purity names every place where a domain package meets the world, the clock or chance by itself.
func Purity(t *Tree) []string {
	var faults []string
	for _, p := range t.Packages {
		if !slices.ContainsFunc(domain, func(d string) bool { return under(p.Dir, d) }) {
			continue
		}
		for _, file := range p.Files {
			for _, spec := range file.Imports {
				path := importPath(spec)
				if slices.Contains(readable, path) {
					continue
				}
				if slices.ContainsFunc(worldly, func(w string) bool { return under(path, w) }) {
					faults = append(faults, fmt.Sprintf("%s: the domain imports %s", t.At(spec), path))
				}
			}
			faults = append(faults, clockUses(t, file)...)
		}
	}
	return faults
}

func clockUses(t *Tree, file *ast.File) []string {
	name := ImportName(file, "time")
	if name == "" {
		return nil
	}
	if name == "." {
		return []string{fmt.Sprintf("%s: the domain imports time with a full stop, which hides its clock", t.At(file))}
	}
	var faults []string
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && slices.Contains(clocks, sel.Sel.Name) {
			faults = append(faults, fmt.Sprintf("%s: the domain uses time.%s; times are passed in", t.At(sel), sel.Sel.Name))
		}
		return true
	})
	return faults
}
