package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// The cast: a host, two who are invited, and one who has nothing to do with it.
const (
	host     = "lst-allmanlan"
	invited  = "kommun-alvnas"
	other    = "kommun-storsjo"
	outsider = "region-grannlan"
)

func at(hour int) time.Time { return time.Date(2027, 1, 6, hour, 0, 0, 0, time.UTC) }

// stageOn runs a test on the stage, on each kind of database.
func stageOn(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	freshOn(t, func(t *testing.T, s *store.Store) {
		stage(t, s)
		test(t, s)
	})
}

// stage puts the cast, an incident with two conferences, and an area.
func stage(t *testing.T, s *store.Store) {
	t.Helper()
	yes := true
	update(t, s, func(tx *store.Tx) error {
		for i, id := range []string{host, invited, other, outsider} {
			if err := tx.PutActor(store.Actor{ID: id, Name: "Aktör " + id, Kind: "kommun", Level: "lokal", CountyCode: "98", SortKey: []byte{byte(9 - i)}}); err != nil {
				return err
			}
		}
		return firstFault(
			tx.PutIncident(store.Incident{ID: "snokaos", Title: "Snökaos i Allmänsta", Exercise: true, HostActor: host, Language: "sv", StartedAt: at(10)}),
			tx.PutConference(store.Conference{
				ID: "konf-1", Incident: "snokaos", Title: "Nr 1", Level: "regional", SeriesNo: 1, Host: host, Phase: "closed", Exercise: true,
				StartsAt: at(15), EndsAt: at(16), OpenedAt: at(15), Head: journal.Start("konf-1"),
				Actors: []store.ConferenceActor{{Actor: invited, Role: "attendee"}, {Actor: other, Role: "observer"}},
			}),
			tx.PutConference(store.Conference{
				ID: "konf-2", Incident: "snokaos", Title: "Nr 2", Level: "regional", SeriesNo: 2, Host: host, Phase: "planned",
				StartsAt: at(19), EndsAt: at(20), Head: journal.Start("konf-2"), Doc: json.RawMessage(`{"å":1}`),
				Actors: []store.ConferenceActor{{Actor: invited, Role: "attendee"}},
				Needs:  []store.Dependency{{Conference: "konf-2", Needs: "konf-1", Deadline: at(18), Carries: "Lägesrapport"}},
			}),
			tx.PutMeasure(store.Measure{Conference: "konf-1", ID: "A1", Text: "Sök Nyholma", Owner: other, DueAt: at(20), Accepted: &yes, Status: "open"}),
			tx.PutMeasure(store.Measure{Conference: "konf-1", ID: "A2", Text: "Hemlig", Owner: host, Status: "open", Secret: true, Readers: []string{invited, outsider}}),
			tx.PutDecision(store.Decision{Conference: "konf-1", ID: "D1", Wording: "Inriktning", Outcome: "taken", SettledAt: at(15), ValidUntil: at(22)}),
			tx.PutDecision(store.Decision{Conference: "konf-1", ID: "D2", Wording: "Hemligt", Outcome: "taken", SettledAt: at(15), Secret: true, Readers: []string{invited}}),
			tx.PutArea(store.Area{ID: "yta", OwnerActor: host, Title: "Snökaos", Incident: "snokaos", Kind: "incident",
				Rights: []store.AreaRight{{Actor: invited, Level: "contribute"}, {Actor: other, Level: "read"}}}),
			tx.PutItem(store.Item{ID: "p-alla", Area: "yta", Kind: "minutes", Title: "Alla", Audience: store.AudienceAll, CreatedAt: at(17), CreatedByActor: host, Tags: []string{"mötet"}}),
			tx.PutItem(store.Item{ID: "p-nagra", Area: "yta", Kind: "file", Title: "Några", Audience: "chosen", CreatedAt: at(17), CreatedByActor: host, Readers: []string{other, outsider}}),
			tx.PutItem(store.Item{ID: "p-vi", Area: "yta", Kind: "file", Title: "Bara vi", Audience: "own", CreatedAt: at(17), CreatedByActor: invited}),
			tx.PutRoster(store.Roster{ID: "r", OwnerActor: host, Name: "Länets krisledning", Members: []string{other, invited}}),
			tx.PutMember(store.Member{ID: "anna", Name: "Anna", Actor: host, SystemRole: "admin"}),
			tx.PutMember(store.Member{ID: "bo", Name: "Bo", Actor: invited}),
		)
	})
}

