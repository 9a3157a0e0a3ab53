package clerk

import (
	"context"
	"errors"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// EndUpload gives an upload up, with what has come of it. A file that is whole stays: it has been brought. Faults: upload.unknown,
// upload.busy.
func (k *Clerk) EndUpload(ctx context.Context, who Identity, id string) error {
	u, err := k.ownUpload(ctx, who, id)
	if err != nil {
		return err
	}
	files, err := k.pieces()
	if err != nil {
		return err
	}
	if u.Digest == "" {
		if err := files.Drop(id); fault.CodeOf(err) == "attachment.busy" {
			return fault.New(fault.Conflict, "upload.busy")
		} else if err != nil {
			return err
		}
	}
	return k.dropUpload(context.WithoutCancel(ctx), id)
}

func (k *Clerk) dropUpload(ctx context.Context, id string) error {
	return k.store.Update(ctx, func(tx *store.Tx) error { return tx.DropUpload(id) })
}

// Swept is what became of uploads whose time was up.
type Swept struct {
	Dropped  int // with what had come of them
	Attached int // recordings whose end nobody told of: what had come is attached to their conferences
}

// SweepUploads ends the uploads whose time is up. A recording whose length was never told is the only copy there is when the browser
// that made it is gone, so what has come of it is kept and attached. An error is of some of them; the others are done.
func (k *Clerk) SweepUploads(ctx context.Context, l UploadLimits) (Swept, error) {
	var list []Upload
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.ExpiredUploads(tx.Now)
		return err
	}); err != nil || len(list) == 0 {
		return Swept{}, err
	}
	files, err := k.pieces()
	if err != nil {
		return Swept{}, err
	}
	var out Swept
	var errs []error
	for _, u := range list {
		attached, err := k.sweepUpload(ctx, files, u, l)
		switch {
		case fault.CodeOf(err) == "upload.busy", fault.CodeOf(err) == "attachment.busy": // a piece of it comes; it is not expired then
		case err != nil:
			errs = append(errs, err)
		case attached:
			out.Attached++
		default:
			out.Dropped++
		}
	}
	return out, errors.Join(errs...)
}

func (k *Clerk) sweepUpload(ctx context.Context, files pieces, u Upload, l UploadLimits) (attached bool, err error) {
	if u.Digest == "" && u.Deferred && u.Purpose == UploadRecording {
		if attached, err = k.saveRecording(ctx, files, u); err != nil {
			return false, k.waitLonger(ctx, u.ID, l, err)
		}
	}
	if u.Digest == "" && !attached {
		if err := files.Drop(u.ID); err != nil {
			return false, err
		}
	}
	return attached, k.dropUpload(ctx, u.ID)
}

// waitLonger keeps a recording that could not be attached now, so that it can be later.
func (k *Clerk) waitLonger(ctx context.Context, id string, l UploadLimits, why error) error {
	return errors.Join(why, k.store.Update(ctx, func(tx *store.Tx) error {
		u, found, err := tx.Upload(id)
		if err != nil || !found {
			return err
		}
		u.ExpiresAt = tx.Now.Add(l.Keep)
		return tx.PutUpload(u)
	}))
}

// saveRecording finishes a recording as it is, and attaches it in the name of the one who sent it; false when nothing had come.
func (k *Clerk) saveRecording(ctx context.Context, files pieces, u Upload) (bool, error) {
	p, u, err := k.takeUpload(ctx, u)
	if err != nil && fault.CodeOf(err) != "upload.unknown" {
		return false, err
	}
	if p != nil && u.Size == 0 {
		return false, p.Close()
	}
	if p != nil {
		if u, err = k.finishUpload(ctx, files, u, p); err != nil {
			return false, err
		}
	}
	if u.Digest == "" {
		return false, nil
	}
	file := conference.AudioFile{Name: u.Name, Digest: u.Digest, Size: u.Size, StartsAt: u.StartsAt}
	who := Identity{Member: u.Member, Actor: u.Actor, SystemRole: directory.Writer}
	_, err = k.Do(ctx, who, u.Place, Wish{ID: u.ID, Command: &conference.AttachRecording{File: file}})
	if kind := fault.KindOf(err); err != nil && (kind == fault.Forbidden || kind == fault.NotFound) {
		// Whether they might was asked at every piece, and the sound is there: that they have another role since changes nothing.
		who.Owner = true
		_, err = k.Do(ctx, who, u.Place, Wish{ID: u.ID, Command: &conference.AttachRecording{File: file}})
	}
	if fault.CodeOf(err) == "recording.attached" { // by its sender, with more known of it
		err = nil
	}
	return err == nil, err
}
