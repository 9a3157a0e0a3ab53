package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// soundBefore stands before the stage and notes what is asked for of the sound.
type soundBefore struct {
	URL string

	mu     sync.Mutex
	ranges []string // that were asked for, and how they were answered
	whole  int      // answers that were no part
	bytes  int64    // of sound that went through
}

func newSoundBefore(t *testing.T, s *webtest.Stage) *soundBefore {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b := &soundBefore{}
	through := httputil.NewSingleHostReverseProxy(target)
	through.FlushInterval = -1
	through.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	through.ModifyResponse = func(a *http.Response) error {
		if p := a.Request.URL.Path; !strings.Contains(p, "/sound/") || strings.HasSuffix(p, "/peaks") {
			return nil
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.ranges = append(b.ranges, a.Request.Header.Get("Range"))
		b.ranges[len(b.ranges)-1] += fmt.Sprintf(" %d", a.StatusCode)
		if a.StatusCode == http.StatusOK {
			b.whole++
		}
		a.Body = &counted{a.Body, b}
		return nil
	}
	server := httptest.NewServer(through)
	b.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return b
}

type counted struct {
	io.ReadCloser
	b *soundBefore
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.b.bytes += int64(n)
	return n, err
}

// drawnAs counts the columns of the drawing that are as tall as the peaks say, of all that no mark stands on.
const drawnAs = `(async () => {
	const place = document.querySelector("[data-timeline]"), canvas = place.querySelector("canvas");
	const got = await (await fetch(place.dataset.peaks)).json();
	const peaks = Uint8Array.from(atob(got.peaks), (c) => c.charCodeAt(0)), seconds = Number(place.querySelector("[role=slider]").getAttribute("aria-valuemax"));
	const { width, height } = canvas, band = 6, most = (height - band) / 2 - 3;
	const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
	const marks = [...document.querySelectorAll("a[data-mark]")].map((a) => (Number(a.dataset.seek) / seconds) * width).concat(0);
	let right = 0, all = 0, tallest = 0, shortest = height;
	for (let left = 0; left + 3 <= width; left += 3) {
		if (marks.some((x) => Math.abs(x - left) < 10)) continue;
		let tall = 0;
		for (let y = 0; y < height - band; y++) if (pixels[(y * width + left) * 4 + 3] > 127) tall++;
		const from = Math.floor(((left / width) * seconds * 1000) / got.per), to = Math.max(from + 1, Math.floor((((left + 3) / width) * seconds * 1000) / got.per));
		const near = (a, b) => 2 * Math.max(1, (Math.max(0, ...peaks.subarray(Math.max(0, a), b)) / 255) * most);
		all++;
		// The length that the player measures and the one that the page says may be a part of a second apart.
		if (tall >= Math.min(near(from, to), near(from - 1, to - 1), near(from + 1, to + 1)) - 2 && tall <= near(from - 1, to + 1) + 2) right++;
		[tallest, shortest] = [Math.max(tallest, tall), Math.min(shortest, tall)];
	}
	return { right, all, tallest, shortest };
})()`

// A recording is seen, gone about in by keys, and heard from what was decided, written and dealt with; of the file only what is heard is fetched.
func TestTimelineInBrowser(t *testing.T) {
	s := webtest.Start(t, webtest.Closed)
	before := newSoundBefore(t, s)
	x := s.Hearing(t).As(webtest.Secretary)
	x.Through(before.URL)
	x.Size(1440, 900)
	x.Visit(minutesOf)
	x.Until("the sound is drawn", `document.querySelector(".timeline.is-drawn")`)
	x.Until("its length is known", `document.querySelector("audio").readyState >= 1`)

	var drawn struct{ Right, All, Tallest, Shortest int }
	x.Eval(drawnAs, &drawn)
	if drawn.All < 100 || drawn.Right*100 < drawn.All*95 || drawn.Tallest < 2*drawn.Shortest {
		t.Errorf("the picture is not that of the peaks: %+v", drawn)
	}

	const slider = `document.querySelector("[data-timeline] [role=slider]")`
	var long float64
	x.Eval(`document.querySelector("audio").duration`, &long)
	at := func(what string, seconds float64) {
		t.Helper()
		x.Until(what, fmt.Sprintf(`Math.abs(document.querySelector("audio").currentTime - %f) < 0.6`, seconds))
		whole := int(seconds + 0.01)
		x.Until(what+", in words", fmt.Sprintf(`(t => t === %[1]q || t.startsWith(%[1]q + ",") )(%[2]s.getAttribute("aria-valuetext")) && %[2]s.getAttribute("aria-valuenow") === "%[3]d"`,
			fmt.Sprintf("%d min %d s", whole/60, whole%60), slider, whole))
	}
	x.Focus("[data-timeline] [role=slider]")
	for _, step := range []struct {
		key, what string
		at        float64
	}{
		{kb.ArrowRight, "five seconds on", 5}, {kb.PageDown, "not before the beginning", 0}, {kb.PageUp, "a minute on", 60}, {kb.ArrowLeft, "five seconds back", 55},
		{kb.Home, "the beginning", 0}, {kb.End, "the end", math.Floor(long)}, {kb.PageDown, "a minute back", math.Floor(long) - 60},
	} {
		x.Press(step.key)
		if step.key == kb.End {
			x.Until(step.what, fmt.Sprintf(`document.querySelector("audio").currentTime > %f`, long-1))
			x.Press(kb.Home)
			continue
		}
		if step.key == kb.PageDown && step.at > 0 {
			continue // the end may be a part of a second
		}
		at(step.what, step.at)
	}
	x.Press(" ")
	x.Until("it plays", `!document.querySelector("audio").paused`)
	x.Press(" ")
	x.Until("it rests", `document.querySelector("audio").paused`)

	// Tab goes from the picture to what is marked, each with a name, and Enter plays it.
	x.Focus("[data-timeline] [role=slider]")
	marked := false
	for i := 0; i < 60 && !marked; i++ {
		x.Press(kb.Tab)
		x.Eval(`document.activeElement.matches("a[data-mark]") && document.activeElement.textContent.trim() !== ""`, &marked)
	}
	if !marked {
		t.Fatal("no mark is reached by Tab")
	}
	plays := func(what string, seconds int) {
		t.Helper()
		defer func() {
			if t.Failed() {
				var how string
				x.Eval(`(p => [p.paused, p.currentTime, p.readyState, p.error?.message, document.activeElement.outerHTML.slice(0, 90)].join())(document.querySelector("audio"))`, &how)
				t.Log(how)
			}
		}()
		x.Until(what, fmt.Sprintf(`(p => !p.paused && p.currentTime >= %d && p.currentTime < %d && document.activeElement === p)(document.querySelector("audio"))`, seconds, seconds+25))
		x.Eval(`document.querySelector("audio").pause()`, nil)
	}
	var seek int
	x.Eval(`Number(document.activeElement.dataset.seek)`, &seek)
	x.Press(kb.Enter)
	plays("the mark is heard", seek)

	// What is listened to begins where it was.
	c := planOf(t, s)
	start := recordingOf(t, s).Files[0].StartsAt
	into := func(when time.Time) int { return int(when.Sub(start) / time.Second) }
	d, ok := c.Decision("D1")
	if !ok || len(d.ReadBacks) == 0 {
		t.Fatal("no decision was read back")
	}
	moments := map[int]bool{}
	for _, n := range c.Notes {
		moments[into(n.At)] = true
	}
	decision := `a[data-seek="` + fmt.Sprint(into(d.ReadBacks[len(d.ReadBacks)-1].At)) + `"][data-player]`
	x.Click(`.doc-table #D1 ` + decision)
	plays("the decision is heard", into(d.ReadBacks[len(d.ReadBacks)-1].At))
	var notes []int
	x.Eval(`[...document.querySelectorAll(".entries .entry-at a[data-seek]")].map((a) => Number(a.dataset.seek))`, &notes)
	found := -1
	for _, n := range notes {
		if moments[n] && n > 60 {
			found = n
			break
		}
	}
	if found < 0 {
		t.Fatalf("no note of %d can be heard", len(notes))
	}
	x.Click(fmt.Sprintf(`.entries .entry-at a[data-seek="%d"]`, found))
	plays("the note is heard", found)
	var item int
	x.Eval(`Number([...document.querySelectorAll(".points > li > .row a[data-seek]")].at(-1).dataset.seek)`, &item)
	x.Click(fmt.Sprintf(`.points > li > .row a[data-seek="%d"]`, item))
	plays("the item is heard", item)

	size := recordingOf(t, s).Files[0].Size
	before.mu.Lock()
	// How far ahead a browser reads is its own affair; that it is given parts, and never a file from its beginning, is ours.
	if before.whole > 0 || len(before.ranges) == 0 {
		t.Errorf("%d bytes of %d went through, by %q, %d not in parts", before.bytes, size, before.ranges, before.whole)
	}
	t.Logf("%d bytes of %d were fetched, in %d parts; %d of %d columns are right", before.bytes, size, len(before.ranges), drawn.Right, drawn.All)
	before.mu.Unlock()

	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"d-light", 1440, 900, "light"}, {"m-light", 390, 844, "light"}, {"m-dark", 390, 844, "dark"}, {"d-dark", 1440, 900, "dark"}} {
		x.Size(look.width, look.height)
		x.Media("prefers-color-scheme", look.scheme)
		x.Shot("timeline-" + look.name)
		if found := x.Axe(); len(found) > 0 {
			t.Errorf("%s: %s", look.name, strings.Join(found, "\n"))
		}
	}

	// The file turns out to have begun half a minute earlier: everything is heard so much later in it.
	const places = `[...document.querySelectorAll(".entries .entry-at a[data-seek]")].map((a) => Number(a.dataset.seek))`
	s.Do(webtest.Secretary, &conference.AlignRecording{Digest: recordingOf(t, s).Files[0].Digest, StartsAt: start.Add(-30 * time.Second)})
	x.Visit(minutesOf)
	var moved []int
	x.Eval(places, &moved)
	want := map[int]bool{}
	for _, n := range moved {
		want[n] = true
	}
	if !want[found+30] || want[found] && !moments[found-30] {
		list, _ := json.Marshal(moved)
		t.Errorf("%d has not become %d: %s", found, found+30, list)
	}
	x.Complaints()
}

