package server

import (
	"context"
	"os"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/hearing"
	"samverkan/internal/transcribe"
)

// openHearing sets up what reads recordings in the background, and the machine that writes them down where there is one. Faults: serve.transcribe-key
// when the file of its key cannot be read, and those of transcribe.New.
func (s *Server) openHearing(context.Context) error {
	c := s.o.Config.Transcribe
	s.hearing = &hearing.Worker{Clerk: s.clerk, Log: s.log, After: clock{s.o.Now}.After, Language: c.Language, Alone: !s.o.Config.OnPostgres()}
	if c.URL == "" {
		return nil
	}
	o := transcribe.Options{URL: c.URL, Model: c.Model, LocalOnly: c.LocalOnly, Inside: s.o.Config.Inside}
	if c.KeyFile != "" {
		key, err := os.ReadFile(c.KeyFile)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "serve.transcribe-key", "Path", c.KeyFile)
		}
		o.Key = strings.TrimSpace(string(key))
	}
	var err error
	s.hearing.Machine, err = transcribe.New(o)
	return err
}
