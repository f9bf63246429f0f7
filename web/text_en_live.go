package web

import "time"

func (english) TodayTitle() string { return "Sign-ins" }
func (english) TodaySums(released, refused string) string {
	return released + " let in, " + refused + " refused"
}
func (english) TodayReleased() string { return "Let in" }
func (english) TodayRefused() string  { return "Refused" }
func (e english) TodayPeak(n string, at time.Time) string {
	return "most " + n + " at " + e.Clock(at)
}
func (english) TodayNone() string     { return "none yet today" }
func (english) TodayUsual() string    { return "dotted line: a usual day" }
func (english) TodayOwnScale() string { return "a scale of its own" }
func (english) TodayLabel(refused bool) string {
	if refused {
		return "Refused sign-ins in each 5 minutes"
	}
	return "Sign-ins that were let in, in each 5 minutes"
}
func (english) LiveTitle() string   { return "Sign-ins right now" }
func (english) LiveTag() string     { return "Live now" }
func (english) LiveStill() string   { return "Standing still" }
func (english) LivePause() string   { return "Pause" }
func (english) LiveGoOn() string    { return "Go on" }
func (english) LiveReload() string  { return "Refresh" }
func (english) LiveWaiting() string { return "There are new ones." }
func (english) LiveEnded() string   { return "Nothing comes in any more. Refresh the page." }
func (english) LiveLost() string    { return "There were so many that some are not here." }
func (english) LiveHead() [7]string {
	return [7]string{"Time", "School and app", "Outcome", "Network", "Country", "Device", "What you can do"}
}
func (english) LiveAllSchools() string   { return "All schools" }
func (english) LiveCountry() string      { return "Country" }
func (english) LiveAllCountries() string { return "All countries" }
func (english) LiveElsewhere() string    { return "Others" }
func (english) LiveQuery() string        { return "Code or three words" }
func (english) LiveNoSchool() string     { return "unknown" }
func (english) LiveNoApp() string        { return "no app" }
func (english) LiveDevice(known bool) string {
	if known {
		return "known"
	}
	return "new"
}
func (english) LiveBlock() string  { return "Block" }
func (english) LiveReveal() string { return "Show address" }
func (english) LiveNone() string   { return "There was nothing in the last hour." }
func (english) LiveHint() string {
	return "We show a network, no whole address, and nothing older than an hour. Do you block the network of a school? Known devices there can simply go on."
}
func (english) LiveQuiet() string {
	return "Of schools that keep failed sign-ins alone, you see what failed. What went well counts in the number, and nowhere else."
}
func (english) LiveMissed(n string) string {
	return "There were too many to show. So many are not in the list: " + n + "."
}
func (english) LiveBlockTitle() string { return "Block this network" }
func (english) LiveBlockLead() string {
	return "Who signs in there with a known device notices nothing. Others do not come in."
}
func (english) LiveRevealTitle() string { return "Show the whole address" }
func (english) LiveRevealLead() string {
	return "A whole address can lead to one family. So we write down that you look, and why. The school sees that too."
}
func (english) LiveRevealButton() string { return "Show and write down" }
func (english) LiveRevealed() string {
	return "You see this address once. In an hour we do not keep it any more."
}
