package web_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// odd is somebody who sends what no decent program sends.
type odd struct {
	*ear
	host string
}

// says sends bytes on a connection of their own and gives the statuses of the answers; it must end by itself.
func (o *odd) says(t *testing.T, raw string) (statuses []int, last string) {
	t.Helper()
	conn, err := net.Dial("tcp", o.host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go io.WriteString(conn, raw) // while it is answered: the service may say no before it has read everything
	for in := bufio.NewReader(conn); ; {
		r, err := http.ReadResponse(in, nil)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("it hangs: %.200q", raw)
		}
		if err != nil {
			return statuses, last
		}
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode >= 200 { // before that it only says that it goes on
			statuses, last = append(statuses, r.StatusCode), string(body)
		}
	}
}

// door is a place that is asked at.
type door struct {
	method, path string
	folder       bool
}

// doors are the places of areas: those to read at and those to write at, of pages, the interface, the network folder and feeds.
func (o *odd) doors() (read, write []door) {
	fill := func(path string) string {
		path = strings.NewReplacer("{item}", "vanlig", "{n}", "0", "{comment}", "ingen", "{member}", "ingen").Replace(path)
		return strings.Replace(path, "{id}", secretArea, 1)
	}
	add := func(method, path string) {
		if method == http.MethodGet {
			read = append(read, door{method, fill(path), false})
		} else {
			write = append(write, door{method, fill(path), false})
		}
	}
	for _, r := range routes(o.k.t) {
		if strings.HasPrefix(r.Path, "/areas") || strings.HasPrefix(r.Path, "/search") || strings.HasPrefix(r.Path, "/watches") || r.Path == "/admin/list" || r.Path == "/inbox" {
			add(r.Method, r.Path)
		}
	}
	var spec struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal([]byte(o.Send(http.MethodGet, "/api/openapi.json", "", nil).Body), &spec); err != nil {
		o.k.t.Fatal(err)
	}
	for path, methods := range spec.Paths {
		if strings.Contains(path, "/area") || strings.HasSuffix(path, "/administration/commands") || strings.HasSuffix(path, "/members/import") ||
			strings.HasSuffix(path, "/watches") || strings.HasSuffix(path, "/searches") || strings.HasSuffix(path, "/files") {
			for method := range methods {
				add(strings.ToUpper(method), path)
			}
		}
	}
	add(http.MethodGet, o.feed)
	top := "/dav/ytor/" + url.PathEscape("Yta med fåglar") + "/"
	for _, method := range []string{"PROPFIND", "PROPPATCH", "LOCK", "MKCOL", "PUT", "MOVE", "COPY", "DELETE", "UNLOCK", "REPORT"} {
		write = append(write, door{method, top + "x.txt", true})
	}
	read = append(read, door{"GET", top, true}, door{"PROPFIND", top, true})
	ends := func(d door) int {
		for n, word := range []string{"/close", "/owner", "/leave"} {
			if strings.HasSuffix(d.path, word) {
				return n + 1
			}
		}
		return 0
	}
	slices.SortStableFunc(write, func(a, b door) int { return ends(a) - ends(b) }) // who has left is asked no more
	return read, write
}

// request is a request at a door, as it goes over the wire.
func (o *odd) request(d door, path, headers, body string) string {
	by := "Cookie: " + o.Cookie() + "\r\nSec-Fetch-Site: same-origin\r\n"
	if d.folder {
		by = "Authorization: " + o.folder + "\r\n"
	}
	return d.method + " " + path + " HTTP/1.1\r\nHost: " + o.host + "\r\n" + by + headers + "Connection: close\r\n\r\n" + body
}

