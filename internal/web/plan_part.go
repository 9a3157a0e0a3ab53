package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// planPart is a part of the plan that is a form of its own, and one command.
type planPart struct {
	// now gives the command that would change nothing.
	now func(*conference.Plan) conference.Command
	// finish puts what the form does not bring into a command that was read from it, and does what its buttons ask for.
	finish func(p *planPage, form url.Values, cmd conference.Command) error
	// path is what the domain calls the parts of the command, where the form calls them something else.
	path func(string) string
}

// planParts are the parts by the name they have in addresses.
func planParts() map[string]planPart {
	below := func(name string) func(string) string {
		return func(path string) string { return name + "." + path }
	}
	return map[string]planPart{
		"invitation": {path: below("invitation"), now: func(p *conference.Plan) conference.Command {
			return &conference.SetInvitation{Invitation: p.Invitation}
		}},
		"agenda": {path: agendaPath, finish: finishAgenda,
			now: func(p *conference.Plan) conference.Command { return &conference.SetAgenda{Agenda: p.Agenda} }},
		"connections": {finish: finishWays,
			now: func(p *conference.Plan) conference.Command {
				return &conference.SetConnections{Connections: p.Connections}
			}},
		"contacts": {now: func(p *conference.Plan) conference.Command {
			return &conference.SetContacts{Support: p.Support, Duty: p.Duty}
		}},
		"roles":     {finish: finishRoles, now: func(p *conference.Plan) conference.Command { return &conference.AssignRoles{Roles: p.Roles} }},
		"reporting": {path: below("reporting"), now: func(p *conference.Plan) conference.Command { return &conference.SetReporting{Reporting: p.Reporting} }},
		"dependencies": {finish: finishDependencies, now: func(p *conference.Plan) conference.Command {
			return &conference.SetDependencies{Needs: p.Needs, Feeds: p.Feeds}
		}},
		"callout": {path: below("callout"), finish: finishCallout,
			now: func(p *conference.Plan) conference.Command { return &conference.SetCallout{Callout: p.Callout} }},
		"documentation": {path: below("documentation"),
			now: func(p *conference.Plan) conference.Command {
				return &conference.SetDocumentation{Documentation: p.Documentation}
			}},
		"openness": {path: func(string) string { return "openness.rule" },
			now: func(p *conference.Plan) conference.Command { return &conference.SetOpenness{Openness: p.Openness} }},
		"registry": {now: func(p *conference.Plan) conference.Command {
			return &conference.SetRegistryNumber{RegistryNumber: p.RegistryNumber}
		}},
	}
}

// read makes the command that a form asks for, as if nobody else had changed anything.
func (x planPart) read(p *planPage, form url.Values) (conference.Command, error) {
	cmd, err := conference.DecodeCommand(x.now(&p.Plan).Name(), nil)
	if err != nil {
		return nil, err
	}
	if err := readInto(cmd, form, p.q.web.day(p.q.Now, p.Conference)); err != nil {
		return nil, err
	}
	if x.finish != nil {
		err = x.finish(p, form, cmd)
	}
	return cmd, err
}

// merged gives a form's command with what others have changed since the form was made; altered tells that it is no longer what
// the form says.
func (x planPart) merged(p *planPage, form url.Values) (cmd conference.Command, clashes []clash, altered bool, err error) {
	if cmd, err = x.read(p, form); err != nil {
		return nil, nil, false, err
	}
	base, err := strconv.ParseInt(form.Get("_base"), 10, 64)
	if err != nil || base <= 0 || base > p.view.Head.Seq {
		base = p.view.Head.Seq
	}
	then, err := p.q.clerk().ConferenceAt(p.q.ctx(), p.q.Who, p.ID, base)
	if err != nil {
		return nil, nil, false, err
	}
	was, err1 := asJSON(x.now(&then.Conference.Plan))
	mine, err2 := asJSON(cmd)
	theirs, err3 := asJSON(x.now(&p.Plan))
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			return nil, nil, false, err
		}
	}
	whole := mine
	for _, path := range form["take"] {
		whole = takeJSON(whole, theirs, strings.Split(path, "."))
	}
	whole = mergeJSON(was, whole, theirs, "", &clashes)
	altered = !sameJSON(whole, mine)
	cmd, err = conference.DecodeCommand(cmd.Name(), conference.Encode(whole))
	return cmd, clashes, altered, err
}

