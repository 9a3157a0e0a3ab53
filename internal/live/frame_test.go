package live_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"samverkan/internal/live"
)

// Whatever the data is, one frame is one event, with its number, and the data comes out as it went in but for the kind of
// line break.
func FuzzEvent(f *testing.F) {
	f.Add(int64(7), "entry", []byte(`{"text":"Vägen är stängd"}`))
	f.Add(int64(8), "entry", []byte("a\n\nevent: gone\ndata: {}\n\nid: 99\n"))
	f.Add(int64(9), "x\n\nevent: gone", []byte("a\r\rid: 5\r\n\r\nb"))
	f.Add(int64(10), "", []byte{})
	f.Fuzz(func(t *testing.T, seq int64, name string, data []byte) {
		frame := live.Event(seq, name, data)
		var events []event
		stream := bytes.ReplaceAll(frame.Bytes, []byte("\r"), []byte("\n"))
		readEvents(bytes.NewReader(stream), func(e event) { events = append(events, e) })
		if len(events) != 1 || frame.Seq != seq {
			t.Fatalf("%q gives %d events", frame.Bytes, len(events))
		}
		e := events[0]
		want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
		if e.id != strconv.FormatInt(seq, 10) || e.data != want {
			t.Errorf("%q gives %+v", frame.Bytes, e)
		}
		if !bytes.HasSuffix(frame.Bytes, []byte("\n\n")) || bytes.Count(frame.Bytes, []byte("\n\n")) != 1 {
			t.Errorf("%q does not end once", frame.Bytes)
		}
	})
}
