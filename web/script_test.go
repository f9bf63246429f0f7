package web

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The numbers and the dots follow the ticks (ui §6).
func TestTicksKeepTheCount(t *testing.T) {
	b := browser(t)
	server := serveStories(t, false)
	state := func(want string) {
		t.Helper()
		got := eval[string](b, `[...document.querySelectorAll("[data-count]")].map(e => e.textContent).join() + " " +
			document.querySelector("[data-singular]").textContent + " " +
			[...document.querySelectorAll(".pic .out")].filter(d => d.getAttribute("visibility") !== "hidden").length`)
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	tick := `input[value="class"]`
	b.open(server.URL + "/story/information.nl")
	state("3,3 gaan door 3")
	b.click(tick)
	state("2,2 gaan door 2")
	b.click(tick)
	state("3,3 gaan door 3")
	b.open(server.URL + "/story/information-one.nl")
	state("2,2 gaan door 2")
	b.click(tick)
	state("1,1 gaat door 1")
	b.quiet()
}

// Consent: a tick that starts empty is not counted, has no yellow, and gets both (U-09).
func TestTickThatStartsEmpty(t *testing.T) {
	b := browser(t)
	server := serveStories(t, false)
	b.open(server.URL + "/story/information-consent.nl")
	look := `document.querySelectorAll("[data-count]")[0].textContent + " " + [...document.querySelectorAll(".pic .out")].filter(d => d.getAttribute("visibility") !== "hidden").length + " " +
		(getComputedStyle([...document.querySelectorAll("mark")].at(-1)).backgroundColor !== "rgba(0, 0, 0, 0)")`
	if got := eval[string](b, look); got != "2 2 false" {
		t.Errorf("before: %q", got)
	}
	b.click(`input[value="class"]`)
	if got := eval[string](b, look); got != "3 3 true" {
		t.Errorf("after: %q", got)
	}
	b.quiet()
}

// Results come without the search button, the status is told, an empty field gives the
// hint back, and what is chosen is posted (U-08).
func TestPickerWhileTyping(t *testing.T) {
	b := browser(t)
	server := serveStories(t, false)
	expect := func(selector, want string) {
		t.Helper()
		if got := b.text(selector); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q", selector, got, want)
		}
	}
	const hint = "Na twee letters zie je de eerste scholen."
	b.open(server.URL + PathSchool + "?t=a%2Bb&lang=nl")
	expect("#status", hint)
	b.press("#q", "PET")
	b.wait(`#found button[value="petteflat"]`)
	expect("#status", "4 scholen gevonden")
	expect("#found b", "Pet")
	b.press("#q", "efalt")
	b.wait("#status .note")
	expect("#status", "We vinden geen school met ‘PETefalt’.")
	expect("#found", "Petteflat College")
	b.press("#q", strings.Repeat(kb.Backspace, 8))
	b.wait("#status [data-live]")
	expect("#status", hint)
	b.press("#q", "kampen")
	b.wait(`#found button[value="hetpetje"]`)
	b.click(`input[name="remember"]`)
	b.click(`#found button[value="hetpetje"]`)
	b.wait("pre")
	expect("pre", PathSchool+" lang=nl&q=kampen&remember=on&school=hetpetje&t=a%2Bb")
	b.quiet()
}

// The answer goes to the app without a click, though a field is called submit; every
// byte of the state arrives.
func TestHandover(t *testing.T) {
	b := browser(t)
	server := serveStories(t, false)
	b.open(server.URL + "/handover")
	b.wait("pre")
	if got, want := b.text("pre"), "/landed code=abc&state=x%27+y%22&submit=1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.quiet()
}

// Searching, choosing, answering and handing over with script off, by keyboard where a
// keyboard is enough (U-12).
func TestWithoutScript(t *testing.T) {
	b := browser(t)
	server := serveStories(t, false)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	posted := func(want string) {
		t.Helper()
		b.wait("pre")
		if got := b.text("pre"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	b.open(server.URL + PathSchool + "?t=a%2Bb&lang=en")
	if got := b.text("#status"); got != "Type a few letters. Then choose Search." {
		t.Errorf("the hint promises what only a script can: %q", got)
	}
	b.press("#q", "pet"+kb.Enter)
	b.wait(`#found button[value="petteflat"]`)
	b.click(`#found button[value="petteflat"]`)
	posted(PathSchool + " lang=en&q=pet&school=petteflat&t=a%2Bb")
	b.open(server.URL + "/story/information.en")
	b.click(`input[value="class"]`)
	b.click(`[data-action="continue"]`)
	posted(PathAnswer + " answer=continue&h=handle&lang=en&v=verifier")
	b.open(server.URL + "/handover")
	b.click("form button")
	posted("/landed code=abc&state=x%27+y%22&submit=1")
}

// The skip link is the first stop of the Tab key and shows itself (WCAG 2.4.1); every
// stop of the information page can be seen to have the focus (2.4.7).
func TestKeyboardReachesEverything(t *testing.T) {
	b := browser(t)
	server := serveStories(t, false)
	b.open(server.URL + "/story/information-asked.nl")
	var stops []string
	for range 20 {
		b.do(chromedp.KeyEvent(kb.Tab))
		stop := eval[string](b, `(e => e === document.body ? "" : (e.dataset.action || e.className || e.value || e.getAttribute("href")) +
			(getComputedStyle(e).outlineStyle === "none" ? " without a ring" : "") +
			(e.getBoundingClientRect().top < 0 ? " out of sight" : ""))(document.activeElement)`)
		if stop == "" {
			break
		}
		stops = append(stops, stop)
	}
	got := strings.Join(stops, " · ")
	if !strings.HasPrefix(got, "skip · brand · ") || !strings.Contains(got, "class · continue · decline · notme") || strings.Contains(got, "without") || strings.Contains(got, "out of sight") {
		t.Errorf("the Tab key stops at %s", got)
	}
}
