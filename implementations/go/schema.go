package mxmember

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// Refused says what is wrong with an input, an event or a record. It quotes nothing of it.
type Refused struct{ Why string }

func (r *Refused) Error() string { return "mxmember: " + r.Why }

func refuse(format string, arguments ...any) error {
	return &Refused{fmt.Sprintf(format, arguments...)}
}

//go:embed spec/*.json spec/health/*.json
var spec embed.FS

func load[T any](name string) T {
	var loaded T
	data, err := spec.ReadFile("spec/" + name)
	if err == nil {
		err = json.Unmarshal(data, &loaded)
	}
	if err != nil {
		panic(err)
	}
	return loaded
}

var schemas = map[string]schema{
	"input":  load[schema]("input.schema.json"),
	"event":  load[schema]("event.schema.json"),
	"record": load[schema]("record.schema.json"),
}

// schema is as much of JSON Schema as the specification uses.
type schema struct {
	AnyOf      []schema          `json:"anyOf"`
	Type       types             `json:"type"`
	Const      any               `json:"const"`
	Enum       []any             `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Additional *bool             `json:"additionalProperties"`
	Items      *schema           `json:"items"`
	MinLength  *int              `json:"minLength"`
	MaxLength  *int              `json:"maxLength"`
	Minimum    *float64          `json:"minimum"`
	Maximum    *float64          `json:"maximum"`
}

// types is one name of a type, or a list of them.
type types []string

func (t *types) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(data, []byte("[")) {
		*t = make(types, 1)
		return json.Unmarshal(data, &(*t)[0])
	}
	return json.Unmarshal(data, (*[]string)(t))
}

func isOfType(value any, name string) bool {
	switch value := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	case float64:
		return name == "integer" && value == math.Trunc(value)
	}
	return false
}

// check returns what is wrong with a value, or nil.
func (s schema) check(value any, path string) error {
	if len(s.AnyOf) > 0 {
		fits := func(option schema) bool { return option.check(value, path) == nil }
		if !slices.ContainsFunc(s.AnyOf, fits) {
			return refuse("%s has none of the forms that are allowed", path)
		}
		return nil
	}
	if s.Const != nil && s.Const != value {
		return refuse("%s is not what it must be", path)
	}
	if s.Enum != nil && !slices.ContainsFunc(s.Enum, func(option any) bool { return option == value }) {
		return refuse("%s is none of what it may be", path)
	}
	if s.Type != nil && !slices.ContainsFunc(s.Type, func(name string) bool { return isOfType(value, name) }) {
		return refuse("%s is of another type", path)
	}
	switch value := value.(type) {
	case map[string]any:
		return s.checkObject(value, path)
	case []any:
		return s.checkArray(value, path)
	case string:
		size := utf8.RuneCountInString(value)
		if s.MinLength != nil && size < *s.MinLength || s.MaxLength != nil && size > *s.MaxLength {
			return refuse("%s is too short or too long", path)
		}
	case float64:
		if s.Minimum != nil && value < *s.Minimum || s.Maximum != nil && value > *s.Maximum {
			return refuse("%s is too small or too large", path)
		}
	}
	return nil
}

func (s schema) checkObject(value map[string]any, path string) error {
	for _, key := range s.Required {
		if _, has := value[key]; !has {
			return refuse("%s.%s is missing", path, key)
		}
	}
	for key, inner := range value {
		known, isKnown := s.Properties[key]
		if !isKnown && s.Additional != nil && !*s.Additional {
			return refuse("%s has a field that is not known", path)
		}
		if !isKnown {
			continue
		}
		if err := known.check(inner, path+"."+key); err != nil {
			return err
		}
	}
	return nil
}

func (s schema) checkArray(value []any, path string) error {
	if s.Items == nil {
		return nil
	}
	for index, inner := range value {
		if err := s.Items.check(inner, fmt.Sprintf("%s[%d]", path, index)); err != nil {
			return err
		}
	}
	return nil
}

// decode reads what fits a schema.
func decode(name string, data []byte, into any) error {
	var value any
	if json.Unmarshal(data, &value) != nil {
		return refuse("%s is not JSON", name)
	}
	if err := schemas[name].check(value, name); err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		if refused, ok := err.(*Refused); ok {
			return refused
		}
		// The error quotes the number.
		return refuse("%s has a number that is too large", name)
	}
	return nil
}

// checkValue checks a value that a program has made.
func checkValue(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return refuse("%s is not JSON", name)
	}
	var plain any
	if json.Unmarshal(data, &plain) != nil {
		return refuse("%s is not JSON", name)
	}
	return schemas[name].check(plain, name)
}
