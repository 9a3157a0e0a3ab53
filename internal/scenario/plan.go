package scenario

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/fault"
)

// MaxPlan is the largest plan or incident file read, in bytes.
const MaxPlan = 4 << 20

type planFile struct {
	Schema         string           `yaml:"schema"`
	ID             string           `yaml:"id"`
	Event          string           `yaml:"event"`
	Exercise       bool             `yaml:"exercise"`
	Title          string           `yaml:"title"`
	Level          word             `yaml:"level"`
	SeriesNo       int              `yaml:"series_no"`
	RegistryNumber string           `yaml:"registry_number"`
	Host           string           `yaml:"host"`
	MeetingType    word             `yaml:"meeting_type"`
	Timezone       string           `yaml:"timezone"`
	Start          moment           `yaml:"start"`
	End            moment           `yaml:"end"`
	DependsOn      []dependencyFile `yaml:"depends_on"`
	Feeds          []dependencyFile `yaml:"feeds"`
	Callout        struct {
		SentAt      moment   `yaml:"sent_at"`
		AckDeadline moment   `yaml:"ack_deadline"`
		Channels    []string `yaml:"channels"`
		TextShort   string   `yaml:"text_short"`
	} `yaml:"callout"`
	Reporting struct {
		Deadline   moment `yaml:"deadline"`
		CompiledAt moment `yaml:"compiled_at"`
		Received   int    `yaml:"received"`
		Expected   int    `yaml:"expected"`
	} `yaml:"reporting"`
	SMARR struct {
		Purpose   string   `yaml:"syfte"`
		Goals     []string `yaml:"mal"`
		Procedure string   `yaml:"arbetsgang"`
		Resources string   `yaml:"resurser"`
		Rules     []string `yaml:"regler"`
		Questions []string `yaml:"fragor"`
	} `yaml:"smarr"`
	Forms       []formFile        `yaml:"forms"`
	Support     contactFile       `yaml:"support"`
	DutyContact contactFile       `yaml:"duty_contact"`
	Roles       rolesFile         `yaml:"roles"`
	Agenda      []itemFile        `yaml:"agenda"`
	Actors      []participantFile `yaml:"actors"`
	Outcome     struct {
		Direction string    `yaml:"direction"`
		Actions   yaml.Node `yaml:"actions"`
		Upwards   yaml.Node `yaml:"reported_upwards"`
	} `yaml:"expected_outcome"`
	Documentation struct {
		Minutes   bool     `yaml:"minutes"`
		Formal    bool     `yaml:"formal"`
		Recording bool     `yaml:"recording"`
		Published []string `yaml:"published"`
		Due       moment   `yaml:"due"`
	} `yaml:"documentation"`
	Secrecy struct {
		Open bool   `yaml:"open_meeting"`
		Rule string `yaml:"rule"`
	} `yaml:"secrecy"`
}

type dependencyFile struct {
	Conference string `yaml:"conference"`
	Deadline   moment `yaml:"deadline"`
	Carries    string `yaml:"carries"`
}

type formFile struct {
	Kind           word     `yaml:"kind"`
	Primary        bool     `yaml:"primary"`
	Reserve        bool     `yaml:"reserve"`
	URL            string   `yaml:"url"`
	OpensAt        moment   `yaml:"opens_at"`
	Number         string   `yaml:"number"`
	Code           string   `yaml:"code"`
	TalkGroup      string   `yaml:"talkgroup"`
	MaxTalkSeconds int      `yaml:"max_talk_seconds"`
	Place          string   `yaml:"place"`
	Access         string   `yaml:"access"`
	Equipment      []string `yaml:"equipment"`
	Note           string   `yaml:"note"`
}

type contactFile struct {
	Actor    string `yaml:"actor"`
	Function string `yaml:"function"`
	Phone    string `yaml:"phone"`
	Email    string `yaml:"email"`
}

type holderFile struct {
	Actor    string `yaml:"actor"`
	Function string `yaml:"function"`
	Member   string `yaml:"member"`
}

type itemFile struct {
	ID        string        `yaml:"id"`
	Number    int           `yaml:"nr"`
	Title     string        `yaml:"title"`
	Kind      word          `yaml:"kind"`
	Minutes   int           `yaml:"minutes"`
	Purpose   string        `yaml:"purpose"`
	Owner     string        `yaml:"owner"`
	Proposal  string        `yaml:"proposal"`
	Questions []string      `yaml:"questions"`
	Speakers  []speakerFile `yaml:"speakers"`
}

