package web_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fixture"
	"samverkan/internal/mail/mailtest"
	"samverkan/internal/rehearsal"
	"samverkan/internal/web/webtest"
)

// secretConference is the one that everything in which can be marked is marked.
const secretConference = "konf-kanarie"

// cage is a service with a conference in which each kind of thing that can be marked has a word of its own.
type cage struct {
	*webtest.Stage
	t     *testing.T
	words []string
	sink  *mailtest.Sink
	files []string // digests of what was brought
	dark  map[string]bool
}

func (k *cage) word(what string) string {
	w := fmt.Sprintf("kanarie%s%02dslut", strings.NewReplacer(" ", "", "-", "").Replace(what), len(k.words))
	k.words = append(k.words, w)
	return w
}

func (k *cage) do(r webtest.Role, cmd conference.Command) {
	k.t.Helper()
	k.Wait(time.Second)
	got, err := k.Clerk().Do(k.t.Context(), r.Identity(), secretConference, clerk.Wish{OccurredAt: k.Now(), Command: cmd})
	if err == nil {
		err = got.Fault
	}
	if err != nil {
		k.t.Fatalf("%s as %s: %v", cmd.Name(), r, err)
	}
}

func (k *cage) brings(content []byte) (digest string, size int64) {
	k.t.Helper()
	digest, size, err := k.Clerk().BringFile(k.t.Context(), webtest.Secretary.Identity(), bytes.NewReader(content), 1<<24)
	if err != nil {
		k.t.Fatal(err)
	}
	k.files = append(k.files, digest)
	return digest, size
}

const (
	assessor = "foretag-allmanvatten" // whose the secrets are
	asker    = "kommun-ekeryd"
)

var closed = conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: assessor}

