package usage

import (
	"strconv"
	"time"

	"samverkan/internal/i18n"
)

// Months is how many months are counted: as long as the log of sign-ins is kept.
const Months = 12

// Usage is how an actor uses the service.
type Usage struct {
	Actor    string    `json:"actor"`
	At       time.Time `json:"at"`
	Accounts int       `json:"accounts"` // that can be used now
	Owns     int       `json:"areasOwned"`
	Shares   int       `json:"areasShared"`     // owned by others
	Older    int       `json:"older,omitempty"` // conferences that were not looked at, because there were newer ones enough
	Months   []Month   `json:"months"`          // the newest first
}

// Month is what is counted in a month, by Swedish time.
type Month struct {
	Month     string `json:"month"`     // 2027-01
	SignIns   int    `json:"signIns"`   // that succeeded
	People    int    `json:"people"`    // that signed in
	Hosted    int    `json:"hosted"`    // conferences that were opened
	Called    int    `json:"called"`    // the same, of other hosts
	Attended  int    `json:"attended"`  // of those called to
	Exercises int    `json:"exercises"` // of those hosted and called to
	Items     int    `json:"items"`     // published in areas
	Areas     int    `json:"areas"`     // in which something was published
}

// SignIn is somebody who signed in.
type SignIn struct {
	At     time.Time
	Member string
}

// Meeting is a conference that was opened.
type Meeting struct {
	Opened                   time.Time
	Hosts, Attends, Exercise bool
}

// Item is something that was published in an area.
type Item struct {
	At   time.Time
	Area string
}

// Since is when the first month begins that is counted at a time.
func Since(now time.Time) time.Time {
	y, m, _ := now.In(i18n.Stockholm()).Date()
	return time.Date(y, m-Months+1, 1, 0, 0, 0, 0, i18n.Stockholm())
}

// Count counts by month; what lies outside the months is left out.
func Count(actor string, now time.Time, signIns []SignIn, meetings []Meeting, items []Item) Usage {
	u := Usage{Actor: actor, At: now, Months: make([]Month, Months)}
	y, m, _ := now.In(i18n.Stockholm()).Date()
	at := map[string]*Month{}
	for i := range u.Months {
		u.Months[i].Month = monthOf(time.Date(y, m-time.Month(i), 1, 12, 0, 0, 0, i18n.Stockholm()))
		at[u.Months[i].Month] = &u.Months[i]
	}
	seen := map[string]bool{}
	first := func(month, what, who string) bool {
		key := month + "\n" + what + "\n" + who
		was := seen[key]
		seen[key] = true
		return !was
	}
	for _, s := range signIns {
		if x := at[monthOf(s.At)]; x != nil {
			x.SignIns++
			if first(x.Month, "member", s.Member) {
				x.People++
			}
		}
	}
	for _, c := range meetings {
		x := at[monthOf(c.Opened)]
		if x == nil {
			continue
		}
		if c.Exercise {
			x.Exercises++
		}
		if c.Hosts {
			x.Hosted++
			continue
		}
		x.Called++
		if c.Attends {
			x.Attended++
		}
	}
	for _, i := range items {
		if x := at[monthOf(i.At)]; x != nil {
			x.Items++
			if first(x.Month, "area", i.Area) {
				x.Areas++
			}
		}
	}
	return u
}

func monthOf(t time.Time) string { return t.In(i18n.Stockholm()).Format("2006-01") }

// columns are what is counted, in the order it is shown.
var columns = []struct {
	key string
	of  func(Month) int
}{
	{"sign-ins", func(m Month) int { return m.SignIns }}, {"people", func(m Month) int { return m.People }},
	{"hosted", func(m Month) int { return m.Hosted }}, {"called", func(m Month) int { return m.Called }},
	{"attended", func(m Month) int { return m.Attended }}, {"exercises", func(m Month) int { return m.Exercises }},
	{"items", func(m Month) int { return m.Items }}, {"areas", func(m Month) int { return m.Areas }},
}

// Rows are the months as a table, with its head first.
func (u Usage) Rows(p *i18n.Printer) [][]string {
	head := []string{p.T("usage.month")}
	for _, c := range columns {
		head = append(head, p.T("usage."+c.key))
	}
	rows := [][]string{head}
	for _, m := range u.Months {
		row := []string{m.Month}
		for _, c := range columns {
			row = append(row, strconv.Itoa(c.of(m)))
		}
		rows = append(rows, row)
	}
	return rows
}
