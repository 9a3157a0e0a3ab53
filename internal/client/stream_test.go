package client

import (
	"errors"
	"io"
	"log"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func readAll(r io.Reader) (all []Event, err error) {
	s := NewStream(r)
	for {
		e, err := s.Next()
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
}

func TestStream(t *testing.T) {
	for name, x := range map[string]struct {
		text string
		want []Event
	}{
		"one":               {"id: 7\nevent: note.written\ndata: {}\n\n", []Event{{ID: "7", Name: "note.written", Data: []byte("{}")}}},
		"several lines":     {"data: a\ndata: b\ndata\n\n", []Event{{Data: []byte("a\nb\n")}}},
		"only an id":        {"id: 8\n\n", []Event{{ID: "8"}}},
		"life":              {":\n\n: x\n\ndata:x\n\n", []Event{{Data: []byte("x")}}},
		"ends":              {"data: a\r\n\r\ndata: b\r\rdata: c\n\n", []Event{{Data: []byte("a")}, {Data: []byte("b")}, {Data: []byte("c")}}},
		"mark of order":     {"\ufeffid: 1\n\n", []Event{{ID: "1"}}},
		"one space only":    {"data:  x\n\n", []Event{{Data: []byte(" x")}}},
		"retry":             {"retry: 1500\n\n", []Event{{Retry: 1500 * time.Millisecond}}},
		"retry that is not": {"retry: -1\nretry: 1.5\nretry:\n\n", nil},
		"unknown":           {"colour: red\n\ndata: x\n\n", []Event{{Data: []byte("x")}}},
		"broken off":        {"data: a\n\nid: 9\ndata: half", []Event{{Data: []byte("a")}}},
		"unfinished":        {"data: a\n\nid: 9\n", []Event{{Data: []byte("a")}}},
		"id with NUL":       {"id: 1\x002\ndata: x\n\n", []Event{{Data: []byte("x")}}},
		"empty data":        {"data:\n\n", []Event{{Data: []byte{}}}},
	} {
		for way, r := range map[string]io.Reader{"whole": strings.NewReader(x.text), "a byte at a time": iotest.OneByteReader(strings.NewReader(x.text))} {
			got, err := readAll(r)
			if !reflect.DeepEqual(got, x.want) || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s, %s: %+v %v, want %+v", name, way, got, err, x.want)
			}
		}
	}
}

func TestAStreamThatDoesNotEndItsEvent(t *testing.T) {
	for name, r := range map[string]io.Reader{
		"one line": io.MultiReader(strings.NewReader("data: "), &endless{"x"}), "many lines": &endless{"data: x\n"},
	} {
		_, err := NewStream(r).Next()
		if err == nil {
			t.Fatal(name)
		}
		wantCode(t, err, "client.bad-stream")
	}
}

type endless struct{ text string }

func (e *endless) Read(p []byte) (int, error) {
	return copy(p, strings.Repeat(e.text, len(p)/len(e.text))), nil
}

// However a stream is cut into pieces, the same events come; and what was read can be written and read again.
func FuzzStream(f *testing.F) {
	for _, s := range []string{"id: 7\nevent: a\ndata: {}\n\n", ":\n\n", "data: a\r\n\rdata\n\n", "\ufeffretry: 10\n\n", "id\ndata\n\n", "event: x\n\n\n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		whole, err := readAll(strings.NewReader(text))
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatal(err)
		}
		pieces, _ := readAll(iotest.OneByteReader(strings.NewReader(text)))
		if !reflect.DeepEqual(whole, pieces) {
			t.Fatalf("whole %+v, in pieces %+v", whole, pieces)
		}
		var again strings.Builder
		for _, e := range whole {
			if strings.ContainsAny(e.ID+e.Name+string(e.Data), "\r") || strings.Contains(e.ID+e.Name, "\n") || strings.Contains(e.ID, "\x00") {
				t.Fatalf("an end of line within %+v", e)
			}
			again.WriteString("id: " + e.ID + "\nevent: " + e.Name + "\n")
			if e.Data != nil {
				again.WriteString("data: " + strings.ReplaceAll(string(e.Data), "\n", "\ndata: ") + "\n")
			}
			again.WriteString("\n")
		}
		second, _ := readAll(strings.NewReader(again.String()))
		if len(second) != len(whole) {
			t.Fatalf("%d events, read again %d", len(whole), len(second))
		}
		for i := range whole {
			whole[i].Retry = 0
			if !reflect.DeepEqual(whole[i], second[i]) {
				t.Fatalf("%+v, read again %+v", whole[i], second[i])
			}
		}
	})
}
