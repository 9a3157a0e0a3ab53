package attachment

import (
	"crypto/sha256"
	"encoding"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"strings"

	"samverkan/internal/fault"
)

const (
	partialDir = "partial"
	sumEnding  = ".sum"
	maxPartial = 64       // characters of an id
	syncEach   = 64 << 20 // bytes that come before what has come is brought to the disk and its hash remembered
	copyBuffer = 256 << 10
)

// Partial is a file that comes in pieces, taken by one at a time. How much of it there is is the size of its file on the disk, so
// that nothing else can disagree with it. Beside it lies a record of its hash so far, which spares reading it again after a
// restart; it is believed only when it is whole.
//
// The one that took it must close it. A process that dies has let go of it.
type Partial struct {
	disk *Disk
	id   string
	f    *os.File
	size int64
	sum  hash.Hash // of the first hashed bytes
	at   int64     // bytes that sum has seen
}

// Checksum is what a piece must add up to.
type Checksum struct {
	New  func() hash.Hash
	Want []byte
}

// partialName is where a partial file is; ids are letters, digits and hyphens, so that none becomes a path.
func partialName(id string) (string, error) {
	if id == "" || len(id) > maxPartial || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyz-") != "" {
		return "", fault.New(fault.NotFound, "attachment.unknown")
	}
	return partialDir + "/" + id, nil
}

// Begin makes an empty partial file, which lasts through a power cut. Faults: attachment.full, attachment.cannot-write.
func (d *Disk) Begin(id string) error {
	name, err := partialName(id)
	if err != nil {
		return err
	}
	if err := d.mkdir(partialDir); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return diskFault(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return diskFault(err)
	}
	return d.sync(partialDir)
}

// Take opens a partial file for one that alone may add to it. Faults: attachment.unknown, attachment.busy while another has it.
func (d *Disk) Take(id string) (*Partial, error) {
	name, err := partialName(id)
	if err != nil {
		return nil, err
	}
	before, err := d.root.Lstat(name)
	if err != nil {
		return nil, diskFault(err)
	}
	if !before.Mode().IsRegular() {
		return nil, fault.New(fault.Unavailable, "attachment.tampered")
	}
	if !d.held.take(id) {
		return nil, fault.New(fault.Conflict, "attachment.busy")
	}
	p, err := d.take(id, name)
	if err != nil {
		d.held.leave(id)
		return nil, err
	}
	return p, nil
}

func (d *Disk) take(id, name string) (*Partial, error) {
	f, err := d.root.OpenFile(name, os.O_RDWR, 0o600)
	if err != nil {
		return nil, diskFault(err)
	}
	p := &Partial{disk: d, id: id, f: f}
	if err := p.settleIn(name); err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

// settleIn locks the file, and finds out how much of it there is.
func (p *Partial) settleIn(name string) error {
	if err := lockFile(p.f); err != nil {
		return fault.Wrap(err, fault.Conflict, "attachment.busy")
	}
	info, err := p.f.Stat()
	if err != nil {
		return diskFault(err)
	}
	now, err := p.disk.root.Lstat(name)
	if err != nil || !os.SameFile(info, now) { // it was finished or taken away while we waited for it
		return fault.Wrap(err, fault.NotFound, "attachment.unknown")
	}
	p.size = info.Size()
	r := p.disk.record(p.id)
	p.sum, p.at = sha256.New(), 0
	if r.at <= p.size && r.restore(p.sum) {
		p.at = r.at
	} else {
		p.sum = sha256.New()
	}
	if r.checking && r.at < p.size { // what came after it was never held against its checksum
		return p.cut(r.at)
	}
	if r.at != p.size { // a process that was killed left it; what is told of must be on the disk
		return diskFault(p.f.Sync())
	}
	return nil
}

// ID is what the partial file was begun with.
func (p *Partial) ID() string { return p.id }

// Size is how many bytes of it have come and are on the disk.
func (p *Partial) Size() int64 { return p.size }

// Close lets go of it.
func (p *Partial) Close() error {
	defer p.disk.held.leave(p.id)
	return p.f.Close() // and with it the lock
}

// Append adds what r gives, at most most bytes, and answers with how many bytes were kept. They are on the disk then. When r
// breaks off, what had come is kept and r's error returned; with a checksum nothing is, for it cannot be held against it.
//
// Faults: attachment.longer when r gives more than most, attachment.bad-checksum, attachment.full, attachment.cannot-write.
// Nothing is kept with them, and the size is as before.
func (p *Partial) Append(r io.Reader, most int64, check *Checksum) (int64, error) {
	begin := p.size
	if err := p.catchUp(); err != nil {
		return 0, err
	}
	before, err := p.sum.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return 0, fault.Wrap(err, fault.Internal, "attachment.failed")
	}
	if check != nil {
		if err := p.remember(true, true); err != nil {
			return 0, err
		}
	}
	err = p.copy(r, most, check)
	broken, isBroken := err.(*brokenOff)
	if err == nil || isBroken && check == nil {
		if err = diskFault(p.f.Sync()); err == nil {
			err = p.remember(false, check != nil)
		}
	}
	switch {
	case err != nil && (check != nil || !isBroken):
		if e := p.cut(begin); e != nil {
			return 0, e
		}
		p.sum = sha256.New()
		if e := p.sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(before); e != nil {
			p.sum = nil
		}
		p.at = begin
		_ = p.remember(false, check != nil) // where it cannot be written, nothing is believed but the file
		if isBroken {
			return 0, broken.err
		}
		return 0, err
	case isBroken:
		return p.size - begin, broken.err
	}
	return p.size - begin, nil
}

