package directory

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/internal/fault"
)

func TestWays(t *testing.T) {
	for _, c := range []struct {
		channel       Channel
		address, want string
	}{
		{Mail, "tib@ekeryd.example", ""}, {Mail, "TiB.Ekeryd@ekeryd.example", ""}, {Mail, "a+b@x.example", ""},
		{Mail, "", "contact.mail"}, {Mail, "tib", "contact.mail"}, {Mail, "tib@ekeryd", "contact.mail"}, {Mail, "tib@räksmörgås.example", "contact.mail"},
		{Mail, "Karin <tib@ekeryd.example>", "contact.mail"}, {Mail, "a@x.example\r\nBcc: b@x.example", "contact.mail"}, {Mail, "a@b@x.example", "contact.mail"},
		{Mail, "a,b@x.example", "contact.mail"}, {Mail, "\"a b\"@x.example", "contact.mail"}, {Mail, "a@-x.example", "contact.mail"}, {Mail, "a@[127.0.0.1]", "contact.mail"},
		{Mail, strings.Repeat("a", 65) + "@x.example", "contact.mail"}, {Mail, "=cmd@x.example", "contact.mail"},
		{SMS, "+46701740605", ""}, {SMS, "0701740605", "contact.number"}, {SMS, "+0701740605", "contact.number"}, {SMS, "+4670", "contact.number"},
		{Voice, "+461234567890123456", "contact.number"}, {Voice, "+46 70", "contact.number"},
		{Rakel, "3312345", ""}, {Rakel, "331234", "contact.rakel"}, {Rakel, "33123456", "contact.rakel"},
		{Push, "tib.kommun-ekeryd", ""}, {Push, "ett konto", "contact.push"},
		{Webhook, "https://larm.example/in?x=1", ""}, {Webhook, "http://larm.example/", "contact.webhook"}, {Webhook, "https://u:p@larm.example/", "contact.webhook"},
		{Webhook, "https:///x", "contact.webhook"}, {Webhook, "https://larm.example/#a", "contact.webhook"}, {Webhook, "javascript:alert(1)", "contact.webhook"},
		{"fax", "1", "contact.channel"},
	} {
		if got := (Way{Channel: c.channel, Address: c.address}).wrong(); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.channel, c.address, got, c.want)
		}
	}
}

func TestNormalAddress(t *testing.T) {
	for _, c := range []struct {
		channel   Channel
		was, want string
	}{
		{SMS, "070-174 06 05", "+46701740605"}, {SMS, "+46 (0)70-174 06 05", "+46701740605"}, {Voice, "0046 8 465 004 00", "+46846500400"},
		{SMS, "hej", "hej"}, {Rakel, "331 23 45", "3312345"}, {Mail, " TiB@Ekeryd.EXAMPLE ", "TiB@ekeryd.example"},
	} {
		if got := NormalAddress(c.channel, c.was); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.channel, c.was, got, c.want)
		}
	}
}

func someone(change func(*Contact)) Contact {
	c := Contact{ID: "kommun-ekeryd.tib", Actor: "kommun-ekeryd", Function: "TiB", Ways: []Way{{Channel: SMS, Address: "+46701740605"}}}
	change(&c)
	return c
}

