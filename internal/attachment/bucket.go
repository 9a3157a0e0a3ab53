package attachment

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"samverkan/internal/fault"
)

// bucketScheme begins the address of a bucket.
const bucketScheme = "s3"

// InBucket tells whether a setting is the address of a bucket rather than a directory.
func InBucket(place string) bool { return strings.HasPrefix(place, bucketScheme+"://") }

// BucketOptions say where a bucket is, and with what it is opened.
type BucketOptions struct {
	Place     string         // s3://bucket/prefix; the prefix may be left out
	Endpoint  string         // address of the service: https://s3.example.se
	Region    string         // "" where the service has none
	AccessKey string         //
	SecretKey string         //
	Roots     *x509.CertPool // who vouches for the service; nil: those that the machine trusts
}

// Bucket keeps whole files at a service that speaks S3, below a prefix, by their digest. Its methods may be used by several
// goroutines.
type Bucket struct {
	client *minio.Client
	name   string
	prefix string
}

// Times of a call to a bucket. What is sent and read has none: it is as long as it is.
const bucketAnswer = 30 * time.Second

// NewBucket makes a bucket ready; nothing is asked of it. Fault: attachment.bucket-address.
func NewBucket(o BucketOptions) (*Bucket, error) {
	place, err := url.Parse(o.Place)
	if err != nil || place.Scheme != bucketScheme || place.Host == "" || place.User != nil {
		return nil, fault.New(fault.Invalid, "attachment.bucket-address")
	}
	at, err := url.Parse(o.Endpoint)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" || strings.Trim(at.Path, "/") != "" || at.User != nil {
		return nil, fault.New(fault.Invalid, "attachment.bucket-address")
	}
	client, err := minio.New(at.Host, &minio.Options{Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: at.Scheme == "https",
		Region: o.Region, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
			TLSHandshakeTimeout: bucketAnswer, ResponseHeaderTimeout: bucketAnswer, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 16,
			DisableCompression: true}})
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "attachment.bucket-address")
	}
	return &Bucket{client: client, name: place.Host, prefix: strings.Trim(place.Path, "/")}, nil
}

func (b *Bucket) key(d Digest) string { return path.Join(b.prefix, d.path()) }

// Look asks the bucket whether it is there and may be read. Faults: attachment.bucket-refused, attachment.bucket-unreachable,
// attachment.no-bucket.
func (b *Bucket) Look(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.name)
	if err == nil && !there {
		return fault.New(fault.Unavailable, "attachment.no-bucket", "Name", b.name)
	}
	return b.fault(err)
}

// trial is the name of what is written to see whether anything can be.
const trial = "samverkan-trial"

// try writes something of its own, reads it back and removes it.
func (b *Bucket) try(ctx context.Context) error {
	if err := b.Look(ctx); err != nil {
		return err
	}
	at := path.Join(b.prefix, trial)
	_, err := b.client.PutObject(ctx, b.name, at, strings.NewReader(trial), int64(len(trial)), minio.PutObjectOptions{ContentType: OctetStream})
	if err != nil {
		return b.fault(err)
	}
	_, err = b.client.StatObject(ctx, b.name, at, minio.StatObjectOptions{})
	if gone := b.client.RemoveObject(ctx, b.name, at, minio.RemoveObjectOptions{}); err == nil {
		err = gone
	}
	return b.fault(err)
}

// Put sends what f holds. What is there already with the same size is left as it is: an object comes into being whole.
func (b *Bucket) Put(ctx context.Context, f io.ReaderAt, s Stored) error {
	info, err := b.client.StatObject(ctx, b.name, b.key(s.Digest), minio.StatObjectOptions{})
	if err == nil && info.Size == s.Size {
		return nil
	}
	if err = b.fault(err); err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	// Its type is told to nobody by the bucket: whoever has the right gets it from the service.
	_, err = b.client.PutObject(ctx, b.name, b.key(s.Digest), io.NewSectionReader(f, 0, s.Size), s.Size,
		minio.PutObjectOptions{ContentType: OctetStream})
	return b.fault(err)
}

// Open gives the file of a digest, which is fetched as it is read, from where one seeks to. Faults: attachment.unknown and those of Look.
func (b *Bucket) Open(ctx context.Context, d Digest) (io.ReadSeekCloser, int64, error) {
	if _, err := ParseDigest(string(d)); err != nil {
		return nil, 0, err
	}
	o, err := b.client.GetObject(ctx, b.name, b.key(d), minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, b.fault(err)
	}
	info, err := o.Stat()
	if err != nil {
		o.Close()
		return nil, 0, b.fault(err)
	}
	return object{o, b}, info.Size, nil
}

