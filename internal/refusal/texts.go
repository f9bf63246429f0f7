package refusal

// Sentences that many pages share. Style of every text in the tables: ui/README
// §5; at most 15 words a sentence in title, lead and steps.
const (
	noGuiltNL = "Jij hebt niets fout gedaan."
	noGuiltEN = "You did nothing wrong."

	keptNL = "Er is niets van jou naar {app} gegaan."
	keptEN = "Nothing about you went to {app}."

	againNL = "Ga terug naar {app} en log opnieuw in."
	againEN = "Go back to {app} and sign in again."

	openAppNL = "Open {app} opnieuw en log daar in."
	openAppEN = "Open {app} again and sign in there."

	askSchoolNL = "Ga naar de helpdesk van {school}."
	askSchoolEN = "Go to the help desk of {school}."

	stillNL = "Lukt het weer niet? Ga naar de helpdesk van {school}."
	stillEN = "Does it fail again? Go to the help desk of {school}."

	giveNL = "Geef ze de code en de drie woorden op deze pagina."
	giveEN = "Give them the code and the three words on this page."

	solvedNL = "Heeft je school het opgelost? Log dan opnieuw in."
	solvedEN = "Has your school solved it? Then sign in again."

	tellAppNL = "Meld het bij de maker van {app}, met de code op deze pagina."
	tellAppEN = "Tell the maker of {app}, with the code on this page."
)
