package keys

import (
	"context"
	"testing"
)

func BenchmarkMAC(b *testing.B) {
	r := fixedRing()
	kind, half := []byte("browser"), []byte(NewHandle())
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.MAC(handle, kind, half)
		}
	})
}

func BenchmarkSealWith(b *testing.B) {
	h, plain := []byte(NewHandle()), make([]byte, 600)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := SealWith(h, "grant", plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenWith(b *testing.B) {
	h := []byte(NewHandle())
	box, err := SealWith(h, "grant", make([]byte, 600))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := OpenWith(h, "grant", box); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	r, plain := fixedRing(), make([]byte, 600)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Seal(form, "request", plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignJWT(b *testing.B) {
	r := openRing(b, newStore(b), master(1), fixedClock())
	claims := make([]byte, 400)
	for _, alg := range Algorithms() {
		b.Run(alg, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.SignJWT(alg, "JWT", claims); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerifyOwn(b *testing.B) {
	r := openRing(b, newStore(b), master(1), fixedClock())
	jwt, err := r.SignJWT("RS256", "JWT", []byte(`{"iss":"https://sluis.test"}`))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.VerifyOwn("JWT", jwt); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLogKey(b *testing.B) {
	ctx, clock := context.Background(), fixedClock()
	r := openRing(b, newStore(b), master(1), clock)
	first := dayOf(clock())
	if _, err := r.LogKey(ctx, "petteflat", first); err != nil {
		b.Fatal(err)
	}
	b.Run("today", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := r.LogKey(ctx, "petteflat", first); err != nil {
				b.Fatal(err)
			}
		}
	})
	if _, err := r.LogKey(ctx, "petteflat", first+365); err != nil {
		b.Fatal(err)
	}
	b.Run("a year back", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := r.LogKey(ctx, "petteflat", first+364); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	b.Run("first start", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s := newStore(b)
			b.StartTimer()
			openRing(b, s, master(1), fixedClock())
		}
	})
	b.Run("later start", func(b *testing.B) {
		s := newStore(b)
		openRing(b, s, master(1), fixedClock())
		b.ResetTimer()
		for b.Loop() {
			openRing(b, s, master(1), fixedClock())
		}
	})
}
