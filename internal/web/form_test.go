package web

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, i18n.Stockholm())
	if err != nil {
		panic(err)
	}
	return t
}

func TestReadTime(t *testing.T) {
	now := at("2027-01-06 23:40")
	for text, want := range map[string]string{
		"06:00": "2027-01-07 06:00", "23:50": "2027-01-06 23:50", "23:40": "2027-01-06 23:40", "06:00:00": "2027-01-07 06:00", "6.15": "2027-01-07 06:15",
		"7/1 06:00": "2027-01-07 06:00", "5/1": "2028-01-05 00:00", "2027-02-03 7:05": "2027-02-03 07:05", "2027-02-03T07:05": "2027-02-03 07:05",
		"2027-01-07": "2027-01-07 00:00", "2027-01-07T05:00:00Z": "2027-01-07 06:00",
	} {
		got, err := readTime(text, now)
		if err != nil || !got.Equal(at(want)) {
			t.Errorf("%q: %v %v, not %s", text, got, err, want)
		}
	}
	for _, text := range []string{"25:00", "06:60", "snart", "31/2 06:00", "2027-02-30", "06:00:60", "06:00:5", "-1:00", "7/13", "1e3:00", "06:000"} {
		if got, err := readTime(text, now); err == nil {
			t.Errorf("%q was taken for %v", text, got)
		}
	}
}

func FuzzReadTime(f *testing.F) {
	for _, s := range []string{"06:00", "7/1 06:00", "2027-01-07 06:00", "", " ", "99/99", "kl.6"} {
		f.Add(s)
	}
	now := at("2027-01-06 23:40")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := readTime(s, now)
		if err == nil && got.IsZero() && s != "0001-01-01T00:00:00Z" && got.Year() != 1 {
			t.Errorf("%q gave no time and no fault", s)
		}
	})
}

// A form's fields are the paths of the command.
func TestReadCommand(t *testing.T) {
	form := url.Values{"_id": {"x"}, "_back": {"/"}, "text": {"  Diesel till Norra  "}, "owner": {"kommun-ekeryd"}, "due": {"06:00"},
		"matches": {"B1\nB2\n\n"}, "secrecy.ground": {"OSL 18 kap. 13 §"}, "accepted": {"true"}}
	cmd, err := conference.DecodeCommand("measure.agree", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := readInto(cmd, form, at("2027-01-07 03:00")); err != nil {
		t.Fatal(err)
	}
	yes := true
	want := &conference.AgreeMeasure{Text: "Diesel till Norra", Owner: "kommun-ekeryd", Due: at("2027-01-07 06:00"), Matches: []string{"B1", "B2"},
		Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §"}, Accepted: &yes}
	if diff := cmp.Diff(want, cmd); diff != "" {
		t.Error(diff)
	}
}

// Lists have numbers, and keep their order whatever numbers they are; an empty row is no row.
func TestReadLists(t *testing.T) {
	form := url.Values{"agenda.10.title": {"Väder"}, "agenda.10.minutes": {"5"}, "agenda.2.title": {"Öppning"}, "agenda.2.questions": {"Varför?\nVem?"},
		"agenda.30.title": {""}}
	var cmd conference.SetAgenda
	if err := readInto(&cmd, form, at("2027-01-07 03:00")); err != nil {
		t.Fatal(err)
	}
	if len(cmd.Agenda) != 2 || cmd.Agenda[0].Title != "Öppning" || cmd.Agenda[1].Minutes != 5 || len(cmd.Agenda[0].Questions) != 2 {
		t.Errorf("%+v", cmd.Agenda)
	}
}

// What cannot be read is wrong at its field.
func TestReadWrong(t *testing.T) {
	var cmd conference.AgreeMeasure
	err := readInto(&cmd, url.Values{"due": {"i morgon"}}, at("2027-01-07 03:00"))
	f, ok := fault.As(err)
	if !ok || f.Code != "web.form-fields" || f.Fields["due"] != "web.field-time" {
		t.Errorf("%v", err)
	}
	var agenda conference.SetAgenda
	err = readInto(&agenda, url.Values{"agenda.0.title": {"x"}, "agenda.0.minutes": {"fem"}}, at("2027-01-07 03:00"))
	if f, _ := fault.As(err); f == nil || f.Fields["agenda.0.minutes"] != "web.field-number" {
		t.Errorf("%v", err)
	}
}

// Whatever is posted to any command, reading it neither panics nor gives a command that cannot travel.
func FuzzReadCommand(f *testing.F) {
	for _, name := range conference.CommandNames() {
		f.Add(name, "text=a&due=06:00&agenda.0.title=b&secrecy.readers=x&actors=a&actors=b")
	}
	f.Fuzz(func(t *testing.T, name, query string) {
		cmd, err := conference.DecodeCommand(name, nil)
		if err != nil {
			return
		}
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		if readInto(cmd, form, at("2027-01-07 03:00")) == nil {
			conference.Encode(cmd)
		}
	})
}

func TestFieldNames(t *testing.T) {
	q := &request{Form: url.Values{"goals": {""}, "agenda.0.title": {""}, "purpose": {""}}}
	for path, want := range map[string]string{"invitation.goals[1]": "goals", "agenda[0].title": "agenda.0.title", "invitation.purpose": "purpose", "x": "x"} {
		if got := q.fieldName(path); got != want {
			t.Errorf("%s is field %s, not %s", path, got, want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for path, want := range map[string]string{"/a?b=c#d": "/a?b=c#d", "//evil.example": "/", "https://evil.example": "/", "/\\evil": "/", "": "/", "/a\nb": "/",
		"javascript:alert(1)": "/", "/%2f%2fevil": "/"} {
		if got := localPath(path); got != want {
			t.Errorf("%q leads to %q, not %q", path, got, want)
		}
	}
}

// Thousands of fields are read in the time it takes to look at each once.
func BenchmarkReadManyFields(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		form := url.Values{}
		for i := range n {
			form.Set("agenda."+strconv.Itoa(i)+".minutes", "1")
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				var cmd conference.SetAgenda
				if err := readInto(&cmd, form, time.Time{}); err != nil || len(cmd.Agenda) != n {
					b.Fatal(err, len(cmd.Agenda))
				}
			}
		})
	}
}

// A form of the largest size that is taken has been read before anybody is asked to wait: a watchdog, not a measure.
func TestReadManyFields(t *testing.T) {
	form := url.Values{}
	for i := range 100_000 {
		form.Set("agenda."+strconv.Itoa(i)+".x.y.z", "1")
	}
	form.Set(strings.Repeat("a.", 500_000), "1")
	begun := time.Now()
	var cmd conference.SetAgenda
	readInto(&cmd, form, time.Time{})
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
