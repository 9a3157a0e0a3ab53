package web

import (
	"errors"
	"html/template"
	"io/fs"
	"slices"

	"samverkan/internal/clerk"
	"samverkan/templates"
)

func (w *Web) helpRoutes() []row {
	return []row{
		{get, "/help", "service.describe", w.help},
		{get, "/help/{topic}", "service.describe", w.helpTopic},
		{get, "/accessibility", "service.describe", w.accessibility},
		{get, "/offline", "service.describe", w.offline},
	}
}

// helpTopics are what there is advice about, in the order in which a meeting needs it.
var helpTopics = []string{"before", "during", "after", "roles", "decisions", "conflicts", "rakel", "secrecy", "offline", "keys"}

// helpPage lists the topics, or shows one.
type helpPage struct {
	Shell
	Topics []topicLink
	Body   template.HTML
}

type topicLink struct {
	Name, Title, About string
	Current            bool
}

func (q *request) helpPage(title string, current string) *helpPage {
	p := &helpPage{Shell: q.shell(title)}
	for _, t := range helpTopics {
		p.Topics = append(p.Topics, topicLink{t, q.T("web.help.title." + t), q.T("web.help.about." + t), t == current})
	}
	return p
}

func (w *Web) help(q *request) error { return q.page("help", q.helpPage("web.help.heading", "")) }

func (w *Web) helpTopic(q *request) error {
	topic := q.path("topic")
	if !slices.Contains(helpTopics, topic) {
		return notFound()
	}
	p := q.helpPage("web.help.title."+topic, topic)
	var err error
	if p.Body, err = helpText(q.Lang(), topic); err != nil {
		return err
	}
	return q.page("help-topic", p)
}

// helpText is a text that is too long for a catalogue: a file of its own for each language, the Swedish one where there is no other.
func helpText(lang, name string) (template.HTML, error) {
	b, err := fs.ReadFile(templates.FS, "web/help/"+lang+"/"+name+".html")
	if errors.Is(err, fs.ErrNotExist) {
		b, err = fs.ReadFile(templates.FS, "web/help/sv/"+name+".html")
	}
	return template.HTML(b), err //nolint:gosec // it is part of the program
}

// accessibility is what the service says of itself, as the law on digital public service wants it said.
func (w *Web) accessibility(q *request) error {
	p := &helpPage{Shell: q.shell("web.help.accessibility")}
	var err error
	if p.Body, err = helpText(q.Lang(), "accessibility"); err != nil {
		return err
	}
	return q.page("accessibility", p)
}

// offline is shown by the browser itself where there is no network. It is kept from before somebody signs in, so it holds nothing of
// anybody's.
func (w *Web) offline(q *request) error {
	q.Who = clerk.Identity{}
	p := &errorPage{Shell: q.shell("web.offline.title")}
	p.Plain = true
	return q.page("offline", p)
}
