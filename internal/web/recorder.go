package web

import (
	"time"

	"samverkan/conference"
)

// recordsIn tells whether somebody takes up sound in a conference: those who write, lead and see to the machines. The clerk decides when
// it is done; this is about what is shown.
func recordsIn(role conference.Role) bool {
	return role == conference.Leader || role == conference.Secretary || role == conference.Technician
}

// MayRecord tells whether the reader is given the recorder.
func (p *RoomPage) MayRecord() bool { return recordsIn(p.Role) }

// RecordingState is how the record says that it stands with the sound, in the words of the recorder's script.
func (m *Room) RecordingState() string {
	r := m.Recording
	switch {
	case m.Over():
		return "over"
	case !m.Going():
		return "before"
	case r.InformedAt.IsZero():
		return "uninformed"
	case r.Paused():
		return "paused"
	case r.Running():
		return "running"
	}
	return "off"
}

// RecordingAt is when it came to be so; zero when nothing has happened. By it the recorder tells what others have done from what it has
// done itself.
func (m *Room) RecordingAt() time.Time {
	at := m.Recording.InformedAt
	if n := len(m.Recording.Runs); n > 0 {
		run := m.Recording.Runs[n-1]
		at = latestOf(at, run.Start, run.End)
		for _, p := range run.Pauses {
			at = latestOf(at, p.Start, p.End)
		}
	}
	if m.Over() {
		at = latestOf(at, m.Latest)
	}
	return at
}

func latestOf(at time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.After(at) {
			at = t
		}
	}
	return at
}
