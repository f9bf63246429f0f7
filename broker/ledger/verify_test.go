package ledger

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sluis/broker/store"
)

// written is a chain of n entries.
func written(t *testing.T, n int) (*Ledger, store.Records) {
	t.Helper()
	l, records := auditLedger(t, t.TempDir())
	for i := range n {
		if err := l.Audit(context.Background(), Act{By: "operator", Verb: fmt.Sprint("v", i+1)}); err != nil {
			t.Fatal(err)
		}
	}
	return l, records
}

func tamper(t *testing.T, records store.Records, statements string) {
	t.Helper()
	for _, sql := range strings.Split(statements, "; ") {
		err := records.Update(context.Background(), func(tx store.Tx) error { _, err := tx.Exec(sql); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verdict(t *testing.T, l *Ledger, noted Mark) Verdict {
	t.Helper()
	v, err := l.Verify(context.Background(), noted)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What is done to the rows behind our back is found where it was done (L-21).
func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	const swapped = `UPDATE audit SET number = -2 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3; UPDATE audit SET number = 3 WHERE number = -2`
	for _, c := range []struct {
		name, sql string
		entry     int64
		fault     string
	}{
		{"nothing", `UPDATE audit SET at = at`, 0, ""},
		{"a payload of another entry", `UPDATE audit SET box = (SELECT box FROM audit WHERE number = 1) WHERE number = 2`, 2, faultPayload},
		{"payload and digest of another entry", `UPDATE audit SET box = (SELECT box FROM audit WHERE number = 1), digest = (SELECT digest FROM audit WHERE number = 1) WHERE number = 2`, 2, faultAltered},
		{"another time", `UPDATE audit SET at = at - 60 WHERE number = 2`, 2, faultAltered},
		{"another link", `UPDATE audit SET chain = digest WHERE number = 3`, 3, faultAltered},
		{"one deleted", `DELETE FROM audit WHERE number = 2`, 2, faultMissing},
		{"the first deleted", `DELETE FROM audit WHERE number = 1`, 1, faultMissing},
		{"one deleted and the rest moved up", `DELETE FROM audit WHERE number = 1; UPDATE audit SET number = number - 1`, 1, faultAltered},
		{"two swapped", swapped, 2, faultAltered},
		{"one inserted at the beginning", `INSERT INTO audit (number, at, box, digest, chain) SELECT 0, at, box, digest, chain FROM audit WHERE number = 1`, 0, faultAltered},
		{"one inserted in the middle", `UPDATE audit SET number = -number WHERE number > 2; UPDATE audit SET number = 1 - number WHERE number < 0; INSERT INTO audit (number, at, box, digest, chain) SELECT 3, at, box, digest, chain FROM audit WHERE number = 2`, 3, faultAltered},
		{"one put at the end", `INSERT INTO audit (number, at, box, digest, chain) SELECT 6, at, box, digest, chain FROM audit WHERE number = 5`, 6, faultAltered},
		{"the last cut off", `DELETE FROM audit WHERE number = 5`, 5, faultCut},
		{"three cut off", `DELETE FROM audit WHERE number > 2`, 3, faultCut},
		{"all cut off", `DELETE FROM audit`, 1, faultCut},
		{"cut off, and the head moved", `DELETE FROM audit WHERE number > 3; UPDATE audit_head SET number = 3, chain = (SELECT chain FROM audit WHERE number = 3)`, 3, faultUnsealed},
		{"cut off, and the head too", `DELETE FROM audit WHERE number > 3; DELETE FROM audit_head`, 3, faultUnsealed},
		{"an older head put back", `UPDATE audit_head SET number = 4`, 5, faultUnsealed},
		{"emptied by another hand", `UPDATE audit SET box = NULL WHERE number = 3`, 3, faultEmptied},
		{"emptied with a tombstone of its own making", `UPDATE audit SET box = NULL, emptied = 1, why = 'erasure', tombstone = digest WHERE number = 3`, 3, faultEmptied},
		{"emptied with another's tombstone", `UPDATE audit SET box = NULL, emptied = (SELECT emptied FROM audit WHERE number = 2), why = 'erasure', tombstone = (SELECT tombstone FROM audit WHERE number = 2) WHERE number = 3`, 3, faultEmptied},
		{"a tombstone that says another reason", `UPDATE audit SET why = 'term' WHERE number = 2`, 2, faultEmptied},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, records := written(t, 4)
			if !strings.Contains(c.name, "payload") { // an emptied one is among them, and the entry that says so
				if err := l.EmptyAudit(context.Background(), "operator", 2, ForErasure); err != nil {
					t.Fatal(err)
				}
			}
			tamper(t, records, c.sql)
			v := verdict(t, l, Mark{})
			if v.Entry != c.entry || v.Fault != c.fault || v.Whole() != (c.fault == "") {
				t.Errorf("entry %d %q, want %d %q", v.Entry, v.Fault, c.entry, c.fault)
			}
		})
	}
}

// A payload that was emptied by erasure or at the end of its term leaves the chain whole,
// and the payload is gone from it.
func TestVerifySurvivesEmptying(t *testing.T) {
	t.Parallel()
	l, records := written(t, 4)
	for number, why := range map[int64]string{1: ForErasure, 4: ForTerm} {
		if err := l.EmptyAudit(context.Background(), "operator", number, why); err != nil {
			t.Fatal(err)
		}
	}
	if v := verdict(t, l, Mark{}); !v.Whole() || v.Entries != 6 || v.Emptied != 2 || v.End.Number != 6 {
		t.Errorf("verdict %+v", v)
	}
	trail, err := l.AuditTrail(context.Background())
	if err != nil || trail[0].Verb != "" || trail[1].Verb != "v2" || trail[4].Verb != "audit.empty" {
		t.Errorf("trail %+v, %v", trail, err)
	}
	for name, err := range map[string]error{
		"twice":          l.EmptyAudit(context.Background(), "operator", 1, ForErasure),
		"of none":        l.EmptyAudit(context.Background(), "operator", 40, ForTerm),
		"without reason": l.EmptyAudit(context.Background(), "operator", 2, "tidying"),
	} {
		if err == nil {
			t.Errorf("emptied %s", name)
		}
	}
	tamper(t, records, `UPDATE audit SET box = digest WHERE number = 4`)
	if v := verdict(t, l, Mark{}); v.Entry != 4 || v.Fault != faultReturned {
		t.Errorf("a payload came back: %+v", v)
	}
}

// What is written behind a damage does not heal it.
func TestVerifyAfterMoreEntries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, sql, fault string }{
		{"cut off", `DELETE FROM audit WHERE number > 2`, faultMissing},
		{"cut off with its head", `DELETE FROM audit WHERE number > 2; DELETE FROM audit_head`, faultUnsealed},
		{"cut off, and the head moved", `DELETE FROM audit WHERE number > 2; UPDATE audit_head SET number = 2, chain = (SELECT chain FROM audit WHERE number = 2)`, faultUnsealed},
		{"put behind the end", `INSERT INTO audit (number, at, box, digest, chain) SELECT 5, at, box, digest, chain FROM audit WHERE number = 4`, faultAltered},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, records := written(t, 4)
			tamper(t, records, c.sql)
			for range 3 {
				if err := l.Audit(context.Background(), Act{By: "operator", Verb: "later"}); err != nil {
					t.Fatal(err)
				}
			}
			if v := verdict(t, l, Mark{}); v.Fault != c.fault {
				t.Errorf("verdict %+v, want %q", v, c.fault)
			}
		})
	}
}

