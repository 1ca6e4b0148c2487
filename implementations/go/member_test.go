package mxmember

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	member   = Member{"USR-1", "MBR-1"}
	question = Challenge{GUID: "CRD-1", Type: "TEXT", Label: "Which city?", Options: []Option{}}
)

func reading(status string, at int64) Reading {
	return Reading{ConnectionStatus: &status, IsBeingAggregated: pointerTo(true), Challenges: []Challenge{}, At: at}
}

func idle(status string, at int64) Reading {
	shown := reading(status, at)
	shown.IsBeingAggregated = pointerTo(false)
	return shown
}

func asking(at int64) Reading {
	shown := reading("CHALLENGED", at)
	shown.Challenges = []Challenge{question}
	return shown
}

// lifecycle is a member in a test, which fails with the first refusal.
type lifecycle struct {
	*testing.T
	Reply
}

func begin(t *testing.T) *lifecycle {
	t.Helper()
	reply, err := Begin(NewInput(member, "aggregate"))
	if err != nil {
		t.Fatal(err)
	}
	return &lifecycle{t, reply}
}

func (l *lifecycle) step(event Event) *lifecycle {
	l.Helper()
	reply, err := Step(l.Record, event)
	if err != nil {
		l.Fatal(err)
	}
	l.Reply = reply
	return l
}

func (l *lifecycle) done(call string, r Reading) *lifecycle {
	l.Helper()
	return l.step(Done(call, l.Record.Turn(), r))
}

func (l *lifecycle) poll(r Reading) *lifecycle {
	l.Helper()
	return l.step(Elapsed(l.Record.Turn())).done("readStatus", r)
}

func asked(t *testing.T) *lifecycle {
	t.Helper()
	return begin(t).done("readStatus", idle("CREATED", 500)).done("startJob", reading("CREATED", 1_000)).poll(asking(5_000))
}

func (l *lifecycle) answer() *lifecycle {
	l.Helper()
	return l.step(Answers(1, Answer{GUID: "CRD-1", Value: pointerTo("Zürich")}))
}

func (l *lifecycle) expect(kinds ...string) {
	l.Helper()
	var got []string
	for _, effect := range l.Effects {
		got = append(got, strings.TrimPrefix(fmt.Sprintf("%T", effect), "mxmember."))
	}
	if !slices.Equal(got, kinds) {
		l.Errorf("effects are %v, expected %v", got, kinds)
	}
}

func jsonOf(t *testing.T, value any) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestQuestionIsAskedAnsweredAndTheMemberConnects(t *testing.T) {
	l := asked(t)
	l.expect("Challenged", "Wait")
	if view := l.Record.View(); !isText(view.Needs, "answers") || len(view.Challenges) != 1 {
		t.Errorf("the view does not ask: %+v", view)
	}
	l.answer().expect("CancelWait", "Resumed", "SubmitAnswers")
	l.done("submitAnswers", reading("RESUMED", 6_000))
	l.poll(idle("CONNECTED", 9_000)).expect("Wait")
	l.poll(idle("CONNECTED", 15_000)).expect("Ended")
	if outcome, ok := l.Record.View().Outcome.(ConnectedOutcome); !ok || !outcome.Fresh {
		t.Errorf("the outcome is %+v", outcome)
	}
}

func TestStartThatIsLateIsNotSentAndTheMemberIsReadAgain(t *testing.T) {
	l := begin(t).done("readStatus", idle("CREATED", 1_000))
	l.expect("StartJob")
	start := l.Effects[0].(StartJob)
	if start.NotAfter != 6_000 {
		t.Errorf("the start may be sent until %d", start.NotAfter)
	}
	l.step(Failed("startJob", start.Turn, Fault{Code: "notSent", At: start.NotAfter + 1})).expect("ReadStatus")
}

func TestAnswerIsInNoRecord(t *testing.T) {
	l := asked(t).answer()
	if bytes.Contains(jsonOf(t, l.Record), []byte("Zürich")) {
		t.Error("the record has the answer")
	}
}

func TestStepChangesNothingThatItIsGiven(t *testing.T) {
	l := asked(t)
	record := l.Record
	before := jsonOf(t, record)
	l.answer().done("submitAnswers", reading("RESUMED", 6_000))
	if !bytes.Equal(before, jsonOf(t, record)) {
		t.Error("the record has changed")
	}
}

func TestRecordSurvivesJSONAndACrash(t *testing.T) {
	var record Record
	if err := json.Unmarshal(jsonOf(t, asked(t).Record), &record); err != nil {
		t.Fatal(err)
	}
	reply, err := Recover(record)
	if err != nil {
		t.Fatal(err)
	}
	(&lifecycle{t, reply}).expect("ReadStatus")
	if reply.Record.View().Needs != nil {
		t.Error("answers are needed before a poll")
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	var refused *Refused
	var record Record
	if err := json.Unmarshal([]byte(`{"schema":2}`), &record); !errors.As(err, &refused) {
		t.Errorf("a record of another version: %v", err)
	}
	var event Event
	if err := json.Unmarshal([]byte(`{"type":"surprise"}`), &event); !errors.As(err, &refused) {
		t.Errorf("an event that is none: %v", err)
	}
	if _, err := Step(Record{}, Cancel()); !errors.As(err, &refused) {
		t.Errorf("an empty record: %v", err)
	}
	if _, err := Step(begin(t).Record, Done("startJob", -1, asking(1))); !errors.As(err, &refused) {
		t.Errorf("an event with a turn below 0: %v", err)
	}
	quick := NewInput(member, "aggregate")
	quick.Pacing.Busy = 1
	if _, err := Begin(quick); !errors.As(err, &refused) {
		t.Errorf("a pace of 1 ms: %v", err)
	}
}

// The module has copies, because a package embeds only what is below it.
func TestSpecificationIsThatOfTheRepository(t *testing.T) {
	var copies []string
	for _, pattern := range []string{"spec/*.json", "spec/*/*.json"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no file is like %s (%v): `npx --yes pnpm@12 generate` makes the copies", pattern, err)
		}
		copies = append(copies, found...)
	}
	for _, path := range copies {
		ours, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.ReadFile(filepath.Join("../../packages/machine", path))
		if os.IsNotExist(err) {
			t.Skip("this is not the repository")
		}
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(ours, theirs) {
			t.Errorf("%s is old: `npx --yes pnpm@12 generate` copies it", path)
		}
	}
}
