package mxmember

import "slices"

// happen does what an event does in the state, which may be nothing.
func (w *walk) happen(event Event) {
	if isFinal(w.state) || event.Turn != nil && *event.Turn != w.Turn {
		return
	}
	place := placeOf(w.state)
	isOpen := event.Call == callOf[place]
	isWaiting := place == "waiting" || place == "queued"
	switch event.Type {
	case "cancel":
		w.drop()
		w.end(failureOf("cancelled", "cancelled"))
		w.enter("failed")
	case "challenge.answer":
		w.answer(event)
	case "status.changed":
		w.heed(place, isWaiting)
	case "elapsed":
		if isWaiting {
			w.elapse()
		}
	case "done":
		if isOpen {
			w.succeed(place, *event.Reading)
		}
	case "error":
		if isOpen {
			w.suffer(place, *event.Fault)
		}
	}
}

func (w *walk) elapse() {
	if w.Hint == "pending" && w.confirming() <= 0 {
		w.Hint = "spent"
	} else {
		w.Hint = "none"
	}
	w.read()
}

// heed follows a hint in a wait, and keeps it during a poll.
func (w *walk) heed(place string, isWaiting bool) {
	switch {
	case isWaiting && w.canReadNow():
		w.drop()
		w.Hint = "spent"
		w.read()
	case place == "reading" && w.acceptsHint():
		w.Hint = "pending"
	}
}

func (w *walk) answer(event Event) {
	isOfThisPrompt := w.Phase == "challenged" && w.PromptFrom <= *event.Prompt && *event.Prompt <= w.Prompt
	if !isOfThisPrompt || w.Awaiting == "recovery" {
		code := "superseded"
		if isOfThisPrompt {
			code = "notYet"
		}
		w.refuse(*event.Prompt, []Problem{newProblem(nil, code)})
		return
	}
	if problems := problemsOf(event.Answers, w.Challenges); len(problems) > 0 {
		w.Problems = problems
		w.refuse(w.Prompt, problems)
		return
	}
	values := valuesOf(event.Answers, w.Challenges, w.AnswerWith)
	w.drop()
	w.Phase = "resumed"
	w.Since = nil
	w.Observed.Phase = 0
	w.Finding = nil
	w.IgnoredSince = nil
	w.Awaiting = "command"
	w.LastSubmit = nil
	w.Problems = []Problem{}
	w.Hint = "none"
	w.Verdict = verdict{Type: "running", Rule: "noReadingYet"}
	w.emit(Resumed{Type: "resumed"})
	w.submit(values)
}

func (w *walk) refuse(prompt int64, problems []Problem) {
	w.emit(newRefusal(prompt, problems))
}

func newRefusal(prompt int64, problems []Problem) AnswerRefused {
	return AnswerRefused{Type: "answer.refused", Prompt: prompt, Problems: problems}
}

// succeed takes what the open call has returned.
func (w *walk) succeed(place string, r Reading) {
	switch place {
	case "starting":
		w.taken(r)
		w.Baseline = pointerTo(replied(baselineOf(r), w.Baseline))
		w.PendingStart = "none"
		w.OAuth = false
		w.Evidence = &evidence{Of: "start", At: r.At}
		if isTrue(r.IsBeingAggregated) {
			w.Evidence.Of = "reply"
		}
		w.enter("aggregating.waiting")
	case "reading":
		w.judge(r)
	case "submitting":
		w.answersTaken()
		w.taken(r)
		if w.PendingStart != "due" && w.PendingStart != "otherJob" {
			w.progresses(r)
		}
		w.Evidence = w.seen(r)
		w.enter("resumed.waiting")
	}
}

// suffer takes the fault of the open call.
func (w *walk) suffer(place string, f Fault) {
	switch place {
	case "starting":
		w.startFailed(f)
	case "reading":
		w.callFailed(f)
	case "submitting":
		w.submitFailed(f)
	}
}

