package refusal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestErrorLine(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		err  error
		want string
	}{
		"with a cause":    {New(StudentNumberMissing, errors.New("claims: required item is not sent")), "SLUIS-2107 student-number-missing: claims: required item is not sent"},
		"without a cause": {New(Unsolicited, nil), "SLUIS-2001 unsolicited"},
		"about an item":   {New(NameMissing, nil).About("name"), "SLUIS-2105 name-missing"},
	}
	for name, c := range cases {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestIsComparesCodes(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("flow: receive: %w", New(Replayed, io.EOF))
	if !errors.Is(wrapped, New(Replayed, nil)) {
		t.Error("the same code is not found through a wrap")
	}
	if errors.Is(wrapped, New(Expired, nil)) {
		t.Error("another code is found")
	}
	if !errors.Is(wrapped, io.EOF) {
		t.Error("the cause is not found")
	}
	if errors.Is(wrapped, (*Error)(nil)) {
		t.Error("a nil refusal is found")
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	if Of(nil) != nil {
		t.Error("no error became a refusal")
	}
	if got := Of(fmt.Errorf("a: %w", fmt.Errorf("b: %w", New(ClassMissing, nil).About("class")))); got.Code != ClassMissing || got.Item != "class" {
		t.Errorf("the refusal inside was not found: %v", got)
	}
	// An unknown error is a fault of ours, with the cause for the log only (U-11).
	got := Of(context.DeadlineExceeded)
	if got.Code != Internal || !errors.Is(got, context.DeadlineExceeded) {
		t.Errorf("an unknown error became %v", got)
	}
	// A nil refusal inside an error, the classic slip, must not become a nil
	// refusal: it would read as "no error".
	if got := Of(error((*Error)(nil))); got == nil || got.Code != Internal {
		t.Errorf("a nil refusal became %v", got)
	}
}

func TestAboutLeavesTheOriginal(t *testing.T) {
	t.Parallel()
	first := New(NameMissing, io.EOF)
	second := first.About("name")
	if first.Item != "" || second.Item != "name" || !errors.Is(second, io.EOF) {
		t.Errorf("first %+v, second %+v", first, second)
	}
}