// object gives the troubles of the service as faults.
type object struct {
	*minio.Object
	b *Bucket
}

func (o object) Read(p []byte) (int, error) {
	n, err := o.Object.Read(p)
	if err != nil && err != io.EOF {
		err = o.b.fault(err)
	}
	return n, err
}

// Verify reads the file of a digest and holds it against it. Faults: attachment.damaged and those of Open.
func (b *Bucket) Verify(ctx context.Context, d Digest) error {
	r, _, err := b.Open(ctx, d)
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return b.fault(err)
	}
	if digestOf(sum.Sum(nil)) != d {
		return fault.New(fault.Unavailable, "attachment.damaged", "Digest", string(d))
	}
	return nil
}

// Remove deletes a file for good. A bucket that keeps versions keeps those: see the service's own settings. Fault: attachment.unknown.
func (b *Bucket) Remove(ctx context.Context, d Digest) error {
	if _, err := ParseDigest(string(d)); err != nil {
		return err
	}
	if _, err := b.client.StatObject(ctx, b.name, b.key(d), minio.StatObjectOptions{}); err != nil {
		return b.fault(err)
	}
	return b.fault(b.client.RemoveObject(ctx, b.name, b.key(d), minio.RemoveObjectOptions{}))
}

// All gives the digest of every file that is kept.
func (b *Bucket) All(ctx context.Context) iter.Seq2[Digest, error] {
	return func(yield func(Digest, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: path.Join(b.prefix, kindDir) + "/", Recursive: true}) {
			if o.Err != nil {
				yield("", b.fault(o.Err))
				return
			}
			if d, err := ParseDigest(path.Base(o.Key)); err == nil && b.key(d) == o.Key && !yield(d, nil) {
				return
			}
		}
	}
}

// fault tells the answers of a bucket apart. Faults pass through, nil stays nil.
func (b *Bucket) fault(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if _, is := fault.As(err); is {
		return err
	}
	switch answer := minio.ToErrorResponse(err); {
	case answer.Code == "NoSuchKey":
		return fault.Wrap(err, fault.NotFound, "attachment.unknown")
	case answer.Code == "NoSuchBucket":
		return fault.Wrap(err, fault.Unavailable, "attachment.no-bucket", "Name", b.name)
	case answer.StatusCode == http.StatusForbidden || answer.StatusCode == http.StatusUnauthorized:
		return fault.Wrap(err, fault.Unavailable, "attachment.bucket-refused", "Name", b.name)
	}
	return fault.Wrap(err, fault.Unavailable, "attachment.bucket-unreachable", "Name", b.name)
}

// inBucket is a bucket with whole files. What is put there is written to the disk first, for its name is what it holds.
type inBucket struct {
	*Bucket
	disk *Disk // nil for who only reads
}

func (b inBucket) put(ctx context.Context, r io.Reader, limit int64) (s Stored, err error) {
	name, err := b.disk.tmpName()
	if err != nil {
		return Stored{}, err
	}
	f, err := b.disk.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return Stored{}, diskFault(err)
	}
	defer b.disk.root.Remove(name)
	defer f.Close()
	if s, err = fill(f, r, limit); err != nil {
		return Stored{}, err
	}
	return s, b.Put(ctx, f, s)
}

func (b inBucket) keep(ctx context.Context, p *Partial) (Stored, error) {
	s, err := p.stored()
	if err != nil {
		return Stored{}, err
	}
	if err := b.Put(ctx, p.f, s); err != nil {
		return Stored{}, err
	}
	return s, diskFault(b.disk.root.Remove(partialDir + "/" + p.id))
}

func (b inBucket) open(ctx context.Context, d Digest) (io.ReadSeekCloser, int64, error) {
	return b.Open(ctx, d)
}
func (b inBucket) verify(ctx context.Context, d Digest) error       { return b.Verify(ctx, d) }
func (b inBucket) remove(ctx context.Context, d Digest) error       { return b.Remove(ctx, d) }
func (b inBucket) all(ctx context.Context) iter.Seq2[Digest, error] { return b.All(ctx) }
