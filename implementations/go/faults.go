//go:build faults

package mxmember

import (
	"math"
	"regexp"
	"slices"
	"time"
)

const never = math.MaxInt64 / 4

// faults are wrong implementations, by their name in the catalogue of the specification. Each changes a table, or the functions
// from outside: no line of the implementation is there for them.
var faults = map[string]fault{
	"L2-nothing-dropped": then(func(s stepped) {
		s.each(func(effect Effect) Effect {
			switch effect.(type) {
			case CancelCall, CancelWait:
				return nil
			}
			return effect
		})
	}),
	"L7-late-trusted": eventAs(func(c context, e *Event) {
		if e.Turn != nil {
			e.Turn = &c.Turn
		}
	}),
	"L7-ahead-trusted": eventAs(func(c context, e *Event) {
		if e.Turn != nil && *e.Turn > c.Turn {
			e.Turn = &c.Turn
		}
	}),
	"L4-accepted-after-the-end": then(func(s stepped) {
		if isFinal(s.before.Verdict.Type) {
			s.Effects = []Effect{Ended{Type: "ended", Output: s.now().output()}}
		}
	}),
	"L8-numbers-begin-again": beginningAs(func(in *Input) { in.After = nil }),
	"J1-reply-proves-nothing": then(func(s stepped) {
		if s.event.Type == "done" && s.event.Call == "startJob" {
			s.now().Evidence = nil
		}
	}),
	"J2-started-again-blindly": then(func(s stepped) {
		if isFailed(s.event, "startJob") && s.Record.state == "aggregating.waiting" {
			s.instead("aggregating.starting", 1)
		}
	}),
	"J3-end-of-one-of-two": asIf(
		func(c *context, e *Event) {
			if !isPoll(*e) || c.PendingStart != "unsure" {
				return
			}
			if s := newSight(*c, *e.Reading); s.endedWell || s.hasBegun {
				c.PendingStart = "none"
			}
		},
		keepPendingStart,
	),
	"J3-found-is-known": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.PendingStart == "found" {
				c.PendingStart = "none"
			}
		},
		keepPendingStart,
	),
	"J4-started-after-one-poll": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.PendingStart == "unsure" {
				c.Finding = &finding{Rule: "idleOnce"}
			}
		},
		func(stepped) {},
	),
	"J4-started-too-soon": confirmed("idleOnce", 2_999),
	"J4-retry-after-forgotten": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.Fault != nil {
				c.Fault = withoutRetryAfter(c.Fault)
			}
		},
		func(s stepped) {
			if isPoll(s.event) && s.now().Fault != nil {
				s.now().Fault = s.before.Fault
			}
		},
	),
	"V1-old-trusted": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.Reading != nil {
				c.Reading = pointerTo(*c.Reading)
				c.Reading.AggregatedAt = Text{}
			}
		},
		func(s stepped) {
			if isPoll(s.event) && s.now().Verdict.Rule == "stale" {
				s.now().Reading = s.before.Reading
			}
		},
	),
	"V1-ignored-too-long":  put(&ignoredEnough, 12_000),
	"V1-ignored-too-short": put(&ignoredEnough, 8_999),
	"V2-no-echo": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) {
				c.AnsweredGUIDs = []string{}
			}
		},
		func(stepped) {},
	),
	"V2-echo-for-ever": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.Verdict.Rule == "echo" {
				c.IgnoredSince = &e.Reading.At
			}
		},
		func(stepped) {},
	),
	"V2-in-turn-for-ever": put(&mostReturns, never),
	"V2-in-turn-too-soon": put(&mostReturns, 3),
	"V6-absent-is-false": readingAs(func(_ context, r *Reading) {
		if r.IsBeingAggregated == nil {
			r.IsBeingAggregated = pointerTo(false)
		}
	}),
	"V6-trusted-after-seconds": confirmed("flagAbsent", 6_000),
	"V6-trusted-later":         confirmed("flagAbsent", 70_000),
	"V9-failed-at-once":        confirmed("failedOnce", 0),
	"V9-failed-too-late":       confirmed("failedOnce", 3_001),
	"V10-code-not-trusted":     readingAs(func(_ context, r *Reading) { r.ErrorCode = nil }),
	"V10-old-code-trusted": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.Baseline != nil && e.Reading.ErrorCode != nil && newSight(*c, *e.Reading).hasBegun {
				c.Baseline = pointerTo(*c.Baseline)
				c.Baseline.ErrorCode = nil
			}
		},
		func(s stepped) {
			if isPoll(s.event) && s.before.Baseline != nil {
				s.now().Baseline = s.before.Baseline
			}
		},
	),
	"V13-fresh-by-nothing": then(func(s stepped) {
		c := s.now()
		if c.Verdict.Type == "connected" && c.Evidence != nil && c.Evidence.Of == "running" {
			c.Verdict.Fresh = pointerTo(true)
			s.endsOtherwise()
		}
	}),
	"V13-connected-at-once":  confirmed("connectedOnce", 0),
	"V13-connected-too-soon": confirmed("connectedOnce", 4_999),
	"V14-verified-at-once": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && isText(c.Job, "verify") {
				c.Job = pointerTo("aggregate")
			}
		},
		func(s stepped) { s.now().Job = s.before.Job },
	),
	"V15-counted-to-arrival": readingAs(func(_ context, r *Reading) { r.Took = nil }),
	"V16-message-compared": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) && c.Reading != nil && !isEqual(e.Reading.Message, c.Reading.Message) {
				c.Finding = nil
			}
		},
		func(stepped) {},
	),
	"V17-never-completed": asIf(
		func(c *context, e *Event) {
			if c.Baseline != nil && !c.Baseline.ConnectionStatus.given {
				c.Baseline = pointerTo(*c.Baseline)
				c.Baseline.ConnectionStatus = Null()
			}
		},
		func(stepped) {},
	),
	"V18-any-zone": func(*Machine) {
		iso = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`)
		layouts = append(layouts, "2006-01-02T15:04:05")
	},
	"V18-two-seconds-are-one": put(&sameMoment, 2*time.Second),
	"V18-every-ms-counts":     put(&sameMoment, time.Millisecond),
	"O2-old-error-trusted": asIf(
		func(c *context, e *Event) {
			if isPoll(*e) {
				c.OAuth = false
			}
		},
		func(s stepped) { s.now().OAuth = s.before.OAuth },
	),
	"O1-pending-runs": classOf("PENDING", "running"),
	"M2-asked-at-each-poll": then(func(s stepped) {
		if isPoll(s.event) && s.before.Phase == "challenged" && s.now().Route == "challenged" {
			s.now().Prompt++
			asked := Challenged{Type: "challenged", Round: s.now().Round, Prompt: s.now().Prompt, Challenges: s.now().Challenges}
			s.Effects = append([]Effect{asked}, s.Effects...)
		}
	}),
	"M4-answered-elsewhere-at-once":  confirmed("elsewhereOnce", 0),
	"M4-answered-elsewhere-too-soon": confirmed("elsewhereOnce", 2_999),
	"A3-any-length":                  put(&longestAnswer, math.MaxInt32),
	"A3-one-character-less":          put(&longestAnswer, 4_095),
	"A3-blank-accepted": asIf(
		func(_ *context, e *Event) { e.Answers = answersAs(e.Answers, spelledOut) },
		func(s stepped) { s.submits(s.event.Answers) },
	),
	"A3-any-option": asIf(
		func(c *context, e *Event) {
			if e.Type == "challenge.answer" {
				c.Challenges = questionsAs(c.Challenges, func(q *Challenge) { q.Options = []Option{} })
			}
		},
		func(s stepped) {
			if s.event.Type == "challenge.answer" {
				s.now().Challenges = s.before.Challenges
			}
		},
	),
	"A4-one-problem-each": problemsAs(func(s stepped, found []Problem) []Problem {
		for range max(0, len(strays(s))-1) {
			found = append(found, newProblem(nil, "unknown"))
		}
		return found
	}),
	"A5-as-given": then(func(s stepped) { s.submits(s.event.Answers) }),
	"A5-guid-before-value": asIf(
		func(c *context, e *Event) {
			e.Answers = answersAs(e.Answers, func(given *Answer) {
				question, _ := find(c.Challenges, func(one Challenge) bool { return one.GUID == given.GUID })
				named, ok := find(question.Options, func(one Option) bool { return isEqual(one.GUID, given.Value) })
				if ok && given.Value != nil {
					given.Value = &named.Value
				}
			})
		},
		func(stepped) {},
	),
	"A7-any-prompt": eventAs(func(c context, e *Event) {
		if e.Prompt != nil {
			e.Prompt = &c.Prompt
		}
	}),
	"A8-before-the-poll": asIf(
		func(c *context, e *Event) {
			if e.Type == "challenge.answer" && c.Awaiting == "recovery" {
				c.Awaiting = "none"
			}
		},
		func(stepped) {},
	),
	"F1-conflict-is-fatal":    fatal("conflict", true),
	"F1-malformed-is-fatal":   fatal("malformed", true),
	"F1-rate-limit-is-fatal":  fatal("rateLimited", true),
	"F1-unauthorized-passes":  fatal("unauthorized", false),
	"F1-forbidden-passes":     fatal("forbidden", false),
	"F1-badrequest-passes":    fatal("badRequest", false),
	"F2-not-found-at-once":    confirmed("notFoundOnce", 0),
	"F2-not-found-too-soon":   confirmed("notFoundOnce", 2_999),
	"F2-gone-is-unknown":      goneAs("fixIntegration"),
	"F2-unknown-is-gone":      goneAs("connectAgain"),
	"F4-any-return":           put(&mostBadReturns, never),
	"F4-two-returns":          put(&mostBadReturns, 2),
	"F7-asked-after-one-poll": confirmed("questionOnce", 0),
	"F7-asked-too-soon":       confirmed("questionOnce", 2_999),
	"F7-answers-sent-again":   sendAnswersAgain(),
	"F7-all-guids-kept":       put(&mostPastAnswers, math.MaxInt32),
	"F8-not-sent-is-lost":     eventAs(lostFor("notSent")),
	"F8-signed-out-is-lost":   eventAs(lostFor("signedOut")),
	"P2-no-growth":            put(&quickFor, never),
	"P2-grows-at-once":        put(&quickFor, 0),
	"P4-no-back-off":          put(&mostDoubled, 0),
	"P7-no-slack":             put(&timerSlack, 0),
	"P7-at-leisure":           put(&recheckDelay, math.MaxInt32),
	"P9-any-length":           put(&longestWait, math.MaxInt64/4),
	"D3-no-grace":             put(&confirmGrace, 0),
	"D3-grace-for-ever":       put(&confirmGrace, never),
	"D4-absences-count":       put(&longestCall, never),
	"W3-slow-too-late":        put(&slowAfter, 60_001),
	"W3-slow-too-soon":        put(&slowAfter, 59_999),
	"W3-never-slow":           put(&slowAfter, never),
	"F8-asked-under-the-same-prompt": then(func(s stepped) {
		if !isPoll(s.event) || s.now().Prompt == s.before.Prompt || !areEqualQuestions(s.now().Challenges, s.before.Challenges) {
			return
		}
		s.now().Prompt = s.before.Prompt
		s.each(func(effect Effect) Effect {
			if asked, isAsked := effect.(Challenged); isAsked {
				asked.Prompt = s.before.Prompt
				return asked
			}
			return effect
		})
	}),
	"P3-no-growth": waiting(func(c *context) {
		if needsUser(c.Phase) {
			c.Observed.Phase = 0
		}
	}),
	"P5-retry-after-ignored": waiting(func(c *context) {
		if c.Fault != nil {
			c.Fault = withoutRetryAfter(c.Fault)
		}
	}),
	"P6-member-alone": waiting(func(c *context) { c.Member.UserGUID = "" }),
	"P8-from-arrival": waiting(func(c *context) {
		if c.Reading != nil {
			c.Reading = pointerTo(*c.Reading)
			c.Reading.Took = nil
		}
	}),
	"P10-never-the-end":            expecting(func(string) string { return "any" }),
	"P10-always-the-end":           expecting(func(string) string { return "end" }),
	"P1-another-spread-by-default": put(&DefaultPacing.Spread, 400),
	"P1-no-spread":                 waiting(func(c *context) { c.Pacing.Spread = 0 }),
	"N1-confirming-poll-at-once": hintAs(
		func(c *context) { c.Finding = nil },
		func(s stepped) { s.now().Finding = s.before.Finding },
	),
	"N1-hint-ignored": func(m *Machine) {
		usual := m.Step
		m.Step = func(record Record, event Event) (Reply, error) {
			if isHint(event) {
				return Reply{record, []Effect{}}, nil
			}
			return usual(record, event)
		}
	},
	"N2-every-hint": hintAs(func(c *context) { c.Hint = "none" }, func(stepped) {}),
	"N3-hint-lost": then(func(s stepped) {
		if isHint(s.event) && s.now().Hint == "pending" {
			s.now().Hint = s.before.Hint
		}
	}),
	"N4-though-rate-limited": hintAs(
		func(c *context) {
			if c.Fault != nil {
				c.Fault = pointerTo(*c.Fault)
				c.Fault.Code = "unreachable"
			}
		},
		func(s stepped) { s.now().Fault = s.before.Fault },
	),
	"N4-though-refused-again": hintAs(
		func(c *context) { c.Refusals = 0 },
		func(s stepped) { s.now().Refusals = s.before.Refusals },
	),
	"D1-no-limit": asIf(
		func(c *context, _ *Event) { c.Deadlines.Busy, c.Deadlines.NeedsUser = never/8, never/8 },
		func(s stepped) { s.now().Deadlines = s.before.Deadlines },
	),
	"D2-no-limit": asIf(
		func(c *context, _ *Event) { c.Deadlines.Unreachable = never },
		func(s stepped) { s.now().Deadlines = s.before.Deadlines },
	),
	"D7-for-ever": asIf(
		func(c *context, _ *Event) { c.Observed.Total = 0 },
		func(stepped) {},
	),
	"R2-start-not-failed": recovering(func(before Record, reply *Reply) {
		if placeOf(before.state) == "starting" {
			stepped{before.context, Event{}, reply}.instead("aggregating.starting", 1)
		}
	}),
	"R2-hint-remembered": recovering(func(before Record, reply *Reply) { reply.Record.context.Hint = before.context.Hint }),
	"R2-nothing-awaited": recovering(func(before Record, reply *Reply) {
		reply.Record.context.Awaiting = before.context.Awaiting
	}),
	"R4-no-schema": unchecked("record"),
	"R5-any-event": unchecked("event"),
	"R5-any-input": unchecked("input"),
	"S1-answers-kept": then(func(s stepped) {
		for _, given := range s.event.Answers {
			s.now().AnsweredGUIDs = append(slices.Clone(s.now().AnsweredGUIDs), valueOr(given.Value, ""))
		}
	}),
	"S2-strays-quoted": problemsAs(func(s stepped, found []Problem) []Problem {
		return slices.Collect(func(yield func(Problem) bool) {
			for _, problem := range found {
				if problem.Code == "unknown" {
					problem.GUID = &strays(s)[0].GUID
				}
				if !yield(problem) {
					return
				}
			}
		})
	}),
	"W4-status-of-before": showing(func(c context, view *View) {
		if c.Reading != nil {
			row, isKnown := statusOf(c.Reading.ConnectionStatus)
			view.Status = &Status{c.Reading.ConnectionStatus, isKnown, row.Meaning, c.Reading.Message}
		}
	}),
	"W1-authorization-not-needed": showing(func(_ context, view *View) {
		if isText(view.Needs, "authorization") {
			view.Needs = nil
		}
	}),
	"W2-questions-always": showing(func(c context, view *View) { view.Challenges = c.Challenges }),
	"W2-problems-always":  showing(func(c context, view *View) { view.Problems = c.Problems }),
	"W5-elapsed-needs-a-stamp": showing(func(c context, view *View) {
		if c.LastStampAt == nil {
			view.Elapsed = nil
		}
	}),
	"W5-elapsed-is-observed":  showing(func(c context, view *View) { view.Elapsed = &c.Observed.Phase }),
	"W6-never-grows":          then(func(s stepped) { s.now().Revision = s.before.Revision }),
	"W6-grows-with-each-step": then(func(s stepped) { s.now().Revision = s.before.Revision + 1 }),
}
