package mxmember

import "slices"

// judge takes a reading: it remembers what the reading shows, and goes where its verdict leads.
func (w *walk) judge(r Reading) {
	s := newSight(w.context, r)
	v, found := s.verdict()
	w.PendingStart = s.pendingStartAfter(v)
	returns := w.returns()
	w.answered(r.At, s.isKeptBack() && slices.Contains([]string{"start", "inconclusive", "failed"}, v.Type))
	w.noteSight(s, v)
	if v.Rule == "stale" {
		if !s.isOld || !s.isPatient {
			w.Baseline = pointerTo(s.baseline.withCodeOf(pointerTo(baselineOf(r))))
		}
		w.lead(v, found, w.Challenges)
		return
	}
	if v.Type == "start" {
		if w.PendingStart != "otherJob" {
			w.PendingStart = "due"
		}
		w.Baseline = pointerTo(baselineOf(r).withCodeOf(w.Baseline))
		// The user is back from the bank's page, if a stamp has moved.
		w.OAuth = w.OAuth && !s.isStamped()
		w.Challenges = []Challenge{}
		w.Refusals = 0
		w.LastSubmit = nil
	} else {
		w.Baseline = pointerTo(s.baseline)
	}
	if s.showsWork(v) && w.PendingStart != "due" && w.PendingStart != "otherJob" {
		w.progresses(r)
	}
	if v.Rule == "echo" && len(w.Challenges) == 0 {
		w.Refusals = returns
	}
	if v.Type == "running" && w.Phase == "challenged" {
		// Somebody else has answered.
		w.LastSubmit = nil
	}
	w.FlagSeen = w.FlagSeen || r.IsBeingAggregated != nil
	w.Reading = &r
	if w.Phase != "challenged" && len(w.Challenges) > 0 && v.Rule == "challenge" && !hasSameGUIDs(r.Challenges, w.Challenges) {
		w.answersTaken()
	}
	asked := w.Challenges
	if v.Type == "challenged" {
		asked = r.Challenges
	}
	w.lead(v, found, asked)
}

// pendingStartAfter is what is known of our start after a reading with this verdict.
func (s sight) pendingStartAfter(v verdict) string {
	now := s.PendingStart
	switch {
	case now == "none" || now == "otherJob" || v.Type == "start", v.Type == "failed" && s.isDue() && s.isRefused():
		return now
	case v.Type == "authorizing":
		// MX takes no start while the user is at the bank's page.
		return waitingFor(s.Job)
	case v.Type == "inconclusive" || v.Rule == "flagAbsent" || s.isOld:
		return now
	case s.isNotTaken():
		// This is another job.
		return waitingFor(s.Job)
	}
	// The start whose reply was lost had arrived.
	return "found"
}

// showsWork reports whether a reading that counts shows our job at work.
func (s sight) showsWork(v verdict) bool {
	isAlive := isTrue(s.r.IsBeingAggregated) || v.Type == "challenged"
	return isAlive && !s.isOld && v.Rule != "stale"
}

// noteSight remembers what a reading shows whether or not it is trusted.
func (w *walk) noteSight(s sight, v verdict) {
	at := s.r.At
	switch {
	case v.Type == "start":
		w.Awaiting = "command"
	case w.Awaiting != "recovery" || v.Type != "inconclusive":
		w.Awaiting = "none"
	}
	if v.Rule == "echo" || v.Rule == "stale" && s.isOld && s.isPatient {
		w.IgnoredSince = pointerTo(min(valueOr(w.IgnoredSince, at), at))
	} else {
		w.IgnoredSince = nil
	}
	isTrusted := v.Rule != "stale"
	switch {
	case v.Type == "start" || s.isOld && isTrusted:
		w.Evidence = nil
	case s.showsWork(v):
		w.Evidence = s.seen(s.r)
	default:
		w.Evidence = s.known
	}
	if w.Evidence != nil && !isSaid(w.Evidence.AggregatedAt) && s.hasBegun {
		began := *w.Evidence
		began.AggregatedAt = s.r.AggregatedAt
		w.Evidence = &began
	}
}

type route struct{ name, to string }

// routeOf is the first row of "Where a verdict leads" that fits.
func (c context) routeOf(asked []Challenge) route {
	switch c.Verdict.Type {
	case "look":
		return route{"looking", "aggregating.reading"}
	case "start":
		return route{"starting", "aggregating.starting"}
	case "authorizing":
		return route{"authorizing", "authorizing.waiting"}
	case "challenged":
		if c.Phase == "challenged" && areEqualQuestions(asked, c.Challenges) {
			return route{"challenged", "challenged.waiting"}
		}
		return route{"asked", "challenged.waiting"}
	case "reread":
		if c.Refusals == 1 {
			return route{"rereading", "resumed.reading"}
		}
	case "running":
		if c.Phase == "challenged" {
			return route{"answeredElsewhere", "resumed.waiting"}
		}
	case "inconclusive":
		if c.Phase == "challenged" || c.Phase == "authorizing" {
			return route{c.Phase, c.Phase + ".waiting"}
		}
	}
	switch {
	case c.Phase == "resumed":
		return route{"resumed", "resumed.waiting"}
	case c.Verdict.Type != "reread" && (c.PendingStart == "otherJob" || c.PendingStart == "joining"):
		return route{"queued", "aggregating.queued"}
	}
	return route{"aggregating", "aggregating.waiting"}
}

// lead goes where a verdict leads, or to the end when a limit has passed.
func (w *walk) lead(v verdict, found *finding, asked []Challenge) {
	w.Verdict = v
	w.Finding = found
	if isFinal(v.Type) {
		w.end(v)
		w.enter(v.Type)
		return
	}
	row := w.routeOf(asked)
	phase := phaseOf(row.to)
	if passed, why := w.limitPassed(phase == w.Phase); passed {
		w.end(why)
		w.enter(why.Type)
		return
	}
	wasOpen := w.Phase == "challenged"
	if phase != w.Phase {
		w.Phase = phase
		w.Since = w.LastStampAt
		w.Observed.Phase = 0
		w.Hint = "none"
		if phase != "challenged" {
			w.Problems = []Problem{}
		}
	}
	switch row.name {
	case "asked":
		w.ask(asked, wasOpen)
	case "answeredElsewhere":
		w.emit(Resumed{Type: "resumed"})
	}
	w.enter(row.to)
}

func (w *walk) ask(asked []Challenge, wasOpen bool) {
	before := w.Challenges
	w.Prompt++
	if !wasOpen || !hasSameGUIDs(asked, before) {
		// Else only the words have changed.
		w.PromptFrom = w.Prompt
	}
	w.Challenges = asked
	if !areEqualQuestions(asked, before) {
		w.Problems = []Problem{}
	}
	if !hasSameGUIDs(asked, before) {
		w.Round++
		if !wasOpen {
			w.Since = w.LastStampAt
			w.Observed.Phase = 0
		}
		w.LastSubmit = nil
		w.Refusals = 0
		guids := guidsOf(asked)
		w.AnsweredGUIDs = slices.DeleteFunc(slices.Clone(w.AnsweredGUIDs), func(guid string) bool {
			return slices.Contains(guids, guid)
		})
	}
	w.emit(Challenged{Type: "challenged", Round: w.Round, Prompt: w.Prompt, Challenges: asked})
}
