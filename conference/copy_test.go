package conference

import (
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

// Whatever has happened, a copy is the same conference, shares no list, table or pointer with it, and goes on by itself.
func TestCopySharesNothing(t *testing.T) {
	met := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		r := &randomStory{t: t, c: New(), now: day, askedAt: map[string][]string{}}
		r.step(&PlanConference{Plan: r.plan()})
		for range rapid.IntRange(1, 80).Draw(t, "commands") {
			r.tick()
			r.step(r.command())
		}
		was, own := Replay(r.record), r.c.Copy()
		if !reflect.DeepEqual(own, r.c) {
			t.Fatal("the copy is another conference")
		}
		for _, shared := range sharedBy(reflect.ValueOf(r.c).Elem(), reflect.ValueOf(own).Elem(), "", met) {
			t.Errorf("%s is shared with the copy", shared)
		}
		original := r.c
		r.c = own
		for range 10 {
			r.tick()
			r.step(r.command())
		}
		if !reflect.DeepEqual(original, was) {
			t.Fatal("what happened to the copy happened to the original")
		}
	})
	if len(met) < 20 {
		t.Errorf("only %d kinds of lists, tables and pointers were met: %v", len(met), met)
	}
}

// Every part that can refer to anything is filled here, so that a field that is added later and forgotten in Copy shows.
func TestCopyForgetsNoField(t *testing.T) {
	full := New()
	fill(reflect.ValueOf(full).Elem(), 0)
	full.later = nil
	own := full.Copy()
	if !reflect.DeepEqual(own, full) {
		t.Fatal("the copy is another conference")
	}
	met := map[string]bool{}
	for _, shared := range sharedBy(reflect.ValueOf(full).Elem(), reflect.ValueOf(own).Elem(), "", met) {
		t.Errorf("%s is shared with the copy", shared)
	}
	if len(met) < 60 {
		t.Errorf("only %d lists, tables and pointers", len(met))
	}
}

// fill gives every list an element, every table a row and every pointer something to point at.
func fill(v reflect.Value, depth int) {
	v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem() // also what is not exported
	switch v.Kind() {
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*Conference]() {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		of := reflect.New(v.Type().Elem()).Elem()
		fill(of, depth+1)
		v.SetMapIndex(reflect.Zero(v.Type().Key()), of)
	case reflect.Struct:
		if v.Type().PkgPath() == "time" {
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	}
}

// sharedBy names what two values hold in common that can be changed through one of them.
func sharedBy(a, b reflect.Value, where string, met map[string]bool) []string {
	var out []string
	note := func() {
		met[where] = true
		if a.UnsafePointer() == b.UnsafePointer() {
			out = append(out, where)
		}
	}
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || where == ".later" {
			return nil
		}
		note()
		return append(out, sharedBy(a.Elem(), b.Elem(), where, met)...)
	case reflect.Slice:
		if a.Len() == 0 {
			return nil
		}
		note()
		for i := range a.Len() {
			out = append(out, sharedBy(a.Index(i), b.Index(i), where+"[]", met)...)
		}
	case reflect.Map:
		if a.Len() == 0 {
			return nil
		}
		note()
		for _, k := range a.MapKeys() {
			out = append(out, sharedBy(a.MapIndex(k), b.MapIndex(k), where+"[]", met)...)
		}
	case reflect.Struct:
		if a.Type().PkgPath() == "time" {
			return nil
		}
		for i := range a.NumField() {
			out = append(out, sharedBy(a.Field(i), b.Field(i), fmt.Sprintf("%s.%s", where, a.Type().Field(i).Name), met)...)
		}
	}
	return out
}
