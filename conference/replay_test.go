package conference

import (
	"fmt"
	"testing"
	"time"
)

// longRecord is a conference of at least n entries, of the sorts that a long meeting is made of: 700 seats, speakers, notes that are
// revised, measures, decisions with a stance from each.
func longRecord(t testing.TB, n int) []Recorded {
	p := smallPlan()
	for i := range 700 {
		p.Participants = append(p.Participants, Participant{Actor: fmt.Sprintf("aktor-%03d", i), Role: Observer, Mode: Web})
	}
	s := tell(t, &PlanConference{Plan: p}, &OpenMeeting{}, &OpenRollCall{}, &CloseRollCall{RestAbsent: true})
	for _, a := range []string{"lst", "kommun-a", "smhi"} {
		s.do(&MarkAttendance{Participant: a, Status: Late})
	}
	s.do(&StartItem{Item: "p2"})
	for i := 0; len(s.record) < n; i++ {
		s.now = s.now.Add(-50 * time.Second)
		s.do(&RequestFloor{Actor: "kommun-a", Topic: "Läget"}).do(&GrantFloor{}).do(&YieldFloor{})
		s.do(&WriteNote{Kind: NoteInformation, Content: Content{Actor: "kommun-a", Text: "Väg 714 är stängd, hemtjänsten når inte fram."}})
		note := s.c.Notes[len(s.c.Notes)-1].ID
		s.do(&ReviseNote{ID: note, Content: Content{Actor: "kommun-a", Text: "Väg 714 och 722 är stängda."}})
		if i%10 == 0 {
			s.do(&AgreeMeasure{Text: "Sätt upp bommar.", Owner: "lst"}).do(&AcceptMeasure{ID: fmt.Sprintf("A%d", i/10+1), Accepted: true})
		}
		if i%50 == 0 {
			id := fmt.Sprintf("D%d", i/50+1)
			s.do(&ProposeDecision{ID: id, Text: "Liv och hälsa först."}).do(&ReadBackDecision{ID: id}).
				do(&TakeStance{ID: id, Actors: []string{"lst", "kommun-a"}, Stance: StandBehind}).do(&SettleDecision{ID: id})
		}
	}
	return s.record
}

// Five thousand entries, a meeting of a whole day, are folded in some ten milliseconds: that is why there are no snapshots.
func BenchmarkReplay(b *testing.B) {
	record := longRecord(b, 5000)
	for b.Loop() {
		if c := Replay(record); c.Seq != int64(len(record)) {
			b.Fatal(c.Seq)
		}
	}
	b.ReportMetric(float64(len(record)), "entries")
}

// The same from the JSON in which the journal keeps them.
func BenchmarkDecodeAndReplay(b *testing.B) {
	record := longRecord(b, 5000)
	payloads := make([][]byte, len(record))
	size := 0
	for i, r := range record {
		payloads[i] = Encode(r.Event)
		size += len(payloads[i])
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		c := New()
		for i, r := range record {
			e, err := DecodeEvent(r.Event.Name(), EventVersion, payloads[i])
			if err != nil {
				b.Fatal(err)
			}
			c.Apply(e, r.Meta)
		}
	}
}

// What a command costs late in a long meeting.
func BenchmarkDecide(b *testing.B) {
	s := tell(b)
	s.record = longRecord(b, 5000)
	s.c = Replay(s.record)
	m := Meta{OccurredAt: s.c.Latest.Add(time.Minute)}
	for _, cmd := range []Command{&WriteNote{Kind: NoteInformation, Content: Content{Text: "x"}}, &GrantFloor{Actor: "lst"}, &MarkAttendance{Participant: "lst", Status: Left}, &CloseMeeting{}} {
		b.Run(cmd.Name(), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.c.Decide(cmd, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A record written anew from its own JSON, and folded piece by piece, is the same conference as the one that was told.
func TestReplayOfALongRecord(t *testing.T) {
	record := longRecord(t, 600)
	told := Replay(record)
	read := Replay(reread(t, record))
	if told.Seq != read.Seq || len(told.Notes) != len(read.Notes) || string(Encode(told.Plan)) != string(Encode(read.Plan)) ||
		len(told.Speakers.Talks) != len(read.Speakers.Talks) || !told.Latest.Equal(read.Latest) {
		t.Errorf("%d notes and %d talks told, %d and %d read", len(told.Notes), len(told.Speakers.Talks), len(read.Notes), len(read.Speakers.Talks))
	}
}
