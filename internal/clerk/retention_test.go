package clerk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

// Remove deletes content, as the shelf of a service does.
func (d disk) Remove(_ context.Context, digest string) error {
	err := d.Disk.Remove(attachment.Digest(digest))
	if fault.CodeOf(err) == "attachment.unknown" {
		return nil
	}
	return err
}

// wav is sound that says what it is by its bytes.
func wav(says string) []byte {
	body := []byte(strings.Repeat(says, 40))
	if len(body)%2 == 1 {
		body = append(body, 0)
	}
	le := func(n, size int) []byte {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(n >> (8 * i))
		}
		return b
	}
	head := append([]byte("RIFF"), le(36+len(body), 4)...)
	head = append(head, "WAVEfmt "...)
	for _, x := range [][2]int{{16, 4}, {1, 2}, {1, 2}, {8000, 4}, {16000, 4}, {2, 2}, {16, 2}} {
		head = append(head, le(x[0], x[1])...)
	}
	return append(append(append(head, "data"...), le(len(body), 4)...), body...)
}

// stillThere gives the files below a directory that hold a text, as it is or as JSON writes it.
func stillThere(t *testing.T, dir, text string) []string {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(text)) || bytes.Contains(raw, bytes.Trim(quoted, `"`)) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// soundKept is the approved conference with a recording, which was published in an area as well.
func soundKept(t *testing.T, says string) (*world, string) {
	w := at(t, "closed")
	sound := wav(says)
	digest, size, err := w.PutFile(t.Context(), bytes.NewReader(sound), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	w.do(clerk.OwnerIdentity(), regional, w.clock.now(), conference.Technician, &conference.AttachRecording{File: conference.AudioFile{Name: "mote.wav",
		Digest: digest, Size: size, MediaType: "audio/wav", StartsAt: w.view(clerk.OwnerIdentity(), regional).Conference.Meeting.Opened}})
	w.do(holder(conference.Secretary), regional, w.clock.now(), "", &conference.CheckMinutes{Version: 1})
	w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.ApproveMinutes{Version: 1})
	p := publication(1)
	p.Editions = append(p.Editions, clerk.Edition{Item: "ljud-1", Kind: area.Audio, Title: "Inspelning", Audience: area.Everyone, Name: "mote.wav",
		MediaType: "audio/wav", Content: sound})
	if _, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), p); err != nil {
		t.Fatal(err)
	}
	return w, digest
}

func TestRetentionRules(t *testing.T) {
	w := at(t, "approved")
	owner := clerk.OwnerIdentity()
	for _, c := range []struct {
		who  clerk.Identity
		cmd  clerk.AdminCommand
		code string
	}{
		{tib(host), clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptRecording, Months: 3, Ground: "x"}}, "access.operator-only"},
		{tib(host), &clerk.Cull{Conference: regional, Matter: clerk.KeptRecording}, "access.operator-only"},
		{owner, clerk.SetRetention{Retention: clerk.Retention{Matter: "ljud", Months: 3, Ground: "x"}}, "retention.matter"},
		{owner, clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptRecording, Months: -1, Ground: "x"}}, "retention.months"},
		{owner, clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptRecording, Months: 3}}, "retention.no-ground"},
		{owner, &clerk.Cull{Conference: regional, Matter: clerk.KeptRecording}, "retention.no-rule"},
	} {
		_, err := w.Administer(t.Context(), c.who, "", c.cmd)
		wantCode(t, err, c.code)
	}
	w.administer(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptReports, Months: 1200, Ground: "Plan 4"}})
	_, err := w.Administer(t.Context(), owner, "", &clerk.Cull{Conference: regional, Matter: clerk.KeptReports})
	wantCode(t, err, "retention.not-due")
	rules, err := w.Retentions(t.Context(), owner)
	if err != nil || len(rules) != 1 || rules[0].Ground != "Plan 4" {
		t.Errorf("%+v, %v", rules, err)
	}
	w.administer(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptReports}})
	if rules, err := w.Retentions(t.Context(), owner); err != nil || len(rules) != 0 {
		t.Errorf("%+v, %v", rules, err)
	}
	if gone, err := w.CullNightly(t.Context()); err != nil || len(gone) != 0 {
		t.Errorf("%+v, %v", gone, err)
	}
}

