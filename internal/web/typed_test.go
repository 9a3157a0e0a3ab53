package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"samverkan/internal/clerk"
	"samverkan/internal/web/webtest"
)

// typedForm is a form in which somebody can type, found by walking.
type typedForm struct {
	seenForm
	role   webtest.Role
	page   string
	fields []string // those that one types in
}

// typing finds every form of the live meeting with a field to type in, once for each role that has it. Those that end something come
// last, since what is after them is refused.
func typing(t *testing.T) (out []typedForm) {
	t.Helper()
	had := map[string]bool{}
	for _, v := range seen(t, webtest.Live, webtest.Attendee, webtest.Secretary, webtest.Leader, webtest.Operator) {
		for _, f := range v.forms {
			x := typedForm{seenForm: f, role: v.role, page: v.asked}
			for _, c := range f.controls {
				if c.name != "" && (c.element == "textarea" || c.element == "input" && slices.Contains([]string{"", "text", "search", "url", "email", "tel"}, c.kind)) {
					x.fields = append(x.fields, c.name)
				}
			}
			key := fmt.Sprint(f.method, f.action, x.fields)
			if len(x.fields) == 0 || had[key] || strings.HasPrefix(f.action, "/account") || strings.HasPrefix(f.action, "/sign-") {
				continue
			}
			had[key] = true
			out = append(out, x)
		}
	}
	ends := func(f typedForm) int {
		for _, word := range []string{"close", "cancel", "approve", "publish", "reopen", "reschedule", "disable"} {
			if strings.Contains(f.action, word) {
				return 1
			}
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b typedForm) int { return ends(a) - ends(b) })
	return out
}

// send types something in each field, another in each, and gives the answer.
func (f typedForm) send(c *webtest.Client, text func(field int) string) webtest.Answer {
	values := url.Values{}
	for name, v := range f.values {
		values[name] = slices.Clone(v)
	}
	values.Del("_id") // each is a wish of its own
	for i, name := range f.fields {
		values.Set(name, text(i))
	}
	if f.method == http.MethodGet {
		path, _, _ := strings.Cut(f.action, "?")
		return c.Send(http.MethodGet, path+"?"+values.Encode(), "", nil)
	}
	return c.Send(http.MethodPost, f.action, values.Encode(), nil)
}

// payloads are what somebody types who wants another's browser to run it: for the text of a page, for an attribute in either kind of
// quotation marks, for an address, a script, a style, a comment, and for what mends broken HTML. Each names ond1337.
var payloads = func() []string {
	const run = "ond1337()"
	out := []string{
		`<script>X</script>`, `</title><script>X</script>`, `</textarea><script>X</script>`, `</script><script>X</script>`, `<ScRiPt >X</sCrIpT>`,
		`<img src=x onerror=X>`, `<img src="x" onerror="X">`, `<IMG SRC=x OnErRoR=X>`, `<svg onload=X>`, `<svg/onload=X>`, `<svg><script>X</script></svg>`,
		`<svg><animate onbegin=X attributeName=x dur=1s>`, `<body onload=X>`, `<details open ontoggle=X>x</details>`, `<input autofocus onfocus=X>`,
		`<select autofocus onfocus=X>`, `<textarea autofocus onfocus=X>`, `<video><source onerror=X></video>`, `<audio src=x onerror=X>`, `<marquee onstart=X>x</marquee>`,
		`<iframe src="javascript:X"></iframe>`, `<iframe srcdoc="<script>parent.X</script>"></iframe>`, `<object data="javascript:X"></object>`, `<embed src="javascript:X">`,
		`<a href="javascript:X" autofocus id=ond1337>x</a>`, `<form action="javascript:X"><button autofocus>x</button></form>`, `<math><a xlink:href="javascript:X">x</a></math>`,
		`<link rel=stylesheet href="javascript:X">`, `<meta http-equiv=refresh content="0;url=javascript:X">`, `<base href="javascript:X//">`,
		`<style>@import "javascript:X";</style>`, `<style>*{background:url(javascript:X)}</style>`, `<p style="background:url(javascript:X)">x</p>`, `<x onclick=X autofocus tabindex=1 onfocus=X>`,
		`" onmouseover="X" x="`, `' onmouseover='X' x='`, `" autofocus onfocus="X`, `' autofocus onfocus='X`, `"><script>X</script>`, `'><script>X</script>`,
		`"><img src=x onerror=X>`, "`><img src=x onerror=X>", `--><script>X</script>`, `]]><script>X</script>`, `*/X/*`, `';X;'`, `";X;"`, `\";X;//`, "${X}", "{{X}}",
		`{{constructor.constructor("X")()}}`, `javascript:X`, "java\tscript:X", "JaVaScRiPt:X", `data:text/html,<script>X</script>`, `vbscript:X`,
		`<template><script>X</script></template>`, `<template data-for="mine"><div id="mine"><img src=x onerror=X></div></template>`, `<noscript><p title="</noscript><img src=x onerror=X>">`,
		"\u2028X\u2029", `&lt;script&gt;X&lt;/script&gt;`, `&#60;script&#62;X&#60;/script&#62;`, "\u003cscript\u003eX\u003c/script\u003e",
	}
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "X", run)
	}
	return out
}()

