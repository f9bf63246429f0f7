// Package metric counts what happens and writes it as Prometheus text (format
// 0.0.4) for the admin address: counters, gauges and histograms, each with few,
// fixed labels.
//
// It owns the net that keeps persons out of the labels (D-05): a label value must
// look like a word of ours, never like a number, an address, a name or a handle,
// and a family holds at most a thousand series. What does not fit is counted as
// "other"; nothing is lost and nothing is told.
//
// It refuses to know what is counted, and it is not a client of any server: it has
// no registry of its own (make a [Set] and pass it on), no clock and no listener.
// A nil *Set and the counters it gives count nothing, so a part can be built
// without one.
package metric
