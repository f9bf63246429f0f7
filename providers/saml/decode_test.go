package saml

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"sluis/internal/refusal"
	"sluis/providers/saml/xmlsec"
)

// TestDecode: wrapped base64 is taken, everything else that is not strict base64
// is refused, and 256 KiB of XML is the end (contract 14, 15).
func TestDecode(t *testing.T) {
	t.Parallel()
	full := bytes.Repeat([]byte("x"), xmlsec.MaxBytes)
	plain := base64.StdEncoding.EncodeToString([]byte("<a>genuine</a>"))
	wrap := func(s, with string) string { return regexp.MustCompile(`.{1,76}`).ReplaceAllString(s, "$0"+with) }
	for _, tc := range []struct {
		name, field string
		want        []byte
		code        refusal.Code
	}{
		{"plain", plain, []byte("<a>genuine</a>"), 0},
		{"wrapped with CRLF", wrap(plain, "\r\n"), []byte("<a>genuine</a>"), 0},
		{"wrapped with blanks and tabs", plain[:4] + " \t\n" + plain[4:] + " ", []byte("<a>genuine</a>"), 0},
		{"256 KiB", base64.StdEncoding.EncodeToString(full), full, 0},
		{"256 KiB, wrapped", wrap(base64.StdEncoding.EncodeToString(full), "\r\n"), full, 0},
		{"256 KiB and 3 bytes", base64.StdEncoding.EncodeToString(append(full[:len(full):len(full)], "abc"...)), nil, refusal.AnswerTooLarge},
		{"blanks without end", strings.Repeat(" ", maxForm+1), nil, refusal.AnswerTooLarge},
		{"empty", "", nil, refusal.AnswerForm},
		{"white space only", " \r\n", nil, refusal.AnswerForm},
		{"URL alphabet", "PGE-_w==", nil, refusal.AnswerForm},
		{"no padding", strings.TrimRight(base64.StdEncoding.EncodeToString([]byte("abcd")), "="), nil, refusal.AnswerForm},
		{"bits left over", "YWJjZB==", nil, refusal.AnswerForm},
		{"something behind the padding", "YWJjZA==YWJj", nil, refusal.AnswerForm},
		{"XML itself", "<samlp:Response/>", nil, refusal.AnswerForm},
		{"percent-encoded", "YWJjZA%3D%3D", nil, refusal.AnswerForm},
	} {
		got, err := decode(tc.field)
		if tc.code != 0 {
			t.Run(tc.name, func(t *testing.T) { wantRefusal(t, nil, err, tc.code) })
		} else if err != nil || !bytes.Equal(got, tc.want) {
			t.Errorf("%s: %d bytes, error %v", tc.name, len(got), err)
		}
	}
}

// TestEveryReasonHasACode: the validator's list may grow; this table must follow.
func TestEveryReasonHasACode(t *testing.T) {
	t.Parallel()
	for _, r := range xmlsec.Reasons() {
		if codeOf(r) == unmapped {
			t.Errorf("reason %s of the validator has no refusal code", r)
		}
	}
	if codeOf("no-such-reason") != unmapped {
		t.Error("an unknown reason has a code")
	}
}
