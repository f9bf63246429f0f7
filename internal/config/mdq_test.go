package config

import "testing"

// TestAddress: the examples of draft-young-md-query-saml §2.1 and §3.1.
func TestAddress(t *testing.T) {
	t.Parallel()
	const base, entity = "http://metadata.example.com/service/entities/", "http://example.org/service"
	for _, c := range []struct {
		m    Metadata
		want string
	}{
		{Metadata{URL: "https://metadata.example.nl/idp.xml", Entity: entity}, "https://metadata.example.nl/idp.xml"},
		{Metadata{MDQ: base, MDQID: "entity", Entity: entity}, base + "http%3A%2F%2Fexample.org%2Fservice"},
		{Metadata{MDQ: base, MDQID: "sha1", Entity: entity}, base + "%7Bsha1%7D11d72e8cf351eb6c75c721e838f469677ab41bdb"},
		{Metadata{MDQ: base, Entity: "urn:a+b/../c?d#e%20"}, base + "urn%3Aa%2Bb%2F..%2Fc%3Fd%23e%2520"},
	} {
		if got := c.m.Address(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.m, got, c.want)
		}
	}
}
