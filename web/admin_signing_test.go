package web

import "time"

// signingStories are the page of our own keys, for who may change them and who may not.
func signingStories(f AdminFrame) []story {
	in := FedKey{KID: "k1", Alg: "RS256", Stage: "in use", Published: approved, Used: approved}
	next := FedKey{KID: "k2", Alg: "RS256", Stage: "published", Published: approved, Used: approved.AddDate(0, 0, 7)}
	full := AdminSigning{AdminFrame: f, May: true, Asked: true, Master: "a3f1c09b2d4e5f60", Oldest: approved, Table: approved, TableOld: true, Entries: 12, Whole: true, Now: approved.AddDate(0, 0, 100),
		Roots: []RootKey{{"pairwise", approved}, {"log", approved}},
		Groups: []KeyGroup{{Keys: []SigningKey{{FedKey: in, MayDrop: true}, {FedKey: next, MayDrop: true}, {FedKey: FedKey{KID: "k3", Alg: "ES256", Stage: "in use", Published: approved, Used: approved}, MayRotate: true}}},
			{Connection: "entree", Keys: []SigningKey{{FedKey: FedKey{KID: "k4", Alg: "RS256", Stage: "in use", Published: approved, Used: approved}}}},
			{Connection: "surfconext", Waits: true, Ready: true, Keys: []SigningKey{{FedKey: FedKey{KID: "k5", Alg: "RS256", Stage: "retired", Published: approved, Used: approved, Retired: approved, Gone: approved}, MayDrop: true}}}}}
	read := full
	read.May, read.Asked, read.Whole, read.TableOld, read.Oldest = false, false, false, false, time.Time{}
	return []story{{"admin-signing", full}, {"admin-signing-read", read}, {"admin-signing-empty", AdminSigning{AdminFrame: f}}}
}
