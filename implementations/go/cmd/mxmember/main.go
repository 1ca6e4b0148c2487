// Command mxmember speaks the protocol of the specification: one JSON request a line on its standard input, one reply a line on
// its standard output.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"mxmember"
)

type request struct {
	ID     json.RawMessage `json:"id"`
	Do     string          `json:"do"`
	Input  json.RawMessage `json:"input"`
	Record json.RawMessage `json:"record"`
	Event  json.RawMessage `json:"event"`
	Page   *mxmember.Page  `json:"page"`
	At     int64           `json:"at"`
	Rules  json.RawMessage `json:"rules"`
}

type answer struct {
	ID      json.RawMessage   `json:"id"`
	Record  mxmember.Record   `json:"record"`
	State   string            `json:"state"`
	Effects []mxmember.Effect `json:"effects"`
	View    mxmember.View     `json:"view"`
}

type healthAnswer struct {
	ID     json.RawMessage           `json:"id"`
	Health mxmember.ConnectionHealth `json:"health"`
}

type refusal struct {
	ID      json.RawMessage `json:"id"`
	Refused string          `json:"refused"`
}

func perform(r request) (mxmember.Reply, error) {
	if r.Do == "begin" {
		var input mxmember.Input
		if err := json.Unmarshal(r.Input, &input); err != nil {
			return mxmember.Reply{}, err
		}
		return mxmember.Begin(input)
	}
	var record mxmember.Record
	if err := json.Unmarshal(r.Record, &record); err != nil {
		return mxmember.Reply{}, err
	}
	if r.Do == "recover" {
		return mxmember.Recover(record)
	}
	var event mxmember.Event
	if err := json.Unmarshal(r.Event, &event); err != nil {
		return mxmember.Reply{}, err
	}
	return mxmember.Step(record, event)
}

func respond(line []byte) (any, error) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	if r.Do == "health" {
		limits := mxmember.DefaultLimits()
		if r.Rules != nil {
			if err := json.Unmarshal(r.Rules, &limits); err != nil {
				return nil, err
			}
		}
		return healthAnswer{r.ID, mxmember.Health(r.Page, r.At, limits)}, nil
	}
	reply, err := perform(r)
	var refused *mxmember.Refused
	if errors.As(err, &refused) {
		return refusal{r.ID, refused.Why}, nil
	}
	if err != nil {
		return nil, err
	}
	return answer{r.ID, reply.Record, reply.Record.State(), reply.Effects, reply.Record.View()}, nil
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		reply, err := respond(line)
		if err != nil {
			return err
		}
		if err := encoder.Encode(reply); err != nil {
			return err
		}
	}
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
