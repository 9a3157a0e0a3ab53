package house

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Tree is the parsed source of one module.
type Tree struct {
	Module   string     // the module's path, "samverkan"
	Root     string     // its directory
	Packages []*Package // ordered by directory
	fset     *token.FileSet
}

// Package is one directory of source. Files for tests are kept apart, since the table is about what is shipped.
type Package struct {
	Dir       string // slash path below the root: "internal/store"
	Files     []*ast.File
	TestFiles []*ast.File
}

// Read parses every Go file of the module whose directory is root. Directories named testdata, and
// those whose names begin with a full stop or an underscore, are not part of it.
func Read(root string) (*Tree, error) {
	module, err := moduleName(root)
	if err != nil {
		return nil, err
	}
	t := &Tree{Module: module, Root: root, fset: token.NewFileSet()}
	byDir := map[string]*Package{}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && skipDir(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		file, err := parser.ParseFile(t.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		p := byDir[path.Dir(rel)]
		if p == nil {
			p = &Package{Dir: path.Dir(rel)}
			byDir[p.Dir] = p
			t.Packages = append(t.Packages, p)
		}
		if strings.HasSuffix(rel, "_test.go") {
			p.TestFiles = append(p.TestFiles, file)
		} else {
			p.Files = append(p.Files, file)
		}
		return nil
	})
	slices.SortFunc(t.Packages, func(a, b *Package) int { return strings.Compare(a.Dir, b.Dir) })
	return t, err
}

func skipDir(name string) bool {
	return name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

func moduleName(root string) (string, error) {
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "module "); ok {
			return strings.TrimSpace(rest), nil
		}
	}
	return "", errors.New("go.mod names no module")
}

// At gives the place of a node as file:line, the file below the root.
func (t *Tree) At(n ast.Node) string {
	pos := t.fset.Position(n.Pos())
	if rel, err := filepath.Rel(t.Root, pos.Filename); err == nil {
		pos.Filename = filepath.ToSlash(rel)
	}
	return pos.Filename + ":" + strconv.Itoa(pos.Line)
}

// importPath gives the path that an import names.
func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return p
}

// ImportName gives the name by which file calls the package that it imports by path; "" when it does not import it.
func ImportName(file *ast.File, importedPath string) string {
	for _, spec := range file.Imports {
		if importPath(spec) != importedPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importedPath)
	}
	return ""
}
