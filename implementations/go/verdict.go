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
	// A person does not start again by themselves what has failed so long after an act, in ms.
	longAfterAct int64 = 900_000
)

// sight is a reading beside what is known of the member.
type sight struct {
	context
	r        Reading
	baseline Baseline
	row      statusRow
	isKnown  bool
	finding  *finding

	why       explanation
	hasFailed bool
	// What is known of the job that is followed.
	known                 *evidence
	isOld, isPatient      bool
	endedWell, hasBegun   bool
	isAtWork, isUnflagged bool
	whose                 owner
}

func newSight(c context, r Reading) sight {
	s := sight{context: c, r: r, baseline: completed(c.Baseline, r), finding: c.Finding}
	s.row, s.isKnown = statusOf(r.ConnectionStatus)
	if s.finding != nil && s.finding.Rule == "notFoundOnce" {
		// Any reading shows that MX knows the member.
		s.finding = nil
	}
	s.isOld = s.isBeforeLast()
	s.isPatient = c.IgnoredSince == nil || r.At-*c.IgnoredSince < ignoredEnough
	s.endedWell = !s.isOld && isLater(r.SuccessfullyAggregatedAt, s.baseline.SuccessfullyAggregatedAt)
	s.hasBegun = !s.isOld && isLater(r.AggregatedAt, s.baseline.AggregatedAt)
	s.known = c.evidenceAt(r)
	s.isAtWork = s.knows("reply") || s.knows("seen")
	s.isUnflagged = r.IsBeingAggregated == nil && !s.endedWell && s.row.Class != "challenged"
	s.why, s.hasFailed = c.failureOf(r, s.baseline)
	s.whose = s.owner()
	return s
}

// isBeforeLast reports whether the last trusted reading has a later time stamp, or the baseline where there is none.
func (s sight) isBeforeLast() bool {
	began, succeeded := s.baseline.AggregatedAt, s.baseline.SuccessfullyAggregatedAt
	if s.Reading != nil {
		began, succeeded = s.Reading.AggregatedAt, s.Reading.SuccessfullyAggregatedAt
	}
	return isLater(began, s.r.AggregatedAt) || isLater(succeeded, baselineOf(s.r).SuccessfullyAggregatedAt)
}

// hasOwnJob reports whether MX begins a job by itself after what the person has done.
func (c context) hasOwnJob() bool { return c.Act != nil && c.Act.IsTaken != nil }

// evidenceAt is what is known of the job that is followed when a reading arrives. An absence before it does not count.
func (c context) evidenceAt(r Reading) *evidence {
	at := r.At
	switch {
	case c.Evidence != nil:
		known := *c.Evidence
		known.At = min(known.At+c.absence(r), at)
		return &known
	case !c.hasOwnJob() && !c.OAuth || c.Reading != nil:
		return nil
	case c.Baseline != nil && isTrue(c.Baseline.IsBeingAggregated):
		return &evidence{Of: "reply", At: at}
	}
	// MX begins a job by itself.
	return &evidence{Of: "start", At: at}
}

// seen is the evidence of a reading that shows the job at work.
func (c context) seen(r Reading) *evidence {
	known := valueOr(c.Evidence, evidence{})
	known.Of, known.At = "seen", r.At
	if known.JobGUID == nil {
		known.JobGUID = r.JobGUID
	}
	return &known
}

func (s sight) isEvidence(of string) bool { return s.known != nil && s.known.Of == of }

