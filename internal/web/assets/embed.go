package assets

import "embed"

// FS is what the pages load, as it is served.
//
//go:embed dist/* icons/*.svg
var FS embed.FS
