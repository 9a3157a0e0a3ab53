package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	webassets "samverkan/internal/web/assets"
)

// asset is a file that pages load, as it is and packed.
type asset struct {
	kind         string
	plain, small []byte
	hash         string
}

// assets are the files that pages load. Their addresses hold what they hold, so that a browser keeps them for good and a new
// version is never mixed with an old one.
type assets struct {
	byName map[string]*asset // app.js
	byPath map[string]*asset // app.0123456789ab.js
	build  string            // changes when any of them does
}

// readAssets reads what the program carries. Packing it takes a while, and it is the same for every service in the program.
var readAssets = sync.OnceValues(func() (*assets, error) {
	a := &assets{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	var names []string
	err := fs.WalkDir(webassets.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	whole := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(webassets.FS, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		whole.Write(sum[:])
		x := &asset{kind: kindOf(name), plain: b, hash: hex.EncodeToString(sum[:6])}
		if strings.HasPrefix(x.kind, "text/") || strings.HasPrefix(x.kind, "image/svg") || strings.Contains(x.kind, "manifest") {
			x.small = gzipped(b, gzip.BestCompression)
		}
		base := path.Base(name)
		a.byName[base] = x
		ext := path.Ext(base)
		a.byPath[strings.TrimSuffix(base, ext)+"."+x.hash+ext] = x
	}
	a.build = hex.EncodeToString(whole.Sum(nil)[:6])
	return a, nil
})

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// path is where a page finds an asset. One that does not exist is a mistake in a template, which its test finds.
func (a *assets) path(name string) string {
	x, ok := a.byName[name]
	if !ok {
		return "/assets/missing/" + name
	}
	ext := path.Ext(name)
	return "/assets/" + strings.TrimSuffix(name, ext) + "." + x.hash + ext
}

// Stylesheet is where the look of the pages is, for pages that others make: those on which people sign in.
func Stylesheet() (string, error) {
	const name = "samverkan"
	b, err := fs.ReadFile(webassets.FS, "dist/"+name+".css")
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return "/assets/" + name + "." + hex.EncodeToString(sum[:6]) + ".css", nil
}

func (w *Web) asset(q *request) error {
	x, ok := w.assets.byPath[q.path("name")]
	if !ok {
		return notFound()
	}
	q.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	x.write(q)
	return nil
}

// fixed serves an asset at an address of its own, which is asked for again each time.
func (w *Web) fixed(name string) handler {
	return func(q *request) error {
		x, ok := w.assets.byName[name]
		if !ok {
			return notFound()
		}
		q.w.Header().Set("Cache-Control", "no-cache")
		x.write(q)
		return nil
	}
}

func (x *asset) write(q *request) {
	h := q.w.Header()
	h.Set("Content-Type", x.kind)
	h.Set("ETag", `"`+x.hash+`"`)
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(q.r.Header.Get("If-None-Match"), x.hash) {
		q.w.WriteHeader(http.StatusNotModified)
		return
	}
	body := x.plain
	if x.small != nil && takesGzip(q.r) {
		h.Set("Content-Encoding", "gzip")
		body = x.small
	}
	if q.r.Method != http.MethodHead {
		q.w.Write(body)
	}
}

func takesGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// pack packs what is long enough to gain by it.
func pack(r *http.Request, body []byte) ([]byte, bool) {
	if len(body) < 1024 || !takesGzip(r) {
		return nil, false
	}
	return gzipped(body, 5), true
}

func gzipped(b []byte, level int) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		panic(err) // the level is a constant
	}
	z.Write(b) // into memory
	z.Close()
	return out.Bytes()
}
