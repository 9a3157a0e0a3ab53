package area

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFileName(t *testing.T) {
	start := time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC) // 19:00 in Stockholm
	for want, n := range map[string]FileName{
		"2027-01-06_1900_regional-samverkanskonferens_nr-01_minnesanteckningar.pdf":        {Start: start, Level: "regional", SeriesNo: 1, Document: "minutes", Ext: "pdf"},
		"2027-01-06_1900_regional-samverkanskonferens_nr-01_minnesanteckningar_v2.pdf":     {Start: start, Level: "regional", SeriesNo: 1, Document: "minutes", Ext: "pdf", Version: 2},
		"2027-01-06_1900_ovning_regional-samverkanskonferens_nr-12_kallelse.ics":           {Start: start, Level: "regional", SeriesNo: 12, Document: "invitation", Ext: ".ics", Version: 1, Exercise: true},
		"2027-01-06_1900_nationell-samverkanskonferens_nr-101_protokoll_offentlig_v3.html": {Start: start, Level: "national", SeriesNo: 101, Document: "minutes-formal", Variant: "Offentlig", Version: 3, Ext: "html"},
		"2027-07-06_2000_lokal-samverkanskonferens_bilaga-vatten-el.pdf":                   {Start: start.AddDate(0, 6, 0), Level: "local", Document: "Bilaga: vatten & el", Ext: "PDF"},
		"2027-01-06_1900_samverkanskonferens":                                              {Start: start},
		"2027-01-06_1900_delregional-samverkanskonferens_nr-02_etc-passwd.pdf":             {Start: start, Level: "Delregional", SeriesNo: 2, Document: "../etc/passwd", Ext: "/p\x00df"},
	} {
		if got := n.String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Whatever goes in, what comes out is safe on every file system and sorts by time.
func TestFileNameIsAlwaysSafe(t *testing.T) {
	safe := regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{4}(_[a-z0-9]+(-[a-z0-9]+)*)+(\.[a-z0-9]+)?$`)
	rapid.Check(t, func(t *rapid.T) {
		n := FileName{
			Start: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "start"), 0), Level: rapid.String().Draw(t, "level"),
			SeriesNo: rapid.IntRange(-1, 2000).Draw(t, "nr"), Document: rapid.String().Draw(t, "document"), Variant: rapid.String().Draw(t, "variant"),
			Version: rapid.IntRange(-1, 100).Draw(t, "version"), Exercise: rapid.Bool().Draw(t, "exercise"), Ext: rapid.String().Draw(t, "ext"),
		}
		name := n.String()
		if !safe.MatchString(name) || len(name) > 255 {
			t.Fatalf("%q from %+v", name, n)
		}
		later := n
		later.Start = n.Start.Add(24 * time.Hour)
		if later.String() <= name {
			t.Fatalf("%q sorts before %q", later, name)
		}
		if n.Exercise != strings.HasPrefix(name[15:], "_ovning_") {
			t.Fatalf("exercise %v: %q", n.Exercise, name)
		}
	})
}

func TestDocumentsAreSlugs(t *testing.T) {
	if len(Documents()) != len(documents) {
		t.Error("Documents leaves some out")
	}
	for kind, word := range documents {
		if Slug(word) != word || Slug(kind) != kind {
			t.Errorf("%s: %s is no part of a file name", kind, word)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Snökaos i Allmänsta": "snokaos-i-allmansta", "Åäö ÉÜ č": "aao-eu-c", "": "", "///": "", "CON": "con",
		strings.Repeat("abc ", 40): strings.TrimRight(strings.Repeat("abc-", 15), "-"),
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}
