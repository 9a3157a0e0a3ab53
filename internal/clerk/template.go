package clerk

import (
	"context"
	"encoding/json"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// MaxTemplates is how many templates an actor has.
const MaxTemplates = 500

// SaveTemplate keeps an actor's own agenda or texts. For the actor's people.
type SaveTemplate struct {
	Template conference.Template `json:"template"`
	// Revision is the one that is changed, 0 for a new one: two who change the same do not write over each other.
	Revision int `json:"revision,omitempty"`
}

// RemoveTemplate takes one away.
type RemoveTemplate struct {
	Actor string `json:"actor"`
	ID    string `json:"id"`
}

// Name is its stable name.
func (SaveTemplate) Name() string { return "template.saved" }

// Name is its stable name.
func (RemoveTemplate) Name() string { return "template.removed" }

func (c SaveTemplate) run(d *desk) (bool, error) {
	t := c.Template.Tidied()
	if err := d.acts(t.Actor, directory.Writer); err != nil {
		return false, err
	}
	if err := t.Check(); err != nil {
		return false, err
	}
	if err := checkWords(t); err != nil {
		return false, err
	}
	if err := knownActors(d.tx, t.Actor); err != nil {
		return false, err
	}
	row, exists, err := found(d.tx.Template(store.Whole(), t.Actor, t.ID))
	if err != nil {
		return false, err
	}
	body, err := encode(t)
	if err != nil {
		return false, err
	}
	switch {
	case exists && string(row.Body) == string(body):
		return false, nil
	case row.Revision != c.Revision:
		return false, fault.New(fault.Conflict, "template.changed", "Name", firstOf(row.Name, t.Name))
	case !exists:
		all, err := d.tx.Templates(store.As(t.Actor))
		if err != nil {
			return false, err
		}
		if len(all) >= MaxTemplates {
			return false, fault.New(fault.TooLarge, "template.too-many", "Max", MaxTemplates)
		}
	}
	return true, d.tx.PutTemplate(store.Template{Actor: t.Actor, ID: t.ID, Kind: string(t.Kind), Name: t.Name, Lang: t.Lang, Body: body,
		UpdatedAt: d.tx.Now, UpdatedBy: d.who.Member, Revision: row.Revision + 1})
}

func (c RemoveTemplate) run(d *desk) (bool, error) {
	if err := d.acts(c.Actor, directory.Writer); err != nil {
		return false, err
	}
	if _, exists, err := found(d.tx.Template(store.Whole(), c.Actor, c.ID)); err != nil || !exists {
		return false, either(err, fault.New(fault.NotFound, "template.unknown", "ID", c.ID))
	}
	return true, d.tx.DeleteTemplate(c.Actor, c.ID)
}

// KeptTemplate is a template with how it came to be.
type KeptTemplate struct {
	conference.Template
	Revision  int
	UpdatedAt time.Time
	UpdatedBy string
}

// Templates lists the templates of the caller's own actor, by kind and name.
func (k *Clerk) Templates(ctx context.Context, who Identity) ([]KeptTemplate, error) {
	var out []KeptTemplate
	err := k.look(ctx, who, "template.list", func(tx *store.Tx) error {
		out = nil
		rows, err := tx.Templates(who.lookup())
		if err != nil {
			return err
		}
		for _, r := range rows {
			t, err := templateOf(r)
			if err != nil {
				return err
			}
			out = append(out, KeptTemplate{t, r.Revision, r.UpdatedAt, r.UpdatedBy})
		}
		return nil
	})
	return out, err
}

func templateOf(r store.Template) (conference.Template, error) {
	var t conference.Template
	if err := json.Unmarshal(r.Body, &t); err != nil {
		return t, fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return t, nil
}
