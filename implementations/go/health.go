package mxmember

import (
	"encoding/json"
	"math"
	"slices"
)

// Page is the page of a member at MX, as far as its health depends on it.
type Page struct {
	Reading                         PageReading `json:"reading"`
	IsOAuth                         bool        `json:"isOauth"`
	BackgroundAggregationIsDisabled bool        `json:"backgroundAggregationIsDisabled"`
	IsManual                        bool        `json:"isManual"`
	IsManagedByUser                 bool        `json:"isManagedByUser"`
	UserIsDisabled                  bool        `json:"userIsDisabled"`
	InstitutionIsOperational        *bool       `json:"institutionIsOperational"`
	InstitutionSupportsOAuth        bool        `json:"institutionSupportsOauth"`
}

// PageReading is what a page says of the latest job and the last success.
type PageReading struct {
	ConnectionStatus         *string `json:"connectionStatus"`
	IsBeingAggregated        *bool   `json:"isBeingAggregated"`
	AggregatedAt             Text    `json:"aggregatedAt,omitzero"`
	SuccessfullyAggregatedAt Text    `json:"successfullyAggregatedAt,omitzero"`
	ErrorCode                *int64  `json:"errorCode"`
	NeedsUpdatedCredentials  bool    `json:"needsUpdatedCredentials"`
}

// Limits are the limits of the rules of health, in ms.
type Limits struct {
	OverdueAfter     float64 `json:"overdueAfter"`
	UpToDateFor      float64 `json:"upToDateFor"`
	StuckAfter       float64 `json:"stuckAfter"`
	Throttle         float64 `json:"throttle"`
	LookAfterSuccess float64 `json:"lookAfterSuccess"`
	LookEvery        float64 `json:"lookEvery"`
}

// DefaultLimits returns the limits that a host need not give.
func DefaultLimits() Limits { return healthTables.Limits }

// ConnectionHealth says how a connection is, who has to act, and when to look again. Times are in ms since 1970.
type ConnectionHealth struct {
	ConnectionStatus *string `json:"connectionStatus"`
	Status           string  `json:"status"`
	Issue            *string `json:"issue"`
	Who              string  `json:"who"`
	Action           string  `json:"action"`
	IsReadByMX       bool    `json:"isReadByMx"`
	MayStart         string  `json:"mayStart"`
	StartFrom        *int64  `json:"startFrom"`
	DataOf           *int64  `json:"dataOf"`
	LookAt           *int64  `json:"lookAt"`
	Rule             string  `json:"rule"`
}

type restRow struct {
	Name       *string `json:"name"`
	IsReadByMX bool    `json:"isReadByMx"`
	MayStart   string  `json:"mayStart"`
	LeadsTo    string  `json:"leadsTo"`
}

type healthCase struct {
	LeadsTo       string   `json:"leadsTo"`
	StatusLeadsTo string   `json:"statusLeadsTo"`
	All           []string `json:"all"`
	Not           []string `json:"not"`
}

// choice is a value of a row of health: a text, null, or a condition that chooses one.
type choice struct {
	text      *string
	condition string
	yes       *string
	no        *choice
}

func (c *choice) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &c.text); err == nil {
		return nil
	}
	var chosen struct {
		If  string  `json:"if"`
		Yes *string `json:"yes"`
		No  *choice `json:"no"`
	}
	err := json.Unmarshal(data, &chosen)
	*c = choice{condition: chosen.If, yes: chosen.Yes, no: chosen.No}
	return err
}

func (c choice) of(f pageFacts) *string {
	switch {
	case c.no == nil:
		return c.text
	case f.holds(c.condition):
		return c.yes
	}
	return c.no.of(f)
}

type healthRule struct {
	Rule     string       `json:"rule"`
	When     []healthCase `json:"when"`
	Status   string       `json:"status"`
	Issue    choice       `json:"issue"`
	Who      choice       `json:"who"`
	Action   choice       `json:"action"`
	MayStart *string      `json:"mayStart"`
	Look     string       `json:"look"`
}

