package web

import (
	"strings"
	"time"
)

func (dutch) FedsLead() string {
	return "Via deze koppelingen logt elke school in. Je ziet hier hoe lang sleutels en metadata nog goed zijn."
}
func (dutch) FedsLevels() string { return "Hoe staan ze ervoor?" }
func (dutch) FedEnding(kind, name string, days int) string {
	when := " verloopt over " + plural(days, "1 dag", "%d dagen") + "."
	if days < 0 {
		when = " is verlopen."
	}
	switch kind {
	case "metadata":
		return "De metadata van " + name + when
	case "own":
		return "Ons certificaat bij " + name + when
	case "token":
		return "Onze sleutel is aan vervanging toe."
	}
	return "Het certificaat van " + name + when
}
func (dutch) FedSeeSteps() string { return "Bekijk de stappen" }
func (dutch) FedDays(n int, known bool) string {
	switch {
	case !known:
		return "Geen einde"
	case n < 0:
		return "Verlopen"
	}
	return plural(n, "1 dag", "%d dagen")
}
func (dutch) FedUntil(kind string, known bool) string {
	if !known {
		return "Er verloopt niets waar iemand iets voor moet doen."
	}
	switch kind {
	case "metadata":
		return "tot de metadata verloopt"
	case "own":
		return "tot ons certificaat verloopt"
	case "token":
		return "tot onze sleutel moet wisselen"
	}
	return "tot het certificaat van de federatie verloopt"
}
func (d dutch) FedFact(kind string, n int, age time.Duration, known bool) string {
	switch kind {
	case "schools":
		return plural(n, "1 school", "%d scholen")
	case "login":
		if !known {
			return "Laatste inlog: nog geen sinds de start"
		}
		return "Laatste inlog: " + d.FedAgo(age)
	}
	if kind == "countries" {
		return "Tabel met landen gemaakt: " + d.FedAgo(age)
	}
	if !known {
		return "Metadata: nog nooit opgehaald"
	}
	return "Metadata opgehaald: " + d.FedAgo(age)
}
func (dutch) FedAgo(age time.Duration) string {
	return since(age, [2]string{"seconde", "seconden"}, [2]string{"minuut", "minuten"}, [2]string{"uur", "uur"}, [2]string{"dag", "dagen"}) + " geleden"
}
func (dutch) FedUsable() string  { return "Inloggen kan" }
func (dutch) FedStopped() string { return "Inloggen kan niet" }
func (dutch) FedAsked() string {
	return "De metadata is opnieuw gevraagd. Hieronder staat hoe dat ging."
}
func (dutch) FedDo() string      { return "Wat moet er gebeuren?" }
func (dutch) FedHowLong() string { return "Hoe lang nog?" }
func (dutch) FedStep(step string) string {
	switch step {
	case "stage":
		return "Ons certificaat verloopt binnenkort. Maak de volgende sleutel."
	case "hand":
		return "De volgende sleutel staat klaar. De federatie moet onze metadata inlezen."
	case "move":
		return "De volgende sleutel staat lang genoeg klaar. Wij kunnen wisselen."
	case "wait":
		return "Wij wisselen op een vaste dag. De federatie moet dan onze metadata hebben."
	case "retire":
		return "De sleutel is gewisseld. Je hoeft niets te doen."
	}
	return "Niemand hoeft nu iets te doen."
}
func (d dutch) FedSteps(step string, day time.Time) []string {
	switch step {
	case "stage":
		return []string{"Maak de volgende sleutel voor " + d.Date(day) + ".", "Geef de federatie ons nieuwe metadata-adres door.", "Wissel als de federatie klaar is."}
	case "hand":
		return []string{"Geef de federatie het adres van onze metadata.", "Vraag of de nieuwe sleutel is ingelezen.", "Wissel daarna, op zijn vroegst op " + d.Date(day) + "."}
	case "move":
		return []string{"Vraag de federatie of de nieuwe sleutel is ingelezen.", "Wissel daarna van sleutel.", "Doe een testlogin."}
	case "wait":
		return []string{"Geef de federatie het adres van onze metadata.", "Vraag voor " + d.Date(day) + " of de nieuwe sleutel is ingelezen.", "Doe na die dag een testlogin."}
	case "retire":
		return []string{"Doe een testlogin.", "De oude sleutel verdwijnt vanzelf op " + d.Date(day) + "."}
	}
	return nil
}
func (dutch) FedTurn(owner string) string {
	if owner == "federation" {
		return "De federatie"
	}
	return "Wij"
}
func (dutch) FedNow() string      { return "is nu aan zet" }
func (dutch) FedMetadata() string { return "Metadata" }
func (dutch) FedOf(schools bool) string {
	if schools {
		return "Van de scholen"
	}
	return "Van de federatie"
}
func (dutch) FedGood() string    { return "In gebruik" }
func (dutch) FedBad() string     { return "Niet te gebruiken" }
func (dutch) FedAge() string     { return "Laatste goede kopie" }
func (dutch) FedNever() string   { return "Nog nooit" }
func (dutch) FedValid() string   { return "Geldig tot" }
func (dutch) FedNoEnd() string   { return "Zonder einde" }
func (dutch) FedFailure() string { return "Laatste fout" }
func (dutch) FedFailures(n int) string {
	return plural(n, "1 keer mislukt", "%d keer mislukt")
}
func (dutch) FedNoFailure() string { return "Geen fout sinds de laatste goede kopie" }
func (dutch) FedNext() string      { return "Volgende keer ophalen:" }
func (dutch) FedRefresh() string   { return "Nu opnieuw ophalen" }
func (dutch) FedRefreshHint() string {
	return "Lukt het niet? Dan blijft de laatste goede kopie in gebruik. Draaien er meer machines? Dan haalt alleen deze machine op."
}
func (dutch) FedHub() string         { return "Certificaten van de federatie" }
func (dutch) FedEntity() string      { return "Naam van de federatie in SAML:" }
func (dutch) FedCertHead() [3]string { return [3]string{"Vingerafdruk", "Geldig tot", "Nog"} }
func (dutch) FedOwn() string         { return "Onze kant" }
func (dutch) FedOurMetadata() string { return "Onze metadata" }
func (dutch) FedOurMetadataWhy() string {
	return "Geef dit adres aan de federatie. Hierin staan onze sleutels."
}
func (dutch) FedOurEntity() string   { return "Onze naam in SAML" }
func (dutch) FedACS() string         { return "Antwoorden komen op" }
func (dutch) FedOurKey() string      { return "Sleutel" }
func (dutch) FedCertificate() string { return "Certificaat geldig tot" }
func (dutch) FedSchools() string     { return "Scholen" }
func (dutch) FedSchoolCount(n int) string {
	return plural(n, "1 school logt hier in", "%d scholen loggen hier in")
}
func (dutch) FedNoLogin() string   { return "Sinds de start van deze machine logde hier nog niemand in." }
func (dutch) FedLastLogin() string { return "De laatste inlog op deze machine was" }
func (dutch) KeyStageName(stage string) string {
	switch stage {
	case "in use":
		return "In gebruik"
	case "published":
		return "Staat klaar"
	}
	return "Met pensioen"
}
func (d dutch) KeyDates(published, used, retired, gone time.Time) string {
	out := "Gepubliceerd op " + d.Date(published) + "."
	for _, x := range []struct {
		what string
		at   time.Time
	}{{"In gebruik vanaf", used}, {"Wordt vervangen op", retired}, {"Weg op", gone}} {
		if !x.at.IsZero() {
			out += " " + x.what + " " + d.Date(x.at) + "."
		}
	}
	return strings.TrimSpace(out)
}
