package web

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// A form's fields are named as the command's JSON is: text, secrecy.ground, agenda.0.minutes. So one reader serves every form, and
// what is wrong with a command is wrong with the field of that name. What differs from JSON is how people write:
//
//   - a moment is a time of day (06:00), with a day when it is not the next time that it is so: 7/1 06:00, 2027-01-07 06:00,
//     or in two fields, start.date and start.time;
//   - a list of texts is one field with a line for each, or several fields of one name;
//   - minutes and seconds are whole numbers; a box is ticked or is not there.
//
// Fields whose names begin with an underscore are the form's own.

// readInto fills a value, a pointer to a struct with JSON names, from a form. day is the day that times of day are on, or
// after. Fault: web.form-fields, with a fault for each field.
func readInto(into any, form url.Values, day time.Time) error {
	r := formReader{form: form, day: day, below: below(form), wrong: map[string]string{}}
	r.value(reflect.ValueOf(into).Elem(), "")
	if len(r.wrong) > 0 {
		f := fault.New(fault.Invalid, "web.form-fields")
		f.Fields = r.wrong
		return f
	}
	return nil
}

type formReader struct {
	form  url.Values
	day   time.Time
	below map[string][]string // what comes next after a path, each once
	wrong map[string]string
}

// deepest is how many names a path has at most: more than any command has.
const deepest = 12

// below goes through the form once. Anybody can send thousands of fields, and to look among all of them for each would take minutes.
func below(form url.Values) map[string][]string {
	out, seen := map[string][]string{}, map[string]bool{}
	for name := range form {
		for at, depth := strings.IndexByte(name, '.'), 0; at >= 0 && depth < deepest; depth++ {
			parent, rest := name[:at], name[at+1:]
			next, _, more := strings.Cut(rest, ".")
			if whole := name[:at+1+len(next)]; !seen[whole] {
				seen[whole] = true
				out[parent] = append(out[parent], next)
			}
			if !more {
				break
			}
			at += 1 + len(next)
		}
	}
	return out
}

var (
	timeType = reflect.TypeFor[time.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
)

// has tells whether the form has a field of this name, or fields below it.
func (r *formReader) has(path string) bool { return r.form.Has(path) || len(r.below[path]) > 0 }

func (r *formReader) value(v reflect.Value, path string) {
	switch {
	case v.Type() == timeType:
		r.time(v, path)
		return
	case v.Type() == rawType:
		v.SetBytes([]byte(r.form.Get(path)))
		return
	}
	text := strings.TrimSpace(r.form.Get(path))
	switch v.Kind() {
	case reflect.Pointer:
		r.pointer(v, path)
	case reflect.Struct:
		r.fields(v, path)
	case reflect.Slice:
		r.slice(v, path)
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(text != "" && text != "false" && text != "0")
	case reflect.Int, reflect.Int64, reflect.Int32:
		r.number(v, path, text)
	case reflect.Map:
		r.table(v, path)
	}
}

func (r *formReader) pointer(v reflect.Value, path string) {
	if !r.has(path) || v.Type().Elem().Kind() != reflect.Struct && strings.TrimSpace(r.form.Get(path)) == "" {
		return
	}
	v.Set(reflect.New(v.Type().Elem()))
	r.value(v.Elem(), path)
}

func (r *formReader) fields(v reflect.Value, path string) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "":
			r.fields(v.Field(i), path)
		case name == "":
			name = f.Name
			fallthrough
		default:
			if p := join(path, name); r.has(p) {
				r.value(v.Field(i), p)
			}
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (r *formReader) slice(v reflect.Value, path string) {
	elem := v.Type().Elem()
	if elem.Kind() == reflect.String && r.form.Has(path) {
		v.Set(reflect.MakeSlice(v.Type(), 0, 4))
		for _, text := range r.form[path] {
			for line := range strings.SplitSeq(text, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					v.Set(reflect.Append(v, reflect.ValueOf(line).Convert(elem)))
				}
			}
		}
		return
	}
	for _, n := range r.indexes(path) {
		one := reflect.New(elem).Elem()
		at := path + "." + strconv.Itoa(n)
		r.value(one, at)
		if !one.IsZero() {
			v.Set(reflect.Append(v, one))
		}
	}
}

// indexes lists the numbers that fields below a path have, in their order.
func (r *formReader) indexes(path string) []int {
	var out []int
	for _, name := range r.below[path] {
		if n, err := strconv.Atoi(name); err == nil && n >= 0 && strconv.Itoa(n) == name {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// table reads a map with text keys: field.key.
func (r *formReader) table(v reflect.Value, path string) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, key := range r.below[path] {
		name := path + "." + key
		if !r.form.Has(name) {
			continue
		}
		one := reflect.New(v.Type().Elem()).Elem()
		r.value(one, name)
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), one)
	}
}

func (r *formReader) number(v reflect.Value, path, text string) {
	if text == "" {
		return
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v.OverflowInt(n) {
		r.wrong[path] = "web.field-number"
		return
	}
	if v.Type() == reflect.TypeFor[time.Duration]() { // people write minutes
		n *= int64(time.Minute)
	}
	v.SetInt(n)
}

func (r *formReader) time(v reflect.Value, path string) {
	text := strings.TrimSpace(r.form.Get(path))
	if r.form.Has(path+".date") || r.form.Has(path+".time") {
		text = strings.TrimSpace(r.form.Get(path+".date") + " " + r.form.Get(path+".time"))
	}
	if text == "" {
		return
	}
	t, err := readTime(text, r.day)
	if err != nil {
		r.wrong[path] = "web.field-time"
		return
	}
	v.Set(reflect.ValueOf(t))
}
