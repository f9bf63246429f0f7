package web

// FormPost hands an authorization response to the app by form_post (OAuth 2.0 Form
// Post Response Mode §2). A script of our own origin submits it; without script
// the person presses the button. Action must be a registered redirect URI.
type FormPost struct {
	Frame
	Action string
	Fields []Field
}

func (FormPost) layout() layout         { return layout{"gate", "form-post", ""} }
func (v FormPost) frame() Frame         { return v.Frame }
func (v FormPost) title(t texts) string { return t.HandoverTitle(v.App) }
func (FormPost) picture() picture       { return stillPicture() }

// CookieHelp is shown once where the browser's cookie is missing: some versions of
// Safari send a Lax cookie only after a click on our own page (design §5.2). URL is
// the address of the request itself.
type CookieHelp struct {
	Frame
	URL string
}

func (CookieHelp) layout() layout       { return layout{"gate", "cookie-help", ""} }
func (v CookieHelp) frame() Frame       { return v.Frame }
func (CookieHelp) title(t texts) string { return t.CookieHelpTitle() }
func (CookieHelp) picture() picture     { return stillPicture() }