func firstFault(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// seenBy lists everything an actor may list, by name.
func seenBy(t *testing.T, s *store.Store, as store.Reader) string {
	t.Helper()
	var out []string
	view(t, s, func(tx *store.Tx) error {
		incidents, e1 := tx.Incidents(as)
		conferences, e2 := tx.Conferences(as, store.ConferenceFilter{})
		measures, e3 := tx.Measures(as, store.MeasureFilter{})
		decisions, e4 := tx.Decisions(as, store.DecisionFilter{})
		areas, e5 := tx.Areas(as, "")
		items, e6 := tx.Items(as, store.ItemFilter{})
		rosters, e7 := tx.Rosters(as)
		members, e8 := tx.Members(as)
		needs, e9 := tx.Dependencies(as, "snokaos")
		for _, x := range incidents {
			out = append(out, x.ID)
		}
		for _, x := range conferences {
			out = append(out, x.ID)
		}
		for _, x := range measures {
			out = append(out, x.ID)
		}
		for _, x := range decisions {
			out = append(out, x.ID)
		}
		for _, x := range areas {
			out = append(out, x.ID)
		}
		for _, x := range items {
			out = append(out, x.ID)
		}
		for _, x := range rosters {
			out = append(out, x.ID)
		}
		for _, x := range members {
			out = append(out, x.ID)
		}
		for _, x := range needs {
			out = append(out, x.Conference+"<"+x.Needs)
		}
		return firstFault(e1, e2, e3, e4, e5, e6, e7, e8, e9)
	})
	return strings.Join(out, " ")
}

func TestEachListsWhatIsTheirs(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		cases := []struct {
			name string
			as   store.Reader
			want string
		}{
			{"host", store.As(host), "snokaos konf-1 konf-2 A1 A2 D1 D2 yta p-alla p-nagra r anna konf-2<konf-1"},
			{"invited", store.As(invited), "snokaos konf-1 konf-2 A1 A2 D1 D2 yta p-alla p-vi bo konf-2<konf-1"},
			{"invited to the first", store.As(other), "snokaos konf-1 A1 D1 yta p-alla p-nagra"},
			{"outsider, though named as a reader", store.As(outsider), ""},
			{"nobody", store.Reader{}, ""},
			{"empty name", store.As(""), ""},
			{"odd name", store.As("' OR 1=1 --"), ""},
			{"the desk", store.Whole(), "snokaos konf-1 konf-2 A1 A2 D1 D2 yta p-alla p-nagra p-vi r anna bo konf-2<konf-1"},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if got := seenBy(t, s, c.as); got != c.want {
					t.Fatalf("got  %q\nwant %q", got, c.want)
				}
			})
		}
	})
}

// TestWhatIsNotListedIsNotThere: asking by id tells no more than the lists do.
func TestWhatIsNotListedIsNotThere(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		get := map[string]func(tx *store.Tx, as store.Reader) error{
			"snokaos": func(tx *store.Tx, as store.Reader) error { _, err := tx.Incident(as, "snokaos"); return err },
			"konf-1":  func(tx *store.Tx, as store.Reader) error { _, err := tx.Conference(as, "konf-1"); return err },
			"konf-2":  func(tx *store.Tx, as store.Reader) error { _, err := tx.Conference(as, "konf-2"); return err },
			"yta":     func(tx *store.Tx, as store.Reader) error { _, err := tx.Area(as, "yta"); return err },
			"p-alla":  func(tx *store.Tx, as store.Reader) error { _, err := tx.Item(as, "p-alla"); return err },
			"p-nagra": func(tx *store.Tx, as store.Reader) error { _, err := tx.Item(as, "p-nagra"); return err },
			"p-vi":    func(tx *store.Tx, as store.Reader) error { _, err := tx.Item(as, "p-vi"); return err },
			"r":       func(tx *store.Tx, as store.Reader) error { _, err := tx.Roster(as, "r"); return err },
		}
		for _, actor := range []string{host, invited, other, outsider, ""} {
			listed := strings.Fields(seenBy(t, s, store.As(actor)))
			for id, by := range get {
				view(t, s, func(tx *store.Tx) error {
					err := by(tx, store.As(actor))
					if is := slices.Contains(listed, id); is != (err == nil) || !is && fault.KindOf(err) != fault.NotFound {
						t.Errorf("%s asks for %s, listed %v: %v", actor, id, is, err)
					}
					return nil
				})
			}
		}
	})
}