func TestContactValidate(t *testing.T) {
	many := make([]Way, MaxWays+1)
	for i := range many {
		many[i] = Way{Channel: SMS, Address: fmt.Sprintf("+467017406%02d", i)}
	}
	for name, c := range map[string]struct {
		change      func(*Contact)
		field, code string
	}{
		"whole":            {func(c *Contact) { c.Person, c.Language, c.Quiet = "Karin Ek", "en", "22:00-06:00" }, "", ""},
		"no id":            {func(c *Contact) { c.ID = "" }, "id", "contact.id"},
		"no actor":         {func(c *Contact) { c.Actor = "x y" }, "actor", "contact.actor"},
		"no function":      {func(c *Contact) { c.Function = "" }, "function", "contact.function"},
		"formula":          {func(c *Contact) { c.Person = "=1+1" }, "person", "contact.formula"},
		"line break":       {func(c *Contact) { c.Function = "TiB\r\nBcc: x" }, "function", "contact.text-characters"},
		"long":             {func(c *Contact) { c.Note = strings.Repeat("å", 501) }, "note", "contact.text-long"},
		"no way":           {func(c *Contact) { c.Ways = nil }, "ways", "contact.no-way"},
		"too many ways":    {func(c *Contact) { c.Ways = many }, "ways", "contact.too-many-ways"},
		"a way twice":      {func(c *Contact) { c.Ways = append(c.Ways, c.Ways[0]) }, "ways/1", "contact.way-twice"},
		"a bad way":        {func(c *Contact) { c.Ways[0].Address = "070" }, "ways/0", "contact.number"},
		"unknown language": {func(c *Contact) { c.Language = "fi" }, "language", "contact.language"},
		"quiet":            {func(c *Contact) { c.Quiet = "22-06" }, "quiet", "contact.quiet"},
		"quiet, no hours":  {func(c *Contact) { c.Quiet = "06:00-06:00" }, "quiet", "contact.quiet"},
		"quiet, hour 24":   {func(c *Contact) { c.Quiet = "24:00-06:00" }, "quiet", "contact.quiet"},
	} {
		err := someone(c.change).Validate()
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		f, _ := fault.As(err)
		if f == nil || f.Code != "contact.invalid" || f.Fields[c.field] != c.code || len(f.Fields) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStale(t *testing.T) {
	now := time.Date(2027, 7, 6, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		change func(*Contact)
		want   bool
	}{
		"never":             {func(*Contact) {}, true},
		"yesterday":         {func(c *Contact) { c.Checked = now.AddDate(0, 0, -1) }, false},
		"181 days ago":      {func(c *Contact) { c.Checked = now.AddDate(0, 0, -181) }, true},
		"changed since":     {func(c *Contact) { c.Changed = now.AddDate(0, 0, -9) }, false},
		"a failed way":      {func(c *Contact) { c.Checked, c.Ways[0].Failed = now, now }, true},
		"failed, then fine": {func(c *Contact) { c.Checked, c.Ways[0].Failed, c.Ways[0].Confirmed = now, now.Add(-2), now.Add(-1) }, false},
	} {
		if got := someone(c.change).Stale(now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Quiet hours follow the clock on the wall, also in the nights when it is moved.
func TestAwake(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct{ quiet, at, want string }{
		{"", "2027-01-06T02:00:00+01:00", "2027-01-06T02:00:00+01:00"},
		{"22:00-06:00", "2027-01-06T02:00:00+01:00", "2027-01-06T06:00:00+01:00"},
		{"22:00-06:00", "2027-01-06T23:00:00+01:00", "2027-01-07T06:00:00+01:00"},
		{"22:00-06:00", "2027-01-06T06:00:00+01:00", "2027-01-06T06:00:00+01:00"},
		{"22:00-06:00", "2027-01-06T21:59:59+01:00", "2027-01-06T21:59:59+01:00"},
		{"12:00-13:00", "2027-01-06T12:30:00+01:00", "2027-01-06T13:00:00+01:00"},
		{"22:00-06:00", "2027-03-27T23:00:00+01:00", "2027-03-28T06:00:00+02:00"}, // the hour that does not come
		{"22:00-06:00", "2027-10-30T23:00:00+02:00", "2027-10-31T06:00:00+01:00"}, // the hour that comes twice
		{"22:00-02:30", "2027-10-31T02:10:00+02:00", "2027-10-31T02:30:00+02:00"},
		{"22:00-02:30", "2027-10-31T02:10:00+01:00", "2027-10-31T02:30:00+01:00"},
	} {
		got := someone(func(x *Contact) { x.Quiet = c.quiet }).Awake(at(c.at))
		if !got.Equal(at(c.want)) {
			t.Errorf("%s at %s: %s, want %s", c.quiet, c.at, got, c.want)
		}
	}
}

func TestReadContacts(t *testing.T) {
	const file = "actor;function;channel;address;person;checked\r\n" +
		"kommun-ekeryd;TiB;SMS;070-174 06 05;;2027-01-05\r\n" +
		"kommun-ekeryd;TiB;e-post;TiB@Ekeryd.example;;2027-01-05\r\n" +
		"kommun-ekeryd;Växel;telefon;'+46840500000;;\r\n" +
		"kommun-ekeryd;TiB;sms;+46701740606;Åsa Öst;\r\n" +
		";;;;;\r\n" +
		"region-allmanlan;Ledningscentral;rakel;331 2345;;\r\n"
	got, err := ReadContacts(strings.NewReader("\ufeff" + file))
	if err != nil {
		t.Fatal(err)
	}
	checked := time.Date(2027, 1, 5, 0, 0, 0, 0, time.UTC)
	want := []Contact{
		{ID: "kommun-ekeryd.tib", Actor: "kommun-ekeryd", Function: "TiB", Checked: checked,
			Ways: []Way{{Channel: SMS, Address: "+46701740605"}, {Channel: Mail, Address: "TiB@ekeryd.example"}}},
		{ID: "kommun-ekeryd.vaxel", Actor: "kommun-ekeryd", Order: 1, Function: "Växel", Ways: []Way{{Channel: Voice, Address: "+46840500000"}}},
		{ID: "kommun-ekeryd.tib-2", Actor: "kommun-ekeryd", Order: 2, Function: "TiB", Person: "Åsa Öst", Ways: []Way{{Channel: SMS, Address: "+46701740606"}}},
		{ID: "region-allmanlan.ledningscentral", Actor: "region-allmanlan", Function: "Ledningscentral", Ways: []Way{{Channel: Rakel, Address: "3312345"}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReadContactsNamesTheCells(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		code  string
		cells map[string]string
	}{
		"no column":  {"actor,function,channel\n", "csv.header", nil},
		"strange":    {"actor,function,channel,address,lösenord\n", "csv.unknown-column", nil},
		"empty":      {"actor,function,channel,address\n", "csv.empty", nil},
		"picture":    {"PK\x03\x04", "csv.not-text", nil},
		"bad number": {"actor,function,channel,address\na,TiB,sms,12\n", "csv.rows", map[string]string{"2:address": "contact.number"}},
		"many": {"actor,function,channel,address,quiet,checked,language\n,TiB,fax,1,,,\na,,sms,+46701740605,x,i går,fi\na,TiB,sms,+46701740605,,,\na,TiB,sms,0701740605,,,\n", "csv.rows",
			map[string]string{"2:actor": "contact.actor", "2:channel": "contact.channel", "2:id": "contact.id", "3:function": "contact.function", "3:quiet": "contact.quiet",
				"3:checked": "contact.checked", "3:language": "contact.language", "5:address": "contact.way-twice"}},
		"id twice": {"actor,function,channel,address,id\na,TiB,sms,+46701740605,x\na,Växel,sms,+46701740605,X\n", "csv.rows", map[string]string{"3:id": "contact.id-twice"}},
	} {
		_, err := ReadContacts(strings.NewReader(c.file))
		f, _ := fault.As(err)
		if f == nil || f.Code != c.code {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.cells != nil {
			if d := cmp.Diff(c.cells, f.Fields); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
	}
}

// What is written is read back, and no cell of it is a formula.
func TestContactsThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "contacts")
		var list []Contact
		for i := range n {
			c := Contact{ID: fmt.Sprint("k", i), Actor: "kommun-ekeryd", Order: i, Function: fmt.Sprint(rapid.SampledFrom([]string{"TiB", "'TiB", "Växel, \"nord\"", "Öl"}).Draw(t, "function"), " ", i),
				Person: rapid.SampledFrom([]string{"", "Karin Ek", "'=Ek"}).Draw(t, "person"), Note: rapid.SampledFrom([]string{"", "ring två gånger"}).Draw(t, "note")}
			for j := range rapid.IntRange(1, 4).Draw(t, "ways") {
				c.Ways = append(c.Ways, Way{Channel: rapid.SampledFrom([]Channel{SMS, Voice}).Draw(t, "channel"), Address: fmt.Sprintf("+4670174%02d%02d", i, j)})
			}
			list = append(list, c)
		}
		var b bytes.Buffer
		if err := WriteContacts(&b, list); err != nil {
			t.Fatal(err)
		}
		for _, row := range strings.Split(b.String(), "\n") {
			for _, cell := range strings.Split(row, ",") {
				if cell = strings.TrimPrefix(cell, "\""); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
					t.Fatalf("a formula: %s", row)
				}
			}
		}
		got, err := ReadContacts(&b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(list, got); d != "" {
			t.Fatal(d)
		}
	})
}

func FuzzReadContacts(f *testing.F) {
	f.Add("actor;function;channel;address\nkommun-ekeryd;TiB;sms;070-174 06 05\n")
	f.Add("actor,function,channel,address,person,language,quiet,note,checked,id\na,TiB,e-post,a@x.example,\"'=x\",sv,22:00-06:00,n,2027-01-06,k\n")
	f.Add("actor\tfunction\tchannel\taddress\na\tVäxel\ttelefon\t'+46840500000\n")
	f.Fuzz(func(t *testing.T, file string) {
		list, err := readContacts(strings.NewReader(file), limits{bytes: 1 << 16, rows: 200})
		if err != nil {
			if _, told := fault.As(err); !told {
				t.Fatal(err)
			}
			return
		}
		for _, c := range list {
			if err := c.Validate(); err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
		}
	})
}
