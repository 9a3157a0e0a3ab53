package i18n_test

import (
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samverkan/internal/house"
)

// use is one place where the source gives a fault its code.
type use struct {
	code  string
	place string
	// names are the values handed over with the code; known is false where the scan cannot see all of them.
	names map[string]bool
	known bool
}

// carrier is how a function takes a code: as which argument, and with what it puts before it.
type carrier struct {
	at     int
	prefix string
}

// scanner finds every fault code in the module's shipped source by reading it, without types: the code
// argument of fault.New and fault.Wrap, of the functions that only pass a code on to them, the Code of a
// composed fault, and the codes put into Fields.
type scanner struct {
	tree   *house.Tree
	consts map[string]map[string]string // package directory -> constant -> text
	// codeFields are the structs with a Code: "dir.type" -> which field it is
	codeFields map[string]int
	methods    map[string][]string // "dir.method" -> the types that have it
	carriers   map[string]carrier  // "dir.func" -> how it takes a code
	uses       []use
	unclear    []string
}

func scanFaults(tree *house.Tree) *scanner {
	s := &scanner{tree: tree, consts: map[string]map[string]string{}, codeFields: map[string]int{}, methods: map[string][]string{}, carriers: map[string]carrier{
		"internal/fault.New": {at: 1}, "internal/fault.Wrap": {at: 2},
	}}
	for _, p := range tree.Packages {
		s.consts[p.Dir] = constants(p)
		s.structs(p)
	}
	for { // a function that passes a code on may itself be called by one that does
		before := len(s.carriers)
		s.uses, s.unclear = nil, nil
		for _, p := range tree.Packages {
			if p.Dir == "internal/fault" {
				continue
			}
			for _, file := range p.Files {
				s.file(p, file)
			}
		}
		if len(s.carriers) == before {
			return s
		}
	}
}

func constants(p *house.Package) map[string]string {
	all := map[string]string{}
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
				for i, name := range v.Names {
					if text, ok := literal(v.Values[i]); ok {
						all[name.Name] = text
					}
				}
			}
			return true
		})
	}
	return all
}

func (s *scanner) file(p *house.Package, file *ast.File) {
	for _, decl := range file.Decls {
		v := &visitor{scanner: s, p: p, file: file, withs: receiversOfWith(decl)}
		if fn, ok := decl.(*ast.FuncDecl); ok {
			v.fns = []function{{p.Dir + "." + method(fn), fn.Type.Params}}
			v.vars = variablesOf(fn)
		}
		ast.Walk(v, decl)
	}
}

// function is a declared function, or one that is written in place and given a name.
type function struct {
	name   string
	params *ast.FieldList
}

// visitor walks one declaration and knows in which functions it stands, the innermost last.
type visitor struct {
	*scanner
	p     *house.Package
	file  *ast.File
	fns   []function
	vars  map[string]string // variable -> its type, where the source says it plainly
	withs map[*ast.CallExpr]bool
}

func (v *visitor) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.CallExpr:
		for _, name := range v.callees(n) {
			if c, ok := v.carriers[name]; ok && c.at < len(n.Args) {
				v.call(n, c)
				break
			}
		}
	case *ast.KeyValueExpr:
		v.keyValue(n)
	case *ast.CompositeLit:
		v.unkeyed(n)
	case *ast.AssignStmt:
		v.assign(n)
		if name, lit := closure(n); lit != nil && len(v.fns) > 0 {
			inner := *v
			inner.fns = append(slices.Clone(v.fns), function{v.fns[0].name + "." + name, lit.Type.Params})
			ast.Walk(&inner, lit.Body)
			return nil
		}
	}
	return v
}

// method gives "Type.name" of a method and the name of any other function.
func method(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	return typeName(fn.Recv.List[0].Type) + "." + fn.Name.Name
}

// typeName gives the name of T, *T, &T{} and T{}; "" for anything else.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.UnaryExpr:
		return typeName(e.X)
	case *ast.CompositeLit:
		return typeName(e.Type)
	}
	return ""
}

