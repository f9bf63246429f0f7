package web

func (english) StopTitle() string { return "Kill switch" }
func (english) StopLead() string {
	return "Stop signing in for an app, a school or a whole connection. It holds everywhere within five seconds."
}
func (english) StopStanding() string { return "This is stopped now" }
func (english) StopNone() string     { return "Nothing is stopped." }
func (english) StopKind(kind string) string {
	switch kind {
	case "school":
		return "School is stopped"
	case "app":
		return "App is stopped"
	}
	return "Connection is stopped"
}
func (english) StopWord(kind string) string {
	switch kind {
	case "school":
		return "a school"
	case "app":
		return "an app"
	}
	return "a connection"
}
func (english) StopUndo() string  { return "Ask to end it" }
func (english) StopThrow() string { return "Stop it" }
func (english) StopOf() string    { return "What is to stop?" }
func (english) StopHint() string {
	return "Then nobody signs in there any more. Whoever was in gets no further either. Two admins together end it."
}