// knows reports what is known of the job that is followed. An old reading shows nothing of it.
func (s sight) knows(of string) bool { return !s.isOld && s.isEvidence(of) }

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
	// Where MX never sends the flag, flagAbsent has taken longer, but not before a start that is due.
	if s.isUnflagged && !s.mayStartUnflagged() || isConfirmed {
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
	if s.row.Class == "challenged" && !s.isLeftOver() {
		return s.ofQuestions()
	}
	if isTrue(s.r.IsBeingAggregated) {
		return s.goesOn("beingAggregated")
	}
	if s.isUnflagged {
		from, isConfirmed := s.since("flagAbsent", sameReading)
		if s.FlagSeen || !isConfirmed && !s.mayStartUnflagged() {
			return s.ofNoFlag(from, isConfirmed)
		}
	}
	if s.row.Class == "authorizing" {
		return verdict{Type: "authorizing", Rule: "pending"}, nil
	}
	if s.isAway() {
		return verdict{Type: "authorizing", Rule: "oldError"}, nil
	}
	if s.isDue() {
		return s.ofStart()
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

// owner is whose job a reading is about.
type owner string

const (
	before  owner = "before"
	another owner = "another"
	ours    owner = "ours"
	notTold owner = "notTold"
)

// owner is the first row of the table "Whose job a reading is about" that fits.
func (s sight) owner() owner {
	switch {
	case s.isOld, s.isEarly():
		return before
	case s.isNotTaken() && s.showsJob():
		return another
	case s.showsJob():
		return ours
	}
	return notTold
}

// isNotTaken reports whether MX has not accepted our start.
func (s sight) isNotTaken() bool {
	return s.PendingStart == "due" || s.PendingStart == "otherJob" || s.PendingStart == "joining"
}

// isKnownJob reports whether the job that is followed is certainly the one that was asked for.
func (c context) isKnownJob() bool {
	return c.PendingStart == "none" || c.PendingStart == "joining" && (c.hasOwnJob() || c.OAuth)
}

// isWorse reports whether the status has become a failure since the baseline.
func (s sight) isWorse() bool {
	return s.row.Class == "failed" && !s.baseline.isOfStatus(s.r.ConnectionStatus)
}

// isBehindReply reports whether a replica may lag behind the reply to the act, and show the failure of before.
func (s sight) isBehindReply() bool {
	return !s.OAuth && s.isUnmoved() && !isNever(s.r.AggregatedAt)
}

// isEarly reports whether a reading shows nothing new, and MX may not have caught up.
func (s sight) isEarly() bool {
	showsNothingNew := s.isUnchanged()
	if s.isNotTaken() && s.isEvidence("start") {
		showsNothingNew = !s.isStamped() && (!s.isWorse() || s.isBehindReply())
	}
	return showsNothingNew && !s.isOld && s.known != nil && s.r.At-s.known.At < s.patience()
}

// isIdle reports whether MX says that no job runs.
func (s sight) isIdle() bool { return s.r.IsBeingAggregated != nil && !*s.r.IsBeingAggregated }

// isLeftOver reports whether a question is from before a start that is still to be made.
func (s sight) isLeftOver() bool {
	isMissing := s.isNotTaken() || s.PendingStart == "unsure" && s.isShownBefore()
	return s.isIdle() && s.Phase == "aggregating" && s.whose != another && isMissing
}

// isShownBefore reports whether these questions were open before, and nothing has changed since. The reply to a start shows none.
func (s sight) isShownBefore() bool {
	if s.Reading == nil || !isText(s.Reading.ConnectionStatus, "CHALLENGED") || !s.isUnchanged() {
		return false
	}
	shown := s.Reading.Challenges
	return hasSameGUIDs(s.r.Challenges, shown) || len(shown) == 0 && s.isIdle()
}

// mayStartUnflagged reports whether a start that is due is made, although MX does not say that nothing runs.
func (s sight) mayStartUnflagged() bool {
	hasEnded := s.row.Class == "connected" || s.row.Class == "failed"
	return s.PendingStart == "due" && hasEnded && !s.hasOtherFailed()
}

// hasOtherFailed reports whether another job has failed in a way that keeps our start back.
func (s sight) hasOtherFailed() bool {
	isMissed := s.PendingStart == "unsure" && !s.isUnchanged()
	// MX may not have taken what the person has done.
	isOther := s.isNotTaken() && (s.whose == another || s.isWorse() || s.isUntaken())
	return s.hasFailed && (isMissed || isOther && s.isStanding())
}

// isStanding reports whether our start would fail as the other job has.
func (s sight) isStanding() bool {
	isLongAgo := s.why.NextStep == "restart" && s.Act != nil && s.r.At-s.Act.At > longAfterAct && !s.isAtWork
	return s.PendingStart == "joining" || s.isKeptBack() || s.why.NextStep != "tryLater" && !isLongAgo
}

// hasJoined reports whether an aggregation that MX has begun by itself is the job that was asked for.
func (s sight) hasJoined() bool {
	if s.PendingStart != "joining" {
		return false
	}
	isConnected := s.row.Class == "connected"
	if s.whose != another {
		return isConnected && s.isUntaken()
	}
	isOver := isConnected || s.isStamped()
	return isOver && (s.isKnownJob() || s.endedWell)
}

// isEndOpen reports whether another job has ended, and MX shows neither its success nor its error.
func (s sight) isEndOpen() bool {
	return s.whose == another && !s.hasFailed && (s.row.Class == "running" && !s.endedWell || hasBegunInVain(s.r, s.baseline))
}

// isUntaken reports whether MX may not have taken what the person has done.
func (s sight) isUntaken() bool {
	return s.Act != nil && s.Act.IsTaken != nil && !*s.Act.IsTaken && s.knows("start")
}

// isDue reports whether our job has still to be started.
func (s sight) isDue() bool {
	isMissing := s.PendingStart == "unsure" && s.whose != ours
	return (s.isNotTaken() || isMissing) && !s.hasOtherFailed() && !s.hasJoined()
}

// isRefused reports whether our start would log in with what the bank has refused.
func (s sight) isRefused() bool {
	return s.PendingStart == "due" && s.Act == nil && !s.isUnflagged && s.hasFailed && s.why.NextStep == "updateCredentials"
}

func (s sight) isStamped() bool { return s.endedWell || s.hasBegun }

// isUnmoved reports whether aggregatedAt is known, and the baseline's.
func (s sight) isUnmoved() bool {
	now, before := s.r.AggregatedAt, s.baseline.AggregatedAt
	return isSaid(before) && (s.isOld || isSaid(now) && isSameMoment(now, before))
}

// showsJob reports whether MX has shown a job since the baseline.
func (s sight) showsJob() bool {
	return s.isStamped() || s.isAtWork && !(s.OAuth && s.isUnmoved())
}

// isAway reports whether the user may still be at the bank's page.
func (s sight) isAway() bool {
	if !s.OAuth || s.PendingStart == "unsure" || s.showsJob() {
		return false
	}
	if s.isUnchanged() {
		return s.hasFailed || s.known != nil && !s.isOld
	}
	return s.Reading == nil && !s.hasFailed
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

// isOfJobBefore reports whether these questions were open when the start was taken, and MX may not have caught up.
func (s sight) isOfJobBefore() bool {
	return s.isShownBefore() && s.knows("start") && s.r.At-s.known.At < ignoredEnough
}

// returns is how often questions have come back after something else, since MX took the answers.
func (c context) returns() int64 {
	if c.Reading != nil && isText(c.Reading.ConnectionStatus, "CHALLENGED") {
		return c.Refusals
	}
	return c.Refusals + 1
}

// ofStart decides whether our job, which has still to be started, is started now.
func (s sight) ofStart() (verdict, *finding) {
	if s.whose == before && !s.isOld {
		return inconclusive("stale"), s.finding
	}
	if s.asked(s.r.At) > 0 {
		return inconclusive("fault"), s.finding
	}
	if s.isRefused() {
		return s.confirmed("idleOnce", anyReading, asFailed(s.why, "failed"))
	}
	v := verdict{Type: "start", Rule: "readyToStart"}
	mayHaveArrived := s.PendingStart == "unsure" && s.Baseline != nil
	if s.isEndOpen() || s.PendingStart == "joining" && s.OAuth || mayHaveArrived {
		return s.confirmed("idleOnce", anyReading, v)
	}
	return v, nil
}

// ofIdle is for a member for whom nothing runs, as far as MX says.
func (s sight) ofIdle() (verdict, *finding) {
	isPassing := s.row.Class == "running" && !(s.hasFailed && s.isStamped() && !isEqual(s.r.ErrorCode, s.baseline.ErrorCode))
	switch {
	case isPassing || !s.isKnown && !s.hasFailed:
		return s.goesOn("inProgress")
	case s.whose == before && !s.isOld:
		return inconclusive("stale"), s.finding
	case s.hasFailed:
		return s.ofFailure()
	}
	return s.ofSuccess()
}

// isOfOldStatus reports whether status and error code can be from before our job.
func (s sight) isOfOldStatus() bool {
	mayLack := s.baseline.ErrorCode == nil && s.isUnmoved()
	return s.baseline.isOfStatus(s.r.ConnectionStatus) &&
		(s.r.ErrorCode == nil || isEqual(s.r.ErrorCode, s.baseline.ErrorCode) || mayLack)
}

// isUnchanged reports whether nothing shows a job since the baseline.
func (s sight) isUnchanged() bool { return s.isOfOldStatus() && !s.isStamped() }

// throttledFor is for how long MX takes an aggregation after a success and runs nothing, in ms.
const throttledFor = 10_800_000

// runsNothing reports whether MX takes a start and runs nothing: it refuses the credentials, or the last success is recent.
func (s sight) runsNothing() bool {
	if s.hasFailed {
		return isTrue(s.r.NeedsUpdatedCredentials)
	}
	success, isMoment := momentOf(s.r.SuccessfullyAggregatedAt)
	return isText(s.Job, "aggregate") && isMoment && s.known.At-success.UnixMilli() < throttledFor
}

// patience is for how long a reading that shows nothing new is taken for the state before our job, in ms.
func (s sight) patience() int64 {
	catchUp := s.Deadlines.CatchUp
	soon := min(ignoredEnough, catchUp)
	isStart, isReply, isSeen := s.isEvidence("start"), s.isEvidence("reply"), s.isEvidence("seen")
	switch {
	case s.known == nil:
		return 0
	case s.isNotTaken() && !isSeen:
		if s.hasOwnJob() {
			return soon
		}
		return 0
	case isStart && s.Job != nil && s.runsNothing():
		return 0
	case isStart || s.Job == nil && isReply:
		return catchUp
	case !s.isUnmoved():
		return 0
	case isSeen:
		return soon
	}
	return catchUp
}

func (c context) counts(code int64) bool {
	return code != 1000 || c.Job == nil || *c.Job == "verify"
}

// failureOf is why a reading shows a failure, if it does, beside how the member was before.
func (c context) failureOf(r Reading, b Baseline) (explanation, bool) {
	row, _ := statusOf(r.ConnectionStatus)
	hasFailed := row.Class == "failed"
	if code := r.ErrorCode; code != nil && c.counts(*code) && !isPassedOver(r, b, hasFailed) {
		why, isInTable := codeOf(*code)
		if isInTable {
			return why, true
		}
		if !hasFailed {
			return tables.OtherErrorCodes, true
		}
	}
	return row.explanation, hasFailed
}

// isPassedOver reports whether the error code was left there by the job before.
func isPassedOver(r Reading, b Baseline, hasFailed bool) bool {
	hasSucceeded := isLater(r.SuccessfullyAggregatedAt, b.SuccessfullyAggregatedAt)
	isOther := !b.isOfStatus(r.ConnectionStatus) && (hasFailed || !hasBegunInVain(r, b))
	return isEqual(r.ErrorCode, b.ErrorCode) && (hasSucceeded || isOther)
}

// hasBegunInVain reports whether a job has begun since the baseline, and its success has not come.
func hasBegunInVain(r Reading, b Baseline) bool {
	return isLater(r.AggregatedAt, b.AggregatedAt) && isLater(r.AggregatedAt, r.SuccessfullyAggregatedAt)
}

func (s sight) ofFailure() (verdict, *finding) {
	if s.isUnflagged && s.isOfOldStatus() {
		return inconclusive("flagAbsent"), s.finding
	}
	v := asFailed(s.why, "failed")
	code := s.r.ErrorCode
	isNewCode := code != nil && s.counts(*code) && !isEqual(code, s.baseline.ErrorCode) && !s.isUnchanged()
	isOfOurJob := s.hasBegun || s.isAtWork && isSaid(s.r.AggregatedAt) && !s.isUnmoved()
	isRefused := isTrue(s.r.NeedsUpdatedCredentials) && s.Job != nil && !s.isAtWork &&
		s.Reading != nil && isTrue(s.Reading.NeedsUpdatedCredentials)
	if s.isKnownJob() && (isNewCode && isOfOurJob || isRefused) {
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
	v := s.connectedBy("connected")
	if !s.endedWell || !s.isKnownJob() || isText(s.Job, "verify") {
		return s.confirmed("connectedOnce", sameReading, v)
	}
	return v, nil
}

// connectedBy is a success, with what proves that it is of the job that was asked for.
func (s sight) connectedBy(rule string) verdict {
	isSeen := s.isAtWork && !s.isUnflagged && s.lacksStamps()
	isFresh := s.isKnownJob() && (s.endedWell || isSeen) && !s.isOfLaterJob()
	evidence := "none"
	switch {
	case s.PendingStart == "found":
	case s.isStamped():
		evidence = "stamps"
	case s.isAtWork:
		evidence = "seen"
	}
	return verdict{Type: "connected", Rule: rule, Fresh: pointerTo(isFresh), Evidence: evidence}
}

// isOfLaterJob reports whether another job has run since the one that is followed: it has another guid, or a later beginning.
func (s sight) isOfLaterJob() bool {
	known := valueOr(s.Evidence, evidence{})
	isOther := s.r.JobGUID != nil && known.JobGUID != nil && *s.r.JobGUID != *known.JobGUID
	return isOther || isLater(s.r.AggregatedAt, known.AggregatedAt)
}

func isText(pointer *string, text string) bool { return pointer != nil && *pointer == text }
