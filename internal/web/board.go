package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

func (w *Web) boardRoutes() []row {
	return []row{
		{get, "/conferences/{id}/receipts", "board.read", w.board},
		{get, "/conferences/{id}/receipts/now", "board.read", w.boardNow},
		{post, "/conferences/{id}/receipts/remind", "conference.command", w.remind},
		{post, "/conferences/{id}/receipts/rung", "conference.command", w.rung},
		{post, "/conferences/{id}/receipts/again", "administer", w.sendAgain},
		{post, "/conferences/{id}/receipts/broken", "administer", w.breakWay},
		{post, "/conferences/{id}/receipts/replies", "administer", w.mapReply},
	}
}

// boardEvery is how often the page asks how far what is sent has come, in seconds. Answers come by the stream, at once.
const boardEvery = 5

// boardPage is the receipt board (kvittenstavlan): who has the kallelse, who has said so, and whom to ring.
type boardPage struct {
	overview
	M       *Room
	Rows    []boardRow
	Replies []unknownReply
	Seats   []choice
	Counts  boardCounts
	Open    bool // answers are still taken
	Sent    bool // the kallelse has gone out
	Silent  bool // nothing was queued for it: it is not sent from here
	// Forewarned is set when a förvarning has gone out and no kallelse.
	Forewarned bool
	Waits      bool // somebody can acknowledge: the kallelse or a förvarning is out
}

// boardCounts are the figures above the board, in participants.
type boardCounts struct{ All, Missing, Waiting, Acknowledged, Answered, Failed, Unsure int }

// boardRow is a participant on the board.
type boardRow struct {
	delivery.Row
	ID, Name string
	Ring     []ringNumber
	Ways     []sentWay
	Tone     string // is-bad, is-warn, is-ok, is-mute
	Icon     string
	Key      string // of the word for how it stands
	Silent   bool   // has not acknowledged what holds now
}

type ringNumber struct {
	delivery.Number
	Link template.URL
}

// sentWay is one delivery of a row.
type sentWay struct {
	delivery.Delivery
	Again  bool // it can be sent again
	Breaks bool // it can be said that the address does not work
	State  string
	Fault  string
}

// unknownReply is something that came in, of which somebody has to say whose it is.
type unknownReply struct {
	clerk.Incoming
	Form string
	Why  string
}

func (w *Web) boardPage(q *request) (*boardPage, error) {
	rows, err := q.clerk().Board(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return nil, err
	}
	m, _, err := w.roomOf(q)
	if err != nil {
		return nil, err
	}
	p := &boardPage{overview: q.overview("conferences", "web.board.title", "Title", m.Plan.Title), M: m, Sent: len(m.Issues) > 0}
	p.Exercise = m.Plan.Exercise
	p.Open = slices.Contains([]conference.Phase{conference.Planned, conference.Called, conference.Lobby}, m.Phase)
	p.Silent = p.Sent && !slices.ContainsFunc(rows, func(r delivery.Row) bool { return len(r.Deliveries) > 0 })
	p.Forewarned = !p.Sent && slices.ContainsFunc(rows, func(r delivery.Row) bool { return !delivery.Forewarned(r.Deliveries).IsZero() })
	p.Waits = p.Open && (p.Sent || p.Forewarned)
	for i, r := range rows {
		x := boardRowOf(q, m, r)
		x.ID = "rad-" + strconv.Itoa(i)
		p.Rows = append(p.Rows, x)
		p.Counts.add(x)
		p.Seats = append(p.Seats, choice{r.Participant, x.Name})
	}
	slices.SortStableFunc(p.Rows, func(a, b boardRow) int { return a.place() - b.place() })
	slices.SortStableFunc(p.Seats, func(a, b choice) int { return q.Compare(a.Text, b.Text) })
	return p, p.replies(q)
}

func boardRowOf(q *request, m *Room, r delivery.Row) boardRow {
	x := boardRow{Row: r, Name: boardName(m, r), Silent: !r.Informed && (r.Reply == "" || r.Earlier || r.Unconfirmed != "")}
	for _, n := range r.Ring {
		x.Ring = append(x.Ring, ringNumber{n, telephone(n.Number)})
	}
	for _, d := range r.Deliveries {
		s := sentWay{Delivery: d, State: "web.board.state." + string(d.State)}
		s.Again = d.State == delivery.Failed && d.Code != "delivery.way-broken"
		s.Breaks = d.Address != "" && d.Code != "delivery.way-broken" && !(d.State == delivery.Acknowledged)
		if d.Code != "" && q.Has("fault."+d.Code) {
			s.Fault = q.Fault(delivery.Trouble(d.Code))
		}
		x.Ways = append(x.Ways, s)
	}
	x.Tone, x.Icon, x.Key = x.mark()
	return x
}

// boardName is the name of a participant, with its unit.
func boardName(m *Room, r delivery.Row) string {
	if s, ok := m.Plan.Participant(r.Participant); ok {
		return joined(m.Name(r.Actor), s.Unit)
	}
	return m.Name(r.Actor)
}

// mark is how a row stands, in one word.
func (x boardRow) mark() (tone, icon, key string) {
	switch {
	case x.Informed && x.Reply == "":
		return "is-mute", "home", "web.board.state.informed"
	case x.Unconfirmed != "":
		return "is-warn", "warning", "web.board.state.unconfirmed"
	case x.Reply != "" && x.Earlier:
		return "is-warn", "warning", "web.board.state.earlier"
	case x.Reply == conference.Declined:
		return "is-mute", "check-circle", "web.overview.reply.declined"
	case x.Reply != "":
		return "is-ok", "check-circle", "web.overview.reply." + string(x.Reply)
	case x.Unreachable:
		return "is-bad", "warning", "web.board.state.unreachable"
	case x.State == delivery.Failed:
		return "is-bad", "error", "web.board.state.failed"
	case x.Missing:
		return "is-bad", "warning", "web.board.state.missing"
	case x.State == delivery.Unsure:
		return "is-warn", "warning", "web.board.state.unsure"
	case x.State == "":
		return "is-mute", "clock", "web.board.state.none"
	}
	return "is-warn", "clock", "web.board.state." + string(x.State)
}

