package exercise

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Kind is what an inject is.
type Kind string

// The kinds. A need and an offer are said in the meeting, as everything that is said there: by asking for the floor.
const (
	Answer Kind = "answer" // svar på kallelsen
	Report Kind = "report" // lägesrapport
	Floor  Kind = "floor"  // begär ordet
	Need   Kind = "need"   // behov
	Offer  Kind = "offer"  // erbjudande
	Stance Kind = "stance" // ställningstagande till det som läses upp
	Phone  Kind = "phone"  // samtal som övningsledaren läser upp
	Fact   Kind = "fact"   // nytt läge
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Answer, Report, Floor, Need, Offer, Stance, Phone, Fact} }

// Says tells whether an inject of the kind is something said in the meeting, for which the floor is asked.
func (k Kind) Says() bool { return k == Floor || k == Need || k == Offer }

// Told tells whether the exercise's leader is to tell it: no simulated actor does anything.
func (k Kind) Told() bool { return k == Phone || k == Fact }

// Anchor is what an inject waits for.
type Anchor string

// The anchors.
const (
	AtStart  Anchor = "start"     // the play begins
	Called   Anchor = "called"    // the kallelse is sent
	Lobby    Anchor = "lobby"     // the waiting room is open
	Opened   Anchor = "opened"    // the meeting begins
	RollCall Anchor = "roll-call" // the roll-call is ended, or skipped
	Item     Anchor = "item"      // an agenda item is taken up
	ReadBack Anchor = "read-back" // a decision is read back, under an item or any
	Settled  Anchor = "settled"   // a decision is taken, under an item or any
	Closed   Anchor = "closed"    // the meeting is over
)

// Anchors lists the anchors in the order of a meeting.
func Anchors() []Anchor {
	return []Anchor{AtStart, Called, Lobby, Opened, RollCall, Item, ReadBack, Settled, Closed}
}

// Inject is one thing that happens (inspel).
type Inject struct {
	ID    string        `json:"id"`
	After Anchor        `json:"after"`
	Item  string        `json:"item,omitempty"` // of the anchors that are about one
	Delay time.Duration `json:"delay"`          // in the time of the exercise
	Kind  Kind          `json:"kind"`

	Actors   []string              `json:"actors,omitempty"`
	Words    string                `json:"words,omitempty"`    // what is said, reported or told; the reason of a reservation
	Topic    string                `json:"topic,omitempty"`    // what the floor is asked for about
	Seconds  int                   `json:"seconds,omitempty"`  // how long it is spoken
	Reply    conference.Reply      `json:"reply,omitempty"`    // to the kallelse
	Function string                `json:"function,omitempty"` // who comes instead
	Stance   conference.StanceKind `json:"stance,omitempty"`
	Impact   int                   `json:"impact,omitempty"` // of a report, 1–5; 0 is unknown
	Needs    string                `json:"needs,omitempty"`  // what a report asks for
}

// Routine is what simulated actors report of which the list says nothing.
type Routine struct {
	Text   string `json:"text"`
	Impact int    `json:"impact,omitempty"`
}

// Script is an inspelslista.
type Script struct {
	Title      string    `json:"title"`
	Seed       uint64    `json:"seed"`
	People     []string  `json:"people,omitempty"`     // actors that people play, beside the host: nobody acts for them
	Substitute string    `json:"substitute,omitempty"` // the function of who comes instead of another
	Reports    []Routine `json:"reports,omitempty"`
	Injects    []Inject  `json:"injects"`
}

// MaxInjects is the most that a list may hold.
const MaxInjects = 500

// maxDelay is the longest that an inject may wait after what it waits for.
const maxDelay = 48 * time.Hour

// maxSeconds is the longest that a simulated actor may be given to speak.
const maxSeconds = 1800

// Check refuses a list that cannot be played. Faults, each with the inject's ID: exercise.id, exercise.id-twice, exercise.kind,
// exercise.after, exercise.item-missing, exercise.delay, exercise.no-actor, exercise.no-words, exercise.reply, exercise.stance,
// exercise.seconds, exercise.impact; and exercise.no-title, exercise.empty, exercise.too-many.
func (s *Script) Check() error {
	switch {
	case s.Title == "":
		return fault.New(fault.Invalid, "exercise.no-title")
	case len(s.Injects) == 0 && len(s.Reports) == 0:
		return fault.New(fault.Invalid, "exercise.empty")
	case len(s.Injects) > MaxInjects || len(s.Reports) > MaxInjects:
		return fault.New(fault.TooLarge, "exercise.too-many", "Max", MaxInjects)
	}
	for _, r := range s.Reports {
		if r.Text == "" || r.Impact < 0 || r.Impact > 5 {
			return fault.New(fault.Invalid, "exercise.routine")
		}
	}
	seen := map[string]bool{}
	for i := range s.Injects {
		x := &s.Injects[i]
		if err := id.Key(x.ID); err != nil {
			return fault.New(fault.Invalid, "exercise.id", "ID", x.ID)
		}
		if seen[x.ID] {
			return fault.New(fault.Invalid, "exercise.id-twice", "ID", x.ID)
		}
		seen[x.ID] = true
		if err := x.check(); err != nil {
			return err
		}
	}
	return nil
}

func (x *Inject) check() error {
	wrong := func(code string) error { return fault.New(fault.Invalid, code, "ID", x.ID) }
	impact := x.Impact >= 0 && x.Impact <= 5
	switch {
	case !slices.Contains(Kinds(), x.Kind):
		return wrong("exercise.kind")
	case !slices.Contains(Anchors(), x.After):
		return wrong("exercise.after")
	case x.After == Item && x.Item == "":
		return wrong("exercise.item-missing")
	case x.Delay < 0 || x.Delay > maxDelay:
		return wrong("exercise.delay")
	case len(x.Actors) == 0 && !x.Kind.Told():
		return wrong("exercise.no-actor")
	case x.Seconds < 0 || x.Seconds > maxSeconds:
		return wrong("exercise.seconds")
	case !impact:
		return wrong("exercise.impact")
	}
	needsWords := x.Kind == Report || x.Kind.Says() || x.Kind.Told()
	switch x.Kind {
	case Answer:
		switch x.Reply {
		case conference.Acknowledged, conference.Coming, conference.Declined:
		case conference.Substitute:
			if x.Function == "" {
				return wrong("exercise.reply")
			}
		default:
			return wrong("exercise.reply")
		}
	case Stance:
		switch x.Stance {
		case conference.StandBehind, conference.NoMandate, conference.NotTakingPart:
		case conference.Reserve:
			needsWords = true
		default:
			return wrong("exercise.stance")
		}
		if x.After != ReadBack {
			return wrong("exercise.stance-after")
		}
	}
	if needsWords && x.Words == "" {
		return wrong("exercise.no-words")
	}
	return nil
}

// Unplayable names what in a list does not fit a plan: actors that are not called, and items that are not on the dagordning. It can be
// played all the same, and what does not fit never happens.
func (s *Script) Unplayable(p *conference.Plan) (actors, items []string) {
	called := p.Actors()
	for _, x := range s.Injects {
		for _, a := range x.Actors {
			if !slices.Contains(called, a) && !slices.Contains(actors, a) {
				actors = append(actors, a)
			}
		}
		if _, ok := p.Agenda.Find(x.Item); !ok && x.Item != "" && !slices.Contains(items, x.Item) {
			items = append(items, x.Item)
		}
	}
	return actors, items
}
