package refusal

import "strings"

// Words makes the three words that stand beside a code, such as "reiger kade
// zeven": easy to read aloud, and the way to find one line in a log (U-11). They
// say nothing about the person. random must hold at least three random bytes; one
// byte picks one word of each list, so one moment has 16,777,216 triples. Fewer
// bytes give "".
func Words(random []byte) string {
	lists := [...]*[256]string{&firstWords, &secondWords, &thirdWords}
	if len(random) < len(lists) {
		return ""
	}
	var three [len(lists)]string
	for i, list := range lists {
		three[i] = list[random[i]]
	}
	return strings.Join(three[:], " ")
}

// The lists hold plain nouns, numbers and the like, in ASCII. Left out on purpose:
// what a pupil could take as a jibe beside an animal (bodies, weights, skin
// colours, countries), slang, and places, which would look like a fact about the
// person. No word stands in two lists, and within a list no two words differ by
// one letter: they are heard over a telephone.

var firstWords = [256]string{
	"reiger", "merel", "ekster", "specht", "ooievaar", "zwaluw", "koekoek", "vink", "valk", "uil", "meeuw",
	"zwaan", "gans", "eend", "fuut", "kievit", "grutto", "lepelaar", "pauw", "kanarie", "pinguin", "pelikaan",
	"flamingo", "kolibrie", "toekan", "arend", "buizerd", "sperwer", "havik", "kraai", "roodborst", "mus",
	"spreeuw", "lijster", "leeuwerik", "nachtegaal", "otter", "egel", "haas", "konijn", "eekhoorn", "hamster",
	"cavia", "kameel", "giraf", "zebra", "tijger", "panter", "luipaard", "jaguar", "lynx", "poema", "olifant",
	"bizon", "eland", "rendier", "ree", "gems", "pony", "paard", "veulen", "muildier", "dolfijn", "bruinvis",
	"walvis", "zeehond", "walrus", "orka", "zalm", "forel", "karper", "snoek", "baars", "haring", "makreel",
	"schol", "sardine", "zeester", "krab", "kreeft", "garnaal", "inktvis", "kikker", "salamander", "schildpad",
	"leguaan", "hagedis", "kameleon", "vlinder", "libel", "hommel", "bij", "krekel", "sprinkhaan", "mier",
	"koala", "kangoeroe", "wombat", "panda", "das", "vos", "wolf", "lemming", "fret", "marter", "wezel",
	"hermelijn", "marmot", "stokstaart", "tulp", "roos", "narcis", "krokus", "lelie", "iris", "dahlia", "aster",
	"anjer", "klaproos", "zonnebloem", "margriet", "boterbloem", "klaver", "madelief", "lavendel", "jasmijn",
	"begonia", "petunia", "eik", "beuk", "wilg", "linde", "iep", "esdoorn", "kastanje", "den", "spar", "lariks",
	"ceder", "cipres", "populier", "vlier", "hazelaar", "plataan", "appel", "peer", "abrikoos", "druif",
	"citroen", "mandarijn", "mango", "ananas", "kiwi", "framboos", "braam", "aardbei", "bosbes", "dadel",
	"tomaat", "wortel", "radijs", "prei", "spinazie", "broccoli", "bloemkool", "courgette", "paprika", "pompoen",
	"artisjok", "venkel", "selderij", "knoflook", "mais", "erwt", "boon", "rabarber", "basilicum", "tijm",
	"rozemarijn", "salie", "peterselie", "dille", "bieslook", "vanille", "saffraan", "kerrie", "gember", "rogge",
	"tarwe", "haver", "gerst", "rijst", "boekweit", "hop", "vlas", "riet", "varen", "brem", "parel", "schelp",
	"koraal", "kristal", "kiezel", "graniet", "basalt", "leisteen", "barnsteen", "saffier", "smaragd", "robijn",
	"topaas", "opaal", "turkoois", "jade", "amethist", "kwikstaart", "ijsvogel", "albatros", "kraanvogel",
	"fazant", "patrijs", "kwartel", "kalf", "mees", "goudvis", "zeepaardje", "octopus", "narwal", "antilope",
	"gazelle", "okapi", "mammoet", "distel", "veldsla", "rucola", "kool", "postelein", "kokosnoot", "walnoot",
	"amandel", "pistache", "hazelnoot", "clementine", "papaja", "limoen", "vlierbes", "kruisbes", "cranberry",
	"kervel", "laurier", "kamille", "anijs", "bamboe", "cactus", "zeewier", "waterlelie",
}