// place is where the row stands: who is missing first, and who has answered last.
func (x boardRow) place() int {
	switch {
	case x.Silent && (x.Missing || x.Unreachable || x.Unconfirmed != ""):
		return 0
	case x.Silent:
		return 1
	case x.Reply == conference.Acknowledged:
		return 2
	}
	return 3
}

func (n *boardCounts) add(x boardRow) {
	if x.Informed { // it calls, and waits for nothing from itself
		return
	}
	n.All++
	if x.State == delivery.Failed {
		n.Failed++
	}
	if x.State == delivery.Unsure {
		n.Unsure++
	}
	switch x.place() {
	case 0:
		n.Missing++
	case 1:
		n.Waiting++
	case 2:
		n.Acknowledged++
	default:
		n.Answered++
	}
}

// replies finds what came in for this conference without anybody knowing from whom.
func (p *boardPage) replies(q *request) error {
	all, err := q.clerk().UnknownReplies(q.ctx(), q.Who)
	for _, x := range all {
		if x.Conference != "" && x.Conference != p.M.ID || x.Code == "reply.unconfirmed" { // it stands at its participant
			continue
		}
		r := unknownReply{Incoming: x, Form: "svar-" + x.ID}
		if x.Code != "" && q.Has("fault."+x.Code) {
			r.Why = q.Fault(delivery.Trouble(x.Code))
		}
		p.Replies = append(p.Replies, r)
	}
	return err
}

// board shows the receipts of a conference.
func (w *Web) board(q *request) error {
	p, err := w.boardPage(q)
	if err != nil {
		return err
	}
	p.Shell.Live = &Live{Stream: "/conferences/" + p.M.ID + "/stream?view=board", Mine: "/conferences/" + p.M.ID + "/receipts/now", Seq: p.M.Seq, Every: boardEvery}
	return q.page("board", p)
}

// boardNow gives the board as it stands now, for the page that shows it.
func (w *Web) boardNow(q *request) error {
	p, err := w.boardPage(q)
	if err != nil {
		return err
	}
	p.Path = "/conferences/" + p.M.ID + "/receipts" // where its forms lead back to
	html, err := w.pages[q.Lang()].part("board-live", p)
	if err != nil {
		return err
	}
	return q.sendPatch(patch{}.put("board-live", html))
}

// boardView is how the board hears that somebody has answered: the stream tells the host's pages to ask.
var boardView = &liveView{name: "board", host: true, mine: func(m *Room, _ string) string {
	var b strings.Builder
	b.WriteString(string(m.Phase) + " " + strconv.Itoa(len(m.Issues)) + " " + strconv.Itoa(m.Sequence))
	for _, p := range m.Plan.Participants {
		a := m.Answers[p.Key()]
		b.WriteString("|" + p.Key() + " " + string(a.Reply) + " " + a.At.UTC().Format(time.RFC3339Nano))
	}
	return b.String()
}}

// boardDone gives what a form of the board is answered with.
func (q *request) boardDone(note string) error {
	return q.done("/conferences/"+q.path("id")+"/receipts", note)
}

// remind sends the kallelse again to those who have not answered it, or the förvarning to those who have not acknowledged that.
func (w *Web) remind(q *request) error {
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	if len(v.Conference.Issues) > 0 {
		return q.giveHere(&conference.IssueInvitation{Channels: v.Conference.Plan.Callout.Channels}, "reminded")
	}
	if q.Form.Get("what") != "forewarning" {
		return fault.New(fault.Conflict, "web.board-not-sent")
	}
	if _, err := q.administer(clerk.Forewarn{Conference: q.path("id")}); err != nil {
		return err
	}
	return q.boardDone("reminded")
}

// rung notes that somebody was rung and acknowledged, or answered, over the telephone.
func (w *Web) rung(q *request) error {
	reply := conference.Reply(q.Form.Get("reply"))
	return q.giveHere(&conference.AnswerInvitation{Participant: q.Form.Get("participant"), Reply: reply, Message: q.field("message"), Function: q.field("function")}, "rung")
}

// giveHere gives a command and leads back to the board.
func (q *request) giveHere(cmd conference.Command, note string) error {
	got, err := q.do(q.path("id"), cmd)
	if err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.boardDone(note)
}

// sendAgain puts what did not go back in the queue.
func (w *Web) sendAgain(q *request) error {
	if _, err := q.administer(clerk.SendAgain{Delivery: q.Form.Get("delivery")}); err != nil {
		return err
	}
	return q.boardDone("sent-again")
}

// breakWay says that an address does not work.
func (w *Web) breakWay(q *request) error {
	if _, err := q.administer(clerk.BreakWay{Delivery: q.Form.Get("delivery")}); err != nil {
		return err
	}
	return q.boardDone("way-broken")
}

// mapReply says whose a reply is.
func (w *Web) mapReply(q *request) error {
	got, err := q.administer(clerk.MapIncoming{ID: q.Form.Get("reply"), Conference: q.path("id"), Participant: q.Form.Get("participant")})
	if err != nil {
		return err
	}
	for _, x := range got.Warnings {
		if x.Key == "warning.answer-not-given" {
			return q.boardDone("reply-by-hand")
		}
	}
	return q.boardDone("reply-mapped")
}
