package mxmember

import "encoding/json"

// Text is a text that may be null or absent, which are different things in a reading.
type Text struct {
	given bool
	text  *string
}

// NewText returns a text.
func NewText(text string) Text { return Text{given: true, text: &text} }

// Null returns a text that is null: for a time stamp, never.
func Null() Text { return Text{given: true} }

// IsZero reports whether the text is absent.
func (t Text) IsZero() bool { return !t.given }

// MarshalJSON writes the text, or null.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.text) }

// UnmarshalJSON reads a text or null.
func (t *Text) UnmarshalJSON(data []byte) error {
	t.given = true
	return json.Unmarshal(data, &t.text)
}

// Member names one user's connection to one institution.
type Member struct {
	UserGUID   string `json:"userGuid"`
	MemberGUID string `json:"memberGuid"`
}

// Option is one choice of a question.
type Option struct {
	Label   string  `json:"label"`
	Value   string  `json:"value"`
	GUID    *string `json:"guid,omitempty"`
	DataURI *string `json:"dataUri,omitempty"`
}

// Challenge is a question of the bank.
type Challenge struct {
	GUID      string   `json:"guid"`
	Type      string   `json:"type"`
	Label     string   `json:"label"`
	Options   []Option `json:"options"`
	ImageData *string  `json:"imageData,omitempty"`
}

// Reading is a member as MX showed it at one moment. At is when it arrived, in ms since 1970; Took how long the call took, in ms.
type Reading struct {
	ConnectionStatus         *string     `json:"connectionStatus"`
	IsBeingAggregated        *bool       `json:"isBeingAggregated"`
	Challenges               []Challenge `json:"challenges"`
	AggregatedAt             Text        `json:"aggregatedAt,omitzero"`
	SuccessfullyAggregatedAt Text        `json:"successfullyAggregatedAt,omitzero"`
	Message                  *string     `json:"message,omitempty"`
	ErrorCode                *int64      `json:"errorCode,omitempty"`
	NeedsUpdatedCredentials  *bool       `json:"needsUpdatedCredentials,omitempty"`
	Progress                 *string     `json:"progress,omitempty"`
	JobGUID                  *string     `json:"jobGuid,omitempty"`
	At                       int64       `json:"at"`
	Took                     *int64      `json:"took,omitempty"`
}

// Baseline is how a member was before our job: the fields of a reading that later readings are compared with.
type Baseline struct {
	ConnectionStatus         Text   `json:"connectionStatus,omitzero"`
	IsBeingAggregated        *bool  `json:"isBeingAggregated,omitempty"`
	ErrorCode                *int64 `json:"errorCode,omitempty"`
	AggregatedAt             Text   `json:"aggregatedAt,omitzero"`
	SuccessfullyAggregatedAt Text   `json:"successfullyAggregatedAt,omitzero"`
	// A flag of null is not a flag that is absent.
	isFlagNull bool
}

// UnmarshalJSON reads a baseline.
func (b *Baseline) UnmarshalJSON(data []byte) error {
	type plain Baseline
	if err := json.Unmarshal(data, (*plain)(b)); err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	err := json.Unmarshal(data, &fields)
	_, hasFlag := fields["isBeingAggregated"]
	b.isFlagNull = hasFlag && b.IsBeingAggregated == nil
	return err
}

// Act is what the person has done before a lifecycle begins. MX begins a job by itself after "credentials", "creation", "return" and
// "elsewhere", and none after "checked". Before is how the member was, Reply what MX replied, At when, in ms since 1970.
type Act struct {
	Type   string    `json:"type"`
	Before *Baseline `json:"before"`
	Reply  *Baseline `json:"reply"`
	At     int64     `json:"at"`
}

// Fault is a call that failed. RetryAfter is in ms.
type Fault struct {
	Code       string  `json:"code"`
	Status     *int64  `json:"status,omitempty"`
	RetryAfter *int64  `json:"retryAfter,omitempty"`
	Times      *int64  `json:"times,omitempty"`
	Path       *string `json:"path,omitempty"`
	At         int64   `json:"at"`
}

// Answer is what a person gives to one question: a value, or a text that only MX can open.
type Answer struct {
	GUID   string  `json:"guid"`
	Value  *string `json:"value,omitempty"`
	Sealed *string `json:"sealed,omitempty"`
}

// Problem is what is wrong with the answer to one question; with a GUID of nil, with all of them.
type Problem struct {
	GUID    *string `json:"guid"`
	Code    string  `json:"code"`
	Message string  `json:"message"`
}

