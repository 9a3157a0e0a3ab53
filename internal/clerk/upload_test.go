package clerk_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// Who read the record before another request made the file whole is told that it is whole; who read that of an upload that was ended
// since is told that it is unknown.
func TestUploadMadeWholeMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := open(t, dir, 1, func(o *clerk.Options) { o.Files = attachment.NewShelf(filepath.Join(dir, "filer"), chance(3)) })
	w.stock()
	ctx, limits := t.Context(), clerk.UploadLimits{Largest: 1 << 20, Keep: time.Hour}
	begin := func() clerk.Upload {
		u, err := w.BeginUpload(ctx, tib(host), clerk.UploadOrder{Purpose: clerk.UploadFile, Name: "ljud.ogg", Length: 4}, limits)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	read := begin()
	whole, err := w.AddToUpload(ctx, tib(host), read.ID, clerk.UploadPiece{Length: -1, Size: 4, Body: strings.NewReader("hej!")}, limits)
	if err != nil || whole.Digest == "" {
		t.Fatal(whole, err)
	}
	if u, err := w.TakeUpload(ctx, read); err != nil || u.Digest != whole.Digest || u.Size != 4 {
		t.Errorf("%+v, %v", u, err)
	}
	read = begin()
	if err := w.EndUpload(ctx, tib(host), read.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.TakeUpload(ctx, read); fault.CodeOf(err) != "upload.unknown" {
		t.Errorf("ended since: %v", err)
	}
}
