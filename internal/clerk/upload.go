package clerk

import (
	"context"
	"mime"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/attachment"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// What an upload may be to become. The right to it is that of the command that follows.
const (
	UploadFile      = "file"      // content that a command refers to later
	UploadRecording = "recording" // sound of a conference
	UploadMaterial  = "material"  // a file of a conference's plan
	UploadItem      = "item"      // an item of an area
)

// pieces is where files come in pieces: what keeps whole files does that too, or takes no uploads.
type pieces interface {
	Begin(id string) error
	Take(id string) (*attachment.Partial, error)
	Keep(ctx context.Context, p *attachment.Partial) (attachment.Stored, error)
	Kept(ctx context.Context, id string) (attachment.Stored, bool)
	Drop(id string) error
	Free() (int64, bool)
}

// UploadLimits is what may be uploaded.
type UploadLimits struct {
	Largest int64         // bytes of one file
	Quota   int64         // bytes of an actor that are on their way; 0 for no such limit
	Spare   int64         // bytes that are left free on the disk
	Keep    time.Duration // how long an upload is waited for after its last piece
}

// UploadOrder says what is to be uploaded.
type UploadOrder struct {
	Purpose   string
	Place     string // a conference or an area; "" for a file
	Name      string
	MediaType string
	Length    int64     // bytes; -1 when it is told later
	StartsAt  time.Time // of a recording: when its first second was
}

// Upload is how an upload stands.
type Upload = store.Upload

// BeginUpload makes room for a file that comes in pieces. Faults: those of the command that it is for, upload.bad-purpose,
// upload.bad-metadata, attachment.too-large, upload.quota, upload.no-room, attachment.full.
func (k *Clerk) BeginUpload(ctx context.Context, who Identity, o UploadOrder, l UploadLimits) (Upload, error) {
	p, err := k.pieces()
	if err == nil {
		err = k.mayUpload(ctx, who, o.Purpose, o.Place)
	}
	if err == nil {
		err = o.check()
	}
	switch {
	case err != nil:
		return Upload{}, err
	case o.Length > l.Largest:
		return Upload{}, fault.New(fault.TooLarge, "attachment.too-large", "Limit", l.Largest)
	}
	if err := hasRoom(p, max(o.Length, 0), l); err != nil {
		return Upload{}, err
	}
	u := Upload{ID: k.newID(), Member: who.Member, Actor: who.Actor, Purpose: o.Purpose, Place: o.Place, Name: o.Name, MediaType: o.MediaType,
		Length: o.Length, Deferred: o.Length < 0, StartsAt: o.StartsAt}
	// The row comes first and goes last: there is no file that nothing knows of.
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		left, err := quotaLeft(tx, who.Actor, "", l)
		if err != nil {
			return err
		}
		if o.Length > left {
			return fault.New(fault.Full, "upload.quota", "Limit", l.Quota)
		}
		u.CreatedAt, u.ExpiresAt = tx.Now, tx.Now.Add(l.Keep)
		return tx.PutUpload(u)
	})
	if err != nil {
		return Upload{}, err
	}
	if err := p.Begin(u.ID); err != nil {
		_ = k.dropUpload(ctx, u.ID) // what is left expires
		return Upload{}, err
	}
	if u.Length == 0 {
		return k.AddToUpload(ctx, who, u.ID, UploadPiece{Body: strings.NewReader(""), Length: -1, Size: 0}, l)
	}
	return u, nil
}

// check refuses what cannot be kept, and cleans the name.
func (o *UploadOrder) check() error {
	o.Name = strings.TrimSpace(filepath.Base(strings.ReplaceAll(o.Name, `\`, "/")))
	if o.Name == "." || o.Name == "/" {
		o.Name = ""
	}
	o.Name = strings.TrimLeft(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`:*?"<>|`, r) {
			return '-'
		}
		return r
	}, o.Name), ".")
	if !utf8.ValidString(o.Name) || utf8.RuneCountInString(o.Name) > 255 || o.Name == "" && o.Purpose == UploadRecording {
		return fault.New(fault.Invalid, "upload.bad-metadata", "Name", "filename")
	}
	if o.MediaType != "" {
		if _, _, err := mime.ParseMediaType(o.MediaType); err != nil || len(o.MediaType) > 255 {
			return fault.New(fault.Invalid, "upload.bad-metadata", "Name", "filetype")
		}
	}
	return nil
}

func (k *Clerk) pieces() (pieces, error) {
	p, ok := k.files.(pieces)
	if !ok {
		return nil, fault.New(fault.Unavailable, "upload.not-here")
	}
	return p, nil
}

// mayUpload refuses what could not be used when it has come. Faults: access.*, conference.unknown, area.unknown, upload.bad-purpose.
func (k *Clerk) mayUpload(ctx context.Context, who Identity, purpose, place string) error {
	if err := who.Allows("file.bring", ""); err != nil {
		return err
	}
	switch purpose {
	case UploadFile:
		return nil
	case UploadRecording:
		return k.Authorize(ctx, who, place, "", &conference.AttachRecording{})
	case UploadMaterial:
		return k.Authorize(ctx, who, place, "", &conference.AddMaterial{})
	case UploadItem:
		list, err := k.Area(ctx, who, place)
		if err != nil || who.Owner {
			return err
		}
		return list.Area.Authorize(who.Actor, area.Contribute)
	}
	return fault.New(fault.Invalid, "upload.bad-purpose", "Choices", UploadPurposes())
}

// UploadPurposes lists what an upload may be to become.
func UploadPurposes() []string {
	return []string{UploadFile, UploadRecording, UploadMaterial, UploadItem}
}

// hasRoom refuses what would fill the disk. Fault: upload.no-room.
func hasRoom(p pieces, more int64, l UploadLimits) error {
	if free, known := p.Free(); known && free-l.Spare < more {
		return fault.New(fault.Full, "upload.no-room")
	}
	return nil
}

// quotaLeft is how much an actor may still upload, not counting one upload. What has been declared is taken for come.
func quotaLeft(tx *store.Tx, actor, but string, l UploadLimits) (int64, error) {
	if l.Quota == 0 {
		return 1 << 62, nil
	}
	list, err := tx.UploadsUnder(actor)
	left := l.Quota
	for _, u := range list {
		if u.ID != but {
			left -= max(u.Length, u.Size)
		}
	}
	return left, err
}

// ownUpload gives an upload to the one who began it. For anybody else it is not there. Fault: upload.unknown.
func (k *Clerk) ownUpload(ctx context.Context, who Identity, id string) (Upload, error) {
	if err := who.Allows("file.bring", ""); err != nil {
		return Upload{}, err
	}
	var u Upload
	err := k.store.View(ctx, func(tx *store.Tx) error {
		var found bool
		var err error
		u, found, err = tx.Upload(id)
		if err == nil && (!found || u.Member != who.Member || u.Actor != who.Actor || tx.Now.After(u.ExpiresAt)) {
			err = fault.New(fault.NotFound, "upload.unknown")
		}
		return err
	})
	return u, err
}
