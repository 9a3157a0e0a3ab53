package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// beside is an operation that another door answers at a path of this one: here it is only described, so that who reads the description
// finds it.
type beside struct {
	operation
	text    string           // more of what it does
	asks    []header         // headers of the question
	tells   map[int][]header // headers of an answer that says yes, by its status
	refuses map[int][]string // fault codes of an answer that says no, by its status
	piece   bool             // its body is a piece of a file
	params  []*huma.Param    // of the path
}

// header is one header with what it means.
type header struct {
	name, text string
	needed     bool
}

// The protocol tus 1.0.0 as package upload speaks it (https://tus.io/protocols/resumable-upload).
const (
	uploadsPath = "/api/v1/uploads"
	uploadPath  = uploadsPath + "/{id}"
	pieceType   = "application/offset+octet-stream"
)

var (
	tusVersion  = header{"Tus-Resumable", "1.0.0", true}
	tusOffset   = header{"Upload-Offset", "How many bytes have come", true}
	tusExpires  = header{"Upload-Expires", "Until when the upload is waited for (RFC 9110 date)", true}
	tusDigest   = header{"Samverkan-Digest", "SHA-256 of the file, 64 hexadecimal digits, when it is whole: what a command refers to", false}
	tusMetadata = header{"Upload-Metadata", "Pairs between commas, each a key and a value in base64: filename, filetype, purpose (file, recording, material, item; file when left out), place (a conference's or an area's id), startsat (when the first second of a recording was, RFC 3339)", false}
	tusChecksum = header{"Upload-Checksum", "sha1 or sha256, a space and the digest of this piece in base64: a piece that does not match it leaves nothing behind", false}
	tusLength   = header{"Upload-Length", "Bytes of the whole file; left out when Upload-Defer-Length says that it is told later", false}
	tusDeferred = header{"Upload-Defer-Length", "1: the length is told later, with a piece", false}
)

