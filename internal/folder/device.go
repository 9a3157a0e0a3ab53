package folder

import (
	"encoding/xml"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/webdav"
)

// The most that is kept of a device, and how long after it was last heard of.
const (
	mostScraps  = 2000
	mostProps   = 5000 // properties, over all places
	longestProp = 8 << 10
	deviceKept  = 12 * time.Hour
)

// device is what is kept in memory for one app password.
type device struct {
	mu     sync.Mutex
	scraps map[string]scrap                        // by path
	props  map[string]map[xml.Name]webdav.Property // by path
	seen   time.Time
}

// scrap is what a program left that is no item: a file beside the one that is worked with, one that has nothing in it yet, or an item that a
// program has put aside while it saves.
type scrap struct {
	dir    bool
	digest string // "" for nothing
	size   int64
	at     time.Time
	media  string

	item, area, home string // the item that was put aside, its area, and its path before
}

func newDevice() *device {
	return &device{scraps: map[string]scrap{}, props: map[string]map[xml.Name]webdav.Property{}}
}

// leftover tells whether a name is one that programs give to what they leave beside people's files.
func leftover(name string) bool {
	low := strings.ToLower(name)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || strings.HasSuffix(low, ".tmp") || strings.HasPrefix(low, "~wr") ||
		low == "thumbs.db" || low == "desktop.ini" || low == "ehthumbs.db" || low == "$recycle.bin" || strings.Contains(name, ".sb-") ||
		strings.HasSuffix(name, "~")
}

// beside tells whether a path is a leftover, or lies in one.
func beside(path string) bool {
	parts := split(path)
	for i, name := range parts {
		if i >= 2 && leftover(name) {
			return true
		}
	}
	return false
}

func (d *device) scrap(path string) (scrap, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok := d.scraps[path]
	return s, ok
}

// put keeps a scrap, and tells whether there was room.
func (d *device) put(path string, s scrap) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, there := d.scraps[path]; !there && len(d.scraps) >= mostScraps {
		return false
	}
	d.scraps[path] = s
	return true
}

// drop forgets a path and all in it.
func (d *device) drop(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p := range d.scraps {
		if within(p, path) {
			delete(d.scraps, p)
		}
	}
	for p := range d.props {
		if within(p, path) {
			delete(d.props, p)
		}
	}
}

// move gives what is kept of a path and all in it another one.
func (d *device) move(from, to string, scraps bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	rename := func(p string) (string, bool) { return to + strings.TrimPrefix(p, from), within(p, from) }
	props := map[string]map[xml.Name]webdav.Property{}
	for p, x := range d.props {
		if n, yes := rename(p); yes {
			delete(d.props, p)
			props[n] = x
		}
	}
	for p, x := range props {
		d.props[p] = x
	}
	if !scraps {
		return
	}
	moved := map[string]scrap{}
	for p, x := range d.scraps {
		if n, yes := rename(p); yes {
			delete(d.scraps, p)
			moved[n] = x
		}
	}
	for p, x := range moved {
		d.scraps[p] = x
	}
}

// in lists what is kept in a directory.
func (d *device) in(dir string) map[string]scrap {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]scrap{}
	for p, s := range d.scraps {
		if rest, ok := strings.CutPrefix(p, dir+"/"); ok && !strings.Contains(rest, "/") {
			out[rest] = s
		}
	}
	return out
}

// aside tells which item that was at a path is put aside.
func (d *device) aside(home string) (path string, s scrap, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p, s := range d.scraps {
		if s.item != "" && s.home == home {
			return p, s, true
		}
	}
	return "", scrap{}, false
}

// hidden tells whether an item is put aside.
func (d *device) hidden(item string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.scraps {
		if s.item == item {
			return true
		}
	}
	return false
}

// dead gives the properties that programs invented for a path.
func (d *device) dead(path string) map[xml.Name]webdav.Property {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[xml.Name]webdav.Property{}
	for name, p := range d.props[path] {
		out[name] = p
	}
	return out
}

// patch changes them: all or nothing.
func (d *device) patch(path string, patches []webdav.Proppatch) []webdav.Propstat {
	d.mu.Lock()
	defer d.mu.Unlock()
	count, status := 0, 200
	for _, all := range d.props {
		count += len(all)
	}
	var stat webdav.Propstat
	next := map[xml.Name]webdav.Property{}
	for name, p := range d.props[path] {
		next[name] = p
	}
	for _, patch := range patches {
		for _, p := range patch.Props {
			stat.Props = append(stat.Props, webdav.Property{XMLName: p.XMLName})
			if patch.Remove {
				delete(next, p.XMLName)
				continue
			}
			if len(p.InnerXML) > longestProp || count+len(next) >= mostProps {
				status = webdav.StatusInsufficientStorage
			}
			next[p.XMLName] = p
		}
	}
	if stat.Status = status; status == 200 {
		d.props[path] = next
	}
	return []webdav.Propstat{stat}
}

// within tells whether a path is another or lies in it.
func within(path, in string) bool { return path == in || strings.HasPrefix(path, in+"/") }

// split gives the names of a clean path.
func split(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}
