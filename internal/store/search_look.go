package store

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samverkan/internal/finding"
)

// blockView is what a look has read of a block. The fresh texts are one too.
type blockView struct {
	block          int64 // below zero for the fresh
	oldest, newest int64
	may            *slots                  // those of what the reader knows of; nil while nobody has asked
	have           map[finding.Sign][]byte // packed: which have a sign; nothing when none has, and not there while nobody has asked
	out            slots                   // that need not be looked at again
	low            int64                   // the lowest id that has been read: what is left of it has lower ones
	fresh          []indexedText
}

func scanBlock(s scan) (*blockView, error) {
	b := &blockView{have: map[finding.Sign][]byte{}}
	err := s(&b.block, &b.oldest, &b.newest)
	b.low = b.newest
	return b, err
}

// blocksIn reads a list of blocks, one a line, and puts the newest first.
func blocksIn(list string) (blocks []*blockView, err error) {
	for line := range strings.Lines(list) {
		b, err := scanBlock(func(dest ...any) error {
			for i, part := range strings.Fields(line) {
				n, err := strconv.ParseInt(part, 10, 64)
				if err != nil {
					return err
				}
				*dest[i].(*int64) = n
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, b)
	}
	slices.SortFunc(blocks, func(a, b *blockView) int {
		return cmp.Or(cmp.Compare(b.newest, a.newest), cmp.Compare(b.block, a.block))
	})
	return blocks, nil
}

// look is one search on its way.
type look struct {
	tx      *Tx
	as      Reader
	f       SearchQuery
	asked   finding.Query
	labels  []finding.Sign  // that a text has, all
	mine    []finding.Sign  // that a text has, one at least; nil for who reads everything
	knows   map[string]bool // what texts may be of; nil for everything
	blocks  []*blockView    // the newest first
	on      shelves
	views   map[int64]*blockView   // the blocks by their numbers
	shelves map[int64][]*blockView // and by their shelf
	read    int                    // bytes of texts read to see whether they answer
	there   map[string]bool        // keys of what has been found
	most    int                    // how much is looked for
	hits    []hit
	more    bool
}

// mostRead is how much text is read in one search to see whether it answers: it bounds how long a search takes, whatever is asked.
const mostRead = 1 << 20

// hits finds what answers, the best first, the newest first of each fit, each thing once, and tells whether there may be more.
func (tx *Tx) hits(as Reader, f SearchQuery, asked finding.Query) ([]hit, bool, error) {
	l := &look{tx: tx, as: as, f: f, asked: asked, there: map[string]bool{}, most: f.most()}
	if err := l.begin(); err != nil {
		return nil, false, err
	}
	fits := asked.Asked()
	if asked.Empty() {
		fits = fits[:1]
	}
	for _, fit := range fits {
		if err := l.by(fit); err != nil {
			return nil, false, err
		}
		if len(l.hits) >= l.most {
			break
		}
	}
	return l.hits, l.more || len(l.hits) >= l.most, nil
}

// begin works out what narrows the search.
func (l *look) begin() error {
	for _, label := range l.f.labels() {
		l.labels = append(l.labels, finding.LabelSign(label))
	}
	if !l.as.whole {
		l.mine = []finding.Sign{finding.LabelSign(labelReader + everybody), finding.LabelSign(labelReader + l.as.actor)}
	}
	var err error
	fresh := &blockView{block: -1, newest: 1<<63 - 1, low: 1<<63 - 1, have: map[finding.Sign][]byte{}}
	fresh.fresh, err = all(l.tx, func(s scan) (t indexedText, err error) { return t, s(&t.id, &t.signs, &t.labels) },
		`SELECT id, signs, label FROM search_fresh ORDER BY id LIMIT $1`, blockTexts)
	if err != nil {
		return err
	}
	q := from(`FROM search_block`)
	if !l.f.From.IsZero() {
		q.and(`newest >= ?`, idAt(l.f.From))
	}
	if !l.f.To.IsZero() {
		q.and(`oldest < ?`, idAt(l.f.To))
	}
	// In one row, since a row costs more than what stands in it.
	list, _, err := one(l.tx, text, `SELECT coalesce(string_agg(CAST(block AS TEXT) || ' ' || CAST(oldest AS TEXT) || ' ' || CAST(newest AS TEXT), '`+"\n"+`'), '') `+q.String(), q.args...)
	if err != nil {
		return err
	}
	if l.blocks, err = blocksIn(list); err != nil {
		return err
	}
	if l.on, err = l.tx.shelved(); err != nil {
		return err
	}
	l.views, l.shelves = map[int64]*blockView{}, map[int64][]*blockView{}
	for _, b := range l.blocks {
		l.views[b.block] = b
		l.shelves[b.block>>shelfBits] = append(l.shelves[b.block>>shelfBits], b)
	}
	l.blocks = slices.Insert(l.blocks, 0, fresh)
	return nil
}

// known gives the labels of what a reader knows of, for texts to be of.
func (tx *Tx) known(as Reader, f SearchQuery) (map[string]bool, error) {
	conferences := from(`FROM conference_seen v`).and(`v.actor = ?`, as.key())
	if f.Incident != "" {
		conferences = from(`FROM conference_seen v CROSS JOIN conference c`).and(`v.actor = ? AND c.id = v.conference AND c.incident = ?`, as.key(), f.Incident)
	}
	areas := from(`FROM area a`).areas(as, "a.id").is("a.incident", f.Incident).is("a.id", f.Area)
	incidents := from(`FROM incident n`).is("n.id", f.Incident)
	out := map[string]bool{}
	for _, of := range []struct {
		label, column string
		q             *query
	}{{labelConference, "v.conference", conferences}, {labelArea, "a.id", areas}, {labelIncident, "n.id", incidents}} {
		if f.Area != "" && of.label != labelArea {
			continue
		}
		// In one row: a reader may know of thousands, and a row costs more than what stands in it.
		list, _, err := one(tx, text, `SELECT coalesce(string_agg('`+of.label+`' || `+of.column+`, '`+"\n"+`'), '') `+of.q.String(), of.q.args...)
		if err != nil {
			return nil, err
		}
		for label := range strings.SplitSeq(list, "\n") {
			out[label] = true
		}
	}
	return out, nil
}

// by finds what answers by a fit.
func (l *look) by(fit finding.Fit) error {
	var terms [][][]finding.Sign
	for _, t := range l.asked.Must {
		terms = append(terms, t.Signs(fit))
	}
	var not []finding.Sign // of words that are nothing else than their stem
	for _, t := range l.asked.Not {
		if !t.Exact {
			not = append(not, t.Signs(finding.FitStem)[0][0])
		}
	}
	first := make([][][]finding.Sign, len(terms)) // some signs of each, which mostly tell that there is nothing
	for i, t := range terms {
		for _, every := range t {
			first[i] = append(first[i], few(every))
		}
	}
	p := &pass{look: l, fit: fit, sure: l.asked.Sure(fit)}
	begin := slices.Concat(l.labels, slices.Concat(slices.Concat(first...)...))
	if p.sure { // what is not read must not have them
		begin = append(begin, not...)
	}
	rest := slices.Concat(l.mine, not, slices.Concat(slices.Concat(terms...)...)) // narrows further, which is worth it where there are many
	for from := 0; from < len(l.blocks); {
		to := min(len(l.blocks), max(from+8, from*8)) // the further back, the more at a time
		if err := l.load(l.blocks[from:to], begin); err != nil {
			return err
		}
		var may, many []*blockView
		have := map[int64]int{} // how many texts have what has been looked at so far, in what is read together
		for _, b := range l.blocks[from:to] {
			if at := l.having(b, first); at != (slots{}) {
				may = append(may, b)
				have[l.unit(b)] += at.count()
			}
		}
		for _, b := range may {
			if have[l.unit(b)] > len(rest) { // otherwise it costs less to ask for them
				many = append(many, b)
			}
		}
		if err := l.load(many, rest); err != nil {
			return err
		}
		answers, err := l.answering(may, terms, not)
		if err != nil {
			return err
		}
		for i, b := range may {
			at := answers[i]
			next := int64(-1)
			if k := slices.Index(l.blocks, b) + 1; k < len(l.blocks) {
				next = l.blocks[k].newest
			}
			for _, slot := range at.list() {
				p.waiting = append(p.waiting, waitingText{b, slot})
				if len(p.waiting) >= p.enough() {
					if err := p.flush(); err != nil || p.full(max(b.low, next)) {
						return p.end(err)
					}
				}
			}
			if p.full(next) { // what waits may be newer than some of it
				return p.end(p.flush())
			}
		}
		from = to
	}
	return p.end(p.flush())
}

// few gives some of many signs. What is last of them says least.
func few(every []finding.Sign) []finding.Sign {
	if n := len(every); n > 2 {
		return []finding.Sign{every[n/3], every[2*n/3]}
	}
	return every
}

// load reads what is not known yet of blocks: which of their texts have some signs.
func (l *look) load(blocks []*blockView, need []finding.Sign) error {
	need = slices.Clone(need)
	slices.Sort(need)
	need = slices.Compact(need)
	rows := map[int64][]finding.Sign{} // that are to be read, and for which signs
	for _, b := range blocks {
		for _, s := range need {
			if _, there := b.have[s]; there {
				continue
			}
			if b.block < 0 {
				b.findFresh(s)
				continue
			}
			id, _ := l.on.row(b.block, s)
			rows[id] = append(rows[id], s)
			for _, b := range l.together(b) {
				b.have[s] = nil
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := all(l.tx, func(s scan) (bool, error) {
		var id int64
		var raw []byte
		if err := s(&id, &raw); err != nil {
			return false, err
		}
		return true, l.take(id, raw, rows[id])
	}, `SELECT s.id, s.signs FROM `+l.tx.numbered(1)+` x CROSS JOIN search_sign s WHERE s.id = x.n`, numbers(slices.Sorted(maps.Keys(rows))))
	return err
}

// unit tells apart what is read together: a block below zero, a block, or after these a shelf.
func (l *look) unit(b *blockView) int64 {
	if of := b.block >> shelfBits; l.on[of] {
		return shelfMarks | of
	}
	return b.block
}

// together gives the blocks whose sets of a sign are read with those of one: all of its shelf, or itself alone.
func (l *look) together(b *blockView) []*blockView {
	if of := b.block >> shelfBits; l.on[of] {
		return l.shelves[of]
	}
	return []*blockView{b}
}

// take keeps of a row the sets of some signs that are in it.
func (l *look) take(row int64, raw []byte, need []finding.Sign) error {
	of := shelfOfRow(row)
	for _, s := range need {
		low := lowName(s)
		if err := setsOf(raw, func(name, set []byte) error {
			if len(name) < lowLen || string(name[:lowLen]) != low {
				return nil
			}
			b := l.views[of<<shelfBits|row&(shelf-1)]
			if len(name) > lowLen {
				b = l.views[of<<shelfBits|int64(name[lowLen])]
			}
			if b == nil { // too old or too new
				return nil
			}
			b.have[s] = set
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// findFresh looks for a sign among the fresh texts.
func (b *blockView) findFresh(s finding.Sign) {
	var set slots
	for i, t := range b.fresh {
		if hasSign(t.signs, s) {
			set.add(i)
		}
	}
	b.have[s] = set.pack(nil)
}

// having gives the texts of a block whose signs answer, whoever may read them.
func (l *look) having(b *blockView, terms [][][]finding.Sign) slots {
	var at slots
	for i := range at {
		at[i] = ^uint64(0)
	}
	at.without(&b.out)
	b.every(&at, l.labels)
	if len(terms) > 1 {
		terms = slices.Clone(terms)
		slices.SortStableFunc(terms, func(one, two [][]finding.Sign) int { return b.shortest(one) - b.shortest(two) })
	}
	for _, t := range terms {
		b.narrow(&at, t)
	}
	return at
}

// fewTexts are so few of a block that it costs less to ask for them than to find out first whether the reader knows of what they are of.
const fewTexts = 2

// answering gives the texts of blocks whose signs answer, of what the reader knows of as far as they are many.
func (l *look) answering(blocks []*blockView, terms [][][]finding.Sign, not []finding.Sign) ([]slots, error) {
	out := make([]slots, len(blocks))
	var many []*blockView
	for i, b := range blocks {
		at := l.having(b, terms)
		if l.mine != nil {
			b.narrow(&at, [][]finding.Sign{l.mine[:1], l.mine[1:]})
		}
		for _, s := range not {
			if one := (slots{}); len(b.have[s]) > 0 && at != (slots{}) && one.unpack(b.have[s]) {
				at.without(&one)
			}
		}
		if out[i] = at; b.may == nil && at.count() > fewTexts {
			many = append(many, b)
		}
	}
	if err := l.whose(many); err != nil {
		return nil, err
	}
	for i, b := range blocks {
		if b.may != nil {
			out[i].both(b.may)
		}
	}
	return out, nil
}

// whose finds out which texts of blocks are of what the reader knows of.
func (l *look) whose(blocks []*blockView) error {
	if len(blocks) == 0 || l.everything() {
		return nil
	}
	if l.knows == nil {
		var err error
		if l.knows, err = l.tx.known(l.as, l.f); err != nil {
			return err
		}
	}
	var of []int64
	for _, b := range blocks {
		b.may = &slots{}
		if b.block >= 0 {
			of = append(of, b.block)
			continue
		}
		for i, t := range b.fresh {
			if l.knows[t.of()] {
				b.may.add(i)
			}
		}
	}
	_, err := all(l.tx, func(s scan) (bool, error) {
		var block int64
		var raw []byte
		if err := s(&block, &raw); err != nil {
			return false, err
		}
		_ = setsOf(raw, func(name, set []byte) error { // what is damaged is found by nobody; verify tells of it
			if one := (slots{}); l.knows[string(name)] && one.unpack(set) {
				l.views[block].may.either(&one)
			}
			return nil
		})
		return true, nil
	}, `SELECT b.block, b.labels FROM `+l.tx.numbered(1)+` x CROSS JOIN search_block b WHERE b.block = x.n`, numbers(of))
	return err
}

// everything tells whether texts may be of anything.
func (l *look) everything() bool { return l.as.whole && l.f.Incident == "" && l.f.Area == "" }

// narrow leaves those that have all signs of one alternative, as far as that is known.
func (b *blockView) narrow(at *slots, any [][]finding.Sign) {
	if *at == (slots{}) {
		return
	}
	if len(any) == 1 {
		b.every(at, any[0])
		return
	}
	var either slots
	for _, every := range any {
		both := *at
		b.every(&both, every)
		either.either(&both)
	}
	*at = either
}

// every leaves those that have all of some signs, as far as that is known: by the shortest set first, after which often nothing is left.
func (b *blockView) every(at *slots, signs []finding.Sign) {
	sets := make([][]byte, 0, 16)
	for _, s := range signs {
		set, read := b.have[s]
		if !read {
			continue
		}
		if len(set) == 0 {
			*at = slots{}
			return
		}
		sets = append(sets, set)
	}
	slices.SortFunc(sets, func(a, b []byte) int { return len(a) - len(b) })
	for _, set := range sets {
		var one slots
		if !one.unpack(set) { // what is damaged is found by nobody; verify tells of it
			one = slots{}
		}
		if at.both(&one); *at == (slots{}) {
			return
		}
	}
}

// shortest is how long the shortest set of a term is, as far as that is known: as much as the longest when it is not.
func (b *blockView) shortest(any [][]finding.Sign) (n int) {
	for _, every := range any {
		least := packedBits
		for _, s := range every {
			if set, read := b.have[s]; read {
				least = min(least, len(set))
			}
		}
		n += least
	}
	return n
}

// waitingText is a text whose signs answer.
type waitingText struct {
	b    *blockView
	slot int
}

// pass is a search by one fit.
type pass struct {
	*look
	fit     finding.Fit
	sure    bool
	waiting []waitingText
	found   []hit
	keys    map[string]bool
	halted  bool
}

// enough is how many texts are asked for at a time.
func (p *pass) enough() int {
	if p.sure {
		return 256
	}
	return 64 // they are read whole
}

// full tells whether as much has been found as is wanted that is newer than all that is left.
func (p *pass) full(newest int64) bool {
	if p.halted {
		return true
	}
	need := p.most - len(p.hits)
	if len(p.keys) < need {
		return false
	}
	n := map[string]bool{}
	for _, h := range p.found {
		if h.id > newest {
			n[h.key] = true
		}
	}
	return len(n) >= need
}

// end takes over what was found, the newest first.
func (p *pass) end(err error) error {
	if err != nil {
		return err
	}
	slices.SortFunc(p.found, newest)
	for _, h := range p.found {
		if len(p.hits) < p.most && !p.there[h.key] {
			p.there[h.key] = true
			p.hits = append(p.hits, h)
		}
	}
	p.more = p.more || p.halted
	return nil
}

// flush asks for the texts that wait: whether the reader may read them and they answer the rest of the question.
func (p *pass) flush() error {
	if len(p.waiting) == 0 || p.halted {
		p.waiting = p.waiting[:0]
		return nil
	}
	type ref struct {
		b    *blockView
		slot int
	}
	byPlace, byID := map[int64]ref{}, map[int64]ref{}
	var places, ids []int64
	for _, w := range p.waiting {
		if w.b.block < 0 {
			ids = append(ids, w.b.fresh[w.slot].id)
			byID[w.b.fresh[w.slot].id] = ref(w)
			continue
		}
		place := w.b.block<<placeBits | int64(w.slot)
		places = append(places, place)
		byPlace[place] = ref(w)
	}
	p.waiting = p.waiting[:0]
	for _, ask := range []struct {
		list []int64
		from string
		refs map[int64]ref
	}{
		{ids, `CROSS JOIN search_text t LEFT JOIN area_item i ON i.id = t.item`, byID},
		{places, `CROSS JOIN search_place p CROSS JOIN search_text t LEFT JOIN area_item i ON i.id = t.item`, byPlace},
	} {
		if len(ask.list) == 0 {
			continue
		}
		q := from(`FROM `+p.tx.store.dialect.numbers+` x `+ask.from, numbers(ask.list))
		if ask.refs[ask.list[0]].b.block < 0 {
			q.and(`t.id = x.n`)
		} else {
			q.and(`p.place = x.n AND t.id = p.id`)
		}
		found, err := p.readable(q)
		if err != nil {
			return err
		}
		slices.SortFunc(found, newest)
		got := map[int64]bool{}
		for _, h := range found {
			got[h.number] = true
			r := ask.refs[h.number]
			r.b.low = min(r.b.low, h.id)
			if p.sure || p.answers(h) {
				p.keep(h)
				r.b.out.add(r.slot)
			}
		}
		for n, r := range ask.refs {
			if !got[n] {
				r.b.out.add(r.slot)
			}
		}
	}
	return nil
}

func newest(a, b hit) int { return cmp.Compare(b.id, a.id) }

func (p *pass) keep(h hit) {
	h.title, h.also, h.body = "", "", ""
	p.found = append(p.found, h)
	if !p.there[h.key] {
		if p.keys == nil {
			p.keys = map[string]bool{}
		}
		p.keys[h.key] = true
	}
}

// answers reads a text.
func (p *pass) answers(h hit) bool {
	if p.halted {
		return false
	}
	p.read += len(h.title) + len(h.also) + len(h.body)
	p.halted = p.read > mostRead
	return p.asked.Answers(p.fit, h.title, h.also, h.body)
}

// readable gives the texts of a question that the reader may read and that fit the rest of what is asked, by the rules themselves and not by what the index
// says.
func (p *pass) readable(q *query) ([]hit, error) {
	f := p.f
	if !f.From.IsZero() {
		q.and(`t.id >= ?`, idAt(f.From))
	}
	if !f.To.IsZero() {
		q.and(`t.id < ?`, idAt(f.To))
	}
	q.texts(p.as)
	switch f.Kind {
	case "", FoundConference, FoundMinutes, FoundDecision, FoundNote, FoundMeasure, FoundIncident, FoundArea, FoundItem:
		q.is("t.kind", f.Kind)
	default:
		q.is("i.kind", f.Kind)
	}
	q.is("t.actor", f.Actor)
	if f.Tag != "" {
		q.and(`EXISTS (SELECT 1 FROM area_item_tag g WHERE g.item = t.item AND g.tag = ?)`, f.Tag)
	}
	if f.Folder != "" {
		q.and(`i.folder = ? OR substr(i.folder, 1, ?) = ?`, f.Folder, utf8.RuneCountInString(f.Folder)+1, f.Folder+"/")
	}
	if f.Place != "" {
		q.and(`substr(t.place, 1, ?) = ?`, utf8.RuneCountInString(f.Place), f.Place) // LIKE would be planned anew each time
	}
	if f.Area != "" {
		q.and(`i.area = ? OR t.area = ?`, f.Area, f.Area)
	}
	if f.Incident != "" {
		q.and(`t.incident = ? OR EXISTS (SELECT 1 FROM conference x WHERE x.id = t.conference AND x.incident = ?)
			OR EXISTS (SELECT 1 FROM area y WHERE y.id IN (i.area, t.area) AND y.incident = ?)`, f.Incident, f.Incident, f.Incident)
	}
	texts := `'', '', ''`
	if !p.sure {
		texts = `t.title, t.also, t.body`
	}
	return all(p.tx, scanSearchHit, `SELECT x.n, t.id, t.kind, t.thing, coalesce(t.conference, i.area, ''), t.actor, t.place, coalesce(i.folder, ''),
		coalesce(i.tags, '[]'), t.at, t.secret, `+texts+` `+q.String(), q.args...)
}

// Labels are what a text is found by besides its words.
const (
	labelConference = "c:" // what it is of, which is the first of its labels
	labelArea       = "y:"
	labelIncident   = "h:"
	labelKind       = "k:"
	labelItem       = "i:" // the kind of an item
	labelActor      = "a:"
	labelPlace      = "p:"
	labelTag        = "t:"
	labelFolder     = "f:"
	labelReader     = "r:" // who may read it of those who know of what it is of; a marked text is left to the rules
)

// labels gives the labels of what a search is narrowed to.
func (f SearchQuery) labels() (out []string) {
	put := func(label, value string) {
		if value != "" {
			out = append(out, oneLabel(label+value))
		}
	}
	switch f.Kind {
	case "", FoundConference, FoundMinutes, FoundDecision, FoundNote, FoundMeasure, FoundIncident, FoundArea, FoundItem:
		put(labelKind, f.Kind)
	default:
		put(labelItem, f.Kind)
	}
	put(labelActor, f.Actor)
	put(labelTag, f.Tag)
	put(labelFolder, f.Folder)
	if n := len(f.Place); n == countyCode || n == municipalityCode {
		put(labelPlace, f.Place)
	}
	return out
}

// How long SCB's codes are.
const (
	countyCode       = 2
	municipalityCode = 4
)

// oneLabel keeps a label on one line.
func oneLabel(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// labelsOf gives the labels of a text of a thing.
func (r textRow) labelsOf(column, of, place string) string {
	first := map[string]string{"conference": labelConference, "area": labelArea, "incident": labelIncident}[column]
	out := r.labels
	if first != "" {
		out = []string{first + of, labelReader + everybody}
	}
	out = append(slices.Clip(out), labelKind+r.Kind)
	if r.Actor != "" {
		out = append(out, labelActor+r.Actor)
	}
	if place != "" {
		out = append(out, labelPlace+place)
	}
	if len(place) == municipalityCode {
		out = append(out, labelPlace+place[:countyCode])
	}
	for i := range out {
		out[i] = oneLabel(out[i])
	}
	return strings.Join(out, "\n")
}

// itemLabels gives the labels that a text has as an item's.
func itemLabels(i Item) []string {
	out := []string{labelArea + i.Area, labelItem + i.Kind}
	if i.Audience == AudienceAll {
		out = append(out, labelReader+everybody)
	} else {
		for _, actor := range append([]string{i.CreatedByActor}, i.Readers...) {
			out = append(out, labelReader+actor)
		}
	}
	for _, tag := range i.Tags {
		out = append(out, labelTag+tag)
	}
	for folder := i.Folder; folder != ""; {
		out = append(out, labelFolder+folder)
		at := strings.LastIndexByte(folder, '/')
		folder = folder[:max(at, 0)]
	}
	return out
}
