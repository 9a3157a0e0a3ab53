package cli

import (
	"context"
	"path/filepath"

	"samverkan/internal/attachment"
	"samverkan/internal/backup"
	"samverkan/internal/config"
)

// bucketNow gives the bucket that the service's settings name, and a shelf that reads it; a shelf is nil when they name none. The settings
// are found as the doctor finds them. Faults: those of the settings and of [attachment.Place.Shelf].
func (s *session) bucketNow() (place string, shelf *attachment.Shelf, err error) {
	from := config.Sources{File: s.world.Env(envConfig), Env: s.world.Env}
	if s.options.db != "" {
		from.Home = filepath.Dir(s.options.db)
	}
	if from.File == "" && s.options.db != "" {
		from.Flags = map[string]string{"db": s.options.db}
	}
	c, err := config.Load(from)
	if err != nil || c.S3.Bucket == "" {
		return "", nil, err
	}
	shelf, err = attachment.Place{Directory: c.Files, Bucket: c.S3.Bucket, Endpoint: c.S3.Endpoint, Region: c.S3.Region,
		Keys: c.S3.Keys}.Shelf(s.world.Random)
	return c.S3.Bucket, shelf, err
}

// listBucket notes what the bucket of the settings has. That it cannot be told hinders no backup of all the rest, and is told.
func (s *session) listBucket(place string, shelf *attachment.Shelf, wrong *error) func(context.Context) backup.Bucket {
	return func(ctx context.Context) backup.Bucket {
		b := backup.Bucket{Place: place}
		*wrong = b.List(ctx, shelf)
		return b
	}
}

// checkBucket holds what a backup says that the bucket had against what it has, and tells in plain words what is missing or why that
// cannot be told. Nothing is said of a backup whose installation had no bucket.
func (s *session) checkBucket(ctx context.Context, b backup.Bucket) (missing []string) {
	if b.Place == "" {
		return nil
	}
	place, shelf, err := s.bucketNow()
	if shelf != nil {
		defer shelf.Close()
	}
	switch {
	case err != nil:
	case place != b.Place:
		s.say(s.p.T("cli.bucket-elsewhere", "Place", b.Place))
		return nil
	case !b.Listed:
		s.say(s.p.T("cli.bucket-unlisted", "Place", b.Place))
		return nil
	default:
		missing, err = b.Missing(ctx, shelf)
	}
	switch {
	case err != nil:
		s.say(s.p.Fault(err))
		s.say(s.p.T("cli.bucket-unchecked", "Place", b.Place))
	case len(missing) == 0:
		s.say(s.p.N("cli.bucket-whole", len(b.Files), "Place", b.Place))
	default:
		s.say(s.p.N("cli.bucket-missing", len(missing), "Place", b.Place, "Digests", s.p.List(missing)))
	}
	return missing
}
