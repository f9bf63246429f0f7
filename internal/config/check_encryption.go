package config

import "time"

// maxCBC is how far ahead the end of AES-CBC may lie: an end that nobody lives to
// see is none.
const maxCBC = 366 * 24 * time.Hour

// checkEncryption holds the switch for AES-CBC to its end date (F-10).
func (r *reader) checkEncryption(c *Connection) {
	s := c.at.within("encryption")
	if s == nil || c.Encryption.InsecureCBCUntil.IsZero() {
		return
	}
	const key = "insecure_cbc_until"
	last, now := c.Encryption.InsecureCBCUntil, r.load.checks.Now()
	value := last.Format(time.DateOnly)
	switch {
	case !now.Before(last.AddDate(0, 0, 1)):
		s.wrong(key, value, "is past; take the line out, and AES-CBC stays refused")
	case last.After(now.Add(maxCBC)):
		s.wrong(key, value, "is more than a year ahead; AES-CBC is for the time until the federation has AES-GCM")
	case c.Encryption.Answers == "refuse":
		s.wrong(key, value, "stands beside answers: refuse, which takes nothing encrypted")
	default:
		s.warn(key, value, "lets AES-CBC in until the end of that day, inside a signed Response; after it this line is refused")
	}
}
