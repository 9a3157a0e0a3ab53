package upload

import (
	"net/http"
	"strconv"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// options tells what the door can do.
func (s *Service) options(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Tus-Version", version)
	h.Set("Tus-Extension", extensions)
	h.Set("Tus-Max-Size", strconv.FormatInt(s.o.Limits.Largest, 10))
	h.Set("Tus-Checksum-Algorithm", "sha1,sha256")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// begin makes an upload, and takes the first piece of it when that comes along (creation, creation-with-upload).
func (s *Service) begin(w http.ResponseWriter, r *http.Request, who clerk.Identity, base string) error {
	length, err := wholeLength(r.Header)
	if err != nil {
		return err
	}
	order, err := orderOf(r.Header.Get("Upload-Metadata"))
	if err != nil {
		return err
	}
	order.Length = length
	with := r.Header.Get("Content-Type") == pieceType
	check, err := checksum(r.Header)
	if err != nil {
		return err
	}
	u, err := s.o.Clerk.BeginUpload(r.Context(), who, order, s.o.Limits)
	if err != nil {
		return err
	}
	if id := u.ID; with && r.ContentLength != 0 && u.Digest == "" {
		if u, err = s.take(w, r, who, id, clerk.UploadPiece{Length: -1, Size: r.ContentLength, Check: check}); err != nil {
			if fault.KindOf(err) != fault.Unavailable { // nobody will come back for it
				_ = s.o.Clerk.EndUpload(r.Context(), who, id)
			}
			return err
		}
	}
	w.Header().Set("Location", base+"/"+u.ID)
	if with {
		w.Header().Set("Upload-Offset", strconv.FormatInt(u.Size, 10))
	}
	tell(w.Header(), u)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// look tells how far an upload has come.
func (s *Service) look(w http.ResponseWriter, r *http.Request, who clerk.Identity, id string) error {
	u, err := s.o.Clerk.UploadOf(r.Context(), who, id)
	if fault.CodeOf(err) == "upload.busy" && s.interrupt(r.Context(), who, id) {
		u, err = s.o.Clerk.UploadOf(r.Context(), who, id)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Size, 10))
	if u.Length >= 0 {
		h.Set("Upload-Length", strconv.FormatInt(u.Length, 10))
	} else {
		h.Set("Upload-Defer-Length", "1")
	}
	h.Set("Upload-Metadata", metadataOf(u))
	tell(h, u)
	w.WriteHeader(http.StatusOK)
	return nil
}

// add takes a piece.
func (s *Service) add(w http.ResponseWriter, r *http.Request, who clerk.Identity, id string) error {
	if r.Header.Get("Content-Type") != pieceType {
		return fault.New(fault.Invalid, "upload.content-type", "Wanted", pieceType)
	}
	offset, err := number(r.Header, "Upload-Offset")
	if err != nil {
		return err
	}
	length := int64(-1)
	if r.Header.Get("Upload-Length") != "" {
		if length, err = number(r.Header, "Upload-Length"); err != nil {
			return err
		}
	}
	check, err := checksum(r.Header)
	if err != nil {
		return err
	}
	u, err := s.take(w, r, who, id, clerk.UploadPiece{Offset: offset, Length: length, Size: r.ContentLength, Check: check})
	if err != nil {
		return err
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(u.Size, 10))
	tell(w.Header(), u)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// end gives an upload up (termination).
func (s *Service) end(w http.ResponseWriter, r *http.Request, who clerk.Identity, id string) error {
	err := s.o.Clerk.EndUpload(r.Context(), who, id)
	if fault.CodeOf(err) == "upload.busy" && s.interrupt(r.Context(), who, id) {
		err = s.o.Clerk.EndUpload(r.Context(), who, id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// tell says when an upload expires, and what it is when it is whole.
func tell(h http.Header, u clerk.Upload) {
	h.Set("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
	if u.Digest != "" {
		h.Set(digestName, u.Digest)
	}
}
