package directory

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
)

func TestRosterValidate(t *testing.T) {
	d := sverige(t)
	fine := Roster{"r", "Norra länet", "lst-ostergotland", []string{"kommun-linkoping", "kommun-norrkoping"}}
	if err := fine.Validate(d); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, code string
		change      func(*Roster)
	}{
		{"id", "roster.id", func(r *Roster) { r.ID = "å" }},
		{"name", "actor.name-missing", func(r *Roster) { r.Name = "" }},
		{"owner", "roster.owner", func(r *Roster) { r.Owner = "borta" }},
		{"members", "roster.empty", func(r *Roster) { r.Members = nil }},
		{"members", "roster.twice", func(r *Roster) { r.Members = []string{"kommun-linkoping", "kommun-linkoping"} }},
		{"members", "roster.unknown-actor", func(r *Roster) { r.Members = []string{"borta"} }},
		{"members", "roster.too-many", func(r *Roster) { r.Members = make([]string, MaxMembers+1) }},
	} {
		r := fine
		c.change(&r)
		f, _ := fault.As(r.Validate(d))
		if f == nil || f.Fields[c.field] != c.code {
			t.Errorf("%s: %v, want %s", c.field, f, c.code)
		}
	}
}

// The operations are those of sets, and keep the roster's order.
func TestRosterIsASet(t *testing.T) {
	actors := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"}), 0, 7, rapid.ID[string])
	rapid.Check(t, func(t *rapid.T) {
		r, other := Roster{Members: actors.Draw(t, "roster")}, actors.Draw(t, "other")
		union, both, rest := r.Union(other), r.Intersect(other), r.Minus(other)
		for _, a := range []string{"a", "b", "c", "d", "e", "f", "g"} {
			here, there := r.Has(a), slices.Contains(other, a)
			if slices.Contains(union, a) != (here || there) || slices.Contains(both, a) != (here && there) || slices.Contains(rest, a) != (here && !there) {
				t.Fatalf("%s: roster %v, other %v: union %v, both %v, rest %v", a, r.Members, other, union, both, rest)
			}
		}
		if len(both)+len(rest) != len(r.Members) || !slices.Equal(union[:len(r.Members)], r.Members) {
			t.Fatalf("the order is lost: %v and %v give %v", r.Members, other, union)
		}
	})
}
