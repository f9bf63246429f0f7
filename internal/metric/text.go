package metric

import (
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ContentType of what [Set.WriteText] writes.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// WriteText writes every metric, in order of name, in one Write. Counting goes on
// meanwhile: numbers of one series fit together, those of two series may be of
// slightly different moments.
func (s *Set) WriteText(w io.Writer) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	all := maps.Clone(s.families)
	s.mu.Unlock()
	var out []byte
	for _, name := range slices.Sorted(maps.Keys(all)) {
		d := all[name].describe()
		out = append(out, "# HELP "+d.name+" "...)
		out = append(out, escapeHelp.Replace(d.help)...)
		out = append(out, "\n# TYPE "+d.name+" "+d.kind+"\n"...)
		all[name].write(&out)
	}
	_, err := w.Write(out)
	return err
}

var (
	escapeHelp  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	escapeValue = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

func (d desc) describe() desc { return d }

func (c *Counter) write(out *[]byte) {
	for _, s := range c.index.sorted() {
		*out = c.sample(*out, "", s.values, "")
		*out = strconv.AppendUint(*out, s.cell.n.Load(), 10)
		*out = append(*out, '\n')
	}
}

func (h *Histogram) write(out *[]byte) {
	for _, s := range h.index.sorted() {
		// The count is the sum of the buckets that were read, so that the last bucket
		// and the count agree however many observe meanwhile.
		var total uint64
		for i := range len(h.bounds) + 1 {
			total += s.cell.n[i].Load()
			le := "+Inf"
			if i < len(h.bounds) {
				le = number(h.bounds[i])
			}
			*out = h.sample(*out, "_bucket", s.values, le)
			*out = strconv.AppendUint(*out, total, 10)
			*out = append(*out, '\n')
		}
		*out = h.sample(*out, "_sum", s.values, "")
		*out = append(*out, number(math.Float64frombits(s.cell.sum.Load()))...)
		*out = append(*out, '\n')
		*out = h.sample(*out, "_count", s.values, "")
		*out = strconv.AppendUint(*out, total, 10)
		*out = append(*out, '\n')
	}
}

func (g *gauge) write(out *[]byte) {
	*out = g.sample(*out, "", nil, "")
	*out = append(*out, number(g.read())+"\n"...)
}

func (g *gauges) write(out *[]byte) {
	values := g.read()
	for _, v := range slices.Sorted(maps.Keys(values)) {
		if !ours(v) {
			continue // two values under one "other" would be one series twice
		}
		*out = g.sample(*out, "", []string{v}, "")
		*out = append(*out, number(values[v])+"\n"...)
	}
}

// sample writes all of a line but its number.
func (d desc) sample(out []byte, suffix string, values []string, le string) []byte {
	out = append(out, d.name+suffix...)
	separator := byte('{')
	for i, v := range values {
		out = append(out, separator)
		out = append(out, d.labels[i]+`="`...)
		out = append(out, escapeValue.Replace(v)...)
		out = append(out, '"')
		separator = ','
	}
	if le != "" {
		out = append(out, separator)
		out = append(out, `le="`+le+`"`...)
		separator = ','
	}
	if separator == ',' {
		out = append(out, '}')
	}
	return append(out, ' ')
}

// number writes a float as Prometheus reads it.
func number(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "+Inf"
	case math.IsInf(f, -1):
		return "-Inf"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
