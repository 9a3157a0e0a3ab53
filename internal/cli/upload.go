package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"samverkan/internal/client"
	"samverkan/internal/fault"
)

// uploadsFor is how long an upload that was broken off is remembered: no service waits longer for the rest of it.
const uploadsFor = 31 * 24 * time.Hour

// begunUpload is an upload that a service has some of.
type begunUpload struct {
	Upload string    `json:"upload"`
	Begun  time.Time `json:"begun"`
}

// uploads are the uploads that have been begun and not finished, by service, file, size and when the file was changed. They lie in a
// file beside the tokens, so that the program can be killed and go on where it was.
type uploads map[string]begunUpload

func (s *session) uploadsPath() (string, error) {
	path, err := s.credentialsPath()
	return filepath.Join(filepath.Dir(path), "uploads.json"), err
}

// uploads reads what is remembered; what cannot be read is forgotten, and the file sent from its beginning.
func (s *session) uploads() uploads {
	kept := uploads{}
	path, err := s.uploadsPath()
	if err != nil {
		return kept
	}
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &kept) != nil || kept == nil {
		return uploads{}
	}
	for key, u := range kept {
		if s.world.Now().Sub(u.Begun) > uploadsFor {
			delete(kept, key)
		}
	}
	return kept
}

// remember changes what is remembered of one upload; "" forgets it. Where nothing can be written, nothing is remembered.
func (s *session) remember(key, upload string) {
	kept := s.uploads()
	if _, was := kept[key]; !was && upload == "" {
		return
	}
	delete(kept, key)
	if upload != "" {
		kept[key] = begunUpload{upload, s.world.Now()}
	}
	path, err := s.uploadsPath()
	if err != nil {
		return
	}
	data, err := json.MarshalIndent(kept, "", "  ")
	if err != nil || os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".uploads-*")
	if err != nil {
		return
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(append(data, '\n'))
	if errors.Join(err, tmp.Close()) == nil {
		_ = os.Rename(tmp.Name(), path)
	}
}

// sendLarge sends a file in pieces, from where an earlier run of the program came to.
func (s *session) sendLarge(ctx context.Context, to *client.Client, f *os.File, info fs.FileInfo) (digest string, err error) {
	path, err := filepath.Abs(f.Name())
	if err != nil {
		return "", fileFault(err, f.Name())
	}
	key := to.Server() + " " + path + " " + strconv.FormatInt(info.Size(), 10) + " " + strconv.FormatInt(info.ModTime().UnixNano(), 10)
	told, began := 0, false
	digest, err = to.SendPieces(ctx, client.Piecewise{Content: f, Size: info.Size(), Name: info.Name(), Upload: s.uploads()[key].Upload,
		Begun: func(id string) { s.remember(key, id) },
		Sent: func(n int64) {
			if !began && n > 0 {
				s.remark(s.p.T("cli.upload-resumed", "Sent", s.p.Bytes(n), "Size", s.p.Bytes(info.Size())))
			}
			began = true
			if tenth := int(10 * n / info.Size()); s.world.Terminal && tenth > told && n < info.Size() {
				told = tenth
				s.remark(s.p.T("cli.upload-sent", "Sent", s.p.Bytes(n), "Size", s.p.Bytes(info.Size())))
			}
		}})
	if kind := fault.KindOf(err); err == nil || kind != fault.Unavailable && kind != fault.Internal {
		s.remember(key, "") // what was refused is not gone on with
	}
	return digest, err
}
