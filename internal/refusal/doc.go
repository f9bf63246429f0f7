// Package refusal holds every reason why Sluis does not go on: one code per
// reason, one table that says for each code who must act, which HTTP status and
// OAuth error it has, and what stands on its page in Dutch and English.
//
// It owns the error type that carries a code through the program ([Error]), the
// table ([Lookup], [All]) and the three words a person reads to the help desk
// ([Words]). The cause inside an Error is for the log; a page takes its words
// from the table only, so that internals cannot reach it (design §5.6).
//
// It refuses to know what was refused: no text has room for a value of a person,
// and no cause may hold one. It imports nothing of ours.
package refusal
