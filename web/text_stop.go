package web

// stopTexts are the sentences of the kill switches.
type stopTexts interface {
	StopTitle() string
	StopLead() string
	StopStanding() string
	StopNone() string
	StopKind(kind string) string
	StopWord(kind string) string
	StopUndo() string
	StopThrow() string
	StopOf() string
	StopHint() string
}
