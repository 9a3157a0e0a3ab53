package store

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/finding"
)

// The index says for each sign of finding which texts have it. A text is fresh at first, with its signs beside it; when there are enough of them, the oldest
// become a block, which says for each sign in which of its places there is a text that has it. A question is answered a block at a time, the newest first, by
// sets of places. The tables are the same in both databases and are read alike; what a text says is never in them.

// blockTexts is how many texts a block has.
const (
	placeBits  = 11
	blockTexts = 1 << placeBits
)

const freshLen = (finding.SignBits + 7) / 8

// slots is a set of places of a block.
type slots [blockTexts / 64]uint64

func (p *slots) add(at int) { p[at/64] |= 1 << (at % 64) }

func (p *slots) both(o *slots) {
	for i := range p {
		p[i] &= o[i]
	}
}

func (p *slots) either(o *slots) {
	for i := range p {
		p[i] |= o[i]
	}
}

func (p *slots) without(o *slots) {
	for i := range p {
		p[i] &^= o[i]
	}
}

func (p *slots) count() (n int) {
	for _, w := range p {
		n += bits.OnesCount64(w)
	}
	return n
}

// list gives the places, the highest first: in a block it is the newest.
func (p *slots) list() []int {
	out := make([]int, 0, p.count())
	for i := len(p) - 1; i >= 0; i-- {
		for w := p[i]; w != 0; {
			high := 63 - bits.LeadingZeros64(w)
			out, w = append(out, i*64+high), w&^(1<<high)
		}
	}
	return out
}

// pack writes a set: the steps between its places, or, when that would be longer, a bit for each.
func (p *slots) pack(to []byte) []byte {
	begun, last := len(to), -1
	for i, w := range p {
		for ; w != 0; w &= w - 1 {
			at := i*64 + bits.TrailingZeros64(w)
			to, last = binary.AppendUvarint(to, uint64(at-last-1)), at
		}
	}
	if len(to)-begun < packedBits {
		return to
	}
	to = to[:begun]
	for _, w := range p {
		to = binary.LittleEndian.AppendUint64(to, w)
	}
	return to
}

// packedBits is how long a set is that has a bit for each place, in bytes.
const packedBits = blockTexts / 8

// unpack reads what pack wrote, into an empty set.
func (p *slots) unpack(raw []byte) bool {
	if len(raw) == packedBits {
		for i := range p {
			p[i] = binary.LittleEndian.Uint64(raw[i*8:])
		}
		return true
	}
	for last := -1; len(raw) > 0; {
		step, n := uint64(raw[0]), 1
		if step >= 0x80 {
			step, n = binary.Uvarint(raw)
		}
		if n <= 0 || step >= blockTexts || last+1+int(step) >= blockTexts {
			return false
		}
		last += 1 + int(step)
		p.add(last)
		raw = raw[n:]
	}
	return true
}

// part reads what stands next: how long it is, and itself.
func part(raw []byte) (this, rest []byte, ok bool) {
	if len(raw) > 0 && raw[0] < 0x80 && int(raw[0]) < len(raw) { // mostly
		return raw[1 : 1+raw[0]], raw[1+raw[0]:], true
	}
	size, n := binary.Uvarint(raw)
	if n <= 0 || size > uint64(len(raw)-n) {
		return nil, nil, false
	}
	return raw[n : n+int(size)], raw[n+int(size):], true
}

// setsOf reads sets of places that are called by something.
func setsOf(raw []byte, read func(name, set []byte) error) error {
	for len(raw) > 0 {
		name, rest, ok := part(raw)
		set, rest, good := part(rest)
		if !ok || !good {
			return fault.New(fault.Unavailable, "store.corrupt")
		}
		if err := read(name, set); err != nil {
			return err
		}
		raw = rest
	}
	return nil
}

// packSets writes sets of places by their names, without those that are empty.
func packSets(sets map[string]*slots) []byte {
	var out, set []byte
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if set = sets[name].pack(set[:0]); len(set) == 0 {
			continue
		}
		out = appendSet(out, []byte(name), set)
	}
	return out
}

// unpackSets reads what packSets wrote.
func unpackSets(raw []byte) (map[string]*slots, error) {
	out := map[string]*slots{}
	return out, setsOf(raw, func(name, set []byte) error {
		p := &slots{}
		if !p.unpack(set) {
			return fault.New(fault.Unavailable, "store.corrupt")
		}
		out[string(name)] = p
		return nil
	})
}

