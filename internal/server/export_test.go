package server

import (
	"samverkan/internal/clerk"
	"samverkan/internal/signin"
)

// Clerk is the desk behind the doors, for tests that need people there.
func (s *Server) Clerk() *clerk.Clerk { return s.clerk }

// SignIn lets people in, for tests that invite them.
func (s *Server) SignIn() *signin.Service { return s.signin }
