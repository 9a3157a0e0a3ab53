package notify

import (
	htmltemplate "html/template"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// texts are the templates of all mail: by language and kind, each with its own parts in it.
type texts struct {
	kinds  map[string]*template.Template // language/kind
	layout *htmltemplate.Template
}

// loadTexts reads the embedded templates. An error means that the program was built wrong.
func loadTexts(root fs.FS) (*texts, error) {
	out := &texts{kinds: map[string]*template.Template{}}
	for _, lang := range []string{i18n.Swedish, i18n.English} {
		parts, err := fs.ReadFile(root, path.Join("mail", lang, "parts.txt"))
		if err != nil {
			return nil, built(err)
		}
		for _, kind := range delivery.Kinds() {
			own, err := fs.ReadFile(root, path.Join("mail", lang, string(kind)+".txt"))
			if err != nil {
				return nil, built(err)
			}
			t := template.New(lang + "/" + string(kind)).Option("missingkey=error")
			for _, source := range [][]byte{parts, own} {
				if t, err = t.Parse(signed(string(source))); err != nil {
					return nil, built(err)
				}
			}
			for _, name := range []string{"subject", "short", "body"} {
				if t.Lookup(name) == nil {
					return nil, built(fs.ErrNotExist)
				}
			}
			out.kinds[t.Name()] = t
		}
	}
	var err error
	if out.layout, err = htmltemplate.ParseFS(root, "mail/layout.html"); err != nil {
		return nil, built(err)
	}
	return out, nil
}

func built(err error) error { return fault.Wrap(err, fault.Internal, "notify.template") }

// write fills in one part of a kind's template. Fault: notify.template.
func (t *texts) write(language string, kind delivery.Kind, part string, f *facts) (string, error) {
	of := t.kinds[language+"/"+string(kind)]
	if of == nil {
		return "", fault.New(fault.Internal, "notify.template")
	}
	var b strings.Builder
	if err := of.ExecuteTemplate(&b, part, f); err != nil {
		return "", built(err)
	}
	return b.String(), nil
}
