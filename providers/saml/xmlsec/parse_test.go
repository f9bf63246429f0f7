package xmlsec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What a message may not be (contract 14; design §5.1). Each row is one document
// that some XML parser accepts.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		doc  string
		want Reason
	}{
		"empty":                          {"", ReasonSyntax},
		"white space alone":              {" \n", ReasonSyntax},
		"no root":                        {`<?xml version="1.0"?>`, ReasonSyntax},
		"text before the root":           {`x<a/>`, ReasonSyntax},
		"text after the root":            {`<a/>x`, ReasonSyntax},
		"reference after the root":       {`<a/>&#32;`, ReasonSyntax},
		"second root":                    {`<a/><b/>`, ReasonSyntax},
		"unclosed":                       {`<a><b></b>`, ReasonSyntax},
		"unclosed tag":                   {`<a`, ReasonSyntax},
		"crossed tags":                   {`<a><b></a></b>`, ReasonSyntax},
		"end tag alone":                  {`</a>`, ReasonSyntax},
		"end tag of a longer name":       {`<a></ab>`, ReasonSyntax},
		"end tag of another prefix":      {`<x:a xmlns:x="u:1" xmlns:y="u:1"></y:a>`, ReasonSyntax},
		"end tag with an attribute":      {`<a></a b="">`, ReasonSyntax},
		"blank before the name":          {`< a/>`, ReasonSyntax},
		"blank inside the empty tag":     {`<a / >`, ReasonSyntax},
		"name that begins with a digit":  {`<1a/>`, ReasonSyntax},
		"name that begins with a dot":    {`<.a/>`, ReasonSyntax},
		"name beyond ASCII":              {`<é/>`, ReasonSyntax},
		"two colons":                     {`<a:b:c xmlns:a="u:1"/>`, ReasonSyntax},
		"empty prefix":                   {`<:a/>`, ReasonSyntax},
		"empty local name":               {`<a: xmlns:a="u:1"/>`, ReasonSyntax},
		"attribute without a value":      {`<a b/>`, ReasonSyntax},
		"attribute without quotes":       {`<a b=c/>`, ReasonSyntax},
		"attribute with odd quotes":      {`<a b="c'/>`, ReasonSyntax},
		"attributes without a blank":     {`<a b="1"c="2"/>`, ReasonSyntax},
		"less-than in an attribute":      {`<a b="<"/>`, ReasonSyntax},
		"CDATA end in text":              {`<a>]]></a>`, ReasonSyntax},
		"markup declaration":             {`<!ELEMENT a ANY><a/>`, ReasonSyntax},
		"blank before the declaration":   {` <?xml version="1.0"?><a/>`, ReasonPI},
		"second declaration":             {`<?xml version="1.0"?><?xml version="1.0"?><a/>`, ReasonPI},
		"version 1.1":                    {`<?xml version="1.1"?><a/>`, ReasonPI},
		"no version":                     {`<?xml encoding="UTF-8"?><a/>`, ReasonPI},
		"declaration with odd quotes":    {`<?xml version="1.0'?><a/>`, ReasonPI},
		"declaration in another order":   {`<?xml version="1.0" standalone="no" encoding="UTF-8"?><a/>`, ReasonPI},
		"declaration with more":          {`<?xml version="1.0" lang="nl"?><a/>`, ReasonPI},
		"standalone maybe":               {`<?xml version="1.0" standalone="maybe"?><a/>`, ReasonPI},
		"declaration without an end":     {`<?xml version="1.0" ><a/>`, ReasonPI},
		"declaration in capitals":        {`<?XML version="1.0"?><a/>`, ReasonPI},
		"ISO-8859-1 declared":            {`<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, ReasonEncoding},
		"UTF-16 declared":                {`<?xml version="1.0" encoding="UTF-16"?><a/>`, ReasonEncoding},
		"UTF-7 declared":                 {`<?xml version="1.0" encoding='UTF-7'?><a/>`, ReasonEncoding},
		"Latin-1 bytes":                  {"<a>Zo\xeb</a>", ReasonEncoding},
		"UTF-16":                         {"\xff\xfe<\x00a\x00/\x00>\x00", ReasonEncoding},
		"surrogate in UTF-8":             {"<a>\xed\xa0\x80</a>", ReasonEncoding},
		"overlong UTF-8":                 {"<a>\xc0\xbc</a>", ReasonEncoding},
		"byte order mark":                {"\ufeff<a/>", ReasonSyntax},
		"NUL":                            {"<a>\x00</a>", ReasonCharacter},
		"escape":                         {"<a b='\x1b'/>", ReasonCharacter},
		"noncharacter FFFE":              {"<a>\ufffe</a>", ReasonCharacter},
		"noncharacter FFFF":              {"<a>\uffff</a>", ReasonCharacter},
		"DOCTYPE":                        {`<!DOCTYPE a><a/>`, ReasonDoctype},
		"DOCTYPE with an entity":         {`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`, ReasonDoctype},
		"CDATA":                          {`<a><![CDATA[x]]></a>`, ReasonCDATA},
		"comment":                        {`<a>x<!-- -->y</a>`, ReasonComment},
		"comment before the root":        {`<!-- --><a/>`, ReasonComment},
		"comment after the root":         {`<a/><!-- -->`, ReasonComment},
		"processing instruction":         {`<a>x<?y z?></a>`, ReasonPI},
		"stylesheet":                     {`<?xml-stylesheet href="x"?><a/>`, ReasonPI},
		"undeclared entity":              {`<a>&nbsp;</a>`, ReasonEntity},
		"entity in capitals":             {`<a>&AMP;</a>`, ReasonEntity},
		"bare ampersand":                 {`<a>a & b;</a>`, ReasonEntity},
		"ampersand at the end":           {`<a>&</a>`, ReasonEntity},
		"empty reference":                {`<a>&;</a>`, ReasonEntity},
		"reference to NUL":               {`<a>&#0;</a>`, ReasonEntity},
		"reference to a surrogate":       {`<a>&#xD800;</a>`, ReasonEntity},
		"reference to FFFE":              {`<a>&#xFFFE;</a>`, ReasonEntity},
		"reference beyond Unicode":       {`<a>&#x110000;</a>`, ReasonEntity},
		"reference beyond 32 bits":       {`<a>&#x100000041;</a>`, ReasonEntity},
		"reference with a capital X":     {`<a>&#X41;</a>`, ReasonEntity},
		"reference with a sign":          {`<a>&#+65;</a>`, ReasonEntity},
		"reference with an underscore":   {`<a>&#6_5;</a>`, ReasonEntity},
		"hexadecimal without a sharp":    {`<a>&x41;</a>`, ReasonEntity},
		"number without a sharp":         {`<a>&65;</a>`, ReasonEntity},
		"empty number":                   {`<a>&#;</a>`, ReasonEntity},
		"reference with 50 zeros":        {`<a>&#` + many(50, "0") + `65;</a>`, ReasonEntity},
		"entity in an attribute":         {`<a b="&x;"/>`, ReasonEntity},
		"undeclared prefix":              {`<x:a/>`, ReasonNamespace},
		"undeclared prefix of attribute": {`<a x:b=""/>`, ReasonNamespace},
		"prefix out of scope":            {`<a><b xmlns:x="u:1"/><x:c/></a>`, ReasonNamespace},
		"prefix undone":                  {`<a xmlns:x="u:1"><b xmlns:x=""/></a>`, ReasonNamespace},
		"xml prefix rebound":             {`<a xmlns:xml="u:1"/>`, ReasonNamespace},
		"xml prefix declared":            {`<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`, ReasonNamespace},
		"xmlns prefix declared":          {`<a xmlns:xmlns="u:1"/>`, ReasonNamespace},
		"xmlns prefix used":              {`<xmlns:a/>`, ReasonNamespace},
		"another prefix for xml":         {`<a xmlns:x="http://www.w3.org/XML/1998/namespace"/>`, ReasonNamespace},
		"another prefix for xmlns":       {`<a xmlns:x="http://www.w3.org/2000/xmlns/"/>`, ReasonNamespace},
		"default namespace xmlns":        {`<a xmlns="http://www.w3.org/2000/xmlns/"/>`, ReasonNamespace},
		"relative namespace":             {`<a xmlns:x="../y"/>`, ReasonNamespace},
		"namespace with a late colon":    {`<a xmlns:x="a/b:c"/>`, ReasonNamespace},
		"namespace without a path":       {`<a xmlns:x="urn:"/>`, ReasonNamespace},
		"namespace with a blank":         {`<a xmlns:x=" urn:x"/>`, ReasonNamespace},
		"namespace with an ampersand":    {`<a xmlns:x="urn:x&amp;y"/>`, ReasonNamespace},
		"namespace with a line feed":     {`<a xmlns:x="urn:x&#10;"/>`, ReasonNamespace},
		"namespace beyond ASCII":         {`<a xmlns:x="urn:é"/>`, ReasonNamespace},
		"overlong namespace":             {`<a xmlns:x="urn:` + many(maxURI, "x") + `"/>`, ReasonNamespace},
		"attribute twice":                {`<a b="1" b="2"/>`, ReasonDuplicateAttr},
		"attribute twice by namespace":   {`<a xmlns:x="u:1" xmlns:y="u:1" x:b="1" y:b="2"/>`, ReasonDuplicateAttr},
		"declaration twice":              {`<a xmlns:x="u:1" xmlns:x="u:2"/>`, ReasonDuplicateAttr},
		"default namespace twice":        {`<a xmlns="u:1" xmlns="u:1"/>`, ReasonDuplicateAttr},
		"ID twice":                       {`<a ID="x"><b ID="x"/></a>`, ReasonDuplicateID},
		"ID and Id":                      {`<a ID="x"><b Id="x"/></a>`, ReasonDuplicateID},
		"ID and id":                      {`<a ID="x"><b id="x"/></a>`, ReasonDuplicateID},
		"ID and xml:id":                  {`<a ID="x"><b xml:id="x"/></a>`, ReasonDuplicateID},
		"ID and id on one element":       {`<a ID="x" id="x"/>`, ReasonDuplicateID},
		"too deep":                       {many(maxDepth+1, "<a>") + many(maxDepth+1, "</a>"), ReasonTooDeep},
		"too many elements":              {`<a>` + many(maxNodes, "<b/>") + `</a>`, ReasonTooMany},
		"too many attributes":            {`<a` + numbered(maxAttrs+1, ` a%d=""`) + `/>`, ReasonTooMany},
		"too many attributes in all":     {`<a>` + many(maxNodes/2, `<b c="" d=""/>`) + `</a>`, ReasonTooMany},
		"too many declarations in scope": {`<a` + numbered(maxAttrs, ` xmlns:a%d="u:1"`) + `><b` + numbered(maxAttrs, ` xmlns:b%d="u:1"`) + `><c xmlns="u:1"/></b></a>`, ReasonTooMany},
		"too large":                      {`<a>` + many(MaxBytes, " ") + `</a>`, ReasonTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse([]byte(c.doc))
			wantReason(t, err, c.want)
			if err != nil && d != nil {
				t.Error("a refused document was returned")
			}
		})
	}
}

