package scenario

import (
	"io"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"samverkan/conference"
	"samverkan/internal/exercise"
	"samverkan/internal/fault"
)

// scriptSchema is what an inspelslista says that it is.
const scriptSchema = "samverkan-inspelslista/1"

type scriptFile struct {
	Schema     string        `yaml:"schema"`
	Title      string        `yaml:"title"`
	Seed       uint64        `yaml:"seed"`
	People     []string      `yaml:"people"`
	Substitute string        `yaml:"substitute"`
	Reports    []routineFile `yaml:"reports"`
	Injects    []injectFile  `yaml:"injects"`
}

type routineFile struct {
	Text   string `yaml:"text"`
	Impact int    `yaml:"impact"`
}

type injectFile struct {
	line     int
	ID       string   `yaml:"id"`
	After    word     `yaml:"after"`
	Delay    wait     `yaml:"delay"`
	Kind     word     `yaml:"kind"`
	Actors   []string `yaml:"actors"`
	Words    string   `yaml:"words"`
	Topic    string   `yaml:"topic"`
	Seconds  int      `yaml:"seconds"`
	Reply    word     `yaml:"reply"`
	Function string   `yaml:"function"`
	Stance   word     `yaml:"stance"`
	Impact   int      `yaml:"impact"`
	Needs    string   `yaml:"needs"`
}

// UnmarshalYAML reads an inject and remembers where it stands.
func (x *injectFile) UnmarshalYAML(n *yaml.Node) error {
	if err := onlyKeys(n, "id", "after", "delay", "kind", "actors", "words", "topic", "seconds", "reply", "function", "stance", "impact", "needs"); err != nil {
		return err
	}
	type plain injectFile
	if err := n.Decode((*plain)(x)); err != nil {
		return err
	}
	x.line = n.Line
	return nil
}

// wait is how long: "90s", "2m30s", "1h".
type wait struct{ time.Duration }

func (w *wait) UnmarshalYAML(n *yaml.Node) error {
	var s string
	if err := n.Decode(&s); err != nil {
		return err
	}
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		return fault.New(fault.Invalid, "exercise.wait", "Line", n.Line, "Value", clip(s))
	}
	w.Duration = d
	return nil
}

var injectKinds = map[string]exercise.Kind{"svar": exercise.Answer, "answer": exercise.Answer, "lägesrapport": exercise.Report, "report": exercise.Report,
	"begär ordet": exercise.Floor, "floor": exercise.Floor, "behov": exercise.Need, "need": exercise.Need, "erbjudande": exercise.Offer, "offer": exercise.Offer,
	"ställningstagande": exercise.Stance, "stance": exercise.Stance, "telefon": exercise.Phone, "phone": exercise.Phone, "nytt läge": exercise.Fact, "fact": exercise.Fact}

var anchors = map[string]exercise.Anchor{"start": exercise.AtStart, "kallelse": exercise.Called, "called": exercise.Called,
	"väntrum": exercise.Lobby, "lobby": exercise.Lobby, "mötet": exercise.Opened, "opened": exercise.Opened, "upprop": exercise.RollCall,
	"roll-call": exercise.RollCall, "punkt": exercise.Item, "item": exercise.Item, "uppläst": exercise.ReadBack, "read-back": exercise.ReadBack,
	"beslut": exercise.Settled, "settled": exercise.Settled, "avslut": exercise.Closed, "closed": exercise.Closed}

var replies = map[string]conference.Reply{"kvitterar": conference.Acknowledged, "acknowledged": conference.Acknowledged, "kommer": conference.Coming,
	"coming": conference.Coming, "kan inte": conference.Declined, "declined": conference.Declined, "ersättare": conference.Substitute,
	"substitute": conference.Substitute}

var stances = map[string]conference.StanceKind{"står bakom": conference.StandBehind, "stands-behind": conference.StandBehind,
	"reserverar sig": conference.Reserve, "reserves": conference.Reserve, "saknar mandat": conference.NoMandate, "no-mandate": conference.NoMandate,
	"deltar inte": conference.NotTakingPart, "not-taking-part": conference.NotTakingPart}

// ReadScript reads an inspelslista (YAML, schema samverkan-inspelslista/1). Faults: those of a plan's YAML, plan.unknown-word, exercise.schema,
// exercise.wait, and those of [exercise.Script.Check] with the Line of the inject.
func ReadScript(r io.Reader) (exercise.Script, error) {
	var f scriptFile
	if err := decodeYAML(r, &f); err != nil {
		return exercise.Script{}, err
	}
	if f.Schema != scriptSchema {
		return exercise.Script{}, fault.New(fault.Invalid, "exercise.schema", "Schema", scriptSchema)
	}
	s := exercise.Script{Title: strings.TrimSpace(f.Title), Seed: f.Seed, People: f.People, Substitute: strings.TrimSpace(f.Substitute)}
	for _, x := range f.Reports {
		s.Reports = append(s.Reports, exercise.Routine{Text: strings.TrimSpace(x.Text), Impact: x.Impact})
	}
	lines := map[string]int{}
	for i := range f.Injects {
		x := &f.Injects[i]
		is, err := x.inject()
		if err != nil {
			return exercise.Script{}, err
		}
		s.Injects = append(s.Injects, is)
		lines[is.ID] = x.line
	}
	if err := s.Check(); err != nil {
		if f, ok := fault.As(err); ok {
			if id, ok := f.Args["ID"].(string); ok && lines[id] > 0 {
				args := []any{"Line", lines[id]}
				for k, v := range f.Args {
					args = append(args, k, v)
				}
				return exercise.Script{}, fault.New(f.Kind, f.Code, args...)
			}
		}
		return exercise.Script{}, err
	}
	return s, nil
}

func (x *injectFile) inject() (exercise.Inject, error) {
	out := exercise.Inject{ID: x.ID, Delay: x.Delay.Duration, Actors: x.Actors, Words: strings.TrimSpace(x.Words), Topic: strings.TrimSpace(x.Topic),
		Seconds: x.Seconds, Function: strings.TrimSpace(x.Function), Impact: x.Impact, Needs: strings.TrimSpace(x.Needs)}
	name, item, _ := strings.Cut(strings.TrimSpace(x.After.value), " ")
	known := func(field string, w word, ok bool) error {
		if ok {
			return nil
		}
		if w.line == 0 {
			w.line = x.line
		}
		return unknownWord(field, w)
	}
	var ok bool
	out.Item = strings.TrimSpace(item)
	if out.After, ok = anchors[name]; !ok || out.Item != "" && out.After != exercise.Item && out.After != exercise.ReadBack && out.After != exercise.Settled {
		return out, known("after", x.After, false)
	}
	out.Kind, ok = injectKinds[x.Kind.value]
	if err := known("kind", x.Kind, ok); err != nil {
		return out, err
	}
	out.Reply, ok = replies[x.Reply.value]
	if err := known("reply", x.Reply, ok || x.Reply.value == "" && out.Kind != exercise.Answer); err != nil {
		return out, err
	}
	out.Stance, ok = stances[x.Stance.value]
	return out, known("stance", x.Stance, ok || x.Stance.value == "" && out.Kind != exercise.Stance)
}
