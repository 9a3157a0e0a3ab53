package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"samverkan/internal/fault"
)

// fileFault says in a fault what the operating system says about a file.
func fileFault(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.NotFound, "cli.no-file", "Path", path)
	case errors.Is(err, fs.ErrExist):
		return fault.Wrap(err, fault.Conflict, "cli.file-exists", "Path", path)
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(err, fault.Unavailable, "cli.file-not-allowed", "Path", path)
	case errors.Is(err, syscall.ENOSPC):
		return fault.Wrap(err, fault.Full, "cli.disk-full", "Path", path)
	case errors.Is(err, syscall.EISDIR):
		return fault.Wrap(err, fault.Invalid, "cli.file-is-directory", "Path", path)
	case errors.Is(err, syscall.EROFS):
		return fault.Wrap(err, fault.Unavailable, "cli.file-not-allowed", "Path", path)
	}
	return fault.Wrap(err, fault.Unavailable, "cli.file-unreadable", "Path", path)
}

// openFile opens a file for reading; "-" is standard input.
func (s *session) openFile(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.world.In), nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileFault(err, path)
	}
	if info.IsDir() {
		return nil, fault.New(fault.Invalid, "cli.file-is-directory", "Path", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileFault(err, path)
	}
	return f, nil
}

// readFile reads a file that is at most so many bytes.
func (s *session) readFile(path string, most int64) ([]byte, error) {
	f, err := s.openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fileFault(err, path)
	}
	if int64(len(data)) > most {
		return nil, fault.New(fault.TooLarge, "cli.file-too-large", "Path", path, "Most", s.p.Bytes(most))
	}
	return data, nil
}

// target is where a document goes: standard output, or a file that is written whole or not at all.
type target struct {
	path  string
	force bool
}

func (f *flags) target(t *target) {
	f.text(&t.path, "out")
	f.yes(&t.force, "force")
}

// deliver writes a document to its target. Bytes that are no text are not poured over a screen.
func (s *session) deliver(t target, content []byte, binary bool) error {
	if t.path == "" || t.path == "-" {
		if binary && s.world.Terminal {
			return fault.New(fault.Invalid, "cli.not-for-screen")
		}
		_, err := s.world.Out.Write(content)
		return err
	}
	if err := writeWhole(t.path, content, t.force); err != nil {
		return err
	}
	s.remark(s.p.T("cli.wrote", "Path", t.path, "Size", s.p.Bytes(int64(len(content)))))
	return nil
}

// writeWhole writes a file beside its place and puts it there when it is safe on disk. Another file of that name is kept
// unless force.
func writeWhole(path string, content []byte, force bool) error {
	return writeStream(path, force, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// writeStream is writeWhole for what is written little by little.
func writeStream(path string, force bool, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil {
		switch {
		case info.IsDir():
			return fault.New(fault.Invalid, "cli.file-is-directory", "Path", path)
		case !force:
			return fault.New(fault.Conflict, "cli.file-exists", "Path", path)
		}
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".samverkan-*")
	if err != nil {
		return fileFault(err, path)
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := errors.Join(tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return fileFault(err, path)
	}
	return place(tmp.Name(), path, force)
}

// place gives the finished file its name. A link refuses a name that was taken meanwhile; where there are no links, the look
// before has to do.
func place(from, to string, force bool) error {
	if !force {
		err := os.Link(from, to)
		if err == nil {
			return nil
		}
		if errors.Is(err, fs.ErrExist) {
			return fileFault(err, to)
		}
	}
	if err := os.Rename(from, to); err != nil {
		return fileFault(err, to)
	}
	return nil
}
