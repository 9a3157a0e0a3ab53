package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// spoken sends bytes on a connection of their own, and gives every answer until the service has no more to say. It must end by itself.
func (b *besieged) spoken(t *testing.T, raw string) []answer {
	t.Helper()
	conn, err := net.Dial("tcp", b.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	go func() { // while it is answered: the service may say no before it has read everything
		io.WriteString(conn, raw)
	}()
	// What never comes to an end is ended after a while. Not at once: to the service, who hangs up is gone.
	hangUp := time.AfterFunc(1500*time.Millisecond, func() { conn.(*net.TCPConn).CloseWrite() })
	defer hangUp.Stop()
	var out []answer
	in := bufio.NewReader(conn)
	for {
		r, err := http.ReadResponse(in, nil)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("it hangs, after %d answers", len(out))
		}
		if err != nil {
			return out // the connection is closed or broken: the service has no more to say
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("it hangs in the middle of an answer")
		}
		out = append(out, answer{r.StatusCode, r.Header, body})
	}
}

// What no decent program sends is refused, with an answer where HTTP has one; nothing of it makes the service fail, hang or take one
// request for two.
func TestRequestsThatNoProgramSends(t *testing.T) {
	b := besiege(t)
	b.as(b.people["leader"].Token).begin()
	host := "Host: " + b.address + "\r\n"
	token := "Authorization: Bearer " + b.people["secretary"].Token + "\r\n"
	end := "Connection: close\r\n\r\n"
	get := func(path, headers string) string { return "GET " + path + " HTTP/1.1\r\n" + headers }
	post := func(headers, body string) string {
		return "POST " + here("/commands") + " HTTP/1.1\r\n" + host + token + headers + "Connection: close\r\n\r\n" + body
	}
	sized := func(kind, body string) string {
		return post("Content-Type: "+kind+"\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n", body)
	}
	js := func(body string) string { return sized("application/json", body) }
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	t.Run("sent", func(t *testing.T) {
		for name, c := range map[string]struct {
			raw    string
			status []int  // any of these; 0 is no answer at all
			code   string // of the problem, "" when net/http answers
		}{
			"fine":                         {get("/api/v1/me", host+token+end), []int{200}, ""},
			"no host":                      {get("/api/v1/me", end), []int{400}, ""},
			"two hosts":                    {get("/api/v1/me", host+"Host: ond.example\r\n"+end), []int{400}, ""},
			"another host":                 {get("/api/v1/me", "Host: ond.example\r\n"+token+end), []int{404}, "http.other-host"},
			"another host, on the page":    {get("/sign-in", "Host: ond.example\r\n"+end), []int{404}, "http.other-host"},
			"a host with a user":           {get("/sign-in", "Host: "+b.address+"@ond.example\r\n"+end), []int{400, 404}, ""},
			"a host with a path":           {get("/sign-in", "Host: "+b.address+"/ond.example\r\n"+end), []int{400, 404}, ""},
			"a forwarded host":             {get("/api/v1/me", host+token+"X-Forwarded-Host: ond.example\r\nForwarded: host=ond.example\r\n"+end), []int{200}, ""},
			"an absolute address":          {"GET http://ond.example/api/v1/me HTTP/1.1\r\n" + host + token + end, []int{404}, "http.other-host"},
			"an absolute address, ours":    {"GET http://" + b.address + "/api/v1/me HTTP/1.1\r\nHost: ond.example\r\n" + token + end, []int{200}, ""},
			"a tunnel":                     {"CONNECT ond.example:443 HTTP/1.1\r\n" + host + end, []int{400, 404, 405, 422}, ""},
			"an unknown method":            {"BREW /api/v1/me HTTP/1.1\r\n" + host + token + end, []int{405}, "http.method"},
			"an unknown method, on a page": {"BREW /sign-in HTTP/1.1\r\n" + host + end, []int{405, 422}, "http.method"},
			"a method with odd letters":    {"G\x01T / HTTP/1.1\r\n" + host + end, []int{400}, ""},
			"to be told everything":        {"TRACE /api/v1/me HTTP/1.1\r\n" + host + token + end, []int{405}, "api.method"},
			"everything":                   {"OPTIONS * HTTP/1.1\r\n" + host + end, []int{200, 204, 404}, ""},
			"nothing at all":               {"", []int{0}, ""},
			"noise":                        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", []int{0, 400}, ""},
			"a line without end":           {strings.Repeat("A", 40_000), []int{400, 431, 414}, ""},
			"HTTP/0.9":                     {"GET /sign-in\r\n", []int{400}, ""},
			"HTTP/1.0":                     {"GET /sign-in HTTP/1.0\r\nHost: " + b.address + "\r\n\r\n", []int{200}, ""},
			"HTTP/1.0, without a host":     {"GET /sign-in HTTP/1.0\r\n\r\n", []int{404}, "http.other-host"},
			"HTTP/7":                       {"GET /sign-in HTTP/7.0\r\n" + host + end, []int{505}, ""},
			"HTTP/2 in the clear":          {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{0, 400, 404, 405, 422, 505}, ""},
			"a head of 17 kB":              {get("/api/v1/me", host+"X-Lång: "+strings.Repeat("a", 21<<10)+"\r\n"+end), []int{400, 431}, ""},
			"a large head":                 {get("/api/v1/me", host+"X-Long: "+strings.Repeat("a", 21<<10)+"\r\n"+end), []int{431}, ""},
			"many headers":                 {get("/api/v1/me", host+strings.Repeat("X-A: b\r\n", 5000)+end), []int{431}, ""},
			"a long address":               {get("/api/v1/me?x="+strings.Repeat("a", 30<<10), host+end), []int{414, 431}, ""},
			"a header without a name":      {get("/api/v1/me", host+": x\r\n"+end), []int{400}, ""},
			"a header with a space":        {get("/api/v1/me", host+"X-A : b\r\n"+end), []int{400}, ""},
			"a header with a zero":         {get("/api/v1/me", host+"X-A: b\x00c\r\n"+end), []int{400}, ""},
			"a header over two lines":      {get("/api/v1/me", host+token+"X-A: b\r\n c\r\n"+end), []int{200, 400}, ""},
			"a line feed for an end":       {"GET /sign-in HTTP/1.1\nHost: " + b.address + "\nConnection: close\n\n", []int{200, 400}, ""},
			"a bad escape":                 {get("/api/v1/conferences/%zz", host+token+end), []int{400}, ""},
			"an escaped zero":              {get("/api/v1/conferences/%00", host+token+end), []int{404, 422}, "conference.unknown"},
			"out of the folder":            {get("/api/v1/conferences/..%2f..%2f..%2fetc%2fpasswd", host+token+end), []int{404, 422}, ""},
			"out of the folder, plainly":   {get("/../../etc/passwd", host+end), []int{404}, ""},
			"two credentials":              {get("/api/v1/me", host+token+"Authorization: Bearer x\r\n"+end), []int{200, 400, 401}, ""},
			"another kind of credential":   {get("/api/v1/me", host+"Authorization: Basic YTpi\r\n"+end), []int{401}, "access.session-over"},
			"two sessions":                 {get("/api/v1/me", host+"Cookie: samverkan=a; samverkan=b\r\n"+end), []int{401}, "access.sign-in"},
			"an unknown parameter":         {get("/api/v1/me?admin=1", host+token+end), []int{422}, "api.bad-request"},

			"two lengths":                {post("Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n", "{} "), []int{400}, ""},
			"a length less than nothing": {post("Content-Type: application/json\r\nContent-Length: -1\r\n", "{}"), []int{400}, ""},
			"a length with a sign":       {post("Content-Type: application/json\r\nContent-Length: +2\r\n", "{}"), []int{400}, ""},
			"a length beyond all":        {post("Content-Type: application/json\r\nContent-Length: 99999999999999999999\r\n", "{}"), []int{400}, ""},
			"a length of 9 GB":           {post("Content-Type: application/json\r\nContent-Length: 9000000000\r\n", "{}"), []int{413}, "api.body-too-large"},
			"a length too large":         {post("Content-Type: application/json\r\nContent-Length: 100\r\n", "{}"), []int{400}, "api.malformed"},
			"an unknown coding":          {post("Content-Type: application/json\r\nTransfer-Encoding: xchunked\r\n", "{}"), []int{400, 501}, ""},
			"two codings":                {post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "{}"), []int{400, 501}, ""},
			"a chunk of an odd size":     {post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"), []int{400}, "api.malformed"},
			"a file in broken chunks": {"POST /api/v1/files HTTP/1.1\r\n" + host + token + "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n" + end + "3\r\nabc\r\nzz\r\n",
				[]int{400}, "api.malformed"},
			"a form in broken chunks": {"POST /sign-in HTTP/1.1\r\n" + host + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n" + end + "3\r\na=b\r\nzz\r\n",
				[]int{400, 422}, ""},
			"half a file": {"POST /api/v1/files HTTP/1.1\r\n" + host + token + "Content-Type: application/octet-stream\r\nContent-Length: 100\r\n" + end + "abc",
				[]int{400}, "api.malformed"},
			"a chunk beyond all":           {post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n{}"), []int{400, 413, 0}, ""},
			"a chunk that says much":       {post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "2;x="+strings.Repeat("a", 1<<20)+"\r\n{}\r\n0\r\n\r\n"), []int{400, 0}, ""},
			"endless small chunks":         {post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", strings.Repeat("1;a=b\r\n \r\n", 100_000)+"0\r\n\r\n"), []int{400, 413, 0}, ""},
			"an expectation":               {post("Content-Type: application/json\r\nContent-Length: 2\r\nExpect: the-unexpected\r\n", "{}"), []int{417}, ""},
			"too large, and it asks first": {post("Content-Type: application/json\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n", ""), []int{413}, "api.body-too-large"},
			"9 MB":                         {js(`{"name":"` + strings.Repeat("a", 9<<20) + `"}`), []int{413}, "api.body-too-large"},
			"9 MB in chunks": {post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", 9<<20, strings.Repeat(" ", 9<<20))),
				[]int{413}, "api.body-too-large"},

			"no JSON":                 {js("nej"), []int{400}, "api.malformed"},
			"nothing":                 {js(""), []int{400, 422}, ""},
			"two values":              {js("{} {}"), []int{400}, "api.malformed"},
			"a hundred thousand deep": {js(deep), []int{400}, "api.malformed"},
			"a name twice":            {js(`{"name":"meeting.open","name":"meeting.close"}`), []int{400}, "api.malformed"},
			"a name twice, in case":   {js(`{"name":"meeting.open","NAME":"meeting.close"}`), []int{400}, "api.malformed"},
			"no number":               {js(`{"name":"note.write","command":{"x":NaN}}`), []int{400}, "api.malformed"},
			"a number beyond all":     {js(`{"name":"evaluation.give","command":{"result":1e999}}`), []int{400}, "api.malformed"},
			"2^63":                    {js(`{"name":"evaluation.give","command":{"result":9223372036854775808}}`), []int{422}, ""},
			"an unknown field":        {js(`{"name":"meeting.open","admin":true}`), []int{422}, "api.unknown-field"},
			"an unknown field inside": {js(`{"name":"note.write","command":{"kind":"information","admin":true}}`), []int{422}, ""},
			"an unknown command":      {js(`{"name":"database.drop"}`), []int{422}, "command.unknown"},
			"half a letter":           {js("{\"name\":\"\xc3\"}"), []int{400}, "api.malformed"},
			"half a pair":             {js(`{"name":"note.write","command":{"text":"\ud83d"}}`), []int{400}, "api.malformed"},
			"a mark before":           {js("\xef\xbb\xbf{}"), []int{400}, "api.malformed"},
			"another alphabet":        {sized("application/json; charset=iso-8859-1", `{"name":"meeting.open"}`), []int{415}, "api.media-type"},
			"as a form":               {sized("application/x-www-form-urlencoded", `{"name":"meeting.open"}`), []int{415}, "api.media-type"},
			"as text":                 {sized("text/plain", `{"name":"meeting.open"}`), []int{415}, "api.media-type"},
			"no type":                 {post("Content-Length: 2\r\n", "{}"), []int{415}, "api.media-type"},
			"packed":                  {post("Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"), []int{415}, "api.media-type"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got := b.spoken(t, c.raw)
				status := 0
				if len(got) > 0 {
					status = got[0].Status
				}
				if !slices.Contains(c.status, status) {
					t.Fatalf("answered with %d %.300s", status, bytes.Join(bodies(got), []byte("\n")))
				}
				if len(got) > 1 {
					t.Errorf("%d answers to one request", len(got))
				}
				if status == http.StatusInternalServerError {
					t.Errorf("%s", got[0].Body)
				}
				if c.code != "" {
					if p := got[0].problem(t); p.Code != c.code {
						t.Errorf("the problem is %s, not %s", p.Code, c.code)
					}
				}
			})
		}
	})
	b.alive(t)
	// The meeting is as it was, whatever was sent.
	var after struct{ Conference struct{ Phase string } }
	if err := json.Unmarshal(b.as(b.people["secretary"].Token).get(here("")), &after); err != nil || after.Conference.Phase != "open" {
		t.Errorf("%v %v", err, after)
	}
}

