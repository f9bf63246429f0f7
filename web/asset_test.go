package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// Content-hashed names may be cached for ever; the hash must be of what is served.
func TestAssets(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{})
	for name, kind := range map[string]string{
		"sluis.css": "text/css; charset=utf-8", "mark.svg": "image/svg+xml",
		"picker.js": "text/javascript; charset=utf-8", "ticks.js": "text/javascript; charset=utf-8", "formpost.js": "text/javascript; charset=utf-8",
	} {
		want, err := os.ReadFile("assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		url := p.AssetURL(name)
		body, contentType, etag, ok := p.Asset(url)
		sum := sha256.Sum256(want)
		hash := hex.EncodeToString(sum[:8])
		if !ok || !bytes.Equal(body, want) || contentType != kind || etag != `"`+hash+`"` || !strings.Contains(url, "."+hash+".") || !strings.HasPrefix(url, AssetPath) {
			t.Errorf("%s: %q %q %q %v", name, url, contentType, etag, ok)
		}
	}
	for _, path := range []string{"", "/assets/", "/assets/sluis.css", "/assets/../page.go", "/assets/sluis.0000000000000000.css"} {
		if _, _, _, ok := p.Asset(path); ok {
			t.Errorf("%q is served", path)
		}
	}
	if p.AssetURL("none.css") != "" {
		t.Error("a name that does not exist has an address")
	}
}

// The stylesheet and the scripts load nothing (U-02) and stay small (ui: ≤ 12 KB).
func TestAssetsLoadNothing(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{})
	total := 0
	for path, a := range p.assets.byPath {
		for _, forbidden := range []string{"url(", "@import", "http:", "https:", "//cdn", "eval(", "document.cookie", "localStorage", "sessionStorage"} {
			if path != p.AssetURL("mark.svg") && bytes.Contains(a.body, []byte(forbidden)) {
				t.Errorf("%s holds %q", path, forbidden)
			}
		}
		total += len(a.body)
	}
	if css, _, _, _ := p.Asset(p.AssetURL("sluis.css")); len(css) > 12<<10 {
		t.Errorf("the stylesheet has %d bytes, more than 12 KiB", len(css))
	}
	if total > 20<<10 {
		t.Errorf("the assets have %d bytes together", total)
	}
}
