package cli

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// maker makes documents as they were made then, and sets the clock of the exercise.
func (d *demonstration) maker(ctx context.Context, now time.Time) (pack.Maker, error) {
	d.now = now
	m, err := d.session.maker(ctx)
	m.Now, m.Calendar.Now = now, now
	return m, err
}

// publish publishes the minutes of a conference in its host's area, a minute after all else.
func (d *demonstration) publish(ctx context.Context, p conference.Plan, areaID string) error {
	who := clerk.Identity{Member: "dokumentator." + p.Host, Actor: p.Host, SystemRole: directory.Writer}
	v, err := d.desk.Conference(ctx, d.owner, p.ID)
	if err != nil {
		return err
	}
	at := v.Conference.Latest.Add(time.Minute)
	made, err := papers.Open(ctx, d.desk, who, p.ID, d.session.p, at)
	if err != nil {
		return err
	}
	editions, version, err := made.Editions(ctx)
	if err != nil {
		return err
	}
	_, err = d.desk.PublishMinutes(ctx, who, clerk.Publication{Conference: p.ID, Role: conference.Secretary, OccurredAt: at, Area: areaID,
		Version: version, Editions: editions})
	return err
}

// wanted is what the demonstration writes of each conference.
var wanted = []struct {
	paper   pack.Paper
	formats []pack.Format
}{
	{pack.Invitation, []pack.Format{pack.PDF, pack.HTML, pack.ICS}}, {pack.Agenda, []pack.Format{pack.PDF}},
	{pack.BlankRollCall, []pack.Format{pack.PDF}}, {pack.NoteForm, []pack.Format{pack.PDF}}, {pack.RollCall, []pack.Format{pack.PDF}},
	{pack.Minutes, []pack.Format{pack.PDF, pack.HTML, pack.Markdown, pack.JSON}}, {pack.DecisionLog, []pack.Format{pack.PDF, pack.CSV}},
	{pack.ActionList, []pack.Format{pack.PDF, pack.CSV}}, {pack.Situation, []pack.Format{pack.PDF}},
}

// documents writes the papers of a conference, and its area as a reader sees it.
func (d *demonstration) documents(ctx context.Context, p conference.Plan, level, areaID string) error {
	folder := d.session.p.T("cli.demo.folder." + level)
	v, err := d.desk.Conference(ctx, d.owner, p.ID)
	if err != nil {
		return err
	}
	m, err := d.maker(ctx, v.Conference.Latest)
	if err != nil {
		return err
	}
	reader, err := d.session.readerOf(ctx, v)
	if err != nil {
		return err
	}
	for _, w := range wanted {
		for _, format := range w.formats {
			f, err := m.File(ctx, w.paper, format, v.Conference, reader)
			if err != nil {
				return err
			}
			if err := d.write(filepath.Join(folder, f.Name), f.Content); err != nil {
				return err
			}
		}
	}
	listing, err := d.listing(ctx, areaID)
	if err != nil {
		return err
	}
	return d.write(filepath.Join(folder, areaID+".txt"), listing)
}

// listing is the area as one of its readers sees it.
func (d *demonstration) listing(ctx context.Context, areaID string) ([]byte, error) {
	a, err := d.desk.Area(ctx, d.owner, areaID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	reader := a.Area.Grants[0].Actor
	screen := *d.session
	screen.world.Out, screen.world.Err, screen.options.output = &b, io.Discard, outTable
	screen.who = clerk.Identity{Member: "tib." + reader, Actor: reader, SystemRole: directory.Writer}
	err = screen.listArea(ctx, areaID, "", "")
	return b.Bytes(), err
}

// successor makes the next regional conference from the one that was held.
func (d *demonstration) successor(ctx context.Context) error {
	v, err := d.desk.Conference(ctx, d.owner, d.plans[1].ID)
	if err != nil {
		return err
	}
	next := v.Conference.Next
	p := v.Conference.Successor(next.Conference, next.Start, next.End)
	who := clerk.Identity{Member: "motesledare." + p.Host, Actor: p.Host, SystemRole: directory.Writer}
	_, err = d.desk.Do(ctx, who, p.ID, clerk.Wish{OccurredAt: v.Conference.Latest.Add(time.Hour), Command: &conference.PlanConference{Plan: p}})
	if err != nil {
		return err
	}
	d.plans = append(d.plans, p)
	made, err := d.desk.Conference(ctx, d.owner, p.ID)
	if err != nil {
		return err
	}
	m, err := d.maker(ctx, made.Conference.Latest)
	if err != nil {
		return err
	}
	f, err := m.File(ctx, pack.Invitation, pack.PDF, made.Conference, pack.Reader{Incident: &d.incident})
	if err != nil {
		return err
	}
	return d.write(filepath.Join(d.session.p.T("cli.demo.folder.regional"), f.Name), f.Content)
}

// lists writes what goes over all conferences: the rhythm of the days, and the bundle of the regional conference.
func (d *demonstration) lists(ctx context.Context) error {
	schedule := conference.NewSchedule(d.plans, "")
	text := schedule.Text(i18n.Stockholm(), d.session.p, d.name)
	if err := d.write("rytm.txt", []byte(text)); err != nil {
		return err
	}
	day := schedule.Day(d.plans[1].Start, i18n.Stockholm())
	svg := day.SVG(conference.SVGOptions{Day: d.plans[1].Start, Location: i18n.Stockholm()}, d.session.p, d.name)
	if err := d.write("rytm.svg", []byte(svg)); err != nil {
		return err
	}
	return d.bundle(ctx, d.plans[1])
}

func (d *demonstration) bundle(ctx context.Context, p conference.Plan) error {
	v, err := d.desk.Conference(ctx, d.owner, p.ID)
	if err != nil {
		return err
	}
	made, err := papers.Open(ctx, d.desk, d.owner, p.ID, d.session.p, v.Conference.Latest)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := made.Bundle(ctx, &b, func() {}); err != nil {
		return err
	}
	name := area.FileName{Start: p.Start, Level: string(p.Level), SeriesNo: p.SeriesNo, Document: "bundle", Exercise: true, Ext: "zip"}
	path := filepath.Join(d.session.p.T("cli.demo.folder.regional"), name.String())
	d.packed = filepath.Join(d.home, path)
	return d.write(path, b.Bytes())
}
