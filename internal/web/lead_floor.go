package web

import (
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// What a leader does in one press that is more than one field of a command. All of it is given as ordinary commands.

// give gives a command in the conference of the path, and answers the form.
func (q *request) give(cmd conference.Command) error {
	got, err := q.do(q.path("id"), cmd)
	if err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.done(q.back("/conferences/"+q.path("id")), "")
}

// callSpeaker puts an actor in the queue, or gives it the word at once. It is named as people write it.
func (w *Web) callSpeaker(q *request) error {
	m, _, err := w.roomOf(q)
	if err != nil {
		return err
	}
	actor, err := m.actorCalled(q.Form.Get("actor"))
	if err != nil {
		return err
	}
	if q.Form.Get("now") != "" {
		return q.give(&conference.GrantFloor{Actor: actor})
	}
	return q.give(&conference.RequestFloor{Actor: actor, Kind: conference.RequestKind(q.Form.Get("kind")), Topic: q.Form.Get("topic")})
}

// actorCalled finds the invited actor that somebody means: its id, its name in full or short, or the only one that begins so.
func (m *Room) actorCalled(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	wrong := fault.New(fault.Invalid, "web.actor-unknown", "Field", "actor")
	if text == "" {
		return "", wrong
	}
	var begins []string
	for _, actor := range m.Plan.Actors() {
		name, short := strings.ToLower(m.Name(actor)), strings.ToLower(m.Short(actor))
		if actor == text || name == text || short == text {
			return actor, nil
		}
		if strings.HasPrefix(name, text) || strings.HasPrefix(short, text) {
			begins = append(begins, actor)
		}
	}
	if len(begins) != 1 {
		return "", wrong
	}
	return begins[0], nil
}

// orderSpeakers takes the order in which the rows of the queue stand. An actor that waits twice keeps both of its places
// together, as the command has it.
func (w *Web) orderSpeakers(q *request) error {
	var actors []string
	for _, actor := range strings.Fields(q.Form.Get("order")) {
		if !slices.Contains(actors, actor) {
			actors = append(actors, actor)
		}
	}
	return q.give(&conference.OrderSpeakers{Actors: actors})
}

// anotherMinute gives the word anew to the one who has it: on Rakel one hands over after a minute, and gets the word back. It is two
// commands, and the second has an id of its own made from the form's: when the first was taken and the second was not, sending the
// form again gives the word.
func (w *Web) anotherMinute(q *request) error {
	id, actor := q.path("id"), q.Form.Get("actor")
	if actor == "" {
		return fault.New(fault.Invalid, "web.actor-unknown", "Field", "actor")
	}
	got, err := q.do(id, &conference.YieldFloor{Actor: actor})
	if err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	if got.Status == clerk.Already { // it was sent before, and the word may have gone on since
		v, err := q.clerk().Conference(q.ctx(), q.Who, id)
		if err != nil {
			return err
		}
		if now := v.Conference.Speakers.OnAir; now != nil && now.Actor != actor {
			return q.done(q.back("/conferences/"+id), "")
		}
	}
	again := clerk.Wish{Role: conference.Role(q.Form.Get("_role")), OccurredAt: q.Now, Command: &conference.GrantFloor{Actor: actor}}
	if sent := q.Form.Get("_id"); sent != "" {
		again.ID = sent + ".again"
	}
	if got, err = q.clerk().Do(q.ctx(), q.Who, id, again); err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.done(q.back("/conferences/"+id), "")
}

// lengthenItem sets how many minutes an item of a meeting that goes on is to have. The others keep theirs: what it costs is seen
// on the strip. The form says the sum and not what is added, so that sending it twice is one effect.
func (w *Web) lengthenItem(q *request) error {
	var asked struct {
		Item    string `json:"item"`
		Minutes int    `json:"minutes"`
	}
	if err := readInto(&asked, q.Form, q.Now); err != nil {
		return err
	}
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	list := v.Conference.Plan.Agenda.Clone()
	at := list.Index(asked.Item)
	if at < 0 {
		return fault.New(fault.NotFound, "agenda.item-unknown", "Item", asked.Item)
	}
	list[at].Minutes = asked.Minutes
	return q.give(&conference.SetAgenda{Agenda: list})
}
