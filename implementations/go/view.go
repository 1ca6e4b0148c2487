package mxmember

import "slices"

// In ms.
const slowAfter int64 = 60_000

// View is what a screen is shown. Since is in ms since 1970, Elapsed in ms.
type View struct {
	State      string      `json:"state"`
	Busy       bool        `json:"busy"`
	Needs      *string     `json:"needs"`
	Round      int64       `json:"round"`
	Prompt     int64       `json:"prompt"`
	Challenges []Challenge `json:"challenges"`
	AnswerWith string      `json:"answerWith"`
	Problems   []Problem   `json:"problems"`
	Warning    *Warning    `json:"warning"`
	Status     *Status     `json:"status"`
	Progress   *string     `json:"progress"`
	Since      *int64      `json:"since"`
	Elapsed    *int64      `json:"elapsed"`
	IsSlow     bool        `json:"isSlow"`
	Rule       string      `json:"rule"`
	Revision   int64       `json:"revision"`
	// Outcome is nil, [ConnectedOutcome] or [FailedOutcome].
	Outcome any `json:"outcome"`
}

// Warning is a call that has failed.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Status is the connection status, with MX's own sentence in Message.
type Status struct {
	Name    *string `json:"name"`
	Known   bool    `json:"known"`
	Meaning string  `json:"meaning"`
	Message *string `json:"message"`
}

// Output is how a lifecycle has ended: [ConnectedOutput] or [FailedOutput].
type Output any

// ConnectedOutput is the output of a member that is connected. Job is the one that was asked for, and Evidence says what shows
// that it ran: "stamps", "seen" or "none". Start is what has become of the start: "taken", "joined", "lost", "otherJob" or "due".
// Fresh says that our job has read the bank.
type ConnectedOutput struct {
	Outcome  string  `json:"outcome"`
	Job      *string `json:"job"`
	Start    *string `json:"start"`
	Fresh    bool    `json:"fresh"`
	Evidence string  `json:"evidence"`
	Reading  Reading `json:"reading"`
}

// FailedOutput is the output of a lifecycle that has failed. Job and Start are as in [ConnectedOutput].
type FailedOutput struct {
	Outcome          string  `json:"outcome"`
	Job              *string `json:"job"`
	Start            *string `json:"start"`
	Reason           string  `json:"reason"`
	NextStep         string  `json:"nextStep"`
	ConnectionStatus *string `json:"connectionStatus"`
	ErrorCode        *int64  `json:"errorCode"`
	LastFault        *Fault  `json:"lastFault"`
}

// ConnectedOutcome is [ConnectedOutput] with sentences for people.
type ConnectedOutcome struct {
	ConnectedOutput
	Message string  `json:"message"`
	Advice  *string `json:"advice"`
}

// FailedOutcome is [FailedOutput] with sentences for people.
type FailedOutcome struct {
	FailedOutput
	Message string  `json:"message"`
	Advice  *string `json:"advice"`
}

func (c context) output() Output {
	if c.Verdict.Type == "connected" {
		return ConnectedOutput{"connected", c.Job, c.startOutput(), isTrue(c.Verdict.Fresh), c.Verdict.Evidence, *c.Reading}
	}
	return FailedOutput{
		Outcome:          "failed",
		Job:              c.Job,
		Start:            c.startOutput(),
		Reason:           c.Verdict.Reason,
		NextStep:         c.Verdict.NextStep,
		ConnectionStatus: c.statusName(),
		ErrorCode:        c.errorCode(),
		LastFault:        c.Fault,
	}
}

// startOutput says what has become of the start, if a job was asked for.
func (c context) startOutput() *string {
	if c.Job == nil {
		return nil
	}
	switch c.PendingStart {
	case "none":
		return pointerTo("taken")
	case "joining":
		return pointerTo("joined")
	case "unsure", "found":
		return pointerTo("lost")
	}
	return &c.PendingStart
}

func (c context) statusName() *string {
	if c.Reading == nil {
		return nil
	}
	return c.Reading.ConnectionStatus
}

func (c context) errorCode() *int64 {
	if c.Reading == nil {
		return nil
	}
	return c.Reading.ErrorCode
}

