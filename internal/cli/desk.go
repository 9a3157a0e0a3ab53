package cli

import (
	"context"
	"io"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// desk is what the verbs work at: the clerk of a database on this machine, or that of a service over the network. What it
// says, and what it refuses, is the same at both.
type desk interface {
	Do(ctx context.Context, who clerk.Identity, conferenceID string, w clerk.Wish) (clerk.Receipt, error)
	Batch(ctx context.Context, who clerk.Identity, conferenceID string, wishes []clerk.Wish) ([]clerk.Receipt, error)
	Administer(ctx context.Context, who clerk.Identity, id string, cmd clerk.AdminCommand) (clerk.Receipt, error)

	Conference(ctx context.Context, who clerk.Identity, id string) (*clerk.View, error)
	ConferenceAt(ctx context.Context, who clerk.Identity, id string, seq int64) (*clerk.View, error)
	Journal(ctx context.Context, who clerk.Identity, id string) ([]journal.Entry, error)
	Checkpoint(ctx context.Context, who clerk.Identity, id string) (note string, head journal.Head, err error)
	SealAt(ctx context.Context, who clerk.Identity, id string, seq int64) (note string, head journal.Head, err error)
	NextNumber(ctx context.Context, incident, host string, level conference.Level) (int, error)

	Conferences(ctx context.Context, who clerk.Identity, f store.ConferenceFilter) ([]store.Conference, error)
	Measures(ctx context.Context, who clerk.Identity, f store.MeasureFilter) ([]store.Measure, error)
	Decisions(ctx context.Context, who clerk.Identity, f store.DecisionFilter) ([]store.Decision, error)

	Directory(ctx context.Context) (*directory.Directory, error)
	Rosters(ctx context.Context, who clerk.Identity) ([]directory.Roster, error)
	Templates(ctx context.Context, who clerk.Identity) ([]clerk.KeptTemplate, error)
	Members(ctx context.Context, who clerk.Identity) ([]directory.Member, error)
	Incident(ctx context.Context, who clerk.Identity, id string) (conference.Incident, error)
	Incidents(ctx context.Context, who clerk.Identity) ([]conference.Incident, error)

	Areas(ctx context.Context, who clerk.Identity) ([]area.Area, error)
	Area(ctx context.Context, who clerk.Identity, id string) (clerk.Listing, error)
	AreasToAsk(ctx context.Context, who clerk.Identity) ([]clerk.AreaToAsk, error)
	AreaRequests(ctx context.Context, who clerk.Identity, areaID string) ([]clerk.AreaRequest, error)
	AreaAt(ctx context.Context, who clerk.Identity, id string, at time.Time) (clerk.Listing, error)
	Log(ctx context.Context, who clerk.Identity, id string) (clerk.Listing, error)
	NeedBoard(ctx context.Context, who clerk.Identity, id string) (clerk.BoardView, error)
	Messages(ctx context.Context, who clerk.Identity, id string) (clerk.MessagesView, error)
	Item(ctx context.Context, who clerk.Identity, areaID, id string) (clerk.ItemView, error)
	OpenFile(ctx context.Context, who clerk.Identity, areaID, itemID string, number int) (area.Version, io.ReadSeekCloser, error)
	BringFile(ctx context.Context, who clerk.Identity, r io.Reader, limit int64) (digest string, size int64, err error)
}

var (
	_ desk = (*clerk.Clerk)(nil)
	_ desk = (*remote)(nil)
)
