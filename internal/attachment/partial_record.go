package attachment

import (
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"hash"
	"os"
)

// record is what is remembered of a partial file: its hash as it was after some bytes that were on the disk then.
type record struct {
	at       int64
	checking bool // what comes after it is not believed before it has been held against its checksum
	state    []byte
}

// A record is its offset, a mark, the state of the hash, and the SHA-256 of all this, so that one half written is seen.
const recordHead = 9

// restore brings a new hash to where the record is; false when there is nothing to go by.
func (r record) restore(sum hash.Hash) bool {
	return len(r.state) > 0 && sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(r.state) == nil
}

// record reads what is remembered of a partial file; an empty one when nothing that can be believed is.
func (d *Disk) record(id string) record {
	b, err := d.root.ReadFile(partialDir + "/" + id + sumEnding)
	if err != nil || len(b) < recordHead+sha256.Size {
		return record{}
	}
	body, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if got := sha256.Sum256(body); string(got[:]) != string(sum) {
		return record{}
	}
	r := record{at: int64(binary.BigEndian.Uint64(body)), checking: body[8] == 1, state: body[recordHead:]}
	if r.at < 0 {
		return record{}
	}
	return r
}

// remember writes the record of the hash as it stands; lasting when it must stand after a power cut too.
func (p *Partial) remember(checking, lasting bool) error {
	state, err := p.sum.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return diskFault(err)
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(p.at))
	if checking {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = append(b, state...)
	sum := sha256.Sum256(b)
	f, err := p.disk.root.OpenFile(partialDir+"/"+p.id+sumEnding, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return diskFault(err)
	}
	// Its length is always the same, so that it is written over and never cut.
	_, err = f.WriteAt(append(b, sum[:]...), 0)
	if err == nil && lasting {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return diskFault(err)
}
