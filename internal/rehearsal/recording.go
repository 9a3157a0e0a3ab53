package rehearsal

import (
	"bytes"
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// Record attaches a short file in the place of a meeting's recording: three seconds of silence, and named so. A meeting that was not
// recorded is left as it is.
func (d *Desk) Record(ctx context.Context, p conference.Plan, at time.Time) error {
	v, err := d.Clerk.Conference(ctx, clerk.OwnerIdentity(), p.ID)
	if err != nil || len(v.Conference.Recording.Runs) == 0 {
		return err
	}
	const length = 3 * time.Second
	sound := Silence(length)
	digest, size, err := d.Clerk.PutFile(ctx, bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return err
	}
	name := area.FileName{Start: p.Start, Level: string(p.Level), SeriesNo: p.SeriesNo, Document: "recording", Variant: "tystnad", Exercise: true, Ext: "wav"}
	return d.Do(ctx, p, conference.Technician, at, &conference.AttachRecording{File: conference.AudioFile{Name: name.String(), Digest: digest,
		Size: size, MediaType: "audio/wav", StartsAt: v.Conference.Recording.Runs[0].Start, Length: length}})
}

// Silence is a WAV file of 8,000 one-byte samples a second without a sound.
func Silence(length time.Duration) []byte {
	const rate = 8000
	n := int(length.Seconds() * rate)
	var b bytes.Buffer
	u32 := func(v int) { b.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}) }
	b.WriteString("RIFF")
	u32(36 + n)
	b.WriteString("WAVEfmt ")
	u32(16)
	b.Write([]byte{1, 0, 1, 0}) // PCM, one channel
	u32(rate)
	u32(rate)
	b.Write([]byte{1, 0, 8, 0}) // bytes and bits of a sample
	b.WriteString("data")
	u32(n)
	b.Write(bytes.Repeat([]byte{128}, n))
	return b.Bytes()
}
