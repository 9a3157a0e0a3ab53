package config

// Transcribe says which machine writes down sound for those who ask; none when URL is empty.
type Transcribe struct {
	URL       string // base of a service that speaks POST /v1/audio/transcriptions
	Model     string // as the service calls it
	KeyFile   string // file of the key that the service wants; "" for none
	LocalOnly bool   // only this machine and networks inside are called
	Language  string // of what is said, as ISO 639-1 has it; "" lets the machine tell
}

// transcription lists the settings of it.
func transcription() []Setting {
	in := func(of func(*Transcribe) *string) func(*Config, string) error {
		return text(func(c *Config) *string { return of(&c.Transcribe) })
	}
	return []Setting{
		{Name: "transcribe-url", put: in(func(t *Transcribe) *string { return &t.URL })},
		{Name: "transcribe-model", Default: "whisper-1", put: in(func(t *Transcribe) *string { return &t.Model })},
		{Name: "transcribe-key-file", put: in(func(t *Transcribe) *string { return &t.KeyFile })},
		{Name: "transcribe-local-only", Default: "on", put: onOff(func(c *Config) *bool { return &c.Transcribe.LocalOnly })},
		{Name: "transcribe-language", Default: "sv", put: in(func(t *Transcribe) *string { return &t.Language })},
	}
}
