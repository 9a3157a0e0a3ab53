package delivery

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/internal/directory"
)

func TestTopics(t *testing.T) {
	seen := map[Topic]bool{}
	for _, k := range Kinds() {
		if topic := k.Topic(); (topic == "") != (k == Test || k == Register) {
			t.Errorf("%s belongs to %q", k, topic)
		} else {
			seen[topic] = true
		}
	}
	for _, topic := range Topics() {
		if !seen[topic] {
			t.Errorf("nothing belongs to %s", topic)
		}
	}
}

func TestPeopleAreTold(t *testing.T) {
	const mine = "karin@ekeryd.example"
	box := directory.Way{Channel: directory.Mail, Address: "Karin@Ekeryd.example"}
	own := contact("Karin", 0, box, way(directory.SMS, 7))
	tib := contact("TiB", 1, way(directory.Mail, 2), way(directory.SMS, 1))
	board := contact("Växel", 2, box, way(directory.SMS, 9))
	karin := Person{Member: "karin", Actor: "kommun-ekeryd", Mail: mine, Devices: true, Answers: true}
	by := func(topic Topic, channels ...directory.Channel) Notices {
		return Notices{By: map[Topic][]directory.Channel{topic: channels}}
	}
	with := func(f func(*Person)) Person { p := karin; f(&p); return p }
	push, mail := "0 +0 member/karin push:karin", "0 +0 member/karin mail:"+mine
	function := "0 +0 TiB mail:a2@x.example"
	for name, c := range map[string]struct {
		kind     Kind
		alarm    bool
		person   Person
		contacts []directory.Contact
		want     []string
	}{
		"push when nothing is chosen":  {Invitation, false, karin, []directory.Contact{tib}, []string{function, push}},
		"no device":                    {Invitation, false, with(func(p *Person) { p.Devices = false }), []directory.Contact{tib}, []string{function}},
		"somebody else's actor":        {Invitation, false, with(func(p *Person) { p.Actor = "other" }), []directory.Contact{tib}, []string{function}},
		"who reads is not asked":       {Reminder, false, with(func(p *Person) { p.Answers = false }), []directory.Contact{tib}, []string{function}},
		"who reads is told of minutes": {Minutes, false, with(func(p *Person) { p.Answers = false }), []directory.Contact{tib}, []string{function, push}},
		"a test is the contacts' own":  {Test, true, karin, []directory.Contact{tib}, []string{function, "0 +0 TiB sms:+46701740001"}},
		"by mail too":                  {Minutes, false, with(func(p *Person) { p.Notices = by(TopicMinutes, directory.Mail) }), []directory.Contact{tib}, []string{function, mail}},
		"another topic is as usual":    {Measure, false, with(func(p *Person) { p.Notices = by(TopicMinutes, directory.Mail) }), []directory.Contact{tib}, []string{function, push}},
		"nothing":                      {Minutes, false, with(func(p *Person) { p.Notices = by(TopicMinutes) }), []directory.Contact{tib}, []string{function}},
		"no number is known":           {Minutes, false, with(func(p *Person) { p.Notices = by(TopicMinutes, directory.SMS) }), []directory.Contact{tib}, []string{function}},
		"the number of one's own contact": {Minutes, false, with(func(p *Person) { p.Notices = by(TopicMinutes, directory.SMS, directory.Mail) }), []directory.Contact{tib, own, board},
			[]string{"0 +0 Karin mail:Karin@Ekeryd.example", "0 +0 Karin sms:+46701740007"}},
		"one's own mailbox is left alone": {Correction, false, with(func(p *Person) { p.Notices = by(TopicCorrection) }), []directory.Contact{own, tib}, []string{function}},
		"unless it is the only one": {Correction, false, with(func(p *Person) { p.Notices = by(TopicCorrection) }), []directory.Contact{own},
			[]string{"0 +0 Karin mail:Karin@Ekeryd.example"}},
		"who has chosen nothing is the actor's contact": {Correction, false, with(func(p *Person) { p.Devices = false }), []directory.Contact{own, tib}, []string{"0 +0 Karin mail:Karin@Ekeryd.example"}},
		"quiet":                       {Minutes, false, with(func(p *Person) { p.Quiet = "12:30-14:00" }), []directory.Contact{tib}, []string{function, "0 +60 member/karin push:karin"}},
		"quiet at one's own mailbox":  {Minutes, false, with(func(p *Person) { p.Devices, p.Quiet = false, "12:30-14:00" }), []directory.Contact{own, tib}, []string{"0 +60 Karin mail:Karin@Ekeryd.example"}},
		"an alarm comes all the same": {Invitation, true, with(func(p *Person) { p.Notices = by(TopicCall); p.Quiet = "12:30-14:00" }), []directory.Contact{tib}, []string{function, "0 +0 TiB sms:+46701740001", push}},
		"by what else one has chosen": {Invitation, true, with(func(p *Person) { p.Notices = by(TopicCall, directory.Mail) }), []directory.Contact{tib}, []string{function, "0 +0 TiB sms:+46701740001", push, mail}},
		"a second channel":            {Invitation, true, karin, []directory.Contact{contact("TiB", 0, way(directory.Mail, 2))}, []string{function, push}},
		"the only one":                {Invitation, true, karin, nil, []string{push}},
		"it is in the ladder": {Invitation, true, karin, []directory.Contact{contact("TiB", 0, way(directory.Mail, 2), directory.Way{Channel: directory.Push, Address: "karin"})},
			[]string{function, "0 +0 TiB push:karin"}},
	} {
		got := Plan(Fact{Kind: c.kind, Conference: "k", At: at, Alarm: c.alarm, To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd"}}}, c.contacts,
			Settings{People: []Person{c.person}, Quiet: directory.Contact.Awake})
		if d := cmp.Diff(c.want, told(got)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	calls := Fact{Kind: Invitation, Conference: "k", At: at, Alarm: true, To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd", Informed: true}}}
	quiet := with(func(p *Person) { p.Quiet = "12:30-14:00" })
	if got := Plan(calls, []directory.Contact{tib}, Settings{People: []Person{quiet}, Quiet: directory.Contact.Awake}); len(got) != 2 || got[1].Alarm || !got[1].NextAt.Equal(at.Add(time.Hour)) {
		t.Errorf("an alarm to the people of who calls: %v", told(got))
	}
	if got := karin.Numbers([]directory.Contact{tib, own, board}); len(got) != 1 || got[0] != "+46701740007" {
		t.Errorf("numbers %v", got)
	}
	mailOff := Settings{People: []Person{karin}, Has: func(c directory.Channel) bool { return c == directory.Mail }}
	if got := told(Plan(Fact{Kind: Minutes, At: at, To: []Recipient{{Actor: "kommun-ekeryd"}}}, []directory.Contact{tib}, mailOff)); len(got) != 1 {
		t.Errorf("where no push is set up: %v", got)
	}
}

// Whatever people choose, an alarm reaches those who have a browser for it, at once, and its contacts as if there were no people.
func TestChoicesDoNotStopAlarms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := contacts(t)
		p := Person{Member: "karin", Actor: "kommun-ekeryd", Devices: true, Answers: true, Notices: Notices{By: map[Topic][]directory.Channel{}, Quiet: "00:00-23:59"}}
		for _, topic := range Topics() {
			if rapid.Bool().Draw(t, "chosen") {
				p.By[topic] = rapid.SliceOfDistinct(rapid.SampledFrom(NoticeChannels()), rapid.ID[directory.Channel]).Draw(t, "channels")
			}
		}
		f := Fact{Kind: rapid.SampledFrom([]Kind{Invitation, Update, Reminder, Forewarning, Cancel}).Draw(t, "kind"), Conference: "k", At: at, Alarm: true,
			To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd"}}}
		plain := Plan(f, list, Settings{Quiet: directory.Contact.Awake})
		got := Plan(f, list, Settings{Quiet: directory.Contact.Awake, People: []Person{p}})
		if d := cmp.Diff(told(plain), told(got[:len(plain)])); d != "" {
			t.Fatal(d)
		}
		pushed := 0
		for _, d := range got[len(plain):] {
			if d.Channel == directory.Push && d.Step == 0 && d.NextAt.Equal(at) && d.Alarm {
				pushed++
			}
		}
		if pushed != 1 {
			t.Fatalf("%v", told(got))
		}
	})
}

// A browser that is gone does not set telephones ringing while the alarm goes by two channels; a second channel that is gone does.
func TestAGoneBrowserHastens(t *testing.T) {
	p := Person{Member: "karin", Actor: "kommun-ekeryd", Devices: true, Answers: true}
	for name, c := range map[string]struct {
		ways []directory.Way
		want bool
	}{
		"two others": {[]directory.Way{way(directory.Mail, 1), way(directory.SMS, 2), way(directory.Voice, 3)}, false},
		"one other":  {[]directory.Way{way(directory.Mail, 1), way(directory.Mail, 2)}, true},
	} {
		plan := Plan(Fact{Kind: Invitation, Conference: "k", At: at, Alarm: true, To: []Recipient{{Participant: "kommun-ekeryd", Actor: "kommun-ekeryd"}}},
			[]directory.Contact{contact("TiB", 0, c.ways...)}, Settings{People: []Person{p}})
		last := len(plan) - 1
		plan[last].State = Failed
		if !plan[last].Personal() {
			t.Fatalf("%v", told(plan))
		}
		if _, ok := Hasten(plan[last], plan, at.Add(time.Second)); ok != c.want {
			t.Errorf("%s: hastened %v of %v", name, ok, told(plan))
		}
	}
	lost := Delivery{Contact: PersonalContact("karin"), Channel: directory.Mail, State: Failed, Actor: "kommun-ekeryd"}
	if _, ok := Instead(lost, []directory.Contact{contact("TiB", 0, way(directory.Mail, 1))}, nil, Settings{}, at); ok {
		t.Error("what a person asked for goes to the actor's contacts instead")
	}
	lost.Address, lost.Lane = "karin@ekeryd.example", "mail:karin@ekeryd.example"
	if d := lost.Discreet(); fmt.Sprint(d.Contact, d.Address, d.Lane) != "member/" || !d.Personal() {
		t.Errorf("%+v says who it is", d)
	}
}