var secondWords = [256]string{
	"kade", "haven", "steiger", "brug", "sluis", "gracht", "kanaal", "rivier", "beek", "vijver", "strand", "duin",
	"dijk", "polder", "eiland", "kust", "baai", "boot", "schip", "roeiboot", "zeilboot", "veerpont", "vlot",
	"anker", "roer", "mast", "zeil", "touw", "vuurtoren", "kompas", "peddel", "molen", "toren", "kasteel",
	"paleis", "poort", "muur", "trap", "kelder", "gang", "kamer", "balkon", "terras", "straat", "plein", "park",
	"laan", "steeg", "pad", "rotonde", "tunnel", "viaduct", "station", "perron", "halte", "spoor", "fiets",
	"auto", "trein", "metro", "vliegtuig", "raket", "helikopter", "brommer", "step", "slee", "tractor", "tafel",
	"stoel", "bank", "lamp", "klok", "spiegel", "kussen", "deken", "tapijt", "gordijn", "plank", "sofa", "kruk",
	"lepel", "vork", "mes", "kom", "beker", "ketel", "schaal", "fles", "theepot", "rasp", "deksel", "dienblad",
	"brief", "kaart", "krant", "schrift", "potlood", "krijt", "verf", "inkt", "papier", "lijm", "liniaal",
	"passer", "atlas", "globe", "gum", "etui", "broek", "trui", "rok", "sjaal", "hoed", "handschoen", "laars",
	"schoen", "riem", "knoop", "mantel", "paraplu", "pantoffel", "zaag", "spijker", "schroef", "beitel", "ladder",
	"emmer", "bezem", "kruiwagen", "gieter", "piano", "gitaar", "trommel", "trompet", "harp", "orgel", "cello",
	"klarinet", "vlieger", "puzzel", "domino", "knikker", "schommel", "glijbaan", "hoepel", "wolk", "regen",
	"sneeuw", "hagel", "storm", "bliksem", "regenboog", "dauw", "berg", "heuvel", "grot", "veld", "moeras",
	"woestijn", "oase", "vulkaan", "gletsjer", "bron", "waterval", "sleutel", "raam", "venster", "ketting",
	"kroon", "vlag", "schild", "medaille", "lint", "brood", "boter", "melk", "honing", "jam", "pannenkoek",
	"stroop", "suiker", "koffie", "limonade", "chocola", "school", "lokaal", "museum", "theater", "circus",
	"bioscoop", "winkel", "markt", "bakkerij", "fabriek", "kantoor", "zwembad", "mand", "koffer", "rugzak",
	"vaas", "magneet", "wiel", "motor", "pomp", "lens", "prisma", "telescoop", "radio", "camera", "batterij",
	"antenne", "pont", "kajak", "reling", "kraan", "vloer", "fontein", "standbeeld", "vesting", "herberg", "iglo",
	"tent", "caravan", "camping", "boerderij", "windmolen", "vliegveld", "kruispunt", "zebrapad", "stoplicht",
	"fietspad", "skateboard", "trampoline", "springtouw", "ligstoel", "handdoek", "pollepel", "koekenpan",
	"koelkast", "wekker", "horloge", "kalender", "agenda", "dagboek", "envelop", "postzegel", "brievenbus",
	"telefoon", "zaklamp", "lantaarn", "fakkel", "lampion", "slinger", "microscoop", "barometer", "weegschaal",
}

var thirdWords = [256]string{
	"twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
	"veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "dertig", "veertig",
	"vijftig", "zestig", "zeventig", "tachtig", "negentig", "honderd", "duizend", "rood", "blauw", "groen",
	"oranje", "paars", "roze", "grijs", "goud", "brons", "koper", "lente", "zomer", "herfst", "winter", "maandag",
	"dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "januari", "februari", "maart", "april",
	"mei", "juni", "augustus", "september", "oktober", "november", "december", "ochtend", "middag", "avond",
	"uur", "minuut", "seconde", "week", "maand", "eeuw", "noord", "oost", "zuid", "west", "links", "rechts",
	"boven", "onder", "voor", "achter", "binnen", "buiten", "midden", "hoek", "rand", "texel", "vlieland",
	"ameland", "rijn", "maas", "waal", "ijssel", "schelde", "amstel", "vecht", "vierkant", "driehoek", "cirkel",
	"kubus", "bol", "kegel", "punt", "stip", "pijl", "boog", "spiraal", "ruit", "klein", "groot", "licht", "snel",
	"warm", "hard", "helder", "vrolijk", "rustig", "koning", "keizer", "ridder", "piraat", "kapitein", "matroos",
	"visser", "bakker", "kapper", "timmerman", "schilder", "dokter", "piloot", "tuinman", "molenaar", "smid",
	"wever", "schipper", "koerier", "dans", "lied", "verhaal", "gedicht", "sprookje", "film", "toneel", "muziek",
	"ritme", "melodie", "refrein", "voetbal", "hockey", "tennis", "schaken", "dammen", "judo", "zwemmen",
	"zeilen", "roeien", "fietsen", "wandelen", "klimmen", "springen", "alfa", "beta", "gamma", "delta", "sigma",
	"saturnus", "jupiter", "neptunus", "komeet", "planeet", "water", "aarde", "hout", "steen", "grind", "kalk",
	"kurk", "rubber", "katoen", "zijde", "leer", "vilt", "mercurius", "uranus", "orion", "eclips", "satelliet",
	"lancering", "meteoor", "horizon", "evenaar", "noordpool", "zuidpool", "diepte", "hoogte", "meter", "liter",
	"gram", "kilo", "dozijn", "kwart", "trio", "kwartet", "orkest", "solo", "duet", "tango", "polka", "ballet",
	"musical", "opera", "concert", "applaus", "pauze", "badminton", "volleybal", "handbal", "basketbal",
	"honkbal", "korfbal", "atletiek", "turnen", "sprint", "estafette", "marathon", "finale", "patroon", "stippen",
	"strepen", "golf", "parket", "asfalt", "beton", "cement", "karton", "fluweel", "satijn", "plastic", "messing",
	"ijzer", "staal", "platina", "waterstof", "zuurstof", "helium", "loods", "stuurman", "postbode", "architect",
	"ingenieur", "professor", "leraar", "muzikant", "zanger", "dirigent", "danser", "acteur", "goochelaar",
}
