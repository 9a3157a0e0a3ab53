package journal

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"samverkan/internal/fault"
)

// ExpungedName is the name of the entry that records a removal. Who folds a stream into a state skips it.
const ExpungedName = "journal.expunged"

const (
	expungedVersion = 1
	maxGround       = 2000 // bytes; a ground is a reference to a rule and a sentence, not what was removed
	maxExpunged     = 100_000
)

// Expunged records that payloads were removed for good: which, on what legal ground (in Sweden an
// archive authority's decision under arkivlagen (1990:782) 10 §, or data protection law), and by whom.
// It must not repeat what was removed. It cannot itself be expunged or withheld.
type Expunged struct {
	Stream string  `json:"stream"`
	Seqs   []int64 `json:"seqs"` // rising
	Ground string  `json:"ground"`
	By     string  `json:"by"`
}

// Entry gives the record as an entry to seal. It answers with journal.expunge-incomplete, whose Field is
// the one that is missing or wrong.
func (x Expunged) Entry() (Entry, error) {
	if err := x.check(); err != nil {
		return Entry{}, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(x); err != nil {
		return Entry{}, fault.Wrap(err, fault.Internal, "journal.expunge-incomplete", "Field", "payload")
	}
	return Entry{
		Stream: x.Stream, Member: x.By, Name: ExpungedName, Version: expungedVersion,
		Payload: bytes.TrimSuffix(b.Bytes(), []byte("\n")),
	}, nil
}

// ReadExpunged reads the record back from its entry, which must name earlier entries of its own stream.
// It answers with journal.expunge-incomplete.
func ReadExpunged(e Entry) (Expunged, error) {
	var x Expunged
	if e.Name != ExpungedName || e.Version != expungedVersion {
		return x, incomplete("name")
	}
	dec := json.NewDecoder(bytes.NewReader(e.Payload))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&x); err != nil {
		return Expunged{}, fault.Wrap(err, fault.Invalid, "journal.expunge-incomplete", "Field", "payload")
	}
	if _, err := dec.Token(); err != io.EOF {
		return Expunged{}, incomplete("payload")
	}
	if err := x.check(); err != nil {
		return Expunged{}, err
	}
	if x.Stream != e.Stream {
		return Expunged{}, incomplete("stream")
	}
	if x.Seqs[len(x.Seqs)-1] >= e.Seq {
		return Expunged{}, incomplete("seqs")
	}
	return x, nil
}

func (x Expunged) check() error {
	switch {
	case x.Stream == "" || len(x.Stream) > MaxField || !plain(x.Stream):
		return incomplete("stream")
	case len(x.Seqs) == 0 || len(x.Seqs) > maxExpunged || !rising(x.Seqs):
		return incomplete("seqs")
	case strings.TrimSpace(x.Ground) == "" || len(x.Ground) > maxGround || !plain(x.Ground):
		return incomplete("ground")
	case strings.TrimSpace(x.By) == "" || len(x.By) > MaxField || !plain(x.By):
		return incomplete("by")
	}
	return nil
}

// rising tells whether the numbers rise from 1 or more, each once.
func rising(seqs []int64) bool {
	last := int64(0)
	for _, s := range seqs {
		if s <= last {
			return false
		}
		last = s
	}
	return true
}

func incomplete(field string) error {
	return fault.New(fault.Invalid, "journal.expunge-incomplete", "Field", field)
}
