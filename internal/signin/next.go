package signin

import (
	"net/url"
	"strings"
)

// localPath gives a place on this site to go on to; anything that could lead elsewhere becomes the front page.
func localPath(next string) string {
	if len(next) > 2000 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") ||
		strings.Contains(u.Path, "\\") {
		return "/"
	}
	return next
}

// withNext adds where to go afterwards to a path.
func withNext(path, next string) string {
	if next = localPath(next); next == "/" {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}
