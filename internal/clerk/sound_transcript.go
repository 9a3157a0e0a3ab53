package clerk

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/sound"
	"samverkan/internal/store"
	"samverkan/minutes"
)

// How a machine is asked to write down sound.
const (
	transcriptLease    = 12 * time.Hour // a slow machine works as long as the meeting lasted, or longer
	transcriptAttempts = 8
	transcriptSize     = 64 << 20

	// transcriptDelay is how long after a recording was attached it is sent at the earliest, when nobody asked: what is secret in it is
	// to be marked first.
	transcriptDelay = time.Hour
)

// TranscriptJob is a recording that a machine is to write down.
type TranscriptJob struct {
	Conference string
	Digest     string
	Concealed  []sound.Span // what is to be made silent before it is sent anywhere

	row     store.Transcription
	refused bool
}

// Refused tells that the recording is not to be sent any longer, which has been written down.
func (j TranscriptJob) Refused() bool { return j.refused }

// AskedTranscript is what somebody asked a machine to write down, and how it went.
type AskedTranscript struct {
	Digest string
	At     time.Time
	By     string    // member
	Done   time.Time // zero while it is not done or given up
	Code   string    // fault code of the last try; "" when it went well, or has not been tried
}

// Transcribes tells whether there is a machine that writes down sound.
func (k *Clerk) Transcribes() bool { return k.transcribes }

// AskTranscript asks the machine to write down a recording at once, for whoever may approve what it writes. A recording that is attached where
// there is a machine is written down without, an hour later. Asking again while it is waiting changes nothing. Faults: conference.unknown, access.not-allowed, recording.unknown-file; transcribe.off when there is no machine, transcribe.secret when the file is marked,
//
// transcribe.unaligned when a part is secret and nobody knows where in the file it is, transcribe.uncovered when something marked was said at a moment
// that nothing covers and the machine is outside the house.
func (k *Clerk) AskTranscript(ctx context.Context, who Identity, conferenceID, digest string) error {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return err
	}
	if _, err := who.authorize(v.Conference, &conference.ApproveTranscript{}, ""); err != nil {
		return err
	}
	if _, err := k.concealed(v.Conference, digest); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.Transcriptions(conferenceID)
		if err != nil {
			return err
		}
		for _, t := range list {
			if t.Digest == digest && t.DoneAt.IsZero() && (t.Attempts > 0 || !t.NextAt.After(tx.Now)) {
				return nil
			}
		}
		return tx.PutTranscription(store.Transcription{Conference: conferenceID, Digest: digest, AskedAt: tx.Now, AskedBy: who.Member, NextAt: tx.Now})
	})
}

// AskedTranscripts gives what of a conference a machine has been asked to write down, for whoever may approve it.
func (k *Clerk) AskedTranscripts(ctx context.Context, who Identity, conferenceID string) (out []AskedTranscript, err error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return nil, err
	}
	if _, err := who.authorize(v.Conference, &conference.ApproveTranscript{}, ""); err != nil {
		return nil, err
	}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		list, err := tx.Transcriptions(conferenceID)
		for _, t := range list {
			out = append(out, AskedTranscript{t.Digest, t.AskedAt, t.AskedBy, t.DoneAt, t.Code})
		}
		return err
	})
	return out, err
}

// concealed gives what of a file no machine is to hear, in the time of the file: what is concealed, and where marked items were dealt with. Where
// something marked was noted at another moment nobody knows how much was said of it, and the file is sent to a machine in the house alone.
// Faults: as AskTranscript.
func (k *Clerk) concealed(c *conference.Conference, digest string) ([]sound.Span, error) {
	x, ok := minutes.SecretSound(c, digest)
	switch {
	case !ok:
		return nil, fault.New(fault.NotFound, "recording.unknown-file")
	case !k.transcribes:
		return nil, fault.New(fault.Conflict, "transcribe.off")
	case x.Why == minutes.SoundMarked:
		return nil, fault.New(fault.Conflict, "transcribe.secret")
	case x.Why == minutes.SoundUncovered && !k.transcribesInside:
		return nil, fault.New(fault.Conflict, "transcribe.uncovered", "IDs", strings.Join(x.Bare, ", "))
	case x.Unplaced(c):
		return nil, fault.New(fault.Conflict, "transcribe.unaligned")
	}
	var out []sound.Span
	for _, s := range x.Stretches(c) {
		out = append(out, sound.Span(s))
	}
	return out, nil
}

// NextTranscript gives what is to be written down next; false when nothing is. It is looked at again as the conference stands now: what has
// been marked since somebody asked is not sent.
func (k *Clerk) NextTranscript(ctx context.Context) (job TranscriptJob, found bool, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) (err error) { found, err = tx.TranscriptionWaits(); return err })
	if err != nil || !found {
		return job, false, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		job.row, found, err = tx.LeaseTranscription(tx.Now.Add(transcriptLease))
		return err
	})
	if err != nil || !found {
		return job, false, err
	}
	job.Conference, job.Digest = job.row.Conference, job.row.Digest
	v, err := k.Conference(ctx, OwnerIdentity(), job.Conference)
	if err == nil {
		job.Concealed, err = k.concealed(v.Conference, job.Digest)
	}
	if err != nil {
		job.refused = true
		return job, true, k.FailTranscript(ctx, job, err, 0)
	}
	return job, true, nil
}

// OpenJob opens the sound of a job. Fault: attachment.unknown.
func (k *Clerk) OpenJob(ctx context.Context, job TranscriptJob) (io.ReadSeekCloser, error) {
	return k.open(ctx, job.Digest)
}

// KeepTranscript attaches what a machine has written as a draft, in the name of the one who asked.
func (k *Clerk) KeepTranscript(ctx context.Context, job TranscriptJob, file []byte, model, language string) error {
	digest, _, err := k.files.Put(ctx, bytes.NewReader(file), transcriptSize)
	if err != nil {
		return err
	}
	who := OwnerIdentity()
	who.Member = job.row.AskedBy
	_, err = k.Do(ctx, who, job.Conference, Wish{ID: "transcript." + job.Digest + "." + digest[:16], Command: &conference.AttachTranscript{
		Transcript: conference.TranscriptFile{Sound: job.Digest, Digest: digest, Machine: true, Model: model, Language: language}}})
	if err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		job.row.DoneAt, job.row.Code = tx.Now, ""
		return tx.PutTranscription(job.row)
	})
}

// FailTranscript writes down that it did not go. What will not be better is given up; the rest is tried again, later each time, and not
// before the time that the machine asked for.
func (k *Clerk) FailTranscript(ctx context.Context, job TranscriptJob, failure error, after time.Duration) error {
	return k.store.Update(ctx, func(tx *store.Tx) error {
		t := job.row
		t.Attempts++
		t.Code = fault.CodeOf(failure)
		t.NextAt = tx.Now.Add(max(after, min(time.Minute<<(2*min(t.Attempts-1, 5)), 6*time.Hour)))
		switch fault.KindOf(failure) {
		case fault.Limited, fault.Unavailable, fault.Full, fault.Internal:
			if t.Attempts >= transcriptAttempts {
				t.DoneAt = tx.Now
			}
		default:
			t.DoneAt = tx.Now
		}
		return tx.PutTranscription(t)
	})
}
