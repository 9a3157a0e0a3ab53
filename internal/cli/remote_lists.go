package cli

import (
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/client"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// filled makes a query of the values that are there.
func filled(kv ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		if kv[i+1] != "" {
			q.Set(kv[i], kv[i+1])
		}
	}
	return q
}

// stampOf writes a time for a query; "" for none.
func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// farConference is a conference in a list of the service.
type farConference struct {
	ID       string    `json:"id"`
	Incident string    `json:"incident"`
	Title    string    `json:"title"`
	Level    string    `json:"level"`
	Number   int       `json:"number"`
	Host     string    `json:"host"`
	Phase    string    `json:"phase"`
	Exercise bool      `json:"exercise"`
	Purpose  string    `json:"purpose"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Opened   time.Time `json:"opened"`
	Closed   time.Time `json:"closed"`
}

func (k *remote) Conferences(ctx context.Context, _ clerk.Identity, f store.ConferenceFilter) ([]store.Conference, error) {
	var in []farConference
	q := filled("incident", f.Incident, "phase", f.Phase, "actor", f.Actor, "from", stampOf(f.From), "to", stampOf(f.To))
	if err := k.client.Get(ctx, q, &in, "conferences"); err != nil {
		return nil, err
	}
	var out []store.Conference
	for _, c := range in {
		out = append(out, store.Conference{ID: c.ID, Incident: c.Incident, Title: c.Title, Level: c.Level, SeriesNo: c.Number, Host: c.Host,
			Phase: c.Phase, Exercise: c.Exercise, Purpose: c.Purpose, StartsAt: c.Start, EndsAt: c.End, OpenedAt: c.Opened, ClosedAt: c.Closed})
	}
	return out, nil
}

func (k *remote) NextNumber(ctx context.Context, incident, host string, level conference.Level) (int, error) {
	var in struct {
		Number int `json:"number"`
	}
	err := k.client.Get(ctx, filled("incident", incident, "host", host, "level", string(level)), &in, "conferences", "next-number")
	return in.Number, err
}

// farMeasure is a measure in a list of the service.
type farMeasure struct {
	Conference string    `json:"conference"`
	ID         string    `json:"id"`
	Text       string    `json:"text"`
	Owner      string    `json:"owner"`
	Due        time.Time `json:"due"`
	Accepted   *bool     `json:"accepted"`
	Status     string    `json:"status"`
	Secret     bool      `json:"secret"`
}

func (k *remote) Measures(ctx context.Context, _ clerk.Identity, f store.MeasureFilter) ([]store.Measure, error) {
	var in []farMeasure
	q := filled("conference", f.Conference, "incident", f.Incident, "owner", f.Owner, "status", f.Status, "due_before", stampOf(f.DueBefore))
	if err := k.client.Get(ctx, q, &in, "measures"); err != nil {
		return nil, err
	}
	var out []store.Measure
	for _, m := range in {
		out = append(out, store.Measure{Conference: m.Conference, ID: m.ID, Text: m.Text, Owner: m.Owner, DueAt: m.Due, Accepted: m.Accepted,
			Status: m.Status, Secret: m.Secret})
	}
	return out, nil
}

// farDecision is a decision in a list of the service.
type farDecision struct {
	Conference string    `json:"conference"`
	ID         string    `json:"id"`
	Wording    string    `json:"wording"`
	Outcome    string    `json:"outcome"`
	SettledAt  time.Time `json:"settledAt"`
	ValidUntil time.Time `json:"validUntil"`
	Secret     bool      `json:"secret"`
}

func (k *remote) Decisions(ctx context.Context, _ clerk.Identity, f store.DecisionFilter) ([]store.Decision, error) {
	var in []farDecision
	q := filled("conference", f.Conference, "incident", f.Incident, "outcome", f.Outcome, "valid_at", stampOf(f.ValidAt))
	if err := k.client.Get(ctx, q, &in, "decisions"); err != nil {
		return nil, err
	}
	var out []store.Decision
	for _, d := range in {
		out = append(out, store.Decision{Conference: d.Conference, ID: d.ID, Wording: d.Wording, Outcome: d.Outcome, SettledAt: d.SettledAt,
			ValidUntil: d.ValidUntil, Secret: d.Secret})
	}
	return out, nil
}

func (k *remote) Directory(ctx context.Context) (*directory.Directory, error) {
	var in []directory.Actor
	if err := k.client.Get(ctx, nil, &in, "actors"); err != nil {
		return nil, err
	}
	return directory.New(in)
}

func (k *remote) Rosters(ctx context.Context, _ clerk.Identity) ([]directory.Roster, error) {
	var in []directory.Roster
	err := k.client.Get(ctx, nil, &in, "rosters")
	return in, err
}

// farTemplate is a template in a list of the service.
type farTemplate struct {
	Template  conference.Template `json:"template"`
	Revision  int                 `json:"revision"`
	UpdatedAt time.Time           `json:"updatedAt"`
	UpdatedBy string              `json:"updatedBy"`
}

func (k *remote) Templates(ctx context.Context, _ clerk.Identity) ([]clerk.KeptTemplate, error) {
	var in []farTemplate
	err := k.client.Get(ctx, nil, &in, "templates")
	var out []clerk.KeptTemplate
	for _, t := range in {
		out = append(out, clerk.KeptTemplate{Template: t.Template, Revision: t.Revision, UpdatedAt: t.UpdatedAt, UpdatedBy: t.UpdatedBy})
	}
	return out, err
}

func (k *remote) Members(ctx context.Context, _ clerk.Identity) ([]directory.Member, error) {
	var in []directory.Member
	err := k.client.Get(ctx, nil, &in, "members")
	return in, err
}

func (k *remote) Incident(ctx context.Context, _ clerk.Identity, id string) (conference.Incident, error) {
	var in conference.Incident
	if id == "" { // the address would be that of the list
		return in, fault.New(fault.NotFound, "store.no-incident", "ID", id)
	}
	err := k.client.Get(ctx, nil, &in, "incidents", id)
	return in, err
}

func (k *remote) Incidents(ctx context.Context, _ clerk.Identity) ([]conference.Incident, error) {
	var in []conference.Incident
	err := k.client.Get(ctx, nil, &in, "incidents")
	return in, err
}

func (k *remote) Areas(ctx context.Context, _ clerk.Identity) ([]area.Area, error) {
	var in []area.Area
	err := k.client.Get(ctx, nil, &in, "areas")
	return in, err
}

func (k *remote) Area(ctx context.Context, _ clerk.Identity, id string) (clerk.Listing, error) {
	return k.listing(ctx, nil, "areas", id)
}

func (k *remote) AreaAt(ctx context.Context, _ clerk.Identity, id string, at time.Time) (clerk.Listing, error) {
	return k.listing(ctx, filled("at", stampOf(at)), "areas", id)
}

func (k *remote) Log(ctx context.Context, _ clerk.Identity, id string) (clerk.Listing, error) {
	return k.listing(ctx, nil, "areas", id, "log")
}

func (k *remote) NeedBoard(ctx context.Context, _ clerk.Identity, id string) (v clerk.BoardView, err error) {
	return v, k.client.Get(ctx, nil, &v, "areas", id, "board")
}

func (k *remote) Messages(ctx context.Context, _ clerk.Identity, id string) (v clerk.MessagesView, err error) {
	return v, k.client.Get(ctx, nil, &v, "areas", id, "messages")
}

// listing fetches an area with items of it.
func (k *remote) listing(ctx context.Context, q url.Values, path ...string) (clerk.Listing, error) {
	var in struct {
		Area  area.Area   `json:"area"`
		Right area.Right  `json:"right"`
		Items []area.Item `json:"items"`

		Folders []string `json:"folders"`
	}
	if err := k.client.Get(ctx, q, &in, path...); err != nil {
		return clerk.Listing{}, err
	}
	return clerk.Listing{Area: in.Area, Right: in.Right, Items: in.Items, Folders: in.Folders}, nil
}

func (k *remote) AreasToAsk(ctx context.Context, _ clerk.Identity) ([]clerk.AreaToAsk, error) {
	var in []clerk.AreaToAsk
	err := k.client.Get(ctx, nil, &in, "areas-to-ask")
	return in, err
}

func (k *remote) AreaRequests(ctx context.Context, _ clerk.Identity, id string) ([]clerk.AreaRequest, error) {
	var in []clerk.AreaRequest
	err := k.client.Get(ctx, filled("area", id), &in, "area-requests")
	return in, err
}

func (k *remote) Item(ctx context.Context, _ clerk.Identity, areaID, id string) (v clerk.ItemView, err error) {
	err = k.client.Get(ctx, nil, &v, "areas", areaID, "items", id)
	return v, err
}

// OpenFile fetches a version of an item to a file of its own, which is gone when it is closed.
func (k *remote) OpenFile(ctx context.Context, _ clerk.Identity, areaID, itemID string, number int) (area.Version, io.ReadSeekCloser, error) {
	c, err := k.client.Open(ctx, nil, "areas", areaID, "items", itemID, "versions", strconv.Itoa(number), "content")
	if err != nil {
		return area.Version{}, nil, err
	}
	defer c.Close()
	f, err := os.CreateTemp("", "samverkan-*")
	if err != nil {
		return area.Version{}, nil, err
	}
	kept := unlinked{f}
	n, err := io.Copy(f, c)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return area.Version{}, nil, errors.Join(err, kept.Close())
	}
	return area.Version{Number: number, Name: c.Name, MediaType: c.MediaType, Size: n}, kept, nil
}

// unlinked is a file that is taken away when it is closed.
type unlinked struct{ *os.File }

func (u unlinked) Close() error { return errors.Join(u.File.Close(), os.Remove(u.Name())) }

// BringFile sends content to the service: a large file in pieces, which are gone on with when the program is run again. What cannot be read again from its beginning is kept in a file meanwhile.
func (k *remote) BringFile(ctx context.Context, _ clerk.Identity, r io.Reader, limit int64) (string, int64, error) {
	if f, is := r.(*os.File); is {
		info, err := f.Stat()
		if err == nil && info.Mode().IsRegular() && info.Size() > client.PieceSize {
			if info.Size() > limit {
				return "", 0, fault.New(fault.TooLarge, "attachment.too-large", "Limit", limit)
			}
			digest, err := k.large(ctx, k.client, f, info)
			return digest, info.Size(), err
		}
	}
	content, ok := r.(io.ReadSeeker)
	if ok {
		_, err := content.Seek(0, io.SeekCurrent)
		ok = err == nil
	}
	if !ok {
		f, err := os.CreateTemp("", "samverkan-*")
		if err != nil {
			return "", 0, err
		}
		kept := unlinked{f}
		defer kept.Close()
		n, err := io.Copy(f, io.LimitReader(r, limit+1))
		if err != nil {
			return "", 0, err
		}
		if n > limit {
			return "", 0, fault.New(fault.TooLarge, "attachment.too-large", "Limit", limit)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return "", 0, err
		}
		content = f
	}
	var in struct {
		Digest string `json:"digest"`
		Size   int64  `json:"size"`
	}
	err := k.client.Upload(ctx, content, &in, "files")
	return in.Digest, in.Size, err
}
