package xmlsec

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// One message of at most 256 KiB costs at most 16 MiB and a bounded number of node
// visits, whatever it holds and whether or not it is refused; the signature parts
// are genuine, so that work is not saved by an early refusal.
func TestCostIsBounded(t *testing.T) {
	const maxMemory, maxVisits = 16 << 20, 200 * maxNodes
	signed := message{}.signed(t, seal{by: hubRSA(), list: "xs"})
	signature := cut(t, signed, "<ds:Signature ", "</ds:Signature>")
	wrap := func(attributes, content string) string {
		return `<samlp:Response xmlns:samlp="` + spaceSAMLP + `" xmlns:saml="` + spaceSAML + `"` + attributes + `><saml:Assertion ID="` + assertionID + `">` + signature + content + `</saml:Assertion></samlp:Response>`
	}
	fill := func(before, piece, after string, nodes int) string { // nodes: what a piece costs of the node budget
		count := (MaxBytes - len(wrap("", "")) - len(before) - len(after)) / len(piece)
		if nodes > 0 {
			count = min(count, (maxNodes-300)/nodes)
		}
		return before + strings.Repeat(piece, count) + after
	}
	var prefixes, list, nest, unnest strings.Builder
	for i := range maxAttrs - 3 {
		fmt.Fprintf(&prefixes, ` xmlns:p%02d="urn:%s"`, i, strings.Repeat("x", maxURI-4))
		fmt.Fprintf(&list, "p%02d ", i)
	}
	for i := range maxDepth - 3 {
		fmt.Fprintf(&nest, `<a xmlns:q%d="urn:q" xmlns:r%d="urn:r">`, i, i)
		unnest.WriteString("</a>")
	}
	for name, doc := range map[string]string{
		"empty elements":         wrap("", fill("", "<a/>", "", 1)),
		"elements and texts":     wrap("", fill("", "<a>x</a>", "", 2)),
		"elements with an ID":    wrap("", numberedIDs()),
		"attributes":             wrap("", fill("", `<a b="" c="" d="" e=""/>`, "", 5)),
		"references":             wrap("", fill("<a>", "&#38;", "</a>", 0)),
		"carriage returns":       wrap("", fill("<a>", "\r", "</a>", 0)),
		"quotes in a value":      wrap("", fill("<a b='", `"`, "'/>", 0)),
		"references everywhere":  wrap("", fill("", "<a>&#38;</a>", "", 2)),
		"one long text":          wrap("", fill("<a>", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "</a>", 0)),
		"long prefixes, far":     wrap(prefixes.String(), strings.Repeat("<p00:a/>", 15000)),
		"many prefixes, deep":    wrap("", nest.String()+strings.Repeat("<q0:a/>", 16000)+unnest.String()),
		"many prefixes listed":   strings.Replace(wrap(prefixes.String(), strings.Repeat("<p00:a/>", 15000)), `PrefixList="xs"`, `PrefixList="`+list.String()+`"`, 1),
		"deep":                   wrap("", strings.Repeat("<a>", 20000)),
		"unclosed attribute":     wrap("", fill("<a b='", "x", "", 0)),
		"unclosed comments":      wrap("", fill("", "<!--", "", 0)),
		"ampersands":             wrap("", fill("<a>", "&", "</a>", 0)),
		"white space in base64":  strings.Replace(wrap("", ""), "<ds:SignatureValue>", "<ds:SignatureValue>"+fill("", " \n", "", 0), 1),
		"white space in tags":    wrap("", fill("<a", " ", "/>", 0)),
		"a genuine long message": message{attributes: 300}.signed(t, seal{by: hubRSA()}),
	} {
		if len(doc) > MaxBytes {
			t.Errorf("%s: %d bytes, so its cost was not measured", name, len(doc))
			continue
		}
		var d *Document
		var err error
		spent := allocated(func() { d, err = Parse([]byte(doc)) })
		visits := 0
		if err == nil {
			spent += allocated(func() { _, err = d.open([]Key{hubRSA().pub, attackerRSA().pub}) })
			visits = d.Visits()
			spent += allocated(func() { d.Root().canonical(discard{}, Node{}, []string{"xs", "p00", ""}) })
		}
		t.Logf("%-24s %7d bytes: %6d KiB, %8d visits (%v)", name, len(doc), spent>>10, visits, reasonOf(t, err))
		if spent > maxMemory || visits > maxVisits {
			t.Errorf("%s: %d bytes of memory and %d visits, want at most %d and %d", name, spent, visits, maxMemory, maxVisits)
		}
		if visits == 0 && err == nil {
			t.Errorf("%s: no visits were counted", name)
		}
	}
}

func numberedIDs() string {
	var b strings.Builder
	for i := range 8000 {
		fmt.Fprintf(&b, `<a ID="%d"/>`, i)
	}
	return b.String()
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// allocated counts the bytes that f takes from the heap. Tests that run at the same
// time would count too, so this one is not parallel.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A message beyond 256 KiB is refused unread: nothing is copied, nothing is looked at.
func TestTooLargeIsUnread(t *testing.T) {
	big := make([]byte, 64<<20)
	var err error
	spent := allocated(func() { _, err = Open(big, []Key{hubRSA().pub}) })
	wantReason(t, err, ReasonTooLarge)
	if spent > 4096 {
		t.Errorf("%d bytes of memory for a message that is not to be read", spent)
	}
}

// What a login costs does not creep up unseen.
func TestAllocationsPerMessage(t *testing.T) {
	doc, key := message8KiB(t)
	allocs := testing.AllocsPerRun(20, func() {
		if _, err := Open(doc, []Key{key}); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 80 {
		t.Errorf("%.0f allocations for an 8 KiB message, want at most 80", allocs)
	}
}
