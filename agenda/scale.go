package agenda

import "slices"

// Scale gives the items the minutes that make them fill total minutes together, in proportion to the minutes
// they have. No item gets less than its own floor (floors by item id, 1 when it is not there): an opening does not
// grow short because the meeting does. Where total is less than the floors together, every item gets its floor and the
// agenda is longer than the meeting; an agenda that is too full is for people to cut, not for arithmetic.
//
// The minutes that whole numbers leave over go to the items that lost most by rounding, the earlier first
// (largest remainder), so the same input always gives the same agenda.
func (a Agenda) Scale(total int, floors map[string]int) Agenda {
	b := a.Clone()
	floor := make([]int, len(b))
	fixed := make([]bool, len(b)) // at its floor, no longer part of the sharing
	for i, it := range b {
		floor[i] = max(1, floors[it.ID])
	}
	for {
		left, weight := total, 0
		for i, it := range a {
			if fixed[i] {
				left -= floor[i]
				continue
			}
			weight += max(1, it.Minutes)
		}
		if weight == 0 {
			break
		}
		again := false
		for i, it := range a {
			if !fixed[i] && left*max(1, it.Minutes) < floor[i]*weight {
				fixed[i], again = true, true
			}
		}
		if !again {
			share(a, b, fixed, left, weight)
			break
		}
	}
	for i := range b {
		if fixed[i] {
			b[i].Minutes = floor[i]
		}
	}
	return b
}

// share spreads left minutes over the items of b that are not fixed, by the weights of a.
func share(a, b Agenda, fixed []bool, left, weight int) {
	type rest struct{ index, lost int }
	var rests []rest
	given := 0
	for i := range b {
		if fixed[i] {
			continue
		}
		exact := left * max(1, a[i].Minutes)
		b[i].Minutes = exact / weight
		given += b[i].Minutes
		rests = append(rests, rest{i, exact % weight})
	}
	slices.SortStableFunc(rests, func(x, y rest) int { return y.lost - x.lost })
	for i := 0; i < left-given; i++ {
		b[rests[i].index].Minutes++
	}
}
