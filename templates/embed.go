package templates

import "embed"

// FS is the embedded files, rooted at this folder.
//
//go:embed meeting web
var FS embed.FS
