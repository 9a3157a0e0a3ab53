package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// Matter is a kind of matter that is kept for a time of its own.
type Matter string

// The kinds of matter.
const (
	KeptMinutes    Matter = "minutes"    // everything of the conference: nothing is left of it but the chain
	KeptRecording  Matter = "recording"  // sound, marks in it, and what was published of it
	KeptTranscript Matter = "transcript" // what the sound says, written down
	KeptReports    Matter = "reports"    // lägesrapporter
	KeptReceipts   Matter = "receipts"   // answers to the kallelse and messages that came in
	KeptNotices    Matter = "notices"    // what was sent to whom
)

// Matters lists the kinds of matter.
func Matters() []Matter {
	return []Matter{KeptMinutes, KeptRecording, KeptTranscript, KeptReports, KeptReceipts, KeptNotices}
}

// longestKept is how many months a rule can say: two hundred years.
const longestKept = 2400

// Retention is a rule: how long a kind of matter is kept after a conference was closed. Nothing is removed without one.
type Retention struct {
	Matter    Matter `json:"matter"`
	Months    int    `json:"months"`              // after the conference was closed; 0 takes the rule away
	Ground    string `json:"ground,omitempty"`    // gallringsbeslut or dokumenthanteringsplan
	Automatic bool   `json:"automatic,omitempty"` // the service carries it out every night
}

// SetRetention sets the rule of a kind of matter, or takes it away. For the one who runs the installation. Faults: retention.matter,
// retention.months, retention.no-ground.
type SetRetention struct {
	Retention
}

// Cull removes for good what is due: of one conference, of one kind, by the rule that there is for it. For the one who runs the
// installation. Faults: retention.no-rule, retention.not-due, conference.unknown.
type Cull struct {
	Conference string `json:"conference"`
	Matter     Matter `json:"matter"`
	// What was done is filled in for the journal: how much went, and on what ground; never what it was.
	Rows   int    `json:"rows"`
	Files  int    `json:"files"`
	Ground string `json:"ground"`
}

// Name of the command.
func (SetRetention) Name() string { return "retention.saved" }

// Name of the command.
func (*Cull) Name() string { return "retention.executed" }

// kept is what the journal of administration says of it.
func (c *Cull) kept() any { return c }

func (c SetRetention) run(d *desk) (bool, error) {
	if err := d.operates(); err != nil {
		return false, err
	}
	switch {
	case !slices.Contains(Matters(), c.Matter):
		return false, fault.New(fault.Invalid, "retention.matter", "Matter", string(c.Matter))
	case c.Months < 0 || c.Months > longestKept:
		return false, fault.New(fault.Invalid, "retention.months", "Max", longestKept)
	case c.Months == 0:
		return true, d.tx.DeleteRetentionRule(string(c.Matter))
	case c.Ground == "" || len(c.Ground) > 500:
		return false, fault.New(fault.Invalid, "retention.no-ground")
	}
	return true, d.tx.PutRetentionRule(store.RetentionRule{Kind: string(c.Matter), Months: c.Months, Ground: c.Ground, Automatic: c.Automatic})
}

// Due is what of one conference is due to go.
type Due struct {
	Conference string
	Title      string
	Matter     Matter
	Since      time.Time // when it became due
	Rows       int       // entries of the journal that lose their content
	Files      int       // files that nobody else refers to
	Messages   int       // that were sent
	Ground     string
	Automatic  bool
}

// Retentions gives the rules that there are. For the one who runs the installation.
func (k *Clerk) Retentions(ctx context.Context, who Identity) ([]Retention, error) {
	if err := (&desk{who: who}).operates(); err != nil {
		return nil, err
	}
	var out []Retention
	err := k.store.View(ctx, func(tx *store.Tx) error {
		rules, err := tx.RetentionRules()
		out = nil
		for _, r := range rules {
			out = append(out, Retention{Matter(r.Kind), r.Months, r.Ground, r.Automatic})
		}
		return err
	})
	return out, err
}

// Dues looks at what would go now, without removing anything: the preview. For the one who runs the installation.
func (k *Clerk) Dues(ctx context.Context, who Identity) ([]Due, error) {
	if err := (&desk{who: who}).operates(); err != nil {
		return nil, err
	}
	var out []Due
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		rules, err := tx.RetentionRules()
		if err != nil || len(rules) == 0 {
			return err
		}
		heads, err := tx.Heads()
		if err != nil {
			return err
		}
		var others *references
		for _, h := range heads {
			id, is := conferenceOf(h.Stream)
			if !is {
				continue
			}
			for _, r := range rules {
				x, due, err := cullable(tx, id, Matter(r.Kind), r, tx.Now)
				if err != nil {
					return err
				}
				if !due {
					continue
				}
				if others == nil && len(x.files) > 0 {
					if others, err = allReferences(tx); err != nil {
						return err
					}
				}
				var free []string
				if len(x.files) > 0 {
					free = others.free(x, id)
				}
				out = append(out, Due{Conference: id, Title: x.title, Matter: Matter(r.Kind), Since: x.since, Rows: len(x.rows), Files: len(free),
					Messages: x.messages, Ground: r.Ground, Automatic: r.Automatic})
			}
		}
		return nil
	})
	return out, err
}

