package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/sound"
	"samverkan/internal/store"
)

// How sound is read.
const (
	peaksPer   = 100 * time.Millisecond
	mostPeaks  = 200_000          // of one recording; longer ones have longer intervals
	soundLease = 30 * time.Minute // longer than any recording takes; should the reader be killed, another begins after it
)

// fill adds to each attaching of a recording what it does not say itself: type, length and size, from the file. The command stays as it was
// given, so that giving it again is known for the same. What cannot be read is left as it was: whether the file may be attached at
// all is decided later, as is whether its bringer may.
func (k *Clerk) fill(ctx context.Context, who Identity, wishes []Wish) []Wish {
	for i, w := range wishes {
		attach, ok := w.Command.(*conference.AttachRecording)
		if !ok || attach.File.MediaType != "" && attach.File.Length != 0 && attach.File.Size != 0 {
			continue
		}
		err := k.store.View(ctx, func(tx *store.Tx) error { return k.mayUse(tx, who, attach.File.Digest) })
		if err != nil {
			continue
		}
		f, err := k.files.Open(attach.File.Digest)
		if err != nil {
			continue
		}
		filled := *attach
		if filled.File.Size == 0 {
			filled.File.Size, _ = f.Seek(0, io.SeekEnd)
		}
		if info, err := sound.Probe(untilDone{ctx, f}); err == nil {
			filled.File.MediaType = firstOf(filled.File.MediaType, info.MediaType)
			if filled.File.Length == 0 {
				filled.File.Length = info.Length
			}
		}
		f.Close()
		wishes = slices.Clone(wishes)
		wishes[i].filled = &filled
	}
	return wishes
}

// untilDone stops reading when the one who asked has gone.
type untilDone struct {
	ctx context.Context
	io.ReadSeeker
}

// Read reads, unless the context has ended.
func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.ReadSeeker.Read(p)
}

// listen asks for a recording that was attached to be read, and written down where there is a machine for it.
func (k *Clerk) listen(tx *store.Tx, conferenceID, member string, e conference.Event) error {
	attached, ok := e.(*conference.RecordingAttached)
	if !ok {
		return nil
	}
	if err := tx.WantSound(attached.File.Digest); err != nil || !k.transcribes || attached.File.Secrecy.Marked() {
		return err
	}
	return tx.PutTranscription(store.Transcription{Conference: conferenceID, Digest: attached.File.Digest, AskedAt: tx.Now, AskedBy: member,
		NextAt: tx.Now.Add(transcriptDelay)})
}

// SoundOf gives what has been read out of a recording, for who may hear it: what it is, how loud each interval is at its loudest
// (0–255), and how long the intervals are. ready is false while it has not been read, which it is then asked to be. Without peaks only the
// length is known. Faults: conference.unknown, recording.unknown-file; sound.unknown-format and sound.damaged when nothing could be read.
func (k *Clerk) SoundOf(ctx context.Context, who Identity, conferenceID, digest string) (info sound.Info, peaks []byte, per time.Duration, ready bool, err error) {
	s, err := k.soundRow(ctx, who, conferenceID, digest)
	if err != nil || s.ReadyAt.IsZero() {
		return sound.Info{}, nil, 0, false, err
	}
	if err := json.Unmarshal(s.Info, &info); err != nil {
		return info, nil, 0, false, fault.Wrap(err, fault.Internal, "store.failed")
	}
	if info.Format == "" {
		return info, nil, 0, true, fault.New(fault.Invalid, s.Code)
	}
	return info, s.Peaks, s.Per, true, nil
}

func (k *Clerk) soundRow(ctx context.Context, who Identity, conferenceID, digest string) (store.Sound, error) {
	_, f, err := k.OpenRecording(ctx, who, conferenceID, digest)
	if err != nil {
		return store.Sound{}, err
	}
	f.Close()
	return k.soundKept(ctx, digest)
}

// soundKept gives the row of a recording; one from before there were such rows is asked for.
func (k *Clerk) soundKept(ctx context.Context, digest string) (s store.Sound, err error) {
	found := false
	if err = k.store.View(ctx, func(tx *store.Tx) (err error) { s, found, err = tx.Sound(digest); return err }); err != nil || found {
		return s, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error { return tx.WantSound(digest) })
	if kind := fault.KindOf(err); err != nil && kind != fault.Internal {
		err = nil // on a medium that cannot be written nothing is asked for; there is only no picture
	}
	return s, err
}

