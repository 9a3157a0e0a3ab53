package conference

import (
	"slices"
	"unicode/utf8"

	"samverkan/agenda"
	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// A plan comes from forms, files and other programs. It is cleaned and checked here, part by part, so that what is planned
// at once and what is set later obey the same rules. Cleaning also copies: what a caller does with its plan
// afterwards does not reach the conference.

// Clone copies a plan with everything in it.
func (p Plan) Clone() Plan { return p.tidied() }

func (p Plan) tidied() Plan {
	tidyAll(&p.IncidentTitle, &p.Title, &p.HostUnit, &p.RegistryNumber, &p.IncidentRegistryNumber)
	p.Invitation, p.Callout, p.Documentation = p.Invitation.tidied(), p.Callout.tidied(), p.Documentation.tidied()
	p.Support, p.Duty = p.Support.tidied(), p.Duty.tidied()
	p.Connections, p.Participants = tidyEach(p.Connections, Connection.tidied), tidyEach(p.Participants, Participant.tidied)
	p.Roles, p.Material = tidyEach(p.Roles, RoleHolder.tidied), tidyEach(p.Material, Material.tidied)
	p.Needs, p.Feeds = tidyEach(p.Needs, Dependency.tidied), tidyEach(p.Feeds, Dependency.tidied)
	p.Openness.Rule = tidy(p.Openness.Rule)
	p.Agenda = tidyAgenda(p.Agenda)
	p.Carried = p.Carried.tidied()
	return p
}

// tidyEach gives a tidied copy of a list; nil for an empty one.
func tidyEach[T any](list []T, tidied func(T) T) []T {
	var out []T
	for _, x := range list {
		out = append(out, tidied(x))
	}
	return out
}

// check refuses a plan that cannot be kept at all. What is merely weak is CheckPlan's matter.
func (p *Plan) check() error {
	if err := id.Key(p.ID); err != nil {
		return err
	}
	if p.Host == "" {
		return fault.New(fault.Invalid, "plan.no-host")
	}
	if !p.Level.Valid() {
		return fault.New(fault.Invalid, "plan.level", "Level", string(p.Level))
	}
	if p.SeriesNo < 1 {
		return fault.New(fault.Invalid, "plan.series-number", "Number", p.SeriesNo)
	}
	for _, err := range []error{
		checkKeys(p.Host, p.Incident), checkTitle(p.Title), checkTimes(p.Start, p.End),
		checkLines("incidentTitle", p.IncidentTitle, "hostUnit", p.HostUnit),
		checkRegistryNumber(p.RegistryNumber), checkRegistryNumber(p.IncidentRegistryNumber),
		p.Invitation.check(), p.Callout.check(), p.Reporting.check(), checkConnections(p.Connections),
		p.Support.check("support"), p.Duty.check("duty"), checkHolders(p.Roles), checkAgenda(p.Agenda),
		checkParticipants(p.Participants), checkMaterials(p.Material), checkDependencies(p.ID, p.Needs, p.Feeds),
		p.Documentation.check(), checkTexts("openness", p.Openness.Rule), p.Carried.check(),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkRegistryNumber(s string) error {
	if utf8.RuneCountInString(s) > 60 || checkLines("registryNumber", s) != nil {
		return fault.New(fault.Invalid, "plan.registry-number")
	}
	return nil
}

func (v Invitation) tidied() Invitation {
	tidyAll(&v.Purpose, &v.Procedure, &v.Resources)
	v.Goals, v.Rules, v.Questions = tidyList(v.Goals), tidyList(v.Rules), tidyList(v.Questions)
	return v
}

func (v Invitation) check() error {
	if err := checkTexts("purpose", v.Purpose, "procedure", v.Procedure, "resources", v.Resources); err != nil {
		return err
	}
	for _, err := range []error{checkList("goals", v.Goals, checkTexts), checkList("rules", v.Rules, checkTexts),
		checkList("questions", v.Questions, checkTexts)} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (v Callout) tidied() Callout {
	v.Channels, v.ShortText = tidyList(v.Channels), tidy(v.ShortText)
	return v
}

func (v Callout) check() error {
	if err := checkList("channels", v.Channels, checkLines); err != nil {
		return err
	}
	return checkTexts("shortText", v.ShortText)
}

func (v Reporting) check() error {
	if v.Expected < 0 || v.Received < 0 {
		return fault.New(fault.Invalid, "reporting.count")
	}
	return nil
}

func (k Connection) tidied() Connection {
	tidyAll(&k.URL, &k.Number, &k.Code, &k.TalkGroup, &k.Place, &k.Access, &k.Note)
	k.Equipment = tidyList(k.Equipment)
	return k
}

func checkConnections(list []Connection) error {
	if err := checkLength("connections", len(list)); err != nil {
		return err
	}
	for i, k := range list {
		if !k.Mode.Valid() {
			return fault.New(fault.Invalid, "connection.mode", "Number", i+1, "Mode", string(k.Mode))
		}
		if err := checkLines("connection.number", k.Number, "connection.code", k.Code,
			"connection.talkGroup", k.TalkGroup, "connection.place", k.Place); err != nil {
			return err
		}
		if err := checkURL("connection.url", k.URL); err != nil {
			return err
		}
		if err := checkTexts("connection.access", k.Access, "connection.note", k.Note); err != nil {
			return err
		}
		if err := checkList("connection.equipment", k.Equipment, checkLines); err != nil {
			return err
		}
	}
	return nil
}

// maxURL is how long an address may be. The invitations of some video services run to many hundred characters.
const maxURL = 2_000

func checkURL(field, s string) error {
	if n := utf8.RuneCountInString(s); n > maxURL {
		return fault.New(fault.TooLarge, "text.too-long", "Field", field, "Length", n, "Max", maxURL)
	}
	for _, r := range s {
		if r <= ' ' {
			return fault.New(fault.Invalid, "text.line-break", "Field", field)
		}
	}
	return checkCharacters(field, s)
}

func (k Contact) tidied() Contact {
	tidyAll(&k.Function, &k.Phone, &k.Email)
	return k
}

func (k Contact) check(field string) error {
	if err := checkKeys(k.Actor); err != nil {
		return err
	}
	return checkLines(field+".function", k.Function, field+".phone", k.Phone, field+".email", k.Email)
}

func (h RoleHolder) tidied() RoleHolder {
	tidyAll(&h.Function, &h.Member)
	return h
}

func checkHolders(list []RoleHolder) error {
	seen := map[Role]bool{}
	for _, h := range list {
		if !h.Role.Internal() || h.Actor == "" {
			return fault.New(fault.Invalid, "role.invalid", "Role", string(h.Role))
		}
		if seen[h.Role] {
			return fault.New(fault.Invalid, "role.twice", "Role", string(h.Role))
		}
		seen[h.Role] = true
		if err := checkKeys(h.Actor); err != nil {
			return err
		}
		if err := checkLines("function", h.Function, "member", h.Member); err != nil {
			return err
		}
	}
	return nil
}

func (p Participant) tidied() Participant {
	tidyAll(&p.Unit, &p.Function)
	return p
}

func checkParticipants(list []Participant) error {
	if err := checkLength("participants", len(list)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range list {
		if p.Actor == "" {
			return fault.New(fault.Invalid, "participant.no-actor")
		}
		if !p.Role.Invited() {
			return fault.New(fault.Invalid, "participant.role", "Actor", p.Actor, "Role", string(p.Role))
		}
		if p.Mode != "" && !p.Mode.Valid() {
			return fault.New(fault.Invalid, "participant.mode", "Actor", p.Actor, "Mode", string(p.Mode))
		}
		if seen[p.Key()] {
			return fault.New(fault.Invalid, "participant.twice", "Actor", p.Key())
		}
		seen[p.Key()] = true
		// An actor with a slash in its id would have the key of another actor's unit.
		if err := checkKeys(p.Actor); err != nil {
			return err
		}
		if err := checkLines("unit", p.Unit, "function", p.Function); err != nil {
			return err
		}
	}
	return nil
}

func tidyAgenda(a agenda.Agenda) agenda.Agenda {
	if len(a) == 0 {
		return nil
	}
	a = a.Clone()
	for i := range a {
		tidyAll(&a[i].Title, &a[i].Aim, &a[i].Proposal)
		a[i].Questions, a[i].Speakers = tidyList(a[i].Questions), cloneList(a[i].Speakers)
		for k := range a[i].Speakers {
			a[i].Speakers[k].Topic = tidy(a[i].Speakers[k].Topic)
		}
	}
	return a
}

func checkAgenda(a agenda.Agenda) error {
	if err := a.Validate(); err != nil {
		return err
	}
	for _, it := range a {
		if err := checkKeys(it.ID, it.Owner); err != nil {
			return err
		}
		if err := checkLines("title", it.Title); err != nil {
			return err
		}
		if err := checkTexts("aim", it.Aim, "proposal", it.Proposal); err != nil {
			return err
		}
		if err := checkList("questions", it.Questions, checkTexts); err != nil {
			return err
		}
		for _, s := range it.Speakers {
			if err := checkKeys(s.Actor); err != nil {
				return err
			}
			if err := checkTexts("topic", s.Topic); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x Material) tidied() Material {
	tidyAll(&x.Title, &x.Name, &x.URL)
	x.Secrecy = x.Secrecy.tidied()
	return x
}

func (x Material) check() error {
	if err := checkTitle(x.Title); err != nil {
		return err
	}
	if x.Digest != "" || x.Name != "" {
		if err := checkFile(x.Name, x.Digest, x.Size); err != nil {
			return err
		}
	}
	if x.When != "" && x.When != "before" && x.When != "during" {
		return fault.New(fault.Invalid, "material.when", "When", x.When)
	}
	if err := checkURL("url", x.URL); err != nil {
		return err
	}
	return x.Secrecy.check()
}

func checkMaterials(list []Material) error {
	if err := checkLength("material", len(list)); err != nil {
		return err
	}
	for i, x := range list {
		if err := x.check(); err != nil {
			return err
		}
		if slices.ContainsFunc(list[:i], func(y Material) bool { return y.Title == x.Title }) {
			return fault.New(fault.Conflict, "material.exists", "Title", x.Title)
		}
	}
	return nil
}

func (d Dependency) tidied() Dependency {
	d.Carries = tidy(d.Carries)
	return d
}

func checkDependencies(self string, lists ...[]Dependency) error {
	for _, list := range lists {
		if err := checkLength("dependencies", len(list)); err != nil {
			return err
		}
		for _, d := range list {
			if d.Conference == self {
				return fault.New(fault.Invalid, "dependency.self")
			}
			if err := id.Key(d.Conference); err != nil {
				return err
			}
			if err := checkTexts("carries", d.Carries); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v Documentation) tidied() Documentation {
	v.Published = tidyList(v.Published)
	return v
}

func (v Documentation) check() error {
	switch v.Minutes {
	case "", MinutesNotes, MinutesFormal:
	default:
		return fault.New(fault.Invalid, "documentation.minutes", "Kind", string(v.Minutes))
	}
	return checkList("published", v.Published, checkLines)
}

func (v Carried) tidied() Carried {
	v.FromTitle = tidy(v.FromTitle)
	v.Directions, v.Measures, v.Matters = tidyEach(v.Directions, CarriedDecision.tidied), tidyEach(v.Measures, CarriedMeasure.tidied), tidyEach(v.Matters, CarriedMatter.tidied)
	v.Reports = tidyEach(v.Reports, CarriedReport.tidied)
	return v
}

func (d CarriedDecision) tidied() CarriedDecision {
	d.Wording, d.Secrecy = tidy(d.Wording), d.Secrecy.tidied()
	return d
}

func (x CarriedMeasure) tidied() CarriedMeasure {
	x.Text, x.Secrecy = tidy(x.Text), x.Secrecy.tidied()
	return x
}

func (x CarriedMatter) tidied() CarriedMatter {
	x.Text, x.Secrecy = tidy(x.Text), x.Secrecy.tidied()
	return x
}

func (v Carried) check() error {
	if err := checkKeys(v.From); err != nil {
		return err
	}
	if err := checkLines("fromTitle", v.FromTitle); err != nil {
		return err
	}
	if err := checkLength("carried", len(v.Directions)+len(v.Measures)+len(v.Matters)+len(v.Reports)); err != nil {
		return err
	}
	for _, d := range v.Directions {
		if err := checkCarried(d.Conference, d.ID, "", d.Wording, d.Secrecy); err != nil {
			return err
		}
	}
	for _, x := range v.Measures {
		if err := checkCarried(x.Conference, x.ID, x.Owner, x.Text, x.Secrecy); err != nil {
			return err
		}
	}
	for _, x := range v.Matters {
		if x.Kind != NoteParked && x.Kind != NoteUnowned && x.Kind != NoteNeed && x.Kind != MatterProposal {
			return fault.New(fault.Invalid, "note.kind", "Kind", string(x.Kind))
		}
		if err := checkCarried(x.Conference, x.ID, x.Owner, x.Text, x.Secrecy); err != nil {
			return err
		}
	}
	return checkCarriedReports(v.Reports)
}

func checkCarried(conference, name, owner, text string, s Secrecy) error {
	for _, err := range []error{id.Key(conference), id.Key(name), checkKeys(owner), checkText("carried", text, true), s.check()} {
		if err != nil {
			return err
		}
	}
	return nil
}
