package web

import (
	"net/url"
	"strconv"

	"samverkan/internal/clerk"
)

// pager is which part of a list is shown, and how to reach the others.
type pager struct {
	Total, From, To int // of what is listed; From counts from 1
	Page, Pages     int
	Size            int
	path            string
	query           url.Values
}

// listSize is how many rows a page of a list has.
const listSize = 25

// pager reads which page is asked for.
func (q *request) pager(size int) pager {
	n, err := strconv.Atoi(q.query("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		n = 1
	}
	return pager{Page: n, Size: size, path: q.r.URL.Path, query: q.r.URL.Query()}
}

// part is the page as lists are asked for it.
func (p pager) part() clerk.Page { return clerk.Page{Limit: p.Size, Offset: (p.Page - 1) * p.Size} }

// counted fills in what the list answered.
func (p pager) counted(rows, total int) pager {
	p.Total, p.Pages = total, max(1, (total+p.Size-1)/p.Size)
	if rows > 0 {
		p.From = (p.Page-1)*p.Size + 1
		p.To = p.From + rows - 1
	}
	return p
}

// At is the address of a page.
func (p pager) At(n int) string {
	return p.with("page", strconv.Itoa(n), n == 1)
}

// with is the address of the list with one thing chosen otherwise.
func (p pager) with(name, value string, none bool) string {
	v := url.Values{}
	for k, x := range p.query {
		if k != "done" {
			v[k] = x
		}
	}
	if v.Set(name, value); none {
		v.Del(name)
	}
	if name != "page" {
		v.Del("page")
	}
	if len(v) == 0 {
		return p.path
	}
	return p.path + "?" + v.Encode()
}

// Shown lists the pages that are named: the first, the last, and those around the one that is shown; 0 stands where some are
// left out.
func (p pager) Shown() []int {
	var out []int
	last := 0
	for n := 1; n <= p.Pages; n++ {
		if n != 1 && n != p.Pages && (n < p.Page-1 || n > p.Page+1) {
			continue
		}
		if last != 0 && n != last+1 {
			out = append(out, 0)
		}
		out = append(out, n)
		last = n
	}
	return out
}

// Earlier and Later are the pages beside; 0 when there is none.
func (p pager) Earlier() int {
	if p.Page > 1 {
		return min(p.Page-1, p.Pages)
	}
	return 0
}

// Later is the page after; 0 when there is none.
func (p pager) Later() int {
	if p.Page < p.Pages {
		return p.Page + 1
	}
	return 0
}
