package store

// Reader is on whose behalf something is listed. The zero Reader may see nothing that is not for everybody.
type Reader struct {
	actor string
	whole bool
}

// As reads on behalf of an actor: what that actor has a right to know of, and nothing else.
func As(actor string) Reader { return Reader{actor: actor} }

// Whole reads everything. It is for the desk's own work (rebuilding, checking, backup), never for an answer to somebody.
func Whole() Reader { return Reader{whole: true} }

// all is 1 for Whole, as an argument in SQL.
func (r Reader) all() int64 { return flag(r.whole) }
