package clerk

import "samverkan/conference"

// Unheard is why somebody may not hear a file of the recording; "" for who may.
type Unheard string

// The reasons, in the order in which they are looked for.
const (
	UnheardFile   Unheard = "file"   // the file is marked
	UnheardSpan   Unheard = "span"   // a stretch of the sound is
	UnheardRecord Unheard = "record" // something in the record is, and it may have been said aloud
)

// Hears tells why the reader may not hear a file, or that it may. Sound holds everything that was said: with something marked in the
// record only who may read all of it hears it, and with a stretch of the sound marked only who may hear that.
func (v *View) Hears(f conference.AudioFile) Unheard {
	if v.Whole {
		return ""
	}
	if !v.May(f.Secrecy) {
		return UnheardFile
	}
	for _, s := range v.Conference.Recording.Concealed {
		if !v.May(s.Secrecy) {
			return UnheardSpan
		}
	}
	for _, s := range v.Conference.Markings() {
		if !v.May(s) {
			return UnheardRecord
		}
	}
	return ""
}
