package op

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sluis/broker/keys"
)

// How a payload becomes parameters: what is text there is text here, a number is spelled
// as it stands, and nothing is read twice.
func TestParseObject(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		payload string
		want    string // "name=value" of what is asked for, or "error: " and a part of it
	}{
		"text":                            {`{"state":"é\u0041"}`, "state=éA"},
		"a number":                        {`{"max_age":3600}`, "max_age=3600"},
		"a number as it stands":           {`{"max_age":3.6e3}`, "max_age=3.6e3"},
		"claims as JSON":                  {`{"claims":{"userinfo":{"name":null}}}`, `claims={"userinfo":{"name":null}}`},
		"claims as text":                  {`{"claims":"{}"}`, "claims={}"},
		"an unknown list":                 {`{"resource":["a"]}`, "resource="},
		"an unknown truth":                {`{"request":true}`, "request="},
		"a list where text must be":       {`{"prompt":["none"]}`, "error: prompt in it is not a text"},
		"null where text must be":         {`{"state":null}`, "error: state in it is not a text"},
		"a member twice":                  {`{"state":"a","state":"b"}`, "error: state stands in it twice"},
		"a member twice, escaped":         {`{"state":"a","st\u0061te":"b"}`, "error: state stands in it twice"},
		"an odd member twice":             {`{"<b>":1,"<b>":1}`, "error: a parameter stands in it twice"},
		"two objects":                     {`{}{}`, "error: not one JSON object"},
		"a list":                          {`[]`, "error: not one JSON object"},
		"nothing":                         {``, "error: not one JSON object"},
		"cut off":                         {`{"state":"a"`, "error: not one JSON object"},
		"no UTF-8":                        {"{\"state\":\"\xff\"}", "error: no UTF-8"},
		"too large":                       {`{"state":"` + strings.Repeat("a", maxRequest) + `"}`, "error: too large"},
		"too many":                        {"{" + strings.TrimSuffix(strings.Join(counted(maxParameter+1), ","), ",") + "}", "error: too many"},
		"an exp of another type":          {`{"exp":"1"}`, "error: not of their types"},
		"an iss in capitals is no iss":    {`{"ISS":"x"}`, "ISS=x"},
		"a subject that is a list":        {`{"sub":["a"]}`, "error: not of their types"},
		"scope in capitals is no scope":   {`{"Scope":["x"]}`, "Scope="},
		"a number that is text":           {`{"max_age":"60"}`, "max_age=60"},
		"deep, and of no use to anybody":  {`{"x":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`, "x="},
		"white space around is no matter": {" {\n} ", "x="},
	} {
		q, claims, err := parseObject([]byte(c.payload))
		if part, wrong := strings.CutPrefix(c.want, "error: "); wrong {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v, want %q", name, err, part)
			}
			continue
		}
		key, value, _ := strings.Cut(c.want, "=")
		if err != nil || q.get(key) != value || claims.Issuer != "" {
			t.Errorf("%s: %q, issuer %q, %v", name, q.get(key), claims.Issuer, err)
		}
	}
}

func counted(n int) (members []string) {
	for i := range n {
		members = append(members, `"x`+strings.Repeat("y", i)+`":1`)
	}
	return members
}

// Half of the processors at most decrypt: who comes when all places are taken waits, and
// no longer than the request lasts.
func TestDecryptionWaitsItsTurn(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	for range cap(p.opening) {
		p.opening <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := p.decrypt(ctx, "...."); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with every place taken: %v", err)
	}
	<-p.opening
	if _, err := p.decrypt(context.Background(), "...."); !errors.Is(err, keys.ErrDecryption) {
		t.Errorf("with a place: %v", err)
	}
	if n := len(p.opening); n != cap(p.opening)-1 {
		t.Errorf("%d places are taken afterwards", n)
	}
}