type speakerFile struct {
	Actor   string `yaml:"actor"`
	Minutes int    `yaml:"minutes"`
	Topic   string `yaml:"topic"`
}

// UnmarshalYAML reads a speaker written as an actor alone, or with minutes and topic.
func (s *speakerFile) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&s.Actor)
	}
	if err := onlyKeys(n, "actor", "minutes", "topic"); err != nil {
		return err
	}
	type plain speakerFile
	return n.Decode((*plain)(s))
}

// rolesFile are the internal roles in the order they are written, each with the line it stands on.
type rolesFile []struct {
	name   word
	holder holderFile
}

// UnmarshalYAML reads "leader: {actor: …}" and so on.
func (r *rolesFile) UnmarshalYAML(n *yaml.Node) error {
	if err := n.Decode(new(map[string]holderFile)); err != nil {
		return err
	}
	*r = make(rolesFile, len(n.Content)/2)
	for i := range *r {
		key, holder := n.Content[2*i], n.Content[2*i+1]
		(*r)[i].name = word{value: key.Value, line: key.Line}
		if err := onlyKeys(holder, "actor", "function", "member"); err != nil {
			return err
		}
		if err := holder.Decode(&(*r)[i].holder); err != nil {
			return err
		}
	}
	return nil
}

// onlyKeys refuses other keys: what reads a node by itself does not know that the rest of the file is read strictly.
func onlyKeys(n *yaml.Node, keys ...string) error {
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(keys, key.Value) {
			return fault.New(fault.Invalid, "plan.unknown-key", "Line", key.Line, "Key", clip(key.Value))
		}
	}
	return nil
}

type participantFile struct {
	Actor    string `yaml:"actor"`
	Unit     string `yaml:"unit"`
	Role     word   `yaml:"role"`
	Function string `yaml:"function"`
	Channel  word   `yaml:"channel"`
	Mandate  *bool  `yaml:"mandate"`
}

// ReadPlan reads the plan of a conference. Faults, each with its Line: plan.malformed, plan.unknown-key, plan.unknown-word,
// plan.time, plan.empty; what the plan itself lacks is
// found when it is given to the clerk.
func ReadPlan(r io.Reader) (conference.Plan, error) {
	var f planFile
	if err := decodeYAML(r, &f); err != nil {
		return conference.Plan{}, err
	}
	p := conference.Plan{
		ID: f.ID, Incident: f.Event, Exercise: f.Exercise, Title: f.Title, SeriesNo: f.SeriesNo,
		RegistryNumber: f.RegistryNumber, Host: f.Host, Start: f.Start.Time, End: f.End.Time, First: f.SeriesNo == 1,
		Invitation: conference.Invitation{Purpose: strings.TrimSpace(f.SMARR.Purpose), Goals: f.SMARR.Goals,
			Procedure: strings.TrimSpace(f.SMARR.Procedure), Resources: strings.TrimSpace(f.SMARR.Resources),
			Rules: f.SMARR.Rules, Questions: f.SMARR.Questions},
		Callout: conference.Callout{AckDeadline: f.Callout.AckDeadline.Time, Channels: f.Callout.Channels,
			ShortText: f.Callout.TextShort, SentAt: f.Callout.SentAt.Time},
		Reporting: conference.Reporting{Deadline: f.Reporting.Deadline.Time, CompiledAt: f.Reporting.CompiledAt.Time,
			Received: f.Reporting.Received, Expected: f.Reporting.Expected},
		Support: conference.Contact(f.Support), Duty: conference.Contact(f.DutyContact),
		Needs: dependencies(f.DependsOn), Feeds: dependencies(f.Feeds),
		Documentation: conference.Documentation{Recording: f.Documentation.Recording,
			Published: f.Documentation.Published, Due: f.Documentation.Due.Time},
		Openness: conference.Openness{Open: f.Secrecy.Open, Rule: f.Secrecy.Rule},
	}
	if f.Documentation.Minutes {
		p.Documentation.Minutes = conference.MinutesNotes
	}
	if f.Documentation.Formal {
		p.Documentation.Minutes = conference.MinutesFormal
	}
	var ok bool
	if p.Level, ok = levelOf(f.Level.value); !ok {
		return p, unknownWord("level", f.Level)
	}
	if f.MeetingType.value != "" {
		purpose, err := agenda.ParsePurpose(f.MeetingType.value)
		if err != nil {
			return p, unknownWord("meeting_type", f.MeetingType)
		}
		p.Purpose = purpose
	}
	for _, step := range []func(*conference.Plan, *planFile) error{readForms, readRoles, readAgenda, readActors} {
		if err := step(&p, &f); err != nil {
			return p, err
		}
	}
	return p, nil
}

