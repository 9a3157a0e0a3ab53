package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// hugePicture is a PNG of 50,000 by 50,000 points: some bytes that would take ten gigabytes if anybody drew them.
func hugePicture() string {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(name string, content []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(content)))
		b.WriteString(name)
		b.Write(content)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(append([]byte(name), content...)))
	}
	head := binary.BigEndian.AppendUint32(nil, 50_000)
	chunk("IHDR", append(binary.BigEndian.AppendUint32(head, 50_000), 8, 6, 0, 0, 0))
	chunk("IDAT", []byte("x\x9c\x03\x00\x00\x00\x00\x01"))
	chunk("IEND", nil)
	return b.String()
}

// swelling is a zip of a file of zeros.
func swelling(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("nollor")
	if err == nil {
		_, err = w.Write(make([]byte, 16<<20))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostileFiles are what somebody may leave under a name and a type of its own choice, and the type it is handed out as.
func hostileFiles(t testing.TB) []struct{ name, said, content, kind string } {
	eicar, err := base64.StdEncoding.DecodeString("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=") // so that no scanner takes this file
	if err != nil {
		t.Fatal(err)
	}
	const text = "text/plain; charset=utf-8"
	return []struct{ name, said, content, kind string }{
		{"sida.html", "text/html", "<!doctype html><script>alert(1)</script>", text},
		{"bild.png", "image/png", "<script>alert(2)</script>", text},
		{"bild.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"/>`, text},
		{"bok.xhtml", "application/xhtml+xml", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(4)</script></html>`, text},
		{"ljud.wav", "audio/wav", "<script>alert(5)</script>", text},
		{"båda.gif", "text/javascript", "GIF89a=1;alert(6)//<script>", "image/gif"},
		{"båda.pdf", "text/html", "%PDF-1.7\n<script>alert(7)</script>", "application/pdf"},
		{"program.exe", "image/png", "MZ\x90\x00\x03\x00\x00\x00", "application/octet-stream"},
		{"virus.txt", "text/plain", string(eicar), text},
		{"stor.png", "image/png", hugePicture(), "image/png"},
		{"bomb.zip", "application/zip", swelling(t), "application/zip"},
		{"../../etc/passwd", "text/plain", "a:b", text},
		{"..%2e%2e%5cCON", "text/plain", "c:d", text},
		{strings.Repeat("å", 90) + ".html", "text/html", "<b>lång</b>", text},
		{"a\"; filename=b.html\r\nX: y", "text/html", "<b>rad</b>", text},
	}
}

// Every place that hands out what somebody has put here, in the web and for programs, hands it out to be kept and not to be opened:
// as what it is and not what its sender said, with nothing in it allowed to run. Nothing is unpacked or drawn on the way. A new place
// with a digest in its path has to be put here.
func TestFilesAreInert(t *testing.T) {
	t.Parallel()
	const conf = "/conferences/" + webtest.Conference
	sends := map[string]bool{ // the places that hand out a file
		"/areas/{id}/items/{item}/versions/{n}": true, "/conferences/{id}/material/{digest}": true, "/conferences/{id}/sound/{digest}": true,
		"/api/v1/conferences/{id}/recordings/{digest}": true, "/api/v1/conferences/{id}/material/{digest}": true,
		"/api/v1/areas/{id}/items/{item}/versions/{n}/content": true,
	}
	s := webtest.Start(t, webtest.Closed)
	leader := s.As(webtest.Leader)
	all := []string{}
	for _, r := range routes(t) {
		if r.Method == http.MethodGet {
			all = append(all, r.Path)
		}
	}
	var described struct{ Paths map[string]any }
	if err := json.Unmarshal([]byte(leader.Send(http.MethodGet, "/api/openapi.json", "", nil).Body), &described); err != nil || len(described.Paths) == 0 {
		t.Fatal(err)
	}
	for path := range described.Paths {
		all = append(all, path)
	}
	for _, path := range all {
		if at := strings.LastIndexByte(path, '/'); !sends[path] && slices.Contains([]string{"/{digest}", "/content", "/{n}"}, path[at:]) {
			t.Errorf("%s hands out something, and is not tried here", path)
		}
	}
	for path := range sends {
		if !slices.Contains(all, path) {
			t.Errorf("%s is no place any more", path)
		}
	}
	for n, f := range hostileFiles(t) {
		digest, size, err := s.Clerk().BringFile(t.Context(), webtest.Leader.Identity(), strings.NewReader(f.content), 64<<20)
		if err != nil {
			t.Fatal(err)
		}
		clean := f.name
		if strings.ContainsAny(clean, "/\\\r\n\"") || len(clean) > 100 {
			clean = fmt.Sprint("fil ", n, ".html") // the command refuses what is no name; the form, which is tried below, makes one of it
		}
		s.Do(webtest.Leader, &conference.AddMaterial{Material: conference.Material{Title: fmt.Sprint("Fil ", n), Name: clean, Digest: digest, Size: size}})
		if _, _, err := s.Clerk().BringFile(t.Context(), webtest.Technician.Identity(), strings.NewReader(f.content), 64<<20); err != nil {
			t.Fatal(err)
		}
		s.Do(webtest.Technician, &conference.AttachRecording{File: conference.AudioFile{Name: clean, Digest: digest, Size: size, MediaType: f.said}})
		item := putInArea(t, s, fmt.Sprint("Fil ", n), f.name, f.said, f.content)
		for _, path := range []string{
			item + "/versions/0", conf + "/material/" + digest, conf + "/sound/" + digest, conf + "/sound/" + digest + "?save=1",
			"/api/v1" + conf + "/recordings/" + digest, "/api/v1" + conf + "/material/" + digest, "/api/v1" + item + "/versions/0/content",
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			a := leader.Send(http.MethodGet, path, "", nil)
			runtime.ReadMemStats(&after)
			h := a.Header
			if a.Status != http.StatusOK || a.Body != f.content {
				t.Errorf("%q at %s: %d, %d bytes", f.name, path, a.Status, len(a.Body))
				continue
			}
			kind, disposition := h.Get("Content-Type"), h.Get("Content-Disposition")
			if kind != f.kind && !(strings.HasPrefix(f.said, "audio/") && strings.HasPrefix(kind, "audio/")) {
				t.Errorf("%q at %s is %s, not %s", f.name, path, kind, f.kind)
			}
			if !strings.HasPrefix(disposition, "attachment") || strings.ContainsAny(disposition, "/\\\r\n") || h.Get("X") != "" {
				t.Errorf("%q at %s: %q", f.name, path, disposition)
			}
			if csp := h.Get("Content-Security-Policy"); h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(csp, "sandbox") || !strings.Contains(csp, "default-src 'none'") ||
				strings.Contains(csp, "allow-") {
				t.Errorf("%q at %s: %v", f.name, path, h)
			}
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 64<<20 {
				t.Errorf("%q at %s takes %d MB", f.name, path, taken>>20)
			}
		}
	}
	feed := s.CalendarOf(webtest.Leader)
	if a := leader.Send(http.MethodGet, feed, "", nil); a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/calendar") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the calendar: %d %v", a.Status, a.Header)
	}
}

// putInArea leaves a file in the area as a browser does, and gives the address of its item.
func putInArea(t testing.TB, s *webtest.Stage, title, name, said, content string) string {
	t.Helper()
	leader := s.As(webtest.Leader)
	form := leader.Get(areaPath + "/new").Form(areaPath + "/items")
	form.Values.Set("title", title)
	quoted := strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(name) // as a browser writes a name
	a := leader.Send(http.MethodPost, form.Action, upload(form.Values, quoted, said, content), map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"})
	if a.Status != http.StatusSeeOther && a.Status != http.StatusOK {
		t.Fatalf("%q: %d %s", name, a.Status, a.Body)
	}
	items, err := s.Clerk().Area(t.Context(), webtest.Leader.Identity(), webtest.Area)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items.Items {
		if i.Title == title {
			return areaPath + "/items/" + i.ID
		}
	}
	t.Fatalf("%q is not in the area", title)
	return ""
}
