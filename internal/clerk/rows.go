package clerk

import (
	"time"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// The store keeps rows and knows no rules; what follows turns rows into the values that have them, and back.

func areaRow(a area.Area, now time.Time) store.Area {
	row := store.Area{ID: a.ID, OwnerActor: a.Owner, Title: a.Name, Incident: a.Incident, Exercise: a.Exercise, Kind: string(a.Kind), County: a.County,
		Purpose: a.Purpose, Tags: a.Tags, OpenToAsk: a.OpenToAsk, Heir: a.Heir, ClosedBy: a.ClosedBy, ClosedWhy: a.ClosedWhy, Stopped: a.Stopped}
	if a.Closed {
		if row.ClosedAt = a.ClosedAt; row.ClosedAt.IsZero() {
			row.ClosedAt = now
		}
	}
	for _, g := range a.Grants {
		if g.Since.IsZero() {
			g.Since = now
		}
		row.Rights = append(row.Rights, store.AreaRight{Actor: g.Actor, Level: string(g.Right), Since: g.Since})
	}
	return row
}

func areaOf(r store.Area) area.Area {
	a := area.Area{ID: r.ID, Name: r.Title, Owner: r.OwnerActor, Kind: area.Sort(r.Kind), County: r.County, Purpose: r.Purpose, Incident: r.Incident,
		Exercise: r.Exercise, OpenToAsk: r.OpenToAsk, Tags: r.Tags, Closed: !r.ClosedAt.IsZero(), ClosedAt: r.ClosedAt, ClosedBy: r.ClosedBy, ClosedWhy: r.ClosedWhy,
		Heir: r.Heir, Stopped: r.Stopped}
	for _, g := range r.Rights {
		a.Grants = append(a.Grants, area.Grant{Actor: g.Actor, Right: area.Right(g.Level), Since: g.Since})
	}
	return a
}

func itemRow(i area.Item, member string, now time.Time) store.Item {
	row := store.Item{ID: i.ID, Area: i.Area, Folder: i.Folder, Kind: string(i.Kind), Title: i.Title, Conference: i.Conference,
		Audience: string(i.Audience), CreatedAt: now, CreatedBy: member, CreatedByActor: i.Owner, Tags: i.Tags, Readers: i.Chosen,
		Text: i.Text, OccurredAt: i.OccurredAt, Place: i.Place, Related: i.Related, Detail: i.Detail.Kept(), Revision: i.Revision,
		ChangedAt: i.ChangedAt}
	if i.Audience == area.Everyone {
		row.Audience = store.AudienceAll
	}
	return row
}

func itemOf(r store.Item, versions []store.ItemVersion) (i area.Item, err error) {
	i = area.Item{ID: r.ID, Area: r.Area, Kind: area.Kind(r.Kind), Title: r.Title, Owner: r.CreatedByActor, Conference: r.Conference,
		Folder: r.Folder, Tags: r.Tags, Audience: area.Audience(r.Audience), Chosen: r.Readers,
		Text: r.Text, OccurredAt: r.OccurredAt, Place: r.Place, Related: r.Related, Revision: r.Revision, ChangedAt: r.ChangedAt}
	if r.Audience == store.AudienceAll {
		i.Audience = area.Everyone
	}
	for _, v := range versions {
		i.Versions = append(i.Versions, area.Version{Number: v.Version, Name: v.FileName, MediaType: v.MediaType, Size: v.Size,
			Digest: v.Digest, At: v.PublishedAt, By: v.ByMember, Reason: v.Note})
	}
	i.Detail, err = area.ReadDetail(r.Detail)
	return i, err
}

func versionRow(i area.Item, v area.Version, seq int64) store.ItemVersion {
	return store.ItemVersion{Item: i.ID, Version: v.Number, FileName: v.Name, MediaType: v.MediaType, Digest: v.Digest, Size: v.Size,
		JournalSeq: seq, PublishedAt: v.At, ByMember: v.By, ByActor: i.Owner, Note: v.Reason}
}

// found turns the store's answer for what is not there into a bool.
func found[T any](v T, err error) (T, bool, error) {
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return v, false, nil
	}
	return v, err == nil, err
}

// areaByID reads an area with all its rights, whoever asks: the rules are put to it afterwards.
func areaByID(tx *store.Tx, id string) (area.Area, bool, error) {
	row, ok, err := found(tx.Area(store.Whole(), id))
	return areaOf(row), ok, err
}

func itemByID(tx *store.Tx, id string) (area.Item, bool, error) {
	row, ok, err := found(tx.Item(store.Whole(), id))
	if err != nil || !ok {
		return area.Item{}, ok, err
	}
	versions, err := tx.ItemVersions(store.Whole(), id)
	if err != nil {
		return area.Item{}, true, err
	}
	i, err := itemOf(row, versions)
	if err != nil {
		return i, true, err
	}
	ground, actor, err := tx.ItemSecrecy(id)
	if ground != "" {
		i.Secrecy = &area.Secrecy{Ground: ground, Actor: actor}
	}
	return i, true, err
}

func itemsOf(tx *store.Tx, areaID string) ([]area.Item, error) {
	rows, err := tx.Items(store.Whole(), store.ItemFilter{Area: areaID})
	if err != nil {
		return nil, err
	}
	out := make([]area.Item, 0, len(rows))
	for _, r := range rows {
		i, _, err := itemByID(tx, r.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}
