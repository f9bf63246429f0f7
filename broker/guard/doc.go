// Package guard owns who may come to the door: which country a browser's address is
// used in, and whether browsers from there are let in (L-01, L-02).
//
// It refuses to know about HTTP, logins and persons. It sees an address, answers, and
// forgets it: nothing in it keeps or logs one.
package guard
