package signin_test

import (
	"fmt"
	"os"
	"testing"
)

// resident gives the memory of this process that is in the machine, in bytes.
func resident(t testing.TB) uint64 {
	t.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	var size, pages uint64
	if err == nil {
		_, err = fmt.Sscan(string(data), &size, &pages)
	}
	if err != nil {
		t.Error(err)
	}
	return pages * uint64(os.Getpagesize())
}
