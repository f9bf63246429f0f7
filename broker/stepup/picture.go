package stepup

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"

	"sluis/internal/secret"
)

// Picture is an enrolment's address as a QR code, drawn as one path of an SVG: each module
// is one by one. Whoever has the path has the seed.
type Picture struct {
	Side int // modules from edge to edge, without the margin
	Path secret.Text
}

// Picture draws the address. Level M stands a thumb on the screen, and is what most
// generators are tried with.
func (e Enrolment) Picture() (Picture, error) {
	code, err := qr.Encode(e.URI.Reveal(), qr.M, qr.Unicode)
	if err != nil {
		return Picture{}, fmt.Errorf("stepup: draw seed: %w", err)
	}
	side := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < side && code.At(x, y) == color.Black }
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			from := x
			for dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return Picture{side, secret.NewText(path.String())}, nil
}
