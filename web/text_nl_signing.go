package web

import "time"

func (dutch) SigningTitle() string { return "Onze sleutels" }
func (dutch) SigningLead() string {
	return "Met deze sleutels ondertekent Sluis. De geheime helft zie je nergens."
}
func (dutch) SigningAsked() string  { return "Een tweede beheerder moet dit bevestigen." }
func (dutch) SigningTokens() string { return "Voor apps" }
func (dutch) SigningOf(connection string) string {
	return "Voor koppeling " + connection
}
func (dutch) SigningRotate() string { return "Volgende sleutel maken" }
func (dutch) SigningDrop() string   { return "Nu verwijderen" }
func (dutch) SigningStage() string  { return "Volgende sleutel maken" }
func (dutch) SigningMove() string   { return "Nu wisselen" }
func (dutch) SigningRing() string   { return "Sleutels die blijven" }
func (dutch) SigningRingWhy() string {
	return "Deze sleutels wisselen niet. Wat ermee gemaakt is, moet hetzelfde blijven."
}
func (dutch) SigningMaster() string { return "Hoofdsleutel" }
func (dutch) SigningMasterWhy() string {
	return "Dit is een vingerafdruk. Zo zie je of een kopie van het bestand de goede is."
}
func (d dutch) SigningSince(t time.Time) string { return "Sinds " + d.Date(t) }
func (dutch) RootWord(purpose string) string {
	switch purpose {
	case "pairwise":
		return "Pseudoniemen van leerlingen"
	case "index":
		return "Zoeken in de boeken"
	case "seal":
		return "Verzegelde gegevens"
	case "device":
		return "Bekende apparaten"
	case "log":
		return "Logboek en audit"
	case "form":
		return "Wat de browser voor ons bewaart"
	}
	return "Codes en stappen"
}
func (dutch) SigningLook() string { return "Kijk hier soms naar" }
func (dutch) SigningLogs() string { return "Oudste dag in een logboek" }
func (dutch) SigningLogsWhy() string {
	return "Van eerdere dagen is de sleutel gewist. Ook een kopie is dan niet meer te lezen."
}
func (dutch) SigningTable() string { return "Tabel met landen" }
func (dutch) SigningTableWhy() string {
	return "Ouder dan 90 dagen? Haal dan een nieuwe versie van Sluis."
}
func (dutch) SigningChain() string { return "Audit" }
func (dutch) SigningWhole() string { return "De ketting klopt" }
func (dutch) SigningTorn() string  { return "De ketting klopt niet" }
func (dutch) SigningChecked(n int) string {
	return plural(n, "1 regel, net nagekeken.", "%d regels, net nagekeken.")
}
