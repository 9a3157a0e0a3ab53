package cli

import (
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
)

// files gives the place where files are kept: a directory beside the database.
func (s *session) files() clerk.Files {
	if s.kept == nil {
		s.kept = attachment.NewShelf(s.store.Path()+".files", s.world.Random)
	}
	return s.kept
}