// planSave takes a part of the plan from its form. A button of it may ask for more: to put right what a hint speaks of.
func (w *Web) planSave(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	if !p.Edit { // before the form is held against the plan: what comes of that tells of it
		return q.refusal(p)
	}
	name := q.path("part")
	part, ok := planParts()[name]
	if !ok {
		return notFound()
	}
	whole := q.Form.Get("act") != "" || q.Form.Get("order") != ""
	if q.Form.Get("_only") == "" { // not a button of a hint, which stands outside the form
		cmd, clashes, altered, err := part.merged(p, q.Form)
		whole = whole || altered
		if err != nil {
			return part.atFields(err)
		}
		if len(clashes) > 0 {
			return p.clashed(name, clashes)
		}
		got, err := q.do(p.ID, cmd)
		if err == nil && got.Fault != nil {
			err = got.Fault
		}
		if err != nil {
			return part.atFields(err)
		}
	}
	if fix := q.Form.Get("fix"); fix != "" {
		if err := w.planRepair(q, fix); err != nil {
			return err
		}
		whole = true
	}
	return w.planDone(q, name, whole)
}

// atFields calls the fields of a fault as the form does.
func (x planPart) atFields(err error) error {
	f, ok := fault.As(err)
	if !ok || x.path == nil {
		return err
	}
	g := *f
	g.Fields, g.Args = map[string]string{}, maps.Clone(f.Args)
	for path, code := range f.Fields {
		if strings.Contains(path, "[") || !strings.Contains(path, ".") {
			path = x.path(path)
		}
		g.Fields[path] = code
	}
	if field, ok := f.Args["Field"].(string); ok && !strings.Contains(field, ".") {
		g.Args["Field"] = x.path(field)
	}
	return &g
}

// clashed answers that two people changed the same: what was typed stays, and the other text is shown beside it.
func (p *planPage) clashed(part string, clashes []clash) error {
	p.clashes[part] = clashes
	if !p.q.enhanced() {
		return fault.New(fault.Conflict, "web.plan-changed")
	}
	html, err := p.q.web.pages[p.lang].part("plan-clash", p.ClashesOf(part))
	if err != nil {
		return err
	}
	return p.q.sendPatch(patch{}.put("clash-"+part, html).say(p.T("web.plan.clash.heading")))
}

// recallClashes finds again what clashed, for a form that is shown once more.
func (p *planPage) recallClashes(posted *Posted) {
	part, ok := planParts()[posted.Form]
	if !ok {
		return
	}
	if _, clashes, _, err := part.merged(p, posted.Values); err == nil && len(clashes) > 0 {
		p.clashes[posted.Form] = clashes
	}
}

// clashView is what clashed in a part, as it is shown.
type clashView struct {
	Part string
	Seq  int64
	Rows []clashRow
}

type clashRow struct{ Path, Label, Mine, Theirs string }

// ClashesOf gives what clashed in a part. Its form goes on from how the plan stands now.
func (p *planPage) ClashesOf(part string) clashView {
	out := clashView{Part: part, Seq: p.Seq}
	for _, c := range p.clashes[part] {
		out.Rows = append(out.Rows, clashRow{c.Path, p.clashLabel(c.Path), p.asText(c.Mine), p.asText(c.Theirs)})
	}
	return out
}

// clashLabel names a place in a part of the plan.
func (p *planPage) clashLabel(path string) string {
	names := strings.Split(path, ".")
	last := names[len(names)-1]
	label := last
	if key := "web.plan.part-field." + last; p.Has(key) {
		label = p.T(key)
	}
	if names[0] == "agenda" && len(names) > 1 {
		if it, ok := p.Plan.Agenda.Find(names[1]); ok {
			return p.T("web.plan.clash.item", "Number", it.Number, "Title", it.Title, "Field", label)
		}
	}
	return label
}

// asText writes a value of a command as a person would.
func (p *planPage) asText(v any) string {
	switch v := v.(type) {
	case nil:
		return p.T("web.plan.clash.nothing")
	case string:
		return v
	case bool:
		if v {
			return p.T("web.plan.yes")
		}
		return p.T("web.plan.no")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		lines := make([]string, 0, len(v))
		for _, x := range v {
			lines = append(lines, p.asText(x))
		}
		return strings.Join(lines, "\n")
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, p.asText(v[name]))
		}
		return strings.Join(parts, ", ")
	}
	return ""
}
