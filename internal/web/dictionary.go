package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"net/http"
	"strings"
	"text/template/parse"

	"github.com/klauspost/compress/zstd"

	"samverkan/internal/i18n"
)

// The pages of a meeting are large, and most of what they say is the same in every meeting: what stands in the templates. So a browser
// that can fetches that once (RFC 9842, Compression Dictionary Transport), and is from then on sent what is different. On a weak
// network, where a page is loaded anew again and again, that halves it. Others are sent the page packed as ever.

// withDictionary are the pages that are large enough.
var withDictionary = []string{"room-lead", "room-desk", "room-listen"}

// dictionary is what a page says in every meeting.
type dictionary struct {
	path    string // where it is fetched
	sum     [sha256.Size]byte
	encoder *zstd.Encoder
}

// dictionaries are those of all pages and languages.
type dictionaries struct {
	bySum  map[string]*dictionary // as Available-Dictionary writes it
	byPage map[string]*dictionary // language and page
}

// readDictionaries makes them, and puts them among the assets.
func readDictionaries(pages map[string]*pageSet, texts *i18n.Catalogue, a *assets) (*dictionaries, error) {
	out := &dictionaries{map[string]*dictionary{}, map[string]*dictionary{}}
	for lang, set := range pages {
		for _, page := range withDictionary {
			l := &literals{all: set.all, p: texts.For(lang), a: a, seen: map[string]bool{}}
			l.template(page + "/layout")
			body := l.said.Bytes()
			d := &dictionary{sum: sha256.Sum256(body)}
			hash := hex.EncodeToString(d.sum[:6])
			name := page + "-" + lang + "." + hash // without a suffix: what lies in the cache of the service worker has one
			d.path = "/assets/" + name
			var err error
			if d.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1),
				zstd.WithWindowSize(1<<20), zstd.WithEncoderDictRaw(0, body)); err != nil {
				return nil, err
			}
			a.byPath[name] = &asset{kind: "application/octet-stream", plain: body, small: gzipped(body, gzip.BestCompression), hash: hash, dictionary: true}
			out.bySum[":"+base64.StdEncoding.EncodeToString(d.sum[:])+":"] = d
			out.byPage[lang+" "+page] = d
		}
	}
	return out, nil
}

// pack packs a page with the dictionary that the browser has; false when it has none.
func (x *dictionaries) pack(r *http.Request, body []byte) ([]byte, bool) {
	d := x.bySum[r.Header.Get("Available-Dictionary")]
	if d == nil || !takes(r, "dcz") {
		return nil, false
	}
	out := append([]byte{0x5e, 0x2a, 0x4d, 0x18, 0x20, 0, 0, 0}, d.sum[:]...) // RFC 9842, 5
	return d.encoder.EncodeAll(body, out), true
}

// literals collects what templates say whatever they are handed, in the order in which they say it.
type literals struct {
	all  *template.Template
	p    *i18n.Printer
	a    *assets
	seen map[string]bool
	said bytes.Buffer
}

func (l *literals) template(name string) {
	if t := l.all.Lookup(name); t != nil && !l.seen[name] {
		l.seen[name] = true
		l.node(t.Tree.Root)
	}
}

func (l *literals) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, x := range n.Nodes {
				l.node(x)
			}
		}
	case *parse.TextNode:
		l.said.Write(n.Text)
	case *parse.TemplateNode:
		l.template(n.Name)
	case *parse.ActionNode:
		l.call(n.Pipe)
	case *parse.IfNode:
		l.node(n.List)
		l.node(n.ElseList)
	case *parse.RangeNode:
		l.node(n.List)
		l.node(n.ElseList)
	case *parse.WithNode:
		l.node(n.List)
		l.node(n.ElseList)
	}
}

// call says what a call gives that has nothing but its own words to go by: a text, a drawing.
func (l *literals) call(pipe *parse.PipeNode) {
	if len(pipe.Cmds) != 1 || len(pipe.Cmds[0].Args) != 2 {
		return
	}
	name, ok := pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	word, yes := pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !ok || !yes {
		return
	}
	switch name.Ident {
	case "T":
		l.said.WriteString(template.HTMLEscapeString(l.p.T(word.Text)))
	case "icon":
		l.said.WriteString(string(icon(l.a, word.Text, "i")))
	case "icons":
		l.said.WriteString(string(icon(l.a, word.Text, "i i-s")))
	}
}

// offer tells the browser where the dictionary of a page is.
func (x *dictionaries) offer(h http.Header, lang, page string) {
	if d := x.byPage[lang+" "+page]; d != nil {
		h.Add("Link", "<"+d.path+`>; rel="compression-dictionary"`)
		h.Add("Vary", "Accept-Encoding, Available-Dictionary")
	}
}

// takes tells whether the browser takes a packing.
func takes(r *http.Request, packing string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == packing && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
