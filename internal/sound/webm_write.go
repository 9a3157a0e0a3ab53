package sound

import (
	"time"
)

// webmHead is what is written before the clusters of a WebM.
type webmHead struct {
	track    track
	duration time.Duration
	cues     []cue
	size     int64 // of the clusters; unknown when they do not know their own
}

// cue is a place to jump to.
type cue struct {
	time time.Duration
	at   int64 // from the first cluster
}

// maxCues bounds what is kept of a file however long it is; places get further apart instead.
const maxCues = 4096

// cueList gathers places, at least so far apart.
type cueList struct {
	list  []cue
	apart time.Duration
}

func (l *cueList) add(c cue) {
	if n := len(l.list); n > 0 && c.time < l.list[n-1].time+max(l.apart, time.Second) {
		return
	}
	if len(l.list) == maxCues {
		for i := range maxCues / 2 {
			l.list[i] = l.list[2*i]
		}
		l.list = l.list[:maxCues/2]
		l.apart = 2 * max(l.apart, time.Second)
		if c.time < l.list[maxCues/2-1].time+l.apart {
			return
		}
	}
	l.list = append(l.list, c)
}

// bytes gives the head: EBML, the segment with its size, the list of what it holds, how long it is, its only track, and the places. Times are in
// milliseconds. Names, languages, tags and whatever else the file may have held are not among it.
func (h webmHead) bytes() []byte {
	var ebml []byte
	for _, x := range [...]struct {
		id uint32
		n  uint64
	}{{0x4286, 1}, {0x42f7, 1}, {0x42f2, 4}, {0x42f3, 8}} {
		ebml = appendUint(ebml, x.id, x.n)
	}
	ebml = appendElement(ebml, idDocType, []byte("webm"))
	ebml = appendUint(appendUint(ebml, 0x4287, 4), 0x4285, 2)

	var info []byte
	info = appendUint(info, idScale, uint64(time.Millisecond))
	info = appendElement(info, idMuxer, []byte("samverkan"))
	info = appendElement(info, idWriter, []byte("samverkan"))
	info = appendFloat(info, idDuration, float64(h.duration)/float64(time.Millisecond))
	info = appendElement(nil, idInfo, info)
	tracks := appendElement(nil, idTracks, h.track.bytes())

	const seeks = 3
	seekSize := int64(len(seekHead(make([]int64, seeks))))
	places := []int64{seekSize, seekSize + int64(len(info)), seekSize + int64(len(info)+len(tracks))}
	cuesSize := int64(len(h.cueBytes(0)))
	before := places[2] + cuesSize

	segment := append(seekHead(places), info...)
	segment = append(append(segment, tracks...), h.cueBytes(before)...)
	out := appendElement(nil, idHeader, ebml)
	size := before + h.size
	if h.size == unknown {
		size = 1<<56 - 1
	}
	out = appendSize(appendID(out, idSegment), size)
	return append(out, segment...)
}

// seekHead says where the parts of a segment are, so that a player finds the places at once.
func seekHead(places []int64) []byte {
	var out []byte
	for i, id := range [...]uint32{idInfo, idTracks, idCues} {
		seek := appendElement(nil, idSeekID, appendID(nil, id))
		out = appendElement(out, idSeek, appendUint(seek, idSeekPos, uint64(places[i])))
	}
	return appendElement(nil, idSeekHead, out)
}

func (h webmHead) cueBytes(before int64) []byte {
	var out []byte
	for _, c := range h.cues {
		place := appendUint(appendUint(nil, idCueTrack, uint64(h.track.number)), idCueCluster, uint64(before+c.at))
		point := appendUint(nil, idCueTime, uint64(c.time/time.Millisecond))
		out = appendElement(out, idCuePoint, appendElement(point, idCuePlace, place))
	}
	return append(appendSize(appendID(nil, idCues), int64(len(out))), out...)
}

// bytes gives the track with what is needed to decode it.
func (t track) bytes() []byte {
	audio := appendUint(appendFloat(nil, idRate, t.rate), idChannels, uint64(t.channels))
	out := appendUint(appendUint(appendUint(nil, idNumber, uint64(t.number)), idUID, 1), idType, 2)
	out = appendElement(out, idCodec, []byte(t.codec))
	if len(t.private) > 0 {
		out = appendElement(out, idPrivate, t.private)
	}
	out = appendUint(appendUint(out, idCodecDelay, t.delay), idPreRoll, t.preRoll)
	return appendElement(nil, idTrack, appendElement(out, idAudio, audio))
}
