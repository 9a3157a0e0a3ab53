package upload

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// bad is the fault of a header that is not as the protocol says.
func bad(name string) error { return fault.New(fault.Invalid, "upload.bad-header", "Name", name) }

// number reads a header that is a number of bytes.
func number(h http.Header, name string) (int64, error) {
	v := h.Get(name)
	if v == "" || strings.Trim(v, "0123456789") != "" { // no sign, no space
		return 0, bad(name)
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, bad(name)
	}
	return n, nil
}

// wholeLength reads how long a new upload is; -1 when that is told later.
func wholeLength(h http.Header) (int64, error) {
	if later := h.Get("Upload-Defer-Length"); later != "" {
		if later != "1" || h.Get("Upload-Length") != "" {
			return 0, bad("Upload-Defer-Length")
		}
		return -1, nil
	}
	return number(h, "Upload-Length")
}

// maxMetadata is how much is read of what is said about an upload.
const maxMetadata = 8 << 10

// parseMetadata reads Upload-Metadata: pairs between commas, each a key and, after a space, a value in base64.
func parseMetadata(v string) (map[string]string, error) {
	out := map[string]string{}
	if len(v) > maxMetadata {
		return nil, bad("Upload-Metadata")
	}
	if strings.TrimSpace(v) == "" {
		return out, nil
	}
	for pair := range strings.SplitSeq(v, ",") {
		key, coded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(coded)
		if _, twice := out[key]; err != nil || key == "" || twice {
			return nil, bad("Upload-Metadata")
		}
		out[key] = string(value)
	}
	return out, nil
}

// orderOf reads what an upload is for. What says nothing of that is content that a command refers to later.
func orderOf(v string) (clerk.UploadOrder, error) {
	m, err := parseMetadata(v)
	if err != nil {
		return clerk.UploadOrder{}, err
	}
	o := clerk.UploadOrder{Purpose: m["purpose"], Place: m["place"], Name: m["filename"], MediaType: m["filetype"]}
	if o.Purpose == "" {
		o.Purpose = clerk.UploadFile
	}
	if at := m["startsat"]; at != "" {
		if o.StartsAt, err = time.Parse(time.RFC3339, at); err != nil {
			return o, fault.New(fault.Invalid, "upload.bad-metadata", "Name", "startsat")
		}
	}
	return o, nil
}

// metadataOf says again what an upload is for.
func metadataOf(u clerk.Upload) string {
	var pairs []string
	add := func(key, value string) {
		if value != "" {
			pairs = append(pairs, key+" "+base64.StdEncoding.EncodeToString([]byte(value)))
		}
	}
	add("filename", u.Name)
	add("filetype", u.MediaType)
	add("purpose", u.Purpose)
	add("place", u.Place)
	if !u.StartsAt.IsZero() {
		add("startsat", u.StartsAt.UTC().Format(time.RFC3339Nano))
	}
	return strings.Join(pairs, ",")
}

// checksum reads what a piece must add up to; nil when nothing is said.
func checksum(h http.Header) (*attachment.Checksum, error) {
	v := h.Get("Upload-Checksum")
	if v == "" {
		return nil, nil
	}
	name, coded, _ := strings.Cut(v, " ")
	want, err := base64.StdEncoding.DecodeString(coded)
	make, known := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New}[name]
	if err != nil || !known || len(want) != make().Size() {
		return nil, bad("Upload-Checksum")
	}
	return &attachment.Checksum{New: make, Want: want}, nil
}
