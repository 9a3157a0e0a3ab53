package area_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
)

// texts are what keyboards, other programs and accidents put into a field.
var texts = []struct{ name, text string }{
	{"composed", "Åsa på Öland"}, {"decomposed", "A\u030asa pa\u030a O\u0308land"}, {"four bytes", "Snö 𝕊 🧊"}, {"joined", "👩\u200d👩\u200d👧"}, {"empty", ""}, {"spaces", "   \t  "},
	{"no-break", "\u00a0\u2007"}, {"right to left", "\u202eakut\u202c"}, {"NUL", "a\x00b"}, {"controls", "a\x01\x1b[31mb"}, {"lone surrogate", "a\xed\xa0\x80b"}, {"not UTF-8", "a\xff\xfeb"},
	{"a megabyte", strings.Repeat("snö ", 1<<18)}, {"lines", "a\nb"}, {"returns", "a\r\nb"}, {"quotes", `"'&<>` + "`"}, {"percent", "%s %d 100 % {{.}} ${x}"},
}

// whole is an item of a kind with all that it can have.
func whole(kind area.Kind) area.Item {
	i := area.Item{ID: "p", Area: "yta", Kind: kind, Title: "Post", Owner: "lst", Audience: area.Everyone, Tags: []string{"tagg"}, OccurredAt: time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)}
	switch kind {
	case area.Map:
		i.Detail.Map = &area.MapNote{Shapes: []geo.Shape{{Type: geo.Point, Parts: [][]geo.Position{{{14.5, 57.5}}}}}}
	case area.Appointment:
		i.Detail.Appointment = &area.AppointmentNote{Start: i.OccurredAt}
	case area.Need:
		i.Detail.Need = &area.NeedDetail{}
	case area.Offer:
		i.Detail.Offer = &area.OfferDetail{}
	case area.Message:
		i.Detail.Message = &area.MessageDetail{}
	case area.Question:
		i.Detail.Question = &area.QuestionDetail{}
	}
	return i
}

// fields are the texts of a value, by the names of its fields; those that the desk itself fills in are not among them.
func fields(v reflect.Value, name string, out map[string]reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fields(v.Elem(), name, out)
		}
	case reflect.Slice:
		for n := range v.Len() {
			fields(v.Index(n), fmt.Sprintf("%s.%d", name, n), out)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[area.Approval]() || v.Type() == reflect.TypeFor[geo.Shape]() {
			return
		}
		for n := range v.NumField() {
			fields(v.Field(n), name+"."+v.Type().Field(n).Name, out)
		}
	case reflect.String:
		if v.Type() != reflect.TypeFor[area.State]() {
			out[strings.TrimPrefix(name, ".")] = v
		}
	}
}

// Whatever text stands in a field of an item of any kind, it is kept as it was or refused with the field that is wrong; what no database and no
// program can take is in none.
func TestTextsInEveryField(t *testing.T) {
	a := area.Area{ID: "yta", Name: "Yta", Owner: "lst"}
	tried := 0
	for _, kind := range area.Kinds() {
		names := map[string]reflect.Value{}
		for _, probe := range []area.Item{whole(kind)} {
			fields(reflect.ValueOf(&probe), "", names)
		}
		for name := range names {
			for _, x := range texts {
				i := whole(kind)
				at := map[string]reflect.Value{}
				fields(reflect.ValueOf(&i), "", at)
				at[name].SetString(x.text)
				tried++
				err := a.Check(i)
				if slices.Contains([]string{"Area", "Owner"}, name) { // not of a wish: the desk says which
					continue
				}
				var f *fault.Fault
				if err != nil {
					if f, _ = fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) == 0 {
						t.Errorf("%s of a %s, %s: %v", name, kind, x.name, err)
					}
					continue
				}
				if strings.ContainsAny(x.text, "\x00\x01\u202e") || x.name == "lone surrogate" || x.name == "not UTF-8" || x.name == "a megabyte" {
					t.Errorf("%s of a %s is taken with %s", name, kind, x.name)
				}
				b, err := json.Marshal(i.Content())
				if err != nil {
					t.Fatal(err)
				}
				var again area.Content
				if err := json.Unmarshal(b, &again); err != nil || !reflect.DeepEqual(i.With(again), i) {
					t.Errorf("%s of a %s, %s, is not what it was: %s, %v", name, kind, x.name, b, err)
				}
			}
		}
	}
	if tried < 13*8*len(texts) {
		t.Errorf("%d were tried", tried)
	}
	for _, x := range texts {
		_, err := area.Item{}.Add(area.Version{Name: "a.txt", MediaType: x.text, Digest: strings.Repeat("0", 64)})
		if bad := strings.ContainsAny(x.text, "\x00\x01\r\n\u202e") || !utf8.ValidString(x.text) || len(x.text) > 200; bad && err == nil {
			t.Errorf("a type of file is taken with %s", x.name)
		}
		_, err = area.Item{}.Add(area.Version{Name: "a.txt", Reason: x.text, Digest: strings.Repeat("0", 64)})
		if bad := strings.ContainsAny(x.text, "\x00\x01") || !utf8.ValidString(x.text); bad && err == nil {
			t.Errorf("a reason is taken with %s", x.name)
		}
	}
}
