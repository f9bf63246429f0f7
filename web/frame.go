package web

// Paths that pages link to. The broker serves them; routes.go is the list that counts.
const (
	PathHome          = "/"
	PathSchool        = "/login/school"   // GET t, q, all · POST t, school, remember
	PathSchools       = "/login/schools"  // GET t, q: the fragment SchoolResults, for picker.js
	PathAnswer        = "/login/answer"   // POST h, v, answer, item…
	PathExplain       = "/login/explain"  // GET w: three words
	PathWithdraw      = "/me/withdraw"    // POST h, v, app
	PathStepUp        = "/login/step-up"  // GET h · POST h, v, by, answer or code
	PathFactors       = "/me/factors"     // POST h, v, act, id, name, e, answer or code
	PathFactorApp     = "/me/factors/app" // GET h, e
	PathLogout        = "/logout"         // GET t · POST t, v, d, answer
	PathGoodbye       = "/logout/done"    // GET t
	PathLeaveMe       = "/me/logout"      // POST h, v, d, all
	PathPrivacy       = "/privacy"
	PathCookies       = "/cookies"
	PathAccessibility = "/accessibility"
)

// Frame is what surrounds the task of a page: for whom the person is logging in,
// the way to the other language, and the help, in the same place on every page
// (U-16). All fields may be empty.
type Frame struct {
	App    string // display name of the app, in the language of the page
	School string // display name of the school, once it is known
	Sector string // of the school, po | vo | mbo | ho; picks leerlingnummer or studentnummer
	// Path is this page's own path and query. The language link is made from it by
	// setting lang; empty on pages that are the answer to a POST.
	Path string
	Help Help
}

// Help says where the person finds help. ICT is the school's own contact text and
// may be empty, School too.
type Help struct {
	School string
	ICT    string
}

// Field is one hidden field of a form.
type Field struct{ Name, Value string }

// NavLink is a link of the menu or of a list.
type NavLink struct {
	Text    string
	URL     string
	Current bool
}
