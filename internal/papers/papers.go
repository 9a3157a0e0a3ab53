package papers

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/journal"
	"samverkan/internal/pack"
	"samverkan/minutes"
)

// Desk makes documents for one reader of one conference.
type Desk struct {
	clerk *clerk.Clerk
	who   clerk.Identity
	view  *clerk.View
	maker pack.Maker
	names *names
	id    string
	seal  *minutes.Seal
}

// Open looks up what the reader's documents need. Fault: conference.unknown.
func Open(ctx context.Context, k *clerk.Clerk, who clerk.Identity, conferenceID string, p *i18n.Printer, now time.Time) (*Desk, error) {
	v, err := k.Conference(ctx, who, conferenceID)
	if err != nil {
		return nil, err
	}
	d := &Desk{clerk: k, who: who, view: v, names: newNames(ctx, k, who), id: conferenceID}
	seq := v.Head.Seq
	if newest := v.Conference.Version(); newest != nil && newest.Approved != nil {
		seq = newest.Approved.Seq
	}
	if d.seal, err = d.sealAt(ctx, seq); err != nil {
		return nil, err
	}
	d.maker, err = d.makerFor(ctx, p, now)
	return d, err
}

// View is the conference that the documents are of.
func (d *Desk) View() *clerk.View { return d.view }

// makerFor makes documents in a language, with the names that the reader may know.
func (d *Desk) makerFor(ctx context.Context, p *i18n.Printer, now time.Time) (pack.Maker, error) {
	directory, err := d.clerk.Directory(ctx)
	if err != nil {
		return pack.Maker{}, err
	}
	return pack.Maker{Printer: p, Now: now, Check: d.clerk.Base(),
		Names: func(actor string) (string, string) {
			a, _ := directory.ByID(actor)
			return a.Name, a.ShortName
		},
		Places: func(p *conference.Plan) []conference.Place {
			// A point that cannot be looked up leaves the place out of the map alone.
			places, _ := directory.Places(p.Host, p.Actors())
			var out []conference.Place
			for _, x := range places {
				out = append(out, conference.Place(x))
			}
			return out
		},
		Person: d.names.person, Conference: d.names.conference, Area: d.names.area,
		// What makes the calendar entries of this installation its own: its name and what its key is known by.
		Calendar: pack.Calendar{Domain: d.seal.SignedBy + "-" + d.seal.KeyID, Now: now}}, nil
}

func (d *Desk) sealAt(ctx context.Context, seq int64) (*minutes.Seal, error) {
	note, head, err := d.clerk.SealAt(ctx, d.who, d.id, seq)
	if err != nil {
		return nil, err
	}
	return SealOf(note, head), nil
}

// SealOf takes a signed note apart: with its parts, and the public key, anybody can put it together and check it.
func SealOf(note string, head journal.Head) *minutes.Seal {
	seal := &minutes.Seal{Seq: head.Seq, Hash: head.Hash.String()}
	text, signatures, _ := strings.Cut(note, "\n\n")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if at, err := time.Parse(time.RFC3339Nano, lines[len(lines)-1]); err == nil {
		seal.At = at
	}
	first, _, _ := strings.Cut(signatures, "\n")
	if name, signature, ok := strings.Cut(strings.TrimPrefix(first, "— "), " "); ok {
		seal.SignedBy, seal.Signature = name, signature
		if raw, err := base64.StdEncoding.DecodeString(signature); err == nil && len(raw) > 4 {
			seal.KeyID = hex.EncodeToString(raw[:4])
		}
	}
	return seal
}

// reader is for whom the documents are made.
func (d *Desk) reader(ctx context.Context) (pack.Reader, error) {
	r := pack.Reader{May: d.view.May, Seal: d.seal}
	if newest := d.view.Conference.Version(); newest != nil && newest.Approved != nil {
		then, err := d.clerk.ConferenceAt(ctx, d.who, d.id, newest.Approved.Seq)
		if err != nil {
			return r, err
		}
		r.Then = then.Conference
	}
	incident := d.view.Conference.Plan.Incident
	if incident == "" {
		return r, nil
	}
	x, err := d.clerk.Incident(ctx, d.who, incident)
	switch {
	case err == nil:
		r.Incident = &x
	case fault.KindOf(err) != fault.NotFound: // a reader may be called to a conference and not know the whole incident
		return r, err
	}
	return r, nil
}

// File makes one document. Faults: pack.paper, pack.format.
func (d *Desk) File(ctx context.Context, p pack.Paper, format pack.Format) (pack.File, error) {
	r, err := d.reader(ctx)
	if err != nil {
		return pack.File{}, err
	}
	return d.file(ctx, p, format, d.view.Conference, r)
}

// file makes a document, unless something that it names could not be looked up.
func (d *Desk) file(ctx context.Context, p pack.Paper, format pack.Format, c *conference.Conference, r pack.Reader) (pack.File, error) {
	f, err := d.maker.File(ctx, p, format, c, r)
	if err == nil {
		err = d.names.err()
	}
	return f, err
}

// Of lists the papers that there is something to write in.
func Of(c *conference.Conference) []pack.Paper {
	if c.Meeting.Opened.IsZero() {
		before := []pack.Paper{pack.Invitation, pack.Agenda, pack.BlankRollCall, pack.NoteForm}
		if len(c.Reports) > 0 {
			before = append(before, pack.Situation) // compiled from the reports before the meeting
		}
		return before
	}
	return slices.Clone(pack.Papers())
}
