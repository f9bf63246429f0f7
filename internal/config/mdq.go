package config

import (
	"crypto/sha1"
	"encoding/hex"
	"net/url"
)

// Address is what is fetched: the URL, or what a metadata query service is asked for
// one entity. Its identifier is the entityID, or {sha1} with the digest of it in hex,
// percent-encoded (draft-young-md-query §3.1, draft-young-md-query-saml §2.1). The
// digest names and secures nothing: the answer is held to the signature and the
// entityID.
func (m Metadata) Address() string {
	switch {
	case m.MDQ == "":
		return m.URL
	case m.MDQID == "sha1":
		sum := sha1.Sum([]byte(m.Entity))
		return m.MDQ + url.QueryEscape("{sha1}"+hex.EncodeToString(sum[:]))
	}
	return m.MDQ + url.QueryEscape(m.Entity)
}