func (c context) outcome() any {
	switch output := c.output().(type) {
	case ConnectedOutput:
		return ConnectedOutcome{output, "The account is connected.", nil}
	case FailedOutput:
		advice := tables.NextSteps[output.NextStep]
		return FailedOutcome{output, "The account is not connected.", &advice}
	}
	return nil
}

// shownState is the phase, or the final state.
func (c context) shownState() string {
	if isFinal(c.Verdict.Type) {
		return c.Verdict.Type
	}
	return c.Phase
}

func (c context) needs() *string {
	if c.Awaiting == "recovery" {
		return nil
	}
	switch c.shownState() {
	case "challenged":
		return pointerTo("answers")
	case "authorizing":
		return pointerTo("authorization")
	}
	return nil
}

func (c context) isBusy() bool {
	isUnderWay := !isFinal(c.Verdict.Type)
	return isUnderWay && (c.Awaiting == "recovery" || !needsUser(c.Phase))
}

func (c context) isSlow() bool {
	return !isFinal(c.Verdict.Type) && !needsUser(c.Phase) && c.Observed.Phase >= slowAfter
}

func (c context) warning() *Warning {
	isUnderWay := !isFinal(c.Verdict.Type)
	switch {
	case c.Fault != nil:
		return &Warning{c.Fault.Code, faultOf(c.Fault.Code).Message}
	case c.LastSubmit != nil && isUnderWay && c.Verdict.Type != "running":
		return &Warning{*c.LastSubmit, faultOf(*c.LastSubmit).Message}
	}
	return nil
}

func (c context) status() *Status {
	if c.Reading == nil {
		return nil
	}
	row, isKnown := statusOf(c.Reading.ConnectionStatus)
	state := c.shownState()
	switch state {
	case "challenged", "authorizing":
		if row.Class != state {
			return nil
		}
	case "aggregating", "resumed":
		if needsUser(row.Class) {
			return nil
		}
	}
	meaning := row.Meaning
	if !isKnown {
		meaning = "MX has a status that is not known here."
	}
	return &Status{c.Reading.ConnectionStatus, isKnown, meaning, c.Reading.Message}
}

// View is what a screen is shown of the record.
func (r Record) View() View { return r.context.view() }

func (c context) view() View {
	view := View{
		State:      c.shownState(),
		Busy:       c.isBusy(),
		Needs:      c.needs(),
		Round:      c.Round,
		Prompt:     c.Prompt,
		Challenges: []Challenge{},
		AnswerWith: c.AnswerWith,
		Problems:   []Problem{},
		Warning:    c.warning(),
		Status:     c.status(),
		Progress:   c.Progress,
		Since:      c.Since,
		IsSlow:     c.isSlow(),
		Rule:       c.Verdict.Rule,
		Revision:   c.Revision,
	}
	if isText(view.Needs, "answers") {
		view.Challenges, view.Problems = c.Challenges, c.Problems
	}
	if c.Since != nil {
		view.Elapsed = pointerTo(max(0, valueOr(c.LastStampAt, 0)-*c.Since))
	}
	if isFinal(c.Verdict.Type) {
		view.Outcome = c.outcome()
	}
	return view
}

// looksOther reports whether the view has changed in a way that its revision counts.
func looksOther(before, now context) bool {
	left, right := before.view(), now.view()
	return left.State != right.State ||
		!isEqual(left.Needs, right.Needs) ||
		left.Prompt != right.Prompt ||
		left.IsSlow != right.IsSlow ||
		!isEqual(left.Progress, right.Progress) ||
		!slices.EqualFunc(left.Problems, right.Problems, isSameProblem) ||
		!isSameWarning(left.Warning, right.Warning) ||
		!isSameStatus(left.Status, right.Status)
}

func isSameProblem(left, right Problem) bool {
	return isEqual(left.GUID, right.GUID) && left.Code == right.Code
}

func isSameWarning(left, right *Warning) bool {
	if left == nil || right == nil {
		return left == right
	}
	return left.Code == right.Code
}

func isSameStatus(left, right *Status) bool {
	if left == nil || right == nil {
		return left == right
	}
	return isEqual(left.Name, right.Name) && isEqual(left.Message, right.Message)
}
