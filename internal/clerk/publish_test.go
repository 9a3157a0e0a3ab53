package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// editions are files as they could be published; the content tells them apart.
func editions(n int, content string) []clerk.Edition {
	var out []clerk.Edition
	for i := range n {
		out = append(out, clerk.Edition{Item: fmt.Sprintf("post-%d", i+1), Kind: area.Minutes, Title: fmt.Sprintf("Minnesanteckningar %d", i+1),
			Audience: area.Everyone, Folder: "Regional", Tags: []string{"regional"}, Name: fmt.Sprintf("minnesanteckningar-%d.pdf", i+1),
			MediaType: "application/pdf", Content: []byte(fmt.Sprint(content, i))})
	}
	return out
}

func publication(n int) clerk.Publication {
	return clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: 1, Role: conference.Secretary, Editions: editions(n, "Innehåll ")}
}

// everythingKept is the state of the whole installation that a publication changes.
type everythingKept struct {
	Streams []journal.Head
	Lists   lists
	Items   []area.Item
}

func (w *world) all() everythingKept {
	w.t.Helper()
	out := everythingKept{Lists: w.lists(regional)}
	checked, err := w.store.Check(w.t.Context())
	if err != nil || len(checked.Faults) > 0 {
		w.t.Fatal(err, checked.Faults)
	}
	for _, r := range checked.Streams {
		out.Streams = append(out.Streams, r.Head)
	}
	areas, err := w.Areas(w.t.Context(), clerk.OwnerIdentity())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range areas {
		list, err := w.Area(w.t.Context(), clerk.OwnerIdentity(), a.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		out.Items = append(out.Items, list.Items...)
	}
	return out
}

func TestPublish(t *testing.T) {
	w := at(t, "approved")
	before := w.all()
	p := publication(3)
	p.CommandID = "publicera"
	r, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), p)
	if err != nil || r.Status != clerk.Accepted || r.Last == 0 || len(r.Events) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	after := w.all()
	c := w.view(tib(attendee), regional).Conference
	if c.Phase != conference.Published || after.Lists.Full.Phase != string(conference.Published) || len(after.Items) != 3 {
		t.Fatalf("%s, %s, %d items", c.Phase, after.Lists.Full.Phase, len(after.Items))
	}
	told := c.Version().Published[0]
	for i, item := range after.Items {
		v, f, err := w.OpenFile(t.Context(), tib(attendee), "yta-snokaos", item.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil || f.Close() != nil {
			t.Fatal(err)
		}
		if string(b) != string(p.Editions[i].Content) || v.Digest != told.Files[i].Digest || v.Name != told.Files[i].Name || v.Size != int64(len(b)) ||
			v.Number != 1 || item.Owner != host || item.Conference != regional {
			t.Errorf("%+v has %q, the journal says %+v", v, b, told.Files[i])
		}
	}
	// One row in the conference, and one for each item in the journal of administration.
	for i, n := range []int64{1, 3} {
		if got := after.Streams[i].Seq - before.Streams[i].Seq; got != n {
			t.Errorf("%s: %d new rows, want %d", after.Streams[i].Stream, got, n)
		}
	}
	keptAsFolded(w, regional)

	again, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), p)
	if err != nil || again.Status != clerk.Already || again.First != r.First || again.Last != r.Last {
		t.Errorf("%+v, %v", again, err)
	}
	p.CommandID = ""
	if again, err = w.PublishMinutes(t.Context(), holder(conference.Secretary), p); err != nil || again.Status != clerk.Already {
		t.Errorf("%+v, %v", again, err)
	}
	p.CommandID, p.Editions = "publicera", editions(3, "Annat ")
	if _, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), p); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if diff := cmp.Diff(after, w.all()); diff != "" {
		t.Error(diff)
	}
}

