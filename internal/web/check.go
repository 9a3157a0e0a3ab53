package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	bundles "samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

func (w *Web) checkRoutes() []row {
	return []row{
		{get, "/check", "seal.check", w.checkPage},
		{post, "/check", "seal.check", w.check},
	}
}

// The most that is taken in to be checked. A file is only read through; a bundle is opened, and for that one must be signed in.
const (
	maxChecked = 200_000_000
	maxBundle  = 64_000_000
)

// checkPage is where anybody finds out whether a paper or a file is what it says.
type checkPage struct {
	Shell
	Verdict *verdict
	Text    string
	Limit   int64
}

// verdict is the answer.
type verdict struct {
	State    string // ok, warn, bad
	Heading  string
	Lines    []string
	Address  string // where it can be read, for who may
	Problems []string
	Changes  string // where what was corrected since can be read, for who may
}

// checkPage shows the form, and the verdict of what the square code of a paper leads to.
func (w *Web) checkPage(q *request) error {
	p := &checkPage{Shell: q.shell("web.check.title"), Limit: maxChecked}
	if place, ok := minutes.ReadCheckPlace(q.r.URL.Query()); ok {
		var err error
		if p.Verdict, err = q.checkPlace(seal{Row: place.Seq, Hash: place.Hash}, place.Digest); err != nil {
			return err
		}
	} else if query := q.r.URL.Query(); query.Has("r") || query.Has("h") {
		p.Verdict = &verdict{State: "warn", Heading: q.T("web.check.link-broken"), Lines: []string{q.T("web.check.link-broken-text")}}
	}
	return q.page("check", p)
}

// check answers on the same page. Nothing of what was handed in is kept.
func (w *Web) check(q *request) error {
	p := &checkPage{Shell: q.shell("web.check.title"), Limit: maxChecked}
	var err error
	if strings.HasPrefix(strings.ToLower(q.r.Header.Get("Content-Type")), "multipart/form-data") {
		p.Verdict, err = q.checkFile()
	} else {
		p.Text = q.Form.Get("seal")
		p.Verdict, err = q.checkSeal(p.Text)
	}
	if err != nil {
		return err
	}
	return q.page("check", p)
}

var (
	sealHash      = regexp.MustCompile(`(?:[0-9a-f]{4}[\s·]*){16}`)
	sealRow       = regexp.MustCompile(`(?:rad|line)\s+(\d[\d\x{00a0} ]*)`)
	sealSignature = regexp.MustCompile(`(?i)signatur(?:e)?:?\s+((?:[A-Za-z0-9+/]\s*){40,120}?={1,2}|[A-Za-z0-9+/=\s]{40,})`)
	notHex        = regexp.MustCompile(`[^0-9a-f]`)
)

// seal is what stands at the end of a paper: which row of the journal, its checksum, and the signature.
type seal struct {
	Row             int64
	Hash, Signature string
	Digest          string // of what the version says; "" when it is not there
}

// readSeal finds the parts of a seal in a text that was copied from a paper, with whatever stands around them and however its lines
// were broken.
func readSeal(text string) seal {
	var s seal
	if m := sealSignature.FindStringSubmatch(text); m != nil {
		s.Signature = strings.Join(strings.Fields(m[1]), "")
		text = strings.Replace(text, m[0], "", 1)
	}
	text = strings.ToLower(text)
	if m := sealRow.FindStringSubmatch(text); m != nil {
		s.Row, _ = strconv.ParseInt(strings.Join(strings.FieldsFunc(m[1], func(r rune) bool { return r < '0' || r > '9' }), ""), 10, 64)
	}
	for i, m := range sealHash.FindAllString(text, 2) { // the chain's stands before that of what is said
		switch i {
		case 0:
			s.Hash = notHex.ReplaceAllString(m, "")
		case 1:
			s.Digest = notHex.ReplaceAllString(m, "")
		}
	}
	return s
}

func (q *request) checkSeal(text string) (*verdict, error) {
	s := readSeal(text)
	if row := strings.TrimSpace(q.Form.Get("row")); row != "" {
		n, err := strconv.ParseInt(row, 10, 64)
		if err != nil {
			return nil, atFormField("web.field-number", "row")
		}
		s.Row = n
	}
	switch {
	case s.Hash == "":
		return nil, atFormField("web.check.no-hash", "seal")
	case s.Row == 0:
		return nil, atFormField("web.check.no-row", "row")
	}
	return q.checkPlace(s, s.Digest)
}