func bodies(all []answer) [][]byte {
	var out [][]byte
	for _, a := range all {
		out = append(out, a.Body)
	}
	return out
}

// Requests that come one after the other without waiting are answered in order, and what claims two lengths is never taken for two
// requests.
func TestRequestsOnOneConnection(t *testing.T) {
	b := besiege(t)
	host := "Host: " + b.address + "\r\n"
	all := ""
	for range 20 {
		all += "GET /livez HTTP/1.1\r\n" + host + "\r\n" + "GET /ingenstans HTTP/1.1\r\n" + host + "\r\n"
	}
	got := b.spoken(t, all)
	if len(got) != 40 {
		t.Fatalf("%d answers", len(got))
	}
	for i, a := range got {
		if want := []int{200, 404}[i%2]; a.Status != want {
			t.Errorf("answer %d: %d", i, a.Status)
		}
	}
	// A proxy that goes by the length sees one request with a body; the second must not be answered.
	hidden := "GET /sign-in HTTP/1.1\r\n" + host + "X: "
	for name, headers := range map[string]string{
		"both":          "Transfer-Encoding: chunked\r\nContent-Length: " + strconv.Itoa(5+len(hidden)) + "\r\n",
		"length first":  "Content-Length: " + strconv.Itoa(5+len(hidden)) + "\r\nTransfer-Encoding: chunked\r\n",
		"a space after": "Transfer-Encoding : chunked\r\nContent-Length: " + strconv.Itoa(5+len(hidden)) + "\r\n",
		"odd letters":   "Transfer-Encoding: \x0bchunked\r\nContent-Length: " + strconv.Itoa(5+len(hidden)) + "\r\n",
	} {
		got := b.spoken(t, "POST /sign-in HTTP/1.1\r\n"+host+headers+"\r\n0\r\n\r\n"+hidden+"\r\n\r\n")
		if len(got) > 1 {
			t.Errorf("%s: %d answers to what a proxy takes for one request: %d %d", name, len(got), got[0].Status, got[1].Status)
		}
	}
	b.alive(t)
}
