package papers

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/minutes"
)

// Record is the minutes of a conference for its reader: as one of their versions has them, and as everything stands now. Both
// come with the document that is made of them.
type Record struct {
	Version     *minutes.Minutes
	Document    *document.Document
	Now         *minutes.Minutes
	NowDocument *document.Document
}

// Record composes a version of the minutes as its file shows it; 0 is the newest. Before a version is approved it is what the
// record says now. Fault: minutes.unknown-version.
func (d *Desk) Record(ctx context.Context, number int) (Record, error) {
	c := d.view.Conference
	r, err := d.reader(ctx)
	if err != nil {
		return Record{}, err
	}
	var out Record
	now := r
	now.Then = nil
	if out.Now, out.NowDocument, err = d.compose(d.maker, c, now); err != nil {
		return out, err
	}
	then, m, err := d.asOf(ctx, number, &r)
	if err != nil {
		return out, err
	}
	if then == c {
		out.Version, out.Document = out.Now, out.NowDocument
		return out, nil
	}
	out.Version, out.Document, err = d.compose(m, then, r)
	return out, err
}

// asOf gives the record that a version was approved in, with the clock of its approval and its seal.
func (d *Desk) asOf(ctx context.Context, number int, r *pack.Reader) (*conference.Conference, pack.Maker, error) {
	c, m := d.view.Conference, d.maker
	versions := c.Minutes.Versions
	if number == 0 {
		number = len(versions)
	}
	if number < 0 || number > len(versions) {
		return nil, m, fault.New(fault.NotFound, "minutes.unknown-version", "Version", number, "Newest", len(versions))
	}
	if number == 0 || versions[number-1].Approved == nil {
		return c, m, nil
	}
	approved := versions[number-1].Approved
	if m.Now = approved.At; number == len(versions) && r.Then != nil { // it has been looked up for the files
		return r.Then, m, nil
	}
	then, err := d.clerk.ConferenceAt(ctx, d.who, d.id, approved.Seq)
	if err != nil {
		return nil, m, err
	}
	if r.Seal, err = d.sealAt(ctx, approved.Seq); err != nil {
		return nil, m, err
	}
	return then.Conference, m, nil
}

func (d *Desk) compose(m pack.Maker, c *conference.Conference, r pack.Reader) (*minutes.Minutes, *document.Document, error) {
	made := m.Compose(c, r)
	written, err := m.Document(pack.Minutes, c, r)
	if err == nil {
		err = d.names.err()
	}
	return made, written, err
}

// Area names an area that the reader has a right in; "" for any other.
func (d *Desk) Area(id string) string { return d.maker.Area(id) }

// Person names a member that the reader may know; "" for any other.
func (d *Desk) Person(member string) string { return d.maker.Person(member) }