// At no door of an area does what no program sends make the service fail, hang or answer twice, and it says so where HTTP has a word for it.
func TestOddRequestsInAreas(t *testing.T) {
	t.Parallel()
	k := newAviary(t)
	o := &odd{k.ear(fellow), strings.TrimPrefix(k.URL, "http://")}
	read, write := o.doors()
	if len(read) < 30 || len(write) < 30 {
		t.Fatalf("%d doors to read at, %d to write at", len(read), len(write))
	}
	sent := 0
	try := func(what string, d door, path, headers, body string, want ...int) {
		t.Helper()
		sent++
		got, last := o.says(t, o.request(d, path, headers, body))
		if len(got) != 1 || got[0] >= 500 && got[0] != http.StatusNotImplemented || len(want) > 0 && !slices.Contains(want, got[0]) {
			t.Errorf("%s at %s %s: %v, want %v\n%.300s", what, d.method, d.path, got, want, last)
		}
	}
	for i, d := range read {
		sep := "?"
		if strings.Contains(d.path, "?") {
			sep = "&"
		}
		for n, question := range []string{"at=-1", "at=0000-00-00T99:99", "at=%2B292277026596-12-04T15:30:07Z&q=%00", "limit=-1&offset=9223372036854775808&page=99999999999999999999",
			"q=%ff%fe&tag=%c3%28&folder=..%2f..", "kind=%00&place=%27%22&actor=%0d%0aX:%20y", "tag=" + strings.Repeat("a", 8<<10), strings.Repeat("item=x&", 900), "%zz=%zz;a=b", "after=NaN&wait=-1&days=1e999"} {
			if (i+n)%2 == 0 && !d.folder { // each question at every other door
				continue
			}
			try(question[:min(len(question), 30)], d, d.path+sep+question, "", "")
		}
		try("odd conditions", d, d.path, "If-None-Match: "+strings.Repeat(`"a",W/"`, 900)+"\r\nIf-Modified-Since: igår\r\nRange: bytes="+strings.Repeat("0-0,", 900)+"\r\nAccept: */*;q=NaN,"+
			strings.Repeat("a/b;q=9,", 300)+"\r\nAccept-Language: "+strings.Repeat("sv-", 900)+"\r\nDepth: -1\r\n", "")
	}
	for i, d := range slices.Concat(read, write) {
		if i%4 == 0 || d.folder { // what comes before any door is reached
			try("a large head", d, d.path, "X-Long: "+strings.Repeat("a", 21<<10)+"\r\n", "", 431)
			try("two lengths", d, d.path, "Content-Length: 1\r\nContent-Length: 2\r\n", "ab", 400)
			try("a broken escape", d, d.path+"%zz", "", "", 400)
		}
		at := strings.Replace(d.path, secretArea, "%00%ff..%2f", 1)
		try("an id that is none", d, at, "", "")
		try("a long id", d, strings.Replace(d.path, secretArea, strings.Repeat("%C3%A5", 900), 1), "", "")
	}
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	entities := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "` + strings.Repeat("b", 1000) + `"><!ENTITY c "` + strings.Repeat("&b;", 1000) + `">]><D:propfind xmlns:D="DAV:"><D:prop><a>&c;</a></D:prop></D:propfind>`
	for _, d := range write {
		sized := func(what, kind, body string, want ...int) {
			t.Helper()
			try(what, d, d.path, fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n", kind, len(body)), body, want...)
		}
		api := strings.HasPrefix(d.path, "/api/") && d.method == http.MethodPost && !strings.HasSuffix(d.path, "/files") && !strings.HasSuffix(d.path, "/members/import")
		if api {
			for _, body := range []string{deep, `{"name":"x","name":"y"}`, `{"x":NaN}`, `{"text":"\ud83d"}`, "{} {}", "\xef\xbb\xbf{}", "{\"name\":\"\xc3\"}"} {
				sized("JSON that is none: "+body[:min(len(body), 30)], "application/json", body, 400, 413)
			}
			sized("2^63, and what is not known", "application/json", `{"name":"area.item-published","command":{"item":{"revision":9223372036854775808,"admin":true}}}`, 400, 422)
			sized("another alphabet", "application/json; charset=iso-8859-1", "{}", 415)
		}
		try("a length of 9 GB", d, d.path, "Content-Type: application/json\r\nContent-Length: 9000000000\r\nExpect: 100-continue\r\n", "")
		try("a chunk of an odd size", d, d.path, "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")
		sized("a form that breaks off", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"..\\..\\a.geojson\"\r\n\r\n{\"type\":")
		sized("a form without an end", "multipart/form-data", "--x\r\n")
		sized("many parts", "multipart/form-data; boundary=x", strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n", 3000)+"--x--\r\n")
		sized("many fields", "application/x-www-form-urlencoded", strings.Repeat("a=b&", 5000)+"x=%zz")
		sized("geometries that are none", "application/x-www-form-urlencoded", "title=x&geojson="+url.QueryEscape(strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 2000))+"&shapes="+strings.Repeat("[", 9000))
		sized("letters that are none", "application/x-www-form-urlencoded", "title=%ff%fe&text=%ed%a0%80&tags=%00&q=%00&target=%00&on=tag&name=%00&why=%e2%80%ae&reason=%00&folder=%2e%2e")
		if d.folder {
			sized("entities", "application/xml", entities, 400, 403, 404, 405, 409, 413, 415, 422, 201, 204)
			sized("much XML", "application/xml", `<?xml version="1.0"?><D:propfind xmlns:D="DAV:"><D:prop>`+strings.Repeat("<a xmlns='b'/>", 150_000))
			try("headers of a folder", d, d.path, "Depth: 99\r\nDestination: http://ond.example/%zz\r\nOverwrite: X\r\nIf: ((((<\r\nLock-Token: x\r\nTimeout: Second--1\r\nContent-Range: bytes 5-1/0\r\n", "")
			try("a destination outside", d, d.path, "Destination: /dav/../../etc/passwd\r\nOverwrite: T\r\n", "")
		}
	}
	t.Logf("%d requests at %d doors", sent, len(read)+len(write))
	o.sought(t)
	for line := range strings.Lines(k.Log()) {
		if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, "panic") {
			t.Errorf("the log: %.400s", line)
		}
	}
	if v, err := k.Clerk().Verify(t.Context(), clerk.OwnerIdentity()); err != nil || len(v.Faults) > 0 {
		t.Errorf("the journal and the tables differ: %+v, %v", v.Faults, err)
	}
}

// databases are words of the databases' own.
var databases = regexp.MustCompile(`(?i)sqlite|fts5|syntax error|SQLSTATE|tsquery|unterminated|no such column|malformed match|near "`)

