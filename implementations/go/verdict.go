package mxmember

import "slices"

// How long after the arrival of the first poll the one that confirms a finding is sent, in ms.
var confirmedAfter = map[string]int64{
	"failedOnce":    3_000,
	"connectedOnce": 5_000,
	"questionOnce":  3_000,
	"elsewhereOnce": 3_000,
	"idleOnce":      9_000,
	"notFoundOnce":  3_000,
	"flagAbsent":    60_000,
}

const (
	// An old reading is trusted from then on, in ms.
	ignoredEnough int64 = 9_000
	// Questions that come back so often are asked again.
	mostReturns int64 = 4
)

// sight is a reading beside what is known of the member.
type sight struct {
	context
	r        Reading
	baseline Baseline
	row      statusRow
	isKnown  bool
	finding  *finding

	// What is known of our job.
	known                 *evidence
	isOld, isPatient      bool
	endedWell, hasBegun   bool
	isAtWork, isUnflagged bool
}

func newSight(c context, r Reading) sight {
	s := sight{context: c, r: r, baseline: completed(c.Baseline, r), finding: c.Finding}
	s.row, s.isKnown = statusOf(r.ConnectionStatus)
	if s.finding != nil && s.finding.Rule == "notFoundOnce" {
		// Any reading shows that MX knows the member.
		s.finding = nil
	}
	before := s.baseline.AggregatedAt
	if c.Reading != nil {
		before = c.Reading.AggregatedAt
	}
	s.isOld = isLater(before, r.AggregatedAt)
	s.isPatient = c.IgnoredSince == nil || r.At-*c.IgnoredSince < ignoredEnough
	s.endedWell = !s.isOld && isLater(r.SuccessfullyAggregatedAt, s.baseline.SuccessfullyAggregatedAt)
	s.hasBegun = !s.isOld && isLater(r.AggregatedAt, s.baseline.AggregatedAt)
	s.known = c.evidenceAt(r)
	s.isAtWork = s.knows("reply") || s.knows("seen")
	s.isUnflagged = r.IsBeingAggregated == nil && !s.endedWell && s.row.Class != "challenged"
	return s
}

// evidenceAt is what is known of our job when a reading arrives. An absence before it does not count.
func (c context) evidenceAt(r Reading) *evidence {
	at := r.At
	switch {
	case c.Evidence != nil:
		return &evidence{c.Evidence.Of, min(c.Evidence.At+c.absence(r), at)}
	case (c.Job == nil || c.OAuth) && c.Reading == nil && c.Baseline != nil && c.Baseline.ConnectionStatus.given:
		// MX begins a job by itself.
		return &evidence{"start", at}
	}
	return nil
}

// knows reports what is known of our job. An old reading shows nothing of it.
func (s sight) knows(of string) bool { return !s.isOld && s.known != nil && s.known.Of == of }

func inconclusive(rule string) verdict { return verdict{Type: "inconclusive", Rule: rule} }

// Whether the readings have to be the same, for a finding to be confirmed.
type sameness int

const (
	sameReading sameness = iota
	anyReading
)

// since returns when the first of the polls that show a finding arrived, and whether this one confirms it.
func (s sight) since(rule string, same sameness) (from int64, isConfirmed bool) {
	from = s.r.At
	if s.finding != nil && s.finding.Rule == rule && (same == anyReading || isSameReading(s.r, s.Reading)) {
		from = min(s.finding.From, s.r.At)
	}
	return from, s.r.At-valueOr(s.r.Took, 0)-from >= confirmedAfter[rule]
}

// confirmed is a verdict that a second poll has to confirm.
func (s sight) confirmed(rule string, same sameness, v verdict) (verdict, *finding) {
	from, isConfirmed := s.since(rule, same)
	if s.isUnflagged || isConfirmed {
		return v, nil
	}
	return inconclusive(rule), &finding{rule, from}
}

func (s sight) goesOn(rule string) (verdict, *finding) {
	v := verdict{Type: "running", Rule: rule}
	if s.Phase == "challenged" {
		return s.confirmed("elsewhereOnce", anyReading, v)
	}
	return v, nil
}

// saysNothing is a reading that changes nothing while a question is open.
func (s sight) saysNothing(rule string) (verdict, *finding) {
	if s.Phase == "challenged" {
		return inconclusive(rule), s.finding
	}
	return verdict{Type: "running", Rule: rule}, nil
}

// verdict says what the reading means, and what a later one has to confirm.
func (s sight) verdict() (verdict, *finding) {
	if s.isOld && s.isPatient {
		return inconclusive("stale"), s.finding
	}
	if s.row.Class == "challenged" {
		return s.ofQuestions()
	}
	if isTrue(s.r.IsBeingAggregated) {
		return s.goesOn("beingAggregated")
	}
	if s.isUnflagged {
		from, isConfirmed := s.since("flagAbsent", sameReading)
		if s.FlagSeen || !isConfirmed {
			return s.ofNoFlag(from, isConfirmed)
		}
	}
	if s.row.Class == "authorizing" {
		return verdict{Type: "authorizing", Rule: "pending"}, nil
	}
	if s.isAway() {
		return verdict{Type: "authorizing", Rule: "oldError"}, nil
	}
	isDue := s.PendingStart == "otherJob" && !s.hasOtherFailed() || s.PendingStart == "due"
	if isDue || s.isMissing() && !s.hasOtherFailed() {
		return s.ofStart(isDue)
	}
	return s.ofIdle()
}

