package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// collector gathers the changes of one file.
type collector struct {
	*source
	path  string
	found []change
	// The last text in quotes, which takes the place of the next.
	text string
}

// changes lists every change that is known, in the order of the files.
func (s *source) changes() []change {
	var paths []string
	for path := range s.syntax {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	var all []change
	for _, path := range paths {
		c := &collector{source: s, path: path}
		ast.Inspect(s.syntax[path], c.visit)
		all = append(all, c.found...)
	}
	return all
}

// put notes that a text stands in the place of a node.
func (c *collector) put(kind string, node ast.Node, text string) {
	c.between(kind, node.Pos(), node.End(), text)
}

func (c *collector) between(kind string, from, to token.Pos, text string) {
	start, end := c.offset(from), c.offset(to)
	if text == string(c.texts[c.path][start:end]) {
		return
	}
	c.found = append(c.found, change{
		File: c.path,
		Line: c.files.Position(from).Line,
		Kind: kind,
		From: start,
		To:   end,
		Was:  string(c.texts[c.path][start:end]),
		Text: text,
	})
}

func (c *collector) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.GenDecl:
		return node.Tok != token.IMPORT
	case *ast.FuncDecl:
		return c.isAsked(node)
	case *ast.Field:
		// A tag says how a field is called in JSON.
		return false
	case *ast.BinaryExpr:
		c.operator(node)
	case *ast.UnaryExpr:
		if node.Op == token.NOT {
			c.put("negation", node, c.source.text(c.path, node.X))
		}
	case *ast.BasicLit:
		c.literal(node)
	case *ast.Ident:
		if opposite := map[string]string{"true": "false", "false": "true"}[node.Name]; opposite != "" {
			c.put("boolean", node, opposite)
		}
	case *ast.SelectorExpr:
		c.field(node)
	case *ast.CallExpr:
		return c.call(node)
	case *ast.KeyValueExpr:
		return !isSentence(node.Value)
	case *ast.CompositeLit:
		c.elements(node)
	case *ast.SliceExpr:
		c.slice(node)
	case *ast.IndexExpr:
		c.put("last for first", node.Index, fmt.Sprintf("len(%s)-1", c.source.text(c.path, node.X)))
	case *ast.IfStmt:
		c.branch(node)
	case *ast.CaseClause:
		c.labels(node)
		c.statements(node.Body)
	case *ast.SwitchStmt:
		// Where values are compared, the order of the cases says nothing.
		if node.Tag != nil {
			ast.Inspect(node.Tag, c.visit)
			for _, clause := range node.Body.List {
				ast.Inspect(clause, c.visit)
			}
			return false
		}
	case *ast.BlockStmt:
		c.statements(node.List)
	case *ast.ReturnStmt:
		c.result(node)
	case *ast.IncDecStmt:
		opposite := map[token.Token]string{token.INC: "--", token.DEC: "++"}[node.Tok]
		c.between("counter", node.TokPos, node.End(), opposite)
	}
	return true
}

var operators = map[token.Token][]string{
	token.LSS:  {"<=", ">="},
	token.LEQ:  {"<", ">"},
	token.GTR:  {">=", "<="},
	token.GEQ:  {">", "<"},
	token.EQL:  {"!="},
	token.NEQ:  {"=="},
	token.LAND: {"||"},
	token.LOR:  {"&&"},
	token.ADD:  {"-"},
	token.SUB:  {"+"},
	token.MUL:  {"/"},
	token.QUO:  {"*"},
}

func (c *collector) operator(node *ast.BinaryExpr) {
	for _, other := range operators[node.Op] {
		c.between("operator", node.OpPos, node.OpPos+token.Pos(len(node.Op.String())), other)
	}
	if node.Op == token.LAND || node.Op == token.LOR {
		c.put("half a condition", node, c.source.text(c.path, node.X))
		c.put("half a condition", node, c.source.text(c.path, node.Y))
	}
}

func (c *collector) literal(node *ast.BasicLit) {
	switch node.Kind {
	case token.INT:
		value, err := strconv.ParseInt(node.Value, 0, 64)
		if err != nil {
			return
		}
		for _, other := range []int64{value - 1, value + 1, value * 2} {
			c.put("number", node, strconv.FormatInt(other, 10))
		}
	case token.STRING:
		if isSentence(node) {
			return
		}
		c.put("text", node, `""`)
		if c.text != "" && c.text != node.Value {
			c.put("text", node, c.text)
		}
		c.text = node.Value
	}
}

// isSentence reports whether a text is for people, or a part of one: it may say anything.
func isSentence(node ast.Expr) bool {
	text, ok := node.(*ast.BasicLit)
	return ok && text.Kind == token.STRING && (strings.ContainsAny(text.Value, " %") || !strings.ContainsFunc(text.Value, unicode.IsLetter))
}

// field takes another field of the same type.
func (c *collector) field(node *ast.SelectorExpr) {
	selection := c.info.Selections[node]
	if selection == nil || selection.Kind() != types.FieldVal {
		return
	}
	owner := selection.Recv()
	if pointer, ok := owner.Underlying().(*types.Pointer); ok {
		owner = pointer.Elem()
	}
	fields, ok := owner.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for index := range fields.NumFields() {
		other := fields.Field(index)
		if other.Name() != node.Sel.Name && types.Identical(other.Type(), selection.Type()) {
			c.put("field", node.Sel, other.Name())
		}
	}
}