// OpenPlayback opens a recording as it is played: a browser's WebM with the length and places that it was recorded without, all else as
// it was attached. The bytes of the sound are the same. mark is another whenever the bytes are, for an ETag. Faults: as OpenRecording.
func (k *Clerk) OpenPlayback(ctx context.Context, who Identity, conferenceID, digest string) (f conference.AudioFile, mark string, r io.ReadSeekCloser, err error) {
	f, r, err = k.OpenRecording(ctx, who, conferenceID, digest)
	if err != nil {
		return f, "", nil, err
	}
	s, err := k.soundKept(ctx, digest)
	if err != nil {
		r.Close()
		return f, "", nil, err
	}
	if len(s.Head) == 0 {
		return f, digest, r, nil
	}
	front := sound.Front{Head: s.Head, From: s.From, To: s.To}
	return f, digest + "-seekable", played{front.Seeker(r), r}, nil
}

type played struct {
	io.ReadSeeker
	io.Closer
}

// FreeSounds gives back what a service that was killed was reading. Only for the one service of a database, when it begins.
func (k *Clerk) FreeSounds(ctx context.Context) error {
	return k.store.Update(ctx, func(tx *store.Tx) error { return tx.FreeSounds() })
}

// ReadSound reads the recording that has waited longest, and keeps what it found. worked is false when none waits. It takes seconds for
// an hour of sound and a few megabytes of memory; callers do one at a time.
func (k *Clerk) ReadSound(ctx context.Context) (worked bool, err error) {
	var digest string
	found := false
	look := func(tx *store.Tx) (err error) { digest, found, err = tx.LeaseSound(tx.Now.Add(soundLease)); return err }
	// Most times there is nothing, and looking writes nothing.
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) { found, err = tx.SoundWaits(); return err }); err != nil || !found {
		return false, err
	}
	if err := k.store.Update(ctx, look); err != nil || !found {
		return false, err
	}
	s, err := k.readSound(ctx, digest)
	if err != nil {
		return true, err
	}
	return true, k.store.Update(ctx, func(tx *store.Tx) error { return tx.PutSound(s) })
}

// readSound reads one. What is wrong with the file stands in the row; the error is for what may be better later.
func (k *Clerk) readSound(ctx context.Context, digest string) (store.Sound, error) {
	s := store.Sound{Digest: digest, Per: peaksPer}
	f, err := k.files.Open(digest)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		s.Code = fault.CodeOf(err)
		return s, nil
	}
	if err != nil {
		return s, err
	}
	defer f.Close()
	r := untilDone{ctx, f}
	info, err := sound.Probe(r)
	if s.Code, err = told(err); err != nil || s.Code != "" {
		return s, err
	}
	if s.Info, err = json.Marshal(info); err != nil {
		return s, fault.Wrap(err, fault.Internal, "store.failed")
	}
	for info.Length/s.Per > mostPeaks {
		s.Per *= 2
	}
	s.Peaks, err = sound.Peaks(r, s.Per)
	if s.Code, err = told(err); err != nil {
		return s, err
	}
	front, err := sound.Head(r)
	if _, err = told(err); err != nil {
		return s, err
	}
	s.Head, s.From, s.To = front.Head, front.From, front.To
	return s, nil
}

// told gives the code of what is wrong with a file, and the error when it is with something else.
func told(err error) (code string, other error) {
	var f *fault.Fault
	if errors.As(err, &f) && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return f.Code, nil
	}
	return "", err
}

// forgetSounds removes what was read out of recordings that no conference has any longer.
func forgetSounds(tx *store.Tx) error {
	list, err := tx.Conferences(store.Whole(), store.ConferenceFilter{})
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for _, c := range list {
		var kept keptFiles
		if len(c.Doc) > 0 {
			if err := json.Unmarshal(c.Doc, &kept); err != nil {
				return fault.Wrap(err, fault.Internal, "store.failed")
			}
		}
		for _, d := range kept.Files {
			used[d] = true
		}
	}
	digests, err := tx.SoundDigests()
	if err != nil {
		return err
	}
	for _, d := range digests {
		if used[d] {
			continue
		}
		if err := errors.Join(tx.DeleteSound(d), tx.DeleteTranscriptions(d)); err != nil {
			return err
		}
	}
	return nil
}