// planted finds what a payload became in a page when it is more than a text.
func planted(page string) (out []string) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode && strings.Contains(n.Data, "ond1337") {
			out = append(out, "a comment: "+n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if (n.Data == "script" && webtest.Attr(n, "id") != "words" || n.Data == "style") && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "ond1337") {
			out = append(out, "<"+n.Data+">: "+n.FirstChild.Data)
		}
		for _, a := range n.Attr {
			if !strings.Contains(a.Val+a.Key, "ond1337") {
				continue
			}
			address := slices.Contains([]string{"href", "src", "action", "formaction", "data", "srcdoc", "content", "style", "poster", "background"}, a.Key)
			at := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Key, "ond1337") || a.Key == "srcdoc" || a.Key == "style" ||
				address && (strings.HasPrefix(at, "javascript:") || strings.HasPrefix(at, "data:") || strings.HasPrefix(at, "vbscript:")) {
				out = append(out, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			}
		}
	}
	return out
}

// What is looked for is found where nothing keeps it out.
func TestPlanted(t *testing.T) {
	n := 0
	for _, p := range payloads[:34] {
		if len(planted("<!DOCTYPE html><body><p>"+p+"</p>")) > 0 {
			n++
		}
	}
	for _, p := range payloads[34:40] {
		if len(planted(`<!DOCTYPE html><body><p title="`+p+`">x</p><p title='`+p+`'>x</p>`)) > 0 {
			n++
		}
	}
	if n < 38 {
		t.Errorf("only %d payloads of 40 are found in a page that lets everything in", n)
	}
	if found := planted("<p>&lt;script&gt;ond1337()&lt;/script&gt;</p><input value='&lt;script&gt;ond1337()'>"); len(found) > 0 {
		t.Errorf("what is a text was taken for more: %q", found)
	}
	if len(payloads) < 60 {
		t.Errorf("%d payloads", len(payloads))
	}
}

// perField is how many payloads are typed together in a field.
func perField() int {
	if soak {
		return 1
	}
	return 16
}

// What somebody types is a text to all others, wherever it is shown: in the answer to the form, in every page afterwards, and in the
// views that follow the meeting meanwhile. Nothing of it is run, and the browser has nothing to refuse.
func TestNothingTypedIsRun(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	forms := typing(t)
	if len(forms) == 0 {
		t.Fatal("there is nothing to type in")
	}
	clients := map[webtest.Role]*webtest.Client{}
	sent, taken := 0, 0
	var follows []*webtest.Tab
	if !testing.Short() {
		b := s.Browser(t)
		for role, view := range map[webtest.Role]string{webtest.Leader: "lead", webtest.OtherAttendee: "follow"} {
			if path := "/conferences/" + webtest.Conference + "/room?view=" + view; s.As(role).Get(path).Status == http.StatusOK {
				x := b.As(role)
				x.Visit(path)
				follows = append(follows, x)
			}
		}
	}
	for _, f := range forms {
		if clients[f.role] == nil {
			clients[f.role] = s.As(f.role)
		}
		for from := 0; from < len(payloads); from += perField() {
			a := f.send(clients[f.role], func(field int) string {
				at := (from + field) % len(payloads)
				return strings.Join(payloads[at:min(at+perField(), len(payloads))], " ")
			})
			sent++
			if a.Status < 400 {
				taken++
			}
			if a.Status >= 500 {
				t.Errorf("%s on %s: %d", f.action, f.page, a.Status)
			}
			for _, x := range planted(a.Body) {
				t.Errorf("%s on %s as %s answers with %s", f.action, f.page, f.role, x)
			}
		}
	}
	t.Logf("%d forms, %d sent, %d taken", len(forms), sent, taken)
	if taken == 0 {
		t.Error("nothing of it was taken, so nothing was tried")
	}
	var pages []string
	shown := 0
	for p := range walked(s, webtest.Leader, webtest.Attendee) {
		for _, x := range planted(p.Body) {
			t.Errorf("%s as %s: %s", p.Asked, "leader", x)
		}
		if strings.Contains(p.Body, "ond1337") && p.Root != nil {
			shown++
			pages = append(pages, p.Asked)
		}
	}
	if shown == 0 {
		t.Error("nothing of it is shown anywhere")
	}
	for _, x := range follows {
		x.Visit(x.Where())
	}
	if len(follows) == 0 {
		return
	}
	for _, path := range slices.Compact(slices.Sorted(slices.Values(pages))) {
		follows[0].Visit(path)
	}
	t.Logf("shown on %d pages, %d looked at in the browser", shown, len(pages))
	// What the browser complained of fails the test when the tabs are closed.
}

