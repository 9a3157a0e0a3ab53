package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"strings"
)

// Words names every package without a story in a doc.go, and every exported name without a comment.
func Words(t *Tree) []string {
	var faults []string
	for _, p := range t.Packages {
		if !hasStory(t, p) {
			faults = append(faults, fmt.Sprintf("%s: no doc.go with a package comment", p.Dir))
		}
		told := toldElsewhere(p)
		for _, file := range p.Files {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && told[f.Name.Name] {
					continue
				}
				faults = append(faults, wordless(t, decl)...)
			}
		}
	}
	return faults
}

func hasStory(t *Tree, p *Package) bool {
	for _, file := range p.Files {
		name := filepath.Base(t.fset.Position(file.Pos()).Filename)
		if name == "doc.go" && file.Doc != nil && strings.TrimSpace(file.Doc.Text()) != "" {
			return true
		}
	}
	return false
}

// toldElsewhere are the methods whose meaning stands where they are promised: in the standard library, or
// in an interface of the same package. Forty commands that each say their name need no forty comments.
func toldElsewhere(p *Package) map[string]bool {
	told := map[string]bool{
		"Error": true, "Unwrap": true, "Is": true, "String": true, "GoString": true, "MarshalJSON": true, "UnmarshalJSON": true,
		"MarshalText": true, "UnmarshalText": true, "MarshalYAML": true, "UnmarshalYAML": true, "Read": true, "Write": true,
		"Close": true, "Len": true, "Less": true, "Swap": true, "ServeHTTP": true, "Scan": true, "Value": true,
	}
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok {
				for _, m := range i.Methods.List {
					for _, name := range m.Names {
						told[name.Name] = true
					}
				}
			}
			return true
		})
	}
	return told
}

// wordless names the exported names of one declaration that have no comment. One comment over a group of
// constants or variables, or at a line's end, is enough.
func wordless(t *Tree, decl ast.Decl) []string {
	var faults []string
	missing := func(n *ast.Ident) {
		if n.IsExported() {
			faults = append(faults, fmt.Sprintf("%s: exported %s has no comment", t.At(n), n.Name))
		}
	}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && (d.Recv == nil || receiverExported(d.Recv)) {
			missing(d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Doc == nil && s.Comment == nil && (d.Doc == nil || d.Lparen != token.NoPos) {
					missing(s.Name)
				}
			case *ast.ValueSpec:
				if s.Doc == nil && s.Comment == nil && d.Doc == nil {
					for _, n := range s.Names {
						missing(n)
					}
				}
			}
		}
	}
	return faults
}

func receiverExported(recv *ast.FieldList) bool {
	for _, f := range recv.List {
		expr := f.Type
		for {
			switch e := expr.(type) {
			case *ast.StarExpr:
				expr = e.X
				continue
			case *ast.IndexExpr:
				expr = e.X
				continue
			case *ast.IndexListExpr:
				expr = e.X
				continue
			case *ast.Ident:
				return e.IsExported()
			}
			break
		}
	}
	return false
}
