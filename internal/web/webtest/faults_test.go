package webtest

import (
	"strings"
	"testing"
)

const whole = `<!DOCTYPE html><html lang="sv"><head><title>Sida</title></head><body><main><h1>Rubrik</h1>%</main></body></html>`

// Each of these is what the checker is there for; a checker that finds nothing would pass every page.
func TestFaults(t *testing.T) {
	for piece, want := range map[string]string{
		`<p>hej</p>`:                                        "",
		`<ul><li>a</li></ul>`:                               "",
		`<svg class="i"><use href="#x"/></svg>`:             "",
		`<p>hej`:                                            "</main> ends nothing",
		`<p><div>x</div></p>`:                               "in a paragraph",
		`<ul><p>x</p></ul>`:                                 "<p> directly",
		`<div><li>x</li></div>`:                             "<li> outside",
		`<a href="/x"><button>y</button></a>`:               "in a link or button",
		`<form><form></form></form>`:                        "a form in a form",
		`<b id="a"></b><b id="a"></b>`:                      "stands twice",
		`<label for="q">x</label>`:                          "is nowhere",
		`<a href="#q">x</a>`:                                "leads nowhere",
		`<p class="a" class="b">x</p>`:                      "twice",
		`<p class = 'a' CLASS=b>x</p>`:                      "twice",
		`<p title="x class='a' class='b'" lang=sv>x</p>`:    "",
		`<p style="color:red">x</p>`:                        "which the policy refuses",
		`<p onclick="x()">x</p>`:                            "which the policy refuses",
		`<script>x</script>`:                                "without a nonce",
		`<img src="x">`:                                     "without alt",
		`<p>⟦web.x⟧</p>`:                                    "a text is missing",
		`<p title="⟦web.x⟧">x</p>`:                          "a text is missing",
		`<a href="/x"><svg></svg></a>`:                      "nothing to hear",
		`<a href="https://x.example" target="_blank">x</a>`: "rel=noopener",
		`<a href="javascript:x">x</a>`:                      "a link that runs",
		`<h1>Två</h1>`:                                      "2 main headings",
		`<div/>`:                                            "does not end it",
	} {
		got := strings.Join(Faults(strings.Replace(whole, "%", piece, 1)), "\n")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", piece, got, want)
		}
	}
	for _, without := range []string{`lang="sv"`, "<!DOCTYPE html>", "<title>Sida</title>", "<main>"} {
		if len(Faults(strings.Replace(whole, without, "", 1))) == 0 {
			t.Errorf("a page without %s passes", without)
		}
	}
}
