package clerk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/pack"
	"samverkan/internal/render/ical"
	"samverkan/internal/render/pdf/pdftest"
	"samverkan/internal/store"
)

// Who may read what is marked in the tests below, besides the host.
const (
	assessor = "foretag-allmanvatten"
	confided = "kommun-alvnas"
)

// canaries are words that stand in what is marked and nowhere else.
type canaries struct{ words []string }

func (k *canaries) word(field string) string {
	w := fmt.Sprintf("kanarie%s%02dslut", strings.NewReplacer(" ", "", "-", "").Replace(field), len(k.words))
	k.words = append(k.words, w)
	return w
}

// sing gives the canaries that are heard in some bytes.
func (k *canaries) sing(b []byte) []string {
	var out []string
	for _, w := range k.words {
		if bytes.Contains(b, []byte(w)) {
			out = append(out, w)
		}
	}
	return out
}

// secretMeeting holds the regional conference with a canary in every field of everything that can be marked. Some of it is marked
// when it is written, and some long after.
func secretMeeting(t *testing.T) (*world, *canaries) {
	t.Helper()
	w := at(t, "stocked")
	k := &canaries{}
	marked := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: assessor, Readers: []string{confided}}
	p := plan(t, "regional")
	markedLater, gone := k.word("title marked later"), k.word("title taken away")
	p.Material = []conference.Material{{Title: k.word("material title"), Name: k.word("material name") + ".pdf", Digest: fmt.Sprintf("%064x", 5), Size: 5,
		Secrecy: marked}, {Title: markedLater, URL: "https://" + k.word("material marked later") + ".example"},
		{Title: gone, URL: "https://karta.example", Secrecy: marked}}
	p.Carried = conference.Carried{From: "konf-regional-0", FromTitle: "Gårdagens",
		Directions: []conference.CarriedDecision{{Conference: "konf-regional-0", ID: "D1", Wording: k.word("carried direction"), Secrecy: marked}},
		Measures:   []conference.CarriedMeasure{{Conference: "konf-regional-0", ID: "A1", Text: k.word("carried measure"), Owner: assessor, Secrecy: marked}},
		Matters:    []conference.CarriedMatter{{Conference: "konf-regional-0", ID: "P1", Kind: conference.NoteParked, Text: k.word("carried matter"), Secrecy: marked}},
		Reports: []conference.CarriedReport{{Conference: "konf-regional-0", Participant: attendee, Report: conference.Report{Secrecy: marked,
			Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: k.word("carried report")}}}}}}
	p.Agenda = p.Agenda.Clone()
	i := slices.IndexFunc(p.Agenda, func(it agenda.Item) bool { return it.ID == "p6" })
	p.Agenda[i].Aim, p.Agenda[i].Questions = k.word("item aim"), []string{k.word("item question")}
	p.Agenda[i].Speakers = []agenda.Speaker{{Actor: assessor, Minutes: 2, Topic: k.word("item topic")}}
	j := slices.IndexFunc(p.Agenda, func(it agenda.Item) bool { return it.ID == "p8" })
	p.Agenda[j].Proposal = k.word("item proposal")
	w.called(p)

	now := p.Start
	do := func(role conference.Role, cmd conference.Command) clerk.Receipt {
		t.Helper()
		now = now.Add(20 * time.Second)
		w.clock.set(now)
		return w.do(holder(role), p.ID, now, role, cmd)
	}
	S, L, T := conference.Secretary, conference.Leader, conference.Technician
	content := func(field string, s conference.Secrecy) conference.Content {
		return conference.Content{Actor: assessor, Text: k.word(field), Source: k.word(field + " source"), Secrecy: s}
	}
	later := func(id string) { do(S, &conference.MarkSecrecy{ID: id, Secrecy: marked}) }
	do(L, &conference.RemoveMaterial{Title: gone})
	do(L, &conference.OpenMeeting{})
	do(L, &conference.OpenRollCall{})
	for _, actor := range []string{host, assessor, confided, attendee} {
		do(S, &conference.MarkAttendance{Participant: actor, Status: conference.Present})
	}
	do(L, &conference.CloseRollCall{RestAbsent: true})
	do(L, &conference.InformRecording{})
	do(T, &conference.StartRecording{})

	do(L, &conference.StartItem{Item: "p5"})
	do(S, &conference.RequestFloor{Actor: assessor, Topic: k.word("topic under a marked note")})
	do(L, &conference.GrantFloor{Actor: assessor})
	do(S, &conference.WriteNote{ID: "hemlig", Kind: conference.NoteInformation, Content: content("note", marked)})
	do(S, &conference.ReviseNote{ID: "hemlig", Content: content("note revised", conference.Secrecy{})}) // the marking does not fall off
	do(S, &conference.StrikeNote{ID: "hemlig", Reason: k.word("struck reason")})
	do(S, &conference.WriteNote{ID: "senare", Kind: conference.NoteNeed, Content: content("note marked later", conference.Secrecy{})})
	do(S, &conference.ReviseNote{ID: "senare", Content: content("revision of note marked later", conference.Secrecy{})})
	later("senare")
	question := content("question", marked)
	question.To = attendee
	do(S, &conference.WriteNote{ID: "fraga", Kind: conference.NoteQuestion, Content: question})
	answer := content("answer", marked)
	answer.Answers = "fraga"
	do(S, &conference.WriteNote{ID: "svar", Kind: conference.NoteAnswer, Content: answer})
	unowned := content("unowned", marked)
	unowned.RaisedBy = attendee
	do(S, &conference.WriteNote{ID: "ingen", Kind: conference.NoteUnowned, Content: unowned})
	do(L, &conference.TakeOwnership{ID: "ingen", Actor: assessor})
	situation := content("situation", marked)
	situation.Impact = []conference.Impact{{Actor: assessor, Grade: 5}}
	do(S, &conference.WriteNote{ID: "lage", Kind: conference.NoteSituation, Content: situation})
	do(S, &conference.WriteNote{ID: "oppen", Kind: conference.NoteInformation, Content: content("note marked after approval", conference.Secrecy{})})
	do(S, &conference.WriteNote{ID: "ratt", Kind: conference.NoteInformation, Content: content("note corrected afterwards", marked)})
	do(S, &conference.AgreeMeasure{ID: "atgard", Text: k.word("measure"), Owner: assessor, Secrecy: marked})
	do(S, &conference.ReviseMeasure{ID: "atgard", Text: k.word("measure revised"), Owner: assessor})
	do(L, &conference.AcceptMeasure{ID: "atgard", Accepted: false, Reason: k.word("measure refused")})
	do(S, &conference.ReportMeasure{ID: "atgard", Status: conference.MeasureOpen, Text: k.word("measure report")})
	do(S, &conference.AgreeMeasure{ID: "atgard2", Text: k.word("measure marked later"), Owner: assessor})
	later("atgard2")
	do(L, &conference.ProposeDecision{ID: "beslut", Text: k.word("proposal"), Actor: assessor, Secrecy: marked})
	do(L, &conference.ProposeDecision{ID: "beslut", Text: k.word("second proposal"), Actor: assessor})
	wording := k.word("wording")
	do(L, &conference.ProposeDecision{ID: "beslut", Text: wording, Actor: assessor})
	do(L, &conference.ReadBackDecision{ID: "beslut", Text: wording})
	do(L, &conference.TakeStance{ID: "beslut", Actors: []string{assessor}, Stance: conference.Reserve, Reason: k.word("stance reason")})
	do(L, &conference.TakeStance{ID: "beslut", Actors: []string{host, confided, attendee}, Stance: conference.StandBehind})
	do(L, &conference.SettleDecision{ID: "beslut"})
	do(L, &conference.ProposeDecision{ID: "beslut2", Text: k.word("decision marked later")})
	do(L, &conference.WithdrawDecision{ID: "beslut2", Reason: k.word("withdrawal reason")})
	later("beslut2")
	do(L, &conference.FollowUp{Conference: "konf-regional-0", ID: "D1", Status: conference.FollowHolds, Text: k.word("follow-up of direction")})
	do(L, &conference.FollowUp{Conference: "konf-regional-0", ID: "A1", Status: conference.FollowDone, Text: k.word("follow-up of measure")})
	do(L, &conference.YieldFloor{})
	do(L, &conference.FinishItem{Item: "p5"})

	// Situation reports: marked in part, marked as a whole when the text before it was not, and kept from the conference before.
	do(L, &conference.SubmitReport{Participant: assessor, Report: conference.Report{
		Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: k.word("report before it was marked")}}}})
	do(L, &conference.SubmitReport{Participant: assessor, Report: conference.Report{Secrecy: marked,
		Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: k.word("report")}},
		Answers:    []conference.QuestionAnswer{{Question: "Ström?", Text: k.word("report answer")}}}})
	do(L, &conference.SubmitReport{Participant: observer, Report: conference.Report{
		Statements: []conference.Statement{{Theme: conference.ThemeNeeds, Text: k.word("report statement"), Source: k.word("report source"), Secrecy: marked}}}})
	do(L, &conference.KeepReport{Participant: attendee})

	// Under an item that is marked after all of it.
	do(L, &conference.StartItem{Item: "p6"})
	do(L, &conference.StartRound{Topic: k.word("round under marked item")})
	do(S, &conference.RequestFloor{Actor: attendee, Topic: k.word("topic under marked item")})
	do(S, &conference.WriteNote{Kind: conference.NoteOffer, Content: conference.Content{Actor: attendee, Text: k.word("note under marked item")}})
	do(S, &conference.AgreeMeasure{Text: k.word("measure under marked item"), Owner: attendee})
	do(L, &conference.FinishItem{Item: "p6"})
	do(S, &conference.MarkItemSecrecy{Item: "p6", Secrecy: marked})
	do(L, &conference.StartItem{Item: "p8"})
	do(L, &conference.FinishItem{Item: "p8"})
	do(S, &conference.MarkItemSecrecy{Item: "p8", Secrecy: marked})
	do(S, &conference.MarkSecrecy{ID: markedLater, Secrecy: marked})
	do(T, &conference.StopRecording{})

	sound := []byte(k.word("sound"))
	digest, size, err := w.BringFile(t.Context(), holder(T), bytes.NewReader(sound), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	do(T, &conference.AttachRecording{File: conference.AudioFile{Name: "mote.wav", Digest: digest, Size: size, MediaType: "audio/wav", StartsAt: p.Start}})
	sound = []byte(k.word("marked sound"))
	if digest, size, err = w.BringFile(t.Context(), holder(T), bytes.NewReader(sound), 1<<20); err != nil {
		t.Fatal(err)
	}
	do(T, &conference.AttachRecording{File: conference.AudioFile{Name: k.word("marked sound name") + ".wav", Digest: digest, Size: size, MediaType: "audio/wav",
		StartsAt: p.Start, Secrecy: marked}})

	var carry []string
	for _, b := range w.view(clerk.OwnerIdentity(), p.ID).Conference.Blockers() {
		carry = append(carry, b.ID)
	}
	do(L, &conference.CloseMeeting{Carry: carry})
	do(S, &conference.CheckMinutes{Version: 1})
	do(L, &conference.ApproveMinutes{Version: 1})
	do(S, &conference.CorrectMinutes{Target: "ratt", Field: "text", Is: k.word("correction"), Reason: k.word("correction reason")})
	do(S, &conference.CheckMinutes{Version: 2})
	do(L, &conference.ApproveMinutes{Version: 2})
	// What is marked after the minutes were approved, and before they are published.
	later("oppen")
	return w, k
}

