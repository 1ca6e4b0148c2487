package mxmember

import "slices"

// explanation is why a lifecycle has failed, and what to do.
type explanation struct {
	Reason   string `json:"reason"`
	NextStep string `json:"nextStep"`
}

type statusRow struct {
	explanation
	Name    *string `json:"name"`
	Class   string  `json:"class"`
	Meaning string  `json:"meaning"`
}

type codeRow struct {
	explanation
	Code int64 `json:"code"`
}

type faultRow struct {
	explanation
	Code    string `json:"code"`
	IsFatal bool   `json:"isFatal"`
	Message string `json:"message"`
}

var tables = load[struct {
	Statuses        []statusRow            `json:"statuses"`
	ErrorCodes      []codeRow              `json:"errorCodes"`
	OtherErrorCodes explanation            `json:"otherErrorCodes"`
	Failures        map[string]explanation `json:"failures"`
	NextSteps       map[string]string      `json:"nextSteps"`
	Faults          []faultRow             `json:"faults"`
}]("statuses.json")

// statusOf returns the row of a status, if the table has it. The text "null" is not the status null.
func statusOf(name *string) (statusRow, bool) {
	return find(tables.Statuses, func(row statusRow) bool { return isEqual(row.Name, name) })
}

func codeOf(code int64) (explanation, bool) {
	row, ok := find(tables.ErrorCodes, func(row codeRow) bool { return row.Code == code })
	return row.explanation, ok
}

func faultOf(code string) faultRow {
	row, _ := find(tables.Faults, func(row faultRow) bool { return row.Code == code })
	return row
}

func find[T any](rows []T, fits func(T) bool) (row T, ok bool) {
	if index := slices.IndexFunc(rows, fits); index >= 0 {
		return rows[index], true
	}
	return row, false
}

// isEqual compares what two pointers lead to; two that are nil are equal.
func isEqual[T comparable](left, right *T) bool {
	if left == nil || right == nil {
		return left == right
	}
	return *left == *right
}

func valueOr[T any](pointer *T, otherwise T) T {
	if pointer == nil {
		return otherwise
	}
	return *pointer
}

func pointerTo[T any](value T) *T { return &value }
