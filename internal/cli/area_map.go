package cli

import (
	"context"
	"io"
	"os"
	"strconv"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

func (s *session) areaMapVerbs() []verb {
	return []verb{s.areaMap(), s.areaMapAdd(), s.areaCalendar(), s.areaCalendarAdd()}
}

// itemsOf lists the items of a kind that the one who asks reads, as they are or as they were.
func (s *session) itemsOf(ctx context.Context, id string, kind area.Kind) (clerk.Listing, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return clerk.Listing{}, err
	}
	var l clerk.Listing
	if at := s.options.at; at.IsZero() {
		l, err = desk.Area(ctx, s.who, id)
	} else {
		l, err = desk.AreaAt(ctx, s.who, id, at)
	}
	if err != nil {
		return l, err
	}
	l.Items = area.Of(kind, l.Items)
	_, err = s.directory(ctx)
	return l, err
}

func (s *session) areaMap() verb {
	geojson := false
	return verb{
		use:     "area map AREA",
		example: "samverkan area map snokaos\nsamverkan area map snokaos --at 14:00\nsamverkan area map snokaos --geojson > snokaos.geojson",
		flags:   func(f *flags) { f.yes(&geojson, "geojson") },
		run: func(ctx context.Context, args []string) error {
			l, err := s.itemsOf(ctx, args[0], area.Map)
			if err != nil {
				return err
			}
			if geojson {
				return s.writeJSON(area.Features(l.Items))
			}
			at := func(i area.Item) string {
				if i.Detail.Map == nil {
					return ""
				}
				return geo.Degrees(rounded(geo.Middle(i.Detail.Map.Shapes)))
			}
			return list(s, l.Items,
				column[area.Item]{"id", func(i area.Item) string { return i.ID }},
				column[area.Item]{"actor", func(i area.Item) string { return s.short(i.Owner) }},
				column[area.Item]{"place", func(i area.Item) string { return i.Place }},
				column[area.Item]{"position", at},
				column[area.Item]{"title", func(i area.Item) string { return i.Title }})
		},
	}
}

// rounded is a position as it is read in a list: to about ten metres.
func rounded(p geo.Position) geo.Position {
	for i := range p {
		if v, err := strconv.ParseFloat(strconv.FormatFloat(p[i], 'f', 4, 64), 64); err == nil {
			p[i] = v
		}
	}
	return p
}

func (s *session) areaMapAdd() verb {
	it := area.Item{Kind: area.Map, Audience: area.Everyone}
	shape := geo.Point
	var positions []string
	var file string
	return verb{
		use: "area map-add AREA TITLE",
		example: `samverkan area map-add snokaos "Träd över vägen" --position "58.62, 16.19"
samverkan area map-add snokaos "Avstängd väg" --shape linje --position "N 6497810, E 569120" --position "N 6498300, E 570410"
samverkan area map-add snokaos "Utan el" --file omrade.geojson`,
		flags: func(f *flags) {
			f.texts(&positions, "position")
			word(f, &shape, "shape", mapShapes())
			f.text(&file, "file")
			putFlags(f, &it)
			f.text(&it.Text, "text")
			f.text(&it.Place, "place")
		},
		run: func(ctx context.Context, args []string) error {
			it.Area, it.Title = args[0], args[1]
			l, err := s.itemsOf(ctx, it.Area, area.Map)
			if err != nil {
				return err
			}
			shapes, err := s.shapesGiven(file, positions, shape)
			if err != nil {
				return err
			}
			it.Detail.Map = &area.MapNote{Shapes: shapes}
			if it.Place == "" {
				d, err := s.directory(ctx)
				if err != nil {
					return err
				}
				near, _ := d.Nearest(geo.Middle(shapes), d.Invented(l.Area.Actors()))
				it.Place = near.Code
			}
			it.ID = firstOf(it.ID, s.ids.New())
			return s.administer(ctx, clerk.PutItem{Item: it}, "Title", it.Title, "Item", it.ID)
		},
	}
}

// shapesGiven reads where something is, of a file or of positions.
func (s *session) shapesGiven(file string, positions []string, shape geo.Type) ([]geo.Shape, error) {
	if file == "" {
		text := ""
		for _, p := range positions {
			text += p + "\n"
		}
		return geo.ReadShapes(text, shape)
	}
	from := s.world.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fileFault(err, file)
		}
		defer f.Close()
		from = f
	}
	b, err := io.ReadAll(io.LimitReader(from, geo.MaxGeoJSON+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "geo.malformed")
	}
	return geo.ReadGeoJSON(b)
}

func (s *session) areaCalendar() verb {
	return verb{
		use:     "area calendar AREA",
		example: "samverkan area calendar snokaos",
		run: func(ctx context.Context, args []string) error {
			l, err := s.itemsOf(ctx, args[0], area.Appointment)
			if err != nil {
				return err
			}
			return list(s, area.Coming(l.Items),
				column[area.Item]{"start", func(i area.Item) string { return s.when(i.Detail.Appointment.Start) }},
				column[area.Item]{"end", func(i area.Item) string {
					if i.Detail.Appointment.End.IsZero() {
						return ""
					}
					return s.when(i.Detail.Appointment.End)
				}},
				column[area.Item]{"actor", func(i area.Item) string { return s.short(i.Owner) }},
				column[area.Item]{"id", func(i area.Item) string { return i.ID }},
				column[area.Item]{"where", func(i area.Item) string { return i.Detail.Appointment.Where }},
				column[area.Item]{"title", func(i area.Item) string { return i.Title }})
		},
	}
}

func (s *session) areaCalendarAdd() verb {
	it := area.Item{Kind: area.Appointment, Audience: area.Everyone}
	note := &area.AppointmentNote{}
	return verb{
		use:     "area calendar-add AREA TITLE",
		example: `samverkan area calendar-add snokaos "Avstämning med Trafikverket" --from "2027-01-07 13:00" --to "2027-01-07 14:00" --where Stadshuset`,
		flags: func(f *flags) {
			f.time(&note.Start, "from")
			f.time(&note.End, "to")
			f.text(&note.Where, "where")
			putFlags(f, &it)
			f.text(&it.Text, "text")
			f.text(&it.Place, "place")
			f.need("from")
		},
		run: func(ctx context.Context, args []string) error {
			it.Area, it.Title = args[0], args[1]
			note.Start, note.End = note.Start.UTC().Truncate(time.Second), note.End.UTC().Truncate(time.Second)
			it.Detail.Appointment = note
			it.ID = firstOf(it.ID, s.ids.New())
			return s.administer(ctx, clerk.PutItem{Item: it}, "Title", it.Title, "Item", it.ID)
		},
	}
}
