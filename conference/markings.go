package conference

// Markings lists every marking in the conference, in no particular order.
func (c *Conference) Markings() []Secrecy {
	var out []Secrecy
	add := func(s Secrecy) {
		if s.Marked() {
			out = append(out, s)
		}
	}
	for _, s := range c.itemSecrecy {
		add(s)
	}
	for _, n := range c.Notes {
		add(n.Secrecy)
	}
	for _, d := range c.Decisions {
		add(d.Secrecy)
	}
	for _, x := range c.Measures {
		add(x.Secrecy)
	}
	for i := range c.Reports {
		out = append(out, c.Reports[i].allMarkings()...)
	}
	for _, f := range c.Recording.Files {
		add(f.Secrecy)
	}
	for _, x := range c.Recording.Concealed {
		add(x.Secrecy)
	}
	for _, x := range c.Recording.Transcripts {
		add(x.Secrecy)
	}
	for _, x := range c.Plan.Material {
		add(x.Secrecy)
	}
	for _, d := range c.Plan.Carried.Directions {
		add(d.Secrecy)
	}
	for _, x := range c.Plan.Carried.Measures {
		add(x.Secrecy)
	}
	for _, x := range c.Plan.Carried.Matters {
		add(x.Secrecy)
	}
	for i := range c.Plan.Carried.Reports {
		out = append(out, c.Plan.Carried.Reports[i].Report.markings()...)
	}
	return out
}
