package guard

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

// TestDevice: L-13. The cookie of a device names it for half a year; what was changed,
// made elsewhere or is too old is no device.
func TestDevice(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	id, cookie := p.devices.New()
	if got, fresh := p.devices.Read(cookie); got != id || !fresh {
		t.Fatalf("%x, %v", got, fresh)
	}
	if other, _ := p.devices.New(); other == id || id == (Device{}) {
		t.Error("two devices are one")
	}
	raw, _ := base64.RawURLEncoding.DecodeString(cookie)
	for i := range raw {
		bent := append([]byte(nil), raw...)
		bent[i] ^= 1
		if got, _ := p.devices.Read(base64.RawURLEncoding.EncodeToString(bent)); got != (Device{}) {
			t.Fatalf("byte %d was changed, and it is a device", i)
		}
	}
	elsewhere := newPost(t)
	_, foreign := elsewhere.devices.New()
	for name, c := range map[string]string{"none": "", "words": "device", "cut": cookie[:len(cookie)-1], "longer": cookie + "A", "padded": cookie + "==",
		"line end": cookie[:10] + "\n" + cookie[10:], "of another installation": foreign, "zeros": strings.Repeat("A", len(cookie)),
		"loose last bits": cookie[:len(cookie)-1] + "B"} {
		if got, _ := p.devices.Read(c); got != (Device{}) && c != cookie {
			t.Errorf("%s: it is a device", name)
		}
	}
	for days, want := range map[int]struct{ known, fresh bool }{29: {true, true}, 30: {true, false}, 180: {true, false}, 181: {false, false}} {
		q := Devices{p.ring, func() time.Time { return p.clock.Now().Add(time.Duration(days) * 24 * time.Hour) }}
		if got, fresh := q.Read(cookie); (got == id) != want.known || fresh != want.fresh {
			t.Errorf("after %d days: known %v, fresh %v", days, got == id, fresh)
		}
	}
	yesterday := Devices{p.ring, func() time.Time { return p.clock.Now().Add(-24 * time.Hour) }}
	if got, _ := yesterday.Read(cookie); got != (Device{}) {
		t.Error("a cookie of tomorrow counts")
	}
}

// FuzzDevice: a cookie is ours or nothing.
func FuzzDevice(f *testing.F) {
	p := newPost(f)
	id, cookie := p.devices.New()
	f.Add(cookie)
	f.Add("")
	f.Add(strings.Repeat("A", len(cookie)))
	f.Fuzz(func(t *testing.T, c string) {
		if got, _ := p.devices.Read(c); got != (Device{}) && (got != id || c != cookie) {
			t.Errorf("%q is a device", c)
		}
	})
}

// BenchmarkDevice is what the cookie costs each request.
func BenchmarkDevice(b *testing.B) {
	p := newPost(b)
	_, cookie := p.devices.New()
	b.ReportAllocs()
	for b.Loop() {
		p.devices.Read(cookie)
	}
}
