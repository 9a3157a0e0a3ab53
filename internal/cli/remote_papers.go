package cli

import (
	"context"
	"io"
	"net/url"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/internal/wire"
)

// maxPaper is the largest document that is fetched whole.
const maxPaper = 256 << 20

// paper fetches a document as the service makes it.
func (k *remote) paper(ctx context.Context, id string, p pack.Paper, format pack.Format) (pack.File, error) {
	c, err := k.client.Open(ctx, nil, "conferences", id, "documents", string(p)+"."+string(format))
	if err != nil {
		return pack.File{}, err
	}
	defer c.Close()
	data, err := io.ReadAll(io.LimitReader(c, maxPaper+1))
	switch {
	case err != nil:
		return pack.File{}, err
	case len(data) > maxPaper:
		return pack.File{}, fault.New(fault.TooLarge, "client.answer-too-large")
	}
	return pack.File{Paper: p, Format: format, Name: plainName(c.Name, string(p)+"."+string(format)), MediaType: c.MediaType, Content: data}, nil
}

// plainName is the name that a service gives a file, when it is a name and not a way to somewhere else.
func plainName(name, otherwise string) string {
	if name == "" || strings.ContainsAny(name, "/\\:\x00") || strings.HasPrefix(name, ".") || name != visible(name) {
		return otherwise
	}
	return name
}

// bundle fetches the bundle of a conference to w.
func (k *remote) bundle(ctx context.Context, id string, w io.Writer) error {
	c, err := k.client.Open(ctx, nil, "conferences", id, "bundle")
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.Copy(w, c)
	return err
}

// packed fetches a package of a conference to w.
func (k *remote) packed(ctx context.Context, id string, o papers.Order, w io.Writer) error {
	query := url.Values{}
	if o.Public {
		query.Set("scope", string(pack.ScopePublic))
	}
	c, err := k.client.Open(ctx, query, "conferences", id, "packages", string(o.Kind))
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.Copy(w, c)
	return err
}

// publishFar has the service publish the newest version of the minutes: it makes the editions, since it has everything that
// the host's own one shows.
func (s *session) publishFar(ctx context.Context, v *clerk.View, areaID, reason string) error {
	newest := v.Conference.Version()
	switch {
	case newest == nil:
		return fault.New(fault.Conflict, "minutes.not-approved", "Version", 1)
	case newest.Approved == nil:
		return fault.New(fault.Conflict, "minutes.not-approved", "Version", newest.Number)
	}
	in := struct {
		ID         string          `json:"id"`
		Role       conference.Role `json:"role,omitempty"`
		OccurredAt time.Time       `json:"occurredAt,omitzero"`
		Area       string          `json:"area"`
		Reason     string          `json:"reason,omitempty"`
	}{firstOf(s.options.id, s.ids.New()), s.options.role, s.options.at, areaID, reason}
	var answer struct {
		wire.Receipt
		Files []publishedFile `json:"files"`
	}
	s.seen = nil
	if err := s.far.client.Give(ctx, in, &answer, "conferences", v.Conference.Plan.ID, "publications"); err != nil {
		return err
	}
	r := receiptOf(answer.Receipt, s.options.id == "")
	if r.Fault != nil {
		return r.Fault
	}
	if err := s.tell(ctx, r, "Version", newest.Number, "Area", areaID, "Channel", ""); err != nil {
		return err
	}
	s.sayPublished(answer.Files)
	return nil
}

// publishedFile is a file of a publication, and who may read it.
type publishedFile struct {
	Name     string        `json:"name"`
	Audience area.Audience `json:"audience"`
}

func (s *session) sayPublished(files []publishedFile) {
	for _, f := range files {
		text := "  " + f.Name
		if f.Audience == area.OnlyWe {
			text += " (" + s.p.T("cli.minutes.host-only") + ")"
		}
		s.say(text)
	}
}
