package papers

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/pack"
)

// The most that goes into one file.
const (
	maxAreaFiles = 2000
	maxAreaBytes = 4 << 30
)

// AreaOrder says what is to be taken out of an area: items, or what is in a folder; everything when neither is said.
type AreaOrder struct {
	Area   string
	Items  []string
	Folder string
}

// areaLine is a file in the index.
type areaLine struct {
	Path, Title, Kind, Owner, Digest, Secrecy string
	Version                                   int
	Size                                      int64
	At                                        time.Time
}

// AreaZip writes items of an area, in their newest versions, as one zip with an index as page and table. begin is told the file's name before
// anything is written; no fault comes after it but that the writing fails. Each file is read by the rights that hold when its turn comes: one
// that is no longer shared is left out, and the index, which comes last, does not name it.
//
// Faults: area.unknown, area.item-unknown, area.zip-empty, area.zip-too-large, and those of a file that is damaged.
func AreaZip(ctx context.Context, k *clerk.Clerk, who clerk.Identity, o AreaOrder, p *i18n.Printer, now time.Time, w io.Writer, begin func(name string)) error {
	folder, err := k.Folder(ctx, who, o.Area)
	if err != nil {
		return err
	}
	for _, i := range folder.Bare {
		folder.Files = append(folder.Files, clerk.FolderFile{Item: i, Name: i.Title + ".txt", Version: area.Version{Size: int64(len(i.Text))}})
	}
	files, err := chosen(folder, o)
	if err != nil {
		return err
	}
	known, err := k.Directory(ctx)
	if err != nil {
		return err
	}
	name := func(id string) string {
		if a, ok := known.ByID(id); ok {
			return a.Name
		}
		return id
	}
	begin(cmp.Or(area.Slug(folder.Area.Name), "yta") + ".zip")
	z := zip.NewWriter(w)
	var lines []areaLine
	for i, path := range paths(files) {
		x := files[i]
		v, err := put(ctx, k, who, z, x, path, p)
		if fault.KindOf(err) == fault.NotFound && err != nil || fault.KindOf(err) == fault.Gone && err != nil {
			continue
		} else if err != nil {
			return err
		}
		line := areaLine{Path: path, Title: x.Item.Title, Kind: p.T(x.Item.Kind.Key()), Owner: name(x.Item.Owner), Version: v.Number, Digest: v.Digest, Size: v.Size, At: v.At}
		if x.Item.Secrecy != nil {
			line.Secrecy = x.Item.Secrecy.Ground
		}
		lines = append(lines, line)
	}
	said := folder.Area.Name
	if folder.Area.Exercise {
		said = p.T("folder.feed.exercise", "Title", said)
	}
	reader := p.T("folder.zip.reader", "Member", memberName(ctx, k, who), "Actor", name(who.Actor))
	if err := index(z, p, said, reader, now, lines); err != nil {
		return err
	}
	return z.Close()
}

// chosen gives the files that an order is for.
func chosen(f clerk.Folder, o AreaOrder) ([]clerk.FolderFile, error) {
	files, size := f.Files, int64(0)
	if len(o.Items) > 0 {
		files = nil
		for _, id := range o.Items {
			i := slices.IndexFunc(f.Files, func(x clerk.FolderFile) bool { return x.Item.ID == id })
			if i < 0 {
				return nil, fault.New(fault.NotFound, "area.item-unknown", "Item", id)
			}
			if !slices.ContainsFunc(files, func(x clerk.FolderFile) bool { return x.Item.ID == id }) {
				files = append(files, f.Files[i])
			}
		}
	}
	files = slices.DeleteFunc(slices.Clone(files), func(x clerk.FolderFile) bool { return !area.InFolder(x.Item.Folder, o.Folder) })
	for _, x := range files {
		size += x.Version.Size
	}
	switch {
	case len(files) == 0:
		return nil, fault.New(fault.NotFound, "area.zip-empty")
	case len(files) > maxAreaFiles || size > maxAreaBytes:
		return nil, fault.New(fault.TooLarge, "area.zip-too-large", "Files", len(files), "MaxFiles", maxAreaFiles, "Limit", int64(maxAreaBytes))
	}
	return files, nil
}

// paths gives each file a path that every file system takes, of its own also where capitals are not told from small letters.
func paths(files []clerk.FolderFile) []string {
	names, ids := make([]string, len(files)), make([]string, len(files))
	taken := []string{"index.html", "index.csv"}
	for i, x := range files {
		var parts []string
		for name := range strings.SplitSeq(x.Item.Folder, "/") {
			if name != "" {
				parts = append(parts, pack.SafeName(name))
				taken = append(taken, strings.Join(parts, "/")) // no file by the name of a folder
			}
		}
		names[i], ids[i] = strings.Join(append(parts, pack.SafeName(x.Name)), "/"), x.Item.ID
	}
	return pack.UniqueNames(names, ids, taken)
}

