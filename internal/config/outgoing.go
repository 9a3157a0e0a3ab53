package config

import "time"

// Outgoing says what is told to people, and how. What has no address or provider is off.
type Outgoing struct {
	On       bool   // deliveries are queued and handed over
	MailRate int    // mails a minute that the server takes; 0: any number
	Bounce   string // mailbox that returned mail comes to, with a plus and a token; "" for bounce@ of the sender's domain

	DKIMKey      string // file; "" signs nothing
	DKIMSelector string
	DKIMUntil    time.Time // when the key goes out of use: the end of a day; zero for never

	SMS         string // off, 46elks, file
	SMSUser     string
	SMSPassword string
	SMSFrom     string // number, or a name of at most eleven letters
	SMSFile     string // file that text messages are written to instead

	VoiceSound         string // address of what is played in calls; "" for no calls
	VoiceExerciseSound string // the same in an exercise

	RakelFile   string // file that texts to key in are written to
	PushContact string // whom a maker of browsers turns to; "" for no pushes
}

// Incoming says how answers come in by mail.
type Incoming struct {
	IMAP         string // host and port of the mailbox; "" for none
	IMAPUser     string
	IMAPPassword string
	IMAPTLS      string // tls, starttls, none
	IMAPFolder   string
	IMAPDone     string // folder that what was read is moved to; "" leaves it
	LMTP         string // address and port where a mail server hands over; "" for nowhere
	AuthServer   string // name of the mail server whose word on senders is taken
}

// outgoing lists the settings of what goes out and comes in.
func outgoing() []Setting {
	out := func(in func(*Outgoing) *string) func(*Config, string) error {
		return text(func(c *Config) *string { return in(&c.Outgoing) })
	}
	come := func(in func(*Incoming) *string) func(*Config, string) error {
		return text(func(c *Config) *string { return in(&c.Incoming) })
	}
	return []Setting{
		{Name: "outgoing", Default: "on", put: onOff(func(c *Config) *bool { return &c.Outgoing.On })},
		{Name: "mail-rate", Default: "0", put: number(func(c *Config) *int { return &c.Outgoing.MailRate }, 0, 100_000)},
		{Name: "mail-bounce", put: out(func(o *Outgoing) *string { return &o.Bounce })},
		{Name: "dkim-key", put: out(func(o *Outgoing) *string { return &o.DKIMKey })},
		{Name: "dkim-selector", Default: "samverkan", put: out(func(o *Outgoing) *string { return &o.DKIMSelector })},
		{Name: "dkim-until", put: day(func(c *Config) *time.Time { return &c.Outgoing.DKIMUntil })},
		{Name: "imap", put: address(func(c *Config) *string { return &c.Incoming.IMAP }, true)},
		{Name: "imap-user", put: come(func(i *Incoming) *string { return &i.IMAPUser })},
		{Name: "imap-password", Secret: true, put: come(func(i *Incoming) *string { return &i.IMAPPassword })},
		{Name: "imap-tls", Default: "tls", put: choice(func(c *Config) *string { return &c.Incoming.IMAPTLS }, "tls", "starttls", "none")},
		{Name: "imap-folder", Default: "INBOX", put: come(func(i *Incoming) *string { return &i.IMAPFolder })},
		{Name: "imap-done", put: come(func(i *Incoming) *string { return &i.IMAPDone })},
		{Name: "lmtp", put: address(func(c *Config) *string { return &c.Incoming.LMTP }, true)},
		{Name: "auth-server", put: come(func(i *Incoming) *string { return &i.AuthServer })},
		{Name: "sms", Default: "off", put: choice(func(c *Config) *string { return &c.Outgoing.SMS }, "off", "46elks", "file")},
		{Name: "sms-user", put: out(func(o *Outgoing) *string { return &o.SMSUser })},
		{Name: "sms-password", Secret: true, put: out(func(o *Outgoing) *string { return &o.SMSPassword })},
		{Name: "sms-from", Default: "Samverkan", put: out(func(o *Outgoing) *string { return &o.SMSFrom })},
		{Name: "sms-file", put: out(func(o *Outgoing) *string { return &o.SMSFile })},
		{Name: "voice-sound", put: out(func(o *Outgoing) *string { return &o.VoiceSound })},
		{Name: "voice-exercise-sound", put: out(func(o *Outgoing) *string { return &o.VoiceExerciseSound })},
		{Name: "rakel-file", put: out(func(o *Outgoing) *string { return &o.RakelFile })},
		{Name: "push-contact", put: out(func(o *Outgoing) *string { return &o.PushContact })},
	}
}