func TestVersionsFollowTheirItem(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		v := store.ItemVersion{Item: "p-nagra", FileName: "2027-01-06_1900.pdf", MediaType: "application/pdf", Digest: "ab", Size: 9, JournalSeq: 7,
			PublishedAt: at(18), ByMember: "anna", ByActor: host, Note: "Rättad"}
		update(t, s, func(tx *store.Tx) error {
			for want := 1; want <= 2; want++ {
				if n, err := tx.AddItemVersion(v); err != nil || n != want {
					t.Fatal(n, err)
				}
			}
			return nil
		})
		for actor, n := range map[string]int{host: 2, other: 2, invited: 0, outsider: 0} {
			view(t, s, func(tx *store.Tx) error {
				got, err := tx.ItemVersions(store.As(actor), "p-nagra")
				if err != nil || len(got) != n {
					t.Errorf("%s: %v, %v", actor, got, err)
				}
				if n == 2 {
					want := v
					want.Version = 2
					if d := cmp.Diff(want, got[1]); d != "" {
						t.Error(d)
					}
				}
				return nil
			})
		}
		update(t, s, func(tx *store.Tx) error {
			if used, err := tx.DigestInUse("ab"); err != nil || !used {
				t.Fatal(used, err)
			}
			if err := tx.DeleteItem("p-nagra"); err != nil {
				t.Fatal(err)
			}
			if used, err := tx.DigestInUse("ab"); err != nil || used {
				t.Fatal(used, err)
			}
			wantCode(t, tx.DeleteItem("p-nagra"), "store.no-item")
			return nil
		})
	})
}

// TestPutAndGetGiveTheSame: every field, put twice, the second time with other values.
func TestPutAndGetGiveTheSame(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		no := false
		for round := range 2 {
			x := fmt.Sprint(" å", round)
			actor := store.Actor{ID: "a", Name: "N" + x, ShortName: "S" + x, Kind: "K" + x, Level: "L" + x, CountyCode: "01", CountyName: "C" + x, MunicipalityCode: "0114", SortKey: []byte(x)}
			member := store.Member{ID: "m", Name: "N" + x, Actor: "a", SystemRole: "r" + x}
			roster := store.Roster{ID: "ros", OwnerActor: host, Name: "N" + x, Members: [][]string{{other, invited, host}, {host, other}}[round]}
			incident := store.Incident{ID: "i", Title: "T" + x, Exercise: round == 0, RegistryNumber: "452-1" + x, HostActor: host, Language: "en",
				StartedAt: at(round), EndedAt: at(round + 2), Description: "D" + x, Doc: json.RawMessage(`{"n":1}`)}
			conference := store.Conference{ID: "c", Incident: "i", Title: "T" + x, Level: "L" + x, SeriesNo: round, Host: host, Phase: "P" + x,
				Exercise: round == 1, Purpose: "U" + x, StartsAt: at(1), EndsAt: at(2), OpenedAt: at(3), ClosedAt: at(4 + round),
				Head: journal.Head{Stream: "c", Seq: int64(round), Hash: journal.Genesis(x)}, Doc: json.RawMessage(`{}`),
				Actors: []store.ConferenceActor{{Actor: "a" + x, Role: "R" + x}, {Actor: "b", Role: "r"}},
				Needs:  []store.Dependency{{Conference: "c", Needs: "n" + x, Deadline: at(5), Carries: "W" + x, DeliveredAt: at(6 + round)}}}
			area := store.Area{ID: "y", OwnerActor: host, County: "0" + x, Purpose: "P" + x, Tags: []string{"t" + x}, OpenToAsk: round == 0, Heir: "h" + x, ClosedBy: "c" + x,
				ClosedWhy: "w" + x, Stopped: [][]string{{invited}, {other, host}}[round], Title: "T" + x, Incident: "I" + x, Kind: "K" + x, Exercise: round == 0, ClosedAt: at(7 + round),
				Rights: [][]store.AreaRight{{{Actor: other, Level: "read", Since: at(7)}}, {{Actor: invited, Level: "manage", Since: at(8)}, {Actor: other, Level: "read"}}}[round]}
			item := store.Item{ID: "p", Area: "yta", Folder: "F" + x, Kind: "K" + x, Title: "T" + x, Conference: "c" + x, Audience: "chosen",
				CreatedAt: at(8), CreatedBy: "anna", CreatedByActor: host, Tags: []string{"å", x}, Text: "X" + x, OccurredAt: at(7 + round),
				Place: "05" + x, Related: []string{"r" + x}, Detail: `{"x":"` + x + `"}`, Revision: 3 + round, ChangedAt: at(9 + round), Readers: [][]string{{other, host}, {other}}[round]}
			measure := store.Measure{Conference: "c", ID: "A1", Text: "T" + x, Owner: "O" + x, DueAt: at(9 + round), Accepted: &no, Status: "S" + x, Secret: round == 0}
			decision := store.Decision{Conference: "c", ID: "D1", Wording: "W" + x, Outcome: "O" + x, SettledAt: at(10), ValidUntil: at(11 + round), Secret: round == 1}
			update(t, s, func(tx *store.Tx) error {
				return firstFault(tx.PutActor(actor), tx.PutMember(member), tx.PutRoster(roster), tx.PutIncident(incident), tx.PutConference(conference),
					tx.PutArea(area), tx.PutItem(item), tx.PutMeasure(measure), tx.PutDecision(decision), tx.PutSetting("k", "v"+x))
			})
			view(t, s, func(tx *store.Tx) error {
				as := store.Whole()
				same(t, actor)(tx.Actor("a"))
				same(t, member)(tx.Member("m"))
				same(t, roster)(tx.Roster(as, "ros"))
				same(t, incident)(tx.Incident(as, "i"))
				same(t, conference)(tx.Conference(as, "c"))
				same(t, area)(tx.Area(as, "y"))
				same(t, item)(tx.Item(as, "p"))
				same(t, []store.Measure{measure})(tx.Measures(as, store.MeasureFilter{Conference: "c"}))
				same(t, []store.Decision{decision})(tx.Decisions(as, store.DecisionFilter{Conference: "c"}))
				if v, found, err := tx.Setting("k"); err != nil || !found || v != "v"+x {
					t.Error(v, found, err)
				}
				return nil
			})
		}
	})
}

