package clerk

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// AreaWords are the words that an area begins with, and whose they are: "" when nobody has words of its own.
type AreaWords struct {
	area.Vocabulary
	Actor string `json:"actor,omitempty"`
}

// AreaWords gives the words for what an area of a sort begins with, when the caller's actor opens it in a county ("" for the actor's
// own): the actor's own, or else those of the county's länsstyrelse. Those in the caller's language go before others. They are
// saved as templates of the kind vocabulary; those of a länsstyrelse are for everybody in its county. Faults: those of Identity.Allows.
func (k *Clerk) AreaWords(ctx context.Context, who Identity, sort area.Sort, county, lang string) (AreaWords, error) {
	var out AreaWords
	err := k.look(ctx, who, "area.list", func(tx *store.Tx) error {
		out = AreaWords{Vocabulary: area.Vocabulary{Kind: sort}}
		if who.Guest() || who.Actor == "" {
			return nil
		}
		dir, err := directoryOf(tx)
		if err != nil {
			return err
		}
		if own, ok := dir.ByID(who.Actor); ok && county == "" {
			county = own.CountyCode
		}
		from := []string{who.Actor}
		for _, a := range dir.All() {
			if a.Kind == directory.CountyBoard && a.CountyCode == county && county != "" && a.ID != who.Actor {
				from = append(from, a.ID)
			}
		}
		for _, actor := range from {
			w, ok, err := wordsOf(tx, actor, sort, lang)
			if err != nil {
				return err
			}
			if ok {
				out = AreaWords{w, actor}
				return nil
			}
		}
		return nil
	})
	return out, err
}

// wordsOf gives an actor's own words for a sort of areas, and whether it has any. An exercise is called as what it exercises.
func wordsOf(tx *store.Tx, actor string, sort area.Sort, lang string) (area.Vocabulary, bool, error) {
	rows, err := tx.Templates(store.As(actor))
	if err != nil {
		return area.Vocabulary{}, false, err
	}
	best, rank := conference.AreaWords{}, 0
	for _, r := range rows {
		if r.Kind != string(conference.TemplateVocabulary) {
			continue
		}
		t, err := templateOf(r)
		if err != nil {
			return area.Vocabulary{}, false, err
		}
		for _, w := range t.Words {
			n := 0
			switch {
			case w.Kind == string(sort):
				n = 3
			case sort == area.ForExercise && w.Kind == string(area.ForIncident):
				n = 1
			default:
				continue
			}
			if t.Lang == lang {
				n++
			}
			if n > rank {
				best, rank = w, n
			}
		}
	}
	return area.Vocabulary{Kind: sort, Folders: best.Folders, Tags: best.Tags, Names: best.Names}, rank > 0, nil
}

// checkWords refuses words that no area can begin with.
func checkWords(t conference.Template) error {
	for _, w := range t.Words {
		if len(w.Folders) > MaxFolders {
			return fault.New(fault.Invalid, "area.folders", "Max", MaxFolders, "MaxFolder", area.MaxFolder)
		}
		if err := (area.Vocabulary{Kind: area.Sort(w.Kind), Folders: w.Folders, Tags: w.Tags, Names: w.Names}).Check(); err != nil {
			return err
		}
	}
	return nil
}
