// Package guard owns who may come to the door: from which countries browsers come
// (L-01, L-02), which networks and devices are kept out for a while (L-11, L-12), and
// which browsers are known, so that nobody can lock another out (L-13, L-14, L-16).
//
// It refuses to know about HTTP, logins and persons. It sees an address and the value of
// a cookie, answers, and forgets both: what it writes down is sealed, and gone within
// the hour, or the day that an operator named.
package guard
