package inbound

import "strings"

// automatic tells whether a mail says that no person sent it (RFC 3834 section 5, and what was used before it).
func automatic(h header) bool {
	for _, v := range h.Values("Auto-Submitted") {
		v, _, _ = strings.Cut(strings.ToLower(clip(v, 200)), ";")
		v, _, _ = strings.Cut(v, "(")
		if v = strings.TrimSpace(v); v != "" && v != "no" {
			return true
		}
	}
	return h.Has("X-Autoreply") || h.Has("X-Autorespond") || h.Has("X-Autoresponder") || h.Has("X-Auto-Reply") ||
		strings.EqualFold(strings.TrimSpace(h.Get("Precedence")), "auto_reply")
}

// machineMade tells of other signs, which would not hide an answer but say that a mail without one is nothing to read: an
// empty return path, and mail to many.
func machineMade(h header) bool {
	if strings.TrimSpace(h.Get("Return-Path")) == "<>" {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "junk":
		return true
	}
	return false
}
