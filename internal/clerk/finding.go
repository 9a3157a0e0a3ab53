package clerk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/filetext"
	"samverkan/internal/store"
)

// textsOf gives what a conference can be found by. What is marked has a row of its own with its readers; nothing of it is in what
// everybody reads.
func textsOf(c *conference.Conference) []store.Text {
	p := &c.Plan
	words := []string{p.Invitation.Purpose}
	for _, i := range p.Agenda {
		if !c.EffectiveSecrecy(conference.Secrecy{}, i.ID).Marked() {
			words = append(words, i.Title)
		}
	}
	out := []store.Text{{Kind: store.FoundConference, Thing: p.ID, Actor: p.Host, Title: p.Title,
		Also: p.IncidentTitle + "\n" + p.RegistryNumber, Body: lines(words), At: p.Start}}
	var open []string // what everybody reads in the minutes
	say := func(t store.Text, s conference.Secrecy) {
		if t.Body == "" {
			return // expunged
		}
		if t.Secret = s.Marked(); !t.Secret {
			open = append(open, t.Body)
		}
		out = append(out, t)
	}
	for _, n := range c.Notes {
		if n.Struck != nil {
			continue
		}
		s := c.EffectiveSecrecy(n.Secrecy, n.Item)
		say(store.Text{Kind: store.FoundNote, Thing: n.ID, Actor: firstOf(n.Actor, p.Host), Body: lines([]string{n.Text, n.Source, n.Forum}), At: n.At,
			Readers: readersOf(s)}, s)
	}
	for _, d := range c.Decisions {
		if d.Settled == nil {
			continue
		}
		s := c.EffectiveSecrecy(d.Secrecy, d.Item)
		say(store.Text{Kind: store.FoundDecision, Thing: d.ID, Actor: p.Host, Body: d.Wording, At: d.Settled.At, Readers: readersOf(s)}, s)
	}
	for _, x := range c.Measures {
		s := c.EffectiveSecrecy(x.Secrecy, x.Item)
		say(store.Text{Kind: store.FoundMeasure, Thing: x.ID, Actor: firstOf(x.Owner, p.Host), Body: x.Text, At: firstTime(x.At, p.Start),
			Readers: readersOf(s)}, s)
	}
	if at := publishedAt(c); !at.IsZero() {
		out = append(out, store.Text{Kind: store.FoundMinutes, Thing: "minutes", Actor: p.Host, Title: p.Title, Also: p.IncidentTitle, Body: lines(open), At: at})
	}
	return out
}

func lines(texts []string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n")
}

