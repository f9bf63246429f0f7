package web

import "time"

func (dutch) BringTitle() string { return "Had je hier al een account?" }
func (dutch) BringLead(old, school string) rich {
	if old == school {
		return rich{txt("Je logt op een nieuwe manier in bij "), bold(school), txt(". Apps kennen je nog van de oude manier.")}
	}
	return rich{bold(old), txt(" hoort nu bij "), bold(school), txt(". Apps kennen je nog van je oude school.")}
}
func (dutch) BringHow(old string) rich {
	return rich{txt("Log één keer in met je oude account van "), name(old), txt(". Dan blijf je voor apps dezelfde. Je houdt je werk.")}
}
func (dutch) BringYes() string { return "Ja, ik neem het mee" }
func (dutch) BringNo() string  { return "Nee, ik ben nieuw" }
func (d dutch) BringUntil(t time.Time) rich {
	return rich{txt("Dit kan tot en met "), moment(d.Date(t), t, time.DateOnly), txt(". Kies je dat je nieuw bent? Dan vragen we het niet nog eens.")}
}
func (dutch) BroughtTitle() string { return "Is dit jouw oude account?" }
func (dutch) BroughtLead(person, old string) rich {
	if person == "" {
		return rich{txt("Je logde in met een oud account van "), bold(old), txt(".")}
	}
	return rich{txt("Dit is het oude account van "), bold(person), txt(" bij "), bold(old), txt(".")}
}
func (dutch) BroughtNow(person, school string) rich {
	return rich{txt("Je nieuwe account is van "), bold(person), txt(" bij "), name(school), txt(".")}
}
func (dutch) BroughtWhat() string {
	return "Zeg je ja? Dan horen je oude en nieuwe account bij elkaar. Dat kun je niet zelf terugdraaien."
}
func (dutch) BroughtYes() string { return "Ja, dit ben ik" }
func (dutch) BroughtNo() string  { return "Nee, dit ben ik niet" }
