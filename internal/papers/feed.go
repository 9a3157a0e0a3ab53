package papers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

// What a feed holds: meetings from so long back, and no more than a calendar program asks for at once.
const (
	feedBack = 90 * 24 * time.Hour
	feedMost = 1000
)

// Feed is the calendar of an actor or of a person, as whoever has its address may read it.
type Feed struct {
	ID, Name, Language string
	Events             []ical.Event
	Version            string // another as soon as any of it is another
}

// FeedOf makes the calendar that a key opens: the meetings that are hosted or called to, also cancelled ones. language is that of the
// texts. Fault: feed.unknown.
func FeedOf(ctx context.Context, k *clerk.Clerk, key clerk.Digest, texts *i18n.Catalogue, language string, now time.Time) (Feed, error) {
	who, feed, err := k.FeedIdentity(ctx, key)
	if err != nil {
		return Feed{}, err
	}
	p := texts.For(language)
	out := Feed{ID: feed.ID, Name: feed.Name, Language: p.Lang()}
	rows, err := k.Conferences(ctx, who, clerk.ConferenceFilter{Actor: who.Actor, From: now.Add(-feedBack), To: now.AddDate(10, 0, 0)})
	if err != nil {
		return Feed{}, err
	}
	if len(rows) > feedMost { // the newest say more than the oldest
		rows = rows[len(rows)-feedMost:]
	}
	sum := sha256.New()
	fmt.Fprintln(sum, feed.ID, feed.Name, p.Lang())
	for _, row := range rows {
		d, err := Open(ctx, k, who, row.ID, p, now)
		if err != nil {
			return Feed{}, err
		}
		c := d.View().Conference
		calendar := d.maker.Calendar
		calendar.Method, calendar.Now = ical.Publish, cmp.Or(c.Stamp, row.StartsAt)
		out.Events = append(out.Events, d.maker.Event(c, calendar))
		fmt.Fprintln(sum, row.ID, d.View().Head.Seq)
	}
	slices.SortStableFunc(out.Events, func(a, b ical.Event) int { return a.Start.Compare(b.Start) })
	out.Version = hex.EncodeToString(sum.Sum(nil))
	return out, nil
}