func (s sight) ofNoFlag(from int64, isConfirmed bool) (verdict, *finding) {
	v := inconclusive("flagAbsent")
	if s.row.Class == "running" && s.r.ConnectionStatus != nil && s.Phase != "challenged" {
		v.Type = "running"
	}
	if s.FlagSeen {
		// A replica has left it out.
		return v, s.finding
	}
	return v, &finding{"flagAbsent", from}
}

// hasOtherFailed reports whether the job that ours waits for, or a job since the baseline where our start may not have arrived,
// has failed in a way that a person must resolve.
func (s sight) hasOtherFailed() bool {
	why, hasFailed := s.failure()
	if !hasFailed || s.PendingStart != "otherJob" {
		return hasFailed && s.PendingStart == "unsure" && !s.isUnchanged()
	}
	return why.NextStep != "tryLater" && (s.knows("seen") || !s.isUnchanged())
}

func (s sight) isStamped() bool { return s.endedWell || s.hasBegun }

// isUnmoved reports whether aggregatedAt is known, and the baseline's.
func (s sight) isUnmoved() bool {
	now, before := s.r.AggregatedAt, s.baseline.AggregatedAt
	return isSaid(now) && isSaid(before) && isSameMoment(now, before)
}

func (s sight) isOurs() bool {
	return s.isStamped() || s.isAtWork && !(s.OAuth && s.isUnmoved())
}

// isAway reports whether the user may still be at the bank's page.
func (s sight) isAway() bool {
	_, hasFailed := s.failure()
	return s.OAuth && s.isUnchanged() && !s.isOurs() && (hasFailed || s.known != nil && !s.isOld)
}

func (s sight) isMissing() bool {
	return s.PendingStart == "unsure" && (!s.isOurs() || s.isJobOfBaseline(s.r))
}

func (s sight) ofQuestions() (verdict, *finding) {
	asked := s.r.Challenges
	if len(asked) == 0 {
		return s.saysNothing("noChallengeShown")
	}
	if s.isOfJobBefore() {
		return inconclusive("stale"), s.finding
	}
	isNew := slices.ContainsFunc(guidsOf(asked), func(guid string) bool { return !slices.Contains(s.AnsweredGUIDs, guid) })
	if !isNew && s.isPatient && (len(s.Challenges) > 0 || s.returns() < mostReturns) {
		return s.saysNothing("echo")
	}
	v := verdict{Type: "challenged", Rule: "challenge"}
	mayBeAnswered := s.Phase != "challenged" && !isText(s.LastSubmit, "notSent") && len(s.Problems) == 0
	if mayBeAnswered && hasSameGUIDs(asked, s.Challenges) {
		return s.confirmed("questionOnce", anyReading, v)
	}
	return v, nil
}

// isOfJobBefore reports whether the reply to the start has shown these questions, and nothing has changed since.
func (s sight) isOfJobBefore() bool {
	return s.Reading != nil && isText(s.Reading.ConnectionStatus, "CHALLENGED") &&
		hasSameGUIDs(s.r.Challenges, s.Reading.Challenges) && s.isUnchanged() &&
		s.knows("start") && s.r.At-s.known.At < ignoredEnough
}

// returns is how often questions have come back after something else, since MX took the answers.
func (c context) returns() int64 {
	if c.Reading != nil && isText(c.Reading.ConnectionStatus, "CHALLENGED") {
		return c.Refusals
	}
	return c.Refusals + 1
}

// ofStart decides whether our job, which has still to be started, is started now.
func (s sight) ofStart(isDue bool) (verdict, *finding) {
	if s.asked(s.r.At) > 0 {
		return inconclusive("fault"), s.finding
	}
	v := verdict{Type: "start", Rule: "readyToStart"}
	if isDue || s.Baseline == nil {
		return v, nil
	}
	return s.confirmed("idleOnce", anyReading, v)
}

// ofIdle is for a member for whom nothing runs, as far as MX says.
func (s sight) ofIdle() (verdict, *finding) {
	why, hasFailed := s.failure()
	isPassing := s.row.Class == "running" && !(hasFailed && s.isStamped() && !isEqual(s.r.ErrorCode, s.baseline.ErrorCode))
	if isPassing || !s.isKnown && !hasFailed {
		return s.goesOn("inProgress")
	}
	isKnown := s.known != nil && !s.isOld
	if s.isUnchanged() && isKnown && s.r.At-s.known.At < s.patience(hasFailed) {
		return inconclusive("stale"), s.finding
	}
	if hasFailed {
		return s.ofFailure(why)
	}
	return s.ofSuccess()
}

