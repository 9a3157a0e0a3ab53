package folder

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// mostEntries is how many items a feed tells of, the newest.
const mostEntries = 100

// FeedAddress is where a feed of an area is fetched, from the root of the service.
func FeedAddress(key string) string { return feedRoot + "/" + key + ".atom" }

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Link    []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Updated   string     `xml:"updated"`
	Published string     `xml:"published,omitempty"`
	Author    atomAuthor `xml:"author"`
	Link      []atomLink `xml:"link"`
	Summary   string     `xml:"summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

// feed answers with what is new in an area, as whoever the feed belongs to reads it now. A feed that was revoked, or whose area its owner no
// longer reads, is not found.
//
// Faults: feed.unknown, area.unknown, http.method.
func (d *Door) feed(w http.ResponseWriter, r *http.Request, name string) error {
	key, ok := strings.CutSuffix(name, ".atom")
	if !ok || key == "" {
		return fault.New(fault.NotFound, "feed.unknown")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return fault.New(fault.Invalid, "http.method")
	}
	who, f, err := d.o.Clerk.AreaFeedIdentity(r.Context(), d.o.FeedDigest(key))
	if err != nil {
		return err
	}
	folder, err := d.o.Clerk.Folder(r.Context(), who, f.Area)
	if err != nil {
		return err
	}
	known, err := d.o.Clerk.Directory(r.Context())
	if err != nil {
		return err
	}
	body, err := d.atom(folder, f, func(id string) string {
		if a, ok := known.ByID(id); ok {
			return a.Name
		}
		return id
	})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", "application/atom+xml; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return nil
}

// atom writes the feed. It says the same as long as what is in the area is the same, so that nobody fetches it twice; it does not hold the
// address that it was fetched by, which is a secret.
func (d *Door) atom(folder clerk.Folder, f clerk.CalendarFeed, actor func(string) string) ([]byte, error) {
	p := d.o.Texts.For(d.o.Texts.Languages()[0])
	host := d.o.Base
	if u, err := url.Parse(d.o.Base); err == nil {
		host = u.Hostname()
	}
	tag := "tag:" + host + ",2026:yta/" + folder.Area.ID
	page := d.o.Base + "/areas/" + url.PathEscape(folder.Area.ID)
	said := func(text string) string {
		if folder.Area.Exercise {
			return p.T("folder.feed.exercise", "Title", text)
		}
		return text
	}
	out := atomFeed{Lang: p.Lang(), ID: tag, Title: said(folder.Area.Name), Updated: stamp(f.Created),
		Link: []atomLink{{"alternate", "text/html", page}}, Author: atomAuthor{actor(folder.Area.Owner)}}
	type news struct {
		item    area.Item
		at      time.Time
		summary string
	}
	var list []news
	for _, x := range folder.Files {
		list = append(list, news{x.Item, x.Version.At,
			p.T("folder.feed.summary", "Kind", p.T(x.Item.Kind.Key()), "Version", x.Version.Number, "Actor", actor(x.Item.Owner))})
	}
	for _, i := range folder.Bare {
		list = append(list, news{i, i.ChangedAt, bareSummary(p, i, actor(i.Owner))})
	}
	slices.SortStableFunc(list, func(a, b news) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.item.ID, b.item.ID)) })
	if len(list) > 0 && list[0].at.After(f.Created) {
		out.Updated = stamp(list[0].at)
	}
	for _, x := range list[:min(len(list), mostEntries)] {
		out.Entries = append(out.Entries, atomEntry{ID: tag + "/" + x.item.ID, Title: said(TitleOf(p, x.item)), Updated: stamp(x.at),
			Author: atomAuthor{actor(x.item.Owner)}, Link: []atomLink{{"alternate", "text/html", page + "/items/" + url.PathEscape(x.item.ID)}},
			Summary: x.summary})
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(out); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "folder.failed")
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// bareSummary is what a feed says of an item that has no file: what it says, and of one with a secrecy mark no more than whose it is.
func bareSummary(p *i18n.Printer, i area.Item, actor string) string {
	if i.Secrecy != nil || i.Text == "" {
		return p.T("folder.feed.summary-bare", "Kind", p.T(i.Kind.Key()), "Actor", actor)
	}
	text := []rune(i.Text)
	if len(text) > longestSummary {
		text = append(text[:longestSummary-1], '…')
	}
	return string(text)
}

// longestSummary is how much of a text a feed gives, in characters.
const longestSummary = 500

// TitleOf is what an item is called where it is told of outside the service: one with a secrecy mark by no more than that.
func TitleOf(p *i18n.Printer, i area.Item) string {
	if i.Secrecy != nil {
		return p.T("folder.feed.secret")
	}
	return i.Title
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