func firstTime(list ...time.Time) time.Time {
	for _, t := range list {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// publishedAt is when the minutes were last published; zero when they never were.
func publishedAt(c *conference.Conference) (at time.Time) {
	for _, v := range c.Minutes.Versions {
		for _, p := range v.Published {
			if p.At.After(at) {
				at = p.At
			}
		}
	}
	return at
}

// texts compares what a conference can be found by with what it says.
func (v *verifier) texts(id string, c *conference.Conference) error {
	filled, err := v.tx.SearchFilled()
	if err != nil || !filled {
		return err // the service has not come that far
	}
	same, err := v.tx.ConferenceTextsAre(id, textsOf(c))
	if err == nil && !same {
		v.differs("list", "search_text", id)
	}
	return err
}

// index sees to that what can be searched for is in the index, and nothing else, that of areas and items too, and that items are counted as they are.
func (v *verifier) index() error {
	for _, look := range []struct {
		table string
		whole func() (bool, error)
	}{{"search_sign", v.tx.IndexWhole}, {"area_tally", v.tx.TallyWhole}} {
		whole, err := look.whole()
		if err != nil {
			return err
		}
		if !whole {
			v.differs("list", look.table, "")
		}
	}
	if filled, err := v.tx.SearchFilled(); err != nil || !filled {
		return err
	}
	same, err := v.tx.PlacesAre()
	if err == nil && !same {
		v.differs("list", "search_text", "")
	}
	return err
}

// Found is what a search found: what can be read, with snippets, and actors by name.
type Found struct {
	Matches
	Actors []Hit
}

// Of gives what was found of one kind.
func (f Found) Of(kind string) []Match {
	var out []Match
	for _, m := range f.Matches.Matches {
		if m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

// FoundActor is, as a kind to search for, actors by name.
const FoundActor = "actor"

// Search looks for words in what the caller may read: conferences, their published minutes, notes, decisions and measures, incidents,
// areas, and items with the words of their files; actors by name when no filter is set. See package finding for what words
// are. Nothing that the caller may not read is found, counted or told of.
func (k *Clerk) Search(ctx context.Context, who Identity, q SearchQuery) (Found, error) {
	var out Found
	err := k.look(ctx, who, "search", func(tx *store.Tx) (err error) {
		out = Found{}
		if q.Kind != FoundActor {
			if out.Matches, err = tx.Find(who.lookup(), q); err != nil {
				return err
			}
		}
		if !namesOnly(q) {
			return nil
		}
		limit := q.PerKind
		if limit == 0 {
			limit = q.Limit
		}
		found, err := tx.FindActors(q.Text, limit)
		out.Actors = found
		return err
	})
	return out, err
}

// namesOnly tells whether nothing is set by which actors are not found.
func namesOnly(q SearchQuery) bool {
	return (q.Kind == "" || q.Kind == FoundActor) && q.Actor+q.Tag+q.Folder+q.Place+q.Incident+q.Area == "" && q.From.IsZero() && q.To.IsZero() && q.Offset == 0
}

// The most of saved searches.
const (
	maxSaved     = 100
	maxSavedName = 80
	maxAsked     = 2000
)

// SaveSearch gives a search a name, for the caller alone. asked is as in the address of the search page. A name is saved once: the later replaces
// the earlier. Faults: search.name, search.too-many, access.person-only for who is no person.
func (k *Clerk) SaveSearch(ctx context.Context, who Identity, name, asked string) (SavedSearch, error) {
	x := SavedSearch{ID: k.newID(), Member: who.Member, Name: strings.Join(strings.Fields(name), " "), Asked: asked}
	if err := who.Allows("search.own", ""); err != nil {
		return x, err
	}
	if x.Name == "" || utf8.RuneCountInString(x.Name) > maxSavedName || !utf8.ValidString(x.Name) || strings.ContainsFunc(x.Name, isControl) {
		f := fault.New(fault.Invalid, "search.name", "Max", maxSavedName)
		f.Fields = map[string]string{"name": "search.name"}
		return x, f
	}
	if len(asked) > maxAsked || !utf8.ValidString(asked) || strings.ContainsFunc(asked, isControl) {
		return x, fault.New(fault.Invalid, "search.asked")
	}
	err := k.store.Update(ctx, func(tx *store.Tx) error {
		if err := person(tx, who); err != nil {
			return err
		}
		list, err := tx.SavedSearches(who.Member)
		if err != nil {
			return err
		}
		for _, old := range list {
			if old.Name == x.Name {
				x.ID = old.ID
			}
		}
		if len(list) >= maxSaved && !slices.ContainsFunc(list, func(s SavedSearch) bool { return s.ID == x.ID }) {
			return fault.New(fault.Conflict, "search.too-many", "Max", maxSaved)
		}
		x.SavedAt = tx.Now
		return tx.PutSavedSearch(x)
	})
	return x, err
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// person refuses who has no account to remember anything of.
func person(tx *store.Tx, who Identity) error {
	if _, known, err := found(tx.Member(who.Member)); err != nil || known {
		return err
	}
	return fault.New(fault.Forbidden, "search.person-only")
}

// SavedSearches lists the caller's own searches, by name.
func (k *Clerk) SavedSearches(ctx context.Context, who Identity) (list []SavedSearch, err error) {
	err = k.look(ctx, who, "search", func(tx *store.Tx) (err error) {
		list, err = tx.SavedSearches(who.Member)
		return err
	})
	return list, err
}

// RemoveSearch removes one of the caller's own searches. Fault: search.unknown, also for another's.
func (k *Clerk) RemoveSearch(ctx context.Context, who Identity, id string) error {
	if err := who.Allows("search.own", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		had, err := tx.DeleteSavedSearch(who.Member, id)
		if err == nil && !had {
			err = fault.New(fault.NotFound, "search.unknown")
		}
		return err
	})
}

// NewsFor gives what has come or changed since the caller last looked, in areas and of conferences, the latest first, and tells how
// much there is.
func (k *Clerk) NewsFor(ctx context.Context, who Identity, limit int) (list []News, total int, err error) {
	err = k.look(ctx, who, "news.read", func(tx *store.Tx) (err error) {
		list, total, err = tx.NewsFor(who.lookup(), who.Member, limit)
		return err
	})
	return list, total, err
}

// SeeNews writes down that the caller has seen what came of a conference; "" is everything, in areas too. Faults: search.person-only,
// and store.no-conference for what the caller may not know of.
func (k *Clerk) SeeNews(ctx context.Context, who Identity, conferenceID string) error {
	if err := who.Allows("search.own", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if err := person(tx, who); err != nil {
			return err
		}
		if conferenceID == "" {
			return tx.SeeEverything(who.lookup(), who.Member)
		}
		if _, err := tx.Conference(who.lookup(), conferenceID); err != nil {
			return err
		}
		return tx.SeeConference(who.Member, conferenceID)
	})
}

// LookedAtConference writes down that the caller looks at what came of a conference, when there is something new in it to the caller.
func (k *Clerk) LookedAtConference(ctx context.Context, who Identity, id string) error {
	if who.Owner || who.Guest() || who.Allows("search.own", "") != nil {
		return nil // nobody to remember it of
	}
	fresh := false
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		if _, known, err := found(tx.Member(who.Member)); err != nil || !known {
			return err
		}
		fresh, err = tx.ConferenceHasNews(who.Member, id)
		return err
	})
	if err != nil || !fresh {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error { return tx.SeeConference(who.Member, id) })
}

// fileLease is longer than any file takes to be read.
const fileLease = 10 * time.Minute

// ReadFile reads the words of the file that has waited longest, and puts them where they are found. worked is false when none waits. It
// takes a second and some tens of megabytes at most; callers do one at a time.
func (k *Clerk) ReadFile(ctx context.Context) (worked bool, err error) {
	waits := false
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) { waits, err = tx.FileTextWaits(); return err }); err != nil || !waits {
		return false, err
	}
	var f store.FileText
	if err := k.store.Update(ctx, func(tx *store.Tx) (err error) {
		f, waits, err = tx.LeaseFileText(tx.Now.Add(fileLease))
		return err
	}); err != nil || !waits {
		return false, err
	}
	r, err := k.files.Open(f.Digest)
	switch {
	case err == nil:
		defer r.Close()
		f.Content, f.Cut, err = filetext.Read(untilDone{ctx, r}, f.Format)
		if f.Code, err = told(err); err != nil {
			return true, err
		}
	case fault.KindOf(err) == fault.NotFound:
		f.Code = fault.CodeOf(err)
	default:
		return true, err
	}
	return true, k.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutFileText(f); err != nil {
			return err
		}
		return worded(tx, f.Digest)
	})
}

// FillSearch puts into the index what was there before there was one, a conference at a time. It does nothing when that has been done.
func (k *Clerk) FillSearch(ctx context.Context) error {
	filled := false
	var ids []string
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		ids = nil
		if filled, err = tx.SearchFilled(); err != nil || filled {
			return err
		}
		heads, err := tx.Heads()
		for _, h := range heads {
			if id, ok := conferenceOf(h.Stream); ok {
				ids = append(ids, id)
			}
		}
		return err
	}); err != nil || filled {
		return err
	}
	for _, id := range ids {
		if err := k.store.Update(ctx, func(tx *store.Tx) error {
			now, err := k.readings.of(tx, id)
			if err != nil || now.state.Plan.ID == "" {
				return err
			}
			return tx.PutConferenceTexts(id, textsOf(now.state))
		}); err != nil {
			return err
		}
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.IndexPlaces(); err != nil {
			return err
		}
		return tx.SetSearchFilled()
	})
}
