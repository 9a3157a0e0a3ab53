//go:build !linux

package signin_test

import (
	"runtime"
	"testing"
)

// resident gives what the runtime has taken from the system and not given back, in bytes: close to what is in the machine.
func resident(testing.TB) uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}
