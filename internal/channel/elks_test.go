package channel_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// telephony is the provider's API as far as its documentation goes: it takes forms with a user's name and password, and keeps what it took.
type telephony struct {
	mu    sync.Mutex
	forms []url.Values
	paths []string
	say   func(http.ResponseWriter, *http.Request) bool // another answer, when it gives one
}

func (a *telephony) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.say != nil && a.say(w, r) {
		return
	}
	user, password, _ := r.BasicAuth()
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		http.Error(w, "Bad request", http.StatusBadRequest)
		return
	}
	if user != "u123" || password != "hemligt" {
		http.Error(w, "API access requires Basic HTTP authentication", http.StatusUnauthorized)
		return
	}
	if !strings.HasPrefix(r.PostForm.Get("to"), "+") {
		http.Error(w, "Invalid to number "+r.PostForm.Get("to"), http.StatusForbidden)
		return
	}
	a.mu.Lock()
	a.forms, a.paths = append(a.forms, r.PostForm), append(a.paths, r.URL.Path)
	a.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if strings.HasSuffix(r.URL.Path, "/calls") {
		fmt.Fprint(w, `{"id":"c70b23624c02","state":"ongoing","direction":"outgoing"}`)
		return
	}
	fmt.Fprint(w, `{"id":"s70df59406a1b","status":"created","created":"2027-01-06T11:00:00.123456","direction":"outgoing","parts":1,"cost":3500}`)
}

func elksAt(t *testing.T, a *telephony) channel.ElksOptions {
	return channel.ElksOptions{Address: serve(t, a.ServeHTTP) + "/a1", User: "u123", Password: "hemligt", From: "Samverkan", Outward: inside()}
}

