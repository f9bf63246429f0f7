// Package guard owns who may come to the door: from which countries browsers come
// (L-01, L-02), which networks and devices are kept out for a while (L-11, L-12), and
// which browsers are known, and for whom, so that nobody can lock another out (L-13 to
// L-16).
//
// It refuses to know about HTTP, logins and persons. It sees an address and the value of
// a cookie, answers, and forgets both: what it writes down of an address is sealed, and
// gone within the hour, or the day that an operator named; of a person it keeps a keyed
// digest per device, for as long as the device's cookie counts.
package guard
