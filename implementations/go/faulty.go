//go:build faults

package mxmember

import (
	"maps"
	"slices"
	"strings"
)

// Machine is the four functions. The build with faults has them as values, so that a fault can take their place.
type Machine struct {
	Begin   func(Input) (Reply, error)
	Step    func(Record, Event) (Reply, error)
	Recover func(Record) (Reply, error)
	View    func(Record) View
}

// Wrong returns the machine with one fault of the catalogue, which it has from then on. Without a name it is right.
func Wrong(name string) (Machine, bool) {
	machine := Machine{Begin, Step, Recover, Record.View}
	if name == "" {
		return machine, true
	}
	breaks, isKnown := faults[name]
	if isKnown {
		breaks(&machine)
	}
	return machine, isKnown
}

// FaultNames lists the faults that this implementation can have.
func FaultNames() []string { return slices.Sorted(maps.Keys(faults)) }

type fault func(*Machine)

// put gives a number of the tables another value.
func put[T any](number *T, value T) fault { return func(*Machine) { *number = value } }

// confirmed acts on a finding after another time, in ms.
func confirmed(rule string, after int64) fault {
	return func(*Machine) { confirmedAfter[rule] = after }
}

// stepped is a step that has been made, with what it was made from.
type stepped struct {
	before context
	event  Event
	*Reply
}

func (s stepped) now() *context { return &s.Record.context }

// then changes what has come of a step.
func then(change func(stepped)) fault {
	return func(m *Machine) {
		usual := m.Step
		m.Step = func(record Record, event Event) (Reply, error) {
			reply, err := usual(record, event)
			if err == nil {
				change(stepped{record.context, event, &reply})
			}
			return reply, err
		}
	}
}

// asIf makes a step as if record or event were other, and changes them back where that can be done.
func asIf(other func(*context, *Event), back func(stepped)) fault {
	return func(m *Machine) {
		usual := m.Step
		m.Step = func(record Record, event Event) (Reply, error) {
			seen, happened := record, event
			if event.Reading != nil {
				happened.Reading = pointerTo(*event.Reading)
			}
			other(&seen.context, &happened)
			reply, err := usual(seen, happened)
			if err == nil {
				back(stepped{record.context, event, &reply})
			}
			return reply, err
		}
	}
}

// eventAs is asIf for the event alone.
func eventAs(other func(context, *Event)) fault {
	return asIf(func(c *context, e *Event) { other(*c, e) }, func(stepped) {})
}

// readingAs judges a reading as if it were other, and remembers what it is.
func readingAs(other func(context, *Reading)) fault {
	return asIf(
		func(c *context, e *Event) {
			if isPoll(*e) {
				other(*c, e.Reading)
			}
		},
		func(s stepped) {
			if r := s.now().Reading; isPoll(s.event) && r != nil && r.At == s.event.Reading.At {
				s.now().Reading = s.event.Reading
			}
		},
	)
}

// waiting makes the next wait as long as it would be with another context.
func waiting(other func(*context)) fault {
	return then(func(s stepped) {
		c := s.Record.context
		other(&c)
		s.each(func(effect Effect) Effect {
			if wait, isWait := effect.(Wait); isWait {
				wait.Ms = c.delay()
				return wait
			}
			return effect
		})
	})
}

// each puts another effect in the place of each.
func (s stepped) each(change func(Effect) Effect) {
	changed := []Effect{}
	for _, effect := range s.Effects {
		if other := change(effect); other != nil {
			changed = append(changed, other)
		}
	}
	s.Effects = changed
}

// endsOtherwise says again how the lifecycle ended, if it has.
func (s stepped) endsOtherwise() {
	s.each(func(effect Effect) Effect {
		if _, isEnd := effect.(Ended); isEnd {
			return Ended{Type: "ended", Output: s.now().output()}
		}
		return effect
	})
}

// instead makes the step end at another state.
func (s stepped) instead(state string, last int) {
	w := walk{state: s.Record.state, context: s.Record.context, effects: slices.Clone(s.Effects[:len(s.Effects)-last])}
	w.Turn -= int64(last)
	w.enter(state)
	*s.Reply = w.reply()
}

func isPoll(e Event) bool { return e.Type == "done" && e.Call == "readStatus" }

func isFailed(e Event, call string) bool { return e.Type == "error" && e.Call == call }

func isHint(e Event) bool { return e.Type == "status.changed" }

func beginningAs(other func(*Input)) fault {
	return func(m *Machine) {
		usual := m.Begin
		m.Begin = func(in Input) (Reply, error) {
			other(&in)
			return usual(in)
		}
	}
}

