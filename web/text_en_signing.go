package web

import "time"

func (english) SigningTitle() string { return "Our keys" }
func (english) SigningLead() string {
	return "Sluis signs with these keys. The secret half is shown nowhere."
}
func (english) SigningAsked() string  { return "A second admin has to confirm this." }
func (english) SigningTokens() string { return "For apps" }
func (english) SigningOf(connection string) string {
	return "For connection " + connection
}
func (english) SigningRotate() string { return "Make the next key" }
func (english) SigningDrop() string   { return "Delete now" }
func (english) SigningStage() string  { return "Make the next key" }
func (english) SigningMove() string   { return "Change over now" }
func (english) SigningRing() string   { return "Keys that stay" }
func (english) SigningRingWhy() string {
	return "These keys are not exchanged. What was made with them must stay the same."
}
func (english) SigningMaster() string { return "Master key" }
func (english) SigningMasterWhy() string {
	return "This is a fingerprint. It shows whether a copy of the file is the right one."
}
func (e english) SigningSince(t time.Time) string { return "Since " + e.Date(t) }
func (english) RootWord(purpose string) string {
	switch purpose {
	case "pairwise":
		return "Pseudonyms of pupils"
	case "index":
		return "Searching the books"
	case "seal":
		return "What is kept sealed"
	case "device":
		return "Known devices"
	case "log":
		return "Sign-in log and audit trail"
	case "form":
		return "What the browser carries for us"
	}
	return "Codes and steps"
}
func (english) SigningLook() string { return "Look at this now and then" }
func (english) SigningLogs() string { return "Oldest day in a sign-in log" }
func (english) SigningLogsWhy() string {
	return "The key of earlier days was erased. A copy of those cannot be read either."
}
func (english) SigningTable() string { return "Table of countries" }
func (english) SigningTableWhy() string {
	return "Older than 90 days? Then get a new version of Sluis."
}
func (english) SigningChain() string { return "Audit trail" }
func (english) SigningWhole() string { return "The chain holds" }
func (english) SigningTorn() string  { return "The chain does not hold" }
func (english) SigningChecked(n int) string {
	return plural(n, "1 line, checked just now.", "%d lines, checked just now.")
}
