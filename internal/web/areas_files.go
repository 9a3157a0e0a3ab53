package web

import (
	"mime/multipart"
	"net/http"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// maxFilesAtOnce is how many files one form brings.
const maxFilesAtOnce = 50

// putFiles makes an item of each file that a form brings. One that cannot be put there does not stop the others, and is told of by name.
// The page's script sends them one by one, and asks for the answer as plain text.
func (w *Web) putFiles(q *request) error {
	err := q.takeFiles()
	if q.r.Header.Get("Accept") != "text/plain" {
		if err != nil {
			return err
		}
		return q.done("/areas/"+q.path("id"), "files-put")
	}
	if err != nil {
		q.private("text/plain; charset=utf-8")
		q.send(fault.KindOf(err).HTTPStatus(), []byte(q.Fault(err)))
		return nil
	}
	q.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (q *request) takeFiles() error {
	id, err := q.contributing()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(strings.ToLower(q.r.Header.Get("Content-Type")), "multipart/form-data") {
		return atFormField("web.item.nothing", "file")
	}
	var brought []area.Version
	if err := q.parts(maxUpload, func(part *multipart.Part) error {
		if len(brought) == maxFilesAtOnce {
			return fault.New(fault.TooLarge, "web.item.files-many", "Max", maxFilesAtOnce)
		}
		v := area.Version{Name: fileName(part.FileName()), MediaType: mediaType(part.Header.Get("Content-Type"), part.FileName())}
		v.Digest, v.Size, err = q.clerk().BringFile(q.ctx(), q.Who, part, maxUpload)
		brought = append(brought, v)
		return err
	}); err != nil {
		return err
	}
	if len(brought) == 0 {
		return atFormField("web.item.nothing", "file")
	}
	var failed []string
	var why error
	for n, v := range brought {
		it := area.Item{ID: q.Form.Get("_id"), Area: id, Kind: area.Document, Title: v.Name, Folder: cleanFolder(q.Form.Get("folder")), Audience: area.Audience(q.Form.Get("audience"))}
		if n > 0 { // sending the form twice is one item of each
			it.ID += "-" + itoa(n+1)
		}
		if _, err := q.clerk().Administer(q.ctx(), q.Who, it.ID, clerk.PutItem{Item: it, Version: v}); err != nil {
			failed, why = append(failed, v.Name), err
		}
	}
	if why == nil || len(brought) == 1 {
		return why
	}
	return fault.New(fault.KindOf(why), "web.item.files-failed", "Names", failed, "Why", q.Fault(why), "Put", len(brought)-len(failed))
}
