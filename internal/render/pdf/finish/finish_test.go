package finish

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"testing"
	"time"

	"samverkan/internal/render/pdf/font"
	"samverkan/internal/render/pdf/tag"
)

func TestArrange(t *testing.T) {
	var marks []tag.Bookmark
	for _, l := range []int{-1, 0, 1, 1, 0, 2, -1} {
		marks = append(marks, tag.Bookmark{Level: l})
	}
	want := []outlineItem{ // parent, prev, next, first, last, count
		{7, -1, 6, 1, 4, 2}, {0, -1, 4, 2, 3, 2}, {1, -1, 3, -1, -1, 0}, {1, 2, -1, -1, -1, 0}, {0, 1, -1, 5, 5, 1}, {4, -1, -1, -1, -1, 0}, {7, 0, -1, -1, -1, 0},
		{-1, -1, -1, 0, 6, 2},
	}
	if got := arrange(marks); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestStrings(t *testing.T) {
	if got := text("Å😀"); got != "<FEFF00C5D83DDE00>" {
		t.Errorf("text = %s", got)
	}
	if got := ascii(`https://x/(å) \`); got != `(https://x/\(%C3%A5\)%20\\)` {
		t.Errorf("ascii = %s", got)
	}
}

func TestProfile(t *testing.T) {
	p := srgbProfile()
	if int(binary.BigEndian.Uint32(p)) != len(p) || string(p[36:40]) != "acsp" || string(p[12:20]) != "mntrRGB " || len(p)%4 != 0 {
		t.Errorf("head %q of %d bytes", p[:40], len(p))
	}
	for i := range int(binary.BigEndian.Uint32(p[128:])) {
		e := p[132+12*i:]
		off, n := binary.BigEndian.Uint32(e[4:]), binary.BigEndian.Uint32(e[8:])
		if off%4 != 0 || int(off+n) > len(p) {
			t.Errorf("%s at %d, %d bytes, of %d", e[:4], off, n, len(p))
		}
	}
}

func TestSourceRefused(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("startxref\n"), []byte("startxref\n9999\n"), []byte("x\nstartxref\n1\n"), []byte("xref\n0 3\n0000000000 65535 f \nstartxref\n1\n")} {
		if _, err := readSource(append([]byte("%PDF-1.3\n"), b...)); err == nil {
			t.Errorf("%q was read", b)
		}
	}
}

// What was drawn wrongly is an error of the program, not a file that looks right.
func TestDrawnWrongly(t *testing.T) {
	fonts, err := font.Standard()
	if err != nil {
		t.Fatal(err)
	}
	black := tag.Color{}
	for name, draw := range map[string]func(w *tag.Writer){
		"text outside every element": func(w *tag.Writer) { w.Text(fonts.Regular, 10, black, 9, 9, "a") },
		"line outside every element": func(w *tag.Writer) { w.Line(black, 1, 0, 0, 9, 9) },
		"character the font lacks": func(w *tag.Writer) {
			w.Enter(w.Root().Child("P"))
			w.Text(fonts.Regular, 10, black, 9, 9, "漢")
		},
	} {
		w := tag.NewWriter(time.Unix(0, 0))
		w.NewPage()
		draw(w)
		if _, err := w.Close(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	w := tag.NewWriter(time.Unix(0, 0))
	w.NewPage()
	e := w.Root().Child("P").Child("Link")
	w.Enter(e)
	w.Text(fonts.Regular, 10, black, 9, 9, "a")
	w.AddLink(e, 9, 9, 9, 9, "", "nowhere", "a")
	out, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(&bytes.Buffer{}, out, Meta{Part: 2}); err == nil {
		t.Error("a link that leads nowhere: no error")
	}
}