// checkPlace asks about a seal, and of what the version says by the digest that stands beside it; "" when none does.
func (q *request) checkPlace(s seal, digest string) (*verdict, error) {
	g, err := q.clerk().GenuineSeal(q.ctx(), q.Who, s.Row, s.Hash, s.Signature)
	if fault.CodeOf(err) == "seal.unknown" {
		return &verdict{State: "bad", Heading: q.T("web.check.unknown"), Lines: []string{q.Fault(err)}}, nil
	}
	if err != nil {
		return nil, err
	}
	v := q.verdictOf(g)
	if s.Signature != "" && !g.Signed {
		v.State, v.Heading = "bad", q.T("web.check.forged")
		v.Lines = append(v.Lines, q.T("web.check.signature-wrong"))
	} else if g.Signed {
		v.Lines = append(v.Lines, q.T("web.check.signature-right"))
	}
	if g.Conference != "" {
		v.Address = "/conferences/" + g.Conference + "/minutes"
		if g.Version > 0 {
			v.Address = withQuery(v.Address, "version", strconv.Itoa(g.Version))
		}
	}
	if digest != "" && g.Approved {
		which, err := q.clerk().GenuineDigest(q.ctx(), q.Who, s.Row, s.Hash, digest)
		switch {
		case fault.CodeOf(err) == "seal.unknown":
		case err != nil:
			return nil, err
		case which == clerk.ComposedWhole:
			v.Lines = append(v.Lines, q.T("web.check.whole-version"))
		case which == clerk.ComposedPublic:
			v.Lines = append(v.Lines, q.T("web.check.public-version"))
		default: // one look at the page is not to say that the words are right
			v.State, v.Heading = "warn", q.T("web.check.other-heading")
			v.Lines = append(v.Lines, q.T("web.check.other-version"))
		}
	}
	if g.Corrected > 0 {
		v.Lines = append(v.Lines, q.N("web.check.corrected", g.Corrected))
		if g.Conference != "" {
			v.Changes = withQuery("/conferences/"+g.Conference+"/minutes/compare", "a", strconv.Itoa(g.Version))
		}
	}
	v.Lines = append(v.Lines, q.T("web.check.compare"))
	return v, nil
}

// verdictOf words what is known of something genuine.
func (q *request) verdictOf(g clerk.Genuine) *verdict {
	v := &verdict{State: "ok", Heading: q.T("web.check.genuine")}
	switch {
	case g.Approved:
		v.Lines = append(v.Lines, q.T("web.check.version", "Version", g.Version, "At", g.At))
	case g.Version > 0:
		v.Lines = append(v.Lines, q.T("web.check.published", "Version", g.Version, "At", g.At))
	default:
		v.State, v.Heading = "warn", q.T("web.check.draft")
		v.Lines = append(v.Lines, q.T("web.check.not-approved", "At", g.At))
	}
	if !g.Changed.IsZero() {
		v.State = "warn"
		v.Lines = append(v.Lines, q.T("web.check.changed", "At", g.Changed, "Newest", g.Newest))
	} else if v.State == "ok" && g.Newest > g.Version {
		v.State = "warn"
		v.Lines = append(v.Lines, q.T("web.check.changing"))
	} else if v.State == "ok" {
		v.Lines = append(v.Lines, q.T("web.check.newest"))
	}
	return v
}

// checkFile finds out about a file by what it holds. A bundle is opened as well; it is laid aside on disk for that, and only for who is
// signed in.
func (q *request) checkFile() (found *verdict, err error) {
	err = q.parts(maxChecked, func(part *multipart.Part) error {
		if found != nil {
			return nil // one is enough
		}
		found, err = q.checkContent(part)
		return err
	})
	if err == nil && found == nil {
		err = atFormField("web.check.no-file", "file")
	}
	return found, err
}

