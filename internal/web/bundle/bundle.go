package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundle makes every file of dist: its name and its content.
func bundle(assets string) (map[string][]byte, error) {
	dist := map[string][]byte{}
	all := sha256.New()
	for _, name := range []string{"app.js", "desk.js", "notices.js", "recorder.js", "encrypt.js", "timeline.js", "rhythm.js", "walk.js", "inbox.js", "map.js", "drop.js", "samverkan.css"} {
		source := filepath.Join(assets, "ts", strings.TrimSuffix(name, ".js")+".ts")
		if strings.HasSuffix(name, ".css") {
			source = filepath.Join(assets, "css", name)
		}
		if _, err := os.Stat(source); errors.Is(err, os.ErrNotExist) {
			continue // a page without it is a page without what it does
		}
		data, err := build(source, nil)
		if err != nil {
			return nil, err
		}
		dist[name] = data
		all.Write(data)
	}
	// The service worker holds the name of the build it belongs to: when anything changes, it is another worker, and browsers fetch it.
	name := strconv.Quote(hex.EncodeToString(all.Sum(nil))[:12])
	worker, err := build(filepath.Join(assets, "ts", "sw.ts"), map[string]string{"BUILD": name})
	if err != nil {
		return nil, err
	}
	dist["sw.js"] = worker
	return dist, nil
}

// build bundles what one file needs into one.
func build(source string, define map[string]string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{source},
		Bundle:      true,
		Format:      api.FormatESModule,
		Platform:    api.PlatformBrowser,
		Target:      api.ES2022,
		Charset:     api.CharsetUTF8,
		Define:      define,
		// What others have written stands beside, each package in a directory by its own name.
		NodePaths:         []string{filepath.Join(filepath.Dir(source), "..", "vendor")},
		LegalComments:     api.LegalCommentsNone,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		// The masks of the stylesheet are a few hundred bytes each, and the policy for images allows data.
		Loader: map[string]api.Loader{".svg": api.LoaderDataURL},
		// The bytes must not depend on where the source lies or on a tsconfig of somebody else's further up.
		TsconfigRaw: `{"compilerOptions":{"target":"es2022","useDefineForClassFields":true}}`,
	})
	var faults []error
	for _, m := range append(result.Errors, result.Warnings...) {
		at := ""
		if m.Location != nil {
			at = m.Location.File + ":" + strconv.Itoa(m.Location.Line) + ": "
		}
		faults = append(faults, errors.New(at+m.Text))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return result.OutputFiles[0].Contents, nil
}