// After a correction the same items get another version, with its reason; the first stays.
func TestPublishACorrection(t *testing.T) {
	w := at(t, "approved")
	ctx := t.Context()
	S, L := holder(conference.Secretary), holder(conference.Leader)
	if _, err := w.PublishMinutes(ctx, S, publication(2)); err != nil {
		t.Fatal(err)
	}
	w.do(S, regional, w.clock.now(), "", &conference.CorrectMinutes{Target: "I2", Field: "text", Is: "Rättad text.", Reason: "Fel siffra"})
	p := clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: 2, Editions: editions(2, "Rättat ")}
	_, err := w.PublishMinutes(ctx, S, p)
	wantCode(t, err, "minutes.not-approved")
	w.do(S, regional, w.clock.now(), "", &conference.CheckMinutes{Version: 2})
	w.do(L, regional, w.clock.now(), "", &conference.ApproveMinutes{Version: 2})
	before := w.all()
	_, err = w.PublishMinutes(ctx, S, p)
	wantCode(t, err, "area.version-no-reason")
	if diff := cmp.Diff(before, w.all()); diff != "" {
		t.Error(diff)
	}
	p.Reason = "Fel siffra"
	if _, err := w.PublishMinutes(ctx, S, p); err != nil {
		t.Fatal(err)
	}
	for _, item := range w.all().Items {
		if len(item.Versions) != 2 || item.Versions[1].Reason != "Fel siffra" || item.Versions[0].Digest == item.Versions[1].Digest {
			t.Errorf("%+v", item)
		}
		for number, want := range map[int]string{0: "Rättat ", 1: "Innehåll ", 2: "Rättat "} {
			_, f, err := w.OpenFile(ctx, tib(attendee), "yta-snokaos", item.ID, number)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(f); err != nil || !strings.HasPrefix(string(b), want) {
				t.Errorf("version %d: %q, %v", number, b, err)
			}
			f.Close()
		}
	}
}

// failing keeps files until it is asked to fail.
type failing struct {
	clerk.Files
	after int // how many files it still takes
	err   error
}

func (f *failing) Put(ctx context.Context, r io.Reader, limit int64) (string, int64, error) {
	if f.after--; f.after < 0 {
		return "", 0, f.err
	}
	return f.Files.Put(ctx, r, limit)
}

// Wherever a publication fails, nothing of it is there: no item, no row, no other phase; and the next one goes well.
func TestPublishingHappensWhollyOrNotAtAll(t *testing.T) {
	full := fault.New(fault.Full, "attachment.full")
	bad := func(change func(*clerk.Edition)) func(*clerk.Publication) {
		return func(p *clerk.Publication) { change(&p.Editions[2]) }
	}
	for name, c := range map[string]struct {
		who     clerk.Identity
		prepare func(w *world)
		change  func(p *clerk.Publication)
		room    int // files that fit; 0 for all
		code    string
	}{
		"disk full at the first file":       {room: 1, code: "attachment.full"},
		"disk full at the last file":        {room: 3, code: "attachment.full"},
		"not the newest version":            {change: func(p *clerk.Publication) { p.Version = 2 }, code: "minutes.version"},
		"not somebody who may":              {who: tib(attendee), change: func(p *clerk.Publication) { p.Role = "" }, code: "access.leader-or-secretary"},
		"a reader at the host":              {who: member("las", host, directory.Reader), change: func(p *clerk.Publication) { p.Role = "" }, code: "access.reader"},
		"an outsider":                       {who: tib(outsider), code: "conference.unknown"},
		"no such conference":                {change: func(p *clerk.Publication) { p.Conference = "konf-ingen" }, code: "conference.unknown"},
		"no area named":                     {change: func(p *clerk.Publication) { p.Area = "" }, code: "minutes.publish-where"},
		"no such area":                      {change: func(p *clerk.Publication) { p.Area = "yta-ingen" }, code: "area.unknown"},
		"an area without any right":         {prepare: someoneElsesArea(area.None), change: func(p *clerk.Publication) { p.Area = "yta-annan" }, code: "area.unknown"},
		"an area with too little right":     {prepare: someoneElsesArea(area.Read), change: func(p *clerk.Publication) { p.Area = "yta-annan" }, code: "area.not-allowed"},
		"a closed area":                     {prepare: func(w *world) { w.administer(clerk.CloseArea{Area: "yta-snokaos"}) }, code: "area.closed"},
		"a file name that climbs":           {change: bad(func(e *clerk.Edition) { e.Name = "../x.pdf" }), code: "file.name"},
		"a file name that the area refuses": {change: bad(func(e *clerk.Edition) { e.Name = "a:b.pdf" }), code: "area.version-name"},
		"an item without title":             {change: bad(func(e *clerk.Edition) { e.Title = "" }), code: "area.item-invalid"},
		"an item without kind":              {change: bad(func(e *clerk.Edition) { e.Kind = "" }), code: "area.item-invalid"},
		"chosen readers outside the area": {change: bad(func(e *clerk.Edition) { e.Audience, e.Chosen = area.Chosen, []string{outsider} }),
			code: "area.item-invalid"},
		"an item of another area": {prepare: func(w *world) {
			w.administer(clerk.CreateArea{Area: area.Area{ID: "yta-egen", Name: "Egen", Owner: host}})
			w.putOwn("yta-egen", "post-3", host)
		}, code: "area.item-id-taken"},
		"an item that somebody else owns": {prepare: func(w *world) {
			w.administer(clerk.GrantRight{Area: "yta-snokaos", Actors: []string{attendee}, Right: area.Contribute})
			w.putOwn("yta-snokaos", "post-3", attendee)
		}, code: "area.item-not-yours"},
	} {
		t.Run(name, func(t *testing.T) {
			files := &failing{after: 1 << 30, err: full}
			w := at(t, "approved", func(o *clerk.Options) { files.Files = o.Files; o.Files = files })
			if c.prepare != nil {
				c.prepare(w)
			}
			before := w.all()
			p := publication(4)
			p.CommandID = "publicera"
			if c.change != nil {
				c.change(&p)
			}
			if c.room > 0 {
				files.after = c.room - 1
			}
			who := c.who
			if who.Member == "" {
				who = holder(conference.Secretary)
			}
			r, err := w.PublishMinutes(t.Context(), who, p)
			wantCode(t, err, c.code)
			if r.Status == clerk.Accepted || r.Status == clerk.Already {
				t.Errorf("%+v", r)
			}
			if diff := cmp.Diff(before, w.all()); diff != "" {
				t.Errorf("something is left:\n%s", diff)
			}
			files.after = 1 << 30
			if name == "a closed area" || strings.HasPrefix(name, "an item ") && c.prepare != nil {
				return // it goes no better the next time
			}
			if _, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), publication(4)); err != nil {
				t.Fatal(err)
			}
			keptAsFolded(w, regional)
			rebuiltTheSame(w, regional)
		})
	}
}

