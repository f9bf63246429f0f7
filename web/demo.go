package web

import "strings"

// DemoHome is the first page of the demo app.
type DemoHome struct {
	Frame
	Nav    []NavLink
	Login  string // starts a login
	Pupils []DemoPupil
	Tries  []NavLink // logins that end in a refusal, a second app and the like
}

// DemoPupil is an invented person with an invented password.
type DemoPupil struct {
	Login      string
	Password   string
	Name       string
	School     string
	Federation string
	Note       string // what is special: "docent", "geen klas"; may be empty
}

// DemoHub is the login form of the demo school behind a demo hub. It posts username
// and password beside Hidden to Action.
type DemoHub struct {
	Frame
	Federation string
	Action     string
	Hidden     []Field
	Wrong      bool // the pair was not right
	Username   string
	Pupils     []DemoPupil
}

// DemoResult shows side by side what the hub sent, what the app got, and why.
type DemoResult struct {
	Frame
	Nav        []NavLink
	Federation string
	Person     string
	Received   int
	Passing    int
	Rows       []DemoRow
	Token      []TokenLine
	Tries      []NavLink
	LogoutURL  string // where the log-out button posts; empty: no button
}

// DemoRow is one attribute, or the few that make one item.
type DemoRow struct {
	Label  string   // in words; empty: the word for Claim's item or for Names[0]
	Names  []string // attribute names on the wire
	Sent   []string
	Got    []string // empty: withheld
	Claim  string   // name of the claim, where Got is not empty
	Marked bool     // a personal datum that went through
	Why    string   // in the language of the page
}

// TokenLine is one claim as the app holds it; Value is JSON.
type TokenLine struct {
	Claim  string
	Value  string
	Marked bool
}

// demoPage marks the pages that the demo app and the demo hub serve on their own
// origins; their footer leads to the broker's.
type demoPage interface{ demo() }

func (DemoHome) demo()   {}
func (DemoHub) demo()    {}
func (DemoResult) demo() {}
func (DemoLeft) demo()   {}

// DemoLeft is where the demo app takes a browser back after a logout.
type DemoLeft struct {
	Frame
	Nav   []NavLink
	Login string
	Me    string
	Told  []TokenLine // of the logout token that came from the broker itself; empty: none came
}

// Last is the index of the last line of the token.
func (v DemoLeft) Last() int { return len(v.Told) - 1 }

func (DemoLeft) layout() layout         { return layout{"desk", "demo-left", "demo-parts"} }
func (v DemoLeft) frame() Frame         { return v.Frame }
func (v DemoLeft) title(t texts) string { return t.DemoLeftTitle(v.App) }
func (DemoLeft) picture() picture       { return stillPicture() }

// LastClaim is the index of the line that has no comma after it.
func (v DemoResult) LastClaim() int { return len(v.Token) - 1 }

// RowLabel is the row's own label. Without one it is the word for the item, where
// several attributes make one, or for the first attribute.
func (c *common) RowLabel(r DemoRow) string {
	switch {
	case r.Label != "" || len(r.Names) == 0:
		return r.Label
	case r.Claim == "name", r.Claim == "class", r.Claim == "student_number" && c.F.Sector != "":
		word := c.T.ItemWord(r.Claim, c.F.Sector)
		return strings.ToUpper(word[:1]) + word[1:]
	}
	return c.T.Attribute(r.Names[0])
}

// longestShown is how much of a value that goes nowhere is worth showing.
const longestShown = 48

// Short cuts a long identifier, for looking at; the rest is not what matters here.
func (c *common) Short(value string) string {
	runes := []rune(value)
	if len(runes) <= longestShown {
		return value
	}
	return string(runes[:longestShown-1]) + "…"
}

// DemoPicture is the picture with a caption that names both sides.
func (c *common) DemoPicture(federation string) picture {
	p := c.Pic
	if p.Caption != nil {
		words := *p.Caption
		words.ReceivedWord = c.T.DemoFrom(federation)
		words.PassingOne, words.PassingMany = c.T.DemoTo(c.F.App), c.T.DemoTo(c.F.App)
		p.Caption = &words
	}
	return p
}

func (DemoHome) layout() layout         { return layout{"desk", "demo-home", "demo-parts"} }
func (v DemoHome) frame() Frame         { return v.Frame }
func (v DemoHome) title(t texts) string { return t.DemoHomeTitle(v.App) }
func (DemoHome) picture() picture       { return stillPicture() }

func (DemoHub) layout() layout         { return layout{"gate", "demo-hub", ""} }
func (v DemoHub) frame() Frame         { return v.Frame }
func (v DemoHub) title(t texts) string { return t.DemoHubTitle(v.School) }
func (DemoHub) picture() picture       { return stillPicture() }

func (DemoResult) layout() layout         { return layout{"desk", "demo-result", "demo-parts"} }
func (v DemoResult) frame() Frame         { return v.Frame }
func (v DemoResult) title(t texts) string { return t.DemoResultTitle(v.Person, v.App) }
func (v DemoResult) picture() picture     { return lockPicture(v.Received, v.Passing, 0) }
