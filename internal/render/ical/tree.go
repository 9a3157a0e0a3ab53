package ical

import "github.com/emersion/go-ical"

// Tree is a calendar as the bare tree of components underneath. The library that speaks
// CalDAV takes its objects in this form and no other; whoever serves it gets them from
// [Calendar.Tree] and so needs no door of their own to go-ical, with its traps.
type Tree = ical.Calendar

// Node is a component of a [Tree].
type Node = ical.Component

// Property is one line of a [Node], its value still escaped.
type Property = ical.Prop

// Tree gives c as [Encode] would write it: completed and checked. What the library makes
// of it is not folded; everything else that Encode sees to is done.
//
// Faults: those of [Calendar.Validate].
func (c Calendar) Tree() (*Tree, error) {
	c = c.complete()
	if err := c.Validate(); err != nil {
		return nil, err
	}
	loc, err := stockholm()
	if err != nil {
		return nil, err
	}
	return writer{c.Method, loc}.calendar(c), nil
}
