package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// source is the packages that commands are made of, read and with their names resolved.
type source struct {
	root    string
	set     *token.FileSet
	info    *types.Info
	files   map[string]map[string]*ast.File // package -> file name -> file
	checked map[string]*types.Package
	funcs   map[*types.Func]*ast.FuncDecl
	structs map[string]*ast.TypeSpec // "conference.Plan"
	docs    map[string]string        // "conference.Plan" -> comment
	texts   map[string]string        // fault code -> English text
}

// packages are those whose types appear in commands, or whose faults commands answer with.
var packages = []string{"internal/fault", "internal/id", "agenda", "conference"}

func readSource(root string) (*source, error) {
	s := &source{root: root, set: token.NewFileSet(), files: map[string]map[string]*ast.File{}, checked: map[string]*types.Package{},
		funcs: map[*types.Func]*ast.FuncDecl{}, structs: map[string]*ast.TypeSpec{}, docs: map[string]string{},
		info: &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}}
	for _, p := range packages {
		if err := s.readPackage(p); err != nil {
			return nil, err
		}
	}
	return s, s.readTexts()
}

func (s *source) readPackage(dir string) error {
	names, err := filepath.Glob(filepath.Join(s.root, dir, "*.go"))
	if err != nil {
		return err
	}
	s.files[dir] = map[string]*ast.File{}
	var list []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		s.files[dir][filepath.Base(name)] = file
		list = append(list, file)
	}
	if len(list) == 0 {
		return fmt.Errorf("no source in %s", filepath.Join(s.root, dir))
	}
	// Errors are expected: the standard library is not read, and what comes from it has no type. The module's own names
	// are resolved none the less, and those are all that matter here.
	config := types.Config{Importer: s, Error: func(error) {}}
	pkg, _ := config.Check("samverkan/"+dir, s.set, list, s.info)
	s.checked["samverkan/"+dir] = pkg
	for _, file := range list {
		s.declarations(dir, file)
	}
	return nil
}

// Import gives a package of the module that has been read, or an empty one.
func (s *source) Import(path string) (*types.Package, error) {
	if p, ok := s.checked[path]; ok {
		return p, nil
	}
	p := types.NewPackage(path, filepath.Base(path))
	p.MarkComplete()
	s.checked[path] = p
	return p, nil
}

var _ types.Importer = (*source)(nil)

func (s *source) declarations(dir string, file *ast.File) {
	pkg := filepath.Base(dir)
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if f, ok := s.info.Defs[d.Name].(*types.Func); ok {
				s.funcs[f] = d
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					s.structs[pkg+"."+t.Name.Name] = t
					s.docs[pkg+"."+t.Name.Name] = comment(t.Doc, t.Comment, d.Doc)
				}
			}
		}
	}
}

// comment gives the first comment that says something.
func comment(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if text := strings.TrimSpace(g.Text()); text != "" {
			return text
		}
	}
	return ""
}

// readTexts reads the English texts of faults.
func (s *source) readTexts() error {
	s.texts = map[string]string{}
	names, err := filepath.Glob(filepath.Join(s.root, "internal/i18n/catalogue/en/fault_*.json"))
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var all map[string]any
		if err := json.Unmarshal(data, &all); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for key, v := range all {
			code, isFault := strings.CutPrefix(key, "fault.")
			if !isFault {
				continue
			}
			switch v := v.(type) {
			case string:
				s.texts[code] = v
			case map[string]any: // a plural: the form for many
				s.texts[code], _ = v["other"].(string)
			}
		}
	}
	return nil
}

// message is a command or an event.
type message struct {
	name            string // "rollcall.mark"
	goName          string
	file            string // in which it is declared
	gives, refusals []string
}

// registered gives the commands or events in the order of the registry.
func (s *source) registered(list string) ([]message, error) {
	var out []message
	var missing []string
	body := s.function("conference", list).Body
	ast.Inspect(body, func(n ast.Node) bool {
		index, ok := n.(*ast.IndexExpr)
		if !ok {
			return true
		}
		goName := index.Index.(*ast.Ident).Name
		name, file := s.nameOf(goName)
		if name == "" {
			missing = append(missing, goName)
		}
		out = append(out, message{name: name, goName: goName, file: file})
		return true
	})
	if len(missing) > 0 || len(out) == 0 {
		return nil, fmt.Errorf("%d in %s(), and without a Name: %v", len(out), list, missing)
	}
	return out, nil
}

func (s *source) function(pkg, name string) *ast.FuncDecl {
	for _, file := range s.files[pkg] {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
				return f
			}
		}
	}
	panic("no function " + name)
}

// nameOf gives what the Name method of a type answers, and the file of the type.
func (s *source) nameOf(goName string) (name, file string) {
	for base, f := range s.files["conference"] {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Name.Name != "Name" || fn.Recv == nil || receiver(fn) != goName {
				continue
			}
			if lit, ok := fn.Body.List[0].(*ast.ReturnStmt).Results[0].(*ast.BasicLit); ok {
				name, _ = strconv.Unquote(lit.Value)
				return name, base
			}
		}
	}
	return "", ""
}

func receiver(fn *ast.FuncDecl) string {
	expr := fn.Recv.List[0].Type
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	if name, ok := expr.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$`)

// follow finds what a command's deciding can give and be refused with, in all that it calls or hands on.
func (s *source) follow(m *message, events map[string]string) {
	gives, refusals := map[string]bool{}, map[string]bool{}
	seen := map[*ast.FuncDecl]bool{}
	var walk func(fn *ast.FuncDecl)
	walk = func(fn *ast.FuncDecl) {
		if fn == nil || fn.Body == nil || seen[fn] {
			return
		}
		seen[fn] = true
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if f, ok := s.info.Uses[n].(*types.Func); ok {
					walk(s.funcs[f.Origin()])
				}
			case *ast.CompositeLit:
				if t, ok := n.Type.(*ast.Ident); ok && events[t.Name] != "" {
					gives[events[t.Name]] = true
				}
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && codeForm.MatchString(text) && s.texts[text] != "" {
					refusals[text] = true
				}
			}
			return true
		})
	}
	for f, decl := range s.funcs {
		if f.Name() == "decide" && decl.Recv != nil && receiver(decl) == m.goName {
			walk(decl)
		}
	}
	m.gives, m.refusals = keys(gives), keys(refusals)
}

func keys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
