package upload_test

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

const recording = webtest.Technician

func sound() string {
	return meta("filename", "C:\\ljud\\möte.wav", "filetype", "audio/wav", "purpose", "recording", "place", webtest.Conference, "startsat", "2027-01-06T19:05:00+01:00")
}

// A file that comes in pieces is content that its actor has brought when it is whole, and can be attached.
func TestUpload(t *testing.T) {
	t.Parallel()
	d := open(t, webtest.Closed, clerk.UploadLimits{})
	at := d.begin(recording, "8", sound())
	if !strings.HasPrefix(at, "/uploads/") {
		t.Fatal(at)
	}
	d.want(d.patch(recording, at, "0", "hej "), http.StatusNoContent, "")
	if got := d.offset(recording, at); got != "4" {
		t.Fatal(got)
	}
	a := d.ask(recording, http.MethodHead, at, nil)
	if a.header.Get("Upload-Length") != "8" || a.header.Get("Samverkan-Digest") != "" || a.header.Get("Upload-Expires") == "" ||
		!strings.Contains(a.header.Get("Upload-Metadata"), "filename "+base64.StdEncoding.EncodeToString([]byte("möte.wav"))) {
		t.Fatal(a.header)
	}
	a = d.patch(recording, at, "4", "hopp")
	d.want(a, http.StatusNoContent, "")
	digest := a.header.Get("Samverkan-Digest")
	if digest != hexOf("hej hopp") || a.header.Get("Upload-Offset") != "8" {
		t.Fatal(a.header)
	}
	if a = d.ask(recording, http.MethodHead, at, nil); a.header.Get("Samverkan-Digest") != digest || a.header.Get("Upload-Offset") != "8" {
		t.Fatal(a.header)
	}
	d.want(d.patch(recording, at, "8", ""), http.StatusNoContent, "")
	d.want(d.patch(recording, at, "8", "x"), http.StatusRequestEntityTooLarge, "upload.longer")
	d.Do(recording, &conference.AttachRecording{File: conference.AudioFile{Name: "möte.wav", Digest: digest, Size: 8, MediaType: "audio/wav"}})
	_, r, err := d.Clerk().OpenRecording(t.Context(), webtest.Secretary.Identity(), webtest.Conference, digest)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	d.want(d.ask(recording, http.MethodDelete, at, nil), http.StatusNoContent, "")
	d.want(d.ask(recording, http.MethodDelete, at, nil), http.StatusNotFound, "upload.unknown")
}

// What ends its uploads itself, and moves no clock, stands before one stage. They come in turn: a subtest has its part of a quota alone.
func TestOneStage(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Closed)
	for name, test := range map[string]func(*testing.T, *webtest.Stage){"refused": testRefused, "extensions": testExtensions,
		"one piece at a time": testOnePieceAtATime, "many at once": testManyAtOnce, "in the service": testInTheService} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// What is wrong is refused as the protocol says, and nothing moves.
