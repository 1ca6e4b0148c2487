package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestALineInALineOut(t *testing.T) {
	in := strings.NewReader(`{"id":1,"do":"begin","input":{"member":{"userGuid":"U","memberGuid":"M"},"job":null}}
{"id":"2","do":"recover","record":{}}
`)
	var out strings.Builder
	if err := run(in, &out); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(out.String()))
	var first struct {
		ID    int
		State string
		View  map[string]any
	}
	if err := decoder.Decode(&first); err != nil || first.ID != 1 || first.State != "aggregating.waiting" {
		t.Errorf("%+v, %v", first, err)
	}
	var second refusal
	if err := decoder.Decode(&second); err != nil || string(second.ID) != `"2"` || second.Refused == "" {
		t.Errorf("%+v, %v", second, err)
	}
}
