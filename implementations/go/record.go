package mxmember

import (
	"encoding/json"
	"strings"
)

const recordVersion = 5

// Record is all that is remembered of a lifecycle. Keep it as JSON; the zero value is not a record.
type Record struct {
	state   string
	context context
}

type observed struct {
	Phase  int64 `json:"phase"`
	Outage int64 `json:"outage"`
	Total  int64 `json:"total"`
}

// evidence is what shows that our job began: MX took the start, or a reading showed a job at work.
type evidence struct {
	Of      string  `json:"of"`
	At      int64   `json:"at"`
	JobGUID *string `json:"jobGuid,omitempty"`
	// The first that is later than the baseline's.
	AggregatedAt Text `json:"aggregatedAt,omitzero"`
}

// act is what is remembered of an [Act].
type act struct {
	At int64 `json:"at"`
	// Nil: the person has only checked the login, so MX begins no job.
	IsTaken *bool `json:"isTaken"`
}

// finding is what one poll has shown and a later one has to confirm.
type finding struct {
	Rule string `json:"rule"`
	From int64  `json:"from"`
}

type verdict struct {
	Type     string `json:"type"`
	Rule     string `json:"rule"`
	Fresh    *bool  `json:"fresh,omitempty"`
	Evidence string `json:"evidence,omitempty"`
	Reason   string `json:"reason,omitempty"`
	NextStep string `json:"nextStep,omitempty"`
}

// context has the fields of "What is remembered". Nothing that it points to is ever changed, so a copy is a copy.
type context struct {
	Member        Member      `json:"member"`
	Job           *string     `json:"job"`
	OAuth         bool        `json:"oauth"`
	Act           *act        `json:"act"`
	AnswerWith    string      `json:"answerWith"`
	Pacing        Pacing      `json:"pacing"`
	Deadlines     Deadlines   `json:"deadlines"`
	Phase         string      `json:"phase"`
	Since         *int64      `json:"since"`
	LastStampAt   *int64      `json:"lastStampAt"`
	Observed      observed    `json:"observed"`
	Reading       *Reading    `json:"reading"`
	Baseline      *Baseline   `json:"baseline"`
	FlagSeen      bool        `json:"flagSeen"`
	Progress      *string     `json:"progress"`
	Evidence      *evidence   `json:"evidence"`
	Finding       *finding    `json:"finding"`
	IgnoredSince  *int64      `json:"ignoredSince"`
	PendingStart  string      `json:"pendingStart"`
	Awaiting      string      `json:"awaiting"`
	LastSubmit    *string     `json:"lastSubmit"`
	Round         int64       `json:"round"`
	Prompt        int64       `json:"prompt"`
	PromptFrom    int64       `json:"promptFrom"`
	Challenges    []Challenge `json:"challenges"`
	AnsweredGUIDs []string    `json:"answeredGuids"`
	Problems      []Problem   `json:"problems"`
	Fault         *Fault      `json:"fault"`
	Failures      int64       `json:"failures"`
	Refusals      int64       `json:"refusals"`
	Hint          string      `json:"hint"`
	Turn          int64       `json:"turn"`
	Revision      int64       `json:"revision"`
	Verdict       verdict     `json:"verdict"`
}

type recordJSON struct {
	Schema  int     `json:"schema"`
	State   string  `json:"state"`
	Context context `json:"context"`
}

// State returns the state, such as "challenged.waiting".
func (r Record) State() string { return r.state }

// Turn returns the number of the last call or wait.
func (r Record) Turn() int64 { return r.context.Turn }

// MarshalJSON writes the record as record.schema.json has it.
func (r Record) MarshalJSON() ([]byte, error) {
	return json.Marshal(recordJSON{recordVersion, r.state, r.context})
}

// UnmarshalJSON reads a record of any implementation. It returns [Refused] for one that does not fit the schema or contradicts
// itself.
func (r *Record) UnmarshalJSON(data []byte) error {
	var read recordJSON
	if err := decode("record", data, &read); err != nil {
		return err
	}
	record := Record{read.State, read.Context}
	if err := record.check(); err != nil {
		return err
	}
	*r = record
	return nil
}

func isFinal(state string) bool { return state == "connected" || state == "failed" }

func placeOf(state string) string {
	_, place, _ := strings.Cut(state, ".")
	return place
}

// check refuses a record that contradicts itself.
func (r Record) check() error {
	c := r.context
	isEnd := isFinal(c.Verdict.Type)
	switch {
	case r.state == "":
		return refuse("record is empty")
	case r.state == "connected":
		if c.Verdict.Type != "connected" || c.Verdict.Fresh == nil || c.Verdict.Evidence == "" || c.Reading == nil {
			return refuse("record is connected without saying how")
		}
		return nil
	case r.state == "failed":
		if c.Verdict.Type != "failed" || c.Verdict.Reason == "" || c.Verdict.NextStep == "" {
			return refuse("record is failed without saying why")
		}
		return nil
	case !strings.HasPrefix(r.state, c.Phase+"."):
		return refuse("record is in another phase than its state")
	case isEnd:
		return refuse("record is under way with the verdict of an end")
	case c.Job == nil && (r.state == "aggregating.starting" || c.PendingStart != "none"):
		return refuse("record starts without a job")
	case r.state == "aggregating.starting" && (c.PendingStart != "due" && c.PendingStart != "otherJob" || c.Reading == nil):
		return refuse("record starts what is not due")
	case c.PendingStart == "joining" && !isText(c.Job, "aggregate"):
		return refuse("record joins a job of another type")
	case r.state == "aggregating.queued" && c.PendingStart != "otherJob" && c.PendingStart != "joining":
		return refuse("record waits for another job that it does not know")
	case c.Phase == "challenged" && len(c.Challenges) == 0:
		return refuse("record is challenged without a question")
	}
	return nil
}
