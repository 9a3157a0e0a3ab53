package passkey

import (
	_ "embed"
	"slices"
)

//go:embed passkey.js
var script []byte

// Script gives the ES module for the pages with forms that say data-passkey; its head tells how they are written.
// It asks for nothing that a strict Content Security Policy or Trusted Types would refuse.
func Script() []byte { return slices.Clone(script) }
