package claims

import "strings"

// guarded looks a folded word up: whole words, stems that begin compounds and
// inflections (Dutch writes "godsdienstkeuze" as one word), and phrases written
// as one word. Names have a few words more than texts.
func guarded(w string, name bool) (Category, bool) {
	c := wholeWord(w)
	if c == 0 && name {
		c = wholeName(w)
	}
	if c != 0 {
		return c, true
	}
	for _, s := range stems {
		if strings.HasPrefix(w, s.begins) {
			return s.category, true
		}
	}
	return phrase(w, 0)
}

// phrase looks up words that were written apart, or should have been: w is several
// words as one, of which all before the last are before bytes long, and the phrase
// must reach into the last. Only these are looked for across spaces: "is lam" is
// not "islam".
func phrase(w string, before int) (Category, bool) {
	for _, s := range phrases {
		if len(s.begins) > before && strings.HasPrefix(w, s.begins) {
			return s.category, true
		}
	}
	return 0, false
}

// wholeWord holds the words that would be bad stems: "ras" begins "rasterwerk",
// "geloof" begins "geloofwaardig".
func wholeWord(w string) Category {
	switch w {
	case "bsn", "bsns", "pgn", "pgns", "ssn", "sofi", "bsnnummer", "rijksregisternummer":
		return NationalNumber
	case "ras", "rassen", "race", "races", "afkomst", "herkomstland":
		return Ethnicity
	case "ziek", "zieken", "sick", "health", "illness", "medical", "hiv", "zorgbehoefte", "rugzakje", "leerstoornis":
		return Health
	case "geloof", "kerk", "kerken", "church", "faith", "creed", "belief", "beliefs":
		return Religion
	case "vakbond", "vakbonden":
		return Politics
	case "gay", "queer", "lgbt", "lgbti", "lgbtq", "lgbtqi", "lhbt", "lhbti", "lhbtiq":
		return Sexuality
	case "dna", "genoom", "genome", "irisscan":
		return Genetics
	}
	return 0
}

// wholeName holds the words that say something else in a sentence ("a diagnosis of
// your level", "teaching aids") and nothing else as a claim.
func wholeName(w string) Category {
	switch w {
	case "diagnose", "diagnoses", "diagnosis", "aids", "asd", "disabled":
		return Health
	case "politics", "politiek":
		return Politics
	}
	return 0
}

// stem is the beginning of words of a category.
type stem struct {
	begins   string
	category Category
}

var phrases = [...]stem{
	{"burgerservicen", NationalNumber}, {"persoonsgebondennummer", NationalNumber}, {"nationalid", NationalNumber},
	{"citizenservicen", NationalNumber}, {"socialsecurityn", NationalNumber}, {"onderwijsnummer", NationalNumber},
	{"specialneed", Health}, {"specialeducationalneed", Health}, {"skincolo", Ethnicity}, {"ethnicorigin", Ethnicity},
	{"politiekevoorkeur", Politics}, {"politiekeopvatt", Politics}, {"politiekeovertuig", Politics},
	{"politicalopinion", Politics}, {"politicalprefer", Politics}, {"politicalview", Politics},
	{"politicalparty", Politics}, {"tradeunion", Politics}, {"unionmember", Politics}, {"laborunion", Politics},
	{"sexlife", Sexuality}, {"genderidentit", Sexuality}, {"facerecogn", Genetics}, {"facialrecogn", Genetics},
}

var stems = [...]stem{
	{"sofinummer", NationalNumber}, {"hpgn", NationalNumber},

	{"gezondheid", Health}, {"medisch", Health}, {"medicij", Health}, {"medicat", Health}, {"ziekte", Health},
	{"ziekmeld", Health}, {"handicap", Health}, {"allergie", Health}, {"allergy", Health}, {"allergic", Health},
	{"dyslexi", Health}, {"dyslect", Health}, {"dyscalculi", Health}, {"autis", Health}, {"adhd", Health},
	{"depressi", Health}, {"disabilit", Health}, {"disease", Health}, {"psychisch", Health}, {"psychiatr", Health},
	{"zwanger", Health}, {"pregnan", Health}, {"healthcare", Health}, {"functiebeperking", Health},
	{"zorgindicatie", Health}, {"vaccinat", Health},

	{"godsdienst", Religion}, {"religi", Religion}, {"geloofs", Religion}, {"levensbeschouw", Religion},
	{"levensovertuig", Religion}, {"kerkelijk", Religion}, {"moslim", Religion}, {"muslim", Religion},
	{"islam", Religion}, {"joods", Religion}, {"jewish", Religion}, {"katholiek", Religion}, {"catholic", Religion},
	{"protestant", Religion}, {"hindoe", Religion}, {"hindu", Religion}, {"boeddhis", Religion}, {"buddhis", Religion},

	{"etnisch", Ethnicity}, {"etnicit", Ethnicity}, {"ethnic", Ethnicity}, {"migratieachtergrond", Ethnicity},
	{"huidskleur", Ethnicity}, {"racial", Ethnicity}, {"allochto", Ethnicity},

	{"vakbondslid", Politics}, {"stemgedrag", Politics},

	{"seksue", Sexuality}, {"sexual", Sexuality}, {"geaardheid", Sexuality}, {"homoseks", Sexuality},
	{"transgender", Sexuality},

	{"genetisch", Genetics}, {"genetic", Genetics}, {"biometri", Genetics}, {"vingerafdruk", Genetics},
	{"fingerprint", Genetics}, {"gezichtsherken", Genetics},
}
