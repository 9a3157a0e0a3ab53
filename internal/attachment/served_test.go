package attachment

import (
	"strings"
	"testing"
)

// What somebody puts here is served as what it is, and as nothing that a browser would run, whatever it is said to be.
func TestServedAs(t *testing.T) {
	t.Parallel()
	const html = "<!doctype html><script>alert(1)</script>"
	for name, c := range map[string]struct{ head, said, want string }{
		"HTML as HTML":          {html, "text/html", "text/plain; charset=utf-8"},
		"HTML as a picture":     {html, "image/png", "text/plain; charset=utf-8"},
		"HTML as sound":         {html, "audio/wav", "text/plain; charset=utf-8"},
		"SVG as SVG":            {"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image/svg+xml", "text/plain; charset=utf-8"},
		"XML as XHTML":          {"<?xml version='1.0'?><html/>", "application/xhtml+xml", "text/plain; charset=utf-8"},
		"script":                {"alert(1)", "text/javascript", "text/plain; charset=utf-8"},
		"CSV":                   {"a;b\n1;2\n", "text/csv; charset=iso-8859-1", "text/csv; charset=utf-8"},
		"calendar by its words": {"BEGIN:VCALENDAR\r\n", "text/html", "text/calendar"},
		"GIF and HTML in one":   {"GIF89a/*" + html, "text/html", "image/gif"},
		"PDF and HTML in one":   {"%PDF-1.7\n" + html, "text/html", "application/pdf"},
		"a program":             {"MZ\x90\x00\x03\x00\x00\x00", "application/vnd.microsoft.portable-executable", OctetStream},
		"a program as a page":   {"\x7fELF\x02\x01\x01\x00", "text/html", OctetStream},
		"EICAR":                 {`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`, "application/x-msdownload", "text/plain; charset=utf-8"},
		"PNG as text":           {"\x89PNG\r\n\x1a\n\x00", "text/plain", "image/png"},
		"sound in WebM":         {"\x1a\x45\xdf\xa3\x9f", "audio/webm;codecs=opus", "audio/webm"},
		"film in WebM":          {"\x1a\x45\xdf\xa3\x9f", "", "video/webm"},
		"sound of a rare form":  {"\xff\xf1\x50\x80\x00", "audio/aac", "audio/aac"},
		"nothing known":         {"\x00\x01\x02", "image/svg+xml", OctetStream},
		"a type that is none":   {"\x00\x01\x02", "audio/\r\nSet-Cookie: x", OctetStream},
		"empty":                 {"", "text/html", "text/plain; charset=utf-8"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := TypeOf(strings.NewReader(c.head), c.said)
			if err != nil || got != c.want {
				t.Errorf("%q, want %q (%v)", got, c.want, err)
			}
		})
	}
}

func FuzzServedAs(f *testing.F) {
	f.Add([]byte("<html>"), "text/html")
	f.Add([]byte("GIF89a"), "image/gif")
	f.Fuzz(func(t *testing.T, head []byte, said string) {
		got := ServedAs(head, said)
		for _, bad := range []string{"html", "xml", "svg", "script", "\n", "\r"} {
			// A kind of sound that nobody knows may be called anything, but no browser runs sound.
			if strings.Contains(got, bad) && !strings.HasPrefix(got, "audio/") {
				t.Errorf("%q as %q", said, got)
			}
		}
	})
}