func same[T any](t *testing.T, want T) func(T, error) {
	return func(got T, err error) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%v\n%s", err, d)
		}
	}
}

func TestFilters(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		as := store.As(host)
		view(t, s, func(tx *store.Tx) error {
			conferences := func(f store.ConferenceFilter) (ids string) {
				list, err := tx.Conferences(as, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range list {
					ids += c.ID + " "
				}
				return ids
			}
			for want, f := range map[string]store.ConferenceFilter{
				"konf-1 konf-2 ": {Incident: "snokaos", Actor: invited},
				"konf-1 ":        {Actor: other},
				"konf-2 ":        {Phase: "planned", From: at(16), To: at(20)},
				"":               {From: at(16), To: at(19)}, // ends as the one begins: no overlap
			} {
				if got := conferences(f); got != want {
					t.Errorf("%+v: %q", f, got)
				}
			}
			due, err := tx.Measures(as, store.MeasureFilter{Owner: other, Status: "open", Incident: "snokaos", DueBefore: at(21)})
			if err != nil || len(due) != 1 || due[0].ID != "A1" {
				t.Error(due, err)
			}
			for hour, n := range map[int]int{14: 0, 15: 2, 21: 2, 22: 1} {
				valid, err := tx.Decisions(as, store.DecisionFilter{Outcome: "taken", ValidAt: at(hour)})
				if err != nil || len(valid) != n {
					t.Errorf("valid at %d: %v, %v", hour, valid, err)
				}
			}
			items, err := tx.Items(as, store.ItemFilter{Area: "yta", Kind: "minutes"})
			if err != nil || len(items) != 1 {
				t.Error(items, err)
			}
			actors, err := tx.Actors(store.ActorFilter{CountyCode: "98"})
			if err != nil || len(actors) != 4 || actors[0].ID != outsider || actors[3].ID != host {
				t.Error(actors, err)
			}
			none, err := tx.Actors(store.ActorFilter{Kind: "kommun", Level: "lokal", CountyCode: "98", MunicipalityCode: "0114"})
			if err != nil || len(none) != 0 {
				t.Error(none, err)
			}
			return nil
		})
	})
}

func TestTheAreasRightsAreForThoseWhoManage(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		for actor, n := range map[string]int{host: 2, invited: 1, other: 1} {
			view(t, s, func(tx *store.Tx) error {
				a, err := tx.Area(store.As(actor), "yta")
				if err != nil || len(a.Rights) != n || n == 1 && a.Rights[0].Actor != actor {
					t.Errorf("%s: %+v, %v", actor, a.Rights, err)
				}
				return nil
			})
		}
	})
}

