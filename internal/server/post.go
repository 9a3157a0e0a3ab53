package server

import (
	"bytes"
	"context"
	"crypto"
	"crypto/hkdf"
	"crypto/sha256"
	"net"
	"net/http"
	netmail "net/mail"
	"os"
	"strings"
	"time"

	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/mail"
	"samverkan/internal/mail/inbound"
	"samverkan/internal/notify"
	"samverkan/internal/notify/link"
	"samverkan/internal/outward"
	"samverkan/internal/signin"
)

// signatureLife is how long a mail's signature is good: longer than any server keeps a mail before it gives up.
const signatureLife = 14 * 24 * time.Hour

// post is what the service sends with and takes answers with.
type post struct {
	links    *link.Signer
	render   *notify.Renderer
	worker   *notify.Worker // nil when nothing is sent
	remind   *notify.Reminders
	replies  *notify.Replies
	hooks    *notify.Hooks
	poller   *inbound.Poller // nil without a mailbox
	receiver *inbound.Receiver
	lmtp     net.Listener
	pushKeys channel.PushKeys
}

// sends tells whether anything is set up to send with.
func (s *Server) sends() bool {
	c := s.o.Config
	return c.Outgoing.On && (c.SMTP.Address != "" || c.Outgoing.SMS != "off" || c.Outgoing.RakelFile != "" || c.Outgoing.PushContact != "")
}

// outgoing is what the clerk is told of it: nil, and it queues nothing.
func (s *Server) outgoing() *clerk.Outgoing {
	if !s.sends() {
		return nil
	}
	c := s.o.Config
	return &clerk.Outgoing{
		Has: func(ch directory.Channel) bool {
			switch ch {
			case directory.Mail:
				return c.SMTP.Address != ""
			case directory.SMS:
				return c.Outgoing.SMS != "off"
			case directory.Voice:
				return c.Outgoing.VoiceSound != ""
			case directory.Rakel:
				return c.Outgoing.RakelFile != ""
			case directory.Push:
				return c.Outgoing.PushContact != ""
			}
			return ch == directory.Webhook
		},
		Changed: func(string) { s.wakePost() },
	}
}

// wakePost tells the worker that something may be due.
func (s *Server) wakePost() {
	if s.ready.Load() && s.post.worker != nil {
		s.post.worker.Wake()
	}
}

// openPost makes what sends and takes answers, as the settings say. Faults: mail.sender, mail.unreachable, mail.insecure,
// mail.dkim-key, channel.setting, channel.sender, channel.recording, channel.file, inbound.insecure, serve.cannot-listen, and those
// of the key's file.
func (s *Server) openPost(ctx context.Context) error {
	c := s.o.Config
	secret, err := signin.LoadKey(c.SecretKey, s.o.Random)
	if err != nil {
		return err
	}
	sender, err := senderOf(c)
	if err != nil {
		return err
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "samverkan answer links", 32)
	if err != nil {
		return err
	}
	if s.post.links, err = link.New(key); err != nil {
		return err
	}
	if key, err = hkdf.Key(sha256.New, secret, nil, "samverkan callbacks", 32); err != nil {
		return err
	}
	base := strings.TrimSuffix(c.URL.String(), "/")
	callbacks := channel.Callbacks{Base: base + strings.TrimSuffix(notify.HooksPath, "/"), Key: key}
	if s.post.render, err = notify.NewRenderer(notify.RendererOptions{Clerk: s.clerk, Texts: s.o.Texts, Links: s.post.links, Now: s.o.Now, Base: base,
		From: sender.Address, Name: sender.Name, Bounce: c.Outgoing.Bounce, Callback: func(ch directory.Channel, id string) string {
			if !s.o.Config.Secure() {
				return "" // nobody outside can tell us anything
			}
			return callbacks.URL(string(ch), id)
		}}); err != nil {
		return err
	}
	s.post.hooks = &notify.Hooks{Clerk: s.clerk, Callbacks: callbacks, Now: s.o.Now}
	if err := s.openWorker(secret, sender.Address); err != nil {
		return err
	}
	return s.openIncoming(ctx, sender.Address)
}

// senderOf is who mail comes from. Fault: mail.sender.
func senderOf(c *config.Config) (netmail.Address, error) {
	if c.SMTP.From == "" {
		return netmail.Address{Name: "Samverkan", Address: "samverkan@localhost.invalid"}, nil
	}
	a, err := netmail.ParseAddress(c.SMTP.From)
	if err != nil {
		return netmail.Address{}, fault.New(fault.Invalid, "mail.sender")
	}
	if a.Name == "" {
		a.Name = "Samverkan"
	}
	return *a, nil
}

