package directory_test

import (
	"testing"

	"samverkan/internal/directory"
	"samverkan/internal/geo"
)

func TestPlaces(t *testing.T) {
	d, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, host string
		invited    []string
		want       int
		first      string
	}{
		{"all of the county", "lst-ostergotland", []string{"kommun-linkoping", "kommun-vaxjo"}, 14, "0509"},
		{"those invited", "kommun-linkoping", []string{"kommun-linkoping", "kommun-motala"}, 2, "0580"},
		{"counties", "myndighet-mcf", []string{"lst-skane", "lst-blekinge", "myndighet-smhi"}, 2, "10"},
		{"nobody", "myndighet-mcf", []string{"myndighet-smhi", "finns-ej"}, 0, ""},
	} {
		got, err := d.Places(c.host, c.invited)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != c.want || c.want > 0 && got[0].Code != c.first {
			t.Errorf("%s: %d, %+v", c.name, len(got), got)
		}
	}
	// Every municipality has a point in the country.
	for _, a := range d.Where(func(a directory.Actor) bool { return a.Kind == directory.Municipality }) {
		got, err := d.Places("", []string{a.ID})
		if err != nil || len(got) != 1 || got[0].Lat < 55 || got[0].Lat > 70 || got[0].Lon < 10 || got[0].Lon > 25 {
			t.Errorf("%s: %+v, %v", a.ID, got, err)
		}
	}
}

func TestNearest(t *testing.T) {
	d, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	at := geo.Position{15.04, 58.54}
	if near, ok := d.Nearest(at, false); !ok || near.Code != "0583" {
		t.Errorf("%v %v", near, ok)
	}
	if near, ok := d.Nearest(at, true); ok {
		t.Errorf("%v is invented", near)
	}
	if all, err := d.Municipalities(false); err != nil || len(all) != 290 {
		t.Errorf("%d municipalities, %v", len(all), err)
	}
}
