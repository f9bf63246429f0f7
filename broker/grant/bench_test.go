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
		_, token, err := s.Redeem(ctx, code, binding)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.ByToken(ctx, token); err != nil {
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
