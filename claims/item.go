package claims

import "math/bits"

// Item is one of the five things a contract can name. There is no sixth: the
// ceiling of the product (design §1.1) is this type and the fields of [Release].
type Item uint8

// The personal items come first, the facts of context after them; pages, ledgers
// and tokens list items in this order.
const (
	Name          Item = iota // name, given_name, family_name
	StudentNumber             // student_number
	Class                     // class, an array of strings
	School                    // school, our own id of the school
	RoleItem                  // role, student or staff
	itemCount
)

var itemNames = [itemCount]string{"name", "student_number", "class", "school", "role"}

// String gives the item's key in a contract, which is also its scope and claim
// (scope `profile` stands for name).
func (i Item) String() string {
	if i >= itemCount {
		return "?"
	}
	return itemNames[i]
}

// Personal reports whether the item is a personal datum; school and role are
// facts of context (design §1.1).
func (i Item) Personal() bool { return i <= Class }

// ParseItem reads a contract's key.
func ParseItem(s string) (Item, bool) {
	for i, n := range itemNames {
		if n == s {
			return Item(i), true
		}
	}
	return 0, false
}

// AllItems lists the items in their order.
func AllItems() [itemCount]Item { return [itemCount]Item{Name, StudentNumber, Class, School, RoleItem} }

// Items is a set of items, one bit each; it has no room for a sixth.
type Items uint8

// Everything is the whole ceiling.
const Everything Items = 1<<itemCount - 1

// ItemsOf makes a set.
func ItemsOf(items ...Item) Items {
	var s Items
	for _, i := range items {
		s = s.With(i)
	}
	return s
}

// personal is what a hub can send of the ceiling.
const personal Items = 1<<Name | 1<<StudentNumber | 1<<Class

// Has reports whether i is in the set.
func (s Items) Has(i Item) bool { return i < itemCount && s&(1<<i) != 0 }

// With gives the set and i.
func (s Items) With(i Item) Items {
	if i >= itemCount {
		return s
	}
	return s | 1<<i
}

// Without gives the set but i.
func (s Items) Without(i Item) Items { return s &^ (1 << i) & Everything }

// Minus gives what is in s and not in o.
func (s Items) Minus(o Items) Items { return s &^ o & Everything }

// And gives what is in both.
func (s Items) And(o Items) Items { return s & o & Everything }

// Count is the number of items.
func (s Items) Count() int { return bits.OnesCount8(uint8(s & Everything)) }

// List gives the items in their order.
func (s Items) List() []Item {
	out := make([]Item, 0, itemCount)
	for _, i := range AllItems() {
		if s.Has(i) {
			out = append(out, i)
		}
	}
	return out
}