var healthTables = load[struct {
	Limits     Limits       `json:"limits"`
	Rules      []healthRule `json:"rules"`
	Statuses   []restRow    `json:"statuses"`
	ErrorCodes []struct {
		Code    int64  `json:"code"`
		LeadsTo string `json:"leadsTo"`
	} `json:"errorCodes"`
}]("health/health.json")

const (
	minute = 60_000.0
	hour   = 60 * minute
	day    = 24 * hour
)

// msOf is a moment in ms since 1970: never is before every moment, and unknown is not a number, so that no comparison with it holds.
func msOf(t Text) float64 {
	if isNever(t) {
		return math.Inf(-1)
	}
	if moment, ok := momentOf(t); ok {
		return float64(moment.UnixMilli())
	}
	return math.NaN()
}

func isMomentMs(ms float64) bool { return !math.IsNaN(ms) && !math.IsInf(ms, 0) }

// pageFacts is what the conditions of the rules are about.
type pageFacts struct {
	page        Page
	limits      Limits
	at          float64
	success     float64
	begun       float64
	hasCode     bool
	codeLeadsTo string
	row         restRow
	hasRow      bool
}

func factsOf(page Page, at float64, limits Limits) pageFacts {
	f := pageFacts{page: page, limits: limits, at: at, success: msOf(page.Reading.SuccessfullyAggregatedAt), begun: msOf(page.Reading.AggregatedAt)}
	f.row, f.hasRow = find(healthTables.Statuses, func(row restRow) bool { return isEqual(row.Name, page.Reading.ConnectionStatus) })
	if page.Reading.ErrorCode == nil || f.success > f.begun {
		return f
	}
	f.hasCode = true
	for _, row := range healthTables.ErrorCodes {
		if row.Code == *page.Reading.ErrorCode {
			f.codeLeadsTo = row.LeadsTo
		}
	}
	return f
}

func (f pageFacts) leadsTo(rule string) bool { return f.row.LeadsTo == rule || f.codeLeadsTo == rule }

func (f pageFacts) isReadByMX() bool {
	p := f.page
	return f.row.IsReadByMX && p.IsManagedByUser && !p.IsManual && !p.UserIsDisabled &&
		!p.BackgroundAggregationIsDisabled && !p.Reading.NeedsUpdatedCredentials
}

func (f pageFacts) hasBegunLongAgo() bool {
	return isMomentMs(f.begun) && f.at-f.begun >= f.limits.StuckAfter
}

func (f pageFacts) holds(condition string) bool {
	p, l := f.page, f.limits
	switch condition {
	case "isManual":
		return p.IsManual
	case "isManagedByUser":
		return p.IsManagedByUser
	case "userIsDisabled":
		return p.UserIsDisabled
	case "isOauth":
		return p.IsOAuth
	case "hasMovedToOauth":
		return p.InstitutionSupportsOAuth && !p.IsOAuth
	case "backgroundAggregationIsDisabled":
		return p.BackgroundAggregationIsDisabled
	case "institutionIsDown":
		return p.InstitutionIsOperational != nil && !*p.InstitutionIsOperational
	case "isBeingAggregated":
		return isTrue(p.Reading.IsBeingAggregated)
	case "needsUpdatedCredentials":
		return p.Reading.NeedsUpdatedCredentials
	case "isClosed":
		return isText(p.Reading.ConnectionStatus, "CLOSED")
	case "hasErrorCode":
		return f.hasCode
	case "hasNeverSucceeded":
		return math.IsInf(f.success, -1)
	case "isRecent":
		return f.at-f.success < l.OverdueAfter
	case "isOverdue":
		return f.at-f.success >= l.OverdueAfter
	case "isOldWithoutDailyJob":
		return f.at-f.success >= l.UpToDateFor
	case "hasTriedLately":
		return f.at-f.begun < l.OverdueAfter
	case "hasBegunLongAgo":
		return f.hasBegunLongAgo()
	case "isReadByMx":
		return f.isReadByMX()
	case "isGoodOrPassing":
		mayBeAtWork := p.Reading.IsBeingAggregated == nil && f.at-f.begun < l.StuckAfter
		return f.row.LeadsTo == "upToDate" || f.row.LeadsTo == "unsettled" && !mayBeAtWork
	case "isOldQuestion":
		return f.leadsTo("questions") && !isTrue(p.Reading.IsBeingAggregated) && f.hasBegunLongAgo()
	case "isLeftAlone":
		return f.leadsTo("outage") && !f.isReadByMX() && f.at-f.begun >= l.OverdueAfter
	case "isTroubleOfMx":
		return isText(p.Reading.ConnectionStatus, "DEGRADED") && f.codeLeadsTo != "outage"
	}
	panic("mxmember: health.json has the condition " + condition)
}