// What is read is what XML 1.0 says, character for character.
func TestParseReads(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ doc, want string }{
		"plain":                      {`<a>x</a>`, `( a|x)`},
		"declaration":                {`<?xml version="1.0" encoding="utf-8" standalone='yes' ?>` + "\n<a/>\n", `( a|)`},
		"declaration without more":   {`<?xml version='1.0'?><a/>`, `( a|)`},
		"the five entities":          {`<a>&amp;&lt;&gt;&quot;&apos;</a>`, `( a|&<>"')`},
		"references":                 {`<a b="&#x41;&#66;&#x1F600;">&#xe9;&#10;</a>`, "( a @ b=AB\U0001F600|é\n)"},
		"reference to a reference":   {`<a>&amp;amp;</a>`, `( a|&amp;)`},
		"line ends":                  {"<a>1\r\n2\r3\n4&#13;5</a>", "( a|1\n2\n3\n4\r5)"},
		"white space in a value":     {"<a b=' \t1\r\n2\r3\n'/>", "( a @ b=  1 2 3 |)"},
		"references in a value":      {"<a b='&#9;&#10;&#13;'/>", "( a @ b=\t\n\r|)"},
		"greater-than":               {`<a b=">">></a>`, `( a @ b=>|>)`},
		"quotes":                     {`<a b='"' c="'"/>`, `( a @ b=" @ c='|)`},
		"blanks in tags":             {"<a\tb = '1'\n c\n=\n\"2\" ><d /></a\n>", `( a @ b=1 @ c=2( d|))`},
		"default namespace":          {`<a xmlns="u:1" b=""><c xmlns=""/></a>`, `(u:1 a @ b=( c|))`},
		"prefixes":                   {`<x:a xmlns:x="u:1" x:b="1" b="2"><x:c xmlns:x="u:2"/></x:a>`, `(u:1 a @ b=2 @u:1 b=1(u:2 c|))`},
		"declared after its use":     {`<x:a x:b="1" xmlns:x="u:1"/>`, `(u:1 a @u:1 b=1|)`},
		"xml prefix":                 {`<a xml:lang="nl"/>`, `( a @http://www.w3.org/XML/1998/namespace lang=nl|)`},
		"beyond ASCII":               {`<a b="Zoë">日本\U0001F600</a>`, `( a @ b=Zoë|日本\U0001F600)`},
		"replacement character":      {"<a>\ufffd</a>", "( a|\ufffd)"},
		"text between elements":      {`<a>1<b>2</b>3</a>`, `( a( b|2))`},
		"deepest":                    {strings.Repeat("<a>", maxDepth) + strings.Repeat("</a>", maxDepth), strings.Repeat("( a", maxDepth) + "|" + strings.Repeat(")", maxDepth)},
		"names with all their signs": {`<_a-b.c9 _d-e.f8=""/>`, `( _a-b.c9 @ _d-e.f8=|)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tree(mustParse(t, c.doc).Root()); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
		})
	}
}

// Published metadata has comments, and files come from Windows; values stay whole.
func TestParseWithComments(t *testing.T) {
	t.Parallel()
	lenient := Options{AllowComments: true}
	for name, c := range map[string]struct{ doc, want string }{
		"byte order mark":            {"\ufeff<a/>", "( a|)"},
		"comments around":            {`<!-- 1 --><a/><!-- 2 -->`, "( a|)"},
		"stylesheet":                 {`<?xml version="1.0"?><?xml-stylesheet href="x"?><a/><?x?>`, "( a|)"},
		"comment between elements":   {`<a><!-- <b/> --><c>1</c></a>`, "( a( c|1))"},
		"comment about XML":          {`<a><!--xml--></a>`, "( a|)"},
		"comment in place of a text": {`<a><!-- x --></a>`, "( a|)"},
		"comment beside a text":      {`<a><b>1<!-- x --></b></a>`, "( a( b))"},
		"comment inside a text":      {`<a><b>1<!-- x -->2</b></a>`, "( a( b))"},
		"comment before a text":      {`<a><b><!-- x -->1</b></a>`, "( a( b))"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := ParseWith([]byte(c.doc), lenient)
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			if got := tree(d.Root()); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
			if strings.Contains(string(d.Root().Canonical()), "!") {
				t.Error("a comment is in the canonical form")
			}
		})
	}
	for name, c := range map[string]struct {
		doc  string
		want Reason
	}{
		"instruction inside the root": {`<a><?x y?></a>`, ReasonPI},
		"two hyphens":                 {`<!-- a -- b --><a/>`, ReasonSyntax},
		"three hyphens at the end":    {`<!-- a ---><a/>`, ReasonSyntax},
		"comment without an end":      {`<a/><!-- `, ReasonSyntax},
		"instruction without an end":  {`<a/><?x `, ReasonSyntax},
		"second declaration":          {`<?xml version="1.0"?><?xml version="1.0"?><a/>`, ReasonSyntax},
		"version 1.1":                 {`<?xml version="1.1"?><a/>`, ReasonSyntax},
		"DOCTYPE":                     {`<!DOCTYPE a><a/>`, ReasonDoctype},
		"CDATA":                       {`<a><![CDATA[x]]></a>`, ReasonCDATA},
		"two byte order marks":        {"\ufeff\ufeff<a/>", ReasonSyntax},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseWith([]byte(c.doc), lenient)
			wantReason(t, err, c.want)
		})
	}
}

// The limits are the caller's for metadata, and hold there too.
func TestParseWithLimits(t *testing.T) {
	t.Parallel()
	doc := []byte(`<a><b/><c/></a>`)
	for name, c := range map[string]struct {
		o    Options
		want Reason
	}{
		"room enough":        {Options{MaxBytes: 15, MaxDepth: 2, MaxNodes: 3}, ""},
		"one byte too few":   {Options{MaxBytes: 14}, ReasonTooLarge},
		"one level too few":  {Options{MaxDepth: 1}, ReasonTooDeep},
		"one node too few":   {Options{MaxNodes: 2}, ReasonTooMany},
		"nonsense is no gap": {Options{MaxNodes: -1}, ReasonTooMany},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseWith(doc, c.o)
			wantReason(t, err, c.want)
		})
	}
}

// One element with all the attributes that 256 KiB hold is refused at the first one
// too many: putting declarations before attributes would cost the square of them.
func TestManyAttributesEndEarly(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("<a")
	for i := range 8000 {
		fmt.Fprintf(&b, ` a%d="" xmlns:b%d="u:1"`, i, i)
	}
	_, err := Parse([]byte(b.String() + "/>"))
	wantReason(t, err, ReasonTooMany)
	var at int
	if _, scanErr := fmt.Sscanf(err.Error(), "xmlsec: too-many: too many attributes at byte %d", &at); scanErr != nil || at > 2000 {
		t.Errorf("refused late: %v", err)
	}
}

// A refusal carries no text of the document: it may be a pupil's name (F-14 pages
// and logs hold the reason only).
func TestErrorHoldsNoContent(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{`<a>canary&x;</a>`, `<a canary/>`, `<canary:a/>`, `<a xmlns:canary="canary"/>`, `<a canary="1" canary="2"/>`, `<a ID="canary"><b ID="canary"/></a>`, `<canary><b></canary>`} {
		_, err := Parse([]byte(doc))
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("error %v: missing, or it tells what the document says", err)
		}
	}
}

// Every reason is listed once.
func TestReasons(t *testing.T) {
	t.Parallel()
	seen := map[Reason]bool{}
	for _, r := range Reasons() {
		if r == "" || seen[r] {
			t.Errorf("reason %q is empty or listed twice", r)
		}
		seen[r] = true
	}
	if !slices.Contains(Reasons(), ReasonDigest) || len(seen) != 29 {
		t.Errorf("%d reasons, want 29: list new ones in Reasons and here", len(seen))
	}
}
