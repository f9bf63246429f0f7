package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// AssetPath is where the assets live on the broker's origin.
const AssetPath = "/assets/"

// asset is one embedded file under its content-hashed name.
type asset struct {
	body        []byte
	contentType string
	etag        string
}

type assets struct {
	byPath map[string]asset
	urls   map[string]string
}

// contentType is closed on purpose: a file of another kind does not ship, and a
// browser that may not sniff gets a type for each that does.
func contentType(ext string) (kind string, ok bool) {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8", true
	case ".js":
		return "text/javascript; charset=utf-8", true
	case ".svg":
		return "image/svg+xml", true
	}
	return "", false
}

func loadAssets() (*assets, error) {
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		return nil, fmt.Errorf("web: assets: %w", err)
	}
	a := &assets{byPath: map[string]asset{}, urls: map[string]string{}}
	for _, e := range entries {
		body, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("web: assets: %w", err)
		}
		ext := path.Ext(e.Name())
		kind, ok := contentType(ext)
		if !ok {
			return nil, fmt.Errorf("web: assets: %s has no content type", e.Name())
		}
		sum := sha256.Sum256(body)
		hash := hex.EncodeToString(sum[:8])
		url := AssetPath + strings.TrimSuffix(e.Name(), ext) + "." + hash + ext
		a.byPath[url] = asset{body: body, contentType: kind, etag: `"` + hash + `"`}
		a.urls[e.Name()] = url
	}
	return a, nil
}

// url fails the template, and so New or the page's test, for a file that is not there.
func (a *assets) url(name string) (string, error) {
	u, ok := a.urls[name]
	if !ok {
		return "", fmt.Errorf("web: no asset %q", name)
	}
	return u, nil
}

// Asset finds an embedded file by its full path, as AssetURL gave it. The name
// holds a hash of the content: it may be cached for a year and called immutable.
// The body is shared, not to be changed.
func (p *Pages) Asset(path string) (body []byte, contentType, etag string, ok bool) {
	a, ok := p.assets.byPath[path]
	return a.body, a.contentType, a.etag, ok
}

// AssetURL is the path of an embedded file, "/assets/sluis.<hash>.css" for
// "sluis.css"; empty where there is no such file.
func (p *Pages) AssetURL(name string) string { return p.assets.urls[name] }
