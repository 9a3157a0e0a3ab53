package cli

import (
	"io"
	"time"

	"gopkg.in/yaml.v3"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/fault"
)

// planYAML is a plan in the form that package scenario reads (samverkanskonferens-scenario/1).
type planYAML struct {
	Schema         string           `yaml:"schema"`
	ID             string           `yaml:"id"`
	Event          string           `yaml:"event"`
	Exercise       bool             `yaml:"exercise,omitempty"`
	Title          string           `yaml:"title"`
	Level          conference.Level `yaml:"level"`
	SeriesNo       int              `yaml:"series_no"`
	RegistryNumber string           `yaml:"registry_number,omitempty"`
	Host           string           `yaml:"host"`
	Purpose        agenda.Purpose   `yaml:"meeting_type,omitempty"`
	Timezone       string           `yaml:"timezone"`
	Start          string           `yaml:"start"`
	End            string           `yaml:"end"`
	DependsOn      []dependencyYAML `yaml:"depends_on,omitempty"`
	Feeds          []dependencyYAML `yaml:"feeds,omitempty"`
	Callout        struct {
		SentAt      string   `yaml:"sent_at,omitempty"`
		AckDeadline string   `yaml:"ack_deadline,omitempty"`
		Channels    []string `yaml:"channels,omitempty"`
		ShortText   string   `yaml:"text_short,omitempty"`
	} `yaml:"callout,omitempty"`
	Reporting struct {
		Deadline   string `yaml:"deadline,omitempty"`
		CompiledAt string `yaml:"compiled_at,omitempty"`
		Received   int    `yaml:"received,omitempty"`
		Expected   int    `yaml:"expected,omitempty"`
	} `yaml:"reporting,omitempty"`
	SMARR struct {
		Purpose   string   `yaml:"syfte,omitempty"`
		Goals     []string `yaml:"mal,omitempty"`
		Procedure string   `yaml:"arbetsgang,omitempty"`
		Resources string   `yaml:"resurser,omitempty"`
		Rules     []string `yaml:"regler,omitempty"`
		Questions []string `yaml:"fragor,omitempty"`
	} `yaml:"smarr"`
	Forms         []formYAML            `yaml:"forms,omitempty"`
	Support       contactYAML           `yaml:"support,omitempty"`
	Duty          contactYAML           `yaml:"duty_contact,omitempty"`
	Roles         map[string]holderYAML `yaml:"roles,omitempty"`
	Agenda        []itemYAML            `yaml:"agenda"`
	Actors        []participantYAML     `yaml:"actors"`
	Documentation struct {
		Minutes   bool     `yaml:"minutes"`
		Formal    bool     `yaml:"formal,omitempty"`
		Recording bool     `yaml:"recording,omitempty"`
		Published []string `yaml:"published,omitempty"`
		Due       string   `yaml:"due,omitempty"`
	} `yaml:"documentation"`
	Secrecy struct {
		Open bool   `yaml:"open_meeting"`
		Rule string `yaml:"rule,omitempty"`
	} `yaml:"secrecy"`
}

type dependencyYAML struct {
	Conference string `yaml:"conference"`
	Deadline   string `yaml:"deadline,omitempty"`
	Carries    string `yaml:"carries,omitempty"`
}

type formYAML struct {
	Kind           conference.Mode `yaml:"kind"`
	Primary        bool            `yaml:"primary,omitempty"`
	Reserve        bool            `yaml:"reserve,omitempty"`
	URL            string          `yaml:"url,omitempty"`
	OpensAt        string          `yaml:"opens_at,omitempty"`
	Number         string          `yaml:"number,omitempty"`
	Code           string          `yaml:"code,omitempty"`
	TalkGroup      string          `yaml:"talkgroup,omitempty"`
	MaxTalkSeconds int             `yaml:"max_talk_seconds,omitempty"`
	Place          string          `yaml:"place,omitempty"`
	Access         string          `yaml:"access,omitempty"`
	Equipment      []string        `yaml:"equipment,omitempty"`
	Note           string          `yaml:"note,omitempty"`
}

type contactYAML struct {
	Actor    string `yaml:"actor,omitempty"`
	Function string `yaml:"function,omitempty"`
	Phone    string `yaml:"phone,omitempty"`
	Email    string `yaml:"email,omitempty"`
}

type holderYAML struct {
	Actor    string `yaml:"actor"`
	Function string `yaml:"function,omitempty"`
	Member   string `yaml:"member,omitempty"`
}

