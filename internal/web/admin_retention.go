package web

import (
	"strconv"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// retentionPage is how long each kind of matter is kept, and what is due to go now.
type retentionPage struct {
	adminShell
	Rules []retentionRule
	Dues  []clerk.Due
}

type retentionRule struct {
	clerk.Retention
	Months string // "" when it is kept
}

func (w *Web) retentionRoutes() []row {
	return []row{
		{get, "/admin/retention", "audit.read", w.retention},
		{post, "/admin/retention", "administer", w.saveRetention},
		{post, "/admin/retention/run", "administer", w.runRetention},
	}
}

func (w *Web) retention(q *request) error {
	p := &retentionPage{adminShell: q.adminShell("web.retention.title")}
	rules, err := q.clerk().Retentions(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	for _, m := range clerk.Matters() {
		row := retentionRule{Retention: clerk.Retention{Matter: m}}
		for _, r := range rules {
			if r.Matter == m {
				row = retentionRule{r, strconv.Itoa(r.Months)}
			}
		}
		p.Rules = append(p.Rules, row)
	}
	if p.Dues, err = q.clerk().Dues(q.ctx(), q.Who); err != nil {
		return err
	}
	return q.page("admin-retention", p)
}

// saveRetention sets the rule of one kind; no number of months takes it away.
func (w *Web) saveRetention(q *request) error {
	months := 0
	if text := strings.TrimSpace(q.Form.Get("months")); text != "" {
		var err error
		if months, err = strconv.Atoi(text); err != nil {
			return adminAt(fault.New(fault.Invalid, "retention.months", "Max", 2400), "months")
		}
	}
	_, err := q.administer(clerk.SetRetention{Retention: clerk.Retention{Matter: clerk.Matter(q.Form.Get("matter")), Months: months,
		Ground: strings.TrimSpace(q.Form.Get("ground")), Automatic: q.Form.Get("automatic") != ""}})
	if err != nil {
		return adminAt(err, map[string]string{"retention.no-ground": "ground"}[fault.CodeOf(err)])
	}
	return q.done("/admin/retention", "retention-saved")
}

// runRetention removes what is due, when it was said that it was meant.
func (w *Web) runRetention(q *request) error {
	if q.Form.Get("sure") == "" {
		return atFormField("web.retention.unsure", "sure")
	}
	if _, err := q.clerk().Execute(q.ctx(), q.Who, false); err != nil {
		return err
	}
	return q.done("/admin/retention", "retention-run")
}