// The leader sets a marker with a key while it is recorded, and everybody is shown whether it is.
func TestLeaderMarksTheSound(t *testing.T) {
	s := webtest.Start(t, webtest.RollCall)
	if !recordingOf(t, s).Running() {
		s.Do(webtest.Secretary, &conference.InformRecording{})
		s.Do(webtest.Secretary, &conference.StartRecording{})
	}
	x := s.Browser(t).As(webtest.Leader)
	x.Size(1440, 900)
	x.Visit(room)
	live(x)
	x.Press(kb.F2)
	eventually(t, "the marker is in the record", func() bool { return len(recordingOf(t, s).Marks) == 1 })
	if m := recordingOf(t, s).Marks[0]; m.By == "" || s.Now().Sub(m.At) > time.Minute {
		t.Errorf("the marker is %+v", m)
	}
	x.Until("it is counted", `document.querySelector("#lead-mark button").textContent.includes("(1)")`)
	x.Press(kb.F2)
	eventually(t, "another is set", func() bool { return len(recordingOf(t, s).Marks) == 2 })
	x.Shot("lead-mark")
	if found := x.Axe(); len(found) > 0 {
		t.Error(found)
	}
	follow := "/conferences/" + webtest.Conference + "/room"
	s.As(webtest.Attendee).Get(follow).Says("Spelas in").SaysNot("Inspelningen är pausad")
	s.Do(webtest.Leader, &conference.PauseRecording{Reason: "Något hemligt tas upp"})
	x.Until("nothing is marked in a pause", `!document.querySelector("#lead-mark")`)
	x.Until("the pause is said", `document.querySelector("#room-state .recording").textContent.includes("Inspelning pausad")`)
	s.As(webtest.Attendee).Get(follow).Says("Inspelningen är pausad")
	s.As(webtest.Listener).Get(follow).Says("Inspelningen är pausad")
	if len(s.As(webtest.Secretary).Get(room).Find("form", "id", "lead-mark")) > 0 {
		t.Error("who only looks is given a marker to set")
	}
}
