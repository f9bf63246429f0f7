package cli

import (
	"context"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/monitor"
)

// watchLogins makes the live monitor. It works on the stores themselves: what it costs is no
// part of a login.
func (n *Node) watchLogins(ring *keys.Ring, border guard.Border) {
	n.monitor = monitor.New(monitor.Config{State: n.db.State(), Records: n.db.Records(), Ring: ring, Country: border.Table.Country, Now: n.now, Logger: n.logger})
	n.metrics.Gauge("sluis_monitor_missed", "Attempts to log in of the last hour of which there were too many to show, on all nodes.", func() float64 { return float64(n.monitor.Missed()) })
}

// runMonitor runs it until ctx ends.
func (n *Node) runMonitor(ctx context.Context) {
	n.monitored = make(chan struct{})
	go func() {
		defer close(n.monitored)
		n.monitor.Run(ctx)
	}()
}
