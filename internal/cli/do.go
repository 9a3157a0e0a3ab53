package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// maxCommand is the longest command in JSON that is read, in bytes: the longest note is half of it.
const maxCommand = 2 << 20

// do gives commands as they stand in docs/commands.md: what every other verb does in plain words.
func (s *session) do() verb {
	return verb{
		use: "do [COMMAND] [JSON]", group: groupArchive, creates: true,
		example: `samverkan do
samverkan do floor.request '{"actor":"kommun-ekeryd","topic":"Väg 84"}' -C konf-regional-1
samverkan do - -C konf-regional-1 < onskemal.jsonl`,
		run: func(ctx context.Context, args []string) error {
			switch {
			case len(args) == 0:
				return s.commandNames()
			case args[0] == "-" && len(args) == 1:
				return s.doLines(ctx)
			case args[0] == "-":
				return fault.New(fault.Invalid, "cli.too-many-arguments", "Argument", clip(args[1]))
			case len(args) == 1:
				args = append(args, "")
			}
			return s.doOne(ctx, args[0], args[1])
		},
	}
}

// commandNames lists what can be given.
func (s *session) commandNames() error {
	type row struct {
		Name string `json:"name"`
	}
	var rows []row
	for _, name := range conference.CommandNames() {
		rows = append(rows, row{name})
	}
	return list(s, rows, column[row]{"command", func(r row) string { return r.Name }})
}

func (s *session) doOne(ctx context.Context, name, payload string) error {
	if payload == "-" {
		data, err := s.readFile("-", maxCommand)
		if err != nil {
			return err
		}
		payload = string(data)
	}
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	cmd, err := conference.DecodeCommand(name, []byte(payload))
	if err != nil {
		return err
	}
	r, err := s.hand(ctx, id, cmd)
	if err != nil {
		return err
	}
	out := s.bareReceipt(ctx, r)
	if s.options.output != outTable {
		return s.show(out)
	}
	s.say(out.Text)
	for _, w := range out.Warnings {
		s.remark(s.p.T("cli.warning", "Text", w.Text))
	}
	return nil
}

// bareReceipt is the receipt of a command that nobody gave in words: it has no sentence of its own.
func (s *session) bareReceipt(ctx context.Context, r clerk.Receipt) receipt {
	out := s.receipt(ctx, r)
	out.Text = ""
	if r.Status != clerk.Refused {
		out.Text = s.p.T("cli.do."+string(r.Status), "Name", r.Name, "First", r.First, "Last", r.Last, "IDs", r.IDs)
	}
	return out
}

// wishLine is a line of commands: what docs/commands.md describes, with who and when beside it.
type wishLine struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	OccurredAt time.Time       `json:"occurredAt"`
	Role       conference.Role `json:"role"`
	Command    json.RawMessage `json:"command"`
}

// doLines gives the commands of standard input, one a line, and answers each with a receipt on a line of its own as soon as
// it is safe on disk. A refused one does not stop the rest; the exit code is that of the first refusal.
func (s *session) doLines(ctx context.Context) error {
	id, err := s.chosen(ctx)
	if err != nil {
		return err
	}
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	var first error
	in := bufio.NewReaderSize(s.world.In, 64<<10)
	for number := 1; ; number++ {
		line, err := readLine(in, maxCommand)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		r := s.doLine(ctx, desk, id, line, err)
		if r.Fault != nil && (fault.KindOf(r.Fault) == fault.Internal || ctx.Err() != nil) {
			return r.Fault
		}
		if r.Fault != nil && first == nil {
			first = r.Fault
		}
		out := s.bareReceipt(ctx, r)
		if out.Fault != nil {
			out.Fault.Line = number
		}
		if err := s.writeLine(out); err != nil {
			return err
		}
	}
	if first != nil {
		return said{fault.KindOf(first)}
	}
	return nil
}

// doLine gives the command of one line.
func (s *session) doLine(ctx context.Context, desk *clerk.Clerk, conferenceID string, line []byte, err error) clerk.Receipt {
	var w wishLine
	refused := func(err error) clerk.Receipt {
		return clerk.Receipt{Command: w.ID, Name: w.Name, Status: clerk.Refused, Fault: err}
	}
	if err != nil {
		return refused(err)
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return refused(fault.Wrap(err, fault.Invalid, "cli.bad-line", "Reason", err.Error()))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return refused(fault.New(fault.Invalid, "cli.bad-line", "Reason", "more than one JSON value"))
	}
	cmd, err := conference.DecodeCommand(w.Name, w.Command)
	if err != nil {
		return refused(err)
	}
	if w.Role == "" {
		w.Role = s.options.role
	}
	r, err := desk.Do(ctx, s.who, conferenceID, clerk.Wish{ID: w.ID, Role: w.Role, OccurredAt: w.OccurredAt, Command: cmd})
	if err != nil && r.Fault == nil { // nothing was decided at all
		return refused(err)
	}
	return r
}

// readLine reads a line of at most so many bytes. A longer one is passed over whole, so that the next is read as it should.
func readLine(r *bufio.Reader, most int) ([]byte, error) {
	var line []byte
	tooLong := false
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > most {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(line) == 0 && !tooLong:
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, fault.Wrap(err, fault.Unavailable, "cli.file-unreadable", "Path", "-")
		case tooLong:
			return nil, fault.New(fault.TooLarge, "cli.line-too-long", "Most", strconv.Itoa(most>>20)+" MB")
		}
		return line, nil
	}
}