// packSigns writes the signs of a text, in order.
func packSigns(signs []finding.Sign) []byte {
	out := make([]byte, 0, len(signs)*freshLen)
	var one [8]byte
	for _, s := range signs {
		binary.BigEndian.PutUint64(one[:], uint64(s))
		out = append(out, one[8-freshLen:]...)
	}
	return out
}

// hasSign looks for a sign among those of a text.
func hasSign(packed []byte, s finding.Sign) bool {
	var one [8]byte
	binary.BigEndian.PutUint64(one[:], uint64(s))
	want := one[8-freshLen:]
	from, to := 0, len(packed)/freshLen
	for from < to {
		mid := (from + to) / 2
		switch bytes.Compare(packed[mid*freshLen:(mid+1)*freshLen], want) {
		case 0:
			return true
		case -1:
			from = mid + 1
		default:
			to = mid
		}
	}
	return false
}

// unpackSigns reads what packSigns wrote.
func unpackSigns(packed []byte) []finding.Sign {
	out := make([]finding.Sign, 0, len(packed)/freshLen)
	for ; len(packed) >= freshLen; packed = packed[freshLen:] {
		var one [8]byte
		copy(one[8-freshLen:], packed)
		out = append(out, finding.Sign(binary.BigEndian.Uint64(one[:])))
	}
	return out
}

// indexed is a text as the index needs it.
type indexedText struct {
	id, place         int64
	title, also, body string
	labels            string
	signs             []byte
}

// signsOf gives the signs of a text: of its words and of its labels.
func (t indexedText) signsOf() []byte {
	signs := finding.SignsOf(t.title, t.also, t.body)
	for _, l := range strings.Split(t.labels, "\n") {
		signs = append(signs, finding.LabelSign(l))
	}
	slices.Sort(signs)
	return packSigns(slices.Compact(signs))
}

// of is the first label of a text: what it is of.
func (t indexedText) of() string {
	of, _, _ := strings.Cut(t.labels, "\n")
	return of
}

// numbers writes numbers as [dialect.numbers] reads them.
func numbers(list []int64) string {
	out := make([]byte, 0, 2+20*len(list))
	out = append(out, '[')
	for i, n := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, n, 10)
	}
	return string(append(out, ']'))
}

// putFresh puts a text in the index.
func (tx *Tx) putFresh(t indexedText) error {
	_, err := tx.exec(`INSERT INTO search_fresh (id, label, signs) VALUES ($1, $2, $3)`, t.id, t.of(), t.signsOf())
	return err
}

// fill makes blocks of fresh texts while there are enough for one.
func (tx *Tx) fillBlocks() error {
	most := tx.store.blockTexts
	for {
		n, err := tx.count("search_fresh")
		if err != nil || n < int64(most) {
			return err
		}
		texts, err := all(tx, func(s scan) (t indexedText, err error) { return t, s(&t.id, &t.signs, &t.labels) },
			`SELECT id, signs, label FROM search_fresh ORDER BY id LIMIT $1`, most)
		if err != nil {
			return err
		}
		if err := tx.putBlock(texts); err != nil {
			return err
		}
	}
}

