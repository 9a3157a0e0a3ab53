package server

import (
	"samverkan/internal/mail"
	"samverkan/internal/signin"
)

// mailer is what sends mail; none when the settings name no server, and links are then shown to whoever makes them. Fault:
// mail.sender.
func (s *Server) mailer() (signin.Mailer, error) {
	c := s.o.Config.SMTP
	if c.Address == "" {
		return nil, nil
	}
	return mail.New(mail.Options{Address: c.Address, From: c.From, User: c.User, Password: c.Password, Security: c.TLS,
		Now: s.o.Now, NewID: s.o.NewID})
}
