package signin

import (
	"context"

	"samverkan/internal/clerk"
)

// MakeFeed makes a calendar feed: for the caller itself, or with member "" for its whole actor. The address holds a key that opens the
// calendar for whoever has it; it is given once and kept nowhere. Faults: those of clerk.MakeFeed.
func (s *Service) MakeFeed(ctx context.Context, who clerk.Identity, actor, member, title string) (address string, id string, err error) {
	return s.MakeAreaFeed(ctx, who, actor, member, title, "")
}

// MakeAreaFeed is MakeFeed for what is new in an area; "" for a calendar.
func (s *Service) MakeAreaFeed(ctx context.Context, who clerk.Identity, actor, member, title, area string) (address string, id string, err error) {
	key := s.vault.secret()
	id = s.newID()
	err = s.clerk.MakeFeed(ctx, who, clerk.MakeFeed{ID: id, Actor: actor, Member: member, Title: title, Area: area, Link: FeedDigest(key)})
	if err != nil {
		return "", "", err
	}
	if area != "" {
		return s.link("/feeds/" + key + ".atom"), id, nil
	}
	return s.link("/calendar/" + key + ".ics"), id, nil
}

// FeedDigest is what is kept of the key of a calendar feed.
func FeedDigest(key string) clerk.Digest { return digest(key) }