// openWorker makes what hands deliveries over.
func (s *Server) openWorker(secret []byte, from string) error {
	if !s.sends() {
		return nil
	}
	c := s.o.Config
	o := notify.WorkerOptions{Clerk: s.clerk, Render: s.post.render, Name: s.o.Node + "." + s.o.NewID(), Alone: !c.OnPostgres(),
		Random: s.o.Random, Clock: clock{s.o.Now}, Log: s.log}
	if c.SMTP.Address != "" {
		var err error
		if o.Relay, err = relay(c, from, s.o.Now); err != nil {
			return err
		}
		if o.Sign, err = s.signature(from); err != nil {
			return err
		}
	}
	var err error
	if o.Short, err = s.channels(secret); err != nil {
		return err
	}
	s.post.worker = notify.NewWorker(o)
	s.post.remind = &notify.Reminders{Clerk: s.clerk, Clock: clock{s.o.Now}, Log: s.log}
	return nil
}

// clock is the service's time with the machine's timers.
type clock struct{ now func() time.Time }

func (c clock) Now() time.Time                         { return c.now() }
func (c clock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// relay is the mail server of the settings.
func relay(c *config.Config, from string, now func() time.Time) (*mail.Relay, error) {
	roots, err := trusted(c.CA)
	if err != nil {
		return nil, err
	}
	return mail.NewRelay(mail.RelayOptions{Address: c.SMTP.Address, Security: c.SMTP.TLS, User: c.SMTP.User, Password: c.SMTP.Password,
		Name: domainOf(from), PerMinute: c.Outgoing.MailRate, Roots: roots, Now: now})
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// signature signs mail in the name of the sender's domain; nil when no key is given. Fault: mail.dkim-key.
func (s *Server) signature(from string) (func([]byte) ([]byte, error), error) {
	key, err := signingKey(s.o.Config)
	if err != nil || key == nil {
		return nil, err
	}
	return mail.DKIM{Domain: domainOf(from), Selector: s.o.Config.Outgoing.DKIMSelector, Key: key, Life: signatureLife, Now: s.o.Now}.Sign, nil
}

// signingKey is the key that mail is signed with; nil when the settings have none.
func signingKey(c *config.Config) (crypto.Signer, error) {
	if c.Outgoing.DKIMKey == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.Outgoing.DKIMKey)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "mail.dkim-key")
	}
	return mail.LoadKey(text)
}

// channels makes the ways out that are not mail.
func (s *Server) channels(secret []byte) (map[directory.Channel]channel.Provider, error) {
	c := s.o.Config
	roots, err := trusted(c.CA)
	if err != nil {
		return nil, err
	}
	reach := outward.Options{Inside: c.Inside, Roots: roots}
	derive := func(purpose string) ([]byte, error) {
		return hkdf.Key(sha256.New, secret, nil, "samverkan "+purpose, 32)
	}
	key, err := derive("webhooks")
	if err != nil {
		return nil, err
	}
	out := map[directory.Channel]channel.Provider{directory.Webhook: channel.NewWebhook(channel.WebhookOptions{Now: s.o.Now, Outward: reach,
		Secrets: func(address string) []string { return []string{channel.ReceiverSecret(key, address, 1)} }})}
	elks := channel.ElksOptions{User: c.Outgoing.SMSUser, Password: c.Outgoing.SMSPassword, From: c.Outgoing.SMSFrom, Outward: reach}
	switch c.Outgoing.SMS {
	case "46elks":
		out[directory.SMS], err = channel.NewSMS(elks)
	case "file":
		out[directory.SMS], err = channel.OpenFile(c.Outgoing.SMSFile, "sms")
	}
	if err != nil {
		return nil, err
	}
	if c.Outgoing.VoiceSound != "" {
		o := channel.VoiceOptions{ElksOptions: elks, Recordings: []channel.Recording{{Language: "sv", URL: c.Outgoing.VoiceSound}}}
		if c.Outgoing.VoiceExerciseSound != "" {
			o.Recordings = append(o.Recordings, channel.Recording{Language: "sv", Exercise: true, URL: c.Outgoing.VoiceExerciseSound})
		}
		voice, err := channel.NewVoice(o)
		if err != nil {
			return nil, err
		}
		out[directory.Voice], s.post.hooks.Voice = voice, voice
	}
	if c.Outgoing.RakelFile != "" {
		file, err := channel.OpenFile(c.Outgoing.RakelFile, "rakel")
		if err != nil {
			return nil, err
		}
		out[directory.Rakel] = channel.Rakel{Words: s.o.Texts, Next: file}
	}
	if c.Outgoing.PushContact != "" {
		// The keys are always the same ones: new ones would make every browser's consent worthless.
		seed, err := hkdf.Key(sha256.New, secret, nil, "samverkan push", 32*64)
		if err != nil {
			return nil, err
		}
		if s.post.pushKeys, err = channel.NewPushKeys(bytes.NewReader(seed)); err != nil {
			return nil, err
		}
		one, err := channel.NewPush(channel.PushOptions{Keys: s.post.pushKeys, Contact: c.Outgoing.PushContact, Outward: reach})
		if err != nil {
			return nil, err
		}
		out[directory.Push] = notify.Pushes{Clerk: s.clerk, To: one}
	}
	return out, nil
}

