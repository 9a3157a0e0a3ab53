package dav

import (
	"context"
	"errors"
	"net/http"

	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"

	"samverkan/internal/render/ical"
)

// backend shows one view to the library, for one request.
type backend struct {
	at   place
	view *view
	data bool // the request asks for entries themselves, not only for what they are called
}

var _ caldav.Backend = backend{}

// The library passes these on as they are, so they say no more than their status.
var (
	errNone     = webdav.NewHTTPError(http.StatusNotFound, errors.New("no such calendar object"))
	errReadOnly = webdav.NewHTTPError(http.StatusForbidden, errors.New("the calendar is read-only"))
	errNoReport = webdav.NewHTTPError(http.StatusForbidden, errors.New("only a calendar answers this report"))
)

// CurrentUserPrincipal is the owner of the key.
func (b backend) CurrentUserPrincipal(context.Context) (string, error) {
	return b.at.path(principal, ""), nil
}

// CalendarHomeSetPath is where the owner's only calendar lies.
func (b backend) CalendarHomeSetPath(context.Context) (string, error) {
	return b.at.path(home, ""), nil
}

// ListCalendars gives the owner's only calendar.
func (b backend) ListCalendars(context.Context) ([]caldav.Calendar, error) {
	return []caldav.Calendar{b.calendar()}, nil
}

// GetCalendar gives the calendar at a path.
func (b backend) GetCalendar(_ context.Context, path string) (*caldav.Calendar, error) {
	if path != b.at.path(calendar, "") {
		return nil, errNone
	}
	c := b.calendar()
	return &c, nil
}

func (b backend) calendar() caldav.Calendar {
	return caldav.Calendar{Path: b.at.path(calendar, ""), Name: b.view.name, Description: b.view.about, ReadOnly: true}
}

// GetCalendarObject gives the entry at a path. It may come from inside a body and be anything.
func (b backend) GetCalendarObject(_ context.Context, path string, _ *caldav.CalendarCompRequest) (*caldav.CalendarObject, error) {
	at, ok := placeOf(path)
	if !ok || at.kind != object || at.prefix != b.at.prefix || at.owner != b.at.owner {
		return nil, errNone
	}
	e, ok := b.view.entry(at.name)
	if !ok {
		return nil, errNone
	}
	o, err := b.object(e)
	return &o, err
}

// ListCalendarObjects gives every entry of the calendar.
func (b backend) ListCalendarObjects(_ context.Context, path string, _ *caldav.CalendarCompRequest) ([]caldav.CalendarObject, error) {
	if path != b.at.path(calendar, "") {
		return nil, errNone
	}
	list := make([]caldav.CalendarObject, 0, len(b.view.objects))
	for _, e := range b.view.objects {
		o, err := b.object(e)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// QueryCalendarObjects gives the entries that a filter asks for.
func (b backend) QueryCalendarObjects(_ context.Context, path string, q *caldav.CalendarQuery) ([]caldav.CalendarObject, error) {
	if path != b.at.path(calendar, "") {
		return nil, errNoReport
	}
	var list []caldav.CalendarObject
	for _, e := range b.view.objects {
		ok, err := matches(q.CompFilter, e)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		o, err := b.object(e)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// object is the entry as the library takes it. Its tree is made only when it is asked for: a program that looks
// for news asks for the ETags of everything every quarter of an hour. Its length is not told, because the library
// writes it longer or shorter than the file is.
func (b backend) object(e entry) (caldav.CalendarObject, error) {
	o := caldav.CalendarObject{Path: b.at.path(object, e.name), ETag: e.etag}
	if !b.data {
		return o, nil
	}
	var err error
	o.Data, err = e.tree()
	return o, err
}

// CreateCalendar is refused.
func (backend) CreateCalendar(context.Context, *caldav.Calendar) error { return errReadOnly }

// PutCalendarObject is refused.
func (backend) PutCalendarObject(context.Context, string, *ical.Tree, *caldav.PutCalendarObjectOptions) (*caldav.CalendarObject, error) {
	return nil, errReadOnly
}

// DeleteCalendarObject is refused.
func (backend) DeleteCalendarObject(context.Context, string) error { return errReadOnly }
