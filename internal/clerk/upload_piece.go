package clerk

import (
	"context"
	"io"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// UploadOf tells how an upload stands; its Size is what is on the disk. Faults: upload.unknown, upload.busy while a piece of it comes.
func (k *Clerk) UploadOf(ctx context.Context, who Identity, id string) (Upload, error) {
	u, err := k.ownUpload(ctx, who, id)
	if err != nil || u.Digest != "" {
		return u, err
	}
	p, u, err := k.takeUpload(ctx, u)
	if p == nil {
		return u, err
	}
	defer p.Close()
	return u, nil
}

// takeUpload opens the file of an upload. None is given when it turns out to be whole already: a process was killed before it could
// write that down.
func (k *Clerk) takeUpload(ctx context.Context, u Upload) (*attachment.Partial, Upload, error) {
	files, err := k.pieces()
	if err != nil {
		return nil, u, err
	}
	p, err := files.Take(u.ID)
	switch fault.CodeOf(err) {
	case "":
		u.Size = p.Size()
		if u.Size != u.Length {
			return p, u, nil
		}
		u, err = k.finishUpload(ctx, files, u, p) // all of it had come
		return nil, u, err
	case "attachment.busy":
		return nil, u, fault.New(fault.Conflict, "upload.busy")
	case "attachment.unknown":
		if stored, ok := files.Kept(ctx, u.ID); ok {
			u, err = k.wholeUpload(ctx, files, u, stored)
			return nil, u, err
		}
		return k.wholeMeanwhile(ctx, u)
	}
	return nil, u, err
}

// wholeMeanwhile tells of an upload that another request has made whole since its record was read. One who sends the last piece twice,
// because the answer to the first was lost, is told that it is there, and does not begin anew.
func (k *Clerk) wholeMeanwhile(ctx context.Context, u Upload) (*attachment.Partial, Upload, error) {
	err := k.store.View(ctx, func(tx *store.Tx) error {
		now, found, err := tx.Upload(u.ID)
		if err != nil {
			return err
		}
		if !found || now.Digest == "" {
			return fault.New(fault.NotFound, "upload.unknown")
		}
		u = now
		return nil
	})
	return nil, u, err
}

// UploadPiece is a piece of a file.
type UploadPiece struct {
	Offset int64 // where it belongs
	Length int64 // of the whole file, when it is told with this piece; -1 otherwise
	Size   int64 // of the piece; -1 when it is not known beforehand
	Body   io.Reader
	Check  *attachment.Checksum
}

// AddToUpload adds a piece. When the file is whole, it is content that the actor has brought. When the piece breaks off, what came of
// it is kept, and its reader's error is returned.
//
// Faults: upload.unknown, upload.busy, upload.offset, upload.bad-length, upload.longer, upload.bad-checksum, upload.quota,
// upload.no-room, attachment.full, and those of the command that it is for.
func (k *Clerk) AddToUpload(ctx context.Context, who Identity, id string, piece UploadPiece, l UploadLimits) (Upload, error) {
	u, err := k.ownUpload(ctx, who, id)
	if err == nil {
		err = k.mayUpload(ctx, who, u.Purpose, u.Place)
	}
	if err != nil {
		return u, err
	}
	// What has come is written down also when its sender has gone.
	after := context.WithoutCancel(ctx)
	var p *attachment.Partial
	if u.Digest == "" {
		if p, u, err = k.takeUpload(after, u); err != nil {
			return u, err
		}
	}
	if p != nil {
		defer func() {
			if p != nil {
				p.Close()
			}
		}()
	}
	if piece.Offset != u.Size {
		return u, fault.New(fault.Conflict, "upload.offset", "Offset", u.Size)
	}
	if p == nil { // it is whole, and nothing more is to come
		if piece.Size > 0 {
			return u, fault.New(fault.TooLarge, "upload.longer", "Length", u.Size)
		}
		return u, nil
	}
	if err := tellLength(&u, piece.Length, l); err != nil {
		return u, err
	}
	most, err := k.roomFor(ctx, u, piece.Size, l)
	if err != nil {
		return u, err
	}
	if piece.Size > most {
		return u, tooLong(u, l)
	}
	n, broken := p.Append(piece.Body, most, piece.Check)
	u.Size += n
	switch fault.CodeOf(broken) {
	case "attachment.longer":
		return u, tooLong(u, l)
	case "attachment.bad-checksum":
		return u, fault.New(fault.Invalid, "upload.bad-checksum")
	}
	if broken == nil && u.Size == u.Length {
		files, err := k.pieces()
		if err != nil {
			return u, err
		}
		taken := p
		p = nil
		return k.finishUpload(after, files, u, taken)
	}
	err = k.store.Update(after, func(tx *store.Tx) error {
		u.ExpiresAt = tx.Now.Add(l.Keep)
		return tx.PutUpload(u)
	})
	if broken != nil {
		err = broken
	}
	return u, err
}

// tellLength takes the length of a file that was begun without one.
func tellLength(u *Upload, length int64, l UploadLimits) error {
	switch {
	case length < 0:
		return nil
	case u.Length >= 0 && u.Length != length, length < u.Size:
		return fault.New(fault.Invalid, "upload.bad-length")
	case length > l.Largest:
		return fault.New(fault.TooLarge, "attachment.too-large", "Limit", l.Largest)
	}
	u.Length = length
	return nil
}

// roomFor is how much more an upload may take now. Faults: upload.quota and upload.no-room when it is nothing.
func (k *Clerk) roomFor(ctx context.Context, u Upload, piece int64, l UploadLimits) (int64, error) {
	files, err := k.pieces()
	if err == nil {
		err = hasRoom(files, max(piece, 1), l)
	}
	if err != nil {
		return 0, err
	}
	if u.Length >= 0 && !u.Deferred { // it was counted when it was begun
		return u.Length - u.Size, nil
	}
	var left int64
	err = k.store.View(ctx, func(tx *store.Tx) (err error) {
		left, err = quotaLeft(tx, u.Actor, u.ID, l)
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case left <= u.Size || u.Length > left:
		return 0, fault.New(fault.Full, "upload.quota", "Limit", l.Quota)
	case u.Length >= 0:
		return u.Length - u.Size, nil
	}
	return min(left, l.Largest) - u.Size, nil
}

// tooLong is the fault of a piece that holds more than there may be.
func tooLong(u Upload, l UploadLimits) error {
	switch {
	case u.Length >= 0:
		return fault.New(fault.TooLarge, "upload.longer", "Length", u.Length)
	case l.Quota > 0 && l.Quota < l.Largest:
		return fault.New(fault.Full, "upload.quota", "Limit", l.Quota)
	}
	return fault.New(fault.TooLarge, "attachment.too-large", "Limit", l.Largest)
}

// finishUpload puts a file of which everything has come among those that are whole, and lets go of it.
func (k *Clerk) finishUpload(ctx context.Context, files pieces, u Upload, p *attachment.Partial) (Upload, error) {
	stored, err := files.Keep(ctx, p)
	p.Close()
	if err != nil {
		return u, err
	}
	return k.wholeUpload(ctx, files, u, stored)
}

// wholeUpload writes down that a file is whole, and that its actor has brought it.
func (k *Clerk) wholeUpload(ctx context.Context, files pieces, u Upload, stored attachment.Stored) (Upload, error) {
	u.Digest, u.Size, u.Length, u.MediaType = string(stored.Digest), stored.Size, stored.Size, stored.MediaType
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.ForgetBrought(tx.Now.Add(-broughtFor)); err != nil {
			return err
		}
		if err := tx.PutBrought(u.Actor, u.Digest); err != nil {
			return err
		}
		return tx.PutUpload(u)
	})
	if err != nil {
		return u, err
	}
	return u, files.Drop(u.ID) // what was remembered of its pieces
}
