package signin

// Cheap makes passwords cost next to nothing, in tests that are not about their cost.
func (s *Service) Cheap() {
	s.cost = cost{memory: 64, time: 1, threads: 1}
	s.dummy = s.cost.nobodys(s.vault)
}

// What parsers and rules answer, for tests and fuzzing.
var (
	SoundToken    = soundToken
	ReadUserCode  = readUserCode
	ReadRecovery  = readRecovery
	LocalPath     = localPath
	CheckPassword = checkPassword
	TOTPMatch     = totpMatch
	HOTP          = hotp
	Matches       = func(phc, password string) bool { _, ok := matches(phc, password); return ok }
	ParsePHC      = func(phc string) bool { _, _, _, ok := parsePHC(phc); return ok }
)

// NewToken makes a token as the service does.
func (s *Service) NewToken() string { return s.vault.token() }

// Waiting is how many passwords can be worked at or wait.
const Waiting = working + waiting

// Costly makes passwords cost what they do for people.
func (s *Service) Costly() {
	s.cost = usual
	s.dummy = s.cost.nobodys(s.vault)
}