func sms(t *testing.T, o channel.ElksOptions) *channel.SMS {
	t.Helper()
	s, err := channel.NewSMS(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The form is what the documentation asks for, the text in the characters of the keyboard.
func TestSMS(t *testing.T) {
	api := &telephony{}
	m := message("070-000 00 00")
	m.Text, m.Link, m.Callback = "ÖVNING – kallelse kl. 14.30…", "https://samverkan.example/k/1", "https://samverkan.example/hooks/sms/x?key=y"
	h, err := sms(t, elksAt(t, api)).Send(t.Context(), m)
	if err != nil || h != (channel.Handed{Reference: "s70df59406a1b", State: channel.Sent, Parts: 1}) {
		t.Fatal(h, err)
	}
	want := url.Values{"from": {"Samverkan"}, "to": {"+46700000000"}, "message": {"ÖVNING - kallelse kl. 14.30...\nhttps://samverkan.example/k/1"},
		"dontlog": {"message"}, "whendelivered": {m.Callback}}
	if api.paths[0] != "/a1/sms" || api.forms[0].Encode() != want.Encode() {
		t.Errorf("%s %v", api.paths[0], api.forms[0])
	}
}

func TestSMSAddresses(t *testing.T) {
	api := &telephony{}
	s := sms(t, elksAt(t, api))
	for to, want := range map[string]string{"": "channel.address", "karin@x.example": "channel.address", "112": "channel.address",
		"070-174 06 05": "channel.fictive", "08-123 456 78": "channel.not-mobile", "070-000 00 00\r\nBcc: x": "channel.address"} {
		_, err := s.Send(t.Context(), message(to))
		expect(t, to, err, want, false)
		silent(t, err, to)
	}
	m := message("070-000 00 00")
	m.Text = strings.Repeat("å", 613)
	_, err := s.Send(t.Context(), m)
	expect(t, "a novel", err, "channel.too-long", false)
	if len(api.forms) > 0 {
		t.Error("called for", api.forms)
	}
}

func TestElksSettings(t *testing.T) {
	ok := channel.ElksOptions{User: "u", Password: "p", From: "Samverkan"}
	if _, err := channel.NewSMS(ok); err != nil {
		t.Error("the real address:", err)
	}
	for name, c := range map[string]struct {
		change func(*channel.ElksOptions)
		code   string
	}{
		"no sender":                {func(o *channel.ElksOptions) { o.From = "" }, "channel.sender"},
		"a long name":              {func(o *channel.ElksOptions) { o.From = "Samverkanskonferens" }, "channel.sender"},
		"a name with å":            {func(o *channel.ElksOptions) { o.From = "Åbo" }, "channel.sender"},
		"a name of figures":        {func(o *channel.ElksOptions) { o.From = "12345" }, "channel.sender"},
		"no password":              {func(o *channel.ElksOptions) { o.Password = "" }, "channel.setting"},
		"plain http":               {func(o *channel.ElksOptions) { o.Address = "http://api.46elks.com/a1" }, "channel.setting"},
		"an address of the inside": {func(o *channel.ElksOptions) { o.Address = "https://10.0.0.1/a1" }, "channel.setting"},
	} {
		o := ok
		c.change(&o)
		_, err := channel.NewSMS(o)
		expect(t, name, err, c.code, false)
	}
}

// Each way to say no gives its code, and whether to try again. What the API says is not carried on: it quotes the number.
func TestElksRefusals(t *testing.T) {
	for _, c := range []struct {
		status     int
		body, want string
		again      bool
	}{
		{401, "no", "channel.signed-out", true},
		{403, "Invalid API username or password", "channel.signed-out", true},
		{403, "Not enough credits to send to +46700000000", "channel.no-money", true},
		{402, "", "channel.no-money", true},
		{403, "Invalid to number +46700000000", "channel.refused", false},
		{404, "No such thing", "channel.refused", false},
		{400, "Missing key", "channel.refused", false},
		{429, "", "channel.unreachable", true},
		{408, "", "channel.unreachable", true},
		{500, "", "channel.unreachable", true},
		{503, "", "channel.unreachable", true},
		{200, `{"id":"s1","status":"failed"}`, "channel.refused", false},
		{200, `{"status":"created"}`, "channel.unsure", true},
		{200, `{"id":"x\r\ny"}`, "channel.unsure", true},
		{200, `<html>Maintenance</html>`, "channel.unsure", true},
		{200, strings.Repeat("x", 1<<17), "channel.unsure", true},
	} {
		api := &telephony{say: func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
			return true
		}}
		_, err := sms(t, elksAt(t, api)).Send(t.Context(), message("070-000 00 00"))
		name := fmt.Sprintf("%d %.40s", c.status, c.body)
		expect(t, name, err, c.want, c.again)
		silent(t, err, "700000000", "hemligt", "Kallelse", "127.0.0.1")
	}
}

// The password and the text go nowhere but where they were sent.
func TestElksRedirect(t *testing.T) {
	thief := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
	for _, status := range []int{301, 302, 303, 307, 308} {
		api := &telephony{say: func(w http.ResponseWriter, r *http.Request) bool { http.Redirect(w, r, thief, status); return true }}
		_, err := sms(t, elksAt(t, api)).Send(t.Context(), message("070-000 00 00"))
		expect(t, fmt.Sprint(status), err, "channel.refused", false)
	}
}

// When the answer is lost, nobody knows; when nobody was reached, everybody does.
func TestElksUnsure(t *testing.T) {
	hang := func(w http.ResponseWriter, r *http.Request) bool { r.ParseForm(); <-r.Context().Done(); return true }
	cut := func(w http.ResponseWriter, r *http.Request) bool {
		r.ParseForm()
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			c.Close()
		}
		return true
	}
	half := func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", "500")
		fmt.Fprint(w, `{"id":"s1",`)
		return true
	}
	for name, say := range map[string]func(http.ResponseWriter, *http.Request) bool{"no answer": hang, "a broken connection": cut, "half an answer": half} {
		o := elksAt(t, &telephony{say: say})
		o.Outward.Timeout = 200 * time.Millisecond
		_, err := sms(t, o).Send(t.Context(), message("070-000 00 00"))
		expect(t, name, err, "channel.unsure", true)
		silent(t, err, "127.0.0.1", "46700000000")
	}
	o := elksAt(t, &telephony{})
	o.Address = "http://127.0.0.1:1/a1"
	_, err := sms(t, o).Send(t.Context(), message("070-000 00 00"))
	expect(t, "nobody there", err, "channel.unreachable", true)
	silent(t, err, "127.0.0.1")
	o.Outward.Inside = nil
	if _, err := channel.NewSMS(o); fault.CodeOf(err) != "channel.setting" {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = sms(t, elksAt(t, &telephony{})).Send(ctx, message("070-000 00 00"))
	expect(t, "called off", err, "channel.unreachable", true)
}

// No more calls at once than the settings say; the rest wait their turn, or until they are called off.
func TestElksParallel(t *testing.T) {
	var now, most atomic.Int32
	free := make(chan struct{})
	api := &telephony{say: func(http.ResponseWriter, *http.Request) bool {
		most.Store(max(most.Load(), now.Add(1)))
		<-free
		now.Add(-1)
		return false
	}}
	o := elksAt(t, api)
	o.Parallel = 2
	s := sms(t, o)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := s.Send(t.Context(), message("070-000 00 00")); err != nil {
				t.Error(err)
			}
		})
	}
	for now.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := s.Send(ctx, message("070-000 00 00"))
	expect(t, "no place", err, "channel.unreachable", true)
	close(free)
	wg.Wait()
	if most.Load() != 2 || len(api.forms) != 6 {
		t.Errorf("%d at once, %d in all", most.Load(), len(api.forms))
	}
}

