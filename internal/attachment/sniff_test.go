package attachment_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"samverkan/internal/attachment"
)

func zipOf(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		name, content, _ := strings.Cut(name, "=")
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(content))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSniff(t *testing.T) {
	docx := "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	cases := []struct{ name, head, want string }{
		{"pdf", "%PDF-1.7\n%âãÏÓ", "application/pdf"},
		{"png", "\x89PNG\r\n\x1a\n\x00\x00", "image/png"},
		{"jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"},
		{"webp", "RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"},
		{"wav", "RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"},
		{"ogg from Firefox", "OggS\x00\x02", "audio/ogg"},
		{"webm from Chromium", "\x1a\x45\xdf\xa3\x9f\x42", "video/webm"},
		{"m4a", "\x00\x00\x00\x20ftypM4A ", "audio/mp4"},
		{"mp4 from Safari", "\x00\x00\x00\x18ftypisom", "video/mp4"},
		{"mp3 with tags", "ID3\x04\x00", "audio/mpeg"},
		{"mp3 without", "\xff\xfb\x90\x64", "audio/mpeg"},
		{"calendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "text/calendar"},
		{"docx", zipOf(t, "[Content_Types].xml", "word/document.xml"), docx},
		{"xlsx", zipOf(t, "[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"odt", zipOf(t, "mimetype=application/vnd.oasis.opendocument.text", "content.xml"), "application/vnd.oasis.opendocument.text"},
		{"zip", zipOf(t, "journal.jsonl"), "application/zip"},
		{"doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "application/x-ole-storage"},
		{"text", "Älvnäs: lågt tryck i vattnet.\r\n", "text/plain; charset=utf-8"},
		{"text cut in a letter", ("a" + strings.Repeat("å", 3000))[:4096], "text/plain; charset=utf-8"},
		{"nothing", "", "text/plain; charset=utf-8"},
		{"html", "<!DOCTYPE html><script>alert(1)</script>", "text/plain; charset=utf-8"},
		{"svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "text/plain; charset=utf-8"},
		{"latin-1", "\xc4lvn\xe4s", attachment.OctetStream},
		{"program", "\x7fELF\x02\x01\x01\x00", attachment.OctetStream},
		{"windows program", "MZ\x90\x00\x03", attachment.OctetStream},
		{"png cut short", "\x89PNG", attachment.OctetStream},
	}
	for _, c := range cases {
		if got := attachment.Sniff([]byte(c.head)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("%PDF-1.7"))
	f.Add([]byte("PK\x03\x04word/"))
	f.Add([]byte("<script>"))
	f.Fuzz(func(t *testing.T, head []byte) {
		got := attachment.Sniff(head)
		for _, runs := range []string{"html", "svg", "xml;", "javascript", "text/xml"} {
			if strings.Contains(got, runs) {
				t.Fatalf("told as %s, which a browser runs", got)
			}
		}
		if again := attachment.Sniff(head); again != got {
			t.Fatalf("%s, then %s", got, again)
		}
	})
}
