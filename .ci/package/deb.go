package main

import (
	"errors"
	"os"
	"strings"
	"time"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // the packer registers itself
	"github.com/goreleaser/nfpm/v2/files"
)

// deb packs a binary with its unit, its settings and its papers.
func deb(version, binary, out string, made time.Time) (err error) {
	file := func(from, to string, mode os.FileMode) *files.Content {
		return &files.Content{Source: from, Destination: to, FileInfo: &files.ContentFileInfo{Mode: mode, MTime: made}}
	}
	settings := file("samverkan.conf", "/etc/samverkan/samverkan.conf", 0o640)
	settings.Type = files.TypeConfigNoReplace
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: "samverkan", Arch: "amd64", Platform: "linux", Version: strings.TrimPrefix(version, "v"),
		Section: "misc", Priority: "optional",
		Maintainer: "Samverkan <samverkan@localhost>", License: "Apache-2.0", MTime: made,
		Description: "Samverkanskonferenser: kallelse, möte, minnesanteckningar, uppföljning\n" +
			"Collaboration conferences between authorities in a crisis: a service, and a\ncommand line on the same database.",
		Overridables: nfpm.Overridables{
			Depends:  []string{"adduser"},
			Suggests: []string{"chrony | systemd-timesyncd"},
			Scripts:  nfpm.Scripts{PostInstall: "postinst", PreRemove: "prerm", PostRemove: "postrm"},
			Contents: files.Contents{
				file(binary, "/usr/bin/samverkan", 0o755),
				file("samverkan.service", "/usr/lib/systemd/system/samverkan.service", 0o644),
				file("samverkan-backup.service", "/usr/lib/systemd/system/samverkan-backup.service", 0o644),
				file("samverkan-backup.timer", "/usr/lib/systemd/system/samverkan-backup.timer", 0o644),
				file("../../LICENSE", "/usr/share/doc/samverkan/copyright", 0o644),
				file("../../docs/operations.md", "/usr/share/doc/samverkan/operations.md", 0o644),
				settings,
			},
		},
	})
	if err := nfpm.PrepareForPackager(info, "deb"); err != nil {
		return err
	}
	packer, err := nfpm.Get("deb")
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return packer.Package(info, f)
}
