package cli

import (
	"bytes"
	"context"
	"runtime"
	"runtime/debug"
	"time"

	"samverkan/internal/fault"
)

func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func (s *session) completion() verb {
	return verb{
		use:   "completion SHELL",
		group: groupArchive,
		example: `samverkan completion bash > ~/.local/share/bash-completion/completions/samverkan
samverkan completion zsh > "${fpath[1]}/_samverkan"`,
		run: func(_ context.Context, args []string) error {
			root := s.root()
			var b bytes.Buffer
			var err error
			switch args[0] {
			case "bash":
				err = root.GenBashCompletionV2(&b, true)
			case "zsh":
				err = root.GenZshCompletion(&b)
			case "fish":
				err = root.GenFishCompletion(&b, true)
			case "powershell":
				err = root.GenPowerShellCompletionWithDesc(&b)
			default:
				return fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(args[0]), "Choices", shells())
			}
			if err != nil {
				return err
			}
			return s.deliver(target{}, b.Bytes(), false)
		},
	}
}

// built says which program this is.
type built struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	System   string `json:"system"`
}

// program tells which program this is, by what the build wrote into it.
func program() built {
	b := built{Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b.called("")
	}
	for _, x := range info.Settings {
		switch x.Key {
		case "vcs.revision":
			b.Revision = x.Value
		case "vcs.time":
			b.Time = x.Value
		case "vcs.modified":
			b.Modified = x.Value == "true"
		}
	}
	return b.called(info.Main.Version)
}

// called gives the program its version: that of the release, or for one built from a working copy, when and of what.
func (b built) called(release string) built {
	b.Version = release
	if release != "" && release != "(devel)" {
		return b
	}
	b.Version = "devel"
	if at, err := time.Parse(time.RFC3339, b.Time); err == nil {
		b.Version += "-" + at.UTC().Format("20060102")
	}
	if b.Revision != "" {
		b.Version += "-" + b.Revision[:min(12, len(b.Revision))]
	}
	if b.Modified {
		b.Version += "+changed"
	}
	return b
}

func (s *session) version() verb {
	return verb{
		use:     "version",
		group:   groupArchive,
		example: "samverkan version -o json",
		run: func(context.Context, []string) error {
			b := program()
			return s.show(b, fact{"version", b.Version}, fact{"revision", b.Revision}, fact{"built", b.Time}, fact{"go", b.Go}, fact{"system", b.System})
		},
	}
}