// besides are the operations of uploads in pieces.
func besides() []beside {
	id := []*huma.Param{{Name: "id", In: "path", Required: true, Description: "From Location in the answer to what began it", Schema: &huma.Schema{Type: huma.TypeString}}}
	about := func(more map[int][]string) map[int][]string {
		out := map[int][]string{401: {"access.sign-in"}, 403: {"access.*"}, 404: {"upload.unknown"}, 412: {"upload.version"}, 503: {"upload.not-here"}}
		for status, codes := range more {
			out[status] = append(out[status], codes...)
		}
		return out
	}
	options := beside{operation: operation{ID: "upload-options", Method: http.MethodOptions, Path: uploadsPath, Policy: "service.describe", Tag: "files",
		Summary: "What uploads in pieces (tus 1.0.0) can do here"},
		tells: map[int][]header{204: {tusVersion, {"Tus-Version", "1.0.0", true}, {"Tus-Extension", "The extensions that are spoken", true},
			{"Tus-Max-Size", "The largest file, in bytes", true}, {"Tus-Checksum-Algorithm", "sha1,sha256", true}}}}
	same := options
	same.ID, same.Path, same.params = "upload-options-of", uploadPath, id
	return []beside{
		options,
		{operation: operation{ID: "upload-begin", Method: post, Path: uploadsPath, Policy: "file.bring", Tag: "files",
			Summary: "Begin an upload in pieces (tus 1.0.0), which may break off and go on", takes: pieceType}, piece: true,
			text: "Needs one of Upload-Length and Upload-Defer-Length. The first piece may come along as the body. When the file is whole its digest is told, " +
				"and a command refers to it: recording.attach, material.add or an area's item. A recording whose length was never told is kept as it is " +
				"and attached when its time is up.",
			asks: []header{tusVersion, tusLength, tusDeferred, tusMetadata, tusChecksum},
			tells: map[int][]header{201: {tusVersion, {"Location", "Where the upload is", true},
				{"Upload-Offset", "How many bytes have come, when a piece came along", false}, tusExpires, tusDigest}},
			refuses: about(map[int][]string{400: {"upload.bad-header", "upload.bad-metadata", "upload.bad-purpose"},
				403: {"area.not-allowed"}, 404: {"conference.unknown", "area.unknown"}, 409: {"area.closed"}, 413: {"attachment.too-large", "upload.longer"}, 460: {"upload.bad-checksum"}, 503: {"upload.broken"},
				507: {"upload.quota", "upload.no-room", "attachment.full"}})},
		same,
		{operation: operation{ID: "upload-look", Method: http.MethodHead, Path: uploadPath, Policy: "file.bring", Tag: "files",
			Summary: "How far an upload has come; ends a piece that its sender has given up"}, params: id, asks: []header{tusVersion},
			tells:   map[int][]header{200: {tusVersion, tusOffset, tusLength, tusDeferred, tusMetadata, tusExpires, tusDigest}},
			refuses: about(map[int][]string{423: {"upload.busy"}})},
		{operation: operation{ID: "upload-add", Method: http.MethodPatch, Path: uploadPath, Policy: "file.bring", Tag: "files",
			Summary: "Add a piece to an upload", takes: pieceType}, params: id, piece: true,
			text: "A piece that breaks off leaves what came of it, unless it has a checksum. POST with X-HTTP-Method-Override: PATCH does the same.",
			asks: []header{tusVersion, {"Upload-Offset", "Where the piece belongs: as many bytes as have come", true},
				{"Upload-Length", "Bytes of the whole file, when that was to be told later", false}, tusChecksum},
			tells: map[int][]header{204: {tusVersion, tusOffset, tusExpires, tusDigest}},
			refuses: about(map[int][]string{400: {"upload.bad-header", "upload.bad-length"}, 403: {"area.not-allowed"}, 404: {"conference.unknown", "area.unknown"},
				409: {"upload.offset", "area.closed"}, 413: {"attachment.too-large", "upload.longer"}, 415: {"upload.content-type"}, 423: {"upload.busy"},
				460: {"upload.bad-checksum"}, 503: {"upload.broken"}, 507: {"upload.quota", "upload.no-room", "attachment.full"}})},
		{operation: operation{ID: "upload-end", Method: remove, Path: uploadPath, Policy: "file.bring", Tag: "files",
			Summary: "Give an upload up; a file that is whole stays"}, params: id, asks: []header{tusVersion},
			tells: map[int][]header{204: {tusVersion}}, refuses: about(map[int][]string{423: {"upload.busy"}})},
	}
}

// besideDescribed is such an operation as the description has it.
func (a *API) besideDescribed(b beside) *huma.Operation {
	op := a.described(b.operation)
	op.Middlewares, op.SkipValidateBody = nil, false
	op.Description = b.text
	op.Parameters = append(op.Parameters, b.params...)
	for _, h := range b.asks {
		op.Parameters = append(op.Parameters, &huma.Param{Name: h.name, In: "header", Required: h.needed, Description: h.text,
			Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if b.piece {
		op.RequestBody = &huma.RequestBody{Required: b.Method == http.MethodPatch,
			Content: map[string]*huma.MediaType{pieceType: {Schema: binary(a.schemas())}}}
	}
	for status, headers := range b.tells {
		answer := &huma.Response{Description: http.StatusText(status), Headers: map[string]*huma.Param{}}
		for _, h := range headers {
			answer.Headers[h.name] = &huma.Param{Description: h.text, Required: h.needed, Schema: &huma.Schema{Type: huma.TypeString}}
		}
		op.Responses[strconv.Itoa(status)] = answer
	}
	for status, codes := range b.refuses {
		no := &huma.Response{Description: strings.Join(codes, ", ")}
		if b.Method != http.MethodHead { // whose answers have no body
			no.Content = op.Responses["default"].Content
		}
		op.Responses[strconv.Itoa(status)] = no
	}
	return &op
}