// newCage holds the meeting until it is closed.
func newCage(t *testing.T) *cage {
	t.Helper()
	sink := mailtest.Start(t, mailtest.Options{})
	k := &cage{t: t, sink: sink, Stage: webtest.StartWith(t, webtest.Called, map[string]string{"smtp": sink.Addr, "smtp-from": "lage@lst.example", "smtp-tls": "none"})}
	owner := clerk.OwnerIdentity()
	m, err := rehearsal.Read("regional")
	if err != nil {
		t.Fatal(err)
	}
	rehearsal.Bind(&m.Plan)
	p := m.Plan
	p.ID, p.Title, p.Start, p.End, p.SeriesNo = secretConference, "Möte med sekretess", k.Now().Add(time.Hour), k.Now().Add(2*time.Hour), 9
	if _, err := k.Clerk().Administer(t.Context(), owner, "kontakter", clerk.ImportContacts{Contacts: fixture.Contacts(p.Actors())}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Clerk().Administer(t.Context(), owner, "ratt", clerk.GrantRight{Area: webtest.Area, Actors: []string{"lst-skane"}, Right: area.Read}); err != nil {
		t.Fatal(err)
	}
	k.plan(p)
	k.called()
	k.opened()
	k.said()
	k.recorded()
	return k
}

func (k *cage) plan(p conference.Plan) {
	digest, size := k.brings([]byte("Underlag: " + k.word("material content")))
	p.Material = []conference.Material{{Title: k.word("material title"), Name: k.word("material name") + ".txt", Digest: digest, Size: size, Secrecy: closed}}
	p.Carried = conference.Carried{From: webtest.Local, FromTitle: "Gårdagens",
		Directions: []conference.CarriedDecision{{Conference: webtest.Local, ID: "D71", Wording: k.word("carried direction"), Secrecy: closed}},
		Measures:   []conference.CarriedMeasure{{Conference: webtest.Local, ID: "A71", Text: k.word("carried measure"), Owner: assessor, Secrecy: closed}},
		Matters:    []conference.CarriedMatter{{Conference: webtest.Local, ID: "P71", Kind: conference.NoteParked, Text: k.word("carried matter"), Secrecy: closed}}}
	p.Agenda = p.Agenda.Clone()
	i := slices.IndexFunc(p.Agenda, func(it agenda.Item) bool { return it.ID == "p6" })
	p.Agenda[i].Aim, p.Agenda[i].Questions = k.word("item aim"), []string{k.word("item question")}
	p.Agenda[i].Speakers = []agenda.Speaker{{Actor: assessor, Minutes: 2, Topic: k.word("item topic")}}
	p.Agenda[slices.IndexFunc(p.Agenda, func(it agenda.Item) bool { return it.ID == "p8" })].Proposal = k.word("item proposal")
	k.do(webtest.Leader, &conference.PlanConference{Plan: p})
	for _, item := range []string{"p6", "p8"} {
		k.do(webtest.Leader, &conference.MarkItemSecrecy{Item: item, Secrecy: closed})
	}
}

func (k *cage) called() {
	k.do(webtest.Leader, &conference.IssueInvitation{})
	k.do(webtest.OtherAttendee, &conference.AnswerInvitation{Participant: "kommun-tallmo", Reply: conference.Coming, Message: k.hidden("message to the host", webtest.OtherAttendee)})
	k.Wait(time.Hour)
}

// hidden is a word that one reader besides the host wrote, and may read.
func (k *cage) hidden(what string, by webtest.Role) string {
	w := k.word(what)
	if k.dark == nil {
		k.dark = map[string]bool{}
	}
	k.dark[w+" "+string(by)] = true
	return w
}

func (k *cage) opened() {
	L, S, T := webtest.Leader, webtest.Secretary, webtest.Technician
	k.do(L, &conference.OpenMeeting{})
	k.do(L, &conference.OpenRollCall{})
	for _, actor := range []string{webtest.Host, assessor, "kommun-tallmo", asker} {
		k.do(S, &conference.MarkAttendance{Participant: actor, Status: conference.Present})
	}
	k.do(L, &conference.CloseRollCall{RestAbsent: true})
	k.do(L, &conference.InformRecording{})
	k.do(T, &conference.StartRecording{})
}

// said says everything that can be marked, some of it marked when it is said and some long after.
func (k *cage) said() {
	L, S := webtest.Leader, webtest.Secretary
	content := func(what string, s conference.Secrecy) conference.Content {
		return conference.Content{Actor: assessor, Text: k.word(what), Source: k.word(what + " source"), Secrecy: s}
	}
	note := func(id string, kind conference.NoteKind, c conference.Content) {
		k.do(S, &conference.WriteNote{ID: id, Kind: kind, Content: c})
	}
	k.do(L, &conference.StartItem{Item: "p5"})
	k.do(S, &conference.RequestFloor{Actor: assessor, Topic: k.word("topic")})
	k.do(L, &conference.GrantFloor{Actor: assessor})
	note("hemlig", conference.NoteInformation, content("note", closed))
	k.do(S, &conference.ReviseNote{ID: "hemlig", Content: content("revision", conference.Secrecy{})})
	k.do(S, &conference.StrikeNote{ID: "hemlig", Reason: k.word("strike reason")})
	note("senare", conference.NoteNeed, content("marked later", conference.Secrecy{}))
	k.do(S, &conference.MarkSecrecy{ID: "senare", Secrecy: closed})
	question := content("question", closed)
	question.To = asker
	note("fraga", conference.NoteQuestion, question)
	answer := content("answer", closed)
	answer.Answers = "fraga"
	note("svar", conference.NoteAnswer, answer)
	unowned := content("unowned", closed)
	unowned.RaisedBy = asker
	note("ingen", conference.NoteUnowned, unowned)
	parked := content("parked", closed)
	parked.Owner = assessor
	note("parkerad", conference.NoteParked, parked)
	conflict := content("goal conflict", closed)
	conflict.Parties = []string{assessor, asker}
	note("malkonflikt", conference.NoteGoalConflict, conflict)
	situation := content("situation", closed)
	situation.Impact = []conference.Impact{{Actor: assessor, Grade: 5}}
	note("lage", conference.NoteSituation, situation)
	note("ratt", conference.NoteInformation, content("corrected afterwards", closed))
	k.do(S, &conference.AgreeMeasure{ID: "atgard", Text: k.word("measure"), Owner: assessor, Secrecy: closed})
	k.do(S, &conference.ReportMeasure{ID: "atgard", Status: conference.MeasureOpen, Text: k.word("measure report")})
	k.do(L, &conference.ProposeDecision{ID: "beslut", Text: k.word("proposal"), Actor: assessor, Secrecy: closed})
	wording := k.word("wording")
	k.do(L, &conference.ProposeDecision{ID: "beslut", Text: wording, Actor: assessor})
	k.do(L, &conference.ReadBackDecision{ID: "beslut", Text: wording})
	k.do(L, &conference.TakeStance{ID: "beslut", Actors: []string{assessor}, Stance: conference.Reserve, Reason: k.word("stance reason")})
	k.do(L, &conference.TakeStance{ID: "beslut", Actors: []string{webtest.Host, "kommun-tallmo", asker}, Stance: conference.StandBehind})
	k.do(L, &conference.SettleDecision{ID: "beslut"})
	k.do(L, &conference.FollowUp{Conference: webtest.Local, ID: "D71", Status: conference.FollowHolds, Text: k.word("follow-up")})
	k.do(L, &conference.YieldFloor{})
	k.do(L, &conference.FinishItem{Item: "p5"})
	k.do(L, &conference.SubmitReport{Participant: assessor, Report: conference.Report{Secrecy: closed,
		Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: k.word("report"), Source: k.word("report source")}},
		Answers:    []conference.QuestionAnswer{{Question: "Ström?", Text: k.word("report answer")}}}})
	k.do(L, &conference.StartItem{Item: "p6"})
	k.do(S, &conference.RequestFloor{Actor: asker, Topic: k.word("topic under a marked item")})
	k.do(S, &conference.WriteNote{Kind: conference.NoteOffer, Content: conference.Content{Actor: asker, Text: k.word("note under a marked item")}})
	k.do(L, &conference.FinishItem{Item: "p6"})
}