// grows is a wait that is as long as the trouble has lasted, within limits; the longest where nobody knows.
func grows(time, least, most float64) float64 {
	if math.IsNaN(time) {
		return most
	}
	return min(max(time, least), most)
}

// look is the time until the next look at the page, in ms.
func (f pageFacts) look(name string) (ms float64, ok bool) {
	l := f.limits
	toADay := func(time float64) float64 { return grows(time, l.LookEvery, max(l.LookEvery, day)) }
	switch name {
	case "never":
		return 0, false
	case "hour":
		return hour, true
	case "day":
		return day, true
	case "week":
		return 7 * day, true
	case "job":
		return grows(f.at-f.begun, minute, 10*minute), true
	case "trouble":
		return grows(f.at-f.begun, hour, 12*hour), true
	case "unread":
		return toADay(f.at - f.begun), true
	case "stuckJob":
		return toADay(f.at - f.begun - l.StuckAfter), true
	case "oldWithoutDailyJob":
		return toADay(f.at - f.success - l.UpToDateFor), true
	case "overdue":
		return toADay(f.at - f.success - l.OverdueAfter), true
	case "healthy":
		return max(l.LookEvery, min(f.success, f.at)+l.LookAfterSuccess-f.at), true
	}
	panic("mxmember: health.json has the look " + name)
}

func (r healthRule) holdsFor(f pageFacts) bool {
	return slices.ContainsFunc(r.When, func(one healthCase) bool {
		return (one.LeadsTo == "" || f.leadsTo(one.LeadsTo)) &&
			(one.StatusLeadsTo == "" || f.row.LeadsTo == one.StatusLeadsTo) &&
			!slices.ContainsFunc(one.All, func(name string) bool { return !f.holds(name) }) &&
			!slices.ContainsFunc(one.Not, f.holds)
	})
}

func msPointer(ms float64, isThere bool) *int64 {
	if !isThere {
		return nil
	}
	return pointerTo(int64(ms))
}

// Health says how a connection is at a moment, in ms since 1970. Page is nil after MX has answered 404 twice, 3 s apart.
func Health(page *Page, at int64, limits Limits) ConnectionHealth {
	if page == nil {
		return ConnectionHealth{Status: "over", Issue: pointerTo("gone"), Who: "nobody", Action: "none", MayStart: "never", Rule: "gone"}
	}
	f := factsOf(*page, float64(at), limits)
	rule, _ := find(healthTables.Rules, func(one healthRule) bool { return one.holdsFor(f) })
	mayStart := "never"
	if rule.MayStart != nil {
		mayStart = *rule.MayStart
	} else if f.hasRow {
		mayStart = f.row.MayStart
	}
	isData := isMomentMs(f.success)
	ms, isLook := f.look(rule.Look)
	return ConnectionHealth{
		ConnectionStatus: page.Reading.ConnectionStatus,
		Status:           rule.Status,
		Issue:            rule.Issue.of(f),
		Who:              valueOr(rule.Who.of(f), ""),
		Action:           valueOr(rule.Action.of(f), ""),
		IsReadByMX:       f.isReadByMX(),
		MayStart:         mayStart,
		StartFrom:        msPointer(min(f.success, f.at)+limits.Throttle, isData && mayStart != "never"),
		DataOf:           msPointer(f.success, isData),
		LookAt:           msPointer(f.at+ms, isLook),
		Rule:             rule.Rule,
	}
}
