package hearing

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/sound"
	"samverkan/internal/transcribe"
)

// Worker reads recordings and has them written down, and reads the words of files for search.
type Worker struct {
	Clerk *clerk.Clerk
	Log   *slog.Logger
	// After gives a channel that is told once a time has passed.
	After func(time.Duration) <-chan time.Time
	// Machine writes down; nil when there is none.
	Machine *transcribe.Client
	// Language of what is said, as ISO 639-1 has it; "" lets the machine tell.
	Language string
	// Alone says that no other service works on the same database, so that what was begun before is nobody's.
	Alone bool
}

// each is how often the worker looks: another process may have attached something and wakes nobody.
const each = 5 * time.Second

// Run works until the context ends.
func (w *Worker) Run(ctx context.Context) {
	if w.Alone {
		w.trouble(ctx, "giving back recordings", w.Clerk.FreeSounds(ctx))
	}
	w.trouble(ctx, "filling the search index", w.Clerk.FillSearch(ctx))
	done, read := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(read)
		w.loop(ctx, "reading a file", w.Clerk.ReadFile)
	}()
	go func() {
		defer close(done)
		if w.Machine != nil {
			w.loop(ctx, "writing down a recording", w.WriteDown)
		}
	}()
	w.loop(ctx, "reading a recording", w.Clerk.ReadSound)
	<-done
	<-read
}

// loop does one thing after another, and looks again after a while when there is nothing to do or something went wrong.
func (w *Worker) loop(ctx context.Context, what string, do func(context.Context) (bool, error)) {
	for ctx.Err() == nil {
		worked, err := do(ctx)
		w.trouble(ctx, what, err)
		if worked && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-w.After(each):
		}
	}
}

func (w *Worker) trouble(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		w.Log.Warn(what, "code", fault.CodeOf(err))
	}
}

// WriteDown has the next recording written down. worked is false when there is none. What went wrong with the recording or the machine is kept by
// the desk; the error is for what went wrong with the desk.
func (w *Worker) WriteDown(ctx context.Context) (worked bool, err error) {
	job, found, err := w.Clerk.NextTranscript(ctx)
	if err != nil || !found || w.Machine == nil {
		return found, err
	}
	if job.Refused() {
		return true, nil
	}
	text, err := w.write(ctx, job)
	if ctx.Err() != nil {
		return true, nil // it is begun anew by whoever comes next
	}
	if err == nil {
		var file []byte
		if file, err = text.File(job.Digest, w.Machine.Model()); err == nil {
			err = w.Clerk.KeepTranscript(ctx, job, file, w.Machine.Model(), text.Language)
		}
	}
	if err == nil {
		return true, nil
	}
	w.Log.Warn("writing down a recording", "conference", job.Conference, "code", fault.CodeOf(err))
	return true, w.Clerk.FailTranscript(ctx, job, err, transcribe.After(err))
}

// write sends the sound, without what is concealed in it.
func (w *Worker) write(ctx context.Context, job clerk.TranscriptJob) (transcribe.Text, error) {
	f, err := w.Clerk.OpenJob(ctx, job)
	if err != nil {
		return transcribe.Text{}, err
	}
	defer f.Close()
	if len(job.Concealed) == 0 {
		return w.Machine.Transcribe(ctx, f, w.Language)
	}
	copied, err := os.CreateTemp("", "samverkan-sound-") // for its owner alone
	if err != nil {
		return transcribe.Text{}, fault.Wrap(err, fault.Unavailable, "attachment.cannot-write")
	}
	defer os.Remove(copied.Name())
	defer copied.Close()
	if err := sound.Silence(copied, f, job.Concealed); err != nil {
		if fault.CodeOf(err) == "sound.cannot-silence" {
			err = fault.Wrap(err, fault.Conflict, "transcribe.cannot-leave-out")
		}
		return transcribe.Text{}, err
	}
	if _, err := copied.Seek(0, io.SeekStart); err != nil {
		return transcribe.Text{}, fault.Wrap(err, fault.Unavailable, "attachment.failed")
	}
	return w.Machine.Transcribe(ctx, copied, w.Language)
}
