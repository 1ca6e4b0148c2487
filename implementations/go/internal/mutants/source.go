package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

// change is another text in the place of a part of a file. From and To are bytes.
type change struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Kind string `json:"kind"`
	From int    `json:"from"`
	To   int    `json:"to"`
	Was  string `json:"was"`
	Text string `json:"text"`
}

// source is a package, as text and as syntax.
type source struct {
	files *token.FileSet
	// used are the names of functions that the package or its program calls: any other is for other programs.
	used     map[string]bool
	texts    map[string][]byte
	syntax   map[string]*ast.File
	info     *types.Info
	importer types.Importer
}

func load(folder string) (*source, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	programs, err := filepath.Glob(filepath.Join(folder, "cmd/*/*.go"))
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	s := &source{
		files:    files,
		used:     map[string]bool{},
		texts:    map[string][]byte{},
		syntax:   map[string]*ast.File{},
		info:     &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Uses: map[*ast.Ident]types.Object{}},
		importer: importer.ForCompiler(files, "source", nil),
	}
	for _, path := range programs {
		program, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return nil, err
		}
		s.use(program)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		if s.texts[path], err = os.ReadFile(path); err != nil {
			return nil, err
		}
		if s.syntax[path], err = parser.ParseFile(files, path, s.texts[path], 0); err != nil {
			return nil, err
		}
	}
	if err := s.check(s.syntax, s.info); err != nil {
		return nil, err
	}
	for _, object := range s.info.Uses {
		if function, ok := object.(*types.Func); ok {
			s.used[function.Name()] = true
		}
	}
	return s, nil
}

// use notes what a program of another package takes from this one.
func (s *source) use(program *ast.File) {
	ast.Inspect(program, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			s.used[selector.Sel.Name] = true
		}
		return true
	})
}

// isAsked reports whether a function is part of what the program does.
func (s *source) isAsked(function *ast.FuncDecl) bool {
	return function.Recv != nil || s.used[function.Name.Name]
}

func (s *source) check(syntax map[string]*ast.File, info *types.Info) error {
	var all []*ast.File
	for _, file := range syntax {
		all = append(all, file)
	}
	config := types.Config{Importer: s.importer}
	_, err := config.Check("mxmember", s.files, all, info)
	return err
}

// compiles reports whether the package with a change is a program.
func (s *source) compiles(c change) bool {
	text := s.texts[c.File]
	changed := string(text[:c.From]) + c.Text + string(text[c.To:])
	file, err := parser.ParseFile(token.NewFileSet(), c.File, changed, 0)
	if err != nil {
		return false
	}
	syntax := map[string]*ast.File{}
	for path, usual := range s.syntax {
		syntax[path] = usual
	}
	// Positions of the changed file are not used.
	syntax[c.File] = file
	return s.check(syntax, nil) == nil
}

func (s *source) text(path string, node ast.Node) string {
	return string(s.texts[path][s.offset(node.Pos()):s.offset(node.End())])
}

func (s *source) offset(at token.Pos) int { return s.files.Position(at).Offset }
