package mxmember

import "slices"

// How long after the arrival of the first poll the one that confirms a finding is sent, in ms.
var confirmedAfter = map[string]int64{
	"failedOnce":    3_000,
	"connectedOnce": 5_000,
	"questionOnce":  3_000,
	"elsewhereOnce": 3_000,
	"idleOnce":      3_000,
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

	isOld, isPatient          bool
	endedWell, hasBegun, seen bool
	unflagged                 bool
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
	s.seen = !s.isOld && c.Evidence != nil && c.Evidence.Of == "running"
	s.unflagged = r.IsBeingAggregated == nil && !s.endedWell && s.row.Class != "challenged"
	return s
}

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
	if s.unflagged || isConfirmed {
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
	if s.unflagged {
		from, isConfirmed := s.since("flagAbsent", sameReading)
		if s.FlagSeen || !isConfirmed {
			return s.ofNoFlag(from, isConfirmed)
		}
	}
	if isDue := s.PendingStart == "otherJob" || s.PendingStart == "due"; isDue || s.isMissing() {
		return s.ofStart(isDue)
	}
	return s.ofIdle()
}

func (s sight) ofNoFlag(from int64, isConfirmed bool) (verdict, *finding) {
	v := inconclusive("flagAbsent")
	if s.row.Class == "running" && s.r.ConnectionStatus != nil && s.Phase != "challenged" {
		v.Type = "running"
	}
	if isConfirmed {
		return v, nil
	}
	return v, &finding{"flagAbsent", from}
}

func (s sight) isMissing() bool {
	return s.PendingStart == "unsure" && !s.endedWell && !s.hasBegun && !s.seen
}

func (s sight) ofQuestions() (verdict, *finding) {
	asked := s.r.Challenges
	if len(asked) == 0 {
		return s.saysNothing("noChallengeShown")
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
	if s.row.Class == "authorizing" {
		return verdict{Type: "authorizing", Rule: "pending"}, nil
	}
	why, hasFailed := s.failure()
	if s.row.Class == "running" || !s.isKnown && !hasFailed {
		return s.goesOn("inProgress")
	}
	if s.isEarly(hasFailed) {
		return inconclusive("stale"), s.finding
	}
	if hasFailed {
		return s.ofFailure(why)
	}
	return s.ofSuccess()
}

func (s sight) isOfOldStatus() bool {
	return isEqual(s.r.ConnectionStatus, s.baseline.ConnectionStatus.text)
}

// isEarly reports whether MX still shows how the member was before our job.
func (s sight) isEarly(hasFailed bool) bool {
	isSticky := s.isOfOldStatus() && (s.r.ErrorCode == nil || isEqual(s.r.ErrorCode, s.baseline.ErrorCode))
	if s.Evidence == nil || s.endedWell || s.hasBegun || !isSticky {
		return false
	}
	if s.r.At-s.Evidence.At >= s.Deadlines.CatchUp {
		return false
	}
	if s.Evidence.Of == "running" {
		now, before := s.r.AggregatedAt, s.baseline.AggregatedAt
		return isSaid(now) && isSaid(before) && isSameMoment(now, before)
	}
	isAway := s.OAuth && s.Job == nil
	return hasFailed && !isAway && !isTrue(s.r.NeedsUpdatedCredentials)
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
	return isEqual(code, s.baseline.ErrorCode) && (hasSucceeded || !s.isOfOldStatus())
}

func (s sight) ofFailure(why explanation) (verdict, *finding) {
	isOfOldCode := isEqual(s.r.ErrorCode, s.baseline.ErrorCode)
	isOldError := s.isOfOldStatus() && isOfOldCode
	if s.OAuth && s.Job == nil && isOldError && !s.endedWell && !s.hasBegun && !s.seen {
		return verdict{Type: "authorizing", Rule: "oldError"}, nil
	}
	if s.unflagged && (isOldError || s.isOfOldStatus() && s.r.ErrorCode == nil) {
		return inconclusive("flagAbsent"), s.finding
	}
	v := asFailed(why, "failed")
	isNewCode := s.r.ErrorCode != nil && s.counts(*s.r.ErrorCode) && !isOfOldCode
	isOurs := s.hasBegun || s.seen && isSaid(s.r.AggregatedAt)
	isRefused := isTrue(s.r.NeedsUpdatedCredentials) && s.Job != nil && !s.seen
	if s.PendingStart == "none" && (isNewCode && isOurs || isRefused) {
		return v, nil
	}
	return s.confirmed("failedOnce", sameReading, v)
}

func (s sight) ofSuccess() (verdict, *finding) {
	isOurs := s.PendingStart == "none"
	isSeen := s.seen && !s.unflagged && !isSaid(s.r.SuccessfullyAggregatedAt)
	v := verdict{Type: "connected", Rule: "connected", Fresh: pointerTo(isOurs && (s.endedWell || isSeen))}
	if !s.endedWell || !isOurs || isText(s.Job, "verify") {
		return s.confirmed("connectedOnce", sameReading, v)
	}
	return v, nil
}

func isText(pointer *string, text string) bool { return pointer != nil && *pointer == text }
