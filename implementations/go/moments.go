package mxmember

import (
	"regexp"
	"slices"
	"time"
)

// Moments less than this apart count as one.
const sameMoment = time.Second

var (
	iso = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$`)
	// A time without seconds, or with an offset without a colon, is made to fit RFC 3339.
	layouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"}
)

// momentOf reads a text with a time zone; every other text counts as absent.
func momentOf(t Text) (time.Time, bool) {
	if t.text == nil || !iso.MatchString(*t.text) {
		return time.Time{}, false
	}
	for _, layout := range layouts {
		if moment, err := time.Parse(layout, *t.text); err == nil {
			// What is below a millisecond is not compared.
			return moment.Truncate(time.Millisecond), true
		}
	}
	return time.Time{}, false
}

// isNever reports whether MX says that it has never happened.
func isNever(t Text) bool { return t.given && t.text == nil }

// isSaid reports whether a text is a moment, or never.
func isSaid(t Text) bool {
	_, isMoment := momentOf(t)
	return isMoment || isNever(t)
}

func isLater(left, right Text) bool {
	leftAt, isMoment := momentOf(left)
	if !isMoment {
		return false
	}
	rightAt, isMoment := momentOf(right)
	return isNever(right) || isMoment && leftAt.Sub(rightAt) >= sameMoment
}

// isSameMoment compares two texts as moments. It makes no difference whether one of them is absent.
func isSameMoment(left, right Text) bool {
	if !isSaid(left) || !isSaid(right) || isNever(left) && isNever(right) {
		return true
	}
	leftAt, isLeft := momentOf(left)
	rightAt, isRight := momentOf(right)
	return isLeft && isRight && leftAt.Sub(rightAt).Abs() < sameMoment
}

// isSameFlag compares two flags. It makes no difference whether one of them is absent.
func isSameFlag(left, right *bool) bool {
	return left == nil || right == nil || *left == *right
}

// isSameReading compares what a poll has shown with what the one before has.
func isSameReading(r Reading, before *Reading) bool {
	return before != nil &&
		isEqual(r.ConnectionStatus, before.ConnectionStatus) &&
		isSameFlag(r.IsBeingAggregated, before.IsBeingAggregated) &&
		isEqual(r.ErrorCode, before.ErrorCode) &&
		isSameMoment(r.AggregatedAt, before.AggregatedAt) &&
		isSameMoment(r.SuccessfullyAggregatedAt, before.SuccessfullyAggregatedAt) &&
		hasSameGUIDs(r.Challenges, before.Challenges)
}

func guidsOf(challenges []Challenge) []string {
	guids := make([]string, len(challenges))
	for index, challenge := range challenges {
		guids[index] = challenge.GUID
	}
	return guids
}

// hasSameGUIDs compares in any order.
func hasSameGUIDs(left, right []Challenge) bool {
	lefts, rights := guidsOf(left), guidsOf(right)
	slices.Sort(lefts)
	slices.Sort(rights)
	return slices.Equal(lefts, rights)
}

// areEqualQuestions compares the words too, in any order: each question has an equal one, and two may have one guid.
func areEqualQuestions(left, right []Challenge) bool {
	rest := slices.Clone(right)
	for _, one := range left {
		at := slices.IndexFunc(rest, func(other Challenge) bool { return isEqualQuestion(one, other) })
		if at < 0 {
			return false
		}
		rest = slices.Delete(rest, at, at+1)
	}
	return len(rest) == 0
}

func isEqualQuestion(left, right Challenge) bool {
	return left.GUID == right.GUID &&
		left.Type == right.Type &&
		left.Label == right.Label &&
		isEqual(left.ImageData, right.ImageData) &&
		slices.EqualFunc(left.Options, right.Options, func(left, right Option) bool {
			return left.Label == right.Label && left.Value == right.Value &&
				isEqual(left.GUID, right.GUID) && isEqual(left.DataURI, right.DataURI)
		})
}

func baselineOf(r Reading) Baseline { return withoutDoubt(fieldsOf(r)) }

// fieldsOf are the fields of a reading that a baseline has.
func fieldsOf(r Reading) Baseline {
	return Baseline{
		ConnectionStatus:         Text{given: true, text: r.ConnectionStatus},
		IsBeingAggregated:        r.IsBeingAggregated,
		ErrorCode:                r.ErrorCode,
		AggregatedAt:             r.AggregatedAt,
		SuccessfullyAggregatedAt: r.SuccessfullyAggregatedAt,
	}
}

// withoutDoubt leaves out a flag that is not true, and a time stamp that says "never" beside a status that a member has only after a job.
func withoutDoubt(b Baseline) Baseline {
	if !isTrue(b.IsBeingAggregated) {
		b.IsBeingAggregated, b.isFlagNull = nil, false
	}
	status := b.ConnectionStatus
	if status.text == nil {
		return b
	}
	hasRun := !slices.Contains([]string{"CREATED", "UPDATED", "PENDING", "IMPORTED"}, *status.text)
	hasSucceeded := *status.text == "CONNECTED" || hasRun && isNever(b.AggregatedAt)
	if hasSucceeded && isNever(b.SuccessfullyAggregatedAt) {
		b.SuccessfullyAggregatedAt = Text{}
	}
	if hasRun && isNever(b.AggregatedAt) {
		b.AggregatedAt = Text{}
	}
	return b
}

// completed is a baseline with what a reading shows in the place of what it lacks, unless it has a status.
func completed(known *Baseline, r Reading) Baseline {
	if known != nil && known.ConnectionStatus.given {
		all := *known
		if isText(r.ConnectionStatus, "PENDING") {
			// Whatever follows it comes after the user's return.
			all.ConnectionStatus.text = r.ConnectionStatus
		}
		return all
	}
	all := baselineOf(r)
	if isTrue(r.IsBeingAggregated) {
		// It is the stamp of the job at work.
		all.AggregatedAt = Text{}
	}
	if known == nil {
		return all
	}
	return known.over(all)
}

// over is a baseline with the fields that this one has in place of its own.
func (b Baseline) over(other Baseline) Baseline {
	if b.ConnectionStatus.given {
		other.ConnectionStatus = b.ConnectionStatus
	}
	if b.IsBeingAggregated != nil || b.isFlagNull {
		other.IsBeingAggregated = b.IsBeingAggregated
	}
	if b.ErrorCode != nil {
		other.ErrorCode = b.ErrorCode
	}
	if b.AggregatedAt.given {
		other.AggregatedAt = b.AggregatedAt
	}
	if b.SuccessfullyAggregatedAt.given {
		other.SuccessfullyAggregatedAt = b.SuccessfullyAggregatedAt
	}
	return other
}

// withCodeOf is a baseline with the error code that another of the same status has. Some replies have none.
func (b Baseline) withCodeOf(other *Baseline) Baseline {
	if b.ErrorCode == nil && other != nil && isSameText(b.ConnectionStatus, other.ConnectionStatus) {
		b.ErrorCode = other.ErrorCode
	}
	return b
}

// isSameText compares two texts, which are also equal if both are absent.
func isSameText(left, right Text) bool {
	return left.given == right.given && isEqual(left.text, right.text)
}

// isOfStatus reports whether the baseline has this status. One that has none has no status, which is not the status null.
func (b Baseline) isOfStatus(status *string) bool {
	return isSameText(b.ConnectionStatus, Text{given: true, text: status})
}

// replied is the baseline after a reply. Stamps only grow. What is known stays where the reply has none, and where the reply shows
// a job at work, because its status and its aggregatedAt can be the job's own.
func replied(shown Baseline, known *Baseline) Baseline {
	before := valueOr(known, Baseline{})
	first, second := shown, before
	isAtWork := isTrue(shown.IsBeingAggregated)
	if isAtWork {
		first, second = before, shown
	}
	b, other := first, second
	if !first.ConnectionStatus.given {
		b, other = second, first
	}
	b = b.withCodeOf(&other)
	b.IsBeingAggregated = nil
	b.AggregatedAt = latest(shown.AggregatedAt, before.AggregatedAt)
	if isAtWork {
		b.AggregatedAt = firstSaid(first.AggregatedAt, second.AggregatedAt)
	}
	b.SuccessfullyAggregatedAt = latest(shown.SuccessfullyAggregatedAt, before.SuccessfullyAggregatedAt)
	return b
}

// sameAttempt is how far an act and the last reading of the attempt before are apart at most, in ms.
const sameAttempt = 900_000

// baselineOfAct is how the member was before the job that MX begins after an act, as far as it is known.
func baselineOfAct(a Act, after *Record) *Baseline {
	before := a.Before
	if after != nil && after.context.Reading != nil {
		if last := *after.context.Reading; max(last.At-a.At, a.At-last.At) <= sameAttempt {
			before = pointerTo(valueOr(before, Baseline{}).over(fieldsOf(last)))
		}
	}
	if before != nil {
		before = pointerTo(withoutDoubt(*before))
	}
	switch {
	case a.Reply != nil && before != nil:
		shown := withoutDoubt(*a.Reply)
		b := replied(shown, before)
		b.IsBeingAggregated = shown.IsBeingAggregated
		return &b
	case a.Reply != nil:
		return pointerTo(withoutDoubt(*a.Reply))
	case before == nil && a.Type == "creation":
		return &Baseline{AggregatedAt: Null(), SuccessfullyAggregatedAt: Null()}
	}
	return before
}

// latest is the later of two time stamps: the one that was known, or the one that is shown.
func latest(shown, known Text) Text {
	if isLater(known, shown) {
		return known
	}
	return firstSaid(shown, known)
}

// firstSaid is the first time stamp that says when, or never.
func firstSaid(stamps ...Text) Text {
	for _, stamp := range stamps {
		if isSaid(stamp) {
			return stamp
		}
	}
	return Text{}
}

func isTrue(flag *bool) bool { return flag != nil && *flag }
