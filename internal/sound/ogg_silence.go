package sound

// silenceOgg writes the stream of sound anew, page by page: packets of the spans are silent, the comments are empty, and every
// granule is what it was. Other streams, which may hold pictures or words, are left out.
func silenceOgg(out *sink, s *source, spans []Span) error {
	o := newOgg(s)
	w := &oggPages{out: out}
	heard := false
	for links := 0; out.err == nil; {
		packets, ends, ok := o.next()
		if !ok {
			break
		}
		if o.codec != "opus" || !o.head.simple() {
			return cannotSilence()
		}
		if o.links != links {
			links = o.links
			w.serial, w.n = o.serial, 0
			w.write(oggBegins, [][]byte{o.head.bytes()}, []int64{0})
			w.write(0, [][]byte{opusTags()}, []int64{0})
		}
		var kept [][]byte
		var until []int64
		for i, p := range packets {
			n := int64(opusLength(p))
			if n == 0 || len(p) > maxOpus {
				continue // no packet: nothing is heard of it, and what its bytes are nobody knows
			}
			if within(o.at(ends[i]-n), o.at(ends[i]), spans, Margin) {
				p = opusSilence(p)
			}
			kept, until = append(kept, p), append(until, ends[i])
		}
		if n := len(until); n > 0 && o.page.granule >= 0 {
			until[n-1] = o.page.granule
		}
		w.write(o.page.flags&oggEnds, kept, until)
		heard = heard || len(kept) > 0
	}
	if !heard {
		return first(s.err, damaged())
	}
	return nil
}

// maxOpus is the longest that a packet can be: 48 frames of 1275 bytes, and what says how long each is.
const maxOpus = 48*1277 + 2
