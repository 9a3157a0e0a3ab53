// Package assets is what the browser gets beside the pages: the stylesheet and the scripts, bundled from css and ts into dist by
// go generate in internal/web, and the icons. What others have written stands in vendor, each with its version, digest and licence.
package assets
