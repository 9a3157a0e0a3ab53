package house

import "strings"

// A Row says what one package, with the packages below it, may import of the module, and of other modules.
type Row struct {
	Package string   // directory below the root
	May     []string // directories of the module it may import; they cover what lies below them
	Libs    []string // modules it may import; "*" for any
}

// The layers, so that a row reads as a sentence.
var (
	// words: bytes, names, texts and time, with no knowledge of a conference
	layer0 = []string{
		"internal/fault", "internal/id", "internal/i18n", "internal/journal",
		"internal/document", "internal/live", "internal/config", "templates", "internal/chart", "internal/geo", "internal/personal",
	}
	// what a conference is, and the record of it
	domain = []string{"agenda", "conference", "minutes"}
	// what stands around a conference
	around = []string{"internal/directory", "internal/area", "internal/attachment", "internal/inquiry", "internal/sound", "internal/exercise",
		"internal/finding", "internal/filetext", "internal/watch", "internal/usage"}

	layers0to3 = join(layer0, domain, around, []string{"internal/delivery", "internal/course"})
	render     = []string{"internal/render"}
)

// Table is the whole house. A package that is not in it may not exist; adding a row is a decision.
var Table = []Row{
	{Package: "internal/fault"},
	{Package: "internal/id", May: fault},
	{Package: "internal/i18n", May: fault, Libs: []string{"github.com/nicksnyder/go-i18n/v2", "golang.org/x/text"}},
	{Package: "internal/journal", May: fault},
	{Package: "internal/document", May: fault},
	{Package: "internal/live", May: fault},
	{Package: "internal/config", May: fault, Libs: yaml},
	{Package: "templates", May: fault},
	// Pictures beside tables: shapes, no knowledge of what they mean.
	{Package: "internal/chart", Libs: []string{"github.com/go-fonts/dejavu", "golang.org/x/image"}},

	// What says who a private person is.
	{Package: "internal/personal"},
	// Where things lie, and the outlines of the counties.
	{Package: "internal/geo", May: fault},

	{Package: "agenda", May: layer0},
	{Package: "conference", May: join(layer0, []string{"agenda"})},
	{Package: "minutes", May: join(layer0, []string{"agenda", "conference"})},

	{Package: "internal/directory", May: layer0},
	{Package: "internal/area", May: layer0},
	{Package: "internal/inquiry", May: join(layer0, []string{"conference"})},
	// A händelse over all its conferences, of minutes that were composed for one reader.
	{Package: "internal/course", May: join(layer0, domain)},
	// What is played in an exercise, by whom and when, and how it went.
	{Package: "internal/exercise", May: join(layer0, []string{"agenda", "conference"})},
	// How an actor uses the service, counted.
	{Package: "internal/usage", May: layer0},
	{Package: "internal/attachment", May: layer0, Libs: []string{"*"}},
	// What a recording is, how loud it is where, and copies of it with stretches silent.
	{Package: "internal/sound", May: fault, Libs: []string{"github.com/pion/opus", "github.com/hajimehoshi/go-mp3"}},
	// How people look for words in texts, and the words of files.
	{Package: "internal/finding", Libs: []string{"github.com/kljensen/snowball", "golang.org/x/text"}},
	{Package: "internal/filetext", May: fault, Libs: []string{"golang.org/x/net"}},
	// What people keep an eye on, and whether what has happened concerns them.
	{Package: "internal/watch", May: join(fault, []string{"internal/i18n", "internal/finding"})},
	// What is to be sent, of what is known of the conference and of whom to reach.
	{Package: "internal/delivery", May: join(layer0, []string{"agenda", "conference", "internal/directory"})},

	{Package: "internal/wire", May: join(layer0, []string{"conference", "internal/inquiry", "internal/exercise"})},

	{Package: "internal/store", May: layers0to3, Libs: []string{"*"}},
	{Package: "internal/render/ical", May: layers0to3, Libs: []string{"*"}},
	{Package: "internal/render/pdf", May: layers0to3, Libs: []string{"*"}},
	{Package: "internal/render/html", May: layers0to3, Libs: []string{"*"}},
	{Package: "internal/render/text", May: layers0to3, Libs: []string{"*"}},
	{Package: "internal/mail", May: layers0to3, Libs: []string{"*"}},
	// Short messages by other ways than mail; all that is called goes through outward.
	{Package: "internal/channel", May: join(layers0to3, []string{"internal/outward"}), Libs: []string{"golang.org/x/text", "github.com/SherClockHolmes/webpush-go"}},
	// Answers come as calendars.
	{Package: "internal/mail/inbound", May: join(layers0to3, []string{"internal/render/ical"}), Libs: []string{"*"}},
	// Reads finished mail as a stranger would, with the calendar in it.
	{Package: "internal/mail/lint", May: join(layers0to3, []string{"internal/render/ical"}), Libs: []string{"github.com/emersion/go-message"}},
	// A backup is the database and the files that it speaks of.
	{Package: "internal/backup", May: join(layer0, []string{"internal/store", "internal/attachment"}), Libs: []string{"*"}},
	{Package: "internal/pack", May: join(layers0to3, render), Libs: []string{"*"}},

	{Package: "internal/clerk", May: join(layers0to3, []string{"internal/store"}), Libs: []string{"*"}},

	// Documents of a conference for one of its readers, the same from every door.
	{Package: "internal/papers", May: join(layers0to3, render, []string{"internal/pack", "internal/clerk"})},

	// A kallelse in one go, composed the same at every door.
	{Package: "internal/calling", May: join(layers0to3, []string{"internal/clerk", "internal/wire"})},
	// Situation reports as the doors show and take them.
	{Package: "internal/reporting", May: join(layers0to3, []string{"internal/wire"})},

	{Package: "internal/signin", May: join(layers0to3, render, aboveClerk), Libs: []string{"*"}},
	// What is sent and what comes in: it makes the messages, hands them over, and tells the clerk what became of them.
	{Package: "internal/notify", May: join(layers0to3, render, aboveClerk, []string{"internal/channel", "internal/pack", "internal/papers"}), Libs: []string{"*"}},
	// The signature of an answer link, which whoever shows the page reads too.
	{Package: "internal/notify/link", May: fault},
	{Package: "internal/web", May: join(layers0to3, render, doors), Libs: []string{"*"}},
	// Makes what browsers load; what it makes is committed, and it is in no program that is handed out.
	{Package: "internal/web/bundle", Libs: []string{"github.com/evanw/esbuild"}},
	// Browsers against the scripts of the web, and nothing else.
	{Package: "internal/web/clienttest"},
	{Package: "internal/api", May: join(layers0to3, render, doors), Libs: []string{"*"}},
	{Package: "internal/dav", May: join(layers0to3, render, doors), Libs: []string{"*"}},
	// Areas as a network folder, and as feeds.
	{Package: "internal/folder", May: join(layers0to3, []string{"internal/clerk", "internal/pack"}), Libs: []string{"golang.org/x/net", "golang.org/x/text"}},
	// An actor's own register of people.
	{Package: "internal/scim", May: join(layers0to3, []string{"internal/clerk"})},
	// Files that come in pieces.
	{Package: "internal/upload", May: join(layers0to3, []string{"internal/clerk"})},
	{Package: "internal/client", May: join(layer0, []string{"conference", "internal/wire", "internal/outward"}), Libs: []string{"*"}},

	// Calls to other machines, with the care that takes.
	{Package: "internal/outward", May: layer0, Libs: []string{"*"}},
	// A machine that writes down what is said in a recording.
	{Package: "internal/transcribe", May: []string{"internal/fault", "internal/sound", "internal/outward"}},
	// What is read out of recordings in the background, and who has them written down.
	{Package: "internal/hearing", May: join(layers0to3, []string{"internal/clerk", "internal/transcribe"})},
	// The whole service as a value that a test can start: it opens the doors and knows none of their business.
	{Package: "internal/server", May: join(layers0to3, render, doors, aboveClerk, []string{"internal/store", "internal/backup", "internal/api",
		"internal/web", "internal/dav", "internal/folder", "internal/scim", "internal/upload", "internal/notify", "internal/channel", "internal/hearing", "internal/transcribe"}), Libs: []string{"*"}},

	// The fixed cast, and the reader of plans and run files, which gives the commands that every other door gives.
	{Package: "internal/fixture", May: layers0to3, Libs: yaml},
	{Package: "internal/scenario", May: layers0to3, Libs: yaml},

	// Meetings of the exercise, played at the desk at any time of day.
	{Package: "internal/rehearsal", May: join(layers0to3, []string{"internal/clerk", "internal/scenario", "internal/fixture"})},

	{Package: "internal/cli", May: []string{"internal", "agenda", "conference", "minutes", "templates"}, Libs: []string{"*"}},
	{Package: "cmd/samverkan", May: []string{"internal/cli"}},

	// Tests only: they look at everything, and nothing looks at them.
	{Package: "internal/house"},
	{Package: "internal/e2e"},
	// A mail server that fails as real ones do.
	{Package: "internal/mail/mailtest", Libs: []string{"github.com/emersion/go-smtp", "github.com/emersion/go-sasl"}},
	// The service with a meeting in one of its states, and people of every role before the pages.
	{Package: "internal/web/webtest", May: join(layers0to3, render, doors, aboveClerk, []string{"internal/store", "internal/server", "internal/rehearsal", "internal/notify/link"}),
		Libs: []string{"*"}},
	// It sets up an installation as the command line would, and then measures the program from outside.
	{Package: "internal/e2e/load", May: join(layer0, domain, around, aboveClerk, []string{"internal/signin", "internal/store",
		"internal/scenario", "internal/fixture"}), Libs: []string{"golang.org/x/sys"}},
}

