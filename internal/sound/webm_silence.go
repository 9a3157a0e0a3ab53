package sound

import (
	"encoding/binary"
	"time"
)

// clusterOf bounds a cluster that is written here, in time and in bytes; it is kept in memory until it is whole.
const (
	clusterTime  = 5 * time.Second
	clusterBytes = 1 << 20
)

// webmMux makes clusters of blocks.
type webmMux struct {
	number  int64
	start   time.Duration // of the cluster
	last    time.Duration
	content []byte
	flush   func(start time.Duration, cluster []byte)
}

// add writes a block. Times never go backwards: where a file says that they do, it is damaged, and players would stop.
func (m *webmMux) add(at time.Duration, data []byte) {
	at = max(at, m.last)
	m.last = at
	if len(m.content) > 0 && (at-m.start >= clusterTime || len(m.content) >= clusterBytes) {
		m.end()
	}
	if len(m.content) == 0 {
		m.start = at.Truncate(time.Millisecond)
		m.content = appendUint(m.content, idTime, uint64(m.start/time.Millisecond))
	}
	head := appendSize(nil, m.number)
	if m.number < 0x7f {
		head = []byte{0x80 | byte(m.number)}
	}
	head = binary.BigEndian.AppendUint16(head, uint16((at-m.start)/time.Millisecond))
	head = append(head, 0x80) // each stands for itself, none is laced
	m.content = appendID(m.content, idSimple)
	m.content = appendSize(m.content, int64(len(head)+len(data)))
	m.content = append(append(m.content, head...), data...)
}

func (m *webmMux) end() {
	if len(m.content) > 0 {
		head := appendSize(appendID(nil, idCluster), int64(len(m.content)))
		m.flush(m.start, append(head, m.content...))
	}
	m.content = m.content[:0]
}

// silenceWebM writes the sound anew, packet by packet, silent ones in the spans. It goes through the file twice: the length
// and the list of places stand first, so that the copy can be played from anywhere.
func silenceWebM(out *sink, s *source, spans []Span) error {
	h := webmHead{}
	var places cueList
	err := h.silenced(s, spans, func(start time.Duration, cluster []byte) {
		places.add(cue{start, h.size})
		h.size += int64(len(cluster))
	})
	if err != nil {
		return err
	}
	h.cues = places.list
	out.write(h.bytes())
	return h.silenced(s, spans, func(_ time.Duration, cluster []byte) { out.write(cluster) })
}

// silenced gives the clusters of the silenced sound, and fills in the track and the length.
func (h *webmHead) silenced(s *source, spans []Span, flush func(time.Duration, []byte)) error {
	if !s.seek(0) {
		return first(s.err, damaged())
	}
	w := newWebM(s)
	m := &webmMux{flush: flush}
	for {
		b, ok := w.next()
		if !ok {
			break
		}
		t := w.head.track
		n := b.length(t)
		head, ok := readOpusHead(t.private)
		if t.encoded || t.codec != "A_OPUS" || b.laced() || !ok || !head.simple() {
			return cannotSilence()
		}
		if n == 0 {
			continue // no packet: nothing is heard of it, and what its bytes are nobody knows
		}
		t.private, t.number = head.bytes(), 1
		h.track, m.number = t, t.number
		h.duration = max(h.duration, b.time+n)
		data := b.data
		if within(b.time, b.time+n, spans, Margin) {
			data = opusSilence(data)
		}
		m.add(b.time, data)
	}
	m.end()
	if h.track.number == 0 {
		return first(s.err, damaged())
	}
	return nil
}
