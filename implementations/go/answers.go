package mxmember

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// In characters.
const longestAnswer = 4_096

var sentences = map[string]string{
	"missing":     "This question is not answered.",
	"duplicate":   "This question is answered more than once.",
	"empty":       "The answer is empty.",
	"tooLong":     "The answer is too long.",
	"notAnOption": "The answer is not one of the options.",
	"unknown":     "There are answers to questions that are not open.",
	"superseded":  "These answers are to questions of before.",
	"notYet":      "The member is being read. Please send the answers again.",
	"refused":     "The answer was refused. Please try another.",
}

func newProblem(guid *string, code string) Problem {
	return Problem{GUID: guid, Code: code, Message: sentences[code]}
}

// problemsOf is what is wrong with answers, in the order of the questions.
func problemsOf(answers []Answer, challenges []Challenge) []Problem {
	problems := []Problem{}
	for _, challenge := range challenges {
		var given []Answer
		for _, answer := range answers {
			if answer.GUID == challenge.GUID {
				given = append(given, answer)
			}
		}
		if code := codeOfProblem(challenge, given); code != "" {
			problems = append(problems, newProblem(pointerTo(challenge.GUID), code))
		}
	}
	guids := guidsOf(challenges)
	if slices.ContainsFunc(answers, func(answer Answer) bool { return !slices.Contains(guids, answer.GUID) }) {
		problems = append(problems, newProblem(nil, "unknown"))
	}
	return problems
}

func codeOfProblem(challenge Challenge, given []Answer) string {
	switch len(given) {
	case 0:
		return "missing"
	case 1:
	default:
		return "duplicate"
	}
	answer := given[0]
	if answer.Sealed != nil {
		if strings.TrimSpace(*answer.Sealed) == "" {
			return "empty"
		}
		return ""
	}
	value := valueOr(answer.Value, "")
	switch {
	case strings.TrimSpace(value) == "":
		return "empty"
	case utf8.RuneCountInString(value) > longestAnswer:
		return "tooLong"
	case len(challenge.Options) > 0:
		if _, isOption := optionOf(challenge.Options, value); !isOption {
			return "notAnOption"
		}
	}
	return ""
}

// optionOf finds the option that an answer names: by its value, else by its guid, else by its label.
func optionOf(options []Option, text string) (Option, bool) {
	names := []func(Option) *string{
		func(option Option) *string { return &option.Value },
		func(option Option) *string { return option.GUID },
		func(option Option) *string { return &option.Label },
	}
	for _, name := range names {
		if option, ok := find(options, func(option Option) bool { return isText(name(option), text) }); ok {
			return option, true
		}
	}
	return Option{}, false
}

// valuesOf is how the answers are passed on to MX.
func valuesOf(answers []Answer, challenges []Challenge, answerWith string) []Answer {
	passed := slices.Clone(answers)
	for index, answer := range passed {
		challenge, _ := find(challenges, func(one Challenge) bool { return one.GUID == answer.GUID })
		if answer.Value == nil || len(challenge.Options) == 0 {
			continue
		}
		option, _ := optionOf(challenge.Options, *answer.Value)
		value := option.Value
		switch {
		case answerWith == "guid" && option.GUID != nil:
			value = *option.GUID
		case answerWith == "label":
			value = option.Label
		}
		passed[index].Value = &value
	}
	return passed
}
