package attachment_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
)

const crashEnv = "SAMVERKAN_TEST_PUT_UNTIL_KILLED"

// TestMain lets the test's own program be the one that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		putUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// putUntilKilled puts files and tells each digest after Put has answered.
func putUntilKilled(dir string) {
	d, err := attachment.Open(dir, nil)
	if err != nil {
		fmt.Println("fault", err)
		os.Exit(1)
	}
	for i := 0; ; i++ {
		s, err := d.Put(strings.NewReader(strings.Repeat(strconv.Itoa(os.Getpid())+"-"+strconv.Itoa(i)+" ", 2000)), 1<<20)
		if err != nil {
			fmt.Println("fault", err)
			os.Exit(1)
		}
		fmt.Println(s.Digest)
	}
}

// TestNoFileIsLostOrHalfWhenKilled (faults.md A2): whatever was answered is there and whole, and nothing half has a name.
func TestNoFileIsLostOrHalfWhenKilled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	var acked []string
	for range 20 {
		acked = append(acked, killed(t, dir, time.Duration(30+random.IntN(40))*time.Millisecond)...)
	}
	if len(acked) < 20 {
		t.Fatalf("only %d files were put; the test shows nothing", len(acked))
	}
	d := open(t, dir)
	for _, a := range acked {
		digest, err := attachment.ParseDigest(a)
		if err != nil {
			t.Fatalf("%q: %v", a, err)
		}
		if err := d.Verify(digest); err != nil {
			t.Fatalf("answered, and lost: %v", err)
		}
	}
	n := 0
	for digest, err := range d.All {
		if err != nil || d.Verify(digest) != nil {
			t.Fatalf("half a file has a name: %s, %v", digest, err)
		}
		n++
	}
	swept, err := d.Sweep(time.Now().Add(time.Minute))
	if err != nil || len(files(t, dir)) != n {
		t.Fatalf("%v, %d files left for %d digests", err, len(files(t, dir)), n)
	}
	t.Logf("%d answered, %d there, %d unfinished swept", len(acked), n, swept)
}

// killed runs the putting program, kills it after a while from its first answer, and gives the digests it told.
func killed(t *testing.T, dir string, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(after, func() { cmd.Process.Kill() })
	var told []string
	in := bufio.NewReader(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil { // a line without an end was not told
			break
		}
		told = append(told, strings.TrimSpace(line))
	}
	cmd.Wait()
	return told
}

// tmpfs mounts a small disk of its own. Only root can.
func tmpfs(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("SKIPPED: a small disk cannot be mounted (it needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestDiskFull (faults.md A4): told as such, nothing left behind, and it works again when there is room.
func TestDiskFull(t *testing.T) {
	dir := tmpfs(t, "1m")
	d := open(t, dir)
	small := put(t, d, "en liten fil")
	big := func() error {
		_, err := d.Put(io.LimitReader(zeros{}, 2<<20), 4<<20)
		return err
	}
	err := big()
	wantCode(t, err, "attachment.full")
	if fault.KindOf(err) != fault.Full {
		t.Fatal(err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Fatalf("left behind: %q", got)
	}
	if err := d.Verify(small.Digest); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	if err := big(); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnlyDisk (faults.md A9): what is there can be read, and Put says why it cannot write.
func TestReadOnlyDisk(t *testing.T) {
	dir := tmpfs(t, "1m")
	d := open(t, dir)
	s := put(t, d, "en liten fil")
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	_, err := d.Put(bytes.NewReader([]byte("en till")), 100)
	wantCode(t, err, "attachment.cannot-write")
	wantCode(t, d.Remove(s.Digest), "attachment.cannot-write")
	if err := d.Verify(s.Digest); err != nil {
		t.Fatal(err)
	}
	d2, err := attachment.Open(dir, nil)
	if err != nil {
		t.Fatalf("what is there cannot be opened for reading: %v", err)
	}
	d2.Close()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
