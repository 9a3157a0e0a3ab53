package area

import (
	"encoding/json"
	"maps"

	"samverkan/internal/fault"
)

// Detail is what items of some kinds have besides what all items have: one optional pointer for each such kind, named as the kind is.
// A kind with a detail of its own adds its field here and in parts, and keeps its type with its rules in a file of its own.
type Detail struct {
	Map         *MapNote         `json:"map,omitempty"`
	Appointment *AppointmentNote `json:"appointment,omitempty"`
	Need        *NeedDetail      `json:"need,omitempty"`
	Offer       *OfferDetail     `json:"offer,omitempty"`
	Message     *MessageDetail   `json:"message,omitempty"`
	Question    *QuestionDetail  `json:"question,omitempty"`
}

// part is the detail of one kind.
type part interface {
	// of is the kind that may have it.
	of() Kind
	// check gives a fault code for each wrong field of the detail of an item in an area.
	check(Area, Item) map[string]string
	// words is what of it an item can be found by.
	words() string
}

// None tells whether there is nothing in it.
func (d Detail) None() bool { return len(d.parts()) == 0 }

// parts gives those that are set.
func (d Detail) parts() []part {
	var out []part
	if d.Map != nil {
		out = append(out, d.Map)
	}
	if d.Appointment != nil {
		out = append(out, d.Appointment)
	}
	if d.Need != nil {
		out = append(out, d.Need)
	}
	if d.Offer != nil {
		out = append(out, d.Offer)
	}
	if d.Message != nil {
		out = append(out, d.Message)
	}
	if d.Question != nil {
		out = append(out, d.Question)
	}
	return out
}

// ReadDetail reads a detail as it is kept; nothing and {} are none. It answers with store.corrupt for what cannot be one.
func ReadDetail(kept string) (Detail, error) {
	var d Detail
	if kept == "" || kept == "{}" {
		return d, nil
	}
	if err := json.Unmarshal([]byte(kept), &d); err != nil {
		return Detail{}, fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return d, nil
}

// Kept is the detail as it is kept: JSON, {} for none.
func (d Detail) Kept() string {
	b, err := json.Marshal(d)
	if err != nil { // values can be written
		return "{}"
	}
	return string(b)
}

// Words is what of the detail an item can be found by.
func (d Detail) Words() string {
	said := ""
	for _, p := range d.parts() {
		said += p.words() + "\n"
	}
	return said
}

// detail adds to wrong what is wrong with the detail of an item: one of another kind (area.item-detail), none where the kind is nothing
// without (geo.none, area.appointment-start), or what its own rules say.
func (a Area) detail(i Item, wrong map[string]string) {
	switch {
	case i.Kind == Map && i.Detail.Map == nil:
		wrong["shapes"] = "geo.none"
	case i.Kind == Appointment && i.Detail.Appointment == nil:
		wrong["start"] = "area.appointment-start"
	}
	for _, p := range i.Detail.parts() {
		if p.of() != i.Kind {
			wrong["detail"] = "area.item-detail"
			continue
		}
		maps.Copy(wrong, p.check(a, i))
	}
}
