package cli

import (
	"bytes"
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/rehearsal"
	"samverkan/internal/scenario"
)

// hold plans, calls and runs each conference, publishes it, and writes its documents.
func (d *demonstration) hold(ctx context.Context) error {
	for i, l := range exercise {
		p := d.plans[i]
		if err := d.call(ctx, p); err != nil {
			return err
		}
		raw, err := open("run-" + l.name + ".jsonl")
		if err != nil {
			return err
		}
		play, err := d.session.playback(ctx, d.desk, p.ID, "run-"+l.name+".jsonl", raw)
		if err != nil {
			return err
		}
		recorded := false
		play.before = func(step scenario.Step) error {
			if _, checks := step.Commands[0].(*conference.CheckMinutes); !checks || recorded {
				return nil
			}
			recorded = true
			return d.attachRecording(ctx, p, step.At)
		}
		if err := play.play(ctx); err != nil {
			return err
		}
		d.warned = append(d.warned, play.warnings...)
		if err := d.publish(ctx, p, l.area); err != nil {
			return err
		}
		if err := d.documents(ctx, p, l.name, l.area); err != nil {
			return err
		}
		if p.Level == conference.Regional {
			if err := d.successor(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// call sends the invitation, and takes the answers: everybody acknowledges, most say that they come.
func (d *demonstration) call(ctx context.Context, p conference.Plan) error {
	sent := p.Callout.SentAt
	give := func(at time.Time, member string, cmd conference.Command) error {
		who := clerk.Identity{Member: member, Actor: p.Host, SystemRole: directory.Operator, Owner: true}
		_, err := d.desk.Do(ctx, who, p.ID, clerk.Wish{OccurredAt: at, Command: cmd})
		return err
	}
	leader := "motesledare." + p.Host
	p.Callout.SentAt = time.Time{}
	if err := give(sent.Add(-20*time.Minute), leader, &conference.PlanConference{Plan: p}); err != nil {
		return err
	}
	if err := give(sent, leader, &conference.IssueInvitation{Channels: p.Callout.Channels, AckDeadline: p.Callout.AckDeadline}); err != nil {
		return err
	}
	for i, seat := range p.Participants {
		at := sent.Add(time.Duration(20+11*i%280) * time.Second)
		who := clerk.Identity{Member: "tib." + seat.Actor, Actor: seat.Actor, SystemRole: directory.Writer}
		reply := conference.Coming
		if i%7 == 6 {
			reply = conference.Acknowledged
		}
		if _, err := d.desk.Do(ctx, who, p.ID, clerk.Wish{OccurredAt: at, Command: &conference.AnswerInvitation{
			Participant: seat.Key(), Reply: reply}}); err != nil {
			return err
		}
	}
	for _, need := range p.Needs {
		if slices.ContainsFunc(d.plans[:len(exercise)], func(q conference.Plan) bool { return q.ID == need.Conference }) {
			if err := give(need.Deadline.Add(-10*time.Minute), leader, &conference.ReceiveInput{Conference: need.Conference}); err != nil {
				return err
			}
		}
	}
	return nil
}

// attachRecording attaches a file in the place of the recording: a hum as long as it, and named so.
func (d *demonstration) attachRecording(ctx context.Context, p conference.Plan, at time.Time) error {
	v, err := d.desk.Conference(ctx, d.owner, p.ID)
	if err != nil || len(v.Conference.Recording.Runs) == 0 {
		return err
	}
	length := rehearsal.RecordedLength(v.Conference.Recording, at)
	sound := rehearsal.Hum(length)
	digest, size, err := d.desk.PutFile(ctx, bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return err
	}
	who := clerk.Identity{Member: "teknik." + p.Host, Actor: p.Host, SystemRole: directory.Operator, Owner: true}
	_, err = d.desk.Do(ctx, who, p.ID, clerk.Wish{Role: conference.Technician, OccurredAt: at, Command: &conference.AttachRecording{
		File: conference.AudioFile{Name: rehearsal.HumName(p), Digest: digest, Size: size, MediaType: "audio/wav",
			StartsAt: v.Conference.Recording.Runs[0].Start, Length: length}}})
	return err
}
