package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// TestEveryPageKeepsTheRules holds each page, in each state and language, to the
// rules that need no browser: ui §6, contract 7 and 9, U-02, U-06, U-07, U-16.
func TestEveryPageKeepsTheRules(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{Issuer: "http://localhost:8080", Demo: true})
	for _, l := range []Lang{NL, EN} {
		for _, s := range stories(l) {
			t.Run(s.name+"."+string(l), func(t *testing.T) {
				t.Parallel()
				r, err := p.Render(s.view, l)
				if err != nil {
					t.Fatal(err)
				}
				checkNesting(t, r.Body)
				doc := parse(t, r.Body)
				checkNothingInline(t, p, doc)
				checkIDs(t, doc)
				checkForms(t, doc, r)
				if s.view.layout().frame != "bare" {
					checkPage(t, doc, r, l)
				}
			})
		}
	}
}

// void elements have no end tag (HTML §13.1.2).
var void = []string{"meta", "link", "br", "input", "img", "hr"}

// checkNesting reads the bytes as a strict reader would: html.Parse repairs, and so
// hides, a tag that is never closed.
func checkNesting(t *testing.T, body []byte) {
	t.Helper()
	z := html.NewTokenizer(bytes.NewReader(body))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			if len(open) > 0 {
				t.Errorf("never closed: %v", open)
			}
			return
		case html.StartTagToken:
			if n, _ := z.TagName(); !slices.Contains(void, string(n)) {
				open = append(open, string(n))
			}
		case html.EndTagToken:
			n, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(n) {
				t.Fatalf("</%s> closes %v", n, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func checkPage(t *testing.T, doc *html.Node, r *Rendered, l Lang) {
	t.Helper()
	if !bytes.HasPrefix(r.Body, []byte("<!doctype html>")) {
		t.Error("no doctype: the browser would fall back to quirks")
	}
	root := only(t, doc, "html")
	if attr(root, "lang") != string(l) {
		t.Errorf("lang is %q, want %q", attr(root, "lang"), l)
	}
	title := text(only(t, doc, "title"))
	if !strings.HasPrefix(title, r.Title) || r.Title == "" || !strings.Contains(title, "Sluis") {
		t.Errorf("title %q, rendered as %q", title, r.Title)
	}
	if h := text(only(t, doc, "h1")); strings.TrimSpace(h) == "" {
		t.Error("the h1 is empty")
	}
	only(t, doc, "main")
	only(t, doc, "header")
	only(t, doc, "footer")
	checkHeadings(t, doc)
	checkSkipLink(t, doc)
	if robots := find(doc, func(n *html.Node) bool { return attr(n, "name") == "robots" }); len(robots) != 1 || !strings.Contains(attr(robots[0], "content"), "noindex") {
		t.Error("no robots meta (U-03)")
	}
	viewport := find(doc, func(n *html.Node) bool { return attr(n, "name") == "viewport" })
	if len(viewport) != 1 || attr(viewport[0], "content") != "width=device-width, initial-scale=1" {
		t.Error("the viewport must allow zoom (WCAG 1.4.4)")
	}
	if n := len(find(doc, isTag("a"), within("footer"))); n < 4 {
		t.Errorf("%d links in the footer, want the four fixed ones (U-16)", n)
	}
	if !strings.Contains(text(only(t, doc, "header")), "Demo") {
		t.Error("a demo page must say so, visibly")
	}
}

// checkHeadings: an outline without holes, so that a screen reader can walk it.
func checkHeadings(t *testing.T, doc *html.Node) {
	t.Helper()
	level := 0
	for _, h := range find(doc, func(n *html.Node) bool {
		return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
	}) {
		now := int(h.Data[1] - '0')
		if now > level+1 {
			t.Errorf("%s after h%d", h.Data, level)
		}
		level = now
	}
}

func checkSkipLink(t *testing.T, doc *html.Node) {
	t.Helper()
	body := only(t, doc, "body")
	first := body.FirstChild
	for first != nil && first.Type != html.ElementNode {
		first = first.NextSibling
	}
	if first == nil || first.Data != "a" || attr(first, "class") != "skip" {
		t.Fatal("the skip link is not first in the body")
	}
	if m := only(t, doc, "main"); "#"+attr(m, "id") != attr(first, "href") {
		t.Errorf("the skip link goes to %q, main is %q", attr(first, "href"), attr(m, "id"))
	}
}

// checkNothingInline is the CSP of ui §6 as a test over the markup, and U-02: what a
// page loads is an asset of ours that exists.
func checkNothingInline(t *testing.T, p *Pages, doc *html.Node) {
	t.Helper()
	for _, n := range find(doc, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=…>: inline", n.Data, a.Key)
			}
		}
		var load string
		switch n.Data {
		case "style", "iframe", "object", "embed", "base", "img":
			t.Errorf("<%s> is not for our pages", n.Data)
		case "script":
			load = attr(n, "src")
			if text(n) != "" {
				t.Error("inline script")
			}
		case "link":
			load = attr(n, "href")
		default:
			continue
		}
		if _, _, _, ok := p.Asset(load); !ok {
			t.Errorf("<%s> loads %q, which is no asset of ours", n.Data, load)
		}
	}
}

// checkIDs: unique, and every reference leads somewhere.
func checkIDs(t *testing.T, doc *html.Node) {
	t.Helper()
	ids := map[string]bool{}
	for _, n := range find(doc, func(n *html.Node) bool { return attr(n, "id") != "" }) {
		if ids[attr(n, "id")] {
			t.Errorf("id %q twice", attr(n, "id"))
		}
		ids[attr(n, "id")] = true
	}
	for _, key := range []string{"for", "aria-describedby", "aria-labelledby"} {
		for _, n := range find(doc, func(n *html.Node) bool { return attr(n, key) != "" }) {
			if !ids[attr(n, key)] {
				t.Errorf("%s=%q leads nowhere", key, attr(n, key))
			}
		}
	}
}

func checkForms(t *testing.T, doc *html.Node, r *Rendered) {
	t.Helper()
	forms := find(doc, isTag("form"))
	if (len(forms) > 0) != r.HasForm {
		t.Errorf("HasForm is %v, the page has %d forms", r.HasForm, len(forms))
	}
	if (len(find(doc, isTag("script"))) > 0) != r.HasScript {
		t.Errorf("HasScript is %v", r.HasScript)
	}
	for _, f := range forms {
		search := attr(f, "method") == "get" && (attr(f, "action") == PathExplain || strings.HasPrefix(attr(f, "action"), "/admin")) // asks, and changes nothing
		if (attr(f, "method") != "post" || attr(f, "action") == "") && !search {
			t.Errorf("form with method %q and action %q", attr(f, "method"), attr(f, "action"))
		}
	}
	for _, in := range find(doc, isTag("input")) {
		if attr(in, "type") != "hidden" && !labelled(doc, in) {
			t.Errorf("<input name=%q> has no label", attr(in, "name"))
		}
		if attr(in, "type") == "hidden" && attr(in, "name") == "" {
			t.Error("a hidden field without a name")
		}
	}
	for _, b := range find(doc, isTag("button")) {
		if strings.TrimSpace(text(b)) == "" && !strings.HasPrefix(attr(b, "name"), "school") {
			t.Errorf("a button without a word, value %q", attr(b, "value"))
		}
	}
}

func labelled(doc, input *html.Node) bool {
	for up := input.Parent; up != nil; up = up.Parent {
		if up.Data == "label" && strings.TrimSpace(text(up)) != "" {
			return true
		}
	}
	for _, l := range find(doc, isTag("label")) {
		if id := attr(input, "id"); id != "" && attr(l, "for") == id && text(l) != "" {
			return true
		}
	}
	return false
}

func parse(t *testing.T, body []byte) *html.Node {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

type matcher func(*html.Node) bool

func isTag(tag string) matcher {
	a := atom.Lookup([]byte(tag))
	return func(n *html.Node) bool { return n.DataAtom == a && n.Data == tag }
}

func within(tag string) matcher {
	return func(n *html.Node) bool {
		for up := n.Parent; up != nil; up = up.Parent {
			if up.Data == tag {
				return true
			}
		}
		return false
	}
}

func has(key, value string) matcher {
	return func(n *html.Node) bool { return attr(n, key) == value }
}

// find gives the elements, in document order, that match all.
func find(doc *html.Node, all ...matcher) []*html.Node {
	var out []*html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.ContainsFunc(all, func(m matcher) bool { return !m(n) }) {
			out = append(out, n)
		}
	}
	return out
}

func only(t *testing.T, doc *html.Node, tag string) *html.Node {
	t.Helper()
	// An svg may have a title of its own; the page's is the one in the head.
	got := find(doc, isTag(tag))
	if len(got) != 1 {
		t.Fatalf("%d <%s>, want one", len(got), tag)
	}
	return got[0]
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// render is the parsed page of a view.
func render(t *testing.T, v View, l Lang) (*html.Node, *Rendered) {
	t.Helper()
	r, err := newPages(t, Site{Issuer: "https://login.example.nl"}).Render(v, l)
	if err != nil {
		t.Fatal(fmt.Errorf("%T: %w", v, err))
	}
	return parse(t, r.Body), r
}

// words gives the text of each node.
func words(nodes []*html.Node) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, text(n))
	}
	return out
}

func isChecked(a html.Attribute) bool { return a.Key == "checked" }