// sought asks for what a database could take for something else than words, in every field to search in: an answer, and never a word of the
// database's own.
func (o *odd) sought(t *testing.T) {
	t.Helper()
	words := []string{`"`, `'`, `*`, `a*`, `* *`, `NEAR(a b)`, `a NEAR/2 b`, `a AND`, `OR`, `NOT`, `-`, `- -`, `^a`, `{a b}:c`, `title:a`, `a" OR 1=1 --`, `'; DROP TABLE area; --`, `%`, `_`, `\`, `(((`,
		`a & b | !c <-> d`, `a:*`, "a\x00b", "A\u030asa", "👩\u200d👩\u200d👧", strings.Repeat("å", 400), strings.Repeat("ord ", 1000), strings.Repeat(`"`, 2000), strings.Repeat("-a ", 2000), `"kanarie`, `"vanlig post"*`}
	asks := 0
	at := []string{"/search?q=", "/areas?q=", "/areas/" + secretArea + "?q=", "/areas/" + secretArea + "/board?q=", "/api/v1/search?text="}
	for _, q := range words {
		for _, place := range at {
			path := place + url.QueryEscape(q)
			a := o.Send(http.MethodGet, path, "", nil)
			asks++
			if a.Status >= 500 || databases.MatchString(a.Body) && !databases.MatchString(q) {
				t.Errorf("%.60q at %s: %d %.300s", q, place, a.Status, databases.FindString(a.Body))
			}
		}
		asked := "q=" + url.QueryEscape(q)
		for path, body := range map[string]any{"/api/v1/searches": map[string]string{"name": "Sökning", "asked": asked}, "/api/v1/watches": map[string]string{"on": "search", "target": asked}} {
			b, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			a := o.Send(http.MethodPost, path, string(b), map[string]string{"Content-Type": "application/json"})
			if asks++; a.Status >= 500 || databases.MatchString(a.Body) && !databases.MatchString(q) {
				t.Errorf("%.60q kept at %s: %d %.300s", q, path, a.Status, a.Body)
			}
		}
	}
	for _, path := range []string{"/watches", "/search", "/api/v1/watches", "/api/v1/searches"} {
		if a := o.Send(http.MethodGet, path, "", nil); a.Status != http.StatusOK {
			t.Errorf("%s afterwards: %d", path, a.Status)
		}
	}
	o.k.gives(keeper, wished(area.Item{ID: "sist", Kind: area.Note, Title: "Sist", Text: "Vatten", OccurredAt: o.k.Now()}))
	for worked := true; worked; { // what happens is held against all that is watched now
		var err error
		if worked, err = o.k.Clerk().SortHappenings(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d searches", asks)
}
