package aggregate

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"sluis/providers/saml/xmlsec"
)

// readAll reads a signed federation and looks at every entity.
func readAll(t testing.TB, doc string, keys []xmlsec.Key, look func(n int)) {
	t.Helper()
	n := 0
	_, err := Read(io.Reader(strings.NewReader(doc)), Options{Keys: keys, MaxEntity: 1 << 20}, func(e Entity) (struct{}, bool) {
		n++
		look(n)
		return struct{}{}, e.Is(nsMetadata, entityName)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMemory: what an aggregate costs does not grow with it. Held at any moment is
// one entity with its tables; an entity costs so many bytes and allocations, whatever
// number it has.
func TestMemory(t *testing.T) {
	s := newSigner(t, "metadata")
	doc := s.sign(t, federation(5000), "")
	keys := s.public(t)
	t.Logf("%d bytes", len(doc))

	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	readAll(t, doc, keys, func(n int) {
		if n%1000 != 0 {
			return
		}
		runtime.GC()
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
	})
	if most > 2<<20 {
		t.Errorf("%d bytes are held while 5,000 entities pass by, want at most 2 MiB", most)
	}

	runtime.ReadMemStats(&before)
	readAll(t, doc, keys, func(int) {})
	runtime.ReadMemStats(&now)
	bytes, allocs := (now.TotalAlloc-before.TotalAlloc)/5000, (now.Mallocs-before.Mallocs)/5000
	t.Logf("held: %d bytes; per entity: %d bytes, %d allocations", most, bytes, allocs)
	if bytes > 48<<10 || allocs > 64 {
		t.Errorf("an entity costs %d bytes in %d allocations", bytes, allocs)
	}
}

// BenchmarkRead is a federation of 5,000 entities under one signature.
func BenchmarkRead(b *testing.B) {
	s := newSigner(b, "metadata")
	doc := s.sign(b, federation(5000), "")
	keys := s.public(b)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, doc, keys, func(int) {})
	}
}
