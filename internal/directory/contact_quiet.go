package directory

import (
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// hours are the minutes of a day between which a contact is left alone; both 0 is never.
type hours struct{ from, to int }

// quietHours reads "22:00-06:00". Fault: contact.quiet.
func quietHours(s string) (hours, error) {
	if s == "" {
		return hours{}, nil
	}
	var h hours
	var ok1, ok2 bool
	if len(s) == 11 && s[5] == '-' {
		h.from, ok1 = minuteOf(s[:5])
		h.to, ok2 = minuteOf(s[6:])
	}
	if !ok1 || !ok2 || h.from == h.to {
		return hours{}, fault.New(fault.Invalid, "contact.quiet")
	}
	return h, nil
}

// QuietHours tells whether a text is hours as a contact has them in Quiet; "" is none.
func QuietHours(s string) bool {
	_, err := quietHours(s)
	return err == nil
}

func minuteOf(s string) (int, bool) {
	if !digits(s[:2], 2) || s[2] != ':' || !digits(s[3:], 2) {
		return 0, false
	}
	h, m := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	return h*60 + m, h < 24 && m < 60
}

// Awake gives the first time from at on when the contact may be disturbed with what is no alarm: at itself outside its quiet hours,
// otherwise their end. The clock on the wall in Sweden counts, also in the nights when it is moved.
func (c Contact) Awake(at time.Time) time.Time {
	h, err := quietHours(c.Quiet)
	if err != nil || h == (hours{}) {
		return at
	}
	wall := at.In(i18n.Stockholm())
	now := wall.Hour()*60 + wall.Minute()
	quiet := h.from <= now && now < h.to
	if h.from > h.to {
		quiet = now >= h.from || now < h.to
	}
	if !quiet {
		return at
	}
	day := wall.Day()
	if now >= h.to {
		day++ // they end tomorrow
	}
	end := time.Date(wall.Year(), wall.Month(), day, h.to/60, h.to%60, 0, 0, wall.Location())
	// 02:30 comes twice in one night of the year: the first that is still to come ends the quiet.
	if earlier := end.Add(-time.Hour); earlier.After(at) && earlier.Hour() == end.Hour() {
		end = earlier
	} else if !end.After(at) {
		end = end.Add(time.Hour)
	}
	return end.In(at.Location())
}
