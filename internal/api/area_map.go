package api

import (
	"context"

	"samverkan/internal/area"
	"samverkan/internal/geo"
)

type mapAnswer struct {
	ContentType string `header:"Content-Type"`
	Body        geo.Collection
}

const geoType = "application/geo+json"

// areaMap is the map notes of an area as GeoJSON.
func areaMap(a *API, ctx context.Context, c *call, in *areaAsked) (*mapAnswer, error) {
	l, err := a.o.Clerk.ItemsOf(ctx, c.who, in.ID, area.Map, in.At)
	return &mapAnswer{geoType, area.Features(l.Items)}, err
}

// areaCalendar is the calendar notes of an area by when they begin.
func areaCalendar(a *API, ctx context.Context, c *call, in *areaAsked) (*list[area.Item], error) {
	l, err := a.o.Clerk.ItemsOf(ctx, c.who, in.ID, area.Appointment, in.At)
	return listed(area.Coming(l.Items), err)
}