func (q *request) checkContent(r io.Reader) (*verdict, error) {
	sum, own := sha256.New(), &papers.SealFinder{}
	begin := make([]byte, 4)
	n, err := io.ReadFull(r, begin)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, formFault(err)
	}
	begin = begin[:n]
	all := io.TeeReader(io.MultiReader(bytes.NewReader(begin), r), io.MultiWriter(sum, own))
	var aside *os.File
	if bytes.Equal(begin, []byte("PK\x03\x04")) && q.Who.SignedIn() {
		if aside, err = os.CreateTemp("", "samverkan-check-"); err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "store.failed")
		}
		defer func() { aside.Close(); os.Remove(aside.Name()) }()
		_, err := io.Copy(aside, io.LimitReader(all, maxBundle))
		var disk *fs.PathError
		switch {
		case errors.As(err, &disk):
			return nil, fault.Wrap(err, fault.Unavailable, "store.failed") // the disk's fault, not that of who sent it
		case err != nil:
			return nil, formFault(err)
		}
	}
	more, err := io.Copy(io.Discard, all)
	if err != nil {
		return nil, formFault(err)
	}
	g, err := q.clerk().GenuineFile(q.ctx(), q.Who, hex.EncodeToString(sum.Sum(nil)))
	switch {
	case err == nil:
		v := q.verdictOf(g)
		if g.Corrected > 0 {
			v.Lines = append(v.Lines, q.N("web.check.corrected", g.Corrected))
		}
		for _, why := range g.Why {
			v.Lines = append(v.Lines, q.T("web.check.why", "Why", why))
		}
		if g.Item != "" {
			v.Address = "/areas/" + g.Area + "/items/" + g.Item
		}
		return v, nil
	case fault.CodeOf(err) != "seal.unknown-file":
		return nil, err
	case !bytes.Equal(begin, []byte("PK\x03\x04")):
		if place, ok := own.Place(); ok {
			return q.checkOwnSeal(place)
		}
		return &verdict{State: "warn", Heading: q.T("web.check.unknown-file"), Lines: []string{q.Fault(err)}}, nil
	case aside == nil:
		return &verdict{State: "warn", Heading: q.T("web.check.unknown-file"), Lines: []string{q.T("web.check.sign-in-for-bundle")}}, nil
	case more > 0:
		return &verdict{State: "warn", Heading: q.T("web.check.unknown-file"), Lines: []string{q.T("web.check.bundle-too-large")}}, nil
	}
	info, err := aside.Stat()
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "store.failed")
	}
	return q.checkBundle(aside, info.Size())
}

// checkOwnSeal asks about the seal that a PDF carries. It says which version the file was made of; that nothing in the file was changed
// since, it cannot say.
func (q *request) checkOwnSeal(place minutes.CheckPlace) (*verdict, error) {
	v, err := q.checkPlace(seal{Row: place.Seq, Hash: place.Hash}, place.Digest)
	if err != nil || v.State == "bad" {
		return v, err
	}
	v.State, v.Heading = "warn", q.T("web.check.own-seal-heading")
	v.Lines = append([]string{q.T("web.check.own-seal")}, v.Lines...)
	return v, nil
}

// checkBundle opens a bundle and checks all that is in it against its own signatures and the keys of this installation.
func (q *request) checkBundle(content io.ReaderAt, size int64) (*verdict, error) {
	keys, err := q.clerk().PublicKeys(q.ctx())
	if err != nil {
		return nil, err
	}
	o, err := bundles.Open(content, size, keys...)
	if err != nil {
		return &verdict{State: "bad", Heading: q.T("web.check.unknown-file"), Lines: []string{q.Fault(err)}}, nil
	}
	v := &verdict{State: "ok", Heading: q.T("web.check.genuine"), Lines: []string{
		q.T("web.check.bundle", "Title", o.Manifest.Title, "Origin", o.Manifest.Origin, "At", o.SignedAt, "Rows", int(o.Report.Head.Seq), "Files", o.Files)}}
	switch {
	case len(o.Problems) > 0:
		v.State, v.Heading = "bad", q.T("web.check.broken")
		for _, p := range o.Problems[:min(len(o.Problems), 20)] {
			v.Problems = append(v.Problems, q.Fault(p))
		}
	case o.Known:
		v.Lines = append(v.Lines, q.T("web.check.our-key"))
	default:
		v.State, v.Heading = "warn", q.T("web.check.whole")
		v.Lines = append(v.Lines, q.T("web.check.other-key", "Keys", strings.Join(o.SignedBy, ", ")))
	}
	if o.SignedAt.After(q.Now.Add(24 * time.Hour)) {
		v.Lines = append(v.Lines, q.T("web.check.future"))
	}
	return v, nil
}
