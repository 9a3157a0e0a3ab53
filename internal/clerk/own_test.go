package clerk_test

import (
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// onBoth runs a test on a stocked installation on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, at(t, "stocked")) })
	t.Run("PostgreSQL", func(t *testing.T) {
		w := openOn(t, postgres.Database(t), t.TempDir(), 1)
		w.stock()
		test(t, w)
	})
}

// A member's choices are the member's own, and are what holds when nothing is chosen again.
func TestSettings(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		me, other := tib(attendee), holder(conference.Leader)
		value := func(who clerk.Identity, name string) string {
			all, err := w.Settings(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			return all[name]
		}
		if value(me, "theme") != "auto" || value(me, "language") != "" || value(me, "start") != "overview" {
			t.Error("what holds when nothing is chosen is something else")
		}
		for _, step := range []struct{ name, value, want string }{{"theme", "dark", "dark"}, {"theme", "light", "light"}, {"language", "en", "en"}, {"theme", "auto", "auto"}} {
			if err := w.SaveSetting(ctx, me, step.name, step.value); err != nil {
				t.Fatal(err)
			}
			if got := value(me, step.name); got != step.want {
				t.Errorf("%s is %q after %q was chosen", step.name, got, step.value)
			}
		}
		if value(other, "language") != "" {
			t.Error("another member's language was chosen")
		}
		wantCode(t, w.SaveSetting(ctx, me, "colour", "dark"), "setting.unknown")
		wantCode(t, w.SaveSetting(ctx, me, "theme", "pink"), "setting.value")
		wantCode(t, w.SaveSetting(ctx, tib(outsider), "theme", "dark"), "account.unknown")
		for _, nobody := range []clerk.Identity{{}, {Member: "gast", Actor: attendee, Only: regional}, scoped(me, clerk.ScopeAdminister)} {
			if err := w.SaveSetting(ctx, nobody, "theme", "dark"); fault.KindOf(err) != fault.Unauthenticated && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%+v: %v", nobody, err)
			}
		}
		if all, err := w.Settings(ctx, clerk.Identity{Member: "gast", Actor: attendee, Only: regional}); err != nil || all["theme"] != "auto" {
			t.Errorf("a guest: %v, %v", all, err)
		}
		w.whole()
	})
}

// Templates are an actor's own: other actors neither see, change nor remove them, and two who change the same do not write over
// each other.
func TestTemplates(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		text := func(actor, purpose string, revision int) clerk.SaveTemplate {
			return clerk.SaveTemplate{Revision: revision, Template: conference.Template{ID: "egen", Actor: actor, Kind: conference.TemplateText, Name: "Egen", Lang: "sv",
				Texts: conference.TemplateTexts{Invitation: conference.Invitation{Purpose: purpose}}}}
		}
		give := func(who clerk.Identity, cmd clerk.AdminCommand) (clerk.Status, string) {
			r, err := w.Administer(ctx, who, "", cmd)
			return r.Status, fault.CodeOf(err)
		}
		list := func(who clerk.Identity) []clerk.KeptTemplate {
			all, err := w.Templates(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		for i, step := range []struct {
			who  clerk.Identity
			cmd  clerk.AdminCommand
			want string
		}{
			{tib(host), text(host, "KANARIE ett", 0), "accepted"},
			{tib(host), text(host, "KANARIE ett", 0), "already"},
			{tib(host), text(host, "KANARIE två", 0), "template.changed"},
			{tib(host), text(host, "KANARIE två", 1), "accepted"},
			{tib(host), text(host, "KANARIE tre", 1), "template.changed"},
			{tib(attendee), text(host, "Kapad", 2), "access.not-your-actor"},
			{tib(attendee), clerk.RemoveTemplate{Actor: host, ID: "egen"}, "access.not-your-actor"},
			{tib(attendee), text(attendee, "Vår", 0), "accepted"}, // the same id is another actor's own
			{tib(attendee), clerk.RemoveTemplate{Actor: attendee, ID: "annan"}, "template.unknown"},
			{tib(host), text("finns-inte", "x", 0), "access.not-your-actor"},
			{clerk.OwnerIdentity(), text("finns-inte", "x", 0), "actor.unknown"},
		} {
			status, code := give(step.who, step.cmd)
			if got := firstOf(code, string(status)); got != step.want {
				t.Errorf("step %d: %s, want %s", i, got, step.want)
			}
		}
		if got := list(tib(host)); len(got) != 1 || got[0].Revision != 2 || got[0].Texts.Invitation.Purpose != "KANARIE två" || got[0].UpdatedBy != tib(host).Member {
			t.Errorf("the host's: %+v", got)
		}
		if got := list(tib(attendee)); len(got) != 1 || got[0].Actor != attendee {
			t.Errorf("the attendee's: %+v", got)
		}
		if got := list(tib(outsider)); len(got) != 0 {
			t.Errorf("an outsider's: %+v", got)
		}
		if _, err := w.Templates(ctx, clerk.Identity{Member: "gast", Actor: host, Only: regional}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a guest: %v", err)
		}
		w.whole()
		if status, code := give(tib(host), clerk.RemoveTemplate{Actor: host, ID: "egen"}); status != clerk.Accepted {
			t.Error(code)
		}
		if got := list(tib(host)); len(got) != 0 {
			t.Errorf("removed: %+v", got)
		}
		w.whole()
	})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
