package conference

import (
	"encoding/json"
	"strings"

	"samverkan/internal/fault"
)

// SnapshotVersion is the version of the form that Snapshot writes and Restore reads.
const SnapshotVersion = 1

// LeftOut stands in a snapshot where there is a text that its reader may not read.
const LeftOut = "…"

// Reading says for whom a snapshot is taken. The zero value is nobody, who reads what is open.
type Reading struct {
	Actor string             // whose people the reader is one of; answers to the invitation are for their actor and the host
	May   func(Secrecy) bool // what marked material the reader may read; nil: none
	Whole bool               // everything: the host
}

// snapshot is the state of a conference as it travels. What only deciding needs, the steps that can be undone, is not in it.
type snapshot struct {
	Version int `json:"version"`
	*Conference
	ItemSecrecy map[string]Secrecy `json:"itemSecrecy,omitempty"`
	Labels      map[NoteKind]int   `json:"labels,omitempty"`
	Edited      int64              `json:"edited,omitempty"`
	Topics      []snapshotTopic    `json:"topics,omitempty"`
	Carriers    []snapshotCarrier  `json:"carriers,omitempty"`
	Messages    []snapshotMessage  `json:"messages,omitempty"`
	Inward      []int64            `json:"inward,omitempty"`
}

// What says which rows of the journal are to be withheld goes only to who reads everything: others get no rows to withhold.
type (
	snapshotTopic struct {
		Seq    int64    `json:"seq"`
		Item   string   `json:"item,omitempty"`
		Actors []string `json:"actors,omitempty"`
	}
	snapshotCarrier struct {
		Secrecy Secrecy  `json:"secrecy,omitzero"`
		Seq     int64    `json:"seq"`
		File    string   `json:"file,omitempty"`
		Items   []string `json:"items,omitempty"`
	}
	snapshotMessage struct {
		Actor string `json:"actor"`
		Seq   int64  `json:"seq"`
	}
)

// Snapshot gives the state of a conference as JSON for a reader. Of what the reader may not read it tells that it is there,
// that it is marked, on what ground and by whom; its texts are LeftOut. c is not changed, and nothing in the answer is shared
// with it.
func Snapshot(c *Conference, r Reading) ([]byte, error) {
	all, err := json.Marshal(c.snapshot(r.Whole))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "snapshot.malformed")
	}
	if r.Whole {
		return all, nil
	}
	// What was just written is read back, so that leaving out happens in a copy that shares nothing.
	own, err := Restore(all)
	if err != nil {
		return nil, err
	}
	own.later = c.later
	own.leaveOut(r)
	all, err = json.Marshal(own.snapshot(false))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "snapshot.malformed")
	}
	return all, nil
}

func (c *Conference) snapshot(whole bool) snapshot {
	out := snapshot{Version: SnapshotVersion, Conference: c, ItemSecrecy: c.itemSecrecy, Labels: c.labels, Edited: c.edited}
	if !whole {
		return out
	}
	for _, t := range c.Speakers.topics {
		out.Topics = append(out.Topics, snapshotTopic{t.seq, t.item, t.actors})
	}
	for _, k := range c.carriers {
		out.Carriers = append(out.Carriers, snapshotCarrier{k.Secrecy, k.seq, k.file, k.items})
	}
	out.Inward = c.inward
	for _, m := range c.messages {
		out.Messages = append(out.Messages, snapshotMessage{m.actor, m.seq})
	}
	return out
}

// Restore gives the conference that a snapshot was taken of, to be read: nothing can be decided on it, since what can be
// undone did not travel. Faults: snapshot.malformed, snapshot.version.
func Restore(data []byte) (*Conference, error) {
	c := New()
	in := snapshot{Conference: c}
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "snapshot.malformed")
	}
	if in.Version != SnapshotVersion {
		return nil, fault.New(fault.Invalid, "snapshot.version", "Version", in.Version, "Known", SnapshotVersion)
	}
	c.fillMaps()
	for item, s := range in.ItemSecrecy {
		c.itemSecrecy[item] = s
	}
	for kind, n := range in.Labels {
		c.labels[kind] = n
	}
	c.edited = in.Edited
	for _, t := range in.Topics {
		c.Speakers.topics = append(c.Speakers.topics, topic{t.Seq, t.Item, t.Actors})
	}
	for _, k := range in.Carriers {
		c.carriers = append(c.carriers, carrier{k.Secrecy, k.Seq, k.File, k.Items})
	}
	c.inward = append(c.inward, in.Inward...)
	for _, m := range in.Messages {
		c.messages = append(c.messages, message{m.Actor, m.Seq})
	}
	return c, nil
}

// fillMaps makes the maps that New makes, where null came instead.
func (c *Conference) fillMaps() {
	fresh := New()
	if c.Answers == nil {
		c.Answers = fresh.Answers
	}
	if c.Ticked == nil {
		c.Ticked = fresh.Ticked
	}
	if c.Received == nil {
		c.Received = fresh.Received
	}
}

// correctedSecrecy is the marking of what a correction was about; open for seats.
func (c *Conference) correctedSecrecy(target string) Secrecy {
	if n, ok := c.Note(target); ok {
		return c.EffectiveSecrecy(n.Secrecy, n.Item)
	}
	if x, ok := c.Measure(target); ok {
		return c.EffectiveSecrecy(x.Secrecy, x.Item)
	}
	name, _, _ := strings.Cut(target, "/")
	if d, ok := c.Decision(name); ok {
		return c.EffectiveSecrecy(d.Secrecy, d.Item)
	}
	if target == "next" && c.Next != nil {
		return c.itemSecrecy[c.Next.Item]
	}
	return Secrecy{}
}