func (w *walk) startFailed(f Fault) {
	switch {
	case f.Code == "conflict":
		isAgain := w.PendingStart == "otherJob"
		w.PendingStart = "otherJob"
		w.Evidence = &evidence{Of: "seen", At: f.At}
		if isAgain {
			// Nothing runs, and MX refuses the start again.
			w.failed(f)
		} else {
			w.answered(f.At, false)
		}
		w.Hint = "none"
		w.lead(verdict{Type: "running", Rule: "noReadingYet"}, nil, w.Challenges)
		return
	case w.OAuth && (f.Code == "badRequest" || f.Code == "notAllowed"):
		// The user may be at the bank's page.
		w.PendingStart = waitingFor(w.Job)
		w.Evidence = &evidence{Of: "start", At: f.At}
		w.answered(f.At, false)
		w.lead(verdict{Type: "authorizing", Rule: "pending"}, nil, w.Challenges)
		return
	case slices.Contains(certainlyNotTaken, f.Code):
		w.PendingStart = "due"
	default:
		w.PendingStart = "unsure"
	}
	if f.Code == "notSent" && f.At > w.notAfter() && w.Failures == 0 {
		w.failed(f)
		w.lead(verdict{Type: "look", Rule: "fault"}, w.Finding, w.Challenges)
		return
	}
	w.callFailed(f)
}

// certainlyNotTaken are the faults of a start that MX has not taken.
var certainlyNotTaken = []string{
	"rateLimited", "notFound", "notSent", "signedOut", "unauthorized", "forbidden", "badRequest", "notAllowed",
	"institutionMaintenance", "institutionUnavailable", "institutionPrevented", "institutionPreventNew",
	"institutionPreventVerification",
}

// latestStart is for how long a reading allows a start, in ms.
const latestStart int64 = 5_000

// notAfter is until when a start may be sent.
func (c context) notAfter() int64 {
	return c.Reading.At + latestStart
}

func (w *walk) submitFailed(f Fault) {
	switch {
	case f.Code == "badRequest" || f.Code == "notAllowed":
		w.answered(f.At, false)
		w.Awaiting = "none"
		w.Refusals++
		w.Problems = []Problem{}
		if f.Code == "badRequest" {
			for _, challenge := range w.Challenges {
				w.Problems = append(w.Problems, newProblem(pointerTo(challenge.GUID), "refused"))
			}
		}
		before := len(w.effects)
		w.lead(verdict{Type: "reread", Rule: "fault"}, nil, w.Challenges)
		if f.Code == "badRequest" {
			// A limit has ended them, if there are none.
			w.effects = slices.Insert(w.effects, before, Effect(newRefusal(w.Prompt, w.Problems)))
		}
	case faultOf(f.Code).IsFatal && !isNotArrived(f.Code):
		w.callFailed(f)
	default:
		failures := w.Failures
		w.LastSubmit = pointerTo("notSent")
		if !isNotArrived(f.Code) {
			f.Code = "lost"
			w.LastSubmit = pointerTo("lost")
		}
		w.failed(f)
		w.Failures = failures
		w.Awaiting = "command"
		w.lead(verdict{Type: "inconclusive", Rule: "fault"}, nil, w.Challenges)
	}
}

// isNotArrived reports whether MX certainly does not have the answers.
func isNotArrived(code string) bool {
	return slices.Contains([]string{"notSent", "signedOut", "unauthorized", "forbidden"}, code)
}

const (
	mostBadReturns  int64 = 3
	mostPastAnswers       = 1_000
)

