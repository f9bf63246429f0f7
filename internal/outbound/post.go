package outbound

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// Message is what is told to somebody.
type Message struct {
	URL  string // https, or http to a loopback host
	Type string // media type of Body
	Body string
}

// Post tells a server something. Nothing of its answer is read but the status: 200 and
// 204 are yes, everything else is an [*Error]. It follows no redirect, and keeps no
// connection for a later caller, whose private networks may be others.
func (c *Client) Post(ctx context.Context, m Message) error {
	u, err := address(m.URL)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(m.Body))
	if err != nil {
		return fault(BadAddress, err)
	}
	req.Header.Set("Content-Type", m.Type)
	req.Close = true
	straight := *c.http
	straight.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := straight.Do(req)
	if err != nil {
		return unreached(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNoContent {
		return fault(BadStatus, fmt.Errorf("%s answered %d", u.Host, res.StatusCode))
	}
	return nil
}
