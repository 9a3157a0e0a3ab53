package pdftest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

var (
	objectStart = regexp.MustCompile(`(?m)^([0-9]+) 0 obj\n`)
	errRewrite  = errors.New("pdftest: not a file with a plain cross-reference table")
)

// Rewrite makes a file with other objects, to see that the rules notice. It
// takes a PDF/A-1 file, whose objects stand by themselves. change gets each
// object, and for a compressed stream what is in it, and gives what should
// stand there instead.
func Rewrite(pdf []byte, change func(object []byte) []byte) ([]byte, error) {
	end := bytes.LastIndex(pdf, []byte("\nxref\n"))
	trailer := bytes.LastIndex(pdf, []byte("trailer\n"))
	starts := objectStart.FindAllSubmatchIndex(pdf, -1)
	if end < 0 || trailer < 0 || len(starts) == 0 {
		return nil, errRewrite
	}
	out := bytes.Clone(pdf[:starts[0][0]])
	offsets := map[int]int{}
	for i, s := range starts {
		stop := end + 1
		if i+1 < len(starts) {
			stop = starts[i+1][0]
		}
		n, err := strconv.Atoi(string(pdf[s[2]:s[3]]))
		if err != nil {
			return nil, err
		}
		offsets[n] = len(out)
		body, err := rewriteObject(pdf[s[1]:stop], change)
		if err != nil {
			return nil, err
		}
		out = append(fmt.Appendf(out, "%d 0 obj\n", n), body...)
	}
	xref := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for n := 1; n <= len(offsets); n++ {
		out = fmt.Appendf(out, "%010d 00000 n \n", offsets[n])
	}
	tail, _, _ := bytes.Cut(pdf[trailer:], []byte("startxref"))
	return fmt.Appendf(append(out, change(tail)...), "startxref\n%d\n%%%%EOF\n", xref), nil
}

var streamLength = regexp.MustCompile(`/Length [0-9]+`)

func rewriteObject(b []byte, change func([]byte) []byte) ([]byte, error) {
	head, rest, ok := bytes.Cut(b, []byte("stream\n"))
	if !ok || !bytes.Contains(head, []byte("/FlateDecode")) {
		return change(b), nil
	}
	packed, _, ok := bytes.Cut(rest, []byte("\nendstream"))
	if !ok {
		return nil, errRewrite
	}
	zr, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(zr)
	if err != nil {
		return nil, err
	}
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	zw.Write(change(plain)) // a bytes.Buffer takes everything
	zw.Close()
	head = streamLength.ReplaceAll(change(bytes.Clone(head)), fmt.Appendf(nil, "/Length %d", z.Len()))
	return fmt.Appendf(head, "stream\n%s\nendstream\nendobj\n", z.Bytes()), nil
}