type itemYAML struct {
	ID        string        `yaml:"id"`
	Number    int           `yaml:"nr"`
	Title     string        `yaml:"title"`
	Kind      agenda.Kind   `yaml:"kind"`
	Minutes   int           `yaml:"minutes"`
	Aim       string        `yaml:"purpose,omitempty"`
	Owner     string        `yaml:"owner,omitempty"`
	Proposal  string        `yaml:"proposal,omitempty"`
	Questions []string      `yaml:"questions,omitempty"`
	Speakers  []speakerYAML `yaml:"speakers,omitempty"`
}

type speakerYAML struct {
	Actor   string `yaml:"actor"`
	Minutes int    `yaml:"minutes,omitempty"`
	Topic   string `yaml:"topic,omitempty"`
}

type participantYAML struct {
	Actor    string          `yaml:"actor"`
	Unit     string          `yaml:"unit,omitempty"`
	Role     conference.Role `yaml:"role"`
	Function string          `yaml:"function,omitempty"`
	Channel  conference.Mode `yaml:"channel,omitempty"`
	Mandate  bool            `yaml:"mandate"`
}

// written is a time in a file; "" for none.
func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// writePlan writes a plan so that "plan import" reads it back. What was carried over from an earlier conference and the
// files of the material are not part of that form; JSON has them.
func writePlan(w io.Writer, p conference.Plan) error {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "internal")
	}
	y := planYAML{Schema: "samverkanskonferens-scenario/1", ID: p.ID, Event: p.Incident, Exercise: p.Exercise, Title: p.Title,
		Level: p.Level, SeriesNo: p.SeriesNo, RegistryNumber: p.RegistryNumber, Host: p.Host, Purpose: p.Purpose, Timezone: zone,
		Start: written(p.Start.In(loc)), End: written(p.End.In(loc)), DependsOn: writtenDependencies(p.Needs),
		Feeds: writtenDependencies(p.Feeds), Support: contactYAML(p.Support), Duty: contactYAML(p.Duty)}
	y.Callout.SentAt, y.Callout.AckDeadline = written(p.Callout.SentAt), written(p.Callout.AckDeadline)
	y.Callout.Channels, y.Callout.ShortText = p.Callout.Channels, p.Callout.ShortText
	y.Reporting.Deadline, y.Reporting.CompiledAt = written(p.Reporting.Deadline), written(p.Reporting.CompiledAt)
	y.Reporting.Received, y.Reporting.Expected = p.Reporting.Received, p.Reporting.Expected
	y.SMARR = struct {
		Purpose   string   `yaml:"syfte,omitempty"`
		Goals     []string `yaml:"mal,omitempty"`
		Procedure string   `yaml:"arbetsgang,omitempty"`
		Resources string   `yaml:"resurser,omitempty"`
		Rules     []string `yaml:"regler,omitempty"`
		Questions []string `yaml:"fragor,omitempty"`
	}(p.Invitation)
	for _, k := range p.Connections {
		y.Forms = append(y.Forms, formYAML{k.Mode, k.Primary, k.Reserve, k.URL, written(k.OpensAt), k.Number, k.Code, k.TalkGroup,
			k.MaxTalkSeconds, k.Place, k.Access, k.Equipment, k.Note})
	}
	for _, h := range p.Roles {
		if y.Roles == nil {
			y.Roles = map[string]holderYAML{}
		}
		y.Roles[string(h.Role)] = holderYAML{h.Actor, h.Function, h.Member}
	}
	for _, it := range p.Agenda {
		x := itemYAML{ID: it.ID, Number: it.Number, Title: it.Title, Kind: it.Kind, Minutes: it.Minutes, Aim: it.Aim, Owner: it.Owner,
			Proposal: it.Proposal, Questions: it.Questions}
		for _, sp := range it.Speakers {
			x.Speakers = append(x.Speakers, speakerYAML(sp))
		}
		y.Agenda = append(y.Agenda, x)
	}
	for _, q := range p.Participants {
		y.Actors = append(y.Actors, participantYAML{q.Actor, q.Unit, q.Role, q.Function, q.Mode, q.Mandate})
	}
	y.Documentation.Minutes = p.Documentation.Minutes != ""
	y.Documentation.Formal = p.Documentation.Minutes == conference.MinutesFormal
	y.Documentation.Recording, y.Documentation.Published = p.Documentation.Recording, p.Documentation.Published
	y.Documentation.Due = written(p.Documentation.Due)
	y.Secrecy.Open, y.Secrecy.Rule = p.Openness.Open, p.Openness.Rule
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(y); err != nil {
		return err
	}
	return enc.Close()
}

func writtenDependencies(list []conference.Dependency) []dependencyYAML {
	var out []dependencyYAML
	for _, d := range list {
		out = append(out, dependencyYAML{d.Conference, written(d.Deadline), d.Carries})
	}
	return out
}