// variablesOf gives the types of a function's receiver, parameters, and variables made of a literal.
func variablesOf(fn *ast.FuncDecl) map[string]string {
	vars := map[string]string{}
	lists := []*ast.FieldList{fn.Recv, fn.Type.Params}
	for _, l := range lists {
		if l == nil {
			continue
		}
		for _, field := range l.List {
			for _, n := range field.Names {
				vars[n.Name] = typeName(field.Type)
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for _, name := range n.Names {
				vars[name.Name] = typeName(n.Type)
			}
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				name, ok := l.(*ast.Ident)
				if !ok || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				switch n.Rhs[i].(type) {
				case *ast.UnaryExpr, *ast.CompositeLit:
					vars[name.Name] = typeName(n.Rhs[i])
				}
			}
		}
		return true
	})
	return vars
}

// closure gives the name and the function of `name := func(...) {...}`.
func closure(a *ast.AssignStmt) (string, *ast.FuncLit) {
	if len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return "", nil
	}
	name, ok := a.Lhs[0].(*ast.Ident)
	lit, isFunc := a.Rhs[0].(*ast.FuncLit)
	if !ok || !isFunc {
		return "", nil
	}
	return name.Name, lit
}

// structs notes the structs of p that have a Code, and whose methods are whose.
func (s *scanner) structs(p *house.Package) {
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok && fn.Recv != nil {
				key := p.Dir + "." + fn.Name.Name
				s.methods[key] = append(s.methods[key], typeName(fn.Recv.List[0].Type))
			}
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if t, ok := spec.Type.(*ast.StructType); ok {
				if at := parameter(t.Fields, ast.NewIdent("Code")); at >= 0 {
					s.codeFields[p.Dir+"."+spec.Name.Name] = at
				}
			}
			return true
		})
	}
}

// receiversOfWith are the calls whose fault is handed more values in the same breath: fault.New(...).With(...).
func receiversOfWith(decl ast.Decl) map[*ast.CallExpr]bool {
	withs := map[*ast.CallExpr]bool{}
	ast.Inspect(decl, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "With" {
			if call, ok := sel.X.(*ast.CallExpr); ok {
				withs[call] = true
			}
		}
		return true
	})
	return withs
}

// callees gives the names that the called function may have among the carriers, the nearest first.
func (v *visitor) callees(call *ast.CallExpr) []string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if len(v.fns) > 0 {
			return []string{v.fns[0].name + "." + f.Name, v.p.Dir + "." + f.Name}
		}
		return []string{v.p.Dir + "." + f.Name}
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			for _, spec := range v.file.Imports {
				imported, _ := strconv.Unquote(spec.Path.Value)
				if house.ImportName(v.file, imported) == x.Name {
					return []string{strings.TrimPrefix(imported, v.tree.Module+"/") + "." + f.Sel.Name}
				}
			}
		}
		if t := v.receiver(f); t != "" {
			return []string{v.p.Dir + "." + t + "." + f.Sel.Name}
		}
	}
	return nil
}

// receiver gives the type whose method is called: the type of the variable, else the only type of the package
// that has such a method.
func (v *visitor) receiver(f *ast.SelectorExpr) string {
	if x, ok := f.X.(*ast.Ident); ok && v.vars[x.Name] != "" {
		return v.vars[x.Name]
	}
	if types := v.methods[v.p.Dir+"."+f.Sel.Name]; len(types) == 1 {
		return types[0]
	}
	return ""
}

func (v *visitor) call(call *ast.CallExpr, c carrier) {
	at := c.at
	code, ok := v.text(call.Args[at])
	if !ok {
		if sel, is := call.Args[at].(*ast.SelectorExpr); is && sel.Sel.Name == "Code" {
			return // it was found where that Code was set
		}
		if !v.carry(call.Args[at], c.prefix) {
			v.unclear = append(v.unclear, v.tree.At(call.Args[at]))
		}
		return
	}
	u := use{code: c.prefix + code, place: v.tree.At(call), names: map[string]bool{}}
	callee, _ := call.Fun.(*ast.SelectorExpr)
	direct := callee != nil && (callee.Sel.Name == "New" && at == 1 || callee.Sel.Name == "Wrap" && at == 2)
	u.known = direct && !v.withs[call] && !call.Ellipsis.IsValid()
	for i := at + 1; i < len(call.Args); i += 2 {
		name, ok := v.text(call.Args[i])
		u.names[name] = true
		u.known = u.known && ok
	}
	v.uses = append(v.uses, u)
}

// carry notes that a function around takes e as a code, alone or behind a fixed beginning; false when e is
// nothing that a function was handed.
func (v *visitor) carry(e ast.Expr, prefix string) bool {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		first, ok := v.text(sum.X)
		return ok && v.carry(sum.Y, prefix+first)
	}
	for i := len(v.fns) - 1; i >= 0; i-- {
		if at := parameter(v.fns[i].params, e); at >= 0 {
			v.carriers[v.fns[i].name] = carrier{at: at, prefix: prefix}
			return true
		}
	}
	return false
}