func someoneElsesArea(right area.Right) func(w *world) {
	return func(w *world) {
		a := area.Area{ID: "yta-annan", Name: "Annan", Owner: attendee}
		if right != area.None {
			a.Grants = []area.Grant{{Actor: host, Right: right}}
		}
		w.administer(clerk.CreateArea{Area: a})
	}
}

// putOwn puts a small item in an area for an actor.
func (w *world) putOwn(areaID, item, actor string) {
	w.t.Helper()
	digest, size, err := w.BringFile(w.t.Context(), tib(actor), strings.NewReader("eget "+item), 100)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Administer(w.t.Context(), tib(actor), "", clerk.PutItem{Item: area.Item{ID: item, Area: areaID, Kind: area.Document, Title: "Eget",
		Audience: area.Everyone}, Version: area.Version{Name: "e.txt", MediaType: "text/plain", Size: size, Digest: digest}}); err != nil {
		w.t.Fatal(err)
	}
}

// A refusal in the middle of other commands leaves the record right for those that follow.
func TestAFailedPublicationLeavesTheRecordRight(t *testing.T) {
	w := at(t, "approved")
	for i := range 5 {
		p := publication(2)
		p.Area = "yta-ingen"
		_, err := w.PublishMinutes(t.Context(), holder(conference.Secretary), p)
		wantCode(t, err, "area.unknown")
		w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.Evaluate{Leading: i + 1})
		keptAsFolded(w, regional)
	}
	if c := w.view(clerk.OwnerIdentity(), regional).Conference; c.Phase != conference.Approved {
		t.Error(c.Phase)
	}
	w.whole()
}

// What the desk cannot write it says, in the fault of the files, and what reads goes on.
func TestFilesThatCannotBeWritten(t *testing.T) {
	broken := errors.New("the disk says no")
	files := &failing{err: fault.Wrap(broken, fault.Unavailable, "attachment.cannot-write")}
	w := at(t, "approved", func(o *clerk.Options) { files.Files = o.Files; o.Files = files })
	_, _, err := w.PutFile(t.Context(), strings.NewReader("x"), 10)
	wantCode(t, err, "attachment.cannot-write")
	_, _, err = w.BringFile(t.Context(), tib(attendee), strings.NewReader("x"), 10)
	wantCode(t, err, "attachment.cannot-write")
	_, err = w.PublishMinutes(t.Context(), holder(conference.Secretary), publication(1))
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := w.Conferences(t.Context(), tib(attendee), store.ConferenceFilter{}); err != nil {
		t.Error(err)
	}
}
