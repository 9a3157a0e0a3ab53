package web

import (
	"bytes"
	"mime"
	"mime/multipart"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// maxUpload is the largest file that a page takes in; maxNote the longest text that is written in one.
const (
	maxUpload = 200_000_000
	maxNote   = 256 << 10
)

// itemForm is the page where something is put into an area, or gets a new version.
type itemForm struct {
	Shell
	Area      area.Area
	Item      *area.Item // the one that gets a version; nil for a new one
	Title     string
	Text      string // of a note that is changed
	Note      bool   // it is written in the page, not brought as a file
	Kinds     []choice
	Audience  string
	Audiences []choice
	Chosen    map[string]bool
	Actors    []choice
	Folders   []string
	Tags      string
	Names     []string // what a document there can be called
	Folder    string
	Kind      string
	Reason    bool   // it takes a reason: what has been published is corrected, not replaced
	Happened  string // when what is written of happened
	Places    []choice
	Limit     int64
	Refused   string // why nothing can be put there
}

// newItemPage shows the form.
func (w *Web) newItemPage(q *request) error {
	list, err := q.clerk().Area(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	p := &itemForm{Shell: q.shell("web.item.new.title", "Name", list.Area.Name), Area: list.Area, Audience: string(area.Everyone), Limit: maxUpload,
		Chosen: map[string]bool{}, Kind: string(area.Document), Folder: q.query("folder"), Note: q.query("what") == "note"}
	p.Section, p.Exercise, p.Sealing = "areas", list.Area.Exercise, !p.Note
	if p.Note {
		p.Kind, p.Happened, p.Places = string(area.Note), formMoment(q.Now), q.areaPlaces(list.Area)
	}
	if err := list.Area.Authorize(q.Who.Actor, area.Contribute); err != nil {
		p.Refused = q.Fault(err)
	} else if err := q.Who.Allows("file.bring", ""); err != nil {
		p.Refused = q.Fault(err)
	}
	if id := q.query("item"); id != "" {
		if err := p.change(q, list, id); err != nil {
			return err
		}
	}
	for _, a := range []area.Audience{area.Everyone, area.Chosen, area.OnlyWe} {
		p.Audiences = append(p.Audiences, choice{string(a), q.T("web.item.audience." + string(a))})
	}
	for _, k := range area.Kinds() {
		if k.Bare() && string(k) != p.Kind {
			continue // it is written, not brought
		}
		p.Kinds = append(p.Kinds, choice{string(k), q.T("web.area.kind." + string(k))})
	}
	for _, actor := range list.Area.Actors() {
		if actor != q.Who.Actor {
			p.Actors = append(p.Actors, choice{actor, q.actorName(actor)})
		}
	}
	slices.SortFunc(p.Actors, func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	p.Folders = list.AllFolders()
	for _, name := range []string{"situation", "meetings", "roads", "water", "power", "information"} {
		if f := q.T("web.item.folder." + name); !slices.Contains(p.Folders, f) {
			p.Folders = append(p.Folders, f)
		}
	}
	if p.Names, err = q.documentNames(list.Area); err != nil {
		return err
	}
	if q.posted.Is("post") {
		for _, actor := range q.posted.Values["chosen"] {
			p.Chosen[actor] = true
		}
	}
	return q.page("area-new-item", p)
}

// documentNames are what documents of an area can be called now. The number is that of the latest conference of its händelse that the
// reader may know of.
func (q *request) documentNames(a area.Area) ([]string, error) {
	begins, _, err := q.structure(a.Sort(), a.County, "")
	if err != nil {
		return nil, err
	}
	number := ""
	if a.Incident != "" {
		rows, _, err := q.clerk().ConferencePage(q.ctx(), q.Who, clerk.ConferenceQuery{Incident: a.Incident, To: q.Now, Latest: true, Page: clerk.Page{Limit: 1}})
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 && rows[0].SeriesNo > 0 {
			number = strconv.Itoa(rows[0].SeriesNo)
		}
	}
	for i, n := range begins.Names {
		begins.Names[i] = area.FillName(n, a.Name, number, q.Now.In(i18n.Stockholm()))
	}
	return begins.Names, nil
}

// change fills the form with an item that gets a new version.
func (p *itemForm) change(q *request, list clerk.Listing, id string) error {
	i := slices.IndexFunc(list.Items, func(it area.Item) bool { return it.ID == id })
	if i < 0 {
		return fault.New(fault.NotFound, "area.item-unknown", "Item", id)
	}
	it := list.Items[i]
	if err := list.Area.AuthorizeItem(it, q.Who.Actor, true); err != nil {
		return err
	}
	p.Item, p.Title, p.Folder, p.Kind, p.Audience, p.Tags = &it, it.Title, it.Folder, string(it.Kind), string(it.Audience), strings.Join(it.Tags, ", ")
	p.Reason = it.Kind == area.Minutes || it.Kind == area.Decision
	for _, actor := range it.Chosen {
		p.Chosen[actor] = true
	}
	text, written, err := q.noteText(list.Area.ID, it, 0)
	p.Text, p.Note = text, written
	return err
}

// contributing gives the area that a form is for, before anything of it is read: nothing is taken in for who may not put it there. The clerk
// asks again when it is put there.
func (q *request) contributing() (string, error) {
	id := q.path("id")
	list, err := q.clerk().Area(q.ctx(), q.Who, id)
	if err != nil {
		return id, err
	}
	return id, list.Area.Authorize(q.Who.Actor, area.Contribute)
}

// putItem publishes what the form brought, as a new item or as the next version of one.
func (w *Web) putItem(q *request) error {
	id, err := q.contributing()
	if err != nil {
		return err
	}
	var v area.Version
	if err := q.takeUpload(&v); err != nil {
		return err
	}
	f := q.Form
	it := area.Item{ID: f.Get("item"), Area: id, Kind: area.Kind(f.Get("kind")), Title: strings.TrimSpace(f.Get("title")), Folder: cleanFolder(f.Get("folder")),
		Tags: splitTags(f.Get("tags")), Audience: area.Audience(f.Get("audience"))}
	if it.Audience == area.Chosen {
		it.Chosen = f["chosen"]
	}
	if it.ID == "" { // sending the form twice is one item
		it.ID = f.Get("_id")
	}
	if it.Kind == area.Note && v.Digest == "" {
		return w.putNote(q, it)
	}
	if text := strings.TrimSpace(f.Get("text")); v.Digest == "" && text != "" {
		if v.Digest, v.Size, err = q.clerk().BringFile(q.ctx(), q.Who, bytes.NewReader([]byte(text+"\n")), maxNote); err != nil {
			return err
		}
		v.Name, v.MediaType = noteName(it.Title), noteType
	}
	if v.Digest == "" {
		return atFormField("web.item.nothing", map[bool]string{true: "text", false: "file"}[f.Has("text")])
	}
	if it.Title == "" {
		it.Title = v.Name
	}
	v.Reason = strings.TrimSpace(f.Get("reason"))
	if _, err := q.administer(clerk.PutItem{Item: it, Version: v}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/items/"+it.ID, "item-put")
}

// putNote publishes a note, whose text is in itself.
func (w *Web) putNote(q *request, it area.Item) (err error) {
	if it.Text = writtenText(q.Form.Get("text")); it.Text == "" {
		return atFormField("web.item.nothing", "text")
	}
	it.Place = q.Form.Get("place")
	if it.OccurredAt, err = q.happened(q.Now); err != nil {
		return err
	}
	if it.Title == "" {
		it.Title = area.Heading(it.Text)
	}
	if _, err := q.administer(clerk.PutItem{Item: it}); err != nil {
		return err
	}
	return q.done("/areas/"+it.Area+"/items/"+it.ID, "item-put")
}

// noteType is what a text that belongs to a document is kept as: plain text that everybody can open.
const noteType = "text/plain; charset=utf-8"

func noteName(title string) string {
	name := area.Slug(title)
	if name == "" {
		name = "anteckning"
	}
	return name + ".txt"
}

// cleanFolder is a folder's path without the spaces and slashes around its names.
func cleanFolder(path string) string {
	var names []string
	for name := range strings.SplitSeq(path, "/") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, "/")
}

func splitTags(s string) []string {
	var out []string
	for tag := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == '\n' }) {
		if tag = strings.TrimSpace(tag); tag != "" {
			out = append(out, tag)
		}
	}
	return out
}

// atFormField is a fault of one field.
func atFormField(code, field string) error {
	f := fault.New(fault.Invalid, code)
	f.Fields = map[string]string{field: code}
	return f
}

// takeUpload reads a form with a file in it, part by part: the file goes straight to where files are kept. A form without one is
// an ordinary form, that has been read.
func (q *request) takeUpload(v *area.Version) error {
	if !strings.HasPrefix(strings.ToLower(q.r.Header.Get("Content-Type")), "multipart/form-data") {
		return nil
	}
	return q.parts(maxUpload, func(part *multipart.Part) (err error) {
		v.Name, v.MediaType = fileName(part.FileName()), mediaType(part.Header.Get("Content-Type"), part.FileName())
		v.Digest, v.Size, err = q.clerk().BringFile(q.ctx(), q.Who, part, maxUpload)
		return err
	})
}

// fileName is the last part of the name that a browser gives, without what no file system takes.
func fileName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name), ".")
}

// mediaType is what the file is said to be, or what its name says.
func mediaType(said, name string) string {
	if kind, _, err := mime.ParseMediaType(said); err == nil && kind != "application/octet-stream" {
		return kind
	}
	if kind := mime.TypeByExtension(filepath.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
