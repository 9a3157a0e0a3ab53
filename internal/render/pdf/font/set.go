package font

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
)

//go:embed ttf/SourceSans3-Regular.ttf
var regularTTF []byte

//go:embed ttf/SourceSans3-SemiBold.ttf
var semiBoldTTF []byte

//go:embed ttf/SourceSans3-Italic.ttf
var italicTTF []byte

// Set is the faces of a document.
type Set struct {
	Regular, Strong, Italic *Face
	Fallback                *Face // symbols that the others lack
}

// Standard is the set that every document is written with, parsed the first time
// it is asked for. An error means that the binary was built wrong.
var Standard = sync.OnceValues(func() (*Set, error) {
	var s Set
	for _, f := range []struct {
		to        **Face
		key, name string
		data      []byte
	}{
		{&s.Regular, "regular", "SourceSans3-Regular", regularTTF},
		{&s.Strong, "strong", "SourceSans3-SemiBold", semiBoldTTF},
		{&s.Italic, "italic", "SourceSans3-Italic", italicTTF},
		{&s.Fallback, "fallback", "DejaVuSans", dejavusans.TTF},
	} {
		face, err := Parse(f.key, f.name, f.data)
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", f.name, err)
		}
		*f.to = face
	}
	return &s, nil
})
