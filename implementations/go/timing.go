package mxmember

import (
	"math"
	"strings"
)

// In ms.
const (
	quickFor     int64   = 120_000
	recheckDelay float64 = 3_000
	timerSlack   int64   = 10
	longestCall  int64   = 60_000
	confirmGrace int64   = 300_000
	longestWait  float64 = 2_147_483_647
)

// A wait is doubled so often at most.
const mostDoubled int64 = 31

func phaseOf(state string) string {
	phase, _, _ := strings.Cut(state, ".")
	return phase
}

func needsUser(phase string) bool { return phase == "authorizing" || phase == "challenged" }

// isToBeConfirmed reports whether what one poll has shown waits for another.
func (c context) isToBeConfirmed() bool {
	return c.Finding != nil && c.Finding.Rule != "flagAbsent"
}

// confirming is how long it is until a finding can be confirmed.
func (c context) confirming() int64 {
	if !c.isToBeConfirmed() {
		return 0
	}
	return confirmedAfter[c.Finding.Rule] + timerSlack - max(0, valueOr(c.LastStampAt, 0)-c.Finding.From)
}

// asked is what is left of the wait that MX has asked for.
func (c context) asked(at int64) int64 {
	if c.Fault == nil || at < c.Fault.At {
		return 0
	}
	return max(0, c.Fault.At+min(valueOr(c.Fault.RetryAfter, 0), c.Deadlines.Unreachable)-at)
}

// jitter is from 0 to below 1: FNV-1a over code points, and the finalizer of MurmurHash3.
func (c context) jitter() float64 {
	hash := uint32(2_166_136_261)
	for _, character := range c.Member.UserGUID + "/" + c.Member.MemberGUID {
		hash = (hash ^ uint32(character)) * 16_777_619
	}
	hash = (hash ^ hash>>16) * 2_246_822_507
	hash = (hash ^ hash>>13) * 3_266_489_909
	return float64(hash^hash>>16) / (1 << 32)
}

func (c context) pace() float64 {
	// A single option can be an approval in the bank's app, which the job notices by itself.
	mayBeApproval := c.Phase == "challenged" && len(c.Challenges) == 1 && len(c.Challenges[0].Options) == 1
	if mayBeApproval && c.Observed.Phase < quickFor {
		return float64(c.Pacing.Busy)
	}
	least, most, grown := c.Pacing.Busy, c.Pacing.BusyMost, max(0, c.Observed.Phase-quickFor)
	if needsUser(c.Phase) {
		least, most, grown = c.Pacing.NeedsUser, c.Pacing.NeedsUserMost, c.Observed.Phase
	}
	return min(float64(max(least, most)), float64(least)+float64(grown)/4)
}

func (c context) took() float64 {
	if c.Reading == nil || c.LastStampAt == nil || c.Reading.At != *c.LastStampAt {
		return 0
	}
	return float64(valueOr(c.Reading.Took, 0))
}

// delay is how long to wait before the next poll.
func (c context) delay() int64 {
	return int64(min(math.Floor(c.exactDelay()+0.5), longestWait))
}

func (c context) exactDelay() float64 {
	pace := c.pace()
	confirming := c.confirming()
	least := float64(max(confirming, c.asked(valueOr(c.LastStampAt, 0))))
	failures := c.Failures
	if c.Verdict.Type == "reread" {
		failures = c.Refusals - 1
	}
	switch {
	case failures > 0:
		doubled := pace * math.Pow(2, float64(min(failures, mostDoubled)))
		backOff := max(pace, min(float64(c.Pacing.FailedMost), doubled))
		return max(backOff, least) + (1+c.jitter())*backOff/8
	case c.Awaiting == "command":
		return max(least, float64(c.Pacing.First)+c.jitter()*float64(c.Pacing.Spread))
	case c.Hint == "pending" && confirming <= 0:
		return 0
	}
	wait := pace
	if c.isToBeConfirmed() || c.IgnoredSince != nil {
		wait = min(pace, recheckDelay)
	}
	// A slow call uses up at most half of the wait.
	return max(float64(confirming), wait/2, wait-c.took())
}

// gap is how much of the time since the last stamp counts as observed.
func (c context) gap(at int64) int64 {
	if c.LastStampAt == nil {
		return 0
	}
	return min(max(0, at-*c.LastStampAt), c.delay()+longestCall)
}

// absence is how much of a long gap before a reading was neither planned nor its call.
func (c context) absence(r Reading) int64 {
	if c.LastStampAt == nil || r.At-*c.LastStampAt <= longestCall {
		return 0
	}
	return max(0, r.At-*c.LastStampAt-c.delay()-valueOr(r.Took, 0))
}

func (c context) hasJustFailed() bool {
	return c.Fault != nil && c.LastStampAt != nil && c.Fault.At == *c.LastStampAt
}

func (c context) acceptsHint() bool {
	isLimited := c.hasJustFailed() && c.Fault.Code == "rateLimited"
	isRefusedAgain := c.Verdict.Type == "reread" && c.Refusals > 1
	return c.Hint == "none" && !isLimited && !isRefusedAgain
}

func (c context) canReadNow() bool {
	return c.acceptsHint() && (c.Failures > 0 || !c.isToBeConfirmed())
}

// limitPassed reports whether a limit has passed, and what the lifecycle ends with then.
func (c context) limitPassed(phaseGoesOn bool) (bool, verdict) {
	grace := int64(0)
	if c.isToBeConfirmed() {
		grace = confirmGrace
	}
	limits := c.Deadlines
	limit := limits.Busy
	if needsUser(c.Phase) {
		limit = limits.NeedsUser
	}
	total := 2*(limits.Busy+limits.NeedsUser) + limits.Unreachable
	switch {
	case c.Observed.Outage > limits.Unreachable:
		return true, c.outageVerdict()
	case phaseGoesOn && c.Observed.Phase > limit+grace, c.Observed.Total > total+grace:
		return true, c.phaseVerdict()
	}
	return false, verdict{}
}

func (c context) outageVerdict() verdict {
	if !c.hasJustFailed() {
		return c.shownVerdict()
	}
	if c.Fault.Code == "unexpected" && c.Reading == nil {
		return failureOf("misconfigured", "limit")
	}
	return asFailed(faultOf(c.Fault.Code).explanation, "limit")
}

func (c context) phaseVerdict() verdict {
	if needsUser(c.Phase) {
		return failureOf("abandoned", "limit")
	}
	return c.shownVerdict()
}

// shownVerdict is what MX shows of our job.
func (c context) shownVerdict() verdict {
	if c.Reading != nil && !isTrue(c.Reading.IsBeingAggregated) {
		if why, hasFailed := c.failureOf(*c.Reading, valueOr(c.Baseline, Baseline{})); hasFailed {
			return asFailed(why, "limit")
		}
	}
	isOfStart := c.PendingStart == "none" || c.PendingStart == "found" || c.PendingStart == "joining"
	if c.Reading != nil && c.Baseline != nil && isOfStart && !asksUser(*c.Reading) &&
		isLater(c.Reading.SuccessfullyAggregatedAt, c.Baseline.SuccessfullyAggregatedAt) {
		return newSight(c, *c.Reading).connectedBy("limit")
	}
	return failureOf("tookTooLong", "limit")
}

// asksUser reports whether a job waits for the user. It has not ended, so a success beside it may be of the job before.
func asksUser(r Reading) bool {
	row, _ := statusOf(r.ConnectionStatus)
	return row.Class == "challenged" || row.Class == "authorizing"
}
