package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/signin"
)

func (w *Web) settingRoutes() []row {
	return []row{
		{get, "/settings", "setting.own", w.settingsPage},
		{post, "/settings", "setting.own", w.saveSettings},
	}
}

// settings gives the reader's own choices, asked for once for each request. Without them the pages are as they are for anybody: how a
// page looks is no reason not to show it.
func (q *request) settings() map[string]string {
	if q.chosen == nil {
		chosen, err := q.clerk().Settings(q.ctx(), q.Who)
		if err != nil {
			chosen = map[string]string{}
		}
		q.chosen = chosen
	}
	return q.chosen
}

// theme is light or dark when the reader has chosen one of them.
func (q *request) theme() string {
	if t := q.settings()[clerk.SettingTheme]; t != "auto" {
		return t
	}
	return ""
}

// language is what was chosen in this browser, or else by the person, or else what the browser asks for first.
func (q *request) language() string {
	all := q.web.o.Texts.Languages()
	if c, err := q.r.Cookie(signin.LanguageCookie); err == nil && slices.Contains(all, c.Value) {
		return c.Value
	}
	if q.Who.Member != "" && !strings.HasPrefix(q.r.URL.Path, "/assets/") {
		if own := q.settings()[clerk.SettingLanguage]; slices.Contains(all, own) {
			return own
		}
	}
	return q.web.language(q.r)
}

// settingsPage is what people choose for themselves, and the way to what protects their account.
type settingsPage struct {
	Shell
	ActorName string
	Login     string
	Shared    bool // the account of a function, which people take over from each other
	Language  string
	Look      string
	Languages []choice
	Looks     []choice
	Feeds     []feedRow
	Notices   noticePart
}

func (w *Web) settingsPage(q *request) error {
	p := &settingsPage{Shell: q.shell("web.settings.title"), ActorName: q.actorName(q.Who.Actor)}
	account, _, err := q.clerk().CredentialsOf(q.ctx(), q.Who.Member)
	if err != nil {
		return err
	}
	p.Login, p.Shared = account.Login, account.Shared
	p.Language, p.Look = q.settings()[clerk.SettingLanguage], q.settings()[clerk.SettingTheme]
	for _, v := range clerk.SettingValues(clerk.SettingLanguage) {
		if v == "" {
			p.Languages = append(p.Languages, choice{v, q.T("web.settings.language-auto")})
			continue
		}
		p.Languages = append(p.Languages, choice{v, q.T("web.settings.language." + v)})
	}
	for _, v := range clerk.SettingValues(clerk.SettingTheme) {
		p.Looks = append(p.Looks, choice{v, q.T("web.settings.theme." + v)})
	}
	if p.Feeds, err = q.feeds(); err != nil {
		return err
	}
	if p.Notices, err = q.notices(); err != nil {
		return err
	}
	return q.page("settings", p)
}

// saveSettings keeps the choices. What was chosen in this browser alone gives way to them.
func (w *Web) saveSettings(q *request) error {
	for _, name := range []string{clerk.SettingLanguage, clerk.SettingTheme} {
		if err := q.clerk().SaveSetting(q.ctx(), q.Who, name, q.Form.Get(name)); err != nil {
			return adminAt(err, name)
		}
	}
	http.SetCookie(q.w, &http.Cookie{Name: signin.LanguageCookie, Path: "/", MaxAge: -1, Expires: time.Unix(1, 0), HttpOnly: true, Secure: w.o.Secure,
		SameSite: http.SameSiteLaxMode})
	return q.done("/settings", "saved")
}
