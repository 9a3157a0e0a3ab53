package conference

import (
	"testing"
	"time"
)

func recordingRows() []row {
	running := func(more ...Command) []Command {
		return rolled(append([]Command{&InformRecording{}, &StartRecording{}}, more...)...)
	}
	file := AudioFile{Name: "ljud.mp3", Digest: someDigest, Size: 12345, MediaType: "audio/mpeg", StartsAt: hhmm("17:16"), Length: 3 * time.Minute}
	rows := []row{
		{name: "told", given: rolled(), when: &InformRecording{Text: "Mötet spelas in.\r\n"}, then: []Event{&RecordingInformed{Text: "Mötet spelas in."}}},
		{name: "already so", given: rolled(&InformRecording{}), when: &InformRecording{Text: "Igen."}},
		{name: "before the meeting", given: opened(), when: &InformRecording{}, after: -time.Second, code: "time.out-of-order"},

		{name: "begun", given: rolled(&InformRecording{}), when: &StartRecording{}, then: []Event{&RecordingStarted{}}},
		{name: "begun again after a stop", given: running(&StopRecording{}), when: &StartRecording{}, then: []Event{&RecordingStarted{}}, check: func(t *testing.T, c *Conference) {
			if len(c.Recording.Runs) != 2 || !c.Recording.Running() {
				t.Errorf("%+v", c.Recording.Runs)
			}
		}},
		{name: "already so", given: running(), when: &StartRecording{}},
		{name: "nobody told", given: rolled(), when: &StartRecording{}, code: "recording.not-informed"},
		{name: "before they were told", given: rolled(&InformRecording{}), when: &StartRecording{}, after: -time.Second, code: "time.out-of-order"},
		{name: "before the stop", given: running(&StopRecording{}), when: &StartRecording{}, after: -time.Second, code: "time.out-of-order"},

		{name: "paused", given: running(), when: &PauseRecording{Reason: "Sekretess."}, then: []Event{&RecordingPaused{Reason: "Sekretess."}}},
		{name: "already so", given: running(&PauseRecording{}), when: &PauseRecording{Reason: "x"}},
		{name: "not begun", given: rolled(), when: &PauseRecording{}, code: "recording.not-running"},
		{name: "before it began", given: running(), when: &PauseRecording{}, after: -time.Second, code: "time.out-of-order"},

		{name: "resumed", given: running(&PauseRecording{}), when: &ResumeRecording{}, then: []Event{&RecordingResumed{}}},
		{name: "already so", given: running(), when: &ResumeRecording{}},
		{name: "not begun", given: rolled(), when: &ResumeRecording{}, code: "recording.not-running"},
		{name: "before the pause", given: running(&PauseRecording{}), when: &ResumeRecording{}, after: -time.Second, code: "time.out-of-order"},

		{name: "stopped", given: running(), when: &StopRecording{}, then: []Event{&RecordingStopped{}}},
		{name: "stopped in a pause", given: running(&PauseRecording{}), when: &StopRecording{}, then: []Event{&RecordingStopped{}}, check: func(t *testing.T, c *Conference) {
			if c.Recording.Paused() || c.Recording.Length(hhmm("23:00")) != time.Minute {
				t.Errorf("%v recorded", c.Recording.Length(hhmm("23:00")))
			}
		}},
		{name: "already so", given: running(&StopRecording{}), when: &StopRecording{}},
		{name: "not begun", given: rolled(), when: &StopRecording{}, code: "recording.not-running"},
		{name: "before the pause ended", given: running(&PauseRecording{}, &ResumeRecording{}), when: &StopRecording{}, after: -time.Second, code: "time.out-of-order"},

		{name: "attached", given: running(&StopRecording{}, &CloseMeeting{}), when: &AttachRecording{File: file}, then: []Event{&RecordingAttached{File: file}}},
		{name: "already so", given: running(&StopRecording{}, &AttachRecording{File: file}), when: &AttachRecording{File: file}},
		{name: "the same file with another marking", given: running(&StopRecording{}, &AttachRecording{File: file}), when: &AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest, Secrecy: marked()}}, code: "recording.attached"},
		{name: "nothing was recorded", given: rolled(), when: &AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest}}, code: "recording.nothing-recorded"},
		{name: "made elsewhere", given: rolled(), when: &AttachRecording{File: AudioFile{Name: "brygga.mp3", Digest: someDigest, StartsAt: hhmm("19:05")}},
			then: []Event{&RecordingAttached{File: AudioFile{Name: "brygga.mp3", Digest: someDigest, StartsAt: hhmm("19:05")}}}},
		{name: "no checksum", given: running(), when: &AttachRecording{File: AudioFile{Name: "ljud.mp3"}}, code: "file.digest"},
		{name: "no name", given: running(), when: &AttachRecording{File: AudioFile{Digest: someDigest}}, code: "plan.no-title"},
		{name: "a name that climbs", given: running(), when: &AttachRecording{File: AudioFile{Name: "../../etc/passwd", Digest: someDigest}}, code: "file.name"},
		{name: "of negative length", given: running(), when: &AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest, Length: -1}}, code: "file.size"},
		{name: "marked without ground", given: running(), when: &AttachRecording{File: AudioFile{Name: "ljud.mp3", Digest: someDigest, Secrecy: Secrecy{Owner: "lst"}}}, code: "secrecy.no-ground"},
	}
	rows = append(rows, markRows(running, file)...)
	rows = append(rows, concealRows(running, file)...)
	rows = append(rows, transcriptRows(running, file)...)
	for _, cmd := range []Command{&InformRecording{}, &StartRecording{}, &PauseRecording{}, &ResumeRecording{}, &StopRecording{}} {
		rows = append(rows, inPhases(cmd, onlyOpen)...)
	}
	return append(rows, inPhases(&AttachRecording{File: file}, onlyRecord)...)
}

func TestRecordingLength(t *testing.T) {
	s := tell(t, rolled(&InformRecording{})...)
	s.at("18:00").do(&StartRecording{}).at("18:10").do(&PauseRecording{}).at("18:15").do(&ResumeRecording{}).at("18:20").do(&StopRecording{}).
		at("18:30").do(&StartRecording{})
	if got := s.c.Recording.Length(hhmm("18:35")); got != 20*time.Minute {
		t.Errorf("%v recorded, want 15 + 5 minutes", got)
	}
	s.at("18:36").do(&PauseRecording{})
	if got := s.c.Recording.Length(hhmm("18:40")); got != 21*time.Minute {
		t.Errorf("%v recorded: the pause that goes on is counted", got)
	}
}
