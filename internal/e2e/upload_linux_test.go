package e2e_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// noise is a file of any length that need not be kept: the same bytes for the same place.
type noise struct {
	block []byte
	size  int64
}

func newNoise(seed byte, size int64) noise {
	block := make([]byte, 1<<20+7)
	rand.NewChaCha8([32]byte{seed}).Read(block)
	return noise{block, size}
}

// ReadAt implements io.ReaderAt.
func (n noise) ReadAt(p []byte, at int64) (int, error) {
	if at >= n.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), n.size-at)]
	done := 0
	for done < len(p) {
		done += copy(p[done:], n.block[(at+int64(done))%int64(len(n.block)):])
	}
	return done, nil
}

func (n noise) digest(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(n, 0, n.size)); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// uploadSize is how large a file the service is killed over: a gigabyte where there is time for it.
func uploadSize() int64 {
	if os.Getenv("SAMVERKAN_SOAK") != "" {
		return 1 << 30
	}
	return 128 << 20
}

// The service is killed with SIGKILL eight times while one large file comes in, at any byte; it is gone on with each time from where the
// service says, and is the same file in the end. No lock is left, and nothing half done.
func TestUploadThroughKills(t *testing.T) {
	long(t)
	const kills = 8
	p := newInstallation(t)
	s := p.serves("--log-level", "warn", "--upload-spare", "0")
	content := newNoise(7, uploadSize())
	c := s.as(p.people["technician"].Token)
	tus := func(method, at string, body io.Reader, length int64, headers ...string) (*http.Response, error) {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		t.Cleanup(cancel)
		r, err := http.NewRequestWithContext(ctx, method, s.url+at, body)
		if err != nil {
			return nil, err
		}
		r.ContentLength = length
		r.Header.Set("Authorization", "Bearer "+c.token)
		r.Header.Set("Tus-Resumable", "1.0.0")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		a, err := c.http.Do(r)
		if err == nil {
			io.Copy(io.Discard, a.Body)
			a.Body.Close()
		}
		return a, err
	}
	a, err := tus(http.MethodPost, "/api/v1/uploads", nil, 0, "Upload-Length", strconv.FormatInt(content.size, 10), "Upload-Metadata",
		"filename "+base64.StdEncoding.EncodeToString([]byte("möte.wav")))
	if err != nil || a.StatusCode != http.StatusCreated {
		t.Fatal(a, err)
	}
	at := a.Header.Get("Location")
	chance := rand.New(rand.NewPCG(20270107, 2))
	var digest string
	killed := 0
	begun := time.Now()
	for tries := 0; digest == ""; tries++ {
		if tries > 10*kills {
			t.Fatal("it does not come to its end")
		}
		a, err := tus(http.MethodHead, at, nil, 0)
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("after %d kills: %v %v", killed, a, err)
		}
		offset, err := strconv.ParseInt(a.Header.Get("Upload-Offset"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if digest = a.Header.Get("Samverkan-Digest"); digest != "" {
			break
		}
		var body io.Reader = io.NewSectionReader(content, offset, content.size-offset)
		ended := make(chan struct{})
		if killed < kills {
			// It is killed when so much of the rest has been sent, wherever the service has got to by then.
			killed++
			most := content.size / int64(kills+1)
			body = &trigger{Reader: body, at: most/2 + chance.Int64N(most/2), pull: func() { s.kill(); close(ended) }}
		} else {
			close(ended)
		}
		a, err = tus(http.MethodPatch, at, body, content.size-offset, "Upload-Offset", strconv.FormatInt(offset, 10),
			"Content-Type", "application/offset+octet-stream")
		<-ended
		if err == nil && a.StatusCode == http.StatusNoContent {
			digest = a.Header.Get("Samverkan-Digest")
		} else if err == nil {
			t.Fatal(a.Status, " after ", killed, " kills")
		} else {
			s.again()
		}
	}
	took := time.Since(begun)
	if want := content.digest(t); digest != want {
		t.Fatalf("the file is another: %s, sent %s", digest, want)
	}
	t.Logf("%d MiB through %d kills in %v", content.size>>20, killed, took.Round(10*time.Millisecond))
	left, err := filepath.Glob(filepath.Join(p.dir, "samverkan.db.files", "partial", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "samverkan.db.files", "sha256", digest[:2], digest[2:4], digest)); err != nil {
		t.Error(err)
	}
	s.stop()
}

// trigger pulls once when so much has been read.
type trigger struct {
	io.Reader
	at   int64
	pull func()
}

func (r *trigger) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if before := r.at; before > 0 {
		if r.at -= int64(n); r.at <= 0 {
			r.pull()
		}
	}
	return n, err
}

// The program is killed while it sends a recording, and run again: it goes on where it was, and the recording is attached.
func TestProgramGoesOnWithAnUpload(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves("--log-level", "warn", "--upload-spare", "0")
	s.as(p.people["leader"].Token).begin()
	on := s.computer(t, p.people["technician"].Token)
	on.ends(0, "recording", "inform", "Mötet spelas in.")
	on.ends(0, "recording", "start")
	content := newNoise(9, 64<<20)
	f, err := os.Create(filepath.Join(on.dir, "möte.wav"))
	if err == nil {
		_, err = io.Copy(f, io.NewSectionReader(content, 0, content.size))
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	first := on.command("recording", "attach", "möte.wav")
	var errs bytes.Buffer
	first.Stderr = &errs
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	partial := filepath.Join(p.dir, "samverkan.db.files", "partial")
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		if files, _ := filepath.Glob(filepath.Join(partial, "*-*-*-*-*")); len(files) > 0 {
			if info, err := os.Stat(files[0]); err == nil && info.Size() > 9<<20 { // more than one piece has been acknowledged
				break
			}
		}
		if time.Since(begun) > patience {
			t.Fatal("nothing comes:", errs.String())
		}
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	first.Wait()
	said := on.ends(0, "recording", "attach", "möte.wav")
	if !strings.Contains(said, "Fortsätter där förra försöket slutade") {
		t.Errorf("it does not say that it went on: %s", said)
	}
	if shown := on.ends(0, "recording", "show", "-o", "json"); !strings.Contains(shown, content.digest(t)) {
		t.Errorf("it is not attached: %s", shown)
	}
	if left, _ := filepath.Glob(filepath.Join(partial, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