// callFailed takes the fault of a start or a poll, and a fatal one of answers.
func (w *walk) callFailed(f Fault) {
	w.failed(f)
	row := faultOf(f.Code)
	switch {
	case f.Code == "unauthorized" && w.Reading != nil:
		// MX knew the key before.
		w.lead(verdict{Type: "inconclusive", Rule: "fault"}, w.Finding, w.Challenges)
	case row.IsFatal || valueOr(w.Fault.Times, 0) >= mostBadReturns:
		w.lead(asFailed(row.explanation, "fatalFault"), nil, w.Challenges)
	case f.Code == "notFound":
		from := f.At
		if w.Finding != nil && w.Finding.Rule == "notFoundOnce" {
			from = min(w.Finding.From, f.At)
		}
		if f.At-from < confirmedAfter["notFoundOnce"] {
			w.lead(verdict{Type: "inconclusive", Rule: "notFoundOnce"}, &finding{"notFoundOnce", from}, w.Challenges)
			return
		}
		gone := tables.Failures["notFound"]
		if w.Reading != nil {
			gone.NextStep = "connectAgain"
		}
		w.lead(asFailed(gone, "fatalFault"), nil, w.Challenges)
	default:
		w.lead(verdict{Type: "inconclusive", Rule: "fault"}, w.Finding, w.Challenges)
	}
}

// isKeptBack reports whether our start was refused again for another job, although MX shows none.
func (c context) isKeptBack() bool {
	return c.PendingStart == "otherJob" && c.Fault != nil && c.Fault.Code == "conflict"
}

// answered notes that MX has answered a call. It is still out where our start is kept back, and a poll shows no job.
func (c *context) answered(at int64, isKeptBack bool) {
	gap, isFirst := c.gap(at), c.Since == nil
	c.stamp(at)
	c.Observed.Total += gap
	if c.PendingStart == "due" || c.PendingStart == "unsure" || isKeptBack {
		c.Observed.Outage += gap
		return
	}
	if c.Fault == nil && !isFirst {
		c.Observed.Phase += gap
	}
	c.Observed.Outage = 0
	c.Fault = nil
	c.Failures = 0
}

// failed notes that a call has failed.
func (c *context) failed(f Fault) {
	gap := c.gap(f.At)
	c.stamp(f.At)
	c.Observed.Outage += gap
	c.Observed.Total += gap
	if f.Code == "badReturn" && c.Fault != nil && c.Fault.Code == "badReturn" {
		f.Times = pointerTo(valueOr(c.Fault.Times, 1) + 1)
	}
	c.Fault = &f
	c.Failures++
}

func (c *context) stamp(at int64) {
	c.LastStampAt = &at
	if c.Since == nil {
		c.Since = &at
	}
}

// progressSteps are the steps of a job, each later than the one before it.
var progressSteps = []string{"loggingIn", "loggedIn", "accounts", "transactions"}

// progresses notes how far our job is. It never goes back.
func (c *context) progresses(r Reading) {
	if r.Progress == nil {
		return
	}
	if c.Progress == nil || slices.Index(progressSteps, *r.Progress) > slices.Index(progressSteps, *c.Progress) {
		c.Progress = r.Progress
	}
}

// taken notes that MX took a start or answers.
func (c *context) taken(r Reading) {
	c.LastStampAt = &r.At
	c.Since = &r.At
	c.Observed = observed{}
	c.Reading = &r
	c.Finding = nil
	c.IgnoredSince = nil
	c.Awaiting = "command"
	c.LastSubmit = nil
	c.Challenges = []Challenge{}
	c.Refusals = 0
	c.Fault = nil
	c.Failures = 0
	c.Hint = "none"
	c.Verdict = verdict{Type: "running", Rule: "noReadingYet"}
}

// answersTaken notes that MX has answers to the questions of the context.
func (c *context) answersTaken() {
	past := c.AnsweredGUIDs[max(0, len(c.AnsweredGUIDs)-mostPastAnswers):]
	c.AnsweredGUIDs = slices.Concat(past, guidsOf(c.Challenges))
	c.Challenges = []Challenge{}
	c.LastSubmit = nil
	c.Refusals = 0
}

// end ends the lifecycle with a verdict: connected or failed.
func (c *context) end(v verdict) {
	c.Verdict = v
	c.Challenges = []Challenge{}
	c.Problems = []Problem{}
}

func asFailed(why explanation, rule string) verdict {
	return verdict{Type: "failed", Rule: rule, Reason: why.Reason, NextStep: why.NextStep}
}

func failureOf(name, rule string) verdict { return asFailed(tables.Failures[name], rule) }