// putBlock makes a block of fresh texts, which are in order.
func (tx *Tx) putBlock(texts []indexedText) error {
	block, _, err := one(tx, func(s scan) (n int64, err error) { return n, s(&n) }, `SELECT coalesce(max(block), -1) + 1 FROM search_block`)
	if err != nil {
		return err
	}
	on, err := tx.shelved()
	if err != nil {
		return err
	}
	for of := range on { // what has been put together gets no new blocks
		block = max(block, (of+1)<<shelfBits)
	}
	placed := newRows(2, `INSERT INTO search_place (place, id) VALUES `, ``)
	var ids []int64
	for i := range texts {
		texts[i].place = block<<placeBits | int64(i)
		ids = append(ids, texts[i].id)
		if err := placed.add(tx, texts[i].place, texts[i].id); err != nil {
			return err
		}
	}
	if err := placed.done(tx); err != nil {
		return err
	}
	signs, labels := blockOf(texts, nil)
	if err := tx.putSigns(signs); err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO search_block (block, oldest, newest, labels) VALUES ($1, $2, $3, $4)`,
		block, texts[0].id, texts[len(texts)-1].id, packSets(labels)); err != nil {
		return err
	}
	if err := tx.fillShelves(block); err != nil {
		return err
	}
	_, err = tx.exec(`DELETE FROM search_fresh WHERE id IN (SELECT x.n FROM `+tx.numbered(1)+` x)`, numbers(ids))
	return err
}

// blockOf gives what blocks of texts say: their rows of signs, by id, and the sets of texts by what they are of.
func blockOf(texts []indexedText, on shelves) (rows map[int64]map[string]*slots, of map[string]*slots) {
	rows, of = map[int64]map[string]*slots{}, map[string]*slots{}
	put := func(in map[string]*slots, name string, at int) {
		if in[name] == nil {
			in[name] = &slots{}
		}
		in[name].add(at)
	}
	for _, t := range texts {
		at := int(t.place & (blockTexts - 1))
		for _, s := range unpackSigns(t.signs) {
			id, name := on.row(t.place>>placeBits, s)
			if rows[id] == nil {
				rows[id] = map[string]*slots{}
			}
			put(rows[id], name, at)
		}
		put(of, t.of(), at)
	}
	return rows, of
}

// putSigns writes rows of signs.
func (tx *Tx) putSigns(rows map[int64]map[string]*slots) error {
	packed := map[int64][]byte{}
	for id, sets := range rows {
		packed[id] = packSets(sets)
	}
	return tx.putRows(packed)
}

// putRows writes rows of signs that are packed, and removes those that have none.
func (tx *Tx) putRows(rows map[int64][]byte) error {
	into := newRows(2, `INSERT INTO search_sign (id, signs) VALUES `, ` ON CONFLICT (id) DO UPDATE SET signs = excluded.signs`)
	var gone []int64
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if len(rows[id]) == 0 {
			gone = append(gone, id)
			continue
		}
		if err := into.add(tx, id, rows[id]); err != nil {
			return err
		}
	}
	if err := into.done(tx); err != nil || len(gone) == 0 {
		return err
	}
	_, err := tx.exec(`DELETE FROM search_sign WHERE id IN (SELECT x.n FROM `+tx.numbered(1)+` x)`, numbers(gone))
	return err
}

// numbered is a table of n, of the numbers that are an argument.
func (tx *Tx) numbered(argument int) string {
	return strings.ReplaceAll(tx.store.dialect.numbers, "?", "$"+strconv.Itoa(argument))
}

// rows are put in some at a time, always as many but for the last, so that there are two statements of it.
type rowsInto struct {
	width       int
	into, after string
	waiting     []any
}

const rowsAtOnce = 64

func newRows(width int, into, after string) *rowsInto {
	return &rowsInto{width: width, into: into, after: after}
}

func (r *rowsInto) add(tx *Tx, values ...any) error {
	if r.waiting = append(r.waiting, values...); len(r.waiting) < rowsAtOnce*r.width {
		return nil
	}
	_, err := tx.exec(r.into+places(rowsAtOnce, r.width)+r.after, r.waiting...)
	r.waiting = r.waiting[:0]
	return err
}

func (r *rowsInto) done(tx *Tx) error {
	for len(r.waiting) > 0 {
		if _, err := tx.exec(r.into+places(1, r.width)+r.after, r.waiting[:r.width]...); err != nil {
			return err
		}
		r.waiting = r.waiting[r.width:]
	}
	return nil
}

// dropPlaces takes texts out of their blocks, before they are removed: no set says any more that they were there.
func (tx *Tx) dropPlaces(ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	texts, err := all(tx, scanPlaced, `SELECT t.id, p.place, t.title, t.also, t.body, t.labels FROM `+tx.numbered(1)+` x
		CROSS JOIN search_place p CROSS JOIN search_text t WHERE p.id = x.n AND t.id = p.id`, numbers(ids))
	if err != nil || len(texts) == 0 {
		return err
	}
	on, err := tx.shelved()
	if err != nil {
		return err
	}
	if err := tx.dropSigns(on, texts); err != nil {
		return err
	}
	left := map[int64]*slots{}
	for _, t := range texts {
		block := t.place >> placeBits
		if left[block] == nil {
			left[block] = &slots{}
		}
		left[block].add(int(t.place & (blockTexts - 1)))
		if _, err := tx.exec(`DELETE FROM search_place WHERE id = $1`, t.id); err != nil {
			return err
		}
	}
	for _, block := range slices.Sorted(maps.Keys(left)) {
		if err := tx.leaveBlock(on, block, left[block]); err != nil {
			return err
		}
	}
	return nil
}

// dropSigns takes texts out of the rows of signs.
func (tx *Tx) dropSigns(on shelves, texts []indexedText) error {
	gone, _ := blockOf(texts, on)
	rows, err := tx.signRows(slices.Sorted(maps.Keys(gone)))
	if err != nil {
		return err
	}
	for id, raw := range rows {
		if rows[id], err = withoutIn(raw, gone[id]); err != nil {
			return err
		}
	}
	return tx.putRows(rows)
}

// withoutIn takes places out of the sets of a row. The other sets, which are most of them, stay as they are packed.
func withoutIn(raw []byte, gone map[string]*slots) ([]byte, error) {
	left := make([]byte, 0, len(raw))
	return left, setsOf(raw, func(name, set []byte) error {
		if at := gone[string(name)]; at != nil {
			var have slots
			if !have.unpack(set) {
				return fault.New(fault.Unavailable, "store.corrupt")
			}
			have.without(at)
			if set = have.pack(nil); len(set) == 0 {
				return nil
			}
		}
		left = appendSet(left, name, set)
		return nil
	})
}

// appendSet writes a set that is packed, with its name.
func appendSet(to, name, set []byte) []byte {
	to = append(binary.AppendUvarint(to, uint64(len(name))), name...)
	return append(binary.AppendUvarint(to, uint64(len(set))), set...)
}

func scanPlaced(s scan) (t indexedText, err error) {
	err = s(&t.id, &t.place, &t.title, &t.also, &t.body, &t.labels)
	t.signs = t.signsOf()
	return t, err
}

// signRows gives rows of signs by their ids.
func (tx *Tx) signRows(ids []int64) (map[int64][]byte, error) {
	out := map[int64][]byte{}
	_, err := all(tx, func(s scan) (bool, error) {
		var id int64
		var raw []byte
		err := s(&id, &raw)
		out[id] = raw
		return true, err
	}, `SELECT s.id, s.signs FROM `+tx.numbered(1)+` x CROSS JOIN search_sign s WHERE s.id = x.n`, numbers(ids))
	return out, err
}

// sparse is how few texts a block may have before the rest of them become fresh again: what is changed often would leave many blocks with little in them.
const sparse = 4

// leaveBlock notes that texts have left a block. The block goes when few are left.
func (tx *Tx) leaveBlock(on shelves, block int64, who *slots) error {
	raw, found, err := one(tx, func(s scan) (b []byte, err error) { return b, s(&b) }, `SELECT labels FROM search_block WHERE block = $1`, block)
	if err != nil || !found {
		return err
	}
	of, err := unpackSets(raw)
	if err != nil {
		return err
	}
	n := 0
	for _, set := range of {
		set.without(who)
		n += set.count()
	}
	if n > tx.store.blockTexts/sparse {
		_, err = tx.exec(`UPDATE search_block SET labels = $1 WHERE block = $2`, packSets(of), block)
		return err
	}
	texts, err := all(tx, scanPlaced, `SELECT t.id, p.place, t.title, t.also, t.body, t.labels FROM search_place p JOIN search_text t ON t.id = p.id
		WHERE p.place >= $1 AND p.place < $2`, block<<placeBits, (block+1)<<placeBits)
	if err != nil {
		return err
	}
	if err := tx.dropSigns(on, texts); err != nil {
		return err
	}
	for _, drop := range []struct {
		what string
		args []any
	}{
		{`DELETE FROM search_place WHERE place >= $1 AND place < $2`, []any{block << placeBits, (block + 1) << placeBits}},
		{`DELETE FROM search_block WHERE block = $1`, []any{block}},
	} {
		if _, err := tx.exec(drop.what, drop.args...); err != nil {
			return err
		}
	}
	for _, t := range texts {
		if err := tx.putFresh(t); err != nil {
			return err
		}
	}
	return nil
}

// dropTextsOf takes the texts of a thing out of the index, before the thing is removed and they with it; then [Tx.fillBlocks] is to be called.
func (tx *Tx) dropTextsOf(column, id string) error {
	ids, err := all(tx, func(s scan) (n int64, err error) { return n, s(&n) }, `SELECT id FROM search_text WHERE `+column+` = $1`, id)
	if err != nil {
		return err
	}
	return tx.dropPlaces(ids)
}

// remakeIndex makes the index anew of the texts.
func (tx *Tx) remakeIndex() error {
	for _, table := range []string{"search_sign", "search_place", "search_block", "search_fresh"} {
		if _, err := tx.exec(`DELETE FROM ` + table); err != nil {
			return err
		}
	}
	for last := int64(-1); ; {
		texts, err := all(tx, func(s scan) (t indexedText, err error) { return t, s(&t.id, &t.title, &t.also, &t.body, &t.labels) },
			`SELECT id, title, also, body, labels FROM search_text WHERE id > $1 ORDER BY id LIMIT 500`, last)
		if err != nil || len(texts) == 0 {
			return err
		}
		for _, t := range texts {
			if err := tx.putFresh(t); err != nil {
				return err
			}
			last = t.id
		}
		if err := tx.fillBlocks(); err != nil {
			return err
		}
	}
}

// IndexWhole tells whether the index says of every text what it has, and nothing else.
func (tx *Tx) IndexWhole() (bool, error) {
	texts, err := tx.count("search_text")
	if err != nil {
		return false, err
	}
	fresh, err := tx.count("search_fresh")
	if err != nil {
		return false, err
	}
	placed, err := tx.count("search_place")
	if err != nil || texts != fresh+placed {
		return false, err
	}
	wrong, err := all(tx, func(s scan) (ok bool, err error) {
		var t indexedText
		label := ""
		err = s(&t.id, &t.title, &t.also, &t.body, &t.labels, &t.signs, &label)
		return bytes.Equal(t.signs, t.signsOf()) && label == t.of(), err
	}, `SELECT t.id, t.title, t.also, t.body, t.labels, f.signs, f.label FROM search_fresh f JOIN search_text t ON t.id = f.id
		WHERE NOT EXISTS (SELECT 1 FROM search_place p WHERE p.id = f.id)`)
	if err != nil || len(wrong) != int(fresh) || slices.Contains(wrong, false) {
		return false, err
	}
	blocks, err := all(tx, scanBlock, `SELECT block, oldest, newest FROM search_block ORDER BY block`)
	if err != nil {
		return false, err
	}
	on, err := tx.shelved()
	if err != nil {
		return false, err
	}
	rows, in := int64(0), int64(0)
	for len(blocks) > 0 {
		of, n := blocks[0].block>>shelfBits, 1
		for n < len(blocks) && blocks[n].block>>shelfBits == of {
			n++
		}
		texts, stored, err := tx.shelfWhole(of, on, blocks[:n])
		if err != nil || texts == 0 {
			return false, err
		}
		in, rows, blocks = in+texts, rows+stored, blocks[n:]
		delete(on, of)
	}
	rows += int64(len(on)) // of those that have no block left, the mark
	have, err := tx.count("search_sign")
	return have == rows && placed == in, err
}

// shelfWhole tells how many texts and rows of signs the blocks of a shelf have; no texts when they say something else than they.
func (tx *Tx) shelfWhole(of int64, on shelves, blocks []*blockView) (texts, stored int64, err error) {
	rows, n, err := tx.rowsOf(of, on)
	if err != nil {
		return 0, 0, err
	}
	said := int64(0)
	for _, b := range blocks {
		in, have, err := tx.blockWhole(b, rows)
		if err != nil || in == 0 {
			return 0, 0, err
		}
		texts, said = texts+in, said+have
	}
	if said != int64(len(rows)) {
		return 0, 0, nil
	}
	return texts, n, nil
}

// blockWhole tells how many texts and rows of signs a block has; no texts when it says something else than they.
func (tx *Tx) blockWhole(b *blockView, rows map[int64][]byte) (texts, have int64, err error) {
	list, err := all(tx, scanPlaced, `SELECT t.id, p.place, t.title, t.also, t.body, t.labels FROM search_place p JOIN search_text t ON t.id = p.id
		WHERE p.place >= $1 AND p.place < $2`, b.block<<placeBits, (b.block+1)<<placeBits)
	if err != nil {
		return 0, 0, err
	}
	signs, of := blockOf(list, nil)
	raw, _, err := one(tx, func(s scan) (b []byte, err error) { return b, s(&b) }, `SELECT labels FROM search_block WHERE block = $1`, b.block)
	if err != nil || !bytes.Equal(raw, packSets(of)) {
		return 0, 0, err
	}
	for _, t := range list {
		if t.id < b.oldest || t.id > b.newest {
			return 0, 0, nil
		}
	}
	for id, sets := range signs {
		if !bytes.Equal(rows[id], packSets(sets)) {
			return 0, 0, nil
		}
	}
	return int64(len(list)), int64(len(signs)), nil
}
