package cli

import (
	"context"
	"strconv"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

func (s *session) areaItemVerbs() []verb {
	return append([]verb{s.areaNote(), s.areaLog(), s.areaItem(), s.areaHistory(), s.areaChange(), s.areaComment(), s.areaWithdraw(), s.areaMove(), s.areaTag(),
		s.areaRemove()}, s.areaBoardVerbs()...)
}

// putFlags are those of every verb that puts an item into an area.
func putFlags(f *flags, it *area.Item) {
	f.text(&it.ID, "item-id")
	f.text(&it.Folder, "folder")
	f.texts(&it.Tags, "tag")
	word(f, &it.Audience, "audience", itemAudiences())
	f.actors(&it.Chosen, "for")
	f.actor(&it.Owner, "owner")
}

func (s *session) areaNote() verb {
	it := area.Item{Kind: area.Note, Audience: area.Everyone}
	return verb{
		use: "area note AREA TEXT",
		example: `samverkan area note snokaos "Väg 58 är öppen igen" --at 14:05 --place 0860
samverkan area note snokaos "Vi saknar förare till natten" --audience bara-vi`,
		flags: func(f *flags) {
			putFlags(f, &it)
			f.text(&it.Title, "title")
			f.text(&it.Place, "place")
		},
		run: func(ctx context.Context, args []string) error {
			it.Area, it.Text = args[0], args[1]
			if it.OccurredAt = s.options.at; it.OccurredAt.IsZero() {
				it.OccurredAt = s.world.Now()
			}
			it.Title = firstOf(it.Title, area.Heading(it.Text))
			it.ID = firstOf(it.ID, s.ids.New())
			return s.administer(ctx, clerk.PutItem{Item: it}, "Title", it.Title, "Item", it.ID)
		},
	}
}

func (s *session) areaLog() verb {
	return verb{
		use:     "area log AREA",
		example: "samverkan area log snokaos",
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			l, err := desk.Log(ctx, s.who, args[0])
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, l.Items,
				column[area.Item]{"at", func(i area.Item) string { return s.when(i.OccurredAt) }},
				column[area.Item]{"actor", func(i area.Item) string { return s.short(i.Owner) }},
				column[area.Item]{"id", func(i area.Item) string { return i.ID }},
				column[area.Item]{"text", func(i area.Item) string { return oneLine(i.Text) }})
		},
	}
}

func (s *session) areaItem() verb {
	return verb{
		use:     "area item AREA ITEM",
		example: "samverkan area item snokaos vagar",
		run: func(ctx context.Context, args []string) error {
			v, err := s.itemView(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			if s.options.output == outJSON {
				return s.writeJSON(v)
			}
			said := v.Area.AudienceSentence(v.Item)
			s.say(s.stamped(v.Area.Exercise, v.Item.Title))
			s.say(s.short(v.Item.Owner) + ". " + s.p.N(said.Key, said.Count))
			if v.Item.Text != "" {
				s.say("")
				s.say(v.Item.Text)
			}
			s.say("")
			return list(s, v.Comments,
				column[area.Comment]{"at", func(c area.Comment) string { return s.when(c.At) }},
				column[area.Comment]{"actor", func(c area.Comment) string { return s.short(c.Actor) }},
				column[area.Comment]{"id", func(c area.Comment) string { return c.ID }},
				column[area.Comment]{"text", func(c area.Comment) string {
					if !c.Withdrawn.IsZero() {
						return s.p.T("cli.area.withdrawn")
					}
					return oneLine(c.Text)
				}})
		},
	}
}

func (s *session) itemView(ctx context.Context, areaID, item string) (clerk.ItemView, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return clerk.ItemView{}, err
	}
	if _, err := s.directory(ctx); err != nil {
		return clerk.ItemView{}, err
	}
	return desk.Item(ctx, s.who, areaID, item)
}