// put copies one item's file into the zip.
func put(ctx context.Context, k *clerk.Clerk, who clerk.Identity, z *zip.Writer, x clerk.FolderFile, path string, p *i18n.Printer) (area.Version, error) {
	if len(x.Item.Versions) == 0 {
		return putWritten(ctx, k, who, z, x.Item, path, p)
	}
	v, r, err := k.OpenFolderFile(ctx, who, x.Item.Area, x.Item.ID)
	if err != nil {
		return v, err
	}
	defer r.Close()
	h := &zip.FileHeader{Name: path, Method: zip.Deflate, Modified: v.At.In(i18n.Stockholm())}
	to, err := z.CreateHeader(h)
	if err == nil {
		_, err = io.Copy(to, r)
	}
	return v, err
}

// putWritten puts an item that has no file into the zip as what it says, with what was said of it.
func putWritten(ctx context.Context, k *clerk.Clerk, who clerk.Identity, z *zip.Writer, i area.Item, path string, p *i18n.Printer) (area.Version, error) {
	view, err := k.Item(ctx, who, i.Area, i.ID)
	if err != nil {
		return area.Version{}, err
	}
	known, err := k.Directory(ctx)
	if err != nil {
		return area.Version{}, err
	}
	var b strings.Builder
	b.WriteString(view.Item.Title + "\n")
	if at := view.Item.OccurredAt; !at.IsZero() {
		b.WriteString(p.DateTime(at) + "\n")
	}
	b.WriteString("\n" + view.Item.Text + "\n")
	if said := strings.TrimSpace(view.Item.Detail.Words()); said != "" {
		b.WriteString("\n" + said + "\n")
	}
	for _, c := range view.Comments {
		if c.Withdrawn.IsZero() {
			by, _ := known.ByID(c.Actor)
			b.WriteString("\n" + p.T("folder.zip.comment", "When", p.DateTime(c.At), "Actor", cmp.Or(by.Name, c.Actor), "Text", c.Text) + "\n")
		}
	}
	said := strings.ReplaceAll(b.String(), "\n", "\r\n") // every program for texts reads it so
	sum := sha256.Sum256([]byte(said))
	v := area.Version{Number: view.Item.Revision, Size: int64(len(said)), Digest: hex.EncodeToString(sum[:]), At: view.Item.ChangedAt}
	to, err := z.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: v.At.In(i18n.Stockholm())})
	if err == nil {
		_, err = io.WriteString(to, said)
	}
	return v, err
}

func memberName(ctx context.Context, k *clerk.Clerk, who clerk.Identity) string {
	members, err := k.Members(ctx, who)
	if err == nil {
		for _, m := range members {
			if m.ID == who.Member {
				return m.Name
			}
		}
	}
	return cmp.Or(who.Member, "–")
}

var areaIndex = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Title}}</title></head><body>
<h1>{{.Title}}</h1><p>{{.Read}}</p>
<table><caption>{{.Caption}}</caption><thead><tr>{{range .Head}}<th scope="col">{{.}}</th>{{end}}</tr></thead><tbody>
{{range .Rows}}<tr>{{range $i, $x := .}}<td>{{if eq $i 0}}<a href="{{index $.Links $x}}">{{$x}}</a>{{else}}{{$x}}{{end}}</td>{{end}}</tr>
{{end}}</tbody></table></body></html>
`))

// index writes what is in the zip, and when it was read and by whom.
func index(z *zip.Writer, p *i18n.Printer, title, reader string, now time.Time, lines []areaLine) error {
	var head []string
	for _, name := range []string{"file", "title", "kind", "owner", "version", "published", "size", "digest", "secrecy"} {
		head = append(head, p.T("folder.zip."+name))
	}
	var rows [][]string
	links := map[string]string{}
	for _, x := range lines {
		rows = append(rows, []string{x.Path, x.Title, x.Kind, x.Owner, strconv.Itoa(x.Version), x.At.UTC().Format(time.RFC3339), strconv.FormatInt(x.Size, 10), x.Digest, x.Secrecy})
		links[x.Path] = "./" + x.Path
	}
	var page bytes.Buffer
	if err := areaIndex.Execute(&page, map[string]any{"Lang": p.Lang(), "Title": title, "Read": p.T("folder.zip.read", "When", p.DateTime(now), "Reader", reader),
		"Caption": p.N("folder.zip.files", len(rows)), "Head": head, "Rows": rows, "Links": links}); err != nil {
		return fault.Wrap(err, fault.Internal, "folder.failed")
	}
	var table bytes.Buffer
	table.WriteString("\ufeff") // spreadsheets take it for UTF-8 then
	c := csv.NewWriter(&table)
	c.UseCRLF = true
	if err := c.Write(append(head, p.T("folder.zip.read-at"), p.T("folder.zip.read-by"))); err != nil {
		return err
	}
	for _, row := range rows {
		row = append(slices.Clone(row), now.UTC().Format(time.RFC3339), reader)
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) { // a spreadsheet would reckon it
				row[i] = "'" + cell
			}
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	for _, f := range []struct {
		name string
		body []byte
	}{{"index.html", page.Bytes()}, {"index.csv", table.Bytes()}} {
		to, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: now.In(i18n.Stockholm())})
		if err == nil {
			_, err = to.Write(f.body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
