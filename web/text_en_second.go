package web

import "time"

func (english) SecondTitle() string { return "Waiting for a second admin" }
func (english) SecondLead() string {
	return "Some changes nobody makes alone. Another admin looks at them and confirms."
}
func (english) SecondNone() string { return "Nothing is waiting." }
func (english) SecondCount(n int) string {
	return plural(n, "1 change waits for you as the second one.", "%d changes wait for you as the second one.")
}
func (english) SecondKind(kind string) string {
	switch kind {
	case "registry":
		return "Change the registry"
	case "contract":
		return "Widen an agreement"
	case "recover":
		return "Recover an account"
	case "key.delete":
		return "Delete a key"
	case "switch.undo":
		return "Undo an emergency stop"
	}
	return "A change"
}
func (e english) SecondAsked(who string, at time.Time) string {
	return "Asked by " + who + " on " + e.Date(at) + " at " + e.Clock(at) + "."
}
func (e english) SecondConfirmed(who string, due time.Time) string {
	return "Confirmed by " + who + ". It can be carried out from " + e.Date(due) + " at " + e.Clock(due) + "."
}
func (english) SecondMine() string   { return "You asked for this. Another admin has to confirm it." }
func (english) SecondNotYou() string { return "There is nothing for you to do now." }
func (e english) SecondUntil(t time.Time) string {
	return "Ends on " + e.Date(t) + "."
}
func (english) SecondConfirm() string  { return "Confirm as the second" }
func (english) SecondCarry() string    { return "Carry out" }
func (english) SecondDrop() string     { return "Turn down" }
func (english) SecondWithdraw() string { return "Take back" }
func (english) SecondShown() string    { return "Done. This is shown once:" }
