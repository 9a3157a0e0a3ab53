package notify_test

import (
	"fmt"
	"strings"
	"testing"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
)

// A notice says what it is, the title and the time, and ÖVNING; nothing that people have written besides, and no way in. The golden file
// holds every kind in both languages.
func TestNotices(t *testing.T) {
	var all strings.Builder
	for _, kind := range delivery.Kinds() {
		if kind == delivery.Watch {
			continue // it is of no conference: see TestWatchMail
		}
		w, m := held(t, kind)
		for _, language := range []string{"sv", "en"} {
			d := sample(kind, attendee, language, m.Plan.Start)
			d.Channel, d.Address = directory.Push, "tib."+attendee
			if kind == delivery.Forewarning || kind == delivery.Invitation {
				d.At = m.Plan.Callout.SentAt
			}
			got, needed, err := w.renderer().Short(t.Context(), d)
			if err != nil || !needed {
				t.Fatalf("%s: %v, needed %v", kind, err, needed)
			}
			link := got.Link
			if i := strings.Index(link, "/a/"); i >= 0 {
				link = link[:i+3] + "…"
			}
			fmt.Fprintf(&all, "%s %s\n  %s\n  %s\n  %s\n  [%s] [%s]\n", language, kind, got.Title, got.Text, link, got.Acknowledge, got.Acknowledged)
			for _, secret := range []string{"Drivmedel", "Läget är stabilt", "Skriv bara", m.Plan.Connections[0].URL, m.Plan.Connections[0].Code, m.Plan.Callout.ShortText} {
				if secret != "" && strings.Contains(got.Title+got.Text, secret) {
					t.Errorf("%s %s says %q: %s, %s", language, kind, secret, got.Title, got.Text)
				}
			}
			if stamp := map[string]string{"sv": "ÖVNING", "en": "EXERCISE"}[language]; got.Exercise != strings.HasPrefix(got.Title, stamp) || strings.Contains(got.Text, stamp) {
				t.Errorf("%s %s is stamped %q, %q", language, kind, got.Title, got.Text)
			}
			if kind.Calls() != (got.Acknowledge != "") {
				t.Errorf("%s %s has the button %q", language, kind, got.Acknowledge)
			}
		}
	}
	golden(t, "notices.txt", []byte(all.String()))
}
