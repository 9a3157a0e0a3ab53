package webtest

import (
	"iter"
	"net/url"
	"slices"
	"strings"
)

// alike is how many pages that differ by their query alone are looked at.
const alike = 3

// mostPages ends a walk that finds new pages without end.
const mostPages = 400

// Crawl opens every page that somebody comes to by following links from some places, each as often as it differs by its query, at
// most a few times. Documents are left where they are: they take their time to make, and have tests of their own. Each page is given
// as it comes, since all of them together take much room.
func (c *Client) Crawl(from ...string) iter.Seq[*Page] {
	return func(yield func(*Page) bool) {
		c.t.Helper()
		opened := 0
		seen, same := map[string]bool{}, map[string]int{}
		for todo := slices.Clone(from); len(todo) > 0 && opened < mostPages; todo = todo[1:] {
			to := todo[0]
			u, err := url.Parse(to)
			if err != nil || seen[to] || leaves(u.Path) {
				continue
			}
			seen[to] = true
			if same[u.Path]++; same[u.Path] > alike {
				continue
			}
			p := c.Get(to)
			p.Asked = to
			opened++
			if p.Root != nil && p.Status == 200 {
				todo = append(todo, p.Links()...)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// leaves tells what would end the walk or never end itself.
func leaves(path string) bool {
	return path == "/sign-out" || strings.HasPrefix(path, "/api/") || strings.HasSuffix(path, "/stream") || strings.HasPrefix(path, "/sign-in/with/")
}
