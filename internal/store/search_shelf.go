package store

import (
	"bytes"
	"encoding/binary"
	"slices"

	"samverkan/internal/fault"
	"samverkan/internal/finding"
)

// Signs of a block are kept some together in a row: which, their highest bits tell. When all blocks of a shelf have been made, their rows are made
// into rows of the shelf, with as many more highest bits as keep them short: what one sign has in all the blocks is then read at once, so that a search
// that has to look everywhere reads a row where there were sixteen.
const (
	rowBits      = 9
	shelfBits    = 4
	shelf        = 1 << shelfBits
	shelfRowBits = rowBits + 2
)

// The ids of rows: of blocks, those of a shelf after each other, by sign and then block; of whole shelves, by sign and then shelf, since a sign is looked for
// in all of them; and one for each of these, which tells that it is.
const (
	shelfRows  = int64(1) << 48
	shelfMarks = int64(1) << 56
	mostBits   = 16
	most       = 1 << mostBits // of shelves: two milliards of texts
)

// shelves are the shelves whose rows have been made into one.
type shelves map[int64]bool

// row is the id of the row that has a sign in a block, and what the set is called there: by the lowest bits of the sign, and by the block when it is a row of
// a shelf.
func (on shelves) row(block int64, s finding.Sign) (id int64, name string) {
	if of := block >> shelfBits; on[of] {
		return shelfRow(of, s), lowName(s) + string([]byte{byte(block & (shelf - 1))})
	}
	return blockRow(block, s), lowName(s)
}

func lowName(s finding.Sign) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(s&(1<<lowBits-1))))
}

const (
	lowBits = finding.SignBits - rowBits
	lowLen  = lowBits / 8
)

func blockRow(block int64, s finding.Sign) int64 {
	return (block>>shelfBits<<rowBits|int64(s>>lowBits))<<shelfBits | block&(shelf-1)
}

func shelfRow(of int64, s finding.Sign) int64 {
	return shelfRows | int64(s>>(finding.SignBits-shelfRowBits))<<mostBits | of
}

// shelfOfRow is the shelf that a row is of, or of whose blocks one is.
func shelfOfRow(id int64) int64 {
	if id >= shelfRows {
		return id & (most - 1)
	}
	return id >> (rowBits + shelfBits)
}

// rowsOfBlocks are the first and the end of the ids of the rows of a shelf's blocks.
func rowsOfBlocks(of int64) (first, end int64) {
	return of << (rowBits + shelfBits), (of + 1) << (rowBits + shelfBits)
}

// shelved gives the shelves whose rows have been made into one.
func (tx *Tx) shelved() (shelves, error) {
	on := shelves{}
	_, err := all(tx, func(s scan) (bool, error) {
		var id int64
		err := s(&id)
		on[id-shelfMarks] = true
		return true, err
	}, `SELECT id FROM search_sign WHERE id >= $1`, shelfMarks)
	return on, err
}

// fillShelves makes the rows of blocks into rows of their shelf, for every shelf that has had all its blocks when one has been made.
func (tx *Tx) fillShelves(made int64) error {
	if made&(shelf-1) != shelf-1 {
		return nil
	}
	on, err := tx.shelved()
	if err != nil {
		return err
	}
	for of := range (made + 1) >> shelfBits {
		if on[of] {
			continue
		}
		if err := tx.fillShelf(of); err != nil {
			return err
		}
	}
	return nil
}

// namedSet is a set as it is packed, with its name.
type namedSet struct{ name, set []byte }

func (tx *Tx) fillShelf(of int64) error {
	into := newRows(2, `INSERT INTO search_sign (id, signs) VALUES `, ``)
	first, end := rowsOfBlocks(of)
	for high := range int64(1) << rowBits {
		var sets []namedSet
		if err := tx.eachSet(func(id int64, x namedSet) error {
			x.name = append(slices.Clip(x.name), byte(id&(shelf-1)))
			sets = append(sets, x)
			return nil
		}, `id >= $1 AND id < $2`, first+high<<shelfBits, first+(high+1)<<shelfBits); err != nil {
			return err
		}
		slices.SortFunc(sets, func(a, b namedSet) int { return bytes.Compare(a.name, b.name) })
		for len(sets) > 0 {
			id, n := shelfRowOf(of, high, sets[0].name), 1
			for n < len(sets) && shelfRowOf(of, high, sets[n].name) == id {
				n++
			}
			if err := into.add(tx, id, packed(sets[:n])); err != nil {
				return err
			}
			sets = sets[n:]
		}
	}
	if err := into.add(tx, shelfMarks|of, []byte{}); err != nil {
		return err
	}
	if err := into.done(tx); err != nil {
		return err
	}
	_, err := tx.exec(`DELETE FROM search_sign WHERE id >= $1 AND id < $2`, first, end)
	return err
}

// eachSet reads the sets of some rows after each other.
func (tx *Tx) eachSet(tell func(id int64, x namedSet) error, where string, args ...any) error {
	_, err := all(tx, func(s scan) (bool, error) {
		var id int64
		var raw []byte
		if err := s(&id, &raw); err != nil {
			return false, err
		}
		return true, setsOf(raw, func(name, set []byte) error { return tell(id, namedSet{name, set}) })
	}, `SELECT id, signs FROM search_sign WHERE `+where+` ORDER BY id`, args...)
	return err
}

// shelfRowOf is the row of a shelf in which a set stands that is called so in a row of a block: of signs with these highest bits.
func shelfRowOf(of, high int64, name []byte) int64 {
	low := int64(binary.BigEndian.Uint32(name))
	return shelfRows | (high<<(shelfRowBits-rowBits)|low>>(lowBits-(shelfRowBits-rowBits)))<<mostBits | of
}

func packed(sets []namedSet) []byte {
	var out []byte
	for _, x := range sets {
		out = appendSet(out, x.name, x.set)
	}
	return out
}

// rowsOf gives the rows of the blocks of a shelf by their ids, also when they have been made into rows of the shelf, and tells how many are stored.
func (tx *Tx) rowsOf(of int64, on shelves) (rows map[int64][]byte, stored int64, err error) {
	rows = map[int64][]byte{}
	if !on[of] {
		first, end := rowsOfBlocks(of)
		err := tx.eachSet(func(id int64, x namedSet) error {
			rows[id] = append(rows[id], packed([]namedSet{x})...)
			return nil
		}, `id >= $1 AND id < $2`, first, end)
		return rows, int64(len(rows)), err
	}
	stored = 1 // the mark
	last := int64(-1)
	err = tx.eachSet(func(id int64, x namedSet) error {
		if len(x.name) != lowLen+1 {
			return fault.New(fault.Unavailable, "store.corrupt")
		}
		at := int64(x.name[lowLen])
		x.name = x.name[:lowLen]
		high := (id - shelfRows) >> (mostBits + shelfRowBits - rowBits)
		if shelfRowOf(of, high, x.name) != id || at >= shelf {
			return fault.New(fault.Unavailable, "store.corrupt")
		}
		if id != last {
			stored, last = stored+1, id
		}
		row := (of<<rowBits|high)<<shelfBits | at
		rows[row] = append(rows[row], packed([]namedSet{x})...)
		return nil
	}, `id >= $1 AND id < $2 AND id % $3 = $4`, shelfRows, shelfMarks, most, of)
	return rows, stored, err
}