// copy adds to the file and to the hashes.
func (p *Partial) copy(r io.Reader, most int64, check *Checksum) error {
	var piece hash.Hash
	if check != nil {
		piece = check.New()
	}
	buffer, unsynced := make([]byte, copyBuffer), 0
	for {
		n, err := r.Read(buffer)
		if int64(n) > most {
			return fault.New(fault.TooLarge, "attachment.longer")
		}
		if n > 0 {
			if _, err := p.f.WriteAt(buffer[:n], p.size); err != nil {
				return diskFault(err)
			}
			p.sum.Write(buffer[:n])
			if piece != nil {
				piece.Write(buffer[:n])
			}
			p.size, p.at, most, unsynced = p.size+int64(n), p.at+int64(n), most-int64(n), unsynced+n
		}
		switch {
		case err == io.EOF:
			if piece != nil && !equal(piece.Sum(nil), check.Want) {
				return fault.New(fault.Invalid, "attachment.bad-checksum")
			}
			return nil
		case err != nil:
			return &brokenOff{err}
		}
		if unsynced >= syncEach && check == nil {
			if err := p.f.Sync(); err != nil {
				return diskFault(err)
			}
			if err := p.remember(false, false); err != nil {
				return err
			}
			unsynced = 0
		}
	}
}

// brokenOff is an error of the reader, told from one of the disk.
type brokenOff struct{ err error }

func (b *brokenOff) Error() string { return b.err.Error() }

func equal(a, b []byte) bool { return string(a) == string(b) }

// cut takes away what stands after a size.
func (p *Partial) cut(size int64) error {
	if err := p.f.Truncate(size); err != nil {
		return diskFault(err)
	}
	p.size = size
	return diskFault(p.f.Sync())
}

// catchUp brings the hash to where the file is, by reading what it has not seen.
func (p *Partial) catchUp() error {
	if p.sum == nil || p.at > p.size {
		p.sum, p.at = sha256.New(), 0
	}
	n, err := io.Copy(p.sum, io.NewSectionReader(p.f, p.at, p.size-p.at))
	p.at += n
	return diskFault(err)
}

// head gives the first bytes.
func (p *Partial) head() ([]byte, error) {
	b := make([]byte, min(sniffLen, p.size))
	_, err := io.ReadFull(io.NewSectionReader(p.f, 0, p.size), b)
	return b, diskFault(err)
}

// stored hashes to the end and says what the file is. What it was is remembered, so that it is known also to a process that comes after
// this one has been killed: see [Disk.Kept].
func (p *Partial) stored() (Stored, error) {
	if err := p.catchUp(); err != nil {
		return Stored{}, err
	}
	head, err := p.head()
	if err != nil {
		return Stored{}, err
	}
	if err := errors.Join(diskFault(p.f.Sync()), p.remember(false, true)); err != nil {
		return Stored{}, err
	}
	return Stored{digestOf(p.sum.Sum(nil)), p.size, Sniff(head)}, nil
}

// Keep gives the file its name among those that are whole. It can be closed and nothing else afterwards.
func (p *Partial) Keep() (Stored, error) {
	s, err := p.stored()
	if err != nil {
		return Stored{}, err
	}
	return s, p.disk.settle(partialDir+"/"+p.id, s.Digest)
}

// Kept tells what a partial file was that has been kept, until it is forgotten with Drop.
func (d *Disk) Kept(id string) (digest Digest, size int64, ok bool) {
	if _, err := partialName(id); err != nil {
		return "", 0, false
	}
	r, sum := d.record(id), sha256.New()
	if r.checking || !r.restore(sum) {
		return "", 0, false
	}
	return digestOf(sum.Sum(nil)), r.at, true
}

// Drop takes a partial file away, and what is remembered of it. One that is not there is dropped already. Fault: attachment.busy.
func (d *Disk) Drop(id string) error {
	name, err := partialName(id)
	if err != nil {
		return nil
	}
	p, err := d.Take(id)
	switch {
	case err == nil:
		defer p.Close()
	case fault.CodeOf(err) != "attachment.unknown":
		return err
	}
	for _, n := range []string{name, name + sumEnding} {
		if err := d.root.Remove(n); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return diskFault(err)
		}
	}
	return nil
}

// Partials lists the ids of what lies there in pieces.
func (d *Disk) Partials() ([]string, error) {
	entries, err := fs.ReadDir(d.root.FS(), partialDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diskFault(err)
	}
	var out []string
	for _, e := range entries {
		id := strings.TrimSuffix(e.Name(), sumEnding)
		if _, err := partialName(id); err == nil && (len(out) == 0 || out[len(out)-1] != id) {
			out = append(out, id)
		}
	}
	return out, nil
}
