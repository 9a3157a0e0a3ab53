package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/watch"
)

// inboxPage lists what the reader has been told of.
type inboxPage struct {
	overview
	Rows     []inboxItem
	Waiting  int  // what is unread
	Only     bool // only what is unread is shown
	Pager    pager
	HasWatch bool
}

// inboxItem is a row of the inbox.
type inboxItem struct {
	clerk.InboxRow
	Link, Icon string
	Said       string   // what has happened, in words
	Why        []string // what it is watched by
	Mentioned  bool     // the reader or the reader's actor is
	New        bool
}

func (w *Web) inbox(q *request) error {
	p := &inboxPage{overview: q.overview("", "web.inbox.title"), Only: q.query("show") == "unread", Pager: q.pager(listSize)}
	rows, total, err := q.clerk().Inbox(q.ctx(), q.Who, clerk.InboxQuery{Unread: p.Only, Page: p.Pager.part()})
	if err != nil {
		return err
	}
	p.Pager = p.Pager.counted(len(rows), total)
	list, err := q.clerk().Watches(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	p.HasWatch, p.Waiting = len(list) > 0, p.Unread
	for _, r := range rows {
		p.Rows = append(p.Rows, q.inboxItem(r, list))
	}
	return q.page("inbox", p)
}

func (q *request) inboxItem(r clerk.InboxRow, watches []clerk.Watched) inboxItem {
	out := inboxItem{InboxRow: r, New: r.ReadAt.IsZero(), Said: q.T("watch.what." + string(r.What)), Icon: "doc"}
	switch {
	case r.Thing == watch.Decision:
		out.Link, out.Icon = "/conferences/"+r.Conference+"/minutes#n-"+r.Ref, "k-beslut"
	case r.Thing == string(watch.OnReports):
		out.Link, out.Icon, out.Said = "/conferences/"+r.Conference+"/situation", "check-circle", q.T("web.inbox.reports-in")
	case r.Thing == string(watch.OnInquiry):
		out.Link, out.Icon, out.Said = "/inquiries/"+r.Inquiry, "check-circle", q.T("web.inbox.answers-in")
	case r.Thing == watch.Rights && r.What == watch.Answered: // there, whatever the answer was
		out.Link, out.Icon = "/areas?show=ask", "check-circle"
	case r.Thing == watch.Rights:
		out.Link, out.Icon = "/areas/"+r.Area+"/rights", "check-circle"
	default:
		out.Link, out.Icon = "/areas/"+r.Area+"/items/"+r.Item, cmp.Or(itemIcons[area.Kind(r.Kind)], out.Icon)
	}
	for _, x := range r.Reasons {
		if x.On == watch.Mention {
			out.Mentioned = true
			continue
		}
		if x.On == watch.Concern {
			out.Why = append(out.Why, q.T("web.inbox.concern"))
			continue
		}
		i := slices.IndexFunc(watches, func(w clerk.Watched) bool { return w.On == x.On && w.Target == x.Target })
		if i < 0 {
			continue // it is watched no more
		}
		if row := q.watchRow(watches[i]); !row.Gone {
			out.Why = append(out.Why, q.T("web.inbox.by."+string(x.On), "Name", row.Name))
		}
	}
	return out
}

// inboxCount tells how much is unread, for pages that stand open.
func (w *Web) inboxCount(q *request) error {
	n, err := q.clerk().Unread(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	q.private("text/plain")
	q.send(http.StatusOK, []byte(strconv.Itoa(n)))
	return nil
}

// readInbox marks a row as read and goes on to what it is about, or marks all.
func (w *Web) readInbox(q *request) error {
	var ids []string
	if id := q.field("id"); id != "" {
		ids = append(ids, id)
	}
	if _, err := q.clerk().ReadInbox(q.ctx(), q.Who, ids...); err != nil {
		return err
	}
	return q.done(q.back("/inbox"), "inbox-read")
}

// UnreadText is what is unread as the bar shows it.
func (s Shell) UnreadText() string {
	if s.Unread >= clerk.MostUnread {
		return strconv.Itoa(clerk.MostUnread-1) + "+"
	}
	return strconv.Itoa(s.Unread)
}
