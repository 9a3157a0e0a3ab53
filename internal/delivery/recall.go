package delivery

import (
	"time"

	"samverkan/internal/directory"
)

// Waken gives what stands before the deliveries of an alarm in their lanes and waits for a time, as it is after the alarm: it goes at
// once, since the alarm goes after it. A forewarning that was to wait for the morning must not keep the kallelse waiting.
func Waken(deliveries, alarm []Delivery, now time.Time) []Delivery {
	lanes := map[string]bool{}
	for _, d := range alarm {
		lanes[d.Lane] = lanes[d.Lane] || d.Alarm
	}
	var changed []Delivery
	for _, d := range deliveries {
		waits := d.State == Queued && (d.Step == 0 || d.Attempts > 0) || d.State == Unsure
		if lanes[d.Lane] && waits && d.NextAt.After(now) {
			d.NextAt = now
			changed = append(changed, d)
		}
	}
	return changed
}

// Recall gives the deliveries of a cancellation that is an alarm to the further ways by which its recipients have been called, beside
// those that are planned: whoever was told that there is a meeting is told that there is none. called are the conference's deliveries.
func Recall(f Fact, called, planned []Delivery) []Delivery {
	if f.Kind != Cancel || !f.Alarm {
		return nil
	}
	type lane struct{ participant, lane string }
	told := map[lane]bool{}
	for _, d := range planned {
		told[lane{d.Participant, d.Lane}] = true
	}
	to := map[string]Recipient{}
	for _, r := range f.To {
		to[r.Participant] = r
	}
	var out []Delivery
	for _, d := range called {
		r, is := to[d.Participant]
		at := lane{d.Participant, d.Lane}
		if !is || told[at] || !d.Kind.Calls() || d.Attempts == 0 || d.State == Failed || d.Forgotten() {
			continue
		}
		told[at] = true
		way := directory.Way{Channel: d.Channel, Address: d.Address}
		out = append(out, message(f, r, rung{directory.Contact{ID: d.Contact, Language: d.Language}, way}, 0))
	}
	return out
}