// openIncoming makes what takes answers.
func (s *Server) openIncoming(ctx context.Context, mailbox string) error {
	c := s.o.Config.Incoming
	s.post.replies = &notify.Replies{Clerk: s.clerk, Render: s.post.render, Now: s.o.Now, Log: s.log,
		Read: inbound.Options{AuthServer: c.AuthServer, LookupTXT: net.LookupTXT}}
	roots, err := trusted(s.o.Config.CA)
	if err != nil {
		return err
	}
	if c.IMAP != "" {
		if s.post.poller, err = inbound.NewPoller(inbound.Mailbox{Address: c.IMAP, Security: c.IMAPTLS, User: c.IMAPUser, Password: c.IMAPPassword,
			Roots: roots, Folder: c.IMAPFolder, Done: c.IMAPDone, Log: s.log}, s.post.replies.Handle); err != nil {
			return err
		}
	}
	if c.LMTP != "" {
		known := ours(mailbox, s.o.Config.Outgoing.Bounce)
		s.post.receiver = inbound.NewReceiver(inbound.ReceiverOptions{Domain: mailbox[strings.LastIndexByte(mailbox, '@')+1:], Log: s.log,
			Known: func(_ context.Context, address string) bool { return known(address) }}, s.post.replies.Handle)
		s.post.lmtp, err = listen(ctx, c.LMTP)
	}
	return err
}

// ours tells the mailboxes that answers and returned mail come to, with or without a token after a plus.
func ours(mailbox, bounce string) func(address string) bool {
	if bounce == "" {
		bounce = "bounce" + mailbox[strings.LastIndexByte(mailbox, '@'):]
	}
	plain := func(address string) string {
		local, domain, _ := strings.Cut(strings.ToLower(address), "@")
		local, _, _ = strings.Cut(local, "+")
		return local + "@" + domain
	}
	mailbox, bounce = plain(mailbox), plain(bounce)
	return func(address string) bool {
		a := plain(address)
		return a == mailbox || a == bounce
	}
}

// startPost sends and takes answers in the background until the context ends.
func (s *Server) startPost(ctx context.Context) {
	if s.post.worker != nil {
		s.background(func() { s.post.worker.Run(ctx) })
		s.background(func() { s.post.remind.Run(ctx) })
		s.background(func() { s.watchSignature(ctx) })
	}
	if s.post.poller != nil {
		s.background(func() {
			if err := s.post.poller.Run(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("reading the mailbox", "code", fault.CodeOf(err))
			}
		})
	}
	if s.post.receiver != nil {
		s.background(func() {
			if err := s.post.receiver.Serve(ctx, s.post.lmtp); err != nil && ctx.Err() == nil {
				s.log.Error("taking mail", "code", fault.CodeOf(err))
			}
		})
	}
}

// Links signs and reads the links that a kallelse is answered by.
func (s *Server) Links() *link.Signer { return s.post.links }

// Hooks takes what providers tell of messages; see [notify.Hooks].
func (s *Server) Hooks() http.Handler { return s.post.hooks }

// LMTPAddr is where mail is taken; nil when nowhere.
func (s *Server) LMTPAddr() net.Addr {
	if s.post.lmtp == nil {
		return nil
	}
	return s.post.lmtp.Addr()
}

// verifyLink gives the delivery that the token of an answer link came with.
func (s *Server) verifyLink(token string, now time.Time) (string, error) {
	t, err := s.post.links.Verify(token, now)
	return t.Delivery, err
}