func (s *session) areaHistory() verb {
	return verb{
		use:     "area history AREA ITEM",
		example: "samverkan area history snokaos vagar",
		run: func(ctx context.Context, args []string) error {
			v, err := s.itemView(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			return list(s, v.Revisions,
				column[area.Revision]{"revision", func(r area.Revision) string { return strconv.Itoa(r.Number) }},
				column[area.Revision]{"at", func(r area.Revision) string { return s.when(r.At) }},
				column[area.Revision]{"actor", func(r area.Revision) string { return s.short(r.Actor) }},
				column[area.Revision]{"title", func(r area.Revision) string { return r.Content.Title }},
				column[area.Revision]{"text", func(r area.Revision) string { return oneLine(r.Content.Text) }},
				column[area.Revision]{"reason", func(r area.Revision) string { return oneLine(r.Why) }})
		},
	}
}

func (s *session) areaChange() verb {
	var to area.Content
	var given func(name string) bool
	cmd := clerk.ChangeItem{}
	return verb{
		use: "area change AREA ITEM",
		example: `samverkan area change snokaos vagar --text "Väg 58 är stängd" --reason "Ny uppgift från Trafikverket"
samverkan area change snokaos vagar --text "Väg 58 är öppen" --revision 3`,
		flags: func(f *flags) {
			f.text(&to.Title, "title")
			f.text(&to.Text, "text")
			f.text(&to.Place, "place")
			f.text(&to.Folder, "folder")
			f.texts(&to.Tags, "tag")
			word(f, &to.Audience, "audience", itemAudiences())
			f.actors(&to.Chosen, "for")
			f.texts(&to.Related, "related")
			f.number(&cmd.From, "revision")
			f.text(&cmd.Why, "reason")
			given = f.given
		},
		run: func(ctx context.Context, args []string) error {
			v, err := s.itemView(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			cmd.Area, cmd.Item, cmd.Content = args[0], args[1], v.Item.Content()
			if cmd.From == 0 {
				cmd.From = v.Item.Revision
			}
			s.changeContent(&cmd.Content, to, given)
			return s.administer(ctx, cmd, "Title", cmd.Content.Title)
		},
	}
}

// changeContent puts in what was given; the rest stays.
func (s *session) changeContent(c *area.Content, to area.Content, given func(name string) bool) {
	for flag, set := range map[string]func(){
		"title": func() { c.Title = to.Title }, "text": func() { c.Text = to.Text }, "place": func() { c.Place = to.Place },
		"folder": func() { c.Folder = to.Folder }, "tag": func() { c.Tags = to.Tags }, "related": func() { c.Related = to.Related },
		"audience": func() { c.Audience, c.Chosen = to.Audience, to.Chosen }, "at": func() { c.OccurredAt = s.options.at },
	} {
		if given(flag) {
			set()
		}
	}
}

func (s *session) areaComment() verb {
	return verb{
		use:     "area comment AREA ITEM TEXT",
		example: `samverkan area comment snokaos vagar "Gäller det även bussarna?"`,
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.CommentItem{Area: args[0], Item: args[1], ID: firstOf(s.options.id, s.ids.New()), Text: args[2]}, "Item", args[1])
		},
	}
}

func (s *session) areaWithdraw() verb {
	return verb{
		use:     "area withdraw AREA ITEM ID",
		example: "samverkan area withdraw snokaos vagar 01a2ec91-aef1-7000-8046-846b0ee9cbad",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.WithdrawComment{Area: args[0], Item: args[1], ID: args[2]})
		},
	}
}

func (s *session) areaMove() verb {
	return verb{
		use:     "area move AREA FOLDER ITEM...",
		example: "samverkan area move snokaos Underlag/Vägar vagar broar",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.MoveItems{Area: args[0], Folder: args[1], Items: args[2:]}, "Folder", args[1], "Items", args[2:])
		},
	}
}

func (s *session) areaTag() verb {
	remove := false
	return verb{
		use: "area tag AREA TAG ITEM...",
		example: `samverkan area tag snokaos "väg 58" vagar broar
samverkan area tag snokaos "väg 58" broar --remove`,
		flags: func(f *flags) { f.yes(&remove, "remove") },
		run: func(ctx context.Context, args []string) error {
			cmd := clerk.TagItems{Area: args[0], Items: args[2:], Add: args[1:2]}
			if remove {
				cmd.Add, cmd.Remove = nil, args[1:2]
			}
			return s.administer(ctx, cmd, "Items", args[2:])
		},
	}
}

func (s *session) areaRemove() verb {
	cmd := clerk.WithdrawItem{}
	return verb{
		use:     "area remove AREA ITEM",
		example: `samverkan area remove snokaos felaktig --reason "Hamnade i fel yta"`,
		flags:   func(f *flags) { f.text(&cmd.Why, "reason") },
		run: func(ctx context.Context, args []string) error {
			cmd.Area, cmd.Item = args[0], args[1]
			return s.administer(ctx, cmd, "Item", args[1])
		},
	}
}
