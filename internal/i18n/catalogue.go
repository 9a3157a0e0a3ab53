package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // Europe/Stockholm on a machine without zone files

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

//go:embed catalogue
var embedded embed.FS

// The languages of the product. Swedish is the source and the default.
const (
	Swedish = "sv"
	English = "en"
)

// Catalogue holds every text in every language. It is read-only and may be shared.
type Catalogue struct {
	printers map[string]*Printer
}

// Load gives the catalogues that are part of the binary, which are read the first time. An error means that the binary was built wrong.
func Load() (*Catalogue, error) { return embeddedCatalogue() }

var embeddedCatalogue = sync.OnceValues(func() (*Catalogue, error) {
	root, err := fs.Sub(embedded, "catalogue")
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	return load(root)
})

// Stockholm is the place whose clock the product shows and names files by.
func Stockholm() *time.Location { return stockholm() }

var stockholm = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic("i18n: the time zone data that is part of the binary: " + err.Error())
	}
	return loc
})

// load reads sv/*.json and en/*.json below root.
func load(root fs.FS) (*Catalogue, error) {
	bundle := goi18n.NewBundle(language.Swedish)
	c := &Catalogue{printers: map[string]*Printer{}}
	for _, tag := range []language.Tag{language.Swedish, language.English} {
		lang := tag.String()
		messages, err := readLanguage(root, lang)
		if err != nil {
			return nil, err
		}
		p := &Printer{lang: lang, location: Stockholm(), messages: messages}
		p.order = &order{collator: collate.New(language.Swedish)}
		for _, m := range messages {
			if err := bundle.AddMessages(tag, m); err != nil {
				return nil, fmt.Errorf("i18n: %s: %s: %w", lang, m.ID, err)
			}
		}
		p.localizer = goi18n.NewLocalizer(bundle, lang)
		c.printers[lang] = p
	}
	return c, nil
}

// readLanguage merges every area file of one language.
func readLanguage(root fs.FS, lang string) (map[string]*goi18n.Message, error) {
	names, err := fs.Glob(root, lang+"/*.json")
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("i18n: no catalogue for %s", lang)
	}
	sort.Strings(names)
	all, from := map[string]*goi18n.Message{}, map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		messages, err := parseArea(data)
		if err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", name, err)
		}
		for _, m := range messages {
			if other, twice := from[m.ID]; twice {
				return nil, fmt.Errorf("i18n: %s: key %q stands in %s too", name, m.ID, path.Base(other))
			}
			all[m.ID], from[m.ID] = m, name
		}
	}
	return all, nil
}

// For gives the printer of a language: "sv", "en", or a tag that starts so ("en-GB").
// Any other language gives Swedish.
func (c *Catalogue) For(lang string) *Printer {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if p, ok := c.printers[base]; ok {
		return p
	}
	return c.printers[Swedish]
}

// Languages gives the languages in the order they are offered.
func (c *Catalogue) Languages() []string { return []string{Swedish, English} }
