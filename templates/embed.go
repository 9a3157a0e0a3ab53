package templates

import "embed"

// FS is the embedded files, rooted at this folder.
//
//go:embed meeting
var FS embed.FS
