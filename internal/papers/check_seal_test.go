package papers_test

import (
	"bytes"
	"reflect"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// Given a PDF that was never published and is known by its seal alone, then it is told which version its seal is of, and never that the file is
// genuine; another installation, or one whose record of it is gone, knows nothing of it.
func TestCheckOfASeal(t *testing.T) {
	t.Parallel()
	w := open(t, 1)
	w.approve()
	d := w.desk()
	f, err := d.File(t.Context(), pack.Minutes, pack.ArchivePDF)
	if err != nil {
		t.Fatal(err)
	}
	anybody := clerk.Identity{}
	check := func(w *world, content []byte) papers.Checked {
		t.Helper()
		c, err := papers.Check(t.Context(), w.Clerk, anybody, bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := check(w, f.Content)
	if c.Known != papers.KnownSeal || c.Genuine() || c.Version != 1 || !c.Approved || c.Composed != clerk.ComposedWhole || c.Conference != "" {
		t.Errorf("as it was made: %+v", c)
	}
	changed := bytes.Replace(f.Content, []byte("endstream"), []byte("endstreaM"), 1)
	if c := check(w, changed); c.Known != papers.KnownSeal || c.Genuine() {
		t.Errorf("a byte was changed, and the seal stands: %+v", c)
	}
	for name, from := range map[string]string{"another digest of the chain": "&amp;h=", "no seal at all": "<dc:identifier>"} {
		at := bytes.Index(f.Content, []byte(from))
		if at < 0 {
			t.Fatalf("%s is not in the file: %q", from, sealIn(f.Content))
		}
		forged := bytes.Clone(f.Content)
		i := at + len(from)
		if forged[i] == '0' {
			forged[i] = '1'
		} else {
			forged[i] = '0'
		}
		if c := check(w, forged); c.Known != papers.KnownNot {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// Another installation with another key has no such record: not even when the same meeting was held there.
	other := open(t, 2)
	other.do(&conference.InformRecording{})
	other.approve()
	if c := check(other, f.Content); c.Known != papers.KnownNot || !reflect.DeepEqual(c, papers.Checked{}) {
		t.Errorf("at another installation: %+v", c)
	}
}

// Given a PDF that was made where there is no service, and so has no address to be checked at, then its seal is found all the same.
func TestCheckOfASealWithoutAService(t *testing.T) {
	t.Parallel()
	w := openAt(t, 1, "")
	w.approve()
	f, err := w.desk().File(t.Context(), pack.Minutes, pack.ArchivePDF)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(f.Content, []byte("https://samverkan.example")) {
		t.Fatal("it has an address")
	}
	c, err := papers.Check(t.Context(), w.Clerk, clerk.Identity{}, bytes.NewReader(f.Content))
	if err != nil || c.Known != papers.KnownSeal || c.Version != 1 || c.Composed != clerk.ComposedWhole {
		t.Errorf("%+v, %v", c, err)
	}
}

func sealIn(b []byte) []byte {
	at := bytes.Index(b, []byte("<dc:identifier>"))
	if at < 0 {
		return nil
	}
	return b[at:min(len(b), at+400)]
}