func TestParseDelivery(t *testing.T) {
	for query, want := range map[string]channel.Report{
		"id=s1&status=created": {Reference: "s1", State: channel.Sent},
		"id=s1&status=sent":    {Reference: "s1", State: channel.Sent},
		"id=s1&status=failed":  {Reference: "s1", State: channel.Failed},
		"id=s1&status=delivered&delivered=2027-01-06T11:00:01.5":       {Reference: "s1", State: channel.Delivered, At: noon.Add(1500 * time.Millisecond)},
		"id=s1&status=delivered&delivered=2027-01-06T12:00:01%2B01:00": {Reference: "s1", State: channel.Delivered, At: noon.Add(time.Second)},
		"id=s1&status=delivered&delivered=nyss":                        {Reference: "s1", State: channel.Delivered},
		"id=s1&status=delivered":                                       {Reference: "s1", State: channel.Delivered},
		"id=s1&status=eaten":                                           {}, "id=s1": {}, "status=sent": {}, "": {}, "id=%0d%0a&status=sent": {}, "id=" + strings.Repeat("a", 65) + "&status=sent": {},
	} {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := channel.ParseDelivery(form)
		if got != want || (want == channel.Report{}) != (fault.CodeOf(err) == "channel.report") {
			t.Errorf("%s: %+v %v", query, got, err)
		}
	}
}

// Whatever comes, a report has a reference that can stand anywhere and one of three states; read again it is the same.
func FuzzParseDelivery(f *testing.F) {
	for _, s := range []string{"id=s1&status=sent", "id=s1&status=delivered&delivered=2027-01-06T11:00:01.5", "id=&status=failed", "%", "id=å&status=sent", "id=a&id=b&status=sent",
		"callid=c1&result=1", "id=c1&state=success&duration=12&actions=%5B%7B%22ivr%22%3A%22x%22%2C%22result%22%3A%221%22%7D%5D", "callid=c1&result=failed&why=noinput"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		states := []channel.State{channel.Sent, channel.Delivered, channel.Failed}
		r, err := channel.ParseDelivery(form)
		again, _ := channel.ParseDelivery(form)
		if r != again || err == nil && (!slices.Contains(states, r.State) || r.Reference == "" || strings.ContainsAny(r.Reference, "\r\n\x00 /?<")) {
			t.Fatalf("%+v %v", r, err)
		}
		c, err := channel.ParseCall(form)
		if err == nil && (!slices.Contains(states, c.State) || c.Reference == "" || c.Length < 0 || c.Acknowledged && c.State == "") {
			t.Fatalf("%+v %v", c, err)
		}
	})
}

func voice(t *testing.T, o channel.ElksOptions, change ...func(*channel.VoiceOptions)) *channel.Voice {
	t.Helper()
	o.From = "076-686 00 00"
	v := channel.VoiceOptions{ElksOptions: o, Thanks: "https://samverkan.example/ljud/tack.mp3", Recordings: []channel.Recording{
		{Language: "sv", URL: "https://samverkan.example/ljud/larm.mp3"},
		{Language: "sv", Exercise: true, URL: "https://samverkan.example/ljud/ovning.mp3"},
		{Language: "en", URL: "https://samverkan.example/ljud/alarm.mp3"}}}
	for _, c := range change {
		c(&v)
	}
	caller, err := channel.NewVoice(v)
	if err != nil {
		t.Fatal(err)
	}
	return caller
}

// A call asks for a key; the same address is told about the key and about the end.
func TestVoice(t *testing.T) {
	api := &telephony{}
	v := voice(t, elksAt(t, api))
	for _, c := range []struct {
		language string
		exercise bool
		sound    string
	}{{"sv", false, "larm"}, {"sv", true, "ovning"}, {"en", false, "alarm"}, {"en", true, "ovning"}, {"", false, "larm"}} {
		m := message("08-123 456 78")
		m.Language, m.Exercise, m.Callback = c.language, c.exercise, "https://samverkan.example/hooks/voice/x?key=y"
		h, err := v.Send(t.Context(), m)
		if err != nil || h != (channel.Handed{Reference: "c70b23624c02", State: channel.Sent}) {
			t.Fatal(h, err)
		}
		form := api.forms[len(api.forms)-1]
		var start struct {
			IVR, Next               string
			Digits, Timeout, Repeat int
		}
		if err := json.Unmarshal([]byte(form.Get("voice_start")), &start); err != nil {
			t.Fatal(err)
		}
		if start.IVR != "https://samverkan.example/ljud/"+c.sound+".mp3" || start.Next != m.Callback || start.Digits != 1 || start.Timeout < 1 || start.Timeout > 30 {
			t.Errorf("%+v: %+v", c, start)
		}
		if form.Get("whenhangup") != m.Callback || form.Get("from") != "+46766860000" || form.Get("to") != "+46812345678" || form.Get("timeout") == "" || form.Has("message") {
			t.Errorf("%v", form)
		}
	}
	m := message("08-123 456 78")
	_, err := v.Send(t.Context(), m)
	expect(t, "nowhere to tell", err, "channel.setting", false)
	m.Callback = "https://samverkan.example/"
	sharp := voice(t, elksAt(t, api), func(o *channel.VoiceOptions) { o.Recordings = o.Recordings[:1] })
	_, err = sharp.Send(t.Context(), m)
	expect(t, "an exercise with the recording of an alarm", err, "channel.recording", false)
	m.To = "070-174 06 05"
	_, err = v.Send(t.Context(), m)
	expect(t, "a number of a film", err, "channel.fictive", false)
}

