package claims

import (
	"bytes"
	"regexp"
	"testing"
)

func countingKey() []byte {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	return key
}

// TestSubjectVectors pins sub (design §1.5): these were computed apart from this
// package. They may never change: every app's accounts hang on them.
func TestSubjectVectors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key  []byte
		id   SubjectID
		want string
	}{
		{countingKey(), SubjectID{"entree", "petteflat", "qj7cks8qdz9ph54@petteflat", "portfolio", 0}, "tmizzlajqmkh5qfnyybq6idqejdc3vndojbliky22q6uryoqfh4q"},
		{countingKey(), SubjectID{"entree", "petteflat", "qj7cks8qdz9ph54@petteflat", "portfolio", 1}, "vveqwu4i5xeuaiseqxxl5xfvmj6dkozcostzyxrvs365jykuufoq"},
		{countingKey(), SubjectID{"surfconext", "uniharderwijk", "69c803b4b218529bc4ae3ae0047cb5481e72c772", "portfolio", 0}, "euucsfk3llkam2qomi2dmxtj5v4shdierfzishyu5tl6rrhzthva"},
		{countingKey(), SubjectID{"surfconext", "uniharderwijk", "69c803b4b218529bc4ae3ae0047cb5481e72c772", "rooster", 0}, "achb53bayq53l4p5lg4mqcazu4fg5ci7sv6lwk24ri2zb5tucqaq"},
		{make([]byte, 32), SubjectID{"entree", "a", "b", "c", 4294967295}, "5ie6jd3ywimiywl36u3cojea7754oomotdqncw35ydd32kwycu2q"},
		{countingKey(), SubjectID{"entree", "école", "ü@x", "s", 7}, "75ln4l45hyzfr6737dqsvzxi3wp5pnbtobg7re3zk7kr52aam2oa"},
	} {
		if got := Subject(c.key, c.id); got != c.want {
			t.Errorf("subject at %s for %s is %s, want %s", c.id.School, c.id.Sector, got, c.want)
		}
	}
}

var subjectForm = regexp.MustCompile(`^[a-z2-7]{52}$`)

// TestSubjectsDiffer: pairwise per app, school, federation and epoch (M-10), and
// the frame is injective: text cannot move from one field to the next.
func TestSubjectsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]SubjectID{}
	for _, f := range []string{"ab", "a", "b"} {
		for _, school := range []string{"c", "bc", "b"} {
			for _, up := range []string{"d", "cd", "d:e", "d\x00\x00\x00\x01e"} {
				for _, sector := range []string{"e", "de", "\x00\x00\x00\x00"} {
					for _, epoch := range []uint32{0, 1, 256} {
						id := SubjectID{f, school, up, sector, epoch}
						sub := Subject(countingKey(), id)
						if other, ok := seen[sub]; ok {
							t.Fatalf("%v and %v have one subject", id, other)
						}
						if !subjectForm.MatchString(sub) {
							t.Fatalf("%q is not 52 characters of base32 in lower case", sub)
						}
						seen[sub] = id
					}
				}
			}
		}
	}
	id := SubjectID{"a", "b", "c", "d", 0}
	if Subject(countingKey(), id) == Subject(bytes.Repeat([]byte{1}, 32), id) {
		t.Error("the key makes no difference")
	}
}

// TestSubjectRefusesNothingness: an empty field would give many people one sub.
func TestSubjectRefusesNothingness(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(){
		"no key":      func() { Subject(nil, SubjectID{"a", "b", "c", "d", 0}) },
		"short key":   func() { Subject(make([]byte, 31), SubjectID{"a", "b", "c", "d", 0}) },
		"federation":  func() { Subject(countingKey(), SubjectID{"", "b", "c", "d", 0}) },
		"school":      func() { Subject(countingKey(), SubjectID{"a", "", "c", "d", 0}) },
		"upstream id": func() { Subject(countingKey(), SubjectID{"a", "b", "", "d", 0}) },
		"sector":      func() { Subject(countingKey(), SubjectID{"a", "b", "c", "", 0}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a subject came out", name)
				}
			}()
			call()
		}()
	}
}

func FuzzSubjectFrame(f *testing.F) {
	f.Add("ab", "c", "d", "e", "a", "bc", "d", "e") // the framing attack by name
	f.Add("a", "b", "c\x00\x00\x00\x01d", "e", "a", "b", "c", "d")
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i string) {
		one, two := SubjectID{a, b, c, d, 0}, SubjectID{e, g, h, i, 0}
		for _, s := range []string{a, b, c, d, e, g, h, i} {
			if s == "" {
				t.Skip()
			}
		}
		if (Subject(countingKey(), one) == Subject(countingKey(), two)) != (one == two) {
			t.Error("two identifiers share a subject, or one has two")
		}
	})
}
