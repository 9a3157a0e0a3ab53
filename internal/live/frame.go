package live

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Topic names one ring: what the followers with the same rights and the same form of rendering share.
type Topic struct {
	Conference string
	Class      string // the access class, a word of the source's own
	Form       string // "json", "html.sv"
}

// Frame is one entry as it is sent, a whole server-sent event. Its bytes are shared by everybody and never changed.
// Frames of the hub's own, such as hello, have the number 0.
type Frame struct {
	Seq   int64
	Bytes []byte
}

// Event renders an entry. A line break in data gives several data lines, as the format has it, so no text can begin a field or
// an event of its own; in name, control characters are left out.
func Event(seq int64, name string, data []byte) Frame {
	b := make([]byte, 0, len(data)+len(name)+48)
	b = append(b, "id: "...)
	b = strconv.AppendInt(b, seq, 10)
	b = append(b, '\n')
	return Frame{Seq: seq, Bytes: appendEvent(b, name, data)}
}

// Withheld renders an entry that the reader may not see: its number alone, so that the reader stays in step.
func Withheld(seq int64) Frame {
	return Frame{Seq: seq, Bytes: []byte("id: " + strconv.FormatInt(seq, 10) + "\n\n")}
}

func appendEvent(b []byte, name string, data []byte) []byte {
	if name = oneLine(name); name != "" {
		b = append(b, "event: "...)
		b = append(b, name...)
		b = append(b, '\n')
	}
	for {
		end := bytes.IndexAny(data, "\r\n")
		if end < 0 {
			break
		}
		b = appendData(b, data[:end])
		if data[end] == '\r' && end+1 < len(data) && data[end+1] == '\n' {
			end++
		}
		data = data[end+1:]
	}
	b = appendData(b, data)
	return append(b, '\n')
}

func appendData(b, line []byte) []byte {
	b = append(b, "data: "...)
	b = append(b, line...)
	return append(b, '\n')
}

func oneLine(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
}

// heartbeat is a comment. It keeps proxies from thinking that the line is dead, and finds followers that are.
var heartbeat = []byte(":\n\n")

// The words of the frames without a number, and of why a follower has to go.
const (
	nameHello     = "hello"
	namePresence  = "presence"
	nameReset     = "reset"
	nameGone      = "gone"
	nameReconnect = "reconnect"

	whySignedOut = "signed-out"
	whyNoAccess  = "no-access"
)

// hello is the first that a follower hears. A browser without it within seconds has a proxy in between that swallows streams.
func hello(head int64, presence bool, retry time.Duration) []byte {
	return control(retry, nameHello, fmt.Appendf(nil, `{"head":%d,"presence":%t}`, head, presence))
}

func reset(head int64) []byte { return control(0, nameReset, fmt.Appendf(nil, `{"head":%d}`, head)) }

func gone(why string) []byte { return control(0, nameGone, fmt.Appendf(nil, `{"why":%q}`, why)) }

func reconnect(retry time.Duration) []byte {
	return control(retry, nameReconnect, fmt.Appendf(nil, `{"retry":%d}`, retry.Milliseconds()))
}

// control renders a frame of the hub's own. retry is how long a browser is to wait when the stream breaks; 0 says nothing.
func control(retry time.Duration, name string, data []byte) []byte {
	var b []byte
	if retry > 0 {
		b = fmt.Appendf(b, "retry: %d\n", retry.Milliseconds())
	}
	return appendEvent(b, name, data)
}