func (c *Cull) run(d *desk) (bool, error) {
	if err := d.operates(); err != nil {
		return false, err
	}
	rules, err := d.tx.RetentionRules()
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(rules, func(r store.RetentionRule) bool { return r.Kind == string(c.Matter) })
	if i < 0 {
		return false, fault.New(fault.Conflict, "retention.no-rule", "Matter", string(c.Matter))
	}
	x, due, err := cullable(d.tx, c.Conference, c.Matter, rules[i], d.tx.Now)
	if err != nil {
		return false, err
	}
	if !due {
		return false, fault.New(fault.Conflict, "retention.not-due", "Matter", string(c.Matter))
	}
	others, err := allReferences(d.tx)
	if err != nil {
		return false, err
	}
	free := others.free(x, c.Conference)
	c.Rows, c.Files, c.Ground = len(x.rows), len(free), rules[i].Ground
	return true, d.cull(c, x, free)
}

// cull removes: payloads, what was made of them, messages, and the files that nobody else refers to.
func (d *desk) cull(c *Cull, x culled, free []string) error {
	if len(x.rows) > 0 {
		if _, err := d.tx.Expunge(journal.Expunged{Stream: stream(c.Conference), Seqs: x.rows, Ground: c.Ground, By: d.who.Member},
			journal.Entry{Actor: d.who.Actor, Role: string(d.who.SystemRole), OccurredAt: d.tx.Now}); err != nil {
			return err
		}
	}
	if err := d.tx.ForgetOutgoing(c.Conference); err != nil {
		return err
	}
	if err := d.tx.ForgetIncoming(c.Conference); err != nil {
		return err
	}
	if c.Matter == KeptNotices || c.Matter == KeptMinutes {
		if _, err := d.tx.DropConferenceOutgoing(c.Conference); err != nil {
			return err
		}
	}
	for _, digest := range free {
		if err := d.removeFile(digest, c.Ground); err != nil {
			return err
		}
	}
	return d.clerk.reproject(d.tx, c.Conference)
}

// removeFile notes that a file is to go, and removes what was read out of it. The file itself goes after the commit: until then
// somebody may read it.
func (d *desk) removeFile(digest, ground string) error {
	if err := d.tx.PutRemovedFile(store.RemovedFile{Digest: digest, Ground: ground, Removed: d.tx.Now}); err != nil {
		return err
	}
	if err := d.tx.DeleteSound(digest); err != nil {
		return err
	}
	if err := d.tx.DeleteTranscriptions(digest); err != nil {
		return err
	}
	if err := d.tx.DeleteFileText(digest); err != nil {
		return err
	}
	return d.tx.ForgetBroughtFile(digest)
}

// Execute removes for good everything that is due now, or only what goes by itself, and gives what it was. What stops one removal
// stops those after it; what was removed stays removed. For the one who runs the installation.
func (k *Clerk) Execute(ctx context.Context, who Identity, onlyAutomatic bool) ([]Due, error) {
	dues, err := k.Dues(ctx, who)
	if err != nil {
		return nil, err
	}
	var done []Due
	for _, x := range dues {
		if onlyAutomatic && !x.Automatic {
			continue
		}
		_, err := k.administer(ctx, who, "", &Cull{Conference: x.Conference, Matter: x.Matter})
		if fault.CodeOf(err) == "retention.not-due" {
			continue // what went before took it with it
		}
		if err != nil {
			return done, err
		}
		done = append(done, x)
	}
	return done, k.Sweep(ctx)
}

// CullNightly removes what is due by the rules that the operator has turned on to go by themselves; without any it does nothing. It is
// the service's own doing, and stands in the journals as that.
func (k *Clerk) CullNightly(ctx context.Context) ([]Due, error) {
	return k.Execute(ctx, Identity{Member: "tjansten", SystemRole: directory.Operator, Owner: true}, true)
}

// Sweep removes the files that were to go and are still there: right after they were, or when the service begins again after it was
// killed in between. What somebody refers to again stays.
func (k *Clerk) Sweep(ctx context.Context) error {
	remover, can := k.files.(interface {
		Remove(ctx context.Context, digest string) error
	})
	if !can {
		return nil
	}
	var list []store.RemovedFile
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.RemovedFiles(true)
		return err
	}); err != nil {
		return err
	}
	for _, f := range list {
		if err := k.store.Update(ctx, func(tx *store.Tx) error {
			others, err := allReferences(tx)
			if err != nil {
				return err
			}
			brought, err := tx.BroughtByAny(f.Digest)
			if err != nil {
				return err
			}
			f.Gone = tx.Now
			if others.held[f.Digest] || brought {
				return tx.PutRemovedFile(f) // it came again, and is somebody's
			}
			// Within the transaction: nobody can begin to refer to it meanwhile.
			if err := remover.Remove(ctx, f.Digest); err != nil && fault.CodeOf(err) != "attachment.unknown" && fault.CodeOf(err) != "attachment.no-directory" {
				return err
			}
			return tx.PutRemovedFile(f)
		}); err != nil {
			return err
		}
	}
	return nil
}

// matterOf tells which kind of matter an event is beside the minutes.
func matterOf(event string) Matter {
	switch event {
	case (&conference.RecordingAttached{}).Name(), (&conference.RecordingBookmarked{}).Name(), (&conference.RecordingAligned{}).Name(),
		(&conference.RecordingConcealed{}).Name():
		return KeptRecording
	case (&conference.TranscriptAttached{}).Name(), (&conference.TranscriptDiscarded{}).Name():
		return KeptTranscript
	case (&conference.ReportSubmitted{}).Name():
		return KeptReports
	case (&conference.InvitationAnswered{}).Name(), (&conference.InputReceived{}).Name():
		return KeptReceipts
	}
	return KeptMinutes
}
