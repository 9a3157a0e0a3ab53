package scim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

const (
	mostListed  = 200
	usualListed = 100
)

// asked is what a list is asked for by.
type asked struct {
	filter, start, count string
	narrowing
}

// list answers with those that a filter holds for (RFC 7644, 3.4.2). sortBy is not supported, and is left where it is.
func (q *request) list(k kind, x asked) error {
	var f Filter
	var err error
	if x.filter != "" {
		if f, err = ParseFilter(x.filter); err != nil {
			return err
		}
	}
	start, err := figure(x.start, 1)
	if err != nil {
		return err
	}
	count, err := figure(x.count, usualListed)
	if err != nil {
		return err
	}
	start, count = max(start, 1), min(max(count, 0), mostListed)
	all, err := k.all()
	if err != nil {
		return err
	}
	if f != nil {
		all = slices.DeleteFunc(all, func(o object) bool { return !f.Holds(o) })
	}
	from := min(start-1, len(all))
	page := []object{}
	for _, o := range all[from:min(from+count, len(all))] {
		page = append(page, x.of(o))
	}
	return q.write(http.StatusOK, object{"schemas": []string{listMessage}, "totalResults": len(all), "startIndex": start, "itemsPerPage": len(page), "Resources": page})
}

// figure reads a number of a question. Fault: scim.value.
func figure(s string, otherwise int) (int, error) {
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > 1<<30 {
		return 0, fault.New(fault.Invalid, "scim.value", "Attribute", "startIndex, count")
	}
	return n, nil
}

// search is list with the question in the body (RFC 7644, 3.4.3).
func (q *request) search(k kind) error {
	if q.r.Method != http.MethodPost {
		return q.notAllowed(http.MethodPost)
	}
	sent, err := q.body()
	if err != nil {
		return err
	}
	if !slices.Contains(listOf(at(sent, "schemas")), any(searchMessage)) {
		return fault.New(fault.Invalid, "scim.syntax")
	}
	words := func(name string) string {
		var out []string
		for _, v := range listOf(at(sent, name)) {
			if s, ok := v.(string); ok {
				out = append(out, s)
			}
		}
		return strings.Join(out, ",")
	}
	number := func(name string) string {
		if n, ok := at(sent, name).(float64); ok && n > -1e9 && n < 1e9 {
			return strconv.Itoa(int(n))
		}
		return ""
	}
	n, err := narrowingOf(words("attributes"), words("excludedAttributes"))
	if err != nil {
		return err
	}
	filter, _ := at(sent, "filter").(string)
	return q.list(k, asked{filter, number("startIndex"), number("count"), n})
}
