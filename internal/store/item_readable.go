package store

import "strings"

// readableAtOnce are how many items one question asks for: the same few questions are asked, whatever the number.
var readableAtOnce = []int{4, 32, 256}

// ReadableItems gives those of some items that the reader may read.
func (tx *Tx) ReadableItems(as Reader, ids []string) (map[string]bool, error) {
	out := make(map[string]bool, len(ids))
	for len(ids) > 0 {
		size := readableAtOnce[0]
		for _, size = range readableAtOnce {
			if size >= len(ids) {
				break
			}
		}
		some := ids[:min(len(ids), size)]
		ids = ids[len(some):]
		args := make([]any, size)
		for n := range args {
			args[n] = some[min(n, len(some)-1)] // the last fills the question up
		}
		q := from(`FROM area_item i`).and(`i.id IN (?`+strings.Repeat(", ?", size-1)+`)`, args...).areas(as, "i.area").items(as)
		list, err := all(tx, text, `SELECT i.id `+q.String(), q.args...)
		if err != nil {
			return nil, err
		}
		for _, id := range list {
			out[id] = true
		}
	}
	return out, nil
}
