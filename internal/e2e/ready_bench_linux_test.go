package e2e_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkReady measures what somebody waits who starts the demonstration: from the start of the process until /readyz answers that
// it can do its work, on a demonstration that is there already (median, in milliseconds), and how long the first takes that makes it.
// Run it with -benchtime 10x.
func BenchmarkReady(b *testing.B) {
	binary := program(b)
	dir := filepath.Join(b.TempDir(), "demo")
	run := func() time.Duration {
		address := freeAddress(b)
		cmd := exec.Command(binary, "demo", "--serve", "--dir", dir, "--listen", address)
		cmd.Env = []string{"HOME=" + b.TempDir(), "PATH=" + os.Getenv("PATH")}
		begun := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		defer func() {
			cmd.Process.Kill()
			cmd.Wait()
		}()
		for time.Since(begun) < patience {
			if a, err := http.Get("http://" + address + "/readyz"); err == nil {
				a.Body.Close()
				if a.StatusCode == http.StatusOK {
					return time.Since(begun)
				}
			}
			time.Sleep(time.Millisecond)
		}
		b.Fatalf("not ready within %v", patience)
		return 0
	}
	first := run()
	var later []time.Duration
	for b.Loop() {
		later = append(later, run())
	}
	b.ReportMetric(float64(first.Milliseconds()), "ms/first")
	b.ReportMetric(float64(median(later).Milliseconds()), "ms/later")
	b.ReportMetric(0, "ns/op")
}
