package templates

import "embed"

// FS is the embedded files, rooted at this folder.
//
//go:embed mail meeting web
var FS embed.FS
