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
	switch {
	case input.Look != nil:
		w.judge(*input.Look)
	case w.Verdict.Type == "look":
		w.read()
	case w.PendingStart == "joining":
		w.enter("aggregating.queued")
	default:
		w.enter("aggregating.waiting")
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
		PendingStart:  firstPendingStart(input),
		Awaiting:      "command",
		Challenges:    []Challenge{},
		AnsweredGUIDs: []string{},
		Problems:      []Problem{},
		Hint:          "none",
		Revision:      1,
		Verdict:       verdict{Type: "look", Rule: "noReadingYet"},
	}
	if !input.OAuth && (input.Job == nil || c.PendingStart == "joining") {
		c.Verdict.Type = "running"
	}
	if a := input.Act; a != nil {
		c.Act = &act{At: a.At}
		if a.Type != "checked" {
			c.Act.IsTaken = pointerTo(a.Reply != nil || a.Type == "creation" || a.Type == "elsewhere")
		}
		c.Baseline = baselineOfAct(*a, input.After)
	}
	if input.After != nil {
		before := input.After.context
		c.Turn, c.Prompt, c.Revision = before.Turn, before.Prompt, before.Revision+1
		c.PromptFrom = before.Prompt
	}
	return c
}

func firstPendingStart(input Input) string {
	// MX takes no start while the user is at the bank's page.
	isAway := input.OAuth || input.Act != nil && input.Act.Reply != nil && isText(input.Act.Reply.ConnectionStatus.text, "PENDING")
	switch {
	case input.Job == nil:
		return "none"
	case isAway || input.Act != nil && input.Act.Type != "checked" && isText(input.Job, "aggregate"):
		return waitingFor(input.Job)
	}
	return "due"
}

// waitingFor is what a start waits for while MX may begin a job by itself: an aggregation counts as one that was asked for.
func waitingFor(job *string) string {
	if isText(job, "aggregate") {
		return "joining"
	}
	return "otherJob"
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
		w.emit(StartJob{Type: "startJob", Turn: w.Turn, Member: w.Member, Job: *w.Job, NotAfter: w.notAfter()})
	case "reading":
		expects := "any"
		if w.Phase == "resumed" || w.PendingStart == "due" {
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
