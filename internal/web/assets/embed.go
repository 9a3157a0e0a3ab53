package assets

import "embed"

// FS is what the pages load, as it is served.
//
//go:embed dist/* icons/*.svg icons/*.png icons/*.webmanifest
var FS embed.FS