// The sound goes by its rule: from the record, from the disk and from the area where it was published. The rest stays, the chain holds,
// and the journals say that it went and why, and not what it was.
func TestCulledRecording(t *testing.T) {
	const canary = "kanariefågel i ljudet "
	w, digest := soundKept(t, canary)
	owner, ctx := clerk.OwnerIdentity(), t.Context()
	w.administer(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptRecording, Months: 3, Ground: "Gallringsbeslut 2027-14", Automatic: true}})
	if dues, err := w.Dues(ctx, owner); err != nil || len(dues) != 0 {
		t.Fatalf("%+v, %v", dues, err)
	}
	w.clock.set(w.clock.now().AddDate(0, 3, 1))
	dues, err := w.Dues(ctx, owner)
	if err != nil || len(dues) != 1 || dues[0].Rows == 0 || dues[0].Files != 1 || dues[0].Conference != regional {
		t.Fatalf("%+v, %v", dues, err)
	}
	if len(stillThere(t, w.dir, canary)) == 0 {
		t.Fatal("a preview has removed it")
	}
	if gone, err := w.CullNightly(ctx); err != nil || len(gone) != 1 {
		t.Fatalf("%+v, %v", gone, err)
	}
	if dues, err := w.Dues(ctx, owner); err != nil || len(dues) != 0 {
		t.Errorf("still due: %+v, %v", dues, err)
	}
	if left := stillThere(t, w.dir, canary); len(left) > 0 {
		t.Errorf("it is still in %v", left)
	}
	c := w.view(owner, regional).Conference
	if len(c.Recording.Files) != 0 || len(c.Notes) == 0 || c.Phase != conference.Published {
		t.Errorf("%d files, %d notes, %s", len(c.Recording.Files), len(c.Notes), c.Phase)
	}
	if _, _, err := w.OpenFile(ctx, owner, "yta-snokaos", "ljud-1", 0); fault.CodeOf(err) != "attachment.expunged" {
		t.Error(err)
	}
	if _, f, err := w.OpenFile(ctx, owner, "yta-snokaos", "post-1", 0); err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
	parts, err := w.Bundle(ctx, owner, regional)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range parts.Files {
		if f.Digest == digest {
			t.Error("the bundle has it")
		}
	}
	parts.Close()
	said := rowOf(t, w.journal(tib(attendee), regional), journal.ExpungedName, "Gallringsbeslut 2027-14")
	if bytes.Contains(said.Payload, []byte("mote.wav")) {
		t.Errorf("%s", said.Payload)
	}
	w.whole()
}

// A file that another conference refers to stays on the disk for it.
func TestCulledFileOfTwo(t *testing.T) {
	w, digest := soundKept(t, "samma ljud ")
	owner, ctx := clerk.OwnerIdentity(), t.Context()
	p := plan(t, "local")
	p.Material = append(p.Material, conference.Material{Title: "Ljud", Name: "mote.wav", Digest: digest, Size: 1})
	w.do(owner, local, w.clock.now(), "", &conference.PlanConference{Plan: p})
	w.administer(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptRecording, Months: 1, Ground: "Beslut"}})
	w.clock.set(w.clock.now().AddDate(0, 2, 0))
	if gone, err := w.Execute(ctx, owner, false); err != nil || len(gone) != 1 || gone[0].Files != 0 {
		t.Fatalf("%+v, %v", gone, err)
	}
	_, f, err := w.OpenMaterial(ctx, owner, local, digest)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	w.whole()
}

// When all of a conference goes, nothing that was said in it is in any byte of the database or of the files.
func TestCulledConference(t *testing.T) {
	w, _ := soundKept(t, "kanariefågel ")
	owner, ctx := clerk.OwnerIdentity(), t.Context()
	c := w.view(owner, regional).Conference
	gone := []string{"kanariefågel "}
	for _, n := range c.Notes {
		if len(n.Text) > 25 {
			gone = append(gone, n.Text)
		}
	}
	for _, d := range c.Decisions {
		gone = append(gone, d.Wording)
	}
	if len(gone) < 20 {
		t.Fatal(len(gone))
	}
	w.administer(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.KeptMinutes, Months: 24, Ground: "Dokumenthanteringsplan 2027, 3.4"}})
	w.clock.set(w.clock.now().Add(3 * 366 * 24 * time.Hour))
	if done, err := w.Execute(ctx, owner, true); err != nil || len(done) != 0 {
		t.Fatalf("it went by itself: %+v, %v", done, err)
	}
	if done, err := w.Execute(ctx, owner, false); err != nil || len(done) != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	w.whole()
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, text := range gone {
		if left := stillThere(t, w.dir, text); len(left) > 0 {
			t.Errorf("%q is still in %v", text, left)
		}
	}
}
