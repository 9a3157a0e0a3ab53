package attachment

import (
	"context"
	"crypto/x509"
	"io"
	"os"
	"strings"

	"samverkan/internal/fault"
)

// Place says where files are kept.
type Place struct {
	Directory string         // of whole files, or with a bucket of what is on its way there
	Bucket    string         // s3://bucket/prefix; "" for the directory
	Endpoint  string         // address of the bucket's service
	Region    string         // "" where the service has none
	Keys      string         // file with the access key on its first line and the secret key on its second
	Roots     *x509.CertPool // who vouches for the service; nil: those that the machine trusts
}

// maxKeys is how much of a file of keys is read, in bytes.
const maxKeys = 4 << 10

// Shelf gives the shelf of a place; nothing is asked of a bucket. random is as for [Open]. Faults: attachment.bucket-address,
// attachment.bucket-keys.
func (p Place) Shelf(random io.Reader) (*Shelf, error) {
	if p.Bucket == "" {
		return NewShelf(p.Directory, random), nil
	}
	b, err := p.bucket()
	if err != nil {
		return nil, err
	}
	return NewBucketShelf(p.Directory, random, b), nil
}

func (p Place) bucket() (*Bucket, error) {
	access, secret, err := readKeys(p.Keys)
	if err != nil {
		return nil, err
	}
	return NewBucket(BucketOptions{Place: p.Bucket, Endpoint: p.Endpoint, Region: p.Region, AccessKey: access, SecretKey: secret, Roots: p.Roots})
}

// TryBucket tells whether the bucket answers and can be written, read and removed from; nothing is left in it. Faults: those of Bucket.Look,
// and attachment.bucket-keys.
func (p Place) TryBucket(ctx context.Context) error {
	b, err := p.bucket()
	if err != nil {
		return err
	}
	return b.try(ctx)
}

func readKeys(path string) (access, secret string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", fault.Wrap(err, fault.Unavailable, "attachment.bucket-keys", "Path", path)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxKeys))
	lines := strings.Fields(string(b))
	if err != nil || len(lines) != 2 {
		return "", "", fault.New(fault.Unavailable, "attachment.bucket-keys", "Path", path) // the cause could quote a key
	}
	return lines[0], lines[1], nil
}
