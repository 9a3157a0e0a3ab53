package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/scenario"
)

// maxRun is the largest run file read, in bytes.
const maxRun = 64 << 20

// replay runs a run file against a planned conference.
func (s *session) replay() verb {
	var resume bool
	return verb{
		use: "replay FILE [CONFERENCE]", group: groupArchive,
		example: "samverkan replay run-regional.jsonl konf-regional-1\nsamverkan replay run-regional.jsonl konf-regional-1 --resume",
		flags:   func(f *flags) { f.yes(&resume, "resume") },
		run: func(ctx context.Context, args []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			if _, err := s.file(ctx); err != nil {
				return err
			}
			desk, err := s.newDesk(ctx, s.world.Now, true)
			if err != nil {
				return err
			}
			content, err := s.readFile(args[0], maxRun)
			if err != nil {
				return err
			}
			p, err := s.playback(ctx, desk, id, args[0], content)
			if err != nil {
				return err
			}
			p.resume, p.acknowledge = resume, s.options.output == outLines
			if err := p.play(ctx); err != nil {
				return err
			}
			return s.played(p)
		},
	}
}

// played is what a replay tells when it is done.
func (s *session) played(p *playback) error {
	done := struct {
		Conference string `json:"conference"`
		Lines      int    `json:"lines"`
		Commands   int    `json:"commands"`
		Already    int    `json:"already"`
		Last       int64  `json:"last"`
	}{p.conference, p.lines, p.given, p.already, p.last}
	switch s.options.output {
	case outJSON:
		return s.writeJSON(done)
	case outLines:
		return s.writeLine(done)
	}
	s.say(s.p.T("cli.replay.done", "Lines", p.lines, "Commands", p.given, "Already", p.already, "Row", p.last))
	return nil
}

// playback plays a run file, line by line: each line is safe before the next is read.
type playback struct {
	session    *session
	desk       *clerk.Clerk
	conference string
	file       string
	run        scenario.Run
	mark       string // part of every command's id: the same file against the same conference gives the same ids
	resume     bool
	// acknowledge writes a line for every command that is safe.
	acknowledge bool
	// before is called before each step, with what has happened so far safe.
	before func(scenario.Step) error

	lines, given, already int
	last                  int64
	warnings              []clerk.Warning
}

func (s *session) playback(ctx context.Context, desk *clerk.Clerk, conferenceID, file string, content []byte) (*playback, error) {
	run, err := scenario.ReadRun(bytes.NewReader(content))
	if err != nil {
		return nil, atLine(err, file)
	}
	sum := sha256.Sum256([]byte(conferenceID))
	return &playback{session: s, desk: desk, conference: conferenceID, file: file, run: run, mark: "run-" + hex.EncodeToString(sum[:6])}, nil
}

// atLine puts the name of the file and the line before what is wrong on it.
func atLine(err error, file string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	if line, ok := f.Args["Line"]; ok {
		file = fmt.Sprintf("%s:%v", file, line)
	}
	return &flagError{flag: file, err: f}
}

func (p *playback) play(ctx context.Context) error {
	roles, err := p.people(ctx)
	if err != nil {
		return err
	}
	for _, step := range p.run {
		if p.before != nil {
			if err := p.before(step); err != nil {
				return err
			}
		}
		if err := p.step(ctx, roles[step.Role], step); err != nil {
			return err
		}
		p.lines++
	}
	return nil
}

// step gives the commands of a line, and then holds the line against the conference.
func (p *playback) step(ctx context.Context, who clerk.Identity, step scenario.Step) error {
	fresh, last := false, int64(0)
	for i, cmd := range step.Commands {
		r, err := p.desk.Do(ctx, who, p.conference, clerk.Wish{ID: fmt.Sprintf("%s-%d-%d", p.mark, step.Line, i), Role: step.Role,
			OccurredAt: step.At, Command: cmd})
		if err != nil {
			return p.stop(err, step.Line)
		}
		p.given++
		p.warnings = append(p.warnings, r.Warnings...)
		if r.Status == clerk.Already {
			p.already++
		} else {
			fresh = true
		}
		last = max(last, r.Last)
		p.last = max(p.last, r.Last)
		if p.lines == 0 && i == 0 && r.Status == clerk.Already && r.Last > 0 && !p.resume {
			return p.stop(fault.New(fault.Conflict, "cli.already-replayed", "Conference", p.conference), step.Line)
		}
		if p.acknowledge {
			if err := p.session.writeLine(map[string]any{"line": step.Line, "command": i, "status": r.Status, "last": r.Last}); err != nil {
				return err
			}
		}
	}
	if step.Check == nil {
		return nil
	}
	if fresh {
		last = 0 // as it stands
	} else if last == 0 {
		return nil
	}
	// What was done before, and the conference has gone on since, is held against the record as it was then: a line that was
	// contradicted once must not slip through when the replay is resumed.
	v, err := p.desk.ConferenceAt(ctx, who, p.conference, last)
	if err != nil {
		return err
	}
	if err := step.Check(v.Conference); err != nil {
		return p.stop(err, step.Line)
	}
	return nil
}

func (p *playback) stop(err error, line int) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	return &flagError{flag: fmt.Sprintf("%s:%d", p.file, line), err: f}
}

// people gives who acts in each role: the account that the plan names, or the one who replays.
func (p *playback) people(ctx context.Context) (map[conference.Role]clerk.Identity, error) {
	me := p.session.who
	v, err := p.desk.Conference(ctx, me, p.conference)
	if err != nil {
		return nil, err
	}
	out := map[conference.Role]clerk.Identity{}
	for _, role := range conference.InternalRoles() {
		out[role] = me
		if h, ok := v.Conference.RoleHolder(role); ok && me.Owner {
			who := clerk.Identity{Member: me.Member, Actor: h.Actor, SystemRole: directory.Operator, Owner: true}
			if h.Member != "" {
				who.Member = h.Member
			}
			out[role] = who
		}
	}
	return out, nil
}