// An address is typed too, or sent to somebody: nothing of it is run, on a page that is there and on one that is not.
func TestNothingInAnAddressIsRun(t *testing.T) {
	all := routes(t)
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	paths := found(seen(t, webtest.Live, webtest.Leader))
	for _, r := range all {
		path, ok := sample(all, r.Path, paths)
		if r.Method != http.MethodGet || !ok || r.Operation == "service.describe" {
			continue
		}
		path, _, _ = strings.Cut(path, "?")
		for from := 0; from < len(payloads); from += perField() {
			evil := strings.Join(payloads[from:min(from+perField(), len(payloads))], " ")
			q := url.Values{}
			for _, name := range []string{"done", "view", "q", "next", "dialog", "lang", "sort", "filter", "from", "to", "day", "item", "actor", "kind", "after", "tab", "a", "b"} {
				q.Set(name, evil)
			}
			q.Set("wait", "0")
			a := c.Send(http.MethodGet, path+"?"+q.Encode(), "", nil)
			if a.Status >= 500 {
				t.Errorf("%s: %d", path, a.Status)
			}
			for _, x := range planted(a.Body) {
				t.Errorf("%s?…: %s", path, x)
			}
		}
	}
	for _, p := range payloads {
		a := c.Send(http.MethodGet, "/conferences/"+url.PathEscape(p)+"/minutes", "", nil)
		if a.Status != http.StatusNotFound && a.Status != http.StatusBadRequest && a.Status != http.StatusUnprocessableEntity {
			t.Errorf("a conference called %q: %d", p, a.Status)
		}
		for _, x := range planted(a.Body) {
			t.Errorf("a conference called %q: %s", p, x)
		}
	}
}

// texts are what keyboards, other programs and accidents put into a field.
var texts = []struct{ name, text string }{
	{"composed", "Åsa på Öland"}, {"decomposed", "A\u030asa pa\u030a O\u0308land"}, {"four bytes", "Snö 𝕊 🧊"}, {"joined", "👩\u200d👩\u200d👧"}, {"empty", ""}, {"spaces", "   \t  "},
	{"no-break", "\u00a0\u2007\u202f"}, {"right to left", "\u202eakut\u202c"}, {"NUL", "a\x00b"}, {"controls", "a\x01\x02\x1b[31mb"}, {"lone surrogate", "a\xed\xa0\x80b"},
	{"not UTF-8", "a\xff\xfeb"}, {"Latin-1", "Sn\xf6"}, {"a megabyte", strings.Repeat("snö ", 1<<18)}, {"a long word", strings.Repeat("å", 5000)}, {"lines", "a\r\nb\rc\nd"},
	{"number", "19811228-9874"}, {"quotes", `"'&<>` + "`"}, {"percent", "%s %d 100 % {{.}} ${x}"}, {"path", "../../etc/passwd"},
}

// Whatever is typed, the service answers: it takes it or says why not, on a page that is whole, and does not break.
func TestWhateverIsTyped(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t, webtest.Live)
	forms := typing(t)
	clients := map[webtest.Role]*webtest.Client{}
	for _, f := range forms {
		if clients[f.role] == nil {
			clients[f.role] = s.As(f.role)
		}
		for _, x := range texts {
			if f.method == http.MethodGet && len(x.text) > 4000 {
				continue // an address is no place for it, and the server says so before any page is asked
			}
			a := f.send(clients[f.role], func(int) string { return x.text })
			if a.Status >= 500 || a.Status == http.StatusUnauthorized {
				t.Errorf("%s in %s on %s: %d", x.name, f.action, f.page, a.Status)
			}
			if strings.HasPrefix(a.Body, "<!") {
				for _, wrong := range webtest.Faults(a.Body) {
					t.Errorf("%s in %s on %s: %s", x.name, f.action, f.page, wrong)
				}
			}
		}
	}
	if strings.Contains(s.Log(), `"level":"ERROR"`) {
		t.Errorf("the service complains:\n%s", s.Log())
	}
	v, err := s.Clerk().Conference(t.Context(), clerk.OwnerIdentity(), webtest.Conference)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := v.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for name, sign := range map[string]string{"what was no text": "\ufffd", "what was no text, escaped": `\ufffd`, "NUL": `\u0000`} {
		if bytes.Contains(kept, []byte(sign)) {
			i := bytes.Index(kept, []byte(sign))
			t.Errorf("the conference holds %s: %q", name, kept[max(0, i-80):min(len(kept), i+40)])
		}
	}
	for _, x := range texts[:4] { // each a text like any other, kept as it was typed
		if !bytes.Contains(kept, []byte(x.text)) {
			t.Errorf("%s is not kept as it was typed", x.name)
		}
	}
	for p := range walked(s, webtest.Leader) {
		if p.Status >= 500 {
			t.Errorf("%s afterwards: %d", p.Asked, p.Status)
		}
	}
}
