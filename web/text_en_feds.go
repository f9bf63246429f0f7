package web

import (
	"strings"
	"time"
)

func (english) FedsLead() string {
	return "Every school signs in through these connections. Here you see how long keys and metadata are still good."
}
func (english) FedsLevels() string { return "How are they?" }
func (english) FedEnding(kind, name string, days int) string {
	when := " ends in " + plural(days, "1 day", "%d days") + "."
	if days < 0 {
		when = " has ended."
	}
	switch kind {
	case "metadata":
		return "The metadata of " + name + when
	case "own":
		return "Our certificate at " + name + when
	case "token":
		return "Our key is due to be exchanged."
	}
	return "The certificate of " + name + when
}
func (english) FedSeeSteps() string { return "See the steps" }
func (english) FedDays(n int, known bool) string {
	switch {
	case !known:
		return "No end"
	case n < 0:
		return "Ended"
	}
	return plural(n, "1 day", "%d days")
}
func (english) FedUntil(kind string, known bool) string {
	if !known {
		return "Nothing ends that somebody must be ready for."
	}
	switch kind {
	case "metadata":
		return "until the metadata ends"
	case "own":
		return "until our certificate ends"
	case "token":
		return "until our key is to be exchanged"
	}
	return "until the federation's certificate ends"
}
func (e english) FedFact(kind string, n int, age time.Duration, known bool) string {
	switch kind {
	case "schools":
		return plural(n, "1 school in all", "%d schools")
	case "login":
		if !known {
			return "Last sign-in: none since the start"
		}
		return "Last sign-in: " + e.FedAgo(age)
	}
	if kind == "countries" {
		return "Table of countries made: " + e.FedAgo(age)
	}
	if !known {
		return "Metadata: never fetched"
	}
	return "Metadata fetched: " + e.FedAgo(age)
}
func (english) FedAgo(age time.Duration) string {
	return since(age, [2]string{"second", "seconds"}, [2]string{"minute", "minutes"}, [2]string{"hour", "hours"}, [2]string{"day", "days"}) + " ago"
}
func (english) FedUsable() string  { return "Signing in works" }
func (english) FedStopped() string { return "Signing in does not work" }
func (english) FedAsked() string {
	return "The metadata was asked for again. Below you see how that went."
}
func (english) FedDo() string      { return "What is to be done?" }
func (english) FedHowLong() string { return "How much longer?" }
func (english) FedStep(step string) string {
	switch step {
	case "stage":
		return "Our certificate ends soon. Make the next key."
	case "hand":
		return "The next key is published. The federation must load our metadata."
	case "move":
		return "The next key was published long enough. We can change over."
	case "wait":
		return "We change over on a fixed day. The federation must have our metadata by then."
	case "retire":
		return "The key was exchanged. You need not do anything."
	}
	return "Nobody has to do anything now."
}
func (e english) FedSteps(step string, day time.Time) []string {
	switch step {
	case "stage":
		return []string{"Make the next key before " + e.Date(day) + ".", "Give the federation the address of our new metadata.", "Change over when the federation is ready."}
	case "hand":
		return []string{"Give the federation the address of our metadata.", "Ask whether the new key was loaded.", "Then change over, on " + e.Date(day) + " at the earliest."}
	case "move":
		return []string{"Ask the federation whether the new key was loaded.", "Then change over to the next key.", "Make a test sign-in."}
	case "wait":
		return []string{"Give the federation the address of our metadata.", "Ask before " + e.Date(day) + " whether the new key was loaded.", "Make a test sign-in after that day."}
	case "retire":
		return []string{"Make a test sign-in.", "The old key goes by itself on " + e.Date(day) + "."}
	}
	return nil
}
func (english) FedTurn(owner string) string {
	if owner == "federation" {
		return "The federation"
	}
	return "We"
}
func (english) FedNow() string      { return "to act now" }
func (english) FedMetadata() string { return "The metadata" }
func (english) FedOf(schools bool) string {
	if schools {
		return "Of the schools"
	}
	return "Of the federation"
}
func (english) FedGood() string    { return "In use" }
func (english) FedBad() string     { return "Cannot be used" }
func (english) FedAge() string     { return "Last good copy" }
func (english) FedNever() string   { return "Never" }
func (english) FedValid() string   { return "Valid until" }
func (english) FedNoEnd() string   { return "Without end" }
func (english) FedFailure() string { return "Last failure" }
func (english) FedFailures(n int) string {
	return plural(n, "failed once", "failed %d times")
}
func (english) FedNoFailure() string { return "No failure since the last good copy" }
func (english) FedNext() string      { return "Fetched next:" }
func (english) FedRefresh() string   { return "Fetch again now" }
func (english) FedRefreshHint() string {
	return "If it fails, the last good copy stays in use. Where there are more machines, this one alone fetches."
}
func (english) FedHub() string         { return "Certificates of the federation" }
func (english) FedEntity() string      { return "Name of the federation in SAML:" }
func (english) FedCertHead() [3]string { return [3]string{"Fingerprint", "Valid until", "Left"} }
func (english) FedOwn() string         { return "Our side" }
func (english) FedOurMetadata() string { return "Our metadata" }
func (english) FedOurMetadataWhy() string {
	return "Give this address to the federation. It holds our keys."
}
func (english) FedOurEntity() string   { return "Our name in SAML" }
func (english) FedACS() string         { return "Answers come to" }
func (english) FedOurKey() string      { return "Key" }
func (english) FedCertificate() string { return "Certificate valid until" }
func (english) FedSchools() string     { return "Schools" }
func (english) FedSchoolCount(n int) string {
	return plural(n, "1 school signs in here", "%d schools sign in here")
}
func (english) FedNoLogin() string   { return "Nobody signed in here since this machine began." }
func (english) FedLastLogin() string { return "The last sign-in on this machine was" }
func (english) KeyStageName(stage string) string {
	switch stage {
	case "in use":
		return "In use"
	case "published":
		return "Ready"
	}
	return "Retired"
}
func (e english) KeyDates(published, used, retired, gone time.Time) string {
	out := "Published on " + e.Date(published) + "."
	for _, x := range []struct {
		what string
		at   time.Time
	}{{"In use from", used}, {"Replaced on", retired}, {"Gone on", gone}} {
		if !x.at.IsZero() {
			out += " " + x.what + " " + e.Date(x.at) + "."
		}
	}
	return strings.TrimSpace(out)
}
