package claims

import "testing"

// TestWithout: what is taken out of a release is gone from it, and no more than that.
func TestWithout(t *testing.T) {
	t.Parallel()
	whole := Release{Items: Everything, Name: FullName{Full: "Zoë Bakker", Given: "Zoë", Family: "Bakker"}, StudentNumber: "95312",
		Class: []string{"H2A"}, School: "petteflat", Role: Student}
	if !whole.Without(0).Equal(whole) {
		t.Error("nothing taken out, and it differs")
	}
	for out := Items(0); out <= Everything; out++ {
		got := whole.Without(out)
		if got.Items != Everything.Minus(out) || got.Given() != got.Items {
			t.Errorf("without %v: items %v, values of %v", out.List(), got.Items.List(), got.Given().List())
		}
	}
	if whole.Given() != Everything {
		t.Error("the release that it was taken out of was changed")
	}
}
