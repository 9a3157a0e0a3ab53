package cli

import (
	"context"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	// Times are Swedish on a machine that has no list of time zones, too.
	_ "time/tzdata"

	"github.com/mattn/go-isatty"

	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

// World is what the program meets: the terminal, the surroundings, the clock and chance.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(name string) string
	Now      func() time.Time
	Random   io.Reader // the operating system's when nil
	Terminal bool      // Out is a screen with somebody in front of it
	// Wait waits so long, or until the context ends, whose error it then answers with; by the clock when nil.
	Wait func(ctx context.Context, d time.Duration) error
	// LookupTXT reads the texts that a name has in DNS; the network's when nil.
	LookupTXT func(name string) ([]string, error)
}

// IsScreen tells whether a file is a screen with somebody in front of it.
func IsScreen(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }

// catalogue is every text; it is read once, however often the program is run in one process.
var catalogue = sync.OnceValues(i18n.Load)

// Run runs the program with the arguments that follow its name, and answers with its exit code: 0 done, 1 the program's own
// fault, 2 wrong use or input, 3 not found, 4 refused, 5 the state does not allow it, 6 something is missing or full.
func Run(ctx context.Context, args []string, w World) int {
	log := slog.New(slog.NewTextHandler(w.Err, nil))
	texts, err := catalogue()
	if err != nil {
		log.Error("start", "error", err)
		return 1
	}
	s := &session{world: w, log: log, ids: id.NewSource(w.Now, w.Random), who: clerk.OwnerIdentity()}
	s.options.lang, s.options.output = beforehand(args, w.Env)
	s.p = texts.For(s.options.lang)
	root := s.root()
	root.SetArgs(args)
	root.SetIn(w.In)
	root.SetOut(w.Out)
	root.SetErr(w.Err)
	code := s.fail(ctx, root.ExecuteContext(ctx))
	if err := s.close(); err != nil && code == 0 {
		code = s.fail(ctx, err)
	}
	return code
}
