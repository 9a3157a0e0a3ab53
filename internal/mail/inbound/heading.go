package inbound

import (
	"bytes"
	"strings"

	"github.com/emersion/go-message/mail"
)

// heading reads what the header says of the mail.
func heading(h mail.Header) Incoming {
	in := Incoming{Subject: shorten(oneLine(text(h.Header, "Subject")), 300), Kind: KindOther}
	in.MessageID = messageID(h.Get("Message-Id"))
	if at, err := h.Date(); err == nil && h.Has("Date") {
		in.At = at.UTC()
	}
	if from := addresses(h, "From", 2); len(from) == 1 && len(h.Values("From")) == 1 {
		in.From, in.FromName = strings.ToLower(from[0].Address), shorten(oneLine(from[0].Name), 200)
		in.FromDomain = domainOf(in.From)
	}
	seen := map[string]bool{}
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"} {
		for _, a := range addresses(h, name, 100) {
			if address := strings.ToLower(a.Address); !seen[address] && len(in.To) < 100 {
				seen[address], in.To = true, append(in.To, address)
			}
		}
	}
	in.Token = token(in.To)
	for _, id := range strings.Fields(clip(h.Get("References"), 16<<10)) {
		if id = messageID(id); id != "" && len(in.References) < 50 {
			in.References = append(in.References, id)
		}
	}
	in.InReplyTo = messageID(h.Get("In-Reply-To"))
	return in
}

// addresses reads a header field of addresses, at most most of them. Too long a field is not read at all.
func addresses(h mail.Header, name string, most int) []*mail.Address {
	var all []*mail.Address
	for _, v := range h.Values(name) {
		if len(v) > 16<<10 || len(all) >= most {
			break
		}
		var one mail.Header
		one.Set(name, v)
		list, err := one.AddressList(name)
		if err != nil {
			// Delivered-To is a bare address, which the list's grammar takes; other oddities may still hold one.
			list = loose(v)
		}
		for _, a := range list {
			if plausible(a.Address) {
				all = append(all, a)
			}
		}
	}
	return all[:min(len(all), most)]
}

// loose finds the one address of a field that does not follow the grammar: a name with a comma that is not quoted.
func loose(v string) []*mail.Address {
	if open, end := strings.LastIndexByte(v, '<'), strings.LastIndexByte(v, '>'); open >= 0 && end > open && strings.Count(v, "<") == 1 {
		return []*mail.Address{{Name: strings.Trim(v[:open], " \t\""), Address: strings.TrimSpace(v[open+1 : end])}}
	}
	return nil
}

// messageID takes the angle brackets off; "" for what is no id.
func messageID(v string) string {
	_, after, found := strings.Cut(clip(v, 2<<10), "<")
	if !found {
		return ""
	}
	id, _, found := strings.Cut(after, ">")
	if !found || id == "" || len(id) > 998 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return id
}

// token finds the plus address; one that begins with "bounce" goes before any other.
func token(to []string) string {
	other := ""
	for _, a := range to {
		local, _, _ := strings.Cut(a, "@")
		name, t, found := strings.Cut(local, "+")
		switch {
		case !found || t == "" || len(t) > 128:
		case name == "bounce":
			return t
		case other == "":
			other = t
		}
	}
	return other
}

// headerBlock gives the header of raw as it stands, with the empty line after it.
func headerBlock(raw []byte) []byte {
	end := len(raw)
	for _, sep := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw[:end], []byte(sep)); i >= 0 {
			end = i + len(sep)
		}
	}
	return raw[:end]
}