// code takes an expression that stands where a code does.
func (v *visitor) code(e ast.Expr) {
	if text, ok := v.text(e); ok {
		v.uses = append(v.uses, use{code: text, place: v.tree.At(e)})
	} else {
		v.carry(e, "")
	}
}

// keyValue takes `Code: "x"` and the values of `Fields: map[string]string{...}`.
func (v *visitor) keyValue(kv *ast.KeyValueExpr) {
	key, ok := kv.Key.(*ast.Ident)
	if !ok {
		return
	}
	if key.Name == "Code" && v.looksLikeCode(kv.Value) {
		v.code(kv.Value)
	}
	if fields, ok := kv.Value.(*ast.CompositeLit); ok && key.Name == "Fields" {
		for _, e := range fields.Elts {
			if e, ok := e.(*ast.KeyValueExpr); ok {
				v.code(e.Value)
			}
		}
	}
}

// unkeyed takes the Code of `Problem{"item.late", where}`.
func (v *visitor) unkeyed(lit *ast.CompositeLit) {
	name, ok := lit.Type.(*ast.Ident)
	if !ok {
		return
	}
	at, ok := v.codeFields[v.p.Dir+"."+name.Name]
	if !ok || at >= len(lit.Elts) {
		return
	}
	if _, keyed := lit.Elts[at].(*ast.KeyValueExpr); !keyed && v.looksLikeCode(lit.Elts[at]) {
		v.code(lit.Elts[at])
	}
}

// looksLikeCode leaves out other things that are called codes, such as a county's.
func (v *visitor) looksLikeCode(e ast.Expr) bool {
	text, ok := v.text(e)
	return !ok || strings.Contains(text, ".")
}

// codeForm is what a code looks like: a noun, a full stop, and what about it.
var codeForm = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$`)

// assign takes `fields["x"] = "code"`, whatever the map is called.
func (v *visitor) assign(a *ast.AssignStmt) {
	if len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return
	}
	index, ok := a.Lhs[0].(*ast.IndexExpr)
	if !ok {
		return
	}
	name := typeName(index.X)
	if sel, ok := index.X.(*ast.SelectorExpr); ok {
		name = sel.Sel.Name
	}
	text, written := v.text(a.Rhs[0])
	if strings.EqualFold(name, "fields") || written && codeForm.MatchString(text) {
		v.code(a.Rhs[0])
	}
}

// text gives the text of a literal, or of a constant of the package.
func (v *visitor) text(e ast.Expr) (string, bool) {
	if text, ok := literal(e); ok {
		return text, true
	}
	if name, ok := e.(*ast.Ident); ok {
		text, ok := v.consts[v.p.Dir][name.Name]
		return text, ok
	}
	return "", false
}

// parameter tells which of the parameters e is; -1 when it is none.
func parameter(params *ast.FieldList, e ast.Expr) int {
	name, ok := e.(*ast.Ident)
	if !ok {
		return -1
	}
	i := 0
	for _, field := range params.List {
		for _, n := range field.Names {
			if n.Name == name.Name {
				return i
			}
			i++
		}
	}
	return -1
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// literals gives every string written in the shipped source, apart from imports and the catalogues' own package.
func literals(tree *house.Tree) []string {
	all := map[string]bool{}
	for _, p := range tree.Packages {
		for _, file := range p.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if _, ok := n.(*ast.ImportSpec); ok {
					return false
				}
				if e, ok := n.(ast.Expr); ok {
					if text, ok := literal(e); ok && text != "" {
						all[text] = true
					}
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// keyFrom tells whether a catalogue key can come from a literal that is the key, that begins it up to a
// full stop, or that is a pattern for it ("agenda.%s.title").
func keyFrom(text, key string) bool {
	if text == key {
		return true
	}
	if strings.Contains(text, "%") {
		pattern := strings.NewReplacer("%s", "*", "%d", "*", "%v", "*").Replace(text)
		ok, err := path.Match(pattern, key)
		return err == nil && ok && strings.Trim(pattern, "*.") != ""
	}
	return (strings.HasSuffix(text, ".") || strings.HasSuffix(text, "-")) && len(text) > 1 && strings.HasPrefix(key, text)
}
