package web

func (dutch) StopTitle() string { return "Noodstop" }
func (dutch) StopLead() string {
	return "Zet het inloggen stop voor een app, een school of een hele koppeling. Binnen vijf seconden geldt het overal."
}
func (dutch) StopStanding() string { return "Dit staat nu stop" }
func (dutch) StopNone() string     { return "Er staat niets stop." }
func (dutch) StopKind(kind string) string {
	switch kind {
	case "school":
		return "School staat stop"
	case "app":
		return "App staat stop"
	}
	return "Koppeling staat stop"
}
func (dutch) StopWord(kind string) string {
	switch kind {
	case "school":
		return "een school"
	case "app":
		return "een app"
	}
	return "een koppeling"
}
func (dutch) StopUndo() string  { return "Vraag om opheffen" }
func (dutch) StopThrow() string { return "Zet stop" }
func (dutch) StopOf() string    { return "Wat moet stoppen?" }
func (dutch) StopHint() string {
	return "Niemand logt daar dan nog in. Ook wie al binnen was, komt niet verder. Opheffen doen twee beheerders samen."
}
