package mxmember

// Reply is what has come of an event: the record to keep, and then the effects to carry out.
type Reply struct {
	Record  Record
	Effects []Effect
}

// Begin begins a lifecycle. It returns [Refused] for an input that does not fit the schema, and for an After that has not ended
// or is of another member.
func Begin(input Input) (Reply, error) {
	if err := checkValue("input", input); err != nil {
		return Reply{}, err
	}
	if input.After != nil {
		if err := input.After.check(); err != nil {
			return Reply{}, err
		}
		if !isFinal(input.After.state) {
			return Reply{}, refuse("input.after has not ended")
		}
		if input.After.context.Member != input.Member {
			return Reply{}, refuse("input.after is of another member")
		}
	}
	w := walk{context: firstContext(input)}
	if w.Route == "aggregating" {
		w.enter("aggregating.waiting")
	} else {
		w.enter("aggregating.starting")
	}
	return w.reply(), nil
}

// Step says what comes of an event. An event that does not count, such as a late result, changes nothing and has no effects.
// It returns [Refused] for an event that does not fit the schema.
func Step(record Record, event Event) (Reply, error) {
	if err := record.check(); err != nil {
		return Reply{}, err
	}
	if err := checkValue("event", event); err != nil {
		return Reply{}, err
	}
	w := walk{state: record.state, context: record.context}
	w.happen(event)
	if looksOther(record.context, w.context) {
		w.Revision++
	}
	return w.reply(), nil
}

// Recover goes on after a crash of the host. Nothing that was sent before is sent again: MX is polled first.
func Recover(record Record) (Reply, error) {
	if err := record.check(); err != nil {
		return Reply{}, err
	}
	w := walk{state: record.state, context: record.context}
	if isFinal(w.state) {
		return w.reply(), nil
	}
	switch placeOf(w.state) {
	case "submitting":
		w.LastSubmit = pointerTo("lost")
	case "starting":
		w.PendingStart = "unsure"
	}
	w.Hint = "none"
	w.Awaiting = "recovery"
	w.Revision++
	w.read()
	return w.reply(), nil
}

func firstContext(input Input) context {
	c := context{
		Member:        input.Member,
		Job:           input.Job,
		OAuth:         input.OAuth,
		AnswerWith:    input.AnswerWith,
		Pacing:        input.Pacing,
		Deadlines:     input.Deadlines,
		Phase:         "aggregating",
		PendingStart:  "due",
		Awaiting:      "command",
		Challenges:    []Challenge{},
		AnsweredGUIDs: []string{},
		Problems:      []Problem{},
		Hint:          "none",
		Revision:      1,
		Verdict:       verdict{Type: "start", Rule: "noReadingYet"},
		Route:         "starting",
	}
	// MX takes no start while the user is at the bank's page.
	isAway := input.OAuth || input.Baseline != nil && isText(input.Baseline.ConnectionStatus.text, "PENDING")
	if input.Job == nil || isAway {
		c.PendingStart = "otherJob"
		c.Verdict.Type = "running"
		c.Route = "aggregating"
	}
	if input.Job == nil {
		c.PendingStart = "none"
	}
	if input.Baseline != nil {
		c.Baseline = pointerTo(withoutDoubt(*input.Baseline))
	}
	if input.After != nil {
		before := input.After.context
		c.Turn, c.Prompt, c.Revision = before.Turn, before.Prompt, before.Revision+1
		c.PromptFrom = before.Prompt
	}
	return c
}

// walk is a member while something happens to it: it goes from state to state, and effects gather.
type walk struct {
	state string
	context
	effects []Effect
}

var callOf = map[string]string{"starting": "startJob", "reading": "readStatus", "submitting": "submitAnswers"}

func (w *walk) reply() Reply {
	if w.effects == nil {
		w.effects = []Effect{}
	}
	return Reply{Record{w.state, w.context}, w.effects}
}

func (w *walk) emit(effect Effect) { w.effects = append(w.effects, effect) }

// drop leaves a place whose call or wait has not ended.
func (w *walk) drop() {
	if call, isCall := callOf[placeOf(w.state)]; isCall {
		w.emit(CancelCall{Type: "cancelCall", Turn: w.Turn, Call: call})
	} else {
		w.emit(CancelWait{Type: "cancelWait", Turn: w.Turn})
	}
}

// enter goes to a state, where a call or a wait begins, or everything ends.
func (w *walk) enter(state string) {
	w.state = state
	if isFinal(state) {
		w.emit(Ended{Type: "ended", Output: w.output()})
		return
	}
	w.Turn++
	switch placeOf(state) {
	case "starting":
		w.emit(StartJob{Type: "startJob", Turn: w.Turn, Member: w.Member, Job: *w.Job})
	case "reading":
		expects := "any"
		if w.Phase == "resumed" {
			expects = "end"
		}
		w.emit(ReadStatus{Type: "readStatus", Turn: w.Turn, Member: w.Member, Expects: expects})
	default:
		w.emit(Wait{Type: "wait", Turn: w.Turn, Ms: w.delay()})
	}
}

func (w *walk) read() { w.enter(w.Phase + ".reading") }

func (w *walk) submit(answers []Answer) {
	w.state = "resumed.submitting"
	w.Turn++
	w.emit(SubmitAnswers{Type: "submitAnswers", Turn: w.Turn, Member: w.Member, Answers: answers})
}
