package clerk

import (
	"context"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/store"
)

type (
	InboxRow   = store.InboxRow   // something that somebody was told of, as it stands
	InboxQuery = store.InboxQuery // chooses what of an inbox
)

// MostUnread is as far as what is unread is counted.
const MostUnread = 100

// Inbox lists what the caller has been told of and may read now, what is unread first, and tells how much there is.
func (k *Clerk) Inbox(ctx context.Context, who Identity, q InboxQuery) (rows []InboxRow, total int, err error) {
	err = k.look(ctx, who, "inbox.read", func(tx *store.Tx) (err error) {
		if q.Member = who.Member; q.Member == "" {
			return nil
		}
		rows, total, err = tx.Inbox(who.lookup(), q)
		return err
	})
	return rows, total, err
}

// Unread counts what is unread in the caller's inbox, MostUnread at most.
func (k *Clerk) Unread(ctx context.Context, who Identity) (n int, err error) {
	err = k.look(ctx, who, "inbox.read", func(tx *store.Tx) (err error) {
		if who.Member == "" {
			return nil
		}
		n, err = tx.CountInbox(who.lookup(), who.Member, MostUnread)
		return err
	})
	return n, err
}

// ReadInbox writes down that the caller has read some of its inbox, or with none all of it, and gives how much that was not read before.
// Others' rows are passed over.
func (k *Clerk) ReadInbox(ctx context.Context, who Identity, ids ...string) (n int, err error) {
	if err := who.Allows("watch.own", ""); err != nil || who.Member == "" {
		return 0, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		count, err := tx.ReadInbox(who.Member, ids...)
		n = int(count)
		return err
	})
	return n, err
}

// LookedAtItem writes down that the caller looks at an item, when its inbox has something unread of it.
func (k *Clerk) LookedAtItem(ctx context.Context, who Identity, item string) error {
	if who.Owner || who.Guest() || who.Allows("watch.own", "") != nil {
		return nil // nobody to remember it of
	}
	has := false
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) { has, err = tx.InboxHas(who.Member, item); return err }); err != nil || !has {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error { return tx.ReadInboxItem(who.Member, item) })
}

// keepInbox is how long what somebody was told of stays in the inbox.
const keepInbox = 180 * 24 * time.Hour

// betweenNotices is how long somebody is left alone after a notice of what is watched: what comes meanwhile is gathered in the next.
const betweenNotices = 5 * time.Minute

// TellInboxes queues what is due to be told besides in the inbox: one notice for each person, however much it is, and one of its own for what
// is of exercises. It gives how many messages that became. For the service itself.
func (k *Clerk) TellInboxes(ctx context.Context) (n int, err error) {
	due := false
	if err := k.store.View(ctx, func(tx *store.Tx) error {
		groups, err := tx.InboxDue()
		due = len(groups) > 0
		return err
	}); err != nil || !due {
		return 0, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		n = 0
		groups, err := tx.InboxDue()
		for _, g := range groups {
			if err != nil {
				break
			}
			var queued int
			queued, err = k.tellInbox(tx, g)
			n += queued
		}
		return err
	})
	return n, err
}

func (k *Clerk) tellInbox(tx *store.Tx, g store.InboxGroup) (int, error) {
	p, may, err := k.watcher(tx, g.Member)
	if err != nil || k.outgoing == nil || !may {
		if err == nil {
			err = tx.TellInbox(g, "") // nothing goes out, now or later
		}
		return 0, err
	}
	// A notice that waits, for quiet hours to end or for a server, takes what comes meanwhile with it.
	waiting, waits, err := tx.WaitingNotice(delivery.PersonalContact(g.Member), g.Exercise)
	if err != nil {
		return 0, err
	}
	if waits {
		return 0, tx.TellInbox(g, delivery.Delivery{Conference: waiting}.NoticeID())
	}
	if !g.Last.IsZero() && tx.Now.Before(g.Last.Add(betweenNotices)) {
		return 0, nil
	}
	id := k.newID()
	if err := tx.TellInbox(g, id); err != nil {
		return 0, err
	}
	rows, _, err := tx.Inbox(store.As(p.Actor), InboxQuery{Member: g.Member, Unread: true, Told: id, Page: Page{Limit: 1}})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	contacts, settings, err := k.planning(tx, []delivery.Recipient{{Actor: p.Actor}})
	if err != nil {
		return 0, err
	}
	f := delivery.Fact{Kind: delivery.Watch, Conference: delivery.AboutNotice(id), At: tx.Now, Exercise: g.Exercise}
	return k.enqueue(tx, f.Conference, delivery.PlanFor(f, p, contacts, settings))
}

// watcher gives somebody as notices are planned for it; may is false for who may not sign in.
func (k *Clerk) watcher(tx *store.Tx, member string) (p delivery.Person, may bool, err error) {
	m, known, err := found(tx.Member(member))
	if err != nil || !known {
		return p, false, err
	}
	a, has, err := found(tx.Account(member))
	if err != nil || !has || !a.Disabled.IsZero() {
		return p, false, err
	}
	settings, err := tx.MemberSettings(member)
	if err != nil {
		return p, false, err
	}
	devices, err := tx.PushSubscriptions(member)
	return personOf(store.Wanting{Member: member, Actor: m.Actor, SystemRole: string(directory.SystemRole(m.SystemRole)), Login: a.Login, Devices: len(devices) > 0,
		Settings: settings}), true, err
}

// maxNotice is how much a notice tells of by name; the rest is counted.
const maxNotice = 50

// Notice gives what a notice of what is watched tells of: what is still unread, and what its recipient may read at this moment. For the service
// itself.
func (k *Clerk) Notice(ctx context.Context, d delivery.Delivery) (rows []InboxRow, total int, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		p, may, err := k.watcher(tx, d.PersonOf())
		if err != nil || !may || d.NoticeID() == "" {
			rows, total = nil, 0
			return err
		}
		rows, total, err = tx.Inbox(store.As(p.Actor), InboxQuery{Member: p.Member, Unread: true, Told: d.NoticeID(), Page: Page{Limit: maxNotice}})
		return err
	})
	return rows, total, err
}
