package web

import "time"

// signingTexts are the sentences of the page of our own keys.
type signingTexts interface {
	SigningTitle() string
	SigningLead() string
	SigningAsked() string
	SigningTokens() string
	SigningOf(connection string) string
	SigningRotate() string
	SigningDrop() string
	SigningStage() string
	SigningMove() string
	SigningRing() string
	SigningRingWhy() string
	SigningMaster() string
	SigningMasterWhy() string
	SigningSince(t time.Time) string
	RootWord(purpose string) string
	SigningLook() string
	SigningLogs() string
	SigningLogsWhy() string
	SigningTable() string
	SigningTableWhy() string
	SigningChain() string
	SigningWhole() string
	SigningTorn() string
	SigningChecked(n int) string
}