// Records that were put back as a whole, seal and all, are known by a mark alone.
func TestVerifyAgainstAMark(t *testing.T) {
	t.Parallel()
	l, records := written(t, 3)
	tamper(t, records, `CREATE TABLE kept AS SELECT * FROM audit_head`)
	if err := l.Audit(context.Background(), Act{By: "operator", Verb: "unwelcome"}); err != nil {
		t.Fatal(err)
	}
	noted := verdict(t, l, Mark{}).End
	if again, err := ParseMark(noted.String()); err != nil || again.String() != noted.String() {
		t.Fatalf("mark %v reads as %v, %v", noted, again, err)
	}
	if v := verdict(t, l, noted); !v.Whole() {
		t.Fatalf("verdict %+v", v)
	}
	tamper(t, records, `DELETE FROM audit WHERE number = 4; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept`)
	if v := verdict(t, l, Mark{}); !v.Whole() {
		t.Fatalf("the control, records put back and no mark: %+v", v)
	}
	if v := verdict(t, l, noted); v.Entry != 4 || v.Fault != faultShortened {
		t.Errorf("verdict %+v", v)
	}
	if err := l.Audit(context.Background(), Act{By: "operator", Verb: "another fourth"}); err != nil {
		t.Fatal(err)
	}
	if v := verdict(t, l, noted); v.Entry != 4 || v.Fault != faultUnmarked {
		t.Errorf("verdict %+v", v)
	}
}

func FuzzParseMark(f *testing.F) {
	f.Add("57:" + strings.Repeat("0a", 32))
	f.Add("1:")
	f.Add("-1:" + strings.Repeat("00", 32))
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMark(s)
		if err != nil {
			return
		}
		if again, err := ParseMark(m.String()); err != nil || again.String() != m.String() {
			t.Errorf("%q became %v, which reads as %v, %v", s, m, again, err)
		}
	})
}
