package papers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/url"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/minutes"
)

// How a file is known.
const (
	KnownPublished = "published" // byte for byte what was published here
	KnownSeal      = "seal"      // never published as it is, but it carries a seal that is of a journal here
	KnownNot       = ""          // neither
)

// Checked is what can be said of a file to anybody who holds it. A seal that a file carries says which record it was made of, and not that
// nothing in the file was changed since: only what was published is known byte for byte.
type Checked struct {
	Known     string         `json:"known" enum:"published,seal," doc:"published: byte for byte what was published here. seal: it carries a seal that is of a journal here, which does not say that the file is unchanged"`
	Version   int            `json:"version,omitempty" doc:"Of the minutes or the item; missing when it is of no approved version"`
	Newest    int            `json:"newest,omitempty" doc:"The version there is now"`
	At        time.Time      `json:"at,omitzero" doc:"When the version was approved, the file published or the entry of the seal written"`
	Changed   time.Time      `json:"changed,omitzero" doc:"When the version that followed was approved or published"`
	Approved  bool           `json:"approved,omitempty" doc:"The seal is that of an approval"`
	Corrected int            `json:"corrected,omitempty" doc:"Corrections approved, or published, since"`
	Composed  clerk.Composed `json:"composed,omitempty" enum:"whole,public" doc:"Which version of the record the seal is of; missing for one that was made for a single reader"`

	Conference string `json:"conference,omitempty" doc:"For who may see it"`
	Area       string `json:"area,omitempty" doc:"For who may read it"`
	Item       string `json:"item,omitempty"`

	Why []string `json:"why,omitempty" doc:"What was corrected in each published version since, the oldest first; for who may read the item"`
}

// Genuine tells whether the file is known to be what it says, to the last byte.
func (c Checked) Genuine() bool { return c.Known == KnownPublished }

// Check reads a file through and tells what is known of it: by its digest, and for a document that was never published by the seal that
// it carries. Nothing of it is kept. Faults: those of the store, and of the reader.
func Check(ctx context.Context, k *clerk.Clerk, who clerk.Identity, r io.Reader) (Checked, error) {
	sum, seal := sha256.New(), &SealFinder{}
	if _, err := io.Copy(io.MultiWriter(sum, seal), r); err != nil {
		return Checked{}, err
	}
	g, err := k.GenuineFile(ctx, who, hex.EncodeToString(sum.Sum(nil)))
	if err == nil {
		return checked(KnownPublished, g), nil
	}
	place, ok := seal.Place()
	if fault.CodeOf(err) != "seal.unknown-file" || !ok {
		return Checked{}, unless(err, "seal.unknown-file")
	}
	if g, err = k.GenuineSeal(ctx, who, place.Seq, place.Hash, ""); err != nil {
		return Checked{}, unless(err, "seal.unknown")
	}
	out := checked(KnownSeal, g)
	if g.Approved && place.Digest != "" {
		out.Composed, err = k.GenuineDigest(ctx, who, place.Seq, place.Hash, place.Digest)
	}
	return out, unless(err, "seal.unknown")
}

func unless(err error, code string) error {
	if fault.CodeOf(err) == code {
		return nil
	}
	return err
}

func checked(known string, g clerk.Genuine) Checked {
	return Checked{Known: known, Version: g.Version, Newest: g.Newest, At: g.At, Changed: g.Changed, Approved: g.Approved, Corrected: g.Corrected,
		Conference: g.Conference, Area: g.Area, Item: g.Item, Why: g.Why}
}

// SealFinder looks for the address of the check page among the metadata of a PDF that is written to it: XMP's dc:identifier (ISO 16684-1),
// which stands uncompressed. It holds no more of the file than the longest address there can be.
type SealFinder struct {
	begun []byte // the first bytes of the file
	kept  []byte // what may be the beginning of something
	found string
}

const (
	sealOpens  = "<dc:identifier>"
	sealCloses = "</dc:identifier>"
	sealMost   = 2048
)

// Write looks through a piece of the file. It never fails.
func (f *SealFinder) Write(p []byte) (int, error) {
	n := len(p)
	if missing := len("%PDF-") - len(f.begun); missing > 0 {
		f.begun = append(f.begun, p[:min(missing, n)]...)
	}
	for len(p) > 0 && f.found == "" {
		piece := p[:min(len(p), 32<<10)]
		p = p[len(piece):]
		f.kept = append(f.kept, piece...)
		f.look()
	}
	return n, nil
}

// look finds the address in what is kept, and lets go of what cannot be part of it.
func (f *SealFinder) look() {
	for {
		at := bytes.Index(f.kept, []byte(sealOpens))
		if at < 0 {
			f.kept = append(f.kept[:0], f.kept[max(0, len(f.kept)-len(sealOpens)+1):]...)
			return
		}
		rest := f.kept[at+len(sealOpens):]
		end := bytes.Index(rest, []byte(sealCloses))
		switch {
		case end >= 0 && end <= sealMost:
			f.found = string(rest[:end])
			return
		case end < 0 && len(rest) <= sealMost+len(sealCloses):
			f.kept = append(f.kept[:0], f.kept[at:]...)
			return
		}
		f.kept = append(f.kept[:0], rest...) // too long to be an address
	}
}

// Place gives the place that the file says it can be checked at; false when it is no PDF or says none.
func (f *SealFinder) Place() (minutes.CheckPlace, bool) {
	if string(f.begun) != "%PDF-" || f.found == "" {
		return minutes.CheckPlace{}, false
	}
	var text string
	if err := xml.Unmarshal([]byte("<a>"+f.found+"</a>"), &text); err != nil {
		return minutes.CheckPlace{}, false
	}
	u, err := url.Parse(text)
	if err != nil {
		return minutes.CheckPlace{}, false
	}
	return minutes.ReadCheckPlace(u.Query())
}