func TestVoiceSettings(t *testing.T) {
	o := channel.ElksOptions{User: "u", Password: "p", From: "Samverkan"}
	_, err := channel.NewVoice(channel.VoiceOptions{ElksOptions: o})
	expect(t, "a name cannot ring", err, "channel.sender", false)
	o.From = "076-686 00 00"
	for _, u := range []string{"http://x.example/a.mp3", "https://10.0.0.1/a.mp3", "a.mp3"} {
		_, err = channel.NewVoice(channel.VoiceOptions{ElksOptions: o, Recordings: []channel.Recording{{URL: u}}})
		expect(t, u, err, "channel.recording", false)
	}
}

func TestParseCall(t *testing.T) {
	actions := url.QueryEscape(`[{"ivr":"https://x.example/a.mp3","result":"1"},{"play":"https://x.example/t.mp3","result":"ok"}]`)
	for query, want := range map[string]channel.CallReport{
		"callid=c1&result=1&from=x&to=y":         {Reference: "c1", Acknowledged: true, State: channel.Delivered},
		"callid=c1&result=2":                     {Reference: "c1", State: channel.Delivered},
		"callid=c1&result=11":                    {Reference: "c1", State: channel.Delivered},
		"callid=c1&result=failed&why=noinput":    {Reference: "c1", State: channel.Delivered},
		"id=c1&state=success&duration=15":        {Reference: "c1", Ended: true, State: channel.Delivered, Length: 15 * time.Second},
		"id=c1&state=success&actions=" + actions: {Reference: "c1", Ended: true, State: channel.Delivered, Acknowledged: true},
		"id=c1&state=success&actions=%5B%5D":     {Reference: "c1", Ended: true, State: channel.Delivered},
		"id=c1&state=busy":                       {Reference: "c1", Ended: true, State: channel.Failed},
		"id=c1&state=failed&duration=-3":         {Reference: "c1", Ended: true, State: channel.Failed},
		"id=c1&state=ongoing":                    {Reference: "c1", State: channel.Sent},
		"id=c1":                                  {}, "result=1": {}, "": {}, "callid=a%20b&result=1": {}, "id=c1&state=dancing": {},
	} {
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := channel.ParseCall(form)
		if got != want || (want == channel.CallReport{}) != (fault.CodeOf(err) == "channel.report") {
			t.Errorf("%s: %+v %v", query, got, err)
		}
	}
	v := voice(t, channel.ElksOptions{User: "u", Password: "p"})
	if got := string(v.Answer(channel.CallReport{Acknowledged: true})); got != `{"play":"https://samverkan.example/ljud/tack.mp3"}` {
		t.Error(got)
	}
	for _, r := range []channel.CallReport{{}, {Acknowledged: true, Ended: true}} {
		if got := v.Answer(r); got != nil {
			t.Errorf("%+v: %s", r, got)
		}
	}
}

// The address of a report is known again, by its key, for one message and one channel.
func TestCallbacks(t *testing.T) {
	c := channel.Callbacks{Base: "https://samverkan.example/hooks/", Key: []byte(strings.Repeat("k", 32))}
	address, err := url.Parse(c.URL("sms", "0197a1b2-0001"))
	if err != nil || address.Path != "/hooks/sms/0197a1b2-0001" {
		t.Fatal(address, err)
	}
	if err := outward.Check(address.String(), outward.Options{}); err != nil {
		t.Error(err)
	}
	q := address.Query()
	if err := c.Check("sms", "0197a1b2-0001", q); err != nil {
		t.Error(err)
	}
	other := channel.Callbacks{Base: c.Base, Key: []byte(strings.Repeat("l", 32))}
	for name, err := range map[string]error{"another channel": c.Check("voice", "0197a1b2-0001", q), "another message": c.Check("sms", "0197a1b2-0002", q),
		"another house": other.Check("sms", "0197a1b2-0001", q), "no key": c.Check("sms", "0197a1b2-0001", nil), "a house without a key": channel.Callbacks{}.Check("sms", "x", nil)} {
		if fault.CodeOf(err) != "channel.callback" || fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
