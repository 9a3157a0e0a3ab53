package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"samverkan/internal/client"
	"samverkan/internal/fault"
)

// problem is an error as programs read it.
type problem struct {
	Kind   string         `json:"kind"`
	Code   string         `json:"code"`
	Text   string         `json:"text"`
	Line   int            `json:"line,omitempty"` // of what was read
	Fields []problemField `json:"fields,omitempty"`
}

type problemField struct {
	Field string `json:"field"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

// fail tells what went wrong, in the reader's language and on standard error, and gives the exit code.
func (s *session) fail(ctx context.Context, err error) int {
	if err == nil {
		return 0
	}
	var told said
	if errors.As(err, &told) {
		return told.kind.ExitCode()
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = fault.New(fault.Unavailable, "cli.interrupted")
	}
	if s.unwritable != nil && fault.CodeOf(err) == "store.read-only" {
		err = s.unwritable // a full disk, say, rather than what follows from it
	}
	err = s.worldly(err)
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		s.log.Error("internal", "code", fault.CodeOf(err), "error", err)
	}
	f, isFault := fault.As(err)
	if isFault {
		f = s.withNames(s.lookedUp(ctx, f))
	}
	text := s.faultText(err, f)
	var of *flagError
	if errors.As(err, &of) {
		text = of.flag + ": " + text
	}
	if s.options.output != outJSON && s.options.output != outLines {
		fmt.Fprintln(s.world.Err, visible(text))
		if kind == fault.Unauthenticated && s.options.server != "" {
			s.remark(s.p.T("cli.sign-in-with", "Server", s.options.server))
		}
		return kind.ExitCode()
	}
	out := problem{Kind: kind.String(), Code: fault.CodeOf(err), Text: text}
	if f != nil && len(f.Fields) > 0 {
		out.Text, _, _ = strings.Cut(text, "\n")
		for _, path := range slices.Sorted(maps.Keys(f.Fields)) {
			code := f.Fields[path]
			out.Fields = append(out.Fields, problemField{path, code, s.p.Fault(&fault.Fault{Kind: f.Kind, Code: code, Args: f.Args})})
		}
	}
	enc := json.NewEncoder(s.world.Err)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return 1
	}
	return kind.ExitCode()
}

// faultText tells of an error; f is the fault in it with names in it, or nil. A service may be newer than this program: what it
// refuses for a reason unknown here is told in its own words.
func (s *session) faultText(err error, f *fault.Fault) string {
	var far *client.Refusal
	switch {
	case f == nil:
		return s.p.Fault(err)
	case errors.As(err, &far) && far.Title != "" && !s.p.Has("fault."+f.Code):
		return far.Title
	}
	return s.p.Fault(f)
}

// said is the error of a verb that has told what is wrong itself, and only wants the exit code.
type said struct{ kind fault.Kind }

func (e said) Error() string { return "said: " + e.kind.String() }

// worldly takes the operating system's errors, which name files, into faults that say what to do.
func (s *session) worldly(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return fileFault(err, path.Path)
	}
	return err
}

// lookedUp reads the register, when it can be read, for a fault that tells of actors.
func (s *session) lookedUp(ctx context.Context, f *fault.Fault) *fault.Fault {
	for _, name := range actorArgs() {
		if _, is := f.Args[name]; is && s.at != nil && s.known == nil {
			s.known, _ = s.at.Directory(ctx) // without it, ids will do
		}
	}
	return f
}

// actorArgs are the values of faults and warnings that are actors.
func actorArgs() []string { return []string{"Actor", "Owner", "Speaker", "Host", "Actors"} }

// withNames puts names in the place of actors' ids.
func (s *session) withNames(f *fault.Fault) *fault.Fault {
	if f == nil {
		return f
	}
	var kv []any
	for name, v := range f.Args {
		switch v := v.(type) {
		case string:
			if name == "Role" && s.p.Has("cli.word.role."+v) {
				kv = append(kv, name, s.p.T("cli.word.role."+v))
			}
			if s.known == nil {
				continue
			}
			if a, ok := s.known.ByID(v); ok && slices.Contains(actorArgs(), name) {
				kv = append(kv, name, a.ShortName)
			}
		case []string:
			if name == "Actors" && s.known != nil {
				kv = append(kv, name, s.known.Names(v))
			}
		}
	}
	if len(kv) == 0 {
		return f
	}
	return f.With(kv...)
}