var (
	fault      = []string{"internal/fault"}
	yaml       = []string{"gopkg.in/yaml.v3"}
	aboveClerk = []string{"internal/clerk", "internal/mail", "internal/wire", "internal/outward"}
	doors      = []string{"internal/signin", "internal/clerk", "internal/wire", "internal/pack", "internal/papers", "internal/calling", "internal/reporting",
		"internal/scenario", "internal/fixture"}
)

// testsOnly may be imported by no shipped package, however wide its row; by each other when a row says so.
var testsOnly = []string{"internal/house", "internal/e2e", "internal/render/pdf/pdftest", "internal/store/pgtest", "internal/web/bundle",
	"internal/web/clienttest", "internal/web/webtest", "internal/mail/mailtest"}

// owners are the only ones that may import what follows them.
var owners = map[string]string{
	"database/sql":                  "internal/store",
	"github.com/emersion/go-ical":   "internal/render/ical",
	"github.com/emersion/go-webdav": "internal/dav",
	"github.com/jung-kurt/gofpdf":   "internal/render/pdf",
	"modernc.org/sqlite":            "internal/store",
	"github.com/pressly/goose/v3":   "internal/store",
	"github.com/nicksnyder/go-i18n": "internal/i18n",
	"github.com/evanw/esbuild":      "internal/web/bundle",
}

// rowOf finds the row of a directory: the longest one that covers it.
func rowOf(table []Row, dir string) (Row, bool) {
	var best Row
	found := false
	for _, r := range table {
		if under(dir, r.Package) && len(r.Package) >= len(best.Package) {
			best, found = r, true
		}
	}
	return best, found
}

// under tells whether path is base or lies below it.
func under(path, base string) bool {
	return path == base || strings.HasPrefix(path, base+"/")
}

func join(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