// call reports whether its arguments may be changed too.
func (c *collector) call(node *ast.CallExpr) bool {
	name := c.source.text(c.path, node.Fun)
	if name == "refuse" || name == "panic" {
		return false
	}
	if other := map[string]string{"min": "max", "max": "min"}[name]; other != "" {
		c.put("bound", node.Fun, other)
		for _, argument := range node.Args {
			c.put("no bound", node, c.source.text(c.path, argument))
		}
	}
	if len(node.Args) == 2 && !isSymmetric(name) {
		first, second := c.source.text(c.path, node.Args[0]), c.source.text(c.path, node.Args[1])
		c.between("swapped arguments", node.Args[0].Pos(), node.Args[1].End(), second+", "+first)
	}
	return true
}

// isSymmetric reports whether the order of two arguments says nothing.
func isSymmetric(name string) bool {
	return slices.ContainsFunc([]string{"min", "max", "slices.Equal", "isEqual", "isSame", "hasSame", "areEqual"}, func(begins string) bool {
		return strings.HasPrefix(name, begins)
	})
}

// elements leaves one out: the field of a struct is then absent, empty or 0.
func (c *collector) elements(node *ast.CompositeLit) {
	for index, element := range node.Elts {
		pair, isKeyed := element.(*ast.KeyValueExpr)
		if !isKeyed || isSentence(pair.Value) {
			continue
		}
		to := element.End()
		if index+1 < len(node.Elts) {
			to = node.Elts[index+1].Pos()
		} else if c.texts[c.path][c.offset(to)] == ',' {
			to++
		}
		c.between("missing element", element.Pos(), to, "")
	}
}

func (c *collector) slice(node *ast.SliceExpr) {
	low, high := "", ""
	if node.Low != nil {
		low = c.source.text(c.path, node.Low)
	}
	if node.High != nil {
		high = c.source.text(c.path, node.High)
	}
	c.put("other end", node, fmt.Sprintf("%s[%s:%s]", c.source.text(c.path, node.X), high, low))
}

func (c *collector) branch(node *ast.IfStmt) {
	c.put("always", node.Cond, "true || "+c.source.text(c.path, node.Cond))
	c.put("never", node.Cond, "false && ("+c.source.text(c.path, node.Cond)+")")
	if other, ok := node.Else.(*ast.BlockStmt); ok {
		first, second := c.source.text(c.path, node.Body), c.source.text(c.path, other)
		c.between("swapped branches", node.Body.Pos(), other.End(), second+" else "+first)
	}
}

// labels leaves one of several out, or the whole case.
func (c *collector) labels(node *ast.CaseClause) {
	if len(node.List) < 2 {
		if len(node.Body) > 0 {
			c.between("missing case", node.Body[0].Pos(), node.Body[len(node.Body)-1].End(), "")
		}
		return
	}
	for index := range node.List {
		rest := slices.Delete(slices.Clone(node.List), index, index+1)
		texts := make([]string, len(rest))
		for place, label := range rest {
			texts[place] = c.source.text(c.path, label)
		}
		c.between("missing label", node.List[0].Pos(), node.List[len(node.List)-1].End(), strings.Join(texts, ", "))
	}
}

// statements leaves one out, or takes two in the other order.
func (c *collector) statements(list []ast.Stmt) {
	for index, statement := range list {
		switch statement.(type) {
		case *ast.DeclStmt:
		default:
			c.put("missing statement", statement, "")
		}
		if index+1 < len(list) && !c.areApart(statement, list[index+1]) {
			next := list[index+1]
			first, second := c.source.text(c.path, statement), c.source.text(c.path, next)
			c.between("other order", statement.Pos(), next.End(), second+"\n"+first)
		}
	}
}

// areApart reports whether two statements have nothing to do with each other, so that their order says nothing.
func (c *collector) areApart(first, second ast.Stmt) bool {
	before, after := c.does(first), c.does(second)
	if before.refuses && after.refuses {
		// The words of a refusal may be any.
		return true
	}
	ends := before.returns && (after.returns || after.keeps) || after.returns && before.keeps
	return !ends && !before.calls && !after.calls && !touches(before, after) && !touches(after, before)
}

// doing is what a statement does, as far as its text shows.
type doing struct {
	text                           string
	assigns                        []string
	calls, keeps, returns, refuses bool
}

func (c *collector) does(statement ast.Stmt) doing {
	made := doing{text: c.source.text(c.path, statement)}
	made.refuses = strings.Contains(made.text, "refuse(")
	assigned := func(name ast.Expr) {
		text := c.source.text(c.path, name)
		made.assigns = append(made.assigns, text)
		made.keeps = made.keeps || strings.Contains(text, ".")
	}
	ast.Inspect(statement, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for _, name := range node.Lhs {
				assigned(name)
			}
		case *ast.IncDecStmt:
			assigned(node.X)
		case *ast.ReturnStmt:
			made.returns = true
		case *ast.ExprStmt:
			made.calls = true
		}
		return true
	})
	return made
}

// touches reports whether what the first assigns occurs in the second.
func touches(first, second doing) bool {
	return slices.ContainsFunc(first.assigns, func(name string) bool { return strings.Contains(second.text, name) })
}

func (c *collector) result(node *ast.ReturnStmt) {
	for _, value := range node.Results {
		basic, ok := c.info.Types[value].Type.(*types.Basic)
		if !ok {
			continue
		}
		text := c.source.text(c.path, value)
		switch {
		case basic.Info()&types.IsBoolean != 0:
			c.put("opposite", value, "!("+text+")")
		case basic.Info()&types.IsInteger != 0:
			c.put("off by one", value, text+" + 1")
		}
	}
}