// recorded attaches a sound whose concealed stretch has a word in its samples, and one that is marked whole.
func (k *cage) recorded() {
	T, S := webtest.Technician, webtest.Secretary
	v, err := k.Clerk().Conference(k.t.Context(), clerk.OwnerIdentity(), secretConference)
	if err != nil {
		k.t.Fatal(err)
	}
	start := v.Conference.Recording.Runs[0].Start
	k.do(T, &conference.BookmarkRecording{Label: k.word("label of a mark")})
	k.do(T, &conference.StopRecording{})
	length := k.Now().Sub(start)
	digest, size := k.brings(soundWith(length, k.word("sound"), k.word("title in the sound")))
	k.do(T, &conference.AttachRecording{File: conference.AudioFile{Name: "mote.wav", Digest: digest, Size: size, MediaType: "audio/wav", StartsAt: start, Length: length}})
	k.do(S, &conference.ConcealRecording{From: start, To: start.Add(length - 500*time.Millisecond), Secrecy: closed})
	words, err := json.Marshal(map[string]any{"schema": "samverkan.transcript/1", "sound": digest, "language": "sv", "model": "prov",
		"segments": []map[string]any{{"from": 1000, "to": 2000, "text": k.word("transcript")}}})
	if err != nil {
		k.t.Fatal(err)
	}
	written, _ := k.brings(words)
	k.do(S, &conference.AttachTranscript{Transcript: conference.TranscriptFile{ID: "T1", Sound: digest, Digest: written, Machine: true, Model: "prov", Language: "sv"}})
	whole, size := k.brings(soundWith(5*time.Second, k.word("marked sound"), "Ljud"))
	k.do(T, &conference.AttachRecording{File: conference.AudioFile{Name: k.word("name of a marked sound") + ".wav", Digest: whole, Size: size, MediaType: "audio/wav", StartsAt: start, Secrecy: closed}})
}

// soundWith is a WAV of eight thousand bytes a second with a word in the samples of its second second, and one in its title.
func soundWith(length time.Duration, word, title string) []byte {
	samples := bytes.Repeat([]byte{128}, int(length/time.Second)*8000)
	copy(samples[8000:], word)
	info := "INAM" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(title)+len(title)%2))) + title + strings.Repeat("\x00", len(title)%2)
	var b bytes.Buffer
	chunk := func(name string, body []byte) {
		b.WriteString(name)
		b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(body))))
		b.Write(body)
	}
	chunk("fmt ", []byte{1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0})
	chunk("LIST", []byte("INFO"+info))
	chunk("data", samples)
	out := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+b.Len()))...)
	return append(append(out, "WAVE"...), b.Bytes()...)
}

// published closes, checks, approves and corrects the minutes, and publishes them as the leader does.
func (k *cage) published() {
	k.t.Helper()
	L, S := webtest.Leader, webtest.Secretary
	v, err := k.Clerk().Conference(k.t.Context(), clerk.OwnerIdentity(), secretConference)
	if err != nil {
		k.t.Fatal(err)
	}
	var carry []string
	for _, b := range v.Conference.Blockers() {
		carry = append(carry, b.ID)
	}
	k.do(L, &conference.CloseMeeting{Carry: carry})
	k.do(S, &conference.CheckMinutes{Version: 1})
	k.do(L, &conference.ApproveMinutes{Version: 1})
	k.do(S, &conference.CorrectMinutes{Target: "ratt", Field: "text", Is: k.word("correction"), Reason: k.word("correction reason")})
	k.do(S, &conference.CheckMinutes{Version: 2})
	k.do(L, &conference.ApproveMinutes{Version: 2})
	k.Wait(time.Minute)
	at := "/conferences/" + secretConference + "/minutes"
	k.As(L).Get(at+"/public").Form(at+"/publish").Submit("area", webtest.Area).Says("Publicerat i ytan")
}