// Pacing is how long to wait between polls, in ms.
type Pacing struct {
	First         int64 `json:"first"`
	Spread        int64 `json:"spread"`
	Busy          int64 `json:"busy"`
	BusyMost      int64 `json:"busyMost"`
	NeedsUser     int64 `json:"needsUser"`
	NeedsUserMost int64 `json:"needsUserMost"`
	FailedMost    int64 `json:"failedMost"`
}

// DefaultPacing is the pacing of an input that names none.
var DefaultPacing = Pacing{1_000, 500, 3_000, 10_000, 20_000, 60_000, 60_000}

// Deadlines are the limits of a lifecycle, in ms of observed time.
type Deadlines struct {
	Busy        int64 `json:"busy"`
	NeedsUser   int64 `json:"needsUser"`
	Unreachable int64 `json:"unreachable"`
	CatchUp     int64 `json:"catchUp"`
}

// DefaultDeadlines are the limits of an input that names none.
var DefaultDeadlines = Deadlines{900_000, 1_800_000, 3_600_000, 60_000}

// Input is what a lifecycle begins with. Read it with json.Unmarshal, or start from [NewInput], which has the defaults.
type Input struct {
	Member     Member  `json:"member"`
	Job        *string `json:"job"`
	OAuth      bool    `json:"oauth"`
	AnswerWith string  `json:"answerWith"`
	Act        *Act    `json:"act,omitempty"`
	// Look is a reading that was made just now, in place of the first poll.
	Look         *Reading  `json:"look,omitempty"`
	Pacing       Pacing    `json:"pacing"`
	Deadlines    Deadlines `json:"deadlines"`
	UnsafePacing bool      `json:"unsafePacing,omitempty"`
	// After is the ended record of the attempt before.
	After *Record `json:"after,omitempty"`
}

// NewInput returns an input with the defaults, for a job that is to be started.
func NewInput(member Member, job string) Input {
	return Input{
		Member:     member,
		Job:        &job,
		AnswerWith: "value",
		Pacing:     DefaultPacing,
		Deadlines:  DefaultDeadlines,
	}
}

// UnmarshalJSON reads an input over the defaults. It returns [Refused] for one that does not fit the schema.
func (in *Input) UnmarshalJSON(data []byte) error {
	type plain Input
	read := plain(Input{AnswerWith: "value", Pacing: DefaultPacing, Deadlines: DefaultDeadlines})
	if err := decode("input", data, &read); err != nil {
		return err
	}
	*in = Input(read)
	return nil
}

// Event is something that happens to a member. Its constructors are [Done], [Failed], [Elapsed], [Answers], [StatusChanged] and
// [Cancel].
type Event struct {
	Type    string   `json:"type"`
	Call    string   `json:"call,omitempty"`
	Turn    *int64   `json:"turn,omitempty"`
	Reading *Reading `json:"reading,omitempty"`
	Fault   *Fault   `json:"fault,omitempty"`
	Answers []Answer `json:"answers,omitzero"`
	Prompt  *int64   `json:"prompt,omitempty"`
}

// UnmarshalJSON reads an event. It returns [Refused] for one that does not fit the schema.
func (e *Event) UnmarshalJSON(data []byte) error {
	type plain Event
	var read plain
	if err := decode("event", data, &read); err != nil {
		return err
	}
	*e = Event(read)
	return nil
}

// Done says that a call has returned the member. Call and turn come from the effect.
func Done(call string, turn int64, reading Reading) Event {
	return Event{Type: "done", Call: call, Turn: &turn, Reading: &reading}
}

// Failed says that a call has failed.
func Failed(call string, turn int64, fault Fault) Event {
	return Event{Type: "error", Call: call, Turn: &turn, Fault: &fault}
}

// Elapsed says that the time of a wait has passed.
func Elapsed(turn int64) Event { return Event{Type: "elapsed", Turn: &turn} }

// Answers are what a person answers to the questions of a prompt.
func Answers(prompt int64, answers ...Answer) Event {
	return Event{Type: "challenge.answer", Prompt: &prompt, Answers: append([]Answer{}, answers...)}
}

// StatusChanged is a hint, such as a webhook, that a poll would show something new.
func StatusChanged() Event { return Event{Type: "status.changed"} }

// Cancel ends the lifecycle.
func Cancel() Event { return Event{Type: "cancel"} }
