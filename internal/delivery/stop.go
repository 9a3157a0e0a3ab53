package delivery

import (
	"time"

	"samverkan/internal/directory"
)

// Acknowledgement is that a participant has acknowledged or answered: by whichever way, it is known.
type Acknowledgement struct {
	Participant string
	Actor       string
	Sequence    int // of the calendar entry that was answered
	At          time.Time
}

// Stop gives the deliveries that an acknowledgement changes, as they are after it. Of an alarm everything that has not gone stops,
// also what was to go to the same actor's other seats as a further step: it is the actor that was to be reached. Of what is no
// alarm the reminders and further attempts elsewhere stop; the mail itself goes, with the calendar entry in it. What has gone by
// then is acknowledged. A later change than the one that was answered is not touched: it has not been read.
func Stop(deliveries []Delivery, a Acknowledgement) []Delivery {
	var changed []Delivery
	for _, d := range deliveries {
		if d.Actor != a.Actor || !d.Kind.Calls() || d.Sequence > a.Sequence {
			continue
		}
		own := d.Participant == a.Participant
		to := Acknowledged
		if d.State == Queued || d.State == Unsure && (d.Alarm || d.Step > 0) {
			to = Stopped
			climbs := d.Step > 0 || d.Kind == Reminder
			if !(climbs || d.Alarm && own) {
				continue
			}
		} else if !own {
			continue
		}
		if next, err := d.to(to, a.At); err == nil {
			changed = append(changed, next)
		}
	}
	return changed
}

// Supersede gives the further steps of earlier facts that a newer fact to the same participant makes needless, as they are after it:
// the newer one climbs by itself. What has been tried already is left to arrive in its order.
func Supersede(deliveries []Delivery, kind Kind, participant string, now time.Time) []Delivery {
	var changed []Delivery
	for _, d := range deliveries {
		if d.Participant != participant || !d.Kind.Calls() || d.State != Queued || d.Attempts > 0 {
			continue
		}
		// Who is no longer called gets no reminder either; who is called anew gets only what is new.
		if d.Step > 0 || d.Kind == Reminder && kind == Cancel {
			if next, err := d.to(Stopped, now); err == nil {
				changed = append(changed, next)
			}
		}
	}
	return changed
}

// Hasten gives the next step of an alarm at once when one that was sent has failed, and whether there is one that waits for later. A
// person's own browser that is gone hastens nothing as long as the alarm goes by two channels without it.
func Hasten(failed Delivery, deliveries []Delivery, now time.Time) (Delivery, bool) {
	best, found := Delivery{}, false
	if !failed.Alarm || failed.State != Failed {
		return best, false
	}
	standing := map[directory.Channel]bool{} // what still stands of what went at once
	for _, d := range deliveries {
		same := d.Kind == failed.Kind && d.Sequence == failed.Sequence && d.Participant == failed.Participant && d.Actor == failed.Actor && number(d.Key) == number(failed.Key)
		if same && d.Step == 0 && d.State != Failed && d.State != Stopped {
			standing[d.Channel] = true
		}
		if same && d.State == Queued && d.Step > 0 && d.Attempts == 0 && d.NextAt.After(now) && (!found || d.Step < best.Step) {
			best, found = d, true
		}
	}
	if failed.Personal() && len(standing) >= 2 {
		return best, false
	}
	best.NextAt = now
	return best, found
}

// Break gives the deliveries that somebody's word changes that the address of one of them does not work, as they are after it: what
// waits to go there stops, and the one itself has failed when it had gone. gone is that one as a failure, from which another way is
// tried; nil when it had been acknowledged, or is no longer needed.
func Break(deliveries []Delivery, of Delivery, now time.Time) (changed []Delivery, gone *Delivery) {
	for _, d := range deliveries {
		was, to := d.State, Stopped
		switch {
		case d.Lane != of.Lane || was == Acknowledged || was == Stopped || was == Sending:
			continue
		case was == Sent || was == Delivered:
			if to = Failed; d.ID != of.ID {
				continue
			}
		}
		next := d
		if was != Failed {
			var err error
			if next, err = d.to(to, now); err != nil {
				continue
			}
			next.Code = "delivery.way-broken"
			changed = append(changed, next)
		}
		if d.ID == of.ID {
			next.State = Failed
			gone = &next
		}
	}
	return changed, gone
}
