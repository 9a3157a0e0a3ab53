package notify

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"sync"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/mail"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// maxAudiences is how many conferences and languages are kept as they were last rendered.
const maxAudiences = 16

// audience is a conference in one language, as mail may tell of it to anybody who is called: without what is marked.
type audience struct {
	seq     int64 // of the journal
	c       *conference.Conference
	tell    teller
	meeting facts
	maker   pack.Maker
	reader  pack.Reader
	whole   *conference.Conference // as the host sees it; documents leave out by themselves, and say so

	plan   [sha256.Size]byte
	papers []mail.File // made when somebody is to have them; kept as long as the plan is the same
}

// audiences are those that were rendered last. What a thousand recipients get alike is made once.
type audiences struct {
	mu   sync.Mutex
	kept map[string]*audience // conference/language
}

// of gives the audience of a conference as it stands now. Faults: those of reading it.
func (r *Renderer) of(ctx context.Context, id, language string) (*audience, error) {
	v, err := r.o.Clerk.Conference(ctx, clerk.OwnerIdentity(), id)
	if err != nil {
		return nil, err
	}
	key := id + "/" + language
	r.audiences.mu.Lock()
	last := r.audiences.kept[key]
	r.audiences.mu.Unlock()
	if last != nil && last.seq == v.Head.Seq {
		return last, nil
	}
	a, err := r.audience(ctx, v, language)
	if err != nil {
		return nil, err
	}
	r.audiences.mu.Lock()
	defer r.audiences.mu.Unlock()
	if last != nil && last.plan == a.plan {
		a.papers = last.papers
	}
	for other := range r.audiences.kept {
		if len(r.audiences.kept) >= maxAudiences {
			delete(r.audiences.kept, other)
		}
	}
	r.audiences.kept[key] = a
	return a, nil
}

// unmarked is what may leave the house by mail.
func unmarked(s conference.Secrecy) bool { return !s.Marked() }

func (r *Renderer) audience(ctx context.Context, v *clerk.View, language string) (*audience, error) {
	bytes, err := conference.Snapshot(v.Conference, conference.Reading{May: unmarked})
	if err != nil {
		return nil, err
	}
	a := &audience{seq: v.Head.Seq, whole: v.Conference}
	if a.c, err = conference.Restore(bytes); err != nil {
		return nil, err
	}
	if a.tell, err = r.teller(ctx, language); err != nil {
		return nil, err
	}
	note, head, err := r.o.Clerk.SealAt(ctx, clerk.OwnerIdentity(), v.Conference.Plan.ID, v.Head.Seq)
	if err != nil {
		return nil, err
	}
	seal := papers.SealOf(note, head)
	now := r.o.Now()
	a.maker = pack.Maker{Printer: a.tell.p, Now: now, Names: a.tell.names,
		Person: nobody, Conference: nobody, Area: nobody, Calendar: pack.Calendar{Domain: domainOf(seal.SignedBy, seal.KeyID), Now: now}}
	a.reader = pack.Reader{May: unmarked, Seal: seal}
	a.meeting = a.tell.meeting(a.c)
	plan, err := json.Marshal(struct {
		Plan  *conference.Plan
		Phase conference.Phase
	}{&a.c.Plan, a.c.Phase})
	a.plan = sha256.Sum256(plan)
	return a, err
}

// nobody names neither people nor other conferences: a paper in a mail is read by who knows of this one.
func nobody(string) string { return "" }

// domainOf is what makes the calendar entries of this installation its own; the same as papers gives them.
func domainOf(signedBy, keyID string) string { return signedBy + "-" + keyID }

// teller speaks a language, with the actors' names.
func (r *Renderer) teller(ctx context.Context, language string) (teller, error) {
	known, err := r.o.Clerk.Directory(ctx)
	if err != nil {
		return teller{}, err
	}
	return teller{p: r.o.Texts.For(language), names: func(actor string) (string, string) {
		a, _ := known.ByID(actor)
		return a.Name, a.ShortName
	}}, nil
}

// documents gives the kallelse and the agenda as files. They are made once, whoever asks first.
func (r *Renderer) documents(ctx context.Context, a *audience) ([]mail.File, error) {
	r.audiences.mu.Lock()
	made := a.papers
	r.audiences.mu.Unlock()
	if made != nil {
		return made, nil
	}
	for _, p := range []pack.Paper{pack.Invitation, pack.Agenda} {
		f, err := a.maker.File(ctx, p, pack.PDF, a.whole, a.reader)
		if err != nil {
			return nil, err
		}
		made = append(made, mail.File{Name: f.Name, Type: f.MediaType, Bytes: f.Content})
	}
	r.audiences.mu.Lock()
	a.papers = made
	r.audiences.mu.Unlock()
	return made, nil
}

// languageOf is the language of a delivery; Swedish when it is none that there are texts in.
func languageOf(tag string) string {
	if tag == i18n.English {
		return i18n.English
	}
	return i18n.Swedish
}
