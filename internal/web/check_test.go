package web_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
	"samverkan/minutes"
)

// Anybody who holds a paper finds out whether it is genuine and which version it is, and nothing about what is in it.
func TestCheckingASeal(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	form := s.As(webtest.Leader).Get(minutesOf).Form("/check")
	seal, row := form.Values.Get("seal"), form.Values.Get("row")
	hash, _, _ := strings.Cut(seal, " ")
	nobody := s.As(webtest.Nobody)
	ask := func(seal, row string) *webtest.Page {
		return nobody.Get("/check").Form("/check").Submit("seal", seal, "row", row).SaysNot("Regional samverkanskonferens", webtest.Conference)
	}
	ask(seal, row).Want(http.StatusOK).Says("Äkta", "Version 1, fastställd onsdag 6 januari 2027", "Det är den senaste versionen", "Signaturen är vår")
	// As it is copied from the paper, with its spaces and broken lines, and the number in it.
	copied := "Försegling\nSammanställt ur konferensens journal till och med rad " + row + ".\nSHA-256 " + hash[:4] + " " + hash[4:32] + "\n" + hash[32:]
	ask(copied, "").Says("Äkta", "Version 1")
	ask(strings.ToUpper(hash), row).Says("Äkta")
	// One character is another one, whatever it was.
	other := "0"
	if strings.HasPrefix(hash, other) {
		other = "1"
	}
	ask(other+hash[1:], row).Says("Förseglingen finns inte här")
	ask(hash, "1").Says("Förseglingen finns inte här")
	ask(seal[:len(seal)-6]+"AAAAAA", row).Says("Stämmer inte", "signaturen är det inte")
	ask("hej", row).Want(http.StatusUnprocessableEntity).Says("Ingen kontrollsumma hittades")
	ask(hash, "").Want(http.StatusUnprocessableEntity).Says("Skriv radens nummer")

	// By the square code at the foot of a page, which is followed as it is.
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	seq := v.Conference.Version().Approved.Seq
	then, err := s.Clerk().ConferenceAt(t.Context(), clerk.OwnerIdentity(), webtest.Conference, seq)
	if err != nil {
		t.Fatal(err)
	}
	o := minutes.Options{Now: v.Conference.Version().Approved.At}
	place := minutes.CheckPlace{Seq: seq, Hash: hash, Digest: minutes.Compose(then.Conference, o).Digest()}
	nobody.Get(strings.TrimPrefix(place.Address(s.URL), s.URL)).Want(http.StatusOK).Says("Äkta", "Version 1", "den hela versionen").SaysNot("Regional samverkanskonferens")
	o.May, o.Public = minutes.Public, true
	place.Digest = minutes.Compose(then.Conference, o).Digest()
	nobody.Get(strings.TrimPrefix(place.Address(s.URL), s.URL)).Says("den offentliga versionen")
	place.Digest = strings.Repeat("0", 64)
	nobody.Get(strings.TrimPrefix(place.Address(s.URL), s.URL)).Says("varken den hela eller den offentliga", "Förseglingen är äkta, men inte säkert innehållet")
	nobody.Get("/check?r=1&h=trasig").Says("Länken är inte hel")
	place.Hash = strings.Repeat("0", 64)
	nobody.Get(strings.TrimPrefix(place.Address(s.URL), s.URL)).Says("Förseglingen finns inte här")

	p := s.As(webtest.Leader).Get("/check").Form("/check").Submit("seal", seal, "row", row)
	if !strings.Contains(strings.Join(p.Links(), " "), minutesOf+"?version=1") {
		t.Error("who may read the minutes is not led there")
	}
}

// A published file is known by what it holds; any other is not.
func TestCheckingAFile(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	file := s.As(webtest.Attendee).Send(http.MethodGet, areaPath+"/items/"+webtest.Conference+"-minutes-pdf/versions/0", "", nil)
	if file.Status != http.StatusOK {
		t.Fatal(file.Status)
	}
	ask := func(r webtest.Role, content string) string {
		a := s.As(r).Send(http.MethodPost, "/check", upload(map[string][]string{"_form": {"fil"}, "_back": {"/check"}}, "x.pdf", "application/pdf", content),
			map[string]string{"Content-Type": "multipart/form-data; boundary=snitt-9"})
		if a.Status != http.StatusOK {
			t.Fatalf("%d\n%s", a.Status, a.Body)
		}
		return a.Body
	}
	if body := ask(webtest.Nobody, file.Body); !strings.Contains(body, "Version 1, publicerad") || strings.Contains(body, areaPath) || strings.Contains(body, "Regional") {
		t.Error("a published file, to nobody")
	}
	if body := ask(webtest.Attendee, file.Body); !strings.Contains(body, areaPath+"/items/") {
		t.Error("who may read it is not led there")
	}
	// A changed one still carries its seal, which says what it was made of and never that it is what was published.
	if body := ask(webtest.Nobody, file.Body+" "); !strings.Contains(body, "Förseglingen i filen är äkta") || !strings.Contains(body, "inte att filen är oförändrad") ||
		strings.Contains(body, "Version 1, publicerad") {
		t.Error("a changed file is known")
	}
	bare := strings.Replace(file.Body, "<dc:identifier>", "<dc:identifieR>", 1)
	if body := ask(webtest.Nobody, bare); bare == file.Body || !strings.Contains(body, "går inte att känna igen") {
		t.Error("a changed file without its seal is known")
	}
	bundle := s.As(webtest.Leader).Send(http.MethodGet, "/api/v1/conferences/"+webtest.Conference+"/bundle", "", nil)
	if body := ask(webtest.Nobody, bundle.Body); !strings.Contains(body, "Logga in för att kontrollera") {
		t.Error("a bundle is opened for anybody")
	}
	if body := ask(webtest.Leader, bundle.Body); !strings.Contains(body, "allt i paketet stämmer") {
		t.Errorf("the bundle: %s", body)
	}
}

// endless is a file in a form, that begins as a bundle does and goes on for so many bytes.
type endless struct {
	head, tail string
	left       int
}

func (e *endless) Read(b []byte) (int, error) {
	switch {
	case e.head != "":
		n := copy(b, e.head)
		e.head = e.head[n:]
		return n, nil
	case e.left > 0:
		n := min(len(b), e.left)
		clear(b[:n])
		e.left -= n
		return n, nil
	case e.tail != "":
		n := copy(b, e.tail)
		e.tail = e.tail[n:]
		return n, nil
	}
	return 0, io.EOF
}

// What anybody at all sends to be checked is read through, and never held: sixty million bytes take a few.
func TestCheckingHoldsNothing(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	body := &endless{head: "--snitt-9\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.zip\"\r\n\r\nPK\x03\x04", left: 60_000_000, tail: "\r\n--snitt-9--\r\n"}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/check", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=snitt-9")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	answer, err := io.ReadAll(a.Body)
	runtime.ReadMemStats(&after)
	if err != nil || a.StatusCode != http.StatusOK || !strings.Contains(string(answer), "går inte att känna igen") {
		t.Fatalf("%v %d %s", err, a.StatusCode, answer)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 20_000_000 {
		t.Errorf("%d bytes of memory were asked for", took)
	}
}
