package web

import (
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"samverkan/internal/fault"
)

// maxParts is how many parts a form with a file in it has at most.
const maxParts = 1000

// parts reads a form with files in it, part by part: each file is handed on as it comes, the rest become fields. What is no file is
// held in memory, so that all of it together may be no larger than an ordinary form.
func (q *request) parts(largest int64, file func(*multipart.Part) error) error {
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, largest+maxForm)
	r, err := q.r.MultipartReader()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.form")
	}
	room := int64(maxForm)
	for n := 0; ; n++ {
		part, err := r.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return formFault(err)
		}
		if n >= maxParts {
			return fault.New(fault.TooLarge, "web.form-too-large")
		}
		if part.FormName() == "file" {
			if part.FileName() == "" { // nothing was chosen
				continue
			}
			if err := file(part); err != nil {
				return err
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, room+1))
		if err != nil {
			return formFault(err)
		}
		if room -= int64(len(b)); room < 0 {
			return fault.New(fault.TooLarge, "web.form-too-large")
		}
		q.Form.Add(part.FormName(), strings.ReplaceAll(string(b), "\r\n", "\n"))
	}
}
