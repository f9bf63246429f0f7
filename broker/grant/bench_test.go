package grant

import (
	"context"
	"testing"

	"sluis/broker/keys"
)

// BenchmarkCode is a code's whole life: handed out, redeemed, looked up once.
func BenchmarkCode(b *testing.B) {
	s := newBench(b)
	g := s.pupil()
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		code := keys.NewHandle()
		if err := s.Hand(ctx, code, binding, g); err != nil {
			b.Fatal(err)
		}
		_, token, err := redeem(s.Store, code, binding, "")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.ByToken(ctx, token); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHand is what the end of a login costs here: a code for a grant.
func BenchmarkHand(b *testing.B) {
	s := newBench(b)
	g := s.pupil()
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Hand(context.Background(), keys.NewHandle(), binding, g); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRedeem is what a token request costs here. The codes are handed out while
// the timer stands.
func BenchmarkRedeem(b *testing.B) {
	s := newBench(b)
	const stock = 256
	var codes []string
	b.ReportAllocs()
	for b.Loop() {
		if len(codes) == 0 {
			b.StopTimer()
			for range stock {
				codes = append(codes, s.hand(b))
			}
			b.StartTimer()
		}
		code := codes[len(codes)-1]
		codes = codes[:len(codes)-1]
		if _, _, err := redeem(s.Store, code, binding, ""); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkByToken is what a userinfo request costs here.
func BenchmarkByToken(b *testing.B) {
	s := newBench(b)
	token, _ := s.redeemed(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.ByToken(context.Background(), token); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRefresh is what a refresh costs here, with and without rotation.
func BenchmarkRefresh(b *testing.B) {
	for name, r := range map[string]Renewal{"rotates": rotating, "lasts": lasting} {
		b.Run(name, func(b *testing.B) {
			s := newBench(b)
			held, _ := s.family(b, r)
			b.ReportAllocs()
			for b.Loop() {
				next, err := renew(s.Store, held.refresh, "", r)
				if err != nil {
					b.Fatal(err)
				}
				held = next
			}
		})
	}
}