func dependencies(list []dependencyFile) []conference.Dependency {
	var out []conference.Dependency
	for _, d := range list {
		out = append(out, conference.Dependency{Conference: d.Conference, Deadline: d.Deadline.Time, Carries: d.Carries})
	}
	return out
}

func readForms(p *conference.Plan, f *planFile) error {
	for _, k := range f.Forms {
		mode, ok := modeOf(k.Kind.value)
		if !ok {
			return unknownWord("kind", k.Kind)
		}
		p.Connections = append(p.Connections, conference.Connection{Mode: mode, Primary: k.Primary, Reserve: k.Reserve,
			URL: k.URL, OpensAt: k.OpensAt.Time, Number: k.Number, Code: k.Code, TalkGroup: k.TalkGroup,
			MaxTalkSeconds: k.MaxTalkSeconds, Place: k.Place, Access: k.Access, Equipment: k.Equipment, Note: k.Note})
	}
	return nil
}

func readRoles(p *conference.Plan, f *planFile) error {
	found := map[conference.Role]holderFile{}
	for _, r := range f.Roles {
		role, ok := internalRole(r.name.value)
		if _, twice := found[role]; !ok || twice {
			return unknownWord("roles", r.name)
		}
		found[role] = r.holder
	}
	for _, role := range conference.InternalRoles() {
		if h, ok := found[role]; ok {
			p.Roles = append(p.Roles, conference.RoleHolder{Role: role, Actor: h.Actor, Function: h.Function, Member: h.Member})
		}
	}
	return nil
}

func readAgenda(p *conference.Plan, f *planFile) error {
	direction := strings.TrimSpace(f.Outcome.Direction)
	for _, it := range f.Agenda {
		kind, err := agenda.ParseKind(it.Kind.value)
		if err != nil {
			return unknownWord("kind", it.Kind)
		}
		item := agenda.Item{ID: it.ID, Number: it.Number, Title: it.Title, Kind: kind, Aim: it.Purpose, Owner: it.Owner,
			Minutes: it.Minutes, Proposal: it.Proposal, Questions: it.Questions}
		if kind == agenda.Decision && item.Proposal == "" && direction != "" {
			item.Proposal, direction = direction, ""
		}
		for _, s := range it.Speakers {
			item.Speakers = append(item.Speakers, agenda.Speaker{Actor: s.Actor, Minutes: s.Minutes, Topic: s.Topic})
		}
		p.Agenda = append(p.Agenda, item)
	}
	return nil
}

func readActors(p *conference.Plan, f *planFile) error {
	for _, a := range f.Actors {
		role, ok := roleOf(a.Role.value)
		if !ok {
			return unknownWord("role", a.Role)
		}
		seat := conference.Participant{Actor: a.Actor, Unit: a.Unit, Role: role, Function: a.Function,
			Mandate: role == conference.Attendee}
		if a.Mandate != nil {
			seat.Mandate = *a.Mandate
		}
		if a.Channel.value != "" {
			if seat.Mode, ok = modeOf(a.Channel.value); !ok {
				return unknownWord("channel", a.Channel)
			}
		}
		p.Participants = append(p.Participants, seat)
	}
	return nil
}

