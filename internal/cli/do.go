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
	for number := 1; ; {
		lines, more := s.lines(in)
		receipts, gone := s.doSome(ctx, desk, id, lines)
		for i, r := range receipts {
			if lines[i].blank() {
				continue
			}
			if r.Fault != nil && (fault.KindOf(r.Fault) == fault.Internal || ctx.Err() != nil) {
				return r.Fault
			}
			if r.Fault != nil && first == nil {
				first = r.Fault
			}
			out := s.bareReceipt(ctx, r)
			if out.Fault != nil {
				out.Fault.Line = number + i
			}
			if err := s.writeLine(out); err != nil {
				return err
			}
		}
		if gone != nil {
			return gone
		}
		if number += len(lines); !more {
			break
		}
	}
	if first != nil {
		return said{fault.KindOf(first)}
	}
	return nil
}

// doLine is a line as it was read, with what was wrong with it.
type doLine struct {
	text []byte
	err  error
}

func (l doLine) blank() bool { return l.err == nil && len(bytes.TrimSpace(l.text)) == 0 }

// linesMost is how many lines go to a service at once, when so many have been written already.
const linesMost = 200

// lines reads the next line, and for a service also what has come after it: nobody has to wait for a line that is not written
// yet, and a long file does not travel a line at a time. more tells whether there may be more to read.
func (s *session) lines(in *bufio.Reader) (all []doLine, more bool) {
	for {
		line, err := readLine(in, maxCommand)
		if errors.Is(err, io.EOF) {
			return all, false
		}
		all = append(all, doLine{line, err})
		ready, _ := in.Peek(in.Buffered())
		if s.far == nil || len(all) == linesMost || bytes.IndexByte(ready, '\n') < 0 || fault.KindOf(err) == fault.Unavailable && err != nil {
			return all, err == nil || fault.KindOf(err) != fault.Unavailable
		}
	}
}

// doSome gives the commands of some lines, and answers with a receipt for each line. The error is that the service is gone:
// there is no use in trying the next.
func (s *session) doSome(ctx context.Context, desk desk, conferenceID string, lines []doLine) ([]clerk.Receipt, error) {
	out := make([]clerk.Receipt, len(lines))
	var wishes []clerk.Wish
	var at []int // of the wishes among the lines
	for i, l := range lines {
		if l.blank() {
			continue
		}
		w, refused := s.wish(l)
		if refused.Fault != nil {
			out[i] = refused
			continue
		}
		wishes, at = append(wishes, w), append(at, i)
	}
	if len(wishes) == 0 {
		return out, nil
	}
	receipts, err := desk.Batch(ctx, s.who, conferenceID, wishes)
	for n, i := range at {
		switch {
		case n < len(receipts):
			out[i] = receipts[n]
		case err != nil: // nothing was decided at all
			out[i] = clerk.Receipt{Command: wishes[n].ID, Name: wishes[n].Command.Name(), Status: clerk.Refused, Fault: err}
		}
	}
	if s.far != nil && err != nil && fault.KindOf(err) == fault.Unavailable {
		return out, err
	}
	return out, nil
}

// wish reads the command of one line, or else gives the receipt that says what is wrong with it.
func (s *session) wish(l doLine) (clerk.Wish, clerk.Receipt) {
	var w wishLine
	refused := func(err error) (clerk.Wish, clerk.Receipt) {
		return clerk.Wish{}, clerk.Receipt{Command: w.ID, Name: w.Name, Status: clerk.Refused, Fault: err}
	}
	if l.err != nil {
		return refused(l.err)
	}
	dec := json.NewDecoder(bytes.NewReader(l.text))
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
	return clerk.Wish{ID: w.ID, Role: w.Role, OccurredAt: w.OccurredAt, Command: cmd}, clerk.Receipt{}
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