var catalogue = sync.OnceValues(i18n.Load)

// maker makes documents as the doors do.
func (w *world) maker(now time.Time) pack.Maker {
	w.t.Helper()
	catalogue, err := catalogue()
	if err != nil {
		w.t.Fatal(err)
	}
	dir, err := w.Directory(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return pack.Maker{Printer: catalogue.For("sv"), Now: now, Calendar: pack.Calendar{Domain: "samverkan", Method: ical.Publish, Now: now},
		Names: func(actor string) (string, string) {
			a, _ := dir.ByID(actor)
			return a.Name, a.ShortName
		}}
}

// publish publishes the newest version as the doors do: for everybody without what is marked, and for the host whole.
func (w *world) publish(k *canaries) {
	w.t.Helper()
	ctx := w.t.Context()
	secretary := holder(conference.Secretary)
	v := w.view(secretary, regional)
	then, err := w.ConferenceAt(ctx, secretary, regional, v.Conference.Version().Approved.Seq)
	if err != nil {
		w.t.Fatal(err)
	}
	pub := clerk.Publication{Conference: regional, Area: "yta-snokaos", Version: v.Conference.Version().Number, Reason: "Rättelse"}
	m := w.maker(w.clock.now())
	open := func(s conference.Secrecy) bool { return !s.Marked() }
	for suffix, e := range map[string]struct {
		audience area.Audience
		reader   pack.Reader
	}{"": {area.Everyone, pack.Reader{May: open}}, "-full": {area.OnlyWe, pack.Reader{}}} {
		for _, paper := range pack.Papers() {
			for _, format := range pack.FormatsOf(paper) {
				if format == pack.PDF || format == pack.ArchivePDF {
					continue // as Markdown, of the same document
				}
				f, err := m.File(ctx, paper, format, then.Conference, e.reader)
				if err != nil {
					w.t.Fatal(err)
				}
				pub.Editions = append(pub.Editions, clerk.Edition{Item: fmt.Sprintf("%s-%s%s", paper, format, suffix), Kind: f.Kind, Title: f.Title,
					Audience: e.audience, Name: f.Name, MediaType: f.MediaType, Content: f.Content})
			}
		}
	}
	slices.SortFunc(pub.Editions, func(a, b clerk.Edition) int { return strings.Compare(a.Item, b.Item) })
	if _, err := w.PublishMinutes(ctx, secretary, pub); err != nil {
		w.t.Fatal(err)
	}
}

// heard is everything that somebody can get out of the desk, by where it came from.
func heard(w *world, who clerk.Identity) map[string][]byte {
	w.t.Helper()
	ctx := w.t.Context()
	out := map[string][]byte{}
	add := func(where string, v any, err error) {
		if err != nil {
			out[where] = []byte(body(err))
			return
		}
		b, err := json.Marshal(v)
		if err != nil {
			w.t.Fatal(err)
		}
		out[where] = b
	}
	entries, err := w.Journal(ctx, who, regional)
	add("journal", entries, err)
	for _, e := range entries {
		out[fmt.Sprintf("journal row %d %s", e.Seq, e.Name)] = e.Payload // JSON above has it in base64
	}
	conferences, err := w.Conferences(ctx, who, store.ConferenceFilter{})
	add("conferences", conferences, err)
	measures, err := w.Measures(ctx, who, store.MeasureFilter{})
	add("measures", measures, err)
	decisions, err := w.Decisions(ctx, who, store.DecisionFilter{})
	add("decisions", decisions, err)
	dependencies, err := w.Dependencies(ctx, who, "snokaos-allmansta")
	add("dependencies", dependencies, err)
	incidents, err := w.Incidents(ctx, who)
	add("incidents", incidents, err)
	note, _, err := w.Checkpoint(ctx, who, regional)
	add("checkpoint", note, err)
	areas, err := w.Areas(ctx, who)
	add("areas", areas, err)
	for _, a := range areas {
		list, err := w.Area(ctx, who, a.ID)
		add("area", list, err)
		// By name, also those that the listing did not show.
		for _, id := range everyItem(w) {
			_, f, err := w.OpenFile(ctx, who, a.ID, id, 0)
			if err == nil {
				out["file "+id], err = io.ReadAll(f)
				f.Close()
			}
			if err != nil {
				out["file "+id] = []byte(body(err))
			}
		}
	}
	for i, f := range w.view(clerk.OwnerIdentity(), regional).Conference.Recording.Files {
		audio, r, err := w.OpenRecording(ctx, who, regional, f.Digest)
		where := fmt.Sprintf("recording %d", i+1)
		add(where, audio, err)
		if err == nil {
			b, err := io.ReadAll(r)
			if r.Close(); err != nil {
				w.t.Fatal(err)
			}
			out[where+" sound"] = b
		}
	}
	parts, err := w.Bundle(ctx, who, regional)
	add("bundle", nil, err)
	if err == nil {
		defer parts.Close()
		for _, f := range parts.Files {
			b, err := io.ReadAll(f.Content)
			if err != nil {
				w.t.Fatal(err)
			}
			out["bundle "+f.Name+f.Digest[:4]] = append([]byte(f.Name), b...)
		}
	}
	v, err := w.Conference(ctx, who, regional)
	if err != nil {
		return out
	}
	m := w.maker(w.clock.now())
	// As it stands, and as it stood before the last was marked.
	for _, seq := range []int64{0, v.Head.Seq - 10} {
		then, err := w.ConferenceAt(ctx, who, regional, seq)
		if err != nil {
			w.t.Fatal(err)
		}
		snapshot, err := then.Snapshot()
		if err != nil {
			w.t.Fatal(err)
		}
		out[fmt.Sprintf("snapshot at %d", seq)] = snapshot
		for _, paper := range pack.Papers() {
			for _, format := range pack.FormatsOf(paper) {
				where := fmt.Sprintf("%s.%s at %d", paper, format, seq)
				if format == pack.PDF || format == pack.ArchivePDF {
					d, err := m.Document(paper, then.Conference, pack.Reader{May: then.May})
					if err != nil {
						w.t.Fatal(err)
					}
					out[where] = []byte(strings.Join(document.Text(d), "\n") + d.Title)
					continue
				}
				f, err := m.File(ctx, paper, format, then.Conference, pack.Reader{May: then.May})
				if err != nil {
					w.t.Fatal(err)
				}
				out[where] = append([]byte(f.Name+f.Title), f.Content...)
			}
		}
	}
	return out
}

func everyItem(w *world) []string {
	list, err := w.Area(w.t.Context(), clerk.OwnerIdentity(), "yta-snokaos")
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, i := range list.Items {
		out = append(out, i.ID)
	}
	return out
}

// No byte of what is marked reaches anybody without the right to it, by any way of reading; and those with the right hear all.
func TestCanaries(t *testing.T) {
	w, k := secretMeeting(t)
	w.publish(k)
	for _, c := range []struct {
		who  clerk.Identity
		hear bool
	}{
		{clerk.OwnerIdentity(), true}, {tib(host), true}, {member("las", host, directory.Reader), true},
		{tib(assessor), true}, {tib(confided), true},
		{tib(attendee), false}, {tib(observer), false}, {tib(expert), false}, {tib(volunteer), false},
		{member("las", attendee, directory.Reader), false}, {tib(outsider), false}, {member("drift", outsider, directory.Operator), false}, {clerk.Identity{}, false},
	} {
		t.Run(c.who.Member+"/"+c.who.Actor, func(t *testing.T) {
			places := heard(w, c.who)
			sung := map[string]bool{}
			for where, b := range places {
				for _, word := range k.sing(b) {
					sung[word] = true
					if !c.hear {
						t.Errorf("%s is heard in %s", word, where)
					}
				}
			}
			for _, word := range k.words {
				if c.hear && !sung[word] {
					t.Errorf("%s is nowhere to be heard", word)
				}
			}
		})
	}
	// The journal with gaps is still a proof, for everybody who sees it.
	for _, who := range []clerk.Identity{tib(attendee), tib(assessor), tib(host)} {
		withheld := 0
		for _, e := range w.journal(who, regional) {
			if e.Withheld {
				withheld++
			}
		}
		if (withheld == 0) != (who.Actor != attendee) {
			t.Errorf("%s: %d rows withheld", who.Actor, withheld)
		}
	}
	// What everybody in the area can open has none of it, whoever asks.
	for _, id := range everyItem(w) {
		_, f, err := w.OpenFile(t.Context(), clerk.OwnerIdentity(), "yta-snokaos", id, 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		full := strings.HasSuffix(id, "-full")
		if sung := k.sing(b); !full && len(sung) > 0 {
			t.Errorf("%s, which is for everybody, has %v", id, sung)
		} else if strings.HasPrefix(id, string(pack.Minutes)) && full && len(sung) < 20 {
			t.Errorf("%s, which is whole, has only %v", id, sung)
		}
	}
}

// The PDF of a reader without the right has nothing of it either, wherever in the file text can hide.
func TestCanariesInPDF(t *testing.T) {
	w, k := secretMeeting(t)
	m := w.maker(w.clock.now())
	for _, who := range []clerk.Identity{tib(attendee), tib(host)} {
		v := w.view(who, regional)
		f, err := m.File(t.Context(), pack.Minutes, pack.PDF, v.Conference, pack.Reader{May: v.May})
		if err != nil {
			t.Fatal(err)
		}
		in, err := pdftest.Inspect(f.Content)
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(slices.Concat(in.ReadOut, in.Headings, in.Bookmarks, in.Artifacts, in.PageText, in.Links, []string{in.Title}), "\n")
		sung := k.sing([]byte(strings.ReplaceAll(strings.ReplaceAll(all, "\u00ad", ""), "\n", "")))
		if who.Actor == attendee && len(sung) > 0 || who.Actor == host && len(sung) < 20 {
			t.Errorf("%s hears %v", who.Actor, sung)
		}
		if sung := k.sing(f.Content); len(sung) > 0 && who.Actor == attendee {
			t.Errorf("%s finds %v in the raw file", who.Actor, sung)
		}
	}
}

// A conference as it stood earlier has the texts of then and the markings of now: what was marked later, in whatever way, was never
// meant to be read.
func TestMarkedLaterIsMarkedBefore(t *testing.T) {
	w := at(t, "open")
	S := holder(conference.Secretary)
	marked := conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: assessor}
	before := w.view(S, regional)
	was, _ := before.Conference.Note("I2")
	now := w.clock.now()
	for _, cmd := range []conference.Command{
		&conference.ReviseNote{ID: "I2", Base: len(was.Revisions), Content: conference.Content{Actor: was.Actor, Text: "Ny text", Secrecy: marked}},
		&conference.MarkItemSecrecy{Item: "p3", Secrecy: marked}, &conference.MarkSecrecy{ID: "D1", Secrecy: marked},
		&conference.MarkSecrecy{ID: "A3", Secrecy: marked},
	} {
		w.do(S, regional, now, "", cmd)
	}
	v, err := w.ConferenceAt(t.Context(), tib(attendee), regional, before.Head.Seq)
	if err != nil {
		t.Fatal(err)
	}
	c := v.Conference
	if c.Seq != before.Conference.Seq || !c.Latest.Equal(before.Conference.Latest) || v.Head != before.Head {
		t.Errorf("it stands at %d, %v, not at %d, %v", c.Seq, c.Latest, before.Conference.Seq, before.Conference.Latest)
	}
	n, _ := c.Note("I2")
	d, _ := c.Decision("D1")
	m, _ := c.Measure("A3")
	for what, s := range map[string]conference.Secrecy{"the note": n.Secrecy, "the item": c.ItemSecrecy("p3"), "the decision": d.Secrecy, "the measure": m.Secrecy} {
		if v.May(s) {
			t.Errorf("%s may be read", what)
		}
	}
	if n.Text != was.Text || len(n.Revisions) != len(was.Revisions) {
		t.Errorf("%q, with %d revisions", n.Text, len(n.Revisions))
	}
	// What somebody asked for the word about is hidden also as it stood before that became a marked note.
	now = now.Add(time.Minute)
	w.clock.set(now)
	w.do(S, regional, now, "", &conference.StartItem{Item: "p4"})
	w.do(S, regional, now, "", &conference.RequestFloor{Actor: assessor, Topic: "kanarieämne"})
	asked := w.view(S, regional).Head.Seq
	w.do(S, regional, now, "", &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Actor: assessor, Text: "Hemligt", Secrecy: marked}})
	for who, hears := range map[string]bool{attendee: false, assessor: true} {
		then, err := w.ConferenceAt(t.Context(), tib(who), regional, asked)
		if err != nil {
			t.Fatal(err)
		}
		b, err := then.Snapshot()
		if err != nil || bytes.Contains(b, []byte("kanarieämne")) != hears {
			t.Errorf("%s, as it stood when the word was asked for: %v, hears %v", who, err, !hears)
		}
	}
	// Whoever has been called since sees it as it stood; whoever no longer is does not.
	if _, err := w.ConferenceAt(t.Context(), tib(outsider), regional, 5); fault.CodeOf(err) != "conference.unknown" {
		t.Error(err)
	}
}