type incidentFile struct {
	Schema         string `yaml:"schema"`
	ID             string `yaml:"id"`
	Title          string `yaml:"title"`
	Exercise       bool   `yaml:"exercise"`
	RegistryNumber string `yaml:"registry_number"`
	Owner          string `yaml:"owner"`
	Start          moment `yaml:"start"`
	End            moment `yaml:"end"`
	Background     string `yaml:"background"`
	Consequences   []struct {
		Area string `yaml:"area"`
		Text string `yaml:"text"`
	} `yaml:"consequences"`
	// What an exercise director needs besides; it is read so that a misspelled key above is still found.
	Mark         yaml.Node `yaml:"exercise_mark"`
	Timezone     string    `yaml:"timezone"`
	Language     string    `yaml:"language"`
	Geography    yaml.Node `yaml:"geography"`
	Directories  yaml.Node `yaml:"actor_directories"`
	Scale        yaml.Node `yaml:"impact_scale"`
	Timeline     yaml.Node `yaml:"timeline"`
	Conferences  yaml.Node `yaml:"conferences"`
	Dependencies yaml.Node `yaml:"dependencies"`
	Contacts     yaml.Node `yaml:"fictive_contact_ranges"`
}

// unfold joins the lines of each paragraph: where a line ends in the file says how wide somebody's editor was.
func unfold(text string) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(slices.DeleteFunc(paragraphs, func(p string) bool { return p == "" }), "\n\n")
}

// ReadIncident reads a händelse. Fault: plan.malformed with Line and Reason.
func ReadIncident(r io.Reader) (conference.Incident, error) {
	var f incidentFile
	if err := decodeYAML(r, &f); err != nil {
		return conference.Incident{}, err
	}
	x := conference.Incident{ID: f.ID, Title: f.Title, Exercise: f.Exercise, RegistryNumber: f.RegistryNumber, Owner: f.Owner,
		Started: f.Start.Time, Ended: f.End.Time, Background: unfold(f.Background)}
	for _, k := range f.Consequences {
		x.Consequences = append(x.Consequences, conference.Consequence{Area: k.Area, Text: k.Text})
	}
	return x, nil
}

// unknownKey is how the YAML library tells of a key that nobody asked for.
var unknownKey = regexp.MustCompile(`^field (.+) not found in type`)

var yamlLine = regexp.MustCompile(`line (\d+): `)

// decodeYAML reads one YAML document. Unknown keys are refused: a misspelled "syfte" must not get lost.
func decodeYAML(r io.Reader, into any) error {
	b, err := io.ReadAll(io.LimitReader(r, MaxPlan+1))
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "file.unreadable")
	}
	if len(b) > MaxPlan {
		return fault.New(fault.TooLarge, "plan.too-large", "Max", MaxPlan>>20)
	}
	if !utf8.Valid(b) {
		return fault.New(fault.Invalid, "plan.not-utf8", "Line", 1+bytes.Count(validPrefix(b), []byte("\n")))
	}
	if err := boundKeys(b); err != nil {
		return err
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	err = dec.Decode(into)
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "plan.empty")
	}
	if f, ok := fault.As(err); ok {
		return f
	}
	if err != nil {
		return malformed(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "plan.two-documents")
	}
	return nil
}

// maxKeys is the most keys that a mapping in a plan may have. The reader of YAML holds each key against all others.
const maxKeys = 2000

// boundKeys refuses a text with a mapping that takes long to read. What is no YAML is for who reads it.
func boundKeys(b []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil {
		return nil
	}
	rest := []*yaml.Node{&root}
	for len(rest) > 0 {
		n := rest[len(rest)-1]
		rest = append(rest[:len(rest)-1], n.Content...)
		if n.Kind == yaml.MappingNode && len(n.Content)/2 > maxKeys {
			return fault.New(fault.Invalid, "plan.too-many-keys", "Line", n.Line, "Max", maxKeys)
		}
	}
	return nil
}

// validPrefix is the text before the first byte that is no UTF-8.
func validPrefix(b []byte) []byte {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return b[:i]
		}
		i += n
	}
	return b
}

// malformed takes the number of the line out of a YAML error; the rest is the reason.
func malformed(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	text = strings.TrimPrefix(text, "unmarshal errors:\n  ")
	line := 0
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = strings.Replace(text, m[0], "", 1)
	}
	text, _, _ = strings.Cut(text, "\n")
	if m := unknownKey.FindStringSubmatch(text); m != nil {
		return fault.Wrap(err, fault.Invalid, "plan.unknown-key", "Line", line, "Key", clip(m[1]))
	}
	return fault.Wrap(err, fault.Invalid, "plan.malformed", "Line", line, "Reason", text)
}

func unknownWord(field string, w word) error {
	return fault.New(fault.Invalid, "plan.unknown-word", "Line", w.line, "Field", field, "Value", clip(w.value))
}