// isOfOldStatus reports whether status and error code can be from before our job.
func (s sight) isOfOldStatus() bool {
	status := s.baseline.ConnectionStatus.text
	if !isEqual(s.r.ConnectionStatus, status) {
		return false
	}
	mayLack := s.baseline.ErrorCode == nil && s.isUnmoved()
	return s.r.ErrorCode == nil || isEqual(s.r.ErrorCode, s.baseline.ErrorCode) || mayLack
}

func (s sight) isUnchanged() bool { return s.isOfOldStatus() && !s.isStamped() }

// throttledFor is for how long MX takes an aggregation after a success and runs nothing, in ms.
const throttledFor = 10_800_000

// isThrottled reports whether MX passes over our start, because the last success is recent.
func (s sight) isThrottled() bool {
	success, isMoment := momentOf(s.r.SuccessfullyAggregatedAt)
	return isText(s.Job, "aggregate") && isMoment && s.known.At-success.UnixMilli() < throttledFor
}

// patience is for how long an unchanged reading is taken for the state before our job, in ms.
func (s sight) patience(hasFailed bool) int64 {
	switch catchUp := s.Deadlines.CatchUp; s.known.Of {
	case "seen":
		if s.isUnmoved() {
			return min(ignoredEnough, catchUp)
		}
		return 0
	case "reply":
		if s.isUnmoved() {
			return catchUp
		}
		return 0
	default:
		runsNothing := s.isThrottled()
		if hasFailed {
			runsNothing = isTrue(s.r.NeedsUpdatedCredentials)
		}
		if s.Job != nil && runsNothing {
			return 0
		}
		return catchUp
	}
}

func (c context) counts(code int64) bool {
	return code != 1000 || c.Job == nil || *c.Job == "verify"
}

// failure is why the reading shows a failure, if it does.
func (s sight) failure() (explanation, bool) {
	hasFailed := s.row.Class == "failed"
	if code := s.r.ErrorCode; code != nil && s.counts(*code) && !s.isPassedOver(code) {
		why, isInTable := codeOf(*code)
		if isInTable {
			return why, true
		}
		if !hasFailed {
			return tables.OtherErrorCodes, true
		}
	}
	return s.row.explanation, hasFailed
}

// isPassedOver reports whether an error code was left there by the job before.
func (s sight) isPassedOver(code *int64) bool {
	hasSucceeded := isLater(s.r.SuccessfullyAggregatedAt, s.baseline.SuccessfullyAggregatedAt)
	isOfOldStatus := isEqual(s.r.ConnectionStatus, s.baseline.ConnectionStatus.text)
	return isEqual(code, s.baseline.ErrorCode) && (hasSucceeded || !isOfOldStatus && (s.row.Class == "failed" || !s.hasBegunInVain()))
}

// hasBegunInVain reports whether a job has begun since the baseline, and its success has not come.
func (s sight) hasBegunInVain() bool {
	now, before := s.r.SuccessfullyAggregatedAt, s.baseline.SuccessfullyAggregatedAt
	return isLater(s.r.AggregatedAt, s.baseline.AggregatedAt) && isSaid(now) && isSaid(before) && isSameMoment(now, before)
}

func (s sight) ofFailure(why explanation) (verdict, *finding) {
	if s.isUnflagged && s.isOfOldStatus() {
		return inconclusive("flagAbsent"), s.finding
	}
	v := asFailed(why, "failed")
	code := s.r.ErrorCode
	isNewCode := code != nil && s.counts(*code) && !isEqual(code, s.baseline.ErrorCode) && !s.isUnchanged()
	isOfOurJob := s.hasBegun || s.isAtWork && isSaid(s.r.AggregatedAt) && !s.isUnmoved()
	isRefused := isTrue(s.r.NeedsUpdatedCredentials) && s.Job != nil && !s.isAtWork &&
		s.Reading != nil && isTrue(s.Reading.NeedsUpdatedCredentials)
	if s.PendingStart == "none" && (isNewCode && isOfOurJob || isRefused) {
		return v, nil
	}
	return s.confirmed("failedOnce", sameReading, v)
}

// lacksStamps reports whether MX never says when a job has ended well.
func (s sight) lacksStamps() bool {
	return !isSaid(s.r.SuccessfullyAggregatedAt) && !isSaid(s.baseline.SuccessfullyAggregatedAt) &&
		(s.hasBegun || !isSaid(s.baseline.AggregatedAt))
}

func (s sight) ofSuccess() (verdict, *finding) {
	isOurs := s.PendingStart == "none"
	isSeen := s.isAtWork && !s.isUnflagged && s.lacksStamps()
	evidence := "none"
	switch {
	case s.isStamped():
		evidence = "stamps"
	case s.isAtWork:
		evidence = "seen"
	}
	v := verdict{Type: "connected", Rule: "connected", Fresh: pointerTo(isOurs && (s.endedWell || isSeen)), Evidence: evidence}
	if !s.endedWell || !isOurs || isText(s.Job, "verify") {
		return s.confirmed("connectedOnce", sameReading, v)
	}
	return v, nil
}

func isText(pointer *string, text string) bool { return pointer != nil && *pointer == text }
