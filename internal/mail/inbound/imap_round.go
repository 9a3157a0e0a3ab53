package inbound

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"samverkan/internal/fault"
)

// takenMark is the keyword of a mail that has been stored here. That a mail is read says nothing: a person may have read it.
const takenMark imap.Flag = "$Samverkan"

const (
	retryAfter = 10 * time.Second // when a mail could not be stored
	partSize   = 64 << 10         // of a mail that is too large to be read: its header, and some of its text
)

// visit reads the mailbox as long as the line holds. worked tells whether it got as far as reading once.
func (p *Poller) visit(ctx context.Context) (worked bool, err error) {
	c, news, err := p.connect(ctx)
	if err != nil {
		return false, err
	}
	defer c.Close()
	for quiet := 0; ; quiet++ {
		found, left, err := p.round(ctx, c)
		if err != nil {
			return worked, err
		}
		if worked = true; found > 0 {
			quiet = 0
		}
		switch {
		case left > 0:
			err = p.m.Wait(ctx, min(retryAfter, p.m.Every))
		case c.Caps().Has(imap.CapIdle):
			err = p.idle(ctx, c, news, min(p.m.Idle, time.Second<<min(quiet, 12)))
		default:
			err = p.m.Wait(ctx, p.m.Every)
		}
		if err != nil {
			return worked, err
		}
	}
}

// idle waits until the server tells of something, or has been silent for a while (RFC 2177). The first whiles are short, since
// servers can miss what comes just while they begin to listen.
func (p *Poller) idle(ctx context.Context, c *imapclient.Client, news <-chan struct{}, while time.Duration) error {
	answered := p.line.ask()
	cmd, err := c.Idle()
	answered()
	if err != nil {
		return lost(err)
	}
	t := time.NewTimer(while)
	defer t.Stop()
	select {
	case <-news:
	case <-t.C:
	case <-c.Closed():
	case <-ctx.Done():
	}
	defer p.line.ask()()
	if err := cmd.Close(); err != nil {
		return lost(err)
	}
	if err := cmd.Wait(); err != nil {
		return lost(err)
	}
	return ctx.Err()
}

// round hands over everything that has not been taken yet. left is how many of those that it found could not be stored; they
// do not hinder others.
func (p *Poller) round(ctx context.Context, c *imapclient.Client) (found, left int, err error) {
	criteria := &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}
	if p.marks {
		criteria.NotFlag = append(criteria.NotFlag, takenMark)
	}
	answered := p.line.ask()
	list, err := c.UIDSearch(criteria, nil).Wait()
	answered()
	if err != nil {
		return 0, 0, lost(err)
	}
	uids, err := uidsOf(list)
	if err != nil {
		return 0, 0, lost(err)
	}
	for _, uid := range uids {
		if p.taken[uid] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return found, left, err
		}
		answered := p.line.ask()
		raw, err := fetch(c, uid)
		answered()
		if err != nil {
			return found, left, err
		}
		if len(raw) == 0 {
			continue // somebody took it away meanwhile
		}
		found++
		if err := p.handle(ctx, raw); err != nil {
			left++
			p.m.Log.Warn("a mail that came in could not be stored; it stays in the mailbox", "code", fault.CodeOf(err))
			continue
		}
		if err := p.settle(c, uid); err != nil {
			return found, left, err
		}
	}
	return found, left, nil
}

// fetch gives a mail without marking it as read; of one that is too large only the beginning.
func fetch(c *imapclient.Client, uid imap.UID) ([]byte, error) {
	one := imap.UIDSetNum(uid)
	sizes, err := c.Fetch(one, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return nil, lost(err)
	}
	section := &imap.FetchItemBodySection{Peek: true}
	for _, m := range sizes {
		if m.UID == uid && m.RFC822Size > MaxBytes {
			section.Partial = &imap.SectionPartial{Size: partSize}
		}
	}
	mails, err := c.Fetch(one, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return nil, lost(err)
	}
	for _, m := range mails {
		for _, s := range m.BodySection {
			if m.UID == uid {
				return s.Bytes, nil
			}
		}
	}
	return nil, nil
}

// settle marks a mail that has been stored, and moves it where it belongs. Should the line break before, it comes again.
func (p *Poller) settle(c *imapclient.Client, uid imap.UID) error {
	defer p.line.ask()()
	one := imap.UIDSetNum(uid)
	flags := []imap.Flag{imap.FlagSeen}
	if p.marks {
		flags = append(flags, takenMark)
	} else {
		p.taken[uid] = true
	}
	if err := c.Store(one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: flags}, nil).Close(); err != nil {
		return lost(err)
	}
	// Without either ability, moving would also take away whatever else is marked as deleted in the folder.
	if p.m.Done == "" || !c.Caps().Has(imap.CapMove) && !c.Caps().Has(imap.CapUIDPlus) {
		return nil
	}
	if _, err := c.Move(one, p.m.Done).Wait(); err != nil {
		return lost(err)
	}
	delete(p.taken, uid)
	return nil
}
