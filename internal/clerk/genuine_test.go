package clerk_test

import (
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
)

// A seal is known to be ours by anybody, with its version and whether another has followed; what it is of is for who may see it.
func TestGenuineSeal(t *testing.T) {
	w := at(t, "approved")
	ctx, S, L := t.Context(), holder(conference.Secretary), holder(conference.Leader)
	approved := w.view(S, regional).Conference.Version().Approved
	note, head, err := w.SealAt(ctx, S, regional, approved.Seq)
	if err != nil {
		t.Fatal(err)
	}
	seal := papers.SealOf(note, head)
	nobody := clerk.Identity{}
	g, err := w.GenuineSeal(ctx, nobody, seal.Seq, seal.Hash, seal.Signature)
	if err != nil || !g.Approved || !g.Signed || g.Version != 1 || g.Newest != 1 || !g.Changed.IsZero() || !g.At.Equal(approved.At) || g.Conference != "" {
		t.Errorf("%+v, %v", g, err)
	}
	for who, want := range map[string]struct {
		clerk.Identity
		conference string
	}{"attendee": {tib(attendee), regional}, "outsider": {tib(outsider), ""}} {
		if g, err := w.GenuineSeal(ctx, want.Identity, seal.Seq, seal.Hash, ""); err != nil || g.Conference != want.conference || g.Signed {
			t.Errorf("%s: %+v, %v", who, g, err)
		}
	}
	if g, err := w.GenuineSeal(ctx, nobody, seal.Seq, seal.Hash, "AAAA"+seal.Signature[4:]); err != nil || g.Signed {
		t.Errorf("another signature: %+v, %v", g, err)
	}
	first := w.journal(S, regional)[0]
	if g, err := w.GenuineSeal(ctx, nobody, first.Seq, first.Hash.String(), ""); err != nil || g.Approved || g.Version != 0 {
		t.Errorf("the first row: %+v, %v", g, err)
	}
	for name, c := range map[string]struct {
		seq  int64
		hash string
	}{"another row": {seal.Seq - 1, seal.Hash}, "no row": {0, seal.Hash}, "beyond the end": {1 << 40, seal.Hash},
		"another hash": {seal.Seq, strings.Repeat("0", 64)}, "no hash": {seal.Seq, "'; DROP TABLE entry; --"}} {
		if _, err := w.GenuineSeal(ctx, nobody, c.seq, c.hash, ""); fault.CodeOf(err) != "seal.unknown" {
			t.Errorf("%s: %v", name, err)
		}
	}

	w.do(S, regional, w.clock.now(), "", &conference.CorrectMinutes{Target: "I2", Field: "text", Is: "Rättad text.", Reason: "Fel siffra"})
	if g, err := w.GenuineSeal(ctx, nobody, seal.Seq, seal.Hash, ""); err != nil || g.Newest != 2 || !g.Changed.IsZero() {
		t.Errorf("while it is corrected: %+v, %v", g, err)
	}
	w.do(S, regional, w.clock.now(), "", &conference.CheckMinutes{Version: 2})
	w.do(L, regional, w.clock.now(), "", &conference.ApproveMinutes{Version: 2})
	if g, err := w.GenuineSeal(ctx, nobody, seal.Seq, seal.Hash, ""); err != nil || g.Version != 1 || g.Newest != 2 || g.Changed.IsZero() {
		t.Errorf("after the correction: %+v, %v", g, err)
	}
}

// A published file is known by its digest; where it stands only by who may read it there.
func TestGenuineFile(t *testing.T) {
	w := at(t, "approved")
	ctx := t.Context()
	if _, err := w.PublishMinutes(ctx, holder(conference.Secretary), publication(2)); err != nil {
		t.Fatal(err)
	}
	list, err := w.Area(ctx, tib(attendee), "yta-snokaos")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := list.Items[0].Current()
	for who, c := range map[string]struct {
		clerk.Identity
		item string
	}{"nobody": {clerk.Identity{}, ""}, "attendee": {tib(attendee), list.Items[0].ID}, "outsider": {tib(outsider), ""}} {
		g, err := w.GenuineFile(ctx, c.Identity, v.Digest)
		if err != nil || g.Version != 1 || g.Newest != 1 || g.Item != c.item || (g.Area != "") != (c.item != "") || g.Conference != "" {
			t.Errorf("%s: %+v, %v", who, g, err)
		}
	}
	// It is corrected: who may read the item is told what, others how much.
	S, L := holder(conference.Secretary), holder(conference.Leader)
	w.do(S, regional, w.clock.now(), "", &conference.CorrectMinutes{Target: "I2", Field: "text", Is: "Rättad text.", Reason: "Fel siffra"})
	w.do(S, regional, w.clock.now(), "", &conference.CheckMinutes{Version: 2})
	w.do(L, regional, w.clock.now(), "", &conference.ApproveMinutes{Version: 2})
	next := clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: 2, Editions: editions(2, "Rättat "), Reason: "Fel siffra"}
	if _, err := w.PublishMinutes(ctx, S, next); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		clerk.Identity
		why []string
	}{"nobody": {}, "attendee": {tib(attendee), []string{"Fel siffra"}}, "outsider": {tib(outsider), nil}} {
		if g, err := w.GenuineFile(ctx, c.Identity, v.Digest); err != nil || g.Newest != 2 || g.Corrected != 1 || !slices.Equal(g.Why, c.why) {
			t.Errorf("%s is told %+v, %v", name, g, err)
		}
	}
	for _, digest := range []string{"", strings.Repeat("0", 64), "' OR 1=1 --"} {
		if _, err := w.GenuineFile(ctx, clerk.Identity{}, digest); fault.CodeOf(err) != "seal.unknown-file" {
			t.Errorf("%q: %v", digest, err)
		}
	}
	keys, err := w.PublicKeys(ctx)
	if err != nil || len(keys) == 0 {
		t.Errorf("%v, %v", keys, err)
	}
}
