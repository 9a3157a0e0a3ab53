package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

func (w *Web) noticeRoutes() []row {
	return []row{
		{post, "/settings/notices", "setting.own", w.saveNotices},
		{post, "/settings/devices", "push.own", w.addDevice},
		{post, "/settings/devices/revoke", "push.own", w.revokeDevice},
	}
}

// noticePart is what stands on the page of settings of how its reader is told of things.
type noticePart struct {
	Channels []choice
	Rows     []noticeRow
	From, To string // the quiet hours
	Mail     string // where it goes, when that can be chosen
	Numbers  string // where text messages go, in words, when that can be chosen
	NoNumber bool   // they could be, were a number known
	Key      string // "" where no notices are sent to browsers
	Devices  []deviceRow
}

// noticeRow is one topic, with what is chosen of it.
type noticeRow struct {
	Topic delivery.Topic
	Name  string
	By    []directory.Channel
}

// Has tells whether a topic comes by a channel.
func (r noticeRow) Has(c string) bool { return slices.Contains(r.By, directory.Channel(c)) }

// deviceRow is a browser that takes notices.
type deviceRow struct {
	clerk.PushSubscription
	Name   string
	Digest string // of where its notices go: by that the script knows its own browser
	Lost   bool   // the last one did not get there
}

// notices makes the part.
func (q *request) notices() (noticePart, error) {
	own, err := q.clerk().OwnNotices(q.ctx(), q.Who)
	if err != nil {
		return noticePart{}, err
	}
	p := noticePart{NoNumber: own.NoNumber}
	for _, c := range own.Channels {
		p.Channels = append(p.Channels, choice{string(c), q.T("web.notices.channel." + string(c))})
	}
	if slices.Contains(own.Channels, directory.Mail) {
		p.Mail = own.Mail
	}
	if slices.Contains(own.Channels, directory.SMS) {
		p.Numbers = q.List(own.Numbers)
	}
	if slices.Contains(own.Channels, directory.Push) {
		p.Key = q.web.o.PushKey
	}
	p.From, p.To, _ = strings.Cut(own.Quiet, "-")
	for _, topic := range own.Topics {
		p.Rows = append(p.Rows, noticeRow{topic, q.T("web.notices.topic." + string(topic)), own.By[topic]})
	}
	for _, d := range own.Devices {
		name := deviceName(d.Agent)
		if name == "" {
			name = q.T("web.notices.device-unknown")
		}
		p.Devices = append(p.Devices, deviceRow{d, name, endpointDigest(d.Endpoint), d.Failed.After(d.Used)})
	}
	return p, nil
}

func endpointDigest(endpoint string) string {
	sum := sha256.Sum256([]byte(endpoint))
	return hex.EncodeToString(sum[:16])
}

// saveNotices keeps which topics come by which channels. What the page did not offer stays as it was chosen.
func (w *Web) saveNotices(q *request) error {
	own, err := q.clerk().OwnNotices(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	n := delivery.Notices{By: map[delivery.Topic][]directory.Channel{}}
	for _, topic := range own.Topics {
		var by []directory.Channel
		for _, c := range delivery.NoticeChannels() {
			offered := slices.Contains(own.Channels, c)
			if offered && slices.Contains(q.Form[string(topic)], string(c)) || !offered && slices.Contains(own.By[topic], c) {
				by = append(by, c)
			}
		}
		n.By[topic] = by
	}
	if from, to := q.field("from"), q.field("to"); from != "" || to != "" {
		n.Quiet = quietHours(from, to)
	}
	if err := q.clerk().SaveNotices(q.ctx(), q.Who, n); err != nil {
		if fault.CodeOf(err) == "contact.quiet" {
			return atFormField("contact.quiet", "to")
		}
		return err
	}
	return q.done("/settings", "saved")
}

// quietHours writes hours as they are kept. What cannot be read stays as it is, to be refused.
func quietHours(from, to string) string {
	a, b, err1 := readClock(from)
	c, d, err2 := readClock(to)
	if err1 != nil || err2 != nil {
		return from + "-" + to
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", a, b, c, d)
}

// addDevice lets the reader's browser take notices. It says itself who it takes them for, so that a browser that is asked for new keys
// while somebody else is signed in does not become that one's.
func (w *Web) addDevice(q *request) error {
	if q.Form.Get("member") != q.Who.Member {
		return fault.New(fault.Forbidden, "push.other-member")
	}
	agent := strings.ToValidUTF8(q.r.UserAgent(), "")
	err := q.clerk().SubscribePush(q.ctx(), q.Who, clerk.PushSubscription{Endpoint: q.field("endpoint"), P256DH: q.field("p256dh"), Auth: q.field("auth"),
		Agent: strings.ToValidUTF8(agent[:min(len(agent), 200)], "")})
	if err != nil {
		return err
	}
	return q.done("/settings", "device-on")
}

// revokeDevice takes a browser away: it gets nothing from then on.
func (w *Web) revokeDevice(q *request) error {
	if err := q.clerk().UnsubscribePush(q.ctx(), q.Who, q.field("id")); err != nil {
		return err
	}
	return q.done("/settings", "device-off")
}

// What browsers and systems call themselves in what they send, and what people call them. The order matters: most name others too.
var (
	browserNames = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systemNames = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"},
		{"Linux", "Linux"}}
)

// deviceName makes of what a browser says that it is what its owner knows it by; "" when that cannot be told.
func deviceName(agent string) string {
	var parts []string
	for _, names := range [][][2]string{browserNames, systemNames} {
		for _, x := range names {
			if strings.Contains(agent, x[0]) {
				parts = append(parts, x[1])
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