func TestReferencesAreHeld(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		dangling := map[string]func(tx *store.Tx) error{
			"member of nobody": func(tx *store.Tx) error { return tx.PutMember(store.Member{ID: "x", Actor: "ingen"}) },
			"roster of nobody": func(tx *store.Tx) error { return tx.PutRoster(store.Roster{ID: "x", OwnerActor: "ingen"}) },
			"roster with nobody": func(tx *store.Tx) error {
				return tx.PutRoster(store.Roster{ID: "x", OwnerActor: host, Members: []string{"ingen"}})
			},
			"measure of nothing": func(tx *store.Tx) error { return tx.PutMeasure(store.Measure{Conference: "ingen", ID: "A1"}) },
			"item in nothing":    func(tx *store.Tx) error { return tx.PutItem(store.Item{ID: "x", Area: "ingen"}) },
			"version of nothing": func(tx *store.Tx) error { _, err := tx.AddItemVersion(store.ItemVersion{Item: "ingen"}); return err },
			"actor that is used": func(tx *store.Tx) error { return tx.DeleteActor(host) },
			"right for nobody": func(tx *store.Tx) error {
				return tx.PutArea(store.Area{ID: "x", OwnerActor: host, Rights: []store.AreaRight{{Actor: "ingen"}}})
			},
			"decision of nothing": func(tx *store.Tx) error { return tx.PutDecision(store.Decision{Conference: "ingen", ID: "D1"}) },
			"reader that is no one": func(tx *store.Tx) error {
				return tx.PutItem(store.Item{ID: "x", Area: "yta", Readers: []string{"ingen"}})
			},
		}
		for name, fn := range dangling {
			if err := s.Update(context.Background(), fn); fault.CodeOf(err) != "store.dangling" || fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		err := s.Update(context.Background(), func(tx *store.Tx) error {
			return tx.PutRoster(store.Roster{ID: "r", OwnerActor: host, Members: []string{other, other}})
		})
		wantCode(t, err, "store.exists")
		update(t, s, func(tx *store.Tx) error {
			return firstFault(tx.DeleteRoster("r"), tx.DeleteMember("anna"), tx.DeleteMember("bo"), tx.DeleteSetting("k"))
		})
		for code, fn := range map[string]func(tx *store.Tx) error{
			"store.no-roster":   func(tx *store.Tx) error { return tx.DeleteRoster("r") },
			"store.no-member":   func(tx *store.Tx) error { _, err := tx.Member("anna"); return err },
			"store.no-actor":    func(tx *store.Tx) error { return tx.DeleteActor("ingen") },
			"store.no-incident": func(tx *store.Tx) error { _, err := tx.Incident(store.Whole(), "ingen"); return err },
		} {
			wantCode(t, s.Update(context.Background(), fn), code)
		}
	})
}

// TestProjectionsCanBeMadeAgain: emptied and put in one transaction, and nothing else goes with them.
func TestProjectionsCanBeMadeAgain(t *testing.T) {
	stageOn(t, func(t *testing.T, s *store.Store) {
		before := seenBy(t, s, store.As(invited))
		fill(t, s, "konf-1", 3)
		update(t, s, func(tx *store.Tx) error {
			var again []store.Conference
			list, err := tx.Conferences(store.Whole(), store.ConferenceFilter{})
			if err != nil {
				return err
			}
			for _, c := range list {
				if c, err = tx.Conference(store.Whole(), c.ID); err != nil {
					return err
				}
				again = append(again, c)
			}
			if err := tx.TruncateProjections(); err != nil {
				return err
			}
			if list, err := tx.Conferences(store.Whole(), store.ConferenceFilter{}); err != nil || len(list) != 0 {
				t.Fatal(list, err)
			}
			if list, err := tx.Measures(store.Whole(), store.MeasureFilter{}); err != nil || len(list) != 0 {
				t.Fatal(list, err)
			}
			for _, c := range again {
				if err := tx.PutConference(c); err != nil {
					return err
				}
			}
			return firstFault(
				tx.PutMeasure(store.Measure{Conference: "konf-1", ID: "A1"}), tx.PutMeasure(store.Measure{Conference: "konf-1", ID: "A2", Secret: true, Readers: []string{invited}}),
				tx.PutDecision(store.Decision{Conference: "konf-1", ID: "D1"}), tx.PutDecision(store.Decision{Conference: "konf-1", ID: "D2"}))
		})
		if after := seenBy(t, s, store.As(invited)); after != before {
			t.Fatalf("before %q\nafter  %q", before, after)
		}
		update(t, s, func(tx *store.Tx) error {
			return firstFault(tx.DeleteMeasure("konf-1", "A1"), tx.DeleteDecision("konf-1", "D1"), tx.ClearConference("konf-2"))
		})
		if after := seenBy(t, s, store.As(invited)); after != "snokaos konf-1 A2 D2 yta p-alla p-vi bo" {
			t.Fatal(after)
		}
		if c := check(t, s); c.Entries != 3 || len(c.Faults) != 0 {
			t.Fatalf("%+v", c)
		}
	})
}
