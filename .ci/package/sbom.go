package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// The parts of CycloneDX 1.6 that are used (https://cyclonedx.org/docs/1.6/json/).
type (
	bom struct {
		Schema       string       `json:"$schema"`
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Serial       string       `json:"serialNumber"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Timestamp string    `json:"timestamp"`
		Component component `json:"component"`
	}
	component struct {
		Type    string `json:"type"`
		Ref     string `json:"bom-ref"`
		Name    string `json:"name"`
		Version string `json:"version,omitempty"`
		PURL    string `json:"purl,omitempty"`
		Hashes  []hash `json:"hashes,omitempty"`
	}
	hash struct {
		Alg     string `json:"alg"`
		Content string `json:"content"`
	}
	dependency struct {
		Ref       string   `json:"ref"`
		DependsOn []string `json:"dependsOn"`
	}
)

// sbom lists the modules that the linker put into a binary, as the binary itself tells: what was downloaded and not linked is
// not in it. The hashes of the modules are Go's own (h1: in go.sum), which are SHA-256 over their lists of files.
func sbom(binary, out string, made time.Time) error {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(binary)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	self := part("application", info.Main.Path, info.Main.Version)
	self.Hashes = []hash{{"SHA-256", hex.EncodeToString(sum[:])}}
	goVersion := strings.TrimPrefix(info.GoVersion, "go")
	parts := []component{part("library", "std", goVersion)}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := part("library", m.Path, m.Version)
		if h, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(h) == sha256.Size {
			c.Hashes = []hash{{"SHA-256", hex.EncodeToString(h)}}
		}
		parts = append(parts, c)
	}
	needs := dependency{Ref: self.Ref}
	all := []dependency{}
	for _, c := range parts {
		needs.DependsOn = append(needs.DependsOn, c.Ref)
		all = append(all, dependency{Ref: c.Ref, DependsOn: []string{}})
	}
	list := bom{Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", Spec: "1.6", Version: 1,
		Serial: serial(sum), Metadata: metadata{made.Format(time.RFC3339), self}, Components: parts, Dependencies: append([]dependency{needs}, all...)}
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(text, '\n'), 0o644)
}

// part is a component, named by the module that it is.
func part(kind, path, version string) component {
	return component{Type: kind, Ref: purl(path, version), Name: path, Version: version, PURL: purl(path, version)}
}

// purl names a Go module (https://github.com/package-url/purl-spec).
func purl(path, version string) string {
	return "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
}

// serial is a UUID of the form 8, made of the binary: the same program has the same list.
func serial(sum [32]byte) string {
	u := sum[:16]
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