func testRefused(t *testing.T, s *webtest.Stage) {
	d := before(t, s, clerk.UploadLimits{Largest: 100})
	at := d.begin(recording, "8", sound())
	d.want(d.patch(recording, at, "0", "hej "), http.StatusNoContent, "")
	sum := sha1.Sum([]byte("hopp"))
	right := "sha1 " + base64.StdEncoding.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		a      answer
		status int
		code   string
	}{
		"an offset behind":           {d.patch(recording, at, "0", "hopp"), 409, "upload.offset"},
		"an offset ahead":            {d.patch(recording, at, "5", "hop"), 409, "upload.offset"},
		"a negative offset":          {d.patch(recording, at, "-1", "hopp"), 400, "upload.bad-header"},
		"no offset":                  {d.patch(recording, at, "", "hopp"), 400, "upload.bad-header"},
		"more than declared":         {d.patch(recording, at, "4", "hoppar"), 413, "upload.longer"},
		"another checksum":           {d.patch(recording, at, "4", "hupp", "Upload-Checksum", right), 460, "upload.bad-checksum"},
		"a checksum of another kind": {d.patch(recording, at, "4", "hopp", "Upload-Checksum", "md5 aGVq"), 400, "upload.bad-header"},
		"a checksum cut short":       {d.patch(recording, at, "4", "hopp", "Upload-Checksum", "sha1 aGVq"), 400, "upload.bad-header"},
		"another length":             {d.patch(recording, at, "4", "hopp", "Upload-Length", "9"), 400, "upload.bad-length"},
		"another type":               {d.patch(recording, at, "4", "hopp", "Content-Type", "audio/wav"), 415, "upload.content-type"},
		"another version":            {d.patch(recording, at, "4", "hopp", "Tus-Resumable", "0.2.2"), 412, "upload.version"},
		"no version":                 {d.patch(recording, at, "4", "hopp", "Tus-Resumable", ""), 412, "upload.version"},
		"another's":                  {d.patch(webtest.Leader, at, "4", "hopp"), 404, "upload.unknown"},
		"another actor's":            {d.patch(webtest.Attendee, at, "4", "hopp"), 404, "upload.unknown"},
		"nobody":                     {d.patch(webtest.Nobody, at, "4", "hopp"), 401, "access.sign-in"},
		"a guest":                    {d.patch(webtest.Guest, at, "4", "hopp"), 403, "access.guest"},
		"another's to look at":       {d.ask(webtest.Leader, http.MethodHead, at, nil), 404, ""},
		"another's to end":           {d.ask(webtest.Leader, http.MethodDelete, at, nil), 404, "upload.unknown"},
		"a guessed id":               {d.patch(recording, at[:len(at)-1]+"0", "4", "hopp"), 404, "upload.unknown"},
		"an id that is a path":       {d.patch(recording, "/uploads/%2e%2e%2fdb", "4", "hopp"), 404, "upload.unknown"},
		"an id that is a path back":  {d.patch(recording, "/uploads/%2e%2e%5c"+at[len("/uploads/"):], "4", "hopp"), 404, "upload.unknown"},
		"an id with a path in it":    {d.patch(recording, at+"%2f..%2f"+at[len("/uploads/"):], "4", "hopp"), 404, "upload.unknown"},
		"an id with a zero":          {d.patch(recording, at+"%00", "4", "hopp"), 404, "upload.unknown"},
		"an id that is a device":     {d.patch(recording, "/uploads/CON", "4", "hopp"), 404, "upload.unknown"},
		"an id from the root":        {d.patch(recording, "/uploads/%2fetc%2fpasswd", "4", "hopp"), 404, "upload.unknown"},
		"a very long id":             {d.patch(recording, "/uploads/"+strings.Repeat("a", 8000), "4", "hopp"), 404, "upload.unknown"},
		"another method":             {d.ask(recording, http.MethodPut, at, nil), 405, "http.method"},
		"get":                        {d.ask(recording, http.MethodGet, at, nil), 405, "http.method"},
		"no length":                  {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Metadata", sound()), 400, "upload.bad-header"},
		"a negative length":          {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "-1", "Upload-Metadata", sound()), 400, "upload.bad-header"},
		"a length beyond numbers":    {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", strings.Repeat("9", 30), "Upload-Metadata", sound()), 400, "upload.bad-header"},
		"two lengths":                {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Defer-Length", "1", "Upload-Metadata", sound()), 400, "upload.bad-header"},
		"too large":                  {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "101", "Upload-Metadata", sound()), 413, "attachment.too-large"},
		"metadata that is none":      {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", "filename !!"), 400, "upload.bad-header"},
		"metadata twice":             {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", "a aGVq,a aGVq"), 400, "upload.bad-header"},
		"another purpose":            {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", meta("purpose", "backup")), 400, "upload.bad-purpose"},
		"a time that is none":        {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", meta("startsat", "i går")), 400, "upload.bad-metadata"},
		"a recording without a name": {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", meta("purpose", "recording", "place", webtest.Conference)), 400, "upload.bad-metadata"},
		"a conference that is none":  {d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", meta("filename", "a", "purpose", "recording", "place", "konf-ingen")), 404, "conference.unknown"},
		"whose is not the recording": {d.ask(webtest.Attendee, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", sound()), 403, "access."},
		"who knows of no meeting":    {d.ask(webtest.Outsider, http.MethodPost, "/uploads", nil, "Upload-Length", "1", "Upload-Metadata", sound()), 404, "conference.unknown"},
		"nobody begins":              {d.ask(webtest.Nobody, http.MethodPost, "/uploads", nil, "Upload-Length", "1"), 401, "access.sign-in"},
		"a guest begins":             {d.ask(webtest.Guest, http.MethodPost, "/uploads", nil, "Upload-Length", "1"), 403, "access.guest"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.HasSuffix(c.code, ".") {
				if c.a.status != c.status || !strings.Contains(c.a.body, c.code) {
					t.Error(c.a.status, c.a.body)
				}
				return
			}
			d := *d
			d.t = t
			d.want(c.a, c.status, c.code)
		})
	}
	if got := d.offset(recording, at); got != "4" {
		t.Fatal("it moved:", got)
	}
	d.want(d.patch(recording, at, "4", "hopp", "Upload-Checksum", right), http.StatusNoContent, "")
}

// The door says what it can do, and takes a first piece with the beginning, no length at all, and a method that is said in a header.
func testExtensions(t *testing.T, s *webtest.Stage) {
	d := before(t, s, clerk.UploadLimits{Largest: 100})
	a := d.ask(webtest.Nobody, http.MethodOptions, "/uploads", nil, "Tus-Resumable", "")
	d.want(a, http.StatusNoContent, "")
	if a.header.Get("Tus-Version") != "1.0.0" || a.header.Get("Tus-Max-Size") != "100" || a.header.Get("Tus-Checksum-Algorithm") != "sha1,sha256" ||
		a.header.Get("Tus-Extension") != "creation,creation-with-upload,creation-defer-length,termination,checksum,expiration" {
		t.Error(a.header)
	}

	a = d.ask(recording, http.MethodPost, "/api/v1/uploads", strings.NewReader("hej"), "Upload-Length", "3", "Content-Type", "application/offset+octet-stream")
	d.want(a, http.StatusCreated, "")
	if a.header.Get("Upload-Offset") != "3" || a.header.Get("Samverkan-Digest") != hexOf("hej") || !strings.HasPrefix(a.header.Get("Location"), "/api/v1/uploads/") {
		t.Error(a.header)
	}

	at := d.begin(recording, "later", sound())
	a = d.ask(recording, http.MethodHead, at, nil)
	if a.header.Get("Upload-Defer-Length") != "1" || a.header.Get("Upload-Length") != "" {
		t.Error(a.header)
	}
	d.want(d.patch(recording, at, "0", "hej "), http.StatusNoContent, "")
	d.want(d.patch(recording, at, "4", "", "Upload-Length", "3"), http.StatusBadRequest, "upload.bad-length")
	d.want(d.patch(recording, at, "4", "", "Upload-Length", "101"), http.StatusRequestEntityTooLarge, "attachment.too-large")
	a = d.ask(recording, http.MethodPost, at, strings.NewReader("hopp"), "X-HTTP-Method-Override", "PATCH", "Upload-Offset", "4", "Upload-Length", "8",
		"Content-Type", "application/offset+octet-stream")
	d.want(a, http.StatusNoContent, "")
	if a.header.Get("Samverkan-Digest") != hexOf("hej hopp") {
		t.Error(a.header)
	}
	long := d.begin(recording, "later", sound())
	d.want(d.patch(recording, long, "0", strings.Repeat("x", 101)), http.StatusRequestEntityTooLarge, "attachment.too-large")
	if got := d.offset(recording, long); got != "0" {
		t.Error(got)
	}

	a = d.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "0")
	d.want(a, http.StatusCreated, "")
	if a.header.Get("Samverkan-Digest") != hexOf("") {
		t.Error(a.header)
	}
	d.want(d.ask(recording, http.MethodDelete, long, nil), http.StatusNoContent, "")
	d.want(d.ask(recording, http.MethodHead, long, nil), http.StatusNotFound, "")
}

// While one piece comes, no other is taken; who asks how far it has come ends it, with what came of it kept.
func testOnePieceAtATime(t *testing.T, s *webtest.Stage) {
	d := before(t, s, clerk.UploadLimits{})
	at := d.begin(recording, "8", sound())
	address := strings.TrimPrefix(d.url, "http://")
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "PATCH %s HTTP/1.1\r\nHost: %s\r\nAs: %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"+
		"Content-Length: 8\r\nExpect: 100-continue\r\n\r\n", at, address, recording)
	if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, "100") { // it is being read
		t.Fatal(line, err)
	}
	if _, err := c.Write([]byte("hej")); err != nil {
		t.Fatal(err)
	}
	a := d.patch(recording, at, "0", "hej hopp")
	d.want(a, http.StatusLocked, "upload.busy")
	if a.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
	d.want(d.ask(webtest.Leader, http.MethodHead, at, nil), http.StatusNotFound, "") // and ends nothing
	d.want(d.patch(recording, at, "0", "hej hopp"), http.StatusLocked, "upload.busy")
	got := d.offset(recording, at)
	if got != "3" && got != "0" { // how much had come by then is not the test's to say
		t.Fatal(got)
	}
	d.want(d.patch(recording, at, got, "hej hopp"[got[0]-'0':]), http.StatusNoContent, "")
}

// Many at once: each piece is taken by one, and the file is whole.
func testManyAtOnce(t *testing.T, s *webtest.Stage) {
	d := before(t, s, clerk.UploadLimits{})
	at := d.begin(recording, "4", sound())
	taken := map[int]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			a := d.patch(recording, at, "0", "hej!")
			mu.Lock()
			defer mu.Unlock()
			taken[a.status]++
		})
	}
	all.Wait()
	if taken[204] != 1 || taken[204]+taken[409]+taken[423] != 8 {
		t.Fatal(taken)
	}
}

// What an actor has on its way in is limited, and what expires or is given up counts no more.
func TestQuota(t *testing.T) {
	t.Parallel()
	d := open(t, webtest.Closed, clerk.UploadLimits{Quota: 10})
	first := d.begin(recording, "6", meta("filename", "a"))
	later := d.begin(webtest.Leader, "later", meta("filename", "b"))
	d.want(d.ask(webtest.Leader, http.MethodPost, "/uploads", nil, "Upload-Length", "5"), http.StatusInsufficientStorage, "upload.quota")
	d.begin(webtest.Attendee, "10", "") // another actor
	d.want(d.patch(webtest.Leader, later, "0", "hejsan"), http.StatusInsufficientStorage, "upload.quota")
	d.want(d.patch(webtest.Leader, later, "0", "hej!"), http.StatusNoContent, "")
	d.want(d.ask(recording, http.MethodDelete, first, nil), http.StatusNoContent, "")
	first = d.begin(recording, "6", meta("filename", "a"))
	d.want(d.patch(recording, first, "0", "hej"), http.StatusNoContent, "")
	d.Wait(2 * time.Hour)
	d.want(d.patch(recording, first, "3", "san"), http.StatusNotFound, "upload.unknown")
	d.service.Sweep(t.Context())
	d.begin(webtest.Leader, "10", "")
	d.want(d.ask(recording, http.MethodHead, first, nil), http.StatusNotFound, "")

	full := before(t, d.Stage, clerk.UploadLimits{Spare: 1 << 60})
	full.want(full.ask(recording, http.MethodPost, "/uploads", nil, "Upload-Length", "5"), http.StatusInsufficientStorage, "upload.no-room")
}

// A recording that nobody came back to is the only one there is: it is attached as it is. One that was brought from elsewhere is not.
func TestExpiredRecording(t *testing.T) {
	t.Parallel()
	d := open(t, webtest.Closed, clerk.UploadLimits{})
	left := d.begin(recording, "later", sound())
	d.want(d.patch(recording, left, "0", "RIFF\x00\x00\x00\x00WAVE och så bröts det"), http.StatusNoContent, "")
	d.begin(recording, "later", sound()) // nothing came of it
	brought := d.begin(recording, "100", sound())
	d.want(d.patch(recording, brought, "0", "hej"), http.StatusNoContent, "")
	d.Wait(50 * time.Minute)
	d.want(d.patch(recording, brought, "3", "hopp"), http.StatusNoContent, "") // it is waited for from its last piece
	d.Wait(50 * time.Minute)
	swept, err := d.Clerk().SweepUploads(t.Context(), clerk.UploadLimits{Keep: time.Hour})
	if err != nil || swept != (clerk.Swept{Dropped: 1, Attached: 1}) {
		t.Fatal(swept, err)
	}
	if got := d.offset(recording, brought); got != "7" {
		t.Fatal(got)
	}
	v, err := d.Clerk().Conference(t.Context(), webtest.Secretary.Identity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	files := v.Conference.Recording.Files
	f := files[len(files)-1]
	if f.Name != "möte.wav" || f.Digest != hexOf("RIFF\x00\x00\x00\x00WAVE och så bröts det") || !f.StartsAt.Equal(time.Date(2027, 1, 6, 18, 5, 0, 0, time.UTC)) {
		t.Fatalf("%+v", f)
	}
	d.Wait(2 * time.Hour)
	if swept, err := d.Clerk().SweepUploads(context.Background(), clerk.UploadLimits{Keep: time.Hour}); err != nil || swept != (clerk.Swept{Dropped: 1}) {
		t.Fatal(swept, err)
	}
}

// The service itself has the door at both its places, with its cookie and its rule against other sites.
func testInTheService(t *testing.T, s *webtest.Stage) {
	c := s.As(webtest.Technician)
	tus := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "3", "Content-Type": "application/offset+octet-stream", "Upload-Metadata": sound()}
	for _, path := range []string{"/uploads", "/api/v1/uploads"} {
		a := c.Send(http.MethodPost, path, "hej", tus)
		if a.Status != http.StatusCreated || a.Header.Get("Samverkan-Digest") != hexOf("hej") {
			t.Fatal(a)
		}
		if a = c.Send(http.MethodHead, a.Header.Get("Location"), "", tus); a.Status != http.StatusOK || a.Header.Get("Upload-Offset") != "3" {
			t.Fatal(a)
		}
	}
	tus["Origin"], tus["Sec-Fetch-Site"] = "https://annan.example", "cross-site"
	if a := c.Send(http.MethodPost, "/uploads", "hej", tus); a.Status != http.StatusForbidden || !strings.Contains(a.Body, "http.cross-site") {
		t.Fatal(a)
	}
}
