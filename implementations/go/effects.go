package mxmember

// Effect is something that the host has to do: one of the types of this file.
type Effect interface{ isEffect() }

type effect struct{}

func (effect) isEffect() {}

// StartJob asks for the start of a job. It is a login at the bank, must be sent once, and must not be sent after NotAfter, in ms
// since 1970: its fault is "notSent" then.
type StartJob struct {
	effect
	Type     string `json:"type"`
	Turn     int64  `json:"turn"`
	Member   Member `json:"member"`
	Job      string `json:"job"`
	NotAfter int64  `json:"notAfter"`
}

// ReadStatus asks for one reading. Expects is "end" or "any".
type ReadStatus struct {
	effect
	Type    string `json:"type"`
	Turn    int64  `json:"turn"`
	Member  Member `json:"member"`
	Expects string `json:"expects"`
}

// SubmitAnswers has the only place where answers are. It must be sent once.
type SubmitAnswers struct {
	effect
	Type    string   `json:"type"`
	Turn    int64    `json:"turn"`
	Member  Member   `json:"member"`
	Answers []Answer `json:"answers"`
}

// CancelCall says that the result of a call is not used any more.
type CancelCall struct {
	effect
	Type string `json:"type"`
	Turn int64  `json:"turn"`
	Call string `json:"call"`
}

// Wait asks for [Elapsed] after so many ms.
type Wait struct {
	effect
	Type string `json:"type"`
	Turn int64  `json:"turn"`
	Ms   int64  `json:"ms"`
}

// CancelWait says that nobody waits any more.
type CancelWait struct {
	effect
	Type string `json:"type"`
	Turn int64  `json:"turn"`
}

// Challenged is for the screen: the bank asks.
type Challenged struct {
	effect
	Type       string      `json:"type"`
	Round      int64       `json:"round"`
	Prompt     int64       `json:"prompt"`
	Challenges []Challenge `json:"challenges"`
}

// AnswerRefused is for the screen: the answers have problems.
type AnswerRefused struct {
	effect
	Type     string    `json:"type"`
	Prompt   int64     `json:"prompt"`
	Problems []Problem `json:"problems"`
}

// Resumed is for the screen: the questions are answered.
type Resumed struct {
	effect
	Type string `json:"type"`
}

// Ended is the last effect of all.
type Ended struct {
	effect
	Type   string `json:"type"`
	Output Output `json:"output"`
}