func recovering(change func(before Record, reply *Reply)) fault {
	return func(m *Machine) {
		usual := m.Recover
		m.Recover = func(record Record) (Reply, error) {
			reply, err := usual(record)
			if err == nil {
				change(record, &reply)
			}
			return reply, err
		}
	}
}

func showing(change func(context, *View)) fault {
	return func(m *Machine) {
		usual := m.View
		m.View = func(record Record) View {
			view := usual(record)
			change(record.context, &view)
			return view
		}
	}
}

// hintAs follows a hint as if the context were other.
func hintAs(other func(*context), back func(stepped)) fault {
	return asIf(
		func(c *context, e *Event) {
			if isHint(*e) {
				other(c)
			}
		},
		func(s stepped) {
			if isHint(s.event) {
				back(s)
			}
		},
	)
}

func expecting(other func(string) string) fault {
	change := func(effect Effect) Effect {
		if read, isRead := effect.(ReadStatus); isRead {
			read.Expects = other(read.Expects)
			return read
		}
		return effect
	}
	return func(m *Machine) {
		then(func(s stepped) { s.each(change) })(m)
		recovering(func(_ Record, reply *Reply) { stepped{Reply: reply}.each(change) })(m)
	}
}

func unchecked(name string) fault { return func(*Machine) { schemas[name] = schema{} } }

func classOf(status, class string) fault {
	return func(*Machine) {
		for index, row := range tables.Statuses {
			if isText(row.Name, status) {
				tables.Statuses[index].Class = class
			}
		}
	}
}

func fatal(code string, isFatal bool) fault {
	return func(*Machine) {
		for index, row := range tables.Faults {
			if row.Code == code {
				tables.Faults[index].IsFatal = isFatal
			}
		}
	}
}

// goneAs ends a member that MX does not know with another next step.
func goneAs(nextStep string) fault {
	return then(func(s stepped) {
		if c := s.now(); c.Verdict.Reason == "notFound" {
			c.Verdict.NextStep = nextStep
			s.endsOtherwise()
		}
	})
}

// lostFor takes answers that were not sent for lost ones.
func lostFor(code string) func(context, *Event) {
	return func(_ context, e *Event) {
		if isFailed(*e, "submitAnswers") && e.Fault.Code == code {
			e.Fault = pointerTo(*e.Fault)
			e.Fault.Code = "lost"
		}
	}
}

// sendAnswersAgain keeps the answers, and sends them once more when their reply is lost.
func sendAnswersAgain() fault {
	var kept []Answer
	return then(func(s stepped) {
		if s.event.Type == "challenge.answer" {
			kept = s.event.Answers
		}
		if isFailed(s.event, "submitAnswers") && s.now().LastSubmit != nil {
			w := walk{context: s.Record.context}
			w.Phase = "resumed"
			w.submit(kept)
			*s.Reply = w.reply()
		}
	})
}

func keepPendingStart(s stepped) {
	if isPoll(s.event) && s.now().PendingStart == "none" {
		s.now().PendingStart = s.before.PendingStart
	}
}

func withoutRetryAfter(f *Fault) *Fault {
	other := *f
	other.RetryAfter = nil
	return &other
}

func answersAs(given []Answer, change func(*Answer)) []Answer {
	changed := slices.Clone(given)
	for index := range changed {
		change(&changed[index])
	}
	return changed
}

func questionsAs(asked []Challenge, change func(*Challenge)) []Challenge {
	changed := slices.Clone(asked)
	for index := range changed {
		change(&changed[index])
	}
	return changed
}

// spelledOut is an answer that is not blank.
func spelledOut(given *Answer) {
	if given.Value != nil && strings.TrimSpace(*given.Value) == "" {
		given.Value = pointerTo("blank")
	}
}

// submits sends other answers.
func (s stepped) submits(answers []Answer) {
	s.each(func(effect Effect) Effect {
		if submit, isSubmit := effect.(SubmitAnswers); isSubmit {
			submit.Answers = answers
			return submit
		}
		return effect
	})
}

// problemsAs finds other problems with answers.
func problemsAs(other func(stepped, []Problem) []Problem) fault {
	return then(func(s stepped) {
		s.each(func(effect Effect) Effect {
			refused, isRefused := effect.(AnswerRefused)
			if !isRefused || s.event.Type != "challenge.answer" || s.event.Prompt == nil || *s.event.Prompt != s.before.Prompt {
				return effect
			}
			refused.Problems = other(s, refused.Problems)
			s.now().Problems = refused.Problems
			return refused
		})
	})
}

// strays are answers to questions that are not open.
func strays(s stepped) []Answer {
	asked := guidsOf(s.before.Challenges)
	return slices.DeleteFunc(slices.Clone(s.event.Answers), func(given Answer) bool { return slices.Contains(asked, given.GUID) })
}
