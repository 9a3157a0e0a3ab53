package web

import (
	"net/http"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// seatRow is an invited actor, or one unit of it, with what it has answered.
type seatRow struct {
	conference.Participant
	Key     string
	Reply   conference.Reply
	Who     string // registered, by the actor itself
	Message string
	Edit    bool
	Found   string // what is worth asking about
}

// Anchor is the id of the row.
func (r seatRow) Anchor() string { return "seat-" + strings.ReplaceAll(r.Key, "/", "--") }

// manySeats is how many rows are shown before one has to ask for all.
const manySeats = 120

// Seats lists those who are invited, as the tabs choose among them.
func (p *planPage) Seats() []seatRow {
	asked, edit := p.q.query("answers"), p.q.query("seat")
	var out []seatRow
	for _, s := range p.Plan.Participants {
		r := p.seat(s)
		r.Edit = edit == r.Key && p.Edit
		if asked == "" || asked == replyGroup(r.Reply) || r.Edit {
			out = append(out, r)
		}
	}
	if len(out) > manySeats && p.q.query("all") == "" {
		out = out[:manySeats]
	}
	return out
}

func (p *planPage) seat(s conference.Participant) seatRow {
	r := seatRow{Participant: s, Key: s.Key()}
	if p.Host { // what an actor answered is between it and the host
		a := p.Answers[r.Key]
		r.Reply, r.Who, r.Message = a.Reply, a.Function, a.Message
		if (r.Reply == conference.Substitute) && s.Mandate {
			r.Found = "web.plan.actors.confirm-mandate"
		}
	}
	return r
}

// replyGroup is the tab that a reply is counted under.
func replyGroup(r conference.Reply) string {
	switch r {
	case conference.Coming, conference.Substitute:
		return "coming"
	case conference.Declined:
		return "declined"
	}
	return "waiting"
}

// Answered is how many of those who are invited have said whether they come.
func (p *planPage) Answered() int {
	n := 0
	for _, s := range p.Plan.Participants {
		if g := replyGroup(p.Answers[s.Key()].Reply); g != "waiting" {
			n++
		}
	}
	return n
}

// replyTab is a choice of which actors are shown.
type replyTab struct {
	Value, Text string
	Count       int
	Current     bool
}

// ReplyTabs lists the choices.
func (p *planPage) ReplyTabs() []replyTab {
	counts := map[string]int{"": len(p.Plan.Participants)}
	for _, s := range p.Plan.Participants {
		counts[replyGroup(p.Answers[s.Key()].Reply)]++
	}
	var out []replyTab
	for _, t := range []struct{ value, key string }{{"", "web.plan.actors.all"}, {"coming", "web.plan.actors.coming"},
		{"declined", "web.plan.actors.declined"}, {"waiting", "web.plan.actors.waiting"}} {
		out = append(out, replyTab{t.value, p.T(t.key), counts[t.value], p.q.query("answers") == t.value})
	}
	return out
}

// More is how many rows the list leaves out.
func (p *planPage) More() int {
	if p.q.query("all") != "" {
		return 0
	}
	return max(0, len(p.Plan.Participants)-manySeats)
}

// maxNames is how many actors a field suggests from; whoever is not among them is found by typing.
const maxNames = 400

// Names lists actors to invite, those of the host's county first, then those of the whole country.
func (p *planPage) Names() []string {
	host, _ := p.names.ByID(p.Plan.Host)
	invited := p.Plan.Actors()
	var near, far []string
	for _, a := range p.names.All() {
		switch {
		case slices.Contains(invited, a.ID):
		case a.CountyCode == host.CountyCode:
			near = append(near, a.Name)
		case a.Level == directory.National:
			far = append(far, a.Name)
		}
	}
	p.Sort(near)
	p.Sort(far)
	all := append(near, far...)
	return all[:min(len(all), maxNames)]
}

// InvitedNames lists those who are invited, to speak to an item.
func (p *planPage) InvitedNames() []string {
	var out []string
	for _, id := range p.Plan.Actors() {
		out = append(out, p.Short(id))
	}
	p.Sort(out)
	return out
}

// InvitedRoles are the roles that an actor can be invited in.
func (p *planPage) InvitedRoles() []option {
	var out []option
	for _, r := range []conference.Role{conference.Attendee, conference.Observer, conference.Expert, conference.Resource} {
		out = append(out, option{string(r), p.T("web.plan.role." + string(r))})
	}
	return out
}

// Modes are the ways in to choose among.
func (p *planPage) Modes() []option {
	out := []option{{"", p.T("web.plan.mode.none")}}
	for _, m := range allModes {
		out = append(out, option{string(m), p.T("web.plan.mode." + string(m))})
	}
	return out
}

// Replies are what can be answered for an actor.
func (p *planPage) Replies() []option {
	var out []option
	for _, r := range []conference.Reply{conference.Coming, conference.Declined, conference.Substitute, conference.Acknowledged} {
		out = append(out, option{string(r), p.T("web.plan.reply." + string(r))})
	}
	return out
}

// Rosters are the groups of actors to invite from: the host's own, and those that follow from the directory.
func (p *planPage) Rosters() ([]option, error) {
	out := []option{{"", p.T("web.plan.actors.no-roster")}}
	if p.q.Who.Guest() {
		return out, nil
	}
	own, err := p.q.clerk().Rosters(p.q.ctx(), p.q.Who)
	if err != nil {
		return nil, err
	}
	for _, r := range own {
		out = append(out, option{"own:" + r.ID, r.Name + " (" + p.Number(len(r.Members)) + ")"})
	}
	ready, err := p.names.Ready()
	for _, r := range ready {
		out = append(out, option{"ready:" + r.Key, p.T(r.Text, r.Args) + " (" + p.Number(len(r.Members)) + ")"})
	}
	return out, err
}

// planInvite invites actors: one by name, or those of a group. Who is invited already stays as it is.
func (w *Web) planInvite(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	var actors []string
	if name := strings.TrimSpace(q.Form.Get("who")); name != "" {
		id, err := p.findActor(name)
		if err != nil {
			return atField(err, "who")
		}
		actors = append(actors, id)
	}
	if group := q.Form.Get("roster"); group != "" {
		members, err := p.rosterMembers(group)
		if err != nil {
			return atField(err, "roster")
		}
		actors = append(actors, members...)
	}
	if len(actors) == 0 {
		return atField(fault.New(fault.Invalid, "web.plan-nobody"), "who")
	}
	role := conference.Role(q.Form.Get("role"))
	cmd := &conference.Invite{}
	for _, id := range actors {
		there := slices.ContainsFunc(p.Plan.Participants, func(s conference.Participant) bool { return s.Actor == id })
		twice := slices.ContainsFunc(cmd.Participants, func(s conference.Participant) bool { return s.Actor == id })
		if !there && !twice {
			cmd.Participants = append(cmd.Participants, conference.Participant{Actor: id, Role: role, Function: strings.TrimSpace(q.Form.Get("function")),
				Mandate: role == conference.Attendee && q.Form.Get("mandate") != ""})
		}
	}
	if len(cmd.Participants) > 0 {
		got, err := q.do(p.ID, cmd)
		if err == nil && got.Fault != nil {
			err = got.Fault
		}
		if err != nil {
			return err
		}
	}
	return w.planDone(q, "actors", true)
}

func (p *planPage) rosterMembers(group string) ([]string, error) {
	kind, key, _ := strings.Cut(group, ":")
	if kind == "ready" {
		r, err := p.names.ReadyByKey(key)
		return r.Members, err
	}
	own, err := p.q.clerk().Rosters(p.q.ctx(), p.q.Who)
	for _, r := range own {
		if r.ID == key {
			return r.Members, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "roster.unknown-key", "Key", key)
	}
	return nil, err
}

// atField says a fault at a field of the form.
func atField(err error, field string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	g := *f
	g.Fields = map[string]string{field: f.Code}
	return &g
}

// reloaded answers a form that is not a part of the plan with the page anew.
func (q *request) reloaded(to string) error {
	if q.enhanced() {
		return q.sendPatch(patch{}.goTo(to))
	}
	http.Redirect(q.w, q.r, to, http.StatusSeeOther)
	return nil
}
