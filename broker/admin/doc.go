// Package admin owns who administers an installation and what each may do: accounts,
// roles, invitations, sessions, and one table of actions that says for each of them the
// permission, whether it wants a fresh factor, and its verb in the audit chain (S-02, S-05,
// S-06, S-08, G-01).
//
//	invite → redeem → enrol two factors → sign in with a key → act
//
// What may be relied on:
//
//   - Nobody has a right before two factors are enrolled and one of them, a key, was shown.
//   - A session is judged anew at each request, by the account and the factors as they are
//     then: a role that was taken away is gone at the next request.
//   - What an admin may not see does not exist for them: [ErrUnknown], as for an id that
//     never was.
//   - An act and its entry in the chain are one transaction. A refusal for want of a
//     permission is an entry too.
//   - A dump of the stores opens no session and shows no admin's name.
//
// It refuses to know about HTTP, pages and pupils.
package admin
