package web

import "time"

// fedTexts are the sentences of the pages of connections and keys.
type fedTexts interface {
	stopTexts
	signingTexts
	FedsLead() string
	FedsLevels() string
	FedEnding(kind, name string, days int) string
	FedSeeSteps() string
	FedDays(n int, known bool) string
	FedUntil(kind string, known bool) string
	FedFact(kind string, n int, age time.Duration, known bool) string
	FedAgo(age time.Duration) string
	FedUsable() string
	FedStopped() string
	FedAsked() string
	FedDo() string
	FedHowLong() string
	FedStep(step string) string
	FedSteps(step string, day time.Time) []string
	FedTurn(owner string) string
	FedNow() string
	FedMetadata() string
	FedOf(schools bool) string
	FedGood() string
	FedBad() string
	FedAge() string
	FedNever() string
	FedValid() string
	FedNoEnd() string
	FedFailure() string
	FedFailures(n int) string
	FedNoFailure() string
	FedNext() string
	FedRefresh() string
	FedRefreshHint() string
	FedHub() string
	FedEntity() string
	FedCertHead() [3]string
	FedOwn() string
	FedOurMetadata() string
	FedOurMetadataWhy() string
	FedOurEntity() string
	FedACS() string
	FedOurKey() string
	FedCertificate() string
	FedSchools() string
	FedSchoolCount(n int) string
	FedNoLogin() string
	FedLastLogin() string
	KeyStageName(stage string) string
	KeyDates(published, used, retired, gone time.Time) string
}

// since writes a length of time in its largest whole unit; the words are singular and plural.
func since(d time.Duration, second, minute, hour, day [2]string) string {
	n, unit := int(d/time.Second), second
	switch {
	case d >= 48*time.Hour:
		n, unit = int(d/(24*time.Hour)), day
	case d >= 2*time.Hour:
		n, unit = int(d/time.Hour), hour
	case d >= 2*time.Minute:
		n, unit = int(d/time.Minute), minute
	}
	return plural(max(n, 0), "1 "+unit[0], "%d "+unit[1])
}
